"""What the menu of rows offers."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from convert_console.models.history.model import Column
from convert_console.widgets.history.row_actions import (
    CHOOSE_FIRST,
    CHOOSE_ONE,
    CHOOSE_TWO,
    COPIES,
    EXPORTS,
    row_commands,
)
from support.driver import Driver, visible


def test_it_offers_what_fits_the_number_of_rows(driver: Driver) -> None:
    uses = driver.window.history.uses
    offered = {
        number: [entry.text for entry in row_commands(uses, number) if entry]
        for number in (1, 2, 1234)
    }
    assert "Edit this again  ↵" in offered[1]
    assert "Write a note  F2" in offered[1]
    assert "Compare these two…" in offered[2]
    assert "Edit this again  ↵" not in offered[2]
    assert "Send all 1,234 again" in offered[1234]
    assert "Delete all 1,234  Del" in offered[1234]


def test_the_palette_and_the_menu_act_on_the_chosen_rows_and_say_when_there_is_none(
    driver: Driver,
) -> None:
    driver.send()
    driver.window.history.table.clearSelection()
    driver.window.trigger("Star or unstar")
    assert driver.window.history.strip.label.text() == CHOOSE_FIRST
    driver.choose_row(0)
    driver.window.trigger("Star or unstar")
    assert driver.history(Column.STAR) == ["★"]
    driver.window.trigger("Delete the chosen rows")
    assert driver.history(Column.STAR) == []


def menu_of(driver: Driver, *titles: str) -> QMenu:
    """A menu within the window's, as it opens."""
    menu = driver.window.menu.menu()
    for title in titles:
        menu.aboutToShow.emit()
        found = next(action for action in menu.actions() if action.text() == title).menu()
        assert isinstance(found, QMenu)
        menu = found
    menu.aboutToShow.emit()
    return menu


def offered_in(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions()}


def test_labels_are_those_of_the_forms() -> None:
    from convert_console.core import copy_as as handoff
    from convert_console.models.history import export as exporting

    assert tuple(form.label for form in exporting.FORMS) == EXPORTS
    assert {form.id: form.label for form in handoff.FORMS} == COPIES


def test_what_does_not_fit_the_choice_is_greyed_in_the_menu_and_says_why(driver: Driver) -> None:
    driver.send()
    driver.send()
    table = driver.window.history.table
    table.clearSelection()
    offered = offered_in(menu_of(driver, "History"))
    for text in ("Star or unstar", "Write a note", "Edit this again", "Delete the chosen rows"):
        assert not offered[text].isEnabled()
        assert offered[text].toolTip() == CHOOSE_FIRST
    assert offered["Compare the two chosen"].toolTip() == CHOOSE_TWO
    resend = offered_in(menu_of(driver, "Request"))["Resend the chosen"]
    assert not resend.isEnabled()
    table.selectAll()
    offered = offered_in(menu_of(driver, "History"))
    assert offered["Star or unstar"].isEnabled()
    assert offered["Star or unstar"].toolTip() == "In the history: S"
    assert offered["Compare the two chosen"].isEnabled()
    assert offered["Write a note"].toolTip() == CHOOSE_ONE
    copies = offered_in(menu_of(driver, "History", "Copy the chosen"))
    assert not copies["Copy as cURL (bash)"].isEnabled()


def test_a_shortcut_works_again_once_the_menu_has_closed(driver: Driver) -> None:
    driver.send()
    driver.window.history.table.clearSelection()
    menu = menu_of(driver, "Request")
    menu.aboutToHide.emit()
    driver.choose_row(0)
    driver.keys("Ctrl+Shift+Return")
    driver.wait_until_sent()
    assert len(driver.arrived) == 2


def test_the_palette_greys_what_does_not_fit_and_enter_says_why(driver: Driver) -> None:
    driver.send()
    driver.window.history.table.clearSelection()
    driver.window.aids.show_commands()
    palette = driver.window.aids.palette
    assert palette is not None
    driver.write(palette.line, "export CSV")
    item = palette.list.topLevelItem(0)
    assert item is not None
    assert (item.text(0), item.isDisabled()) == ("History: Export as CSV…", True)
    assert item.toolTip(0) == CHOOSE_FIRST
    driver.keys("Return", palette.line)
    assert palette.isVisible()
    palette.close_up()


def test_a_chosen_row_is_copied_and_exported_from_the_palette(driver: Driver) -> None:
    driver.send()
    driver.choose_row(0)
    driver.window.trigger("Copy as cURL (bash)")
    assert QApplication.clipboard().text().startswith("curl")
    driver.window.trigger("Export as HAR 1.2…")
    dialog = visible(driver.window, QFileDialog)[0]
    assert dialog.windowTitle() == "Export 1 as HAR 1.2"
    assert dialog.isVisible()
    dialog.reject()
