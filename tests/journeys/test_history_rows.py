"""Rows are found, starred, noted, compared, sent again, deleted and brought back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from convert_console.core.history.columns import Column
from convert_console.widgets.history.compare_dialog import CompareDialog
from convert_console.widgets.history.table_view import HistoryView
from support.driver import Driver, button, visible


def sent(driver: Driver, *orders: str) -> HistoryView:
    """Send one request an order; the table."""
    for order in orders:
        driver.fill("Request", "tid", order)
        driver.send()
    return driver.window.history.table


def filtered(driver: Driver, text: str) -> None:
    """Type a filter, and wait until it is followed."""
    driver.write(driver.window.history.filter, text)
    driver.keys("Return", driver.window.history.filter)
    driver.until(lambda: not driver.context.history.loader.search.going)


def test_a_star_and_a_note_are_set_by_keys_and_found_by_the_filter(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2", "ORDER-3")
    driver.choose_row(1)
    driver.keys("S", table)
    driver.keys("F2", table)
    editor = visible(table, QLineEdit)[0]
    QTest.keyClicks(editor, "the coupon one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert driver.history(Column.STAR) == ["", "★", ""]
    driver.until(lambda: driver.context.store.newest(3)[1].note == "the coupon one")
    for text in ("starred", "coupon", "ORDER-2 verdict:accepted method:post since:1h"):
        filtered(driver, text)
        assert driver.history(Column.NOTE) == ["the coupon one"]
    assert "1 of 3" in driver.window.history.header.count.text()


def test_a_wrong_filter_is_said_under_the_field_and_the_rows_stay(driver: Driver) -> None:
    sent(driver, "ORDER-1")
    filtered(driver, "stauts:301")
    pane = driver.window.history
    assert pane.fault.isVisible()
    assert "Did you mean status:?" in pane.fault.label.text()
    assert driver.context.history.rowCount() == 1
    filtered(driver, "status:200")
    assert not pane.fault.isVisible()


def test_keys_and_values_are_completed(driver: Driver) -> None:
    line = driver.window.history.filter
    line.setFocus()
    QTest.keyClicks(line, "hello meth")
    completer = line.completer()
    assert completer is not None
    assert completer.currentCompletion() == "hello method:"
    line.setText("method:")
    QTest.keyClicks(line, "g")
    assert completer.currentCompletion() == "method:GET"
    line.clear()


def test_deleted_rows_come_back_with_undo(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2", "ORDER-3")
    before = driver.history(Column.TIME)
    driver.choose_row(0)
    driver.keys("Shift+Down", table)
    driver.keys("Del", table)
    assert driver.context.history.rowCount() == 1
    strip = driver.window.history.strip
    assert strip.label.text() == "2 rows deleted"
    driver.click(button(strip, "Undo"))
    driver.until(lambda: driver.context.history.rowCount() == 3)
    assert driver.history(Column.TIME) == before
    assert not strip.isVisible()


def test_two_rows_are_compared_side_by_side_by_path(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2")
    driver.choose_row(0)
    driver.keys("Shift+Down", table)
    driver.window.trigger("Compare selected")
    dialog = visible(driver.window, CompareDialog)[0]
    model = dialog.model
    shown = [[model.index(row, n).data() for n in range(5)] for row in range(model.rowCount())]
    assert ["≠", "Request", "tid", '"ORDER-1"', '"ORDER-2"'] in shown
    driver.click(button(dialog, "Show unchanged"), None)
    assert model.rowCount() > len(shown)
    dialog.reject()


def test_all_chosen_are_sent_again_in_their_order(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2")
    driver.choose_row(0)
    driver.keys("Ctrl+A", table)
    driver.keys("Ctrl+Shift+Return", table)
    driver.until(lambda: len(driver.arrived) == 4)
    driver.wait_until_sent()
    driver.until(lambda: not driver.window.history.row_actions.resending.going)
    bodies = [received.body for received in driver.arrived]
    assert bodies[2:] == bodies[:2]


def test_a_second_window_s_rows_appear(driver: Driver, open_console) -> None:
    sent(driver, "ORDER-1")
    other = open_console()
    sent(other, "ORDER-2")
    driver.until(lambda: driver.context.history.rowCount() == 2)
    assert driver.window.history.header.count.text() == "2"


def test_a_note_is_written_also_where_its_column_has_no_room(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2")
    driver.window.resize(1024, 700)
    driver.context.preferences.zoom_by(10)
    driver.until(lambda: table.isColumnHidden(Column.NOTE))
    driver.choose_row(1)
    driver.keys("F2", table)
    editor = visible(table, QLineEdit)[0]
    QTest.keyClicks(editor, "the coupon one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    driver.until(lambda: driver.context.store.newest(2)[1].note == "the coupon one")
    driver.until(lambda: table.isColumnHidden(Column.NOTE))
