"""The place says before Send what is sent, and offers only what can be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.choice_line import ChoiceLine
from convert_console.widgets.orders.place import OrdersPlace
from convert_console.widgets.orders.send_panel import OrderModels
from support.ordering import OrderDesk


@pytest.fixture
def place(desk: OrderDesk, qtbot: QtBot) -> OrdersPlace:
    models = OrderModels(desk.orders, desk.sending, desk.exports, desk.profiles, desk.request)
    made = OrdersPlace(models)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitExposed(made)
    return made


def check(place: OrdersPlace, desk: OrderDesk, qtbot: QtBot, text: str = "") -> None:
    """Open the file, perhaps with other rows, and wait for the end of its dry run."""
    if text:
        desk.file.write_text(text)
    desk.orders.open(str(desk.file))
    place.turn_to("check")
    settled(desk, qtbot)


def settled(desk: OrderDesk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.sending.past is not None)
    qtbot.waitUntil(lambda: desk.orders.is_surveyed and not desk.orders.checking)


def type_into(field: ChoiceLine, text: str, qtbot: QtBot) -> None:
    field.setFocus()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_without_a_file_only_a_file_can_be_chosen(place: OrdersPlace) -> None:
    assert [step.isEnabled() for step in place.steps.steps.values()] == [True, False, False, False]
    assert place.file.empty.isVisible() and not place.panel.isVisible()
    assert not place.next.isVisible() and not place.can_cancel


def test_ctrl_enter_goes_through_the_steps(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    desk.orders.open(str(desk.file))
    for step in ("columns", "check"):
        assert place.send() and place.steps.value() == step
    qtbot.keyClick(place.steps.steps["check"], Qt.Key.Key_Left)
    assert place.steps.value() == "columns", "an arrow key goes back"
    place.steps.steps["file"].toggle()  # as a screen reader does
    assert place.steps.value() == "file"


def test_a_dry_run_begins_by_itself_and_lists_the_problems(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    check(place, desk, qtbot)
    cells = [place.check.table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in cells[:3] if cell] == ["Error", "1", "2"]
    assert place.check.state.text() == "3 rows checked"
    assert place.panel.numbers.lines["Left out for errors"] == "−1"


def test_it_says_before_send_what_is_sent_and_what_that_adds(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    check(place, desk, qtbot, "order_id,total,items\n1,12.50,1\n1,12.50,2\n2,5.00,1\n")
    card = place.check.cards["repeated"]
    assert "order 1 is in two rows" in card.accessibleName().lower()
    assert place.panel.numbers.lines["Requests"] == "2 to 3"
    buttons = place.panel.go, place.panel.rehearse
    before = [button.mapTo(place, QPoint()) for button in buttons]
    card.choices["all"].click()
    settled(desk, qtbot)
    assert not place.panel.note.isVisible()
    after = [button.mapTo(place, QPoint()) for button in buttons]
    assert after == before, "what is pressed next stays where it is"
    assert desk.orders.mapping.repeated == "all"
    lines = place.panel.numbers.lines
    assert (lines["Requests"], lines["Conversions"], lines["Revenue"]) == ("3", "3", "30.00")
    assert place.panel.adds.text() == (
        "Goes to another program on this machine, which may forward it. Takes about 1 s."
    )
    desk.profiles.alter(target="local")
    settled(desk, qtbot)
    assert place.panel.adds.text() == "Stays on this machine and counts nowhere. Takes about 1 s."
    desk.profiles.alter(target="custom")
    desk.profiles.alter(endpoint="https://shop.example/track")
    settled(desk, qtbot)
    assert place.panel.adds.text().startswith(
        "Leaves your machine and goes to shop.example with 3 conversions and their revenue."
    )
    assert place.panel.tag.accessibleName() == "LIVE"


def test_a_doubtful_amount_is_decided_by_the_user(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    check(place, desk, qtbot, "order_id;total;items\n0012;1.000;2\n0013;2.500;1\n")
    assert place.panel.numbers.lines["Waiting for an answer"] == "2"
    assert place.panel.note.text() == "Answer 1 question to send."
    place.check.cards["decimal"].choices[","].click()
    settled(desk, qtbot)
    assert place.panel.numbers.lines["Revenue"] == "3,500"
    assert place.panel.go.isEnabled()


def test_how_it_sends_is_changed_beside_the_dry_run(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    check(place, desk, qtbot)
    panel = place.panel
    panel.method.chosen.emit("GET")
    assert desk.orders.mapping.method == "GET"
    type_into(panel.rate, "7.5", qtbot)
    type_into(panel.lanes, "400", qtbot)
    assert (panel.per_second, panel.parallel) == (7.5, 64)
    assert panel.rate.shown_text() == "7.5 per second"
    type_into(panel.rate, "fast", qtbot)
    assert panel.per_second == 7.5, "what is no number changes nothing"
    settled(desk, qtbot)
    type_into(panel.rows, "2", qtbot)
    settled(desk, qtbot)
    assert desk.orders.last_row == 2 and panel.rows.shown_text() == "The first 2 rows"
    assert panel.numbers.lines["After the last row to send"] == "−1"
    panel.agent.edited.emit(None)
    assert desk.profiles.current.user_agent is None


def test_a_run_that_cannot_connect_can_be_resumed(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    check(place, desk, qtbot)
    place.panel.go.click()
    qtbot.waitUntil(lambda: place.panel.go.text() == "Resume" and not desk.sending.going)
    assert place.steps.value() == "send" and "Still to send: 2." in place.outcome.past.text()
    assert place.outcome.outcomes.counts == {"refused": 2, "left_out": 1}


def test_done_rows_are_sent_again_only_on_request(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    check(place, desk, qtbot)
    assert desk.sending.past is not None
    desk.sending.past = replace(desk.sending.past, began=1.0, settled=3, accepted=2, left_out=1)
    place.panel.refresh()
    assert not place.panel.go.isEnabled() and place.panel.note.text() == "All rows are done."
    place.panel.skip_errors.click()
    assert place.panel.go.isEnabled() and place.panel.go.text() == "Resume"


def test_esc_stops_the_dry_run(place: OrdersPlace, desk: OrderDesk, qtbot: QtBot) -> None:
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(lambda: desk.sending.past is not None)
    desk.orders.check()
    assert place.can_cancel
    place.cancel()
    qtbot.waitUntil(lambda: not desk.orders.checking)
    assert not place.can_cancel


def test_an_export_message_stays_after_a_refresh(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    desk.exports.status.emit("The result of 3 rows is in a.csv.")
    desk.orders.changed.emit()
    assert place.outcome.notice.text() == "The result of 3 rows is in a.csv."


def test_a_long_sum_is_not_cut_in_the_narrow_panel(
    place: OrdersPlace, desk: OrderDesk, qtbot: QtBot
) -> None:
    place.resize(960, 640)
    rows = "1,100000000000.00,1\n2,1.234,1\n3,1.50,1\n3,2.50,1\n"
    check(place, desk, qtbot, f"order_id,total,items\n{rows}")
    numbers = place.panel.numbers
    assert "Waiting for an answer" in numbers.lines
    assert numbers.lines["Revenue"] == "100,000,000,002.734 or more"
    place.grab()  # lays it out
    [area] = [one for one in place.panel.findChildren(QScrollArea) if one.isAncestorOf(numbers)]
    inside = area.widget()
    assert inside is not None and inside.width() <= area.viewport().width()
