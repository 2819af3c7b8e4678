"""The page of saved requests: what it offers, and why it is empty."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.saved_pane import HEIGHT, SavedList, SavedPane
from convert_console.widgets.kit.dialogs import NameDialog, ask_files, ask_folder, ask_name
from convert_console.widgets.theme.theme import px
from support.driver import Driver, buttons


def opened(driver: Driver, *names: str) -> SavedPane:
    for name in names:
        driver.context.saved.save(name, Draft("{}"))
    driver.turn_builder("Saved")
    return driver.window.saved


def test_a_chosen_request_can_be_moved_used_and_deleted(driver: Driver) -> None:
    # A request moves as far as the ends.
    pane = opened(driver, "A", "B")
    pane.choose(1)
    pane.move_by(-1)
    assert pane.row == 0
    pane.move_by(-1)
    assert pane.row == 0

    # Deleting selects the next row.
    pane.choose(0)
    pane.delete()
    assert pane.row == 0


def test_what_was_deleted_is_offered_back_and_undo_restores_it(driver: Driver) -> None:
    pane, before = opened(driver, "A"), driver.document.draft
    driver.fill("Request", "tid", "ORDER-9")
    driver.turn_builder("Saved")
    pane.choose(0)
    pane.list.setFocus()
    driver.keys("Delete", pane.list)
    assert "Saved request “A” deleted." in driver.window.message.text
    driver.click(next(b for b in buttons(driver.window.message) if b.text() == "Undo"))
    assert driver.context.saved.rowCount() == 1

    # Ctrl+Z does the same, and goes on with the draft.
    edited = driver.document.draft
    pane.list.setFocus()
    driver.keys("Delete", pane.list)
    driver.keys("Ctrl+Z")
    assert driver.context.saved.rowCount() == 1
    assert driver.document.draft == edited
    driver.keys("Ctrl+Z", pane.list)
    assert driver.document.draft == before


def test_what_was_replaced_is_offered_back(driver: Driver) -> None:
    pane = opened(driver, "A")
    pane.save_as()
    driver.answer_name("A")
    assert "Saved request “A” was replaced." in driver.window.message.text
    driver.click(next(b for b in buttons(driver.window.message) if b.text() == "Undo"))
    saved = driver.context.saved.at(0)
    assert saved is not None
    assert saved.draft == Draft("{}")


def test_an_empty_page_says_why_and_offers_what_makes_sense(driver: Driver) -> None:
    # Without a chosen request only import and export are offered.
    open_saved(driver)
    assert offered(driver) == ALWAYS

    # The two empty states differ.
    pane = opened(driver)
    assert [b.text() for b in buttons(pane._empty)] == ["Save current as…"]
    driver.context.saved.save("A", Draft("{}"))
    driver.keys("Down", pane.search)
    assert pane.list.hasFocus()
    assert pane.list.currentIndex().row() == 0
    pane.search.setText("zzz")
    assert [b.text() for b in buttons(pane._empty)] == ["Clear the search"]
    pane.search.setFocus()
    driver.keys("Esc", pane.search)
    assert not pane.list.isHidden()


# The menu of saved requests offers what makes sense, and nothing else.

ALWAYS = ["Import…", "Export all…"]


def open_saved(driver: Driver, *names: str) -> None:
    for name in names:
        driver.context.saved.save(name, Draft("{}"))
    driver.turn_builder("Saved")


def offered(driver: Driver) -> list[str]:
    found = driver.window.saved.commands()
    return [command.text for command in found if command is not None]


def test_a_chosen_request_offers_what_can_be_done_with_it_and_then_itself_back(
    driver: Driver,
) -> None:
    # A chosen request offers what can be done with it.
    open_saved(driver, "A")
    driver.window.saved.choose(0)
    own = ["Load", "Duplicate", "Rename…", "Move up", "Move down", "Export…", "Delete"]
    assert offered(driver) == own + ALWAYS

    # What was deleted is offered back.
    driver.window.saved.delete()
    assert offered(driver) == ["Restore “A”", *ALWAYS]


# Questions about saved requests are answered by a signal, and never with a blank name.


@pytest.mark.parametrize(("typed", "given"), [(" Buy ", ["Buy"]), ("   ", [])])
def test_a_name_is_handed_on_without_blanks_around_it(
    qtbot: QtBot, typed: str, given: list[str]
) -> None:
    owner, names = QWidget(), list[str]()
    qtbot.addWidget(owner)
    ask_name(owner, "Save request as", "Old", names.append)
    [dialog] = owner.findChildren(NameDialog)
    assert dialog.line.text() == "Old"
    dialog.line.setText(typed)
    assert dialog.take_button.isEnabled() is bool(given)
    dialog.accept()
    assert names == given


def test_files_and_folders_are_handed_on(qtbot: QtBot) -> None:
    owner, files, folders = QWidget(), list[list[str]](), list[str]()
    qtbot.addWidget(owner)
    ask_files(owner, "Import", ("JSON (*.json)",), files.append)
    ask_folder(owner, "Export", folders.append)
    for dialog in owner.findChildren(QFileDialog):
        dialog.filesSelected.emit(["/a.json"])
        dialog.fileSelected.emit("/a")
        dialog.close()
    assert (files, folders) == ([["/a.json"]], ["/a"])


@pytest.fixture
def saved_list(driver: Driver) -> SavedList:
    driver.context.saved.save("A name " * 60, Draft("{}"))
    driver.turn_builder("Saved")
    driver.window.saved.choose(0)
    return driver.window.saved.list


KEYS = [
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, ["load"]),
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ["delete"]),
    (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, ["rename"]),
    (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, ["up"]),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, ["down"]),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, []),
]


def test_each_key_requests_one_action(saved_list: SavedList) -> None:
    requests: list[str] = []
    for signal in (
        saved_list.load_requested,
        saved_list.delete_requested,
        saved_list.rename_requested,
    ):
        signal.disconnect()
    saved_list.load_requested.connect(lambda: requests.append("load"))
    saved_list.delete_requested.connect(lambda: requests.append("delete"))
    saved_list.rename_requested.connect(lambda: requests.append("rename"))
    saved_list.move_requested.connect(lambda step: requests.append("up" if step < 0 else "down"))
    for key, modifier, requested in KEYS:
        requests.clear()
        QTest.keyClick(saved_list, key, modifier)
        assert requests == requested, key


def test_a_long_name_takes_one_line_and_is_painted(saved_list: SavedList) -> None:
    index = saved_list.model().index(0, 0)
    assert saved_list.visualRect(index).height() == px(HEIGHT)
    assert not saved_list.grab().isNull()
