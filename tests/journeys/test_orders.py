"""Orders of a CSV file through the real window: chosen, mapped, judged, sent, and resumed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from convert_console.core.history.columns import Column
from convert_console.core.orders.mapping import Source
from convert_console.services.orders.journal import Journal
from convert_console.widgets.kit.buttons import HintButton
from convert_console.widgets.orders.place import OrdersPlace
from convert_console.widgets.traffic.place import TrafficPlace
from support.driver import Driver, focused, settle, visible
from support.ordering import run_through
from support.pictures import colours, cut_off, save

DOCUMENT = {
    "cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.4126735590148273",
    "ev": [{"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400101"],
            "vars": ["1004200201"]}],
}  # fmt: skip
ROWS = (
    "Order ID;Total;Qty;Country;Comment\n"
    "A-100045;1.234,50;2;RO;Müller\n"
    'A-100046;79,96;1;DE;"zwei\nZeilen; eine Zelle"\n'
    "A-100047;n/a;1;FR;=cmd|' /C calc'!A0\n"
    "A-100048;12,00;3;AT;\n"
)
ASKING = """Order ID,Product,Total,Items
100047,Lamp,45,1
100048,Linen shirt,89,1
100048,Canvas belt,35,1
100061,Oak desk,1.234,1
100077,Lamp,,1
100118,Oak desk,1.234,1
100121,Linen shirt,89,0
100170,Dining table,2.150,1
"""
"""Has an order in two rows, and amounts whose point may separate thousands."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_bytes(ROWS.encode("cp1252"))
    return path


def place_of(driver: Driver) -> OrdersPlace:
    driver.window.trigger("Orders")
    settle()
    return visible(driver.window, OrdersPlace)[0]


@pytest.fixture
def place(driver: Driver, file: Path) -> OrdersPlace:
    driver.paste_json(json.dumps(DOCUMENT, indent=2))
    made = place_of(driver)
    choose(made, made.file.choose, file)
    return made


def choose(place: QWidget, ask: Callable[[], object], path: Path) -> None:
    """Answer the file dialog that this opens."""
    ask()
    settle()
    asking = visible(place, QFileDialog)[0]
    asking.fileSelected.emit(str(path))
    asking.close()
    settle()


def check(driver: Driver, place: OrdersPlace) -> None:
    """Go to the dry run, and wait for its end."""
    driver.click(place.next)
    driver.click(place.next)
    checked(driver)


def checked(driver: Driver) -> None:
    orders, sending = parts(driver).orders, parts(driver).sending
    driver.until(lambda: sending.past is not None and orders.is_surveyed and not orders.checking)


def parts(driver: Driver):
    return driver.composition.tools.orders


def run_to_end(driver: Driver, place: OrdersPlace) -> None:
    place.panel.set_rate(0)
    checked(driver)
    run_through(parts(driver).sending, lambda: driver.click(place.panel.go), driver.until)
    driver.until(lambda: parts(driver).sending.past.began > 0)
    driver.until(place.outcome.start_over.isVisible)


def sent(driver: Driver) -> list[str]:
    return [json.loads(one.body)["tid"] for one in driver.arrived]


def test_the_format_of_the_file_is_detected_and_can_be_changed(
    place: OrdersPlace, file: Path
) -> None:
    page = place.file
    assert page.encoding.shown_text().startswith("Windows Western")
    assert page.delimiter.shown_text() == "semicolon ;"
    header = page.header.choices[page.header.index]
    assert (header.label, header.note) == ("Row 1", "Order ID, Total, Qty, Country, Comment")
    cell = page.table.item(1, 4)
    assert cell is not None and cell.text() == "zwei Zeilen; eine Zelle"
    assert page.detected.text().startswith("Detected from the file.")
    page.delimiter.chosen.emit(0)
    assert page.table.columnCount() != 5
    assert "Detected: Windows Western (1252), semicolon ;, header in row 1" in page.detected.text()
    empty = file.with_name("empty.csv")
    empty.write_bytes(b"")
    choose(place, page.choose, empty)
    assert "has no rows" in page.fault.text(), "an unreadable file is reported on its page"
    assert not place.next.isEnabled()


