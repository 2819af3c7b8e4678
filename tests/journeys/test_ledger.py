"""Expected results in the real window: what counts, what is ticked off, and what is saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from convert_console.core.journeys.journey import Journey, steps_of
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.services.collector.faults import Fault
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.ledger.table_view import CHECK
from support.collecting import ask
from support.driver import Driver, settle, visible
from support.pictures import colours, cut_off, save

IDS = {"exps": ["100400101"], "vars": ["1004200201"]}
OTHER = {"exps": ["100400101"], "vars": ["1004200200"]}


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


def open_results(driver: Driver) -> ResultsPlace:
    driver.go("Results")
    [place] = visible(driver.window, ResultsPlace)
    driver.until(lambda: place.model.counted is not None)
    settle()
    return place


def lines(place: ResultsPlace) -> list[tuple[str, ...]]:
    """Name, visitors, conversions, revenue and products of each row, as the sample names them."""
    return [row[:5] for row in place.table.rows()]


def seen(place: ResultsPlace, row: int) -> tuple[Qt.CheckState, str]:
    item = place.table._items[row]
    return item.checkState(CHECK), item.text(CHECK)


def click_box(driver: Driver, place: ResultsPlace, row: int) -> None:
    table = place.table
    left = table.header().sectionViewportPosition(CHECK)
    middle = table.visualItemRect(table._items[row]).center().y()
    driver.click(table.viewport(), QPoint(left + 16, middle))
    settle()


def keep_ticks(driver: Driver, place: ResultsPlace) -> None:
    """Leave the results as a user does."""
    driver._run(place.model.finish_counting())
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
    driver.profiles.alter(user_agent=CONVERT_AGENT)
    driver.composition.collector.fault = Fault("error")
    send(driver, order("v6", "5", "F"))
    driver.composition.collector.fault = None
    driver.window.trigger("Traffic")
    ask(driver.composition.collector, body=order("v7", "5", "G").encode())
    driver.until(lambda: driver.composition.traffic.recorded.rows == 1)
    place = open_results(driver)
    assert lines(place) == [
        ("Checkout button", "", "", "", ""),
        ("Original", "1", "", "", ""),
        ("Add to cart", "", "1", "10", "2"),
        ("Purchase", "", "1", "10", "2"),
        ("Green button", "2", "", "", ""),
        ("Add to cart", "", "2", "0.30", "4"),
        ("Purchase", "", "2", "0.30", "4"),
    ]
    assert place.notice.label.text().startswith("Rehearsal on this machine.")
    assert place.chain.sent.accessibleName() == "Sent: 12 conversions of 6 visitors"
    assert place.chain.accepted.accessibleName() == "Accepted: 6 3 requests not accepted"
    assert any(
        "4 repeats of a transaction id were not counted" in text for text in place.notes.texts
    )


def test_a_second_order_of_a_visitor_is_apart_until_the_profile_counts_all(driver: Driver) -> None:
    send(driver, order("v1", "123.20", "A"))
    send(driver, order("v1", "45.50", "B"))
    place = open_results(driver)
    assert lines(place)[3:] == [
        ("1 later transaction, not added", "", "", "45.50", "2"),
        ("Purchase", "", "1", "123.20", "2"),
        ("1 later transaction, not added", "", "", "45.50", "2"),
    ]
    [switch] = place.notes.buttons
    driver.click(switch)
    assert driver.profiles.current.transactions == "all"
    assert lines(place)[2:] == [
        ("Add to cart", "", "1", "168.70", "4"),
        ("Purchase", "", "1", "168.70", "4"),
    ]
    assert driver.message == "This profile counts all transactions of a visitor now."
    [undo] = driver.window.message.latest.buttons
    driver.click(undo)
    assert "1 later transaction, not added" in [row[0] for row in lines(place)]


def test_a_page_of_evidence_has_everything_that_was_sent(driver: Driver, tmp_path: Path) -> None:
    send(driver, order("v1", "1", "A"))
    driver.profiles.alter(user_agent=None)
    send(driver, order("v2", "2", "B"))
    place = open_results(driver)
    driver.until(lambda: ("Purchase", "", "1", "1", "2") in lines(place))
    [action] = [one for one in place.export.menu().actions() if one.text() == "Evidence page…"]
    action.trigger()
    path = tmp_path / "evidence.html"
    [asking] = visible(place, QFileDialog)
    asking.fileSelected.emit(str(path))
    asking.close()
    driver.until(path.exists)
    page = path.read_text("utf-8")
    words = "Rehearsal on this machine: every request was sent to this machine"
    assert words in page.partition("<main")[0]
    assert "1. POST" in page and "2. POST" in page and "Blocked" in page
    driver.until(lambda: "2 requests written to evidence.html." in driver.message)


def test_what_is_sent_elsewhere_is_new_on_the_rail(driver: Driver) -> None:
    place = open_results(driver)
    told: list[int] = []
    place.news_changed.connect(told.append)
    send(driver, order("v1", "1", "A"))
    driver.until(driver._kept)
    settle()
    assert told == [1]
    place = open_results(driver)
    driver.until(lambda: ("Purchase", "", "1", "1", "2") in lines(place))
    assert told == [1, 0]


def test_a_journey_counts_each_of_its_visitors(driver: Driver) -> None:
    driver.paste_json(order("v1", "2.50", ""))
    steps = tuple(step for step in steps_of(driver.document.draft, pause=0))
    run = driver.composition.tools.journey
    run.start(Journey("Purchase", steps, repeats=3))
    if run.question:
        run.confirm()
    driver.until(lambda: not run.going)
    driver.until(driver._kept)
    place = open_results(driver)
    assert lines(place)[2] == ("Add to cart", "", "3", "7.50", "6")


def ticks(place: ResultsPlace) -> str:
    return place.chain.ticks.label.text()


def test_ticks_survive_a_restart_and_show_what_changed(
    open_console: Callable[[], Driver],
) -> None:
    before = open_console()
    send(before, order("v1", "0.1", "A"))
    place = open_results(before)
    click_box(before, place, 1)
    place.table.setCurrentItem(place.table._items[2])
    QTest.keyClick(place.table, Qt.Key.Key_Space)
    assert ticks(place) == "2 of 3 checked by hand"
    keep_ticks(before, place)
    place = open_results(before)
    assert ticks(place) == "2 of 3 checked by hand"
    place.span.chosen.emit(1)
    before.until(lambda: ticks(place) == "0 of 3 checked by hand")
    place.span.chosen.emit(0)
    before.until(lambda: ticks(place) == "2 of 3 checked by hand")
    before.close()

    after = open_console()
    place = open_results(after)
    assert [seen(place, row)[0] for row in range(1, 4)] == [
        Qt.CheckState.Checked,
        Qt.CheckState.Checked,
        Qt.CheckState.Unchecked,
    ]
    send(after, order("v2", "0.2", "B"))
    place = open_results(after)
    after.until(lambda: ticks(place) == "0 of 3 checked by hand, 2 changed since")
    assert seen(place, 1) == (Qt.CheckState.PartiallyChecked, "1 when ticked off, now 2")
    settle()
    assert colours(save(place.grab(), "")) > 5
    assert cut_off(place) == []
    click_box(after, place, 1)
    assert seen(place, 1) == (Qt.CheckState.Checked, "")
    keep_ticks(after, place)


def test_two_windows_keep_each_others_ticks(open_console: Callable[[], Driver]) -> None:
    one = open_console()
    send(one, order("v1", "0.1", "A"))
    other = open_console()
    first, second = open_results(one), open_results(other)
    click_box(one, first, 1)
    click_box(other, second, 2)
    one._run(first.model.finish_counting())
    other._run(second.model.finish_counting())
    one.click(first.refresh_button)
    one.until(lambda: ticks(first) == "2 of 3 checked by hand")
