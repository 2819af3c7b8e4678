"""Expected results in the real window: what counts, what is ticked off, and what is saved."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from convert_console.core.journeys.journey import Journey, steps_of
from convert_console.services.collector.faults import Fault
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.traffic.place import TrafficPlace
from support.collecting import ask
from support.driver import Driver, settle, visible
from support.pictures import colours, cut_off, save

IDS = {"exps": ["100400101"], "vars": ["1004200201"]}
OTHER = {"exps": ["100400101"], "vars": ["1004200200"]}
AGENT = "ConvertAgent/1.0 (convert-console/0.1.0)"


def order(vid: str, amount: str, tid: str, ids: dict[str, list[str]] = IDS) -> str:
    goals = {"goals": ["100300301", "100300302"], **ids}
    events = [
        {"evt": "viewExp", **ids},
        {"evt": "hitGoal", **goals},
        {"evt": "tr", **goals, "r": 7, "prc": 2},
    ]
    document = {"cid": "10000009", "pid": "10000001", "vid": vid, "tid": tid, "ev": events}
    return json.dumps(document).replace('"r": 7', f'"r": {amount}')


def send(driver: Driver, text: str) -> None:
    driver.paste_json(text)
    driver.begin()
    if driver.question:
        driver.confirm()
    else:
        driver.wait_until_sent()


def open_ledger(driver: Driver) -> LedgerDialog:
    driver.window.trigger("Results")
    dialog = visible(driver.window, LedgerDialog)[-1]
    driver.until(lambda: dialog._model.counted is not None)
    settle()
    return dialog


def lines(dialog: LedgerDialog) -> list[tuple[str, ...]]:
    """Variation, goal, visitors, revenue and products of each line, as the sample names them."""
    table = dialog.table
    return [
        tuple(item.text() if (item := table.item(row, n)) else "" for n in range(2, 7))
        for row in range(table.rowCount())
    ]


def seen(dialog: LedgerDialog, row: int) -> tuple[Qt.CheckState, str]:
    item = dialog.table.item(row, 0)
    assert item is not None
    return item.checkState(), item.text()


def click_box(driver: Driver, dialog: LedgerDialog, row: int) -> None:
    item = dialog.table.item(row, 0)
    assert item is not None
    place = dialog.table.visualItemRect(item).topLeft() + QPoint(16, 15)
    driver.click(dialog.table.viewport(), place)
    settle()


def keep_ticks(driver: Driver, dialog: LedgerDialog) -> None:
    """Leave the results as a user does."""
    driver._run(dialog._model.finish_counting())
    driver.go("Compose")
    settle()


def test_each_thing_counts_once_and_only_if_it_was_accepted(driver: Driver) -> None:
    send(driver, order("v1", "0.1", "A"))
    send(driver, order("v2", "0.2", "B"))
    send(driver, order("v3", "10", "C", OTHER))
    send(driver, order("v1", "0.1", "A"))
    driver.choose_row(0)
    driver.keys("Ctrl+Shift+Return")
    driver.wait_until_sent()
    driver.profiles.alter(user_agent=None)
    send(driver, order("v4", "5", "D"))
    driver.profiles.alter(user_agent="curl/8.5.0")
    send(driver, order("v5", "5", "E"))
    driver.profiles.alter(user_agent=AGENT)
    driver.composition.collector.fault = Fault("error")
    send(driver, order("v6", "5", "F"))
    driver.composition.collector.fault = None
    driver.window.trigger("Traffic")
    [inspector] = visible(driver.window, TrafficPlace)
    ask(driver.composition.collector, body=order("v7", "5", "G").encode())
    driver.until(lambda: inspector._traffic.recorder.recorded == 1)
    dialog = open_ledger(driver)
    assert lines(dialog) == [
        ("Green button", "(visitors)", "2", "", ""),
        ("Green button", "Add to cart", "2", "0.3", "4"),
        ("Green button", "Purchase", "2", "0.3", "4"),
        ("Original", "(visitors)", "1", "", ""),
        ("Original", "Add to cart", "1", "10", "2"),
        ("Original", "Purchase", "1", "10", "2"),
    ]
    assert "a rehearsal. They are not in any report" in dialog.summary.text()
    assert "4 repeats of a transaction id were not counted" in dialog.remarks.text()


def test_a_journey_counts_each_of_its_visitors(driver: Driver) -> None:
    driver.paste_json(order("v1", "2.50", ""))
    steps = tuple(step for step in steps_of(driver.document.draft, pause=0))
    run = driver.composition.tools.journey
    run.start(Journey("Purchase", steps, repeats=3))
    if run.question:
        run.confirm()
    driver.until(lambda: not run.going)
    driver.until(driver._kept)
    dialog = open_ledger(driver)
    assert lines(dialog)[1] == ("Green button", "Add to cart", "3", "7.50", "6")


def test_ticks_survive_a_restart_and_show_what_changed(
    open_console: Callable[[], Driver],
) -> None:
    before = open_console()
    send(before, order("v1", "0.1", "A"))
    dialog = open_ledger(before)
    click_box(before, dialog, 0)
    dialog.table.setCurrentCell(1, 5)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.seen.text() == "2 of 3 ticked off"
    keep_ticks(before, dialog)
    again = open_ledger(before)
    assert again.seen.text() == "2 of 3 ticked off"
    again.span.setCurrentIndex(1)
    again.count()
    before.until(lambda: again._model.counted is not None)
    assert again.seen.text() == "0 of 3 ticked off", "another span has ticks of its own"
    before.close()

    after = open_console()
    dialog = open_ledger(after)
    assert [seen(dialog, row)[0] for row in range(3)] == [
        Qt.CheckState.Checked,
        Qt.CheckState.Checked,
        Qt.CheckState.Unchecked,
    ]
    send(after, order("v2", "0.2", "B"))
    dialog = open_ledger(after)
    assert seen(dialog, 0) == (Qt.CheckState.PartiallyChecked, "1 when ticked off, now 2")
    assert dialog.seen.text() == "0 of 3 ticked off, 2 changed since"
    dialog.resize(980, 420)
    settle()
    assert colours(save(dialog.grab(), "")) > 5
    assert cut_off(dialog) == []
    click_box(after, dialog, 0)
    assert seen(dialog, 0) == (Qt.CheckState.Checked, "")
    keep_ticks(after, dialog)


def test_two_windows_keep_each_others_ticks(open_console: Callable[[], Driver]) -> None:
    one = open_console()
    send(one, order("v1", "0.1", "A"))
    other = open_console()
    first, second = open_ledger(one), open_ledger(other)
    click_box(one, first, 0)
    click_box(other, second, 1)
    one._run(first._model.finish_counting())
    other._run(second._model.finish_counting())
    one.click(first.refresh_button)
    one.until(lambda: first._model.counted is not None)
    assert first.seen.text() == "2 of 3 ticked off"
    first.close()
    second.close()