def test_the_first_request_is_previewed_with_its_problems_and_stays_in_another_place(
    driver: Driver, place: OrdersPlace
) -> None:
    driver.click(place.next)
    shown = json.loads(place.mapping.preview.toPlainText())
    assert (shown["tid"], shown["seg"]) == ("A-100045", {"ctry": "RO"})
    assert [event["evt"] for event in shown["ev"]] == ["hitGoal", "tr"]
    assert shown["ev"][1]["r"] == 1234.5 and shown["ev"][1]["prc"] == 2
    assert place.mapping.more.text() == "No problems."
    assert place.mapping.fields["goals"].shown_text() == "Purchase", "named by the catalog"
    place.mapping.fields["goals"].typed.emit("Purchase")
    assert any(line.isVisible() for line in place.mapping.lines)
    driver.click(place.mapping.events["viewExp"])
    kinds = [e["evt"] for e in json.loads(place.mapping.preview.toPlainText())["ev"]]
    assert kinds == ["viewExp", "hitGoal", "tr"]
    place.turn_to("check")
    checked(driver)
    place.panel.set_rate(50)
    driver.go("Compose")
    driver.go("Orders")
    assert visible(driver.window, OrdersPlace) == [place], "the flow is where it was"
    assert place.steps.value() == "check" and place.panel.rate.shown_text() == "50 per second"


def test_a_dry_run_counts_rows_for_each_rule_and_a_rehearsal_leaves_the_file_unsent(
    driver: Driver, place: OrdersPlace
) -> None:
    check(driver, place)
    assert place.check.state.text() == "4 rows checked"
    assert place.panel.numbers.lines == {
        "Rows in the file": "4", "Left out for errors": "−1", "Requests": "3",
        "Conversions": "3", "Revenue": "1,326.46",
    }  # fmt: skip
    first = [place.check.table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in first[:3] if cell] == ["Error", "1", "3"]
    assert place.panel.tag.accessibleName() == "LOCAL"
    assert place.panel.adds.text().startswith("Stays on this machine and counts nowhere.")
    assert driver.arrived == [], "a dry run sends nothing"
    driver.profiles.alter(target="convert", project="10000001", reach="ask")
    checked(driver)
    run_through(parts(driver).sending, lambda: driver.click(place.panel.rehearse), driver.until)
    assert sent(driver) == ["A-100045", "A-100046", "A-100048"]
    assert place.steps.value() == "send"
    assert place.outcome.head.title.text() == "Rehearsal" and place.outcome.here.isVisible()
    assert place.outcome.uncounted.isVisible()
    driver.window.resize(1024, 600)
    settle()
    settle()
    assert not place.outcome.state.is_cut
    assert parts(driver).sending.past.began == 0, "nothing was sent for real"
    driver.context.history.loader.read()
    driver.until(lambda: len(driver.history(Column.EVENTS)) == 3)


def test_a_file_that_comes_during_a_run_is_said_not_to_be_opened(
    driver: Driver, place: OrdersPlace, file: Path
) -> None:
    check(driver, place)
    place.panel.set_rate(1)
    driver.click(place.panel.go)
    sending = parts(driver).sending
    driver.until(lambda: sending.going)
    driver.window.take_files([str(file.with_name("more.csv"))])
    assert driver.message.startswith("more.csv was not opened, since orders are being sent.")
    assert place.bar.name.text() == file.name
    sending.cancel()
    driver.until(lambda: not sending.going)


