"""The third step says what was judged and sent, and offers only what can be done."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from convert_console.widgets.orders.run_page import OrderModels, RunPage
from support.ordering import OrderDesk


def page_of(desk: OrderDesk, qtbot: QtBot) -> RunPage:
    made = RunPage(OrderModels(desk.orders, desk.sending, desk.exports))
    qtbot.addWidget(made)
    made.show()
    return made


def test_without_a_file_nothing_can_be_done(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    buttons = (page.check, page.go, page.result, page.locust, page.start_over)
    assert not any(button.isEnabled() for button in buttons)
    assert page.past.text() == "Choose a file first."


def test_a_dry_run_begins_by_itself_and_fills_the_table(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(lambda: page.table.rowCount() > 0 and not desk.orders.checking)
    cell = page.table.item(0, 2)
    assert cell is not None and cell.text() == "amount-not-number"
    assert "3 rows checked, 1 with errors" in page.dry_run.text()


def test_it_says_before_send_what_is_sent_and_what_that_adds(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    desk.file.write_text("order_id,total,items\n1001,12.50,1\n1001,12.50,2\n1002,5.00,1\n")
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(lambda: page.effect.text().startswith("Sends 2 POST requests"))
    assert page.effect.text().endswith("They contain 2 conversions and revenue 17.50.")
    assert "this machine (127.0.0.1) with the User-Agent “ConvertAgent/" in page.effect.text()
    assert page.dry_run.text().startswith("3 rows checked, 0 with errors, 1 part of another")
    assert page.repeated.about.text().startswith("1 order is in 2 rows (rows 1, 2).")
    assert not page.decimal.isVisible()
    page.repeated.combo.activated.emit(page.repeated.combo.findData("all"))
    qtbot.waitUntil(lambda: "3 conversions and revenue 30.00." in page.effect.text())
    assert desk.orders.mapping.repeated == "all"


def test_a_doubtful_amount_is_decided_by_the_user(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    desk.file.write_text("order_id;total;items\n0012;1.000;2\n0013;2.500;1\n")
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(lambda: page.dry_run.text().startswith("2 rows checked, 2 with errors"))
    assert page.decimal.isVisible() and "may separate thousands" in page.decimal.about.text()
    assert "Sends 0 POST requests" in page.effect.text()
    page.decimal.combo.activated.emit(page.decimal.combo.findData(","))
    qtbot.waitUntil(lambda: "revenue 3,500." in page.effect.text())


def test_a_run_that_cannot_connect_can_be_resumed(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(page.go.isEnabled)
    page.go.click()
    qtbot.waitUntil(lambda: page.go.text() == "Resume")
    assert "Still to send: 2." in page.past.text()
    assert page.result.isEnabled() and page.start_over.isEnabled()


def test_done_rows_are_sent_again_only_on_request(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(page.go.isEnabled)
    assert desk.sending.past is not None
    desk.sending.past = replace(desk.sending.past, began=1.0, settled=3, accepted=2, left_out=1)
    page.refresh()
    assert not page.go.isEnabled()
    page.faulty.click()
    assert page.go.isEnabled() and page.go.text() == "Resume"


def test_an_export_message_stays_after_a_refresh(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    desk.exports.status.emit("The result of 3 rows is in a.csv.")
    desk.orders.changed.emit()
    desk.sending.changed.emit()
    assert page.panel.state.text() == "The result of 3 rows is in a.csv."
