"""Commands and things are found by a few letters, and chosen by the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.widgets.main_window.command_palette import CommandPalette
from support.driver import Driver, focused, settle
from support.shop import CATALOG


@pytest.fixture
def palette(driver: Driver) -> CommandPalette:
    catalog = read_catalog(json.dumps(CATALOG))
    assert isinstance(catalog, Catalog)
    driver.context.catalog.set(catalog)
    driver.window.preview.json.editor.setFocus()
    return opened(driver)


def opened(driver: Driver) -> CommandPalette:
    driver.keys("Ctrl+K")
    palette = driver.window.help.palette
    assert palette is not None and palette.isVisible()
    assert focused() is palette.line
    return palette


def type_into(palette: CommandPalette, text: str) -> None:
    palette.line.selectAll()
    QTest.keyClicks(palette.line, text)


def press(palette: CommandPalette, key: Qt.Key) -> None:
    QTest.keyClick(palette.line, key)


def highlighted(palette: CommandPalette) -> str:
    item = palette.list.currentItem()
    assert item is not None
    return str(item.data(Qt.ItemDataRole.AccessibleTextRole))


def test_the_keyboard_goes_through_the_list_and_back_to_where_it_was(
    palette: CommandPalette, driver: Driver
) -> None:
    # All commands are listed in the order of the menus with their keys.
    assert palette.shown()[:2] == ["Commands", "Send"]
    assert highlighted(palette) == "Send Request Ctrl+Enter"

    # No line is cut where there is room.
    type_into(palette, "purxq")
    settle()
    assert palette.list.verticalScrollBar().maximum() == 0

    # Headings are skipped by the arrows.
    type_into(palette, "pur")
    seen = []
    for _ in range(palette.list.count()):
        seen.append(highlighted(palette))
        press(palette, Qt.Key.Key_Down)
    assert not {"Things", "Commands"} & set(seen)

    # What cannot be chosen now says why and runs nothing.
    type_into(palette, "compare")
    assert "Select" in highlighted(palette)
    press(palette, Qt.Key.Key_Return)
    assert palette.isVisible()

    # Esc goes back from the actions and then closes.
    type_into(palette, "purchase")
    press(palette, Qt.Key.Key_Tab)
    press(palette, Qt.Key.Key_Escape)
    assert "Commands" in palette.shown()
    press(palette, Qt.Key.Key_Escape)
    assert palette.isHidden()

    # Opening it twice and Esc give the keyboard back.
    palette = opened(driver)
    driver.keys("Ctrl+K", palette.line)
    press(palette, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert focused() is driver.window.preview.json.editor

    # Leaving it closes it.
    palette = opened(driver)
    driver.window.preview.json.editor.setFocus()
    assert palette.isHidden()

    # Enter runs a command and gives the keyboard back.
    palette = opened(driver)
    type_into(palette, "post or get")
    press(palette, Qt.Key.Key_Return)
    assert driver.document.draft.method == "GET"
    assert palette.isHidden()
    assert focused() is driver.window.preview.json.editor


def test_what_was_chosen_comes_first_the_next_time_and_after_a_restart(
    driver: Driver, palette: CommandPalette, open_console: Callable[[], Driver]
) -> None:
    type_into(palette, "zzz")
    type_into(palette, "smaller")
    press(palette, Qt.Key.Key_Return)
    driver.window.trigger("Actual size")
    assert opened(driver).shown()[:3] == ["Recent", "Smaller", "Commands"]
    driver.close()
    assert opened(open_console()).shown()[:2] == ["Recent", "Smaller"]


def test_goals_have_actions_and_the_history_is_filtered_by_them(
    driver: Driver, palette: CommandPalette
) -> None:
    # A goal is found and has actions.
    type_into(palette, "add to")
    assert highlighted(palette) == "Add to cart Goal 100300302"
    press(palette, Qt.Key.Key_Tab)
    assert palette.shown() == ["Add to cart", "Add hitGoal", "Filter the history",
                               "Copy the number"]  # fmt: skip
    press(palette, Qt.Key.Key_Return)
    added = json.loads(driver.document.draft.text)["ev"][2]
    assert added["evt"] == "hitGoal" and added["goals"] == ["100300302"]
    assert added["vars"] == ["1004200201"], "with the pair of its neighbour"

    # Enter on a goal filters the history.
    palette = opened(driver)
    type_into(palette, "purchase goal")
    press(palette, Qt.Key.Key_Return)
    assert driver.window.history.filter.text() == "goal:100300301"

    # Where nothing matches the history can be searched.
    palette = opened(driver)
    type_into(palette, "purxq")
    assert palette.shown() == ["Nothing matches “purxq”.", "Search the history for “purxq”"]
    press(palette, Qt.Key.Key_Return)
    assert driver.window.history.filter.text() == "purxq"


def test_profiles_saved_requests_and_experiences_are_found(
    driver: Driver, palette: CommandPalette
) -> None:
    first = driver.profiles.current
    driver.profiles.add("Second shop")
    driver.profiles.choose(first.id)
    driver.context.saved.save("Large order", driver.document.draft)
    palette.close_up()
    palette = opened(driver)
    type_into(palette, "second")
    assert highlighted(palette).startswith("Second shop Profile")
    type_into(palette, "large order")
    assert highlighted(palette) == "Large order Saved request"
    type_into(palette, "green")  # a variation of it
    assert highlighted(palette) == "Checkout button Experience 100400101"
    type_into(palette, "second")
    press(palette, Qt.Key.Key_Return)
    assert driver.profiles.current.name == "Second shop"


def test_a_row_of_the_history_is_found_and_shown(driver: Driver, palette: CommandPalette) -> None:
    palette.close_up()
    driver.send()
    driver.send()
    palette = opened(driver)
    type_into(palette, "100045")
    driver.until(lambda: sum("Accepted, Purchase 123.20" in text for text in palette.shown()) == 2)
    while "History" not in highlighted(palette):
        press(palette, Qt.Key.Key_Down)
    press(palette, Qt.Key.Key_Down)  # the older one
    press(palette, Qt.Key.Key_Return)
    history = driver.window.history
    assert history.filter.text() == ""
    assert history.table.selected_rows() == [1]
    driver.until(lambda: [row.id for row in driver.context.history.selected.rows] == [1])


def test_rows_that_are_found_late_move_nothing(driver: Driver, palette: CommandPalette) -> None:
    palette.close_up()
    driver.send()
    palette = opened(driver)
    type_into(palette, "ord")
    before = palette.shown()
    assert "Orders" in before and "History" not in before
    driver.until(lambda: "History" in palette.shown())
    assert palette.shown()[: len(before)] == before


def test_a_row_without_a_visitor_is_selected(driver: Driver, palette: CommandPalette) -> None:
    palette.close_up()
    driver.fill("Request", "vid", "")
    driver.begin()
    driver.confirm()
    driver.fill("Request", "vid", "v2")
    driver.send()
    palette = opened(driver)
    type_into(palette, "100045")
    driver.until(lambda: sum("Purchase 123.20" in text for text in palette.shown()) == 2)
    while "History" not in highlighted(palette):
        press(palette, Qt.Key.Key_Down)
    press(palette, Qt.Key.Key_Down)  # the older one
    press(palette, Qt.Key.Key_Return)
    assert driver.window.history.filter.text() == ""
    assert driver.window.history.table.selected_rows() == [1]


def test_it_follows_the_zoom_and_stays_in_the_window(
    driver: Driver, palette: CommandPalette, qapp: QApplication, zoomed: Callable[[float], None]
) -> None:
    usual = palette.width()
    zoomed(1.4)
    driver.until(lambda: palette.width() > usual)
    driver.window.resize(700, 500)
    settle()
    assert driver.window.rect().contains(palette.geometry())