def test_rows_are_sent_stored_in_the_history_and_exported(
    driver: Driver, place: OrdersPlace, tmp_path: Path
) -> None:
    check(driver, place)
    run_to_end(driver, place)
    assert sent(driver) == ["A-100045", "A-100046", "A-100048"]
    assert place.outcome.state.text() == "4 of 4 rows done"
    assert place.outcome.uncounted.isVisible()
    assert place.outcome.outcomes.counts == {"accepted": 3, "left_out": 1}
    assert (
        "3 accepted, 1 left out because of errors. Still to send: 0." in place.outcome.past.text()
    )
    driver.context.history.loader.read()
    driver.until(lambda: len(driver.history(Column.EVENTS)) == 3)
    result = tmp_path / "result.csv"
    choose(place, place._choose_result, result)
    driver.until(lambda: "The result of 4 rows" in place.outcome.notice.text())
    with result.open(encoding="utf-8-sig", newline="") as written:
        found = list(csv.reader(written))
    assert [row[1] for row in found[1:]] == ["Accepted", "Accepted", "Left out", "Accepted"]
    assert found[3][-1] == "'=cmd|' /C calc'!A0"
    checked(driver)
    assert not place.panel.go.isEnabled(), "every row is settled"
    driver.click(place.panel.skip_errors)
    run_to_end(driver, place)  # what was left out is sent now, and nothing a second time
    assert sent(driver)[3:] == ["A-100047"]
    assert place.outcome.outcomes.counts == {"accepted": 1, "before": 3}
    folder = tmp_path / "load"
    folder.mkdir()
    choose(place, lambda: place._choose_folder(False), folder)
    driver.until((folder / "locustfile.py").exists)
    driver.until(lambda: "locustfile.py and" in place.outcome.notice.text())
    assert f'"RATE", "{place.panel.per_second:g}"' in (folder / "locustfile.py").read_text("utf-8")


def test_after_a_restart_an_interrupted_row_has_its_outcome_from_the_history(
    driver: Driver, place: OrdersPlace, file: Path, open_console: Callable[[], Driver]
) -> None:
    check(driver, place)
    run_to_end(driver, place)
    journal = parts(driver).sending.past.journal
    driver.close()
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]))  # as a kill would leave it: row 2 was under way
    with Journal(journal, None) as read:
        assert read.code(2) == "unknown"
    again = open_console()
    found = place_of(again)
    choose(found, found.file.choose, file)
    check(again, found)
    assert "Sent before: 2 accepted" in found.outcome.past.text()
    assert "unknown" not in found.outcome.past.text()
    run_to_end(again, found)
    assert sent(again) == ["A-100048"]
    with Journal(journal, None) as read:
        assert (read.code(2), read.status(2)) == ("accepted", 200)


def test_after_a_restart_the_remaining_rows_are_sent_and_unknown_outcomes_reported(
    driver: Driver, place: OrdersPlace, file: Path, open_console: Callable[[], Driver]
) -> None:
    check(driver, place)
    run_to_end(driver, place)
    journal = parts(driver).sending.past.journal
    driver.close()
    lines = journal.read_bytes().splitlines(keepends=True)
    # As a kill would leave it, and an earlier version wrote it: row 2 was under way, without an id.
    journal.write_bytes(b"".join([*lines[:3], b"> 2\n"]))
    with Journal(journal, {}) as read:
        assert read.code(2) == "unknown"
    again = open_console()
    found = place_of(again)
    choose(found, found.file.choose, file)
    check(again, found)
    assert "1 with unknown outcome (they may have arrived" in found.outcome.past.text()
    assert found.panel.go.text() == "Resume"
    run_to_end(again, found)
    assert sent(again) == ["A-100048"]
    again.click(found.panel.unknown)
    run_to_end(again, found)
    assert sent(again) == ["A-100048", "A-100046"]
    again.click(found.outcome.start_over)
    go = found.panel.go
    again.until(lambda: go.text() == "Send requests" and go.isEnabled())


def test_a_live_run_needs_confirmation_and_a_local_only_profile_sends_nothing(
    driver: Driver, place: OrdersPlace
) -> None:
    driver.profiles.alter(target="convert", project="10000001", reach="ask")
    check(driver, place)
    assert place.panel.tag.accessibleName() == "LIVE"
    assert "Adds 3 conversions and their revenue to " in place.panel.adds.text()
    driver.click(place.panel.go)
    asked = place.panel.question.label.text()
    assert "sends 4 rows to the live statistics of project 10000001" in asked
    assert "Sends 3 POST requests to " in asked and asked.endswith("Send all 3?")
    assert place.attention == 1
    driver.keys("Ctrl+Return")
    assert place.panel.question.isVisible(), "a second Ctrl+Enter confirms nothing"
    driver.keys("Esc")
    assert not place.panel.question.isVisible() and place.attention == 0
    driver.profiles.alter(reach="local")
    checked(driver)
    assert not place.panel.go.isEnabled()
    messages = place.panel.note.text()
    assert "is local only" in messages
    assert not parts(driver).sending.going


