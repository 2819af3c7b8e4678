"""Orders of a CSV file through the real window: chosen, mapped, judged, sent, and resumed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from convert_console.core.history.columns import Column
from convert_console.services.orders.journal import Journal
from convert_console.widgets.orders.dialog import OrdersDialog
from convert_console.widgets.traffic.place import TrafficPlace
from support.driver import Driver, settle, visible
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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_bytes(ROWS.encode("cp1252"))
    return path


def dialog_of(driver: Driver) -> OrdersDialog:
    driver.window.trigger("Orders")
    settle()
    return visible(driver.window, OrdersDialog)[0]


@pytest.fixture
def dialog(driver: Driver, file: Path) -> OrdersDialog:
    driver.paste_json(json.dumps(DOCUMENT, indent=2))
    made = dialog_of(driver)
    choose(made, made.file.choose, file)
    return made


def choose(dialog: QWidget, ask: Callable[[], object], path: Path) -> None:
    """Answer the file dialog that this opens."""
    ask()
    settle()
    asking = visible(dialog, QFileDialog)[0]
    asking.fileSelected.emit(str(path))
    asking.close()
    settle()


def turn_to_run(driver: Driver, dialog: OrdersDialog) -> None:
    driver.click(dialog.next)
    driver.click(dialog.next)
    driver.until(lambda: parts(driver).sending.past is not None)


def parts(driver: Driver):
    return driver.composition.tools.orders


def run_to_end(driver: Driver, dialog: OrdersDialog) -> None:
    dialog.run.rate.setValue(0)
    run_through(parts(driver).sending, lambda: driver.click(dialog.run.go), driver.until)
    driver.until(lambda: parts(driver).sending.past.began > 0)


def sent(driver: Driver) -> list[str]:
    return [json.loads(one.body)["tid"] for one in driver.arrived]


def test_the_format_of_the_file_is_detected_and_can_be_changed(
    driver: Driver, dialog: OrdersDialog
) -> None:
    page = dialog.file
    assert page.encoding.currentText().startswith("Windows Western")
    assert page.delimiter.currentText() == "semicolon ;"
    assert page.header.currentText() == "Row 1: Order ID, Total, Qty, Country, Comment"
    cell = page.table.item(1, 4)
    assert cell is not None and cell.text() == "zwei Zeilen; eine Zelle"
    assert page.detected.text().startswith("Detected from the file.")
    page.delimiter.activated.emit(0)
    assert page.table.columnCount() != 5
    assert "Detected: Windows Western (1252), semicolon ;, header in row 1" in page.detected.text()


def test_the_first_request_is_previewed_with_its_problems(
    driver: Driver, dialog: OrdersDialog
) -> None:
    driver.click(dialog.next)
    shown = json.loads(dialog.mapping.preview.toPlainText())
    assert (shown["tid"], shown["seg"]) == ("A-100045", {"ctry": "RO"})
    assert [event["evt"] for event in shown["ev"]] == ["hitGoal", "tr"]
    assert shown["ev"][1]["r"] == 1234.5 and shown["ev"][1]["prc"] == 2
    assert dialog.mapping.more.text() == "No problems."
    field = dialog.mapping.fields["goals"]
    driver.write(field.constant, "Purchase")
    assert any(line.isVisible() for line in dialog.mapping.lines)
    driver.click(dialog.mapping.events["viewExp"])
    kinds = [e["evt"] for e in json.loads(dialog.mapping.preview.toPlainText())["ev"]]
    assert kinds == ["viewExp", "hitGoal", "tr"]


def test_a_dry_run_counts_rows_for_each_rule_and_sends_nothing(
    driver: Driver, dialog: OrdersDialog
) -> None:
    turn_to_run(driver, dialog)
    driver.until(lambda: dialog.run.dry_run.text().startswith("4 rows checked"))
    assert dialog.run.dry_run.text() == (
        "4 rows checked, 1 with errors. Revenue of the others: 1,326.46."
    )
    first = [dialog.run.table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in first if cell] == ["1", "error", "amount-not-number", "3"]
    assert driver.arrived == []


def test_rows_are_sent_stored_in_the_history_and_exported(
    driver: Driver, dialog: OrdersDialog, tmp_path: Path
) -> None:
    turn_to_run(driver, dialog)
    run_to_end(driver, dialog)
    assert sent(driver) == ["A-100045", "A-100046", "A-100048"]
    assert (
        "4 of 4 rows done · 3 accepted · 1 skipped because of errors"
        in dialog.run.panel.state.text()
    )
    assert "3 accepted, 1 skipped. Still to send: 0." in dialog.run.past.text()
    driver.context.history.loader.read()
    driver.until(lambda: len(driver.history(Column.EVENTS)) == 3)
    result = tmp_path / "result.csv"
    choose(dialog, dialog.run._choose_result, result)
    driver.until(lambda: "The result of 4 rows" in dialog.run.panel.state.text())
    with result.open(encoding="utf-8-sig", newline="") as written:
        found = list(csv.reader(written))
    assert [row[1] for row in found[1:]] == ["Accepted", "Accepted", "Left out", "Accepted"]
    assert found[3][-1] == "'=cmd|' /C calc'!A0"
    assert not dialog.run.go.isEnabled(), "every row is settled"
    driver.click(dialog.run.faulty)
    run_to_end(driver, dialog)  # what was left out is sent now, and nothing a second time
    assert sent(driver)[3:] == ["A-100047"]
    assert "4 of 4 rows done, 3 of them earlier · 1 accepted" in dialog.run.panel.state.text()
    folder = tmp_path / "load"
    folder.mkdir()
    choose(dialog, dialog.run._choose_folder, folder)
    driver.until((folder / "locustfile.py").exists)
    driver.until(lambda: "locustfile.py and" in dialog.run.panel.state.text())


def test_after_a_restart_an_interrupted_row_has_its_outcome_from_the_history(
    driver: Driver, dialog: OrdersDialog, file: Path, open_console: Callable[[], Driver]
) -> None:
    turn_to_run(driver, dialog)
    run_to_end(driver, dialog)
    journal = parts(driver).sending.past.journal
    dialog.close()
    driver.close()
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]))  # as a kill would leave it: row 2 was under way
    with Journal(journal, None) as read:
        assert read.code(2) == "unknown"
    again = open_console()
    found = dialog_of(again)
    choose(found, found.file.choose, file)
    turn_to_run(again, found)
    assert "Sent before: 2 accepted" in found.run.past.text()
    assert "unknown" not in found.run.past.text()
    run_to_end(again, found)
    assert sent(again) == ["A-100048"]
    with Journal(journal, None) as read:
        assert (read.code(2), read.status(2)) == ("accepted", 200)


def test_after_a_restart_the_remaining_rows_are_sent_and_unknown_outcomes_reported(
    driver: Driver, dialog: OrdersDialog, file: Path, open_console: Callable[[], Driver]
) -> None:
    turn_to_run(driver, dialog)
    run_to_end(driver, dialog)
    journal = parts(driver).sending.past.journal
    dialog.close()
    driver.close()
    lines = journal.read_bytes().splitlines(keepends=True)
    # As a kill would leave it, and an earlier version wrote it: row 2 was under way, without an id.
    journal.write_bytes(b"".join([*lines[:3], b"> 2\n"]))
    with Journal(journal, {}) as read:
        assert read.code(2) == "unknown"
    again = open_console()
    found = dialog_of(again)
    choose(found, found.file.choose, file)
    turn_to_run(again, found)
    assert "1 with unknown outcome (they may have arrived" in found.run.past.text()
    assert found.run.go.text() == "Resume"
    run_to_end(again, found)
    assert sent(again) == ["A-100048"]
    again.click(found.run.unknown)
    run_to_end(again, found)
    assert sent(again) == ["A-100048", "A-100046"]
    again.click(found.run.start_over)
    again.until(lambda: found.run.go.text() == "Send" and found.run.go.isEnabled())


def test_a_live_run_needs_confirmation_and_a_local_only_profile_sends_nothing(
    driver: Driver, dialog: OrdersDialog
) -> None:
    driver.profiles.alter(target="convert", project="10000001", reach="ask")
    turn_to_run(driver, dialog)
    driver.click(dialog.run.go)
    asked = dialog.run.panel.question.label.text()
    assert "sends 4 rows to the live statistics of project 10000001" in asked
    assert "1 conversion of goal 100300301" in asked
    driver.keys("Esc", dialog)
    assert dialog.run.panel.question.label.text() == "" and dialog.isVisible()
    driver.profiles.alter(reach="local")
    driver.click(dialog.run.go)
    assert "is local only" in dialog.run.panel.state.text()
    assert not parts(driver).sending.going


def test_an_unreadable_file_is_reported_on_its_page(
    driver: Driver, dialog: OrdersDialog, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    choose(dialog, dialog.file.choose, empty)
    assert "has no rows" in dialog.file.fault.text()
    assert not dialog.next.isEnabled()


def test_each_step_has_room(themed: Driver, scheme: str, file: Path) -> None:
    themed.paste_json(json.dumps(DOCUMENT, indent=2))
    dialog = dialog_of(themed)
    settle()
    save(dialog.grab(), f"orders-empty-{scheme}")
    assert cut_off(dialog) == []
    choose(dialog, dialog.file.choose, file)
    for step in ("file", "mapping", "run"):
        dialog.turn_to(step)
        if step == "run":
            themed.until(lambda: parts(themed).sending.past is not None)
            themed.until(lambda: dialog.run.dry_run.text().startswith("4 rows checked"))
            run_to_end(themed, dialog)
        settle()
        settle()
        assert colours(save(dialog.grab(), f"orders-{step}-{scheme}")) > 5
        assert cut_off(dialog) == [], step


def test_traffic_marks_orders_as_sent_by_this_app_and_stores_them_once(
    driver: Driver, dialog: OrdersDialog
) -> None:
    turn_to_run(driver, dialog)
    driver.window.trigger("Traffic")
    [inspector] = visible(driver.window, TrafficPlace)
    inbound = inspector._traffic
    driver.go("Orders")
    run_to_end(driver, dialog)
    driver.until(lambda: inbound.received_count == 3)
    assert all(hit is not None and hit.sent for hit in map(inbound.request, range(3)))
    settle()
    driver.context.history.loader.read()
    driver.until(lambda: len(driver.history(Column.EVENTS)) == 3)
    assert set(driver.history(Column.VERDICT)) == {"Accepted"}
