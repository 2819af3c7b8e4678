"""Rows of the history are found, shown, edited again, sent again, compared, starred and deleted."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from convert_console.core.document.formatting import pretty
from convert_console.core.history.columns import Column
from convert_console.core.request.draft import Draft
from convert_console.widgets.history.table_view import HistoryView
from support.driver import Driver, button, visible, words


def test_resend_sends_the_same_bytes_whatever_is_on_screen_now(driver: Driver) -> None:
    driver.send()
    driver.fill("Request", "cid", "999")
    driver.choose_method("GET")
    driver.choose_row(0)
    driver.keys("Ctrl+Shift+Return")
    driver.wait_until_sent()
    first, second = driver.arrived
    assert first.raw == second.raw
    assert driver.history(Column.METHOD) == ["POST", "POST"]


def test_editing_a_row_again_restores_its_text_and_method(driver: Driver) -> None:
    driver.choose_method("GET")
    driver.paste_json('{ "cid":"1",\t"ev":[ {"evt":"hitGoal"} ] }')
    sent = driver.document.draft
    driver.begin()
    driver.confirm()
    driver.keys("Ctrl+N")
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    assert driver.document.draft == Draft(pretty(sent.text), "GET")
    assert "only white space differs" in driver.message
    driver.keys("Ctrl+Z")
    assert driver.document.draft != Draft(pretty(sent.text), "GET")


def test_selecting_a_row_shows_its_request_and_answer_beside_the_list(driver: Driver) -> None:
    driver.search(driver.window.bar.agent.line, "curl/8")
    driver.begin()
    driver.confirm()
    driver.profiles.alter(user_agent="ConvertAgent/1.0")
    driver.send()
    detail = driver.window.history.detail
    assert detail is not None
    driver.choose_row(1)
    driver.until(lambda: "taken for a bot" in detail.words.text)
    driver.choose_row(0)
    driver.until(lambda: "The collector on this machine took it" in detail.words.text)
    assert driver.result == "Accepted", "the result is that of the last send"


def test_the_filter_finds_by_words_and_says_when_nothing_is_found(driver: Driver) -> None:
    driver.send()
    driver.keys("Ctrl+F")
    pane = driver.window.history
    driver.write(pane.filter, "nowhere")
    driver.until(lambda: driver.context.history.rowCount() == 0)
    assert "nowhere" in " ".join(words(pane))
    driver.write(pane.filter, "100300301")
    driver.until(lambda: driver.context.history.rowCount() == 1)


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
    assert driver.window.history.count.text() == "1 of 3"


def test_an_invalid_filter_is_explained_and_the_rows_stay(driver: Driver) -> None:
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
    assert driver.message == "2 rows deleted"
    driver.click(button(driver.window.message, "Undo"))
    driver.until(lambda: driver.context.history.rowCount() == 3)
    assert driver.history(Column.TIME) == before
    assert driver.message == ""
    assert table.selected_rows() == [0, 1], "they are selected again"

    # Rows that are not side by side too, at their places.
    driver.choose_row(0)
    both = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.model().index(2, 0), both)
    driver.keys("Del", table)
    driver.keys("Ctrl+Z", table)
    driver.until(lambda: driver.context.history.rowCount() == 3)
    assert table.selected_rows() == [0, 2]


def test_undoing_a_deletion_does_not_offer_the_one_before(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2", "ORDER-3")
    for left in (2, 1):
        driver.choose_row(0)
        driver.keys("Del", table)
        assert driver.context.history.rowCount() == left
    driver.keys("Ctrl+Z", table)
    driver.until(lambda: driver.context.history.rowCount() == 2)
    assert driver.message == ""


def test_two_rows_are_compared_side_by_side_by_path(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2")
    driver.choose_row(0)
    driver.keys("Shift+Down", table)
    driver.window.trigger("Compare selected")
    page = driver.window.comparison
    assert page is not None
    model = page.model
    shown = [[model.index(row, n).data() for n in range(3)] for row in range(model.rowCount())]
    assert ["Transaction id", '"ORDER-1"', '"ORDER-2"'] in shown
    page.unchanged.click()
    assert model.rowCount() > len(shown)
    driver.keys("Esc", page.table)
    assert not page.isVisible()


def test_a_send_from_a_comparison_says_how_it_ended_and_leads_to_its_result(
    driver: Driver,
) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2")
    driver.choose_row(0)
    driver.keys("Shift+Down", table)
    driver.window.trigger("Compare selected")
    page = driver.window.comparison
    assert page is not None
    driver.click(page.sends[0])
    driver.until(lambda: "Sent again. Accepted" in driver.message)
    driver.click(button(driver.window.message, "Show result"))
    assert not page.isVisible()
    assert driver.result == "Accepted"
    assert driver.history(Column.VERDICT)[0] == "Accepted"


def test_a_new_row_goes_where_the_order_says(driver: Driver) -> None:
    table = sent(driver, "ORDER-1", "ORDER-2")
    table.sortByColumn(Column.TIME, Qt.SortOrder.AscendingOrder)
    driver.until(lambda: not driver.context.history.loader.search.going)
    sent(driver, "ORDER-3")
    history = driver.context.history
    last = history.exchange_at(history.rowCount() - 1)
    assert last is not None
    assert "ORDER-3" in last.document
    assert table.selected_rows() == [2]


def test_selected_rows_are_sent_again_in_order(driver: Driver) -> None:
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
    assert driver.window.history.count.text() == "2"


def test_a_note_can_be_written_while_its_column_is_hidden(driver: Driver) -> None:
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