def test_a_question_of_the_file_is_answered_before_anything_is_sent(
    driver: Driver, place: OrdersPlace, tmp_path: Path
) -> None:
    split = tmp_path / "split.csv"
    split.write_text("Order ID,Product,Total\nA-1,Shirt,89.90\nA-1,Belt,35.00\nA-2,Lamp,20.50\n")
    choose(place, place.file.choose, split)
    driver.activate()
    check(driver, place)
    card = place.check.cards["repeated"]
    assert not place.panel.go.isEnabled() and not place.panel.rehearse.isEnabled()
    assert place.panel.note.text() == "Answer 1 question to send."
    assert place.panel.numbers.lines["Requests"] == "2 to 3" and place.attention == 1
    driver.click(card.choices["add"])
    checked(driver)
    assert card.choices["add"].hasFocus(), "the answer keeps the keyboard"
    assert place.panel.numbers.lines["Revenue"] == "145.40" and place.attention == 0
    run_to_end(driver, place)
    assert sent(driver) == ["A-1", "A-2"]


def test_the_rows_of_a_run_are_shown_in_traffic_and_no_others(
    driver: Driver, place: OrdersPlace
) -> None:
    driver.send()
    driver.go("Orders")
    check(driver, place)
    driver.click(place.panel.mark)
    run_to_end(driver, place)
    driver.click(place.outcome.show_traffic)
    [traffic] = visible(driver.window, TrafficPlace)
    assert traffic.list.filter.text() == f"marker:{parts(driver).sending.marker}"
    count = parts(driver).sending.progress.sent
    driver.until(lambda: traffic.list.table.model().rowCount() == count > 0)
    assert traffic.list.table.selectionModel().selectedRows() == []


def test_the_keyboard_stays_in_the_flow(driver: Driver, place: OrdersPlace) -> None:
    place.next.setFocus()
    driver.keys("Space", place.next)
    assert driver.window.isAncestorOf(focused()) and place.mapping.isAncestorOf(focused())
    place.next.setFocus()
    driver.keys("Space", place.next)
    checked(driver)
    assert place.check.isAncestorOf(focused()), "the first question, or the first control"
    for question in parts(driver).orders.unanswered:
        parts(driver).orders.answer(question, question.choices[0].value)
    checked(driver)
    settle()
    place.panel.rehearse.setFocus()
    sending = parts(driver).sending
    run_through(sending, lambda: driver.keys("Space", place.panel.rehearse), driver.until)
    driver.until(lambda: place.outcome.isAncestorOf(focused()))


def test_each_step_has_room(themed: Driver, scheme: str, file: Path) -> None:
    themed.paste_json(json.dumps(DOCUMENT, indent=2))
    place = place_of(themed)
    settle()
    save(themed.window.grab(), f"orders-empty-{scheme}")
    assert cut_off(place) == []
    file.write_text(ASKING)
    themed.profiles.alter(target="convert", project="10000001", reach="ask")
    choose(place, place.file.choose, file)
    for step in ("file", "columns", "check", "send"):
        place.turn_to(step)
        if step == "check":
            checked(themed)
            themed.click(place.check.cards["repeated"].choices["add"])
            checked(themed)
            themed.until(lambda: not cut_off(place))
        if step == "send":
            parts(themed).orders.answer(parts(themed).orders.unanswered[0], ",")
            themed.profiles.alter(target="local")
            run_to_end(themed, place)
        settle()
        settle()
        assert colours(save(themed.window.grab(), f"orders-{step}-{scheme}")) > 5
        assert cut_off(place) == [], step


