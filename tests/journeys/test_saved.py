"""Saved requests: named, found again, loaded in one step, shared as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu

from convert_console.models.profiles.saved_requests import NAME
from convert_console.widgets.builder.builder import SAVED_PAGE
from convert_console.widgets.builder.saved_pane import SavedPane
from support.driver import Driver, button, visible

HIT = '{"vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
SALE = '{"vid": "v", "ev": [{"evt": "tr", "goals": ["8"], "r": 5.00}]}'


def pane(driver: Driver) -> SavedPane:
    driver.turn_builder("Saved")
    return driver.window.saved


def shown(driver: Driver) -> list[str]:
    model = driver.window.saved.list.model()
    return [str(model.index(row, 0).data(NAME)) for row in range(model.rowCount())]


def save(driver: Driver, text: str, name: str) -> None:
    driver.paste_json(text)
    driver.keys("Ctrl+S", driver.window)
    driver.answer_name(name)


def choose(driver: Driver, row: int) -> None:
    view = driver.window.saved.list
    where = view.visualRect(view.model().index(row, 0)).center()
    driver.click(view.viewport(), where)
    view.setFocus()


def two_saved(driver: Driver) -> SavedPane:
    save(driver, HIT, "A hit")
    save(driver, SALE, "A sale")
    return pane(driver)


def pick(driver: Driver, path: Path) -> None:
    """Give a path to the file dialog that is open."""
    [chooser] = visible(driver.window, QFileDialog)
    name = chooser.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(str(path))
    driver.keys("Return", name)
    driver.until(lambda: not chooser.isVisible())


def do(driver: Driver, text: str) -> None:
    """Choose an entry of the menu at the right of the tabs."""
    driver.click(driver.window.builder.more)
    [menu] = visible(driver.window.builder, QMenu)
    action = next(action for action in menu.actions() if action.text().replace("&", "") == text)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_an_empty_list_says_how_to_begin(driver: Driver) -> None:
    saved = pane(driver)
    begin = button(saved._empty, "Save current as…")
    driver.click(begin)
    driver.answer_name("First")
    assert shown(driver) == ["First"]
    assert driver.window.builder.bar.tabData(SAVED_PAGE) == "1"


def test_enter_and_a_double_click_load_in_one_step_of_undo(driver: Driver) -> None:
    saved = two_saved(driver)
    choose(driver, 0)
    driver.keys("Return", saved.list)
    assert driver.document.draft.text == HIT
    driver.keys("Ctrl+Z", driver.window)
    assert driver.document.draft.text == SALE
    view = saved.list
    where = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert driver.document.draft.text == HIT


def test_saving_under_the_offered_name_replaces(driver: Driver) -> None:
    save(driver, HIT, "A hit")
    driver.paste_json(SALE)
    driver.keys("Ctrl+S", driver.window)
    driver.answer_name("A hit")
    pane(driver)
    assert shown(driver) == ["A hit"]
    saved = driver.context.saved.at(0)
    assert saved is not None
    assert saved.draft.text == SALE


def test_search_finds_by_event_and_an_empty_result_can_be_cleared(driver: Driver) -> None:
    saved = two_saved(driver)
    driver.write(saved.search, "hitgoal")
    assert shown(driver) == ["A hit"]
    driver.write(saved.search, "nothing of the kind")
    driver.click(button(saved._empty, "Clear the search"))
    assert shown(driver) == ["A hit", "A sale"]


def test_the_list_is_put_in_order_by_keys_and_stays_so(
    driver: Driver, open_console: Callable[[], Driver]
) -> None:
    saved = two_saved(driver)
    choose(driver, 1)
    driver.keys("Ctrl+Up", saved.list)
    assert shown(driver) == ["A sale", "A hit"]
    driver.keys("F2", saved.list)
    driver.answer_name("A large sale")
    again = open_console()
    assert shown(again) == ["A large sale", "A hit"]


def test_deleted_rows_can_be_restored_in_one_step(driver: Driver) -> None:
    saved = two_saved(driver)
    choose(driver, 0)
    driver.keys("Delete", saved.list)
    assert shown(driver) == ["A sale"]
    do(driver, "Restore “A hit”")
    assert shown(driver) == ["A hit", "A sale"]


def test_a_copy_is_made_and_all_go_out_and_come_in_as_files(driver: Driver, tmp_path: Path) -> None:
    two_saved(driver)
    choose(driver, 0)
    do(driver, "Duplicate")
    assert shown(driver) == ["A hit", "A hit copy", "A sale"]
    out = tmp_path / "out"
    out.mkdir()
    do(driver, "Export all…")
    pick(driver, out)
    assert (out / "a-sale.json").read_text("utf-8") == SALE
    do(driver, "Import…")
    pick(driver, out / "a-sale.json")
    assert shown(driver)[-1] == "A sale 2"