def test_orders_that_arrive_here_are_one_row_each(driver: Driver, place: OrdersPlace) -> None:
    check(driver, place)
    driver.window.trigger("Traffic")
    [inspector] = visible(driver.window, TrafficPlace)
    driver.go("Orders")
    run_to_end(driver, place)
    driver.until(lambda: driver.composition.traffic.recorded.requests == 3)
    assert driver.composition.traffic.new_rows == 0
    driver.until(lambda: inspector.list.table.model().rowCount() == 3)
    driver.context.history.loader.read()
    driver.until(lambda: len(driver.history(Column.EVENTS)) == 3)
    assert set(driver.history(Column.VERDICT)) == {"Accepted"}


def test_after_a_restart_the_rest_of_a_file_is_sent_as_its_rows_before(
    driver: Driver, place: OrdersPlace, tmp_path: Path, open_console: Callable[[], Driver]
) -> None:
    clean = tmp_path / "clean.csv"
    clean.write_text("Order ID,Total,Items,Shop\n201,5.00,1,a\n202,6.50,2,b\n")
    choose(place, place.file.choose, clean)
    check(driver, place)
    assert place.check.fine.text() == "Every row can be sent as it is. Nothing was sent yet."
    orders = parts(driver).orders
    orders.set_source("seg.campaign", Source("column", "Shop"))
    orders.set_choices(repeated="add")
    orders.set_last_row(1)
    checked(driver)
    run_to_end(driver, place)
    mapping = orders.mapping
    driver.close()
    again = open_console()
    found = place_of(again)
    choose(found, found.file.choose, clean)
    check(again, found)
    assert found.check.fine.text() == "Every row can be sent as it is."
    assert parts(again).orders.mapping == mapping
    run_to_end(again, found)  # nothing is asked
    [one] = again.arrived
    assert json.loads(one.body)["seg"] == {"campaign": "b"}
    choose(found, found.file.choose, clean)
    checked(again)
    assert found.check.fine.text() == "All rows are done, and none has a problem."
    parts(again).orders.set_choices(method="GET")
    checked(again)
    assert parts(again).orders.mapping.method == "GET", "a changed mapping stays"


def test_after_a_restart_what_was_answered_before_the_first_rows_were_sent_is_not_asked_again(
    driver: Driver, place: OrdersPlace, tmp_path: Path, open_console: Callable[[], Driver]
) -> None:
    split = tmp_path / "split.csv"
    split.write_text("Order ID,Total,Items\n200,5.00,1\n201,5.00,1\n201,6.50,2\n")
    choose(place, place.file.choose, split)
    check(driver, place)
    driver.click(place.check.cards["repeated"].choices["add"])
    parts(driver).orders.set_last_row(1)
    checked(driver)
    run_to_end(driver, place)
    driver.close()
    again = open_console()
    found = place_of(again)
    choose(found, found.file.choose, split)
    check(again, found)
    assert found.check.state.text() == "It is answered."
    assert found.check.cards["repeated"].choices["add"].isChecked()
    run_to_end(again, found)
    [one] = again.arrived
    assert json.loads(one.body)["ev"][-1]["r"] == 11.5


def test_the_key_on_the_stop_button_is_apart_from_its_word(
    driver: Driver, place: OrdersPlace
) -> None:
    def gap(button: HintButton) -> int:
        """Pixels between the end of the text and the hint."""
        button.resize(button.sizeHint())
        hinted = button.grab().toImage()
        button._hint = "     "
        bare = button.grab().toImage()
        rows, middle = range(6, bare.height() - 6), range(6, bare.width() - 6)
        ground = bare.pixel(bare.width() - 8, bare.height() // 2)
        text = [x for x in middle if any(bare.pixel(x, y) != ground for y in rows)]
        hint = [x for x in middle if any(bare.pixel(x, y) != hinted.pixel(x, y) for y in rows)]
        return hint[0] - text[-1]

    bare = HintButton("Stop", "Esc", place, kind="")
    assert not place.panel.stop.icon().isNull() and bare.icon().isNull()
    assert abs(gap(bare) - gap(place.panel.stop)) <= 3
