"""The place in the real window: requests over a real socket, seen, judged and used."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.core.document.formatting import pretty
from convert_console.core.history.columns import Column
from convert_console.core.request.wire import Unsendable
from convert_console.models.traffic.live import WAITING
from convert_console.models.traffic.timeline import Timeline
from convert_console.services.collector.server import Collector
from convert_console.services.history.aggregates import Moments
from convert_console.widgets.theme.theme import colors
from convert_console.widgets.traffic.place import TrafficPlace
from convert_console.widgets.traffic.timeline import TimelineStrip
from support.collecting import ask, post, talk, with_ipv6
from support.driver import Driver, settle, visible

VID = "shop-visitor-0077"
SALE = {
    "cid": "10000009", "pid": "10000001", "vid": VID, "tid": "A-1001",
    "ev": [
        {"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"]},
        {"evt": "tr", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"],
         "r": 123.2, "prc": 2},
    ],
}  # fmt: skip
TEXT = json.dumps(SALE)
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def place(driver: Driver) -> TrafficPlace:
    driver.window.trigger("Traffic")
    (made,) = visible(driver.window, TrafficPlace)
    return made


def column(place: TrafficPlace, wanted: Column) -> list[str]:
    model = place.list.table.model()
    return [model.index(row, wanted).data() for row in range(model.rowCount())]


def receive(driver: Driver, place: TrafficPlace, text: str = TEXT, **headers: str) -> None:
    """Let another program send to the collector, and wait until it is listed."""
    listed = place.list.table.model().rowCount()
    ask(driver.composition.collector, body=text.encode(), headers={**JSON, **headers})
    driver.until(lambda: place.list.table.model().rowCount() == listed + 1)


def choose(driver: Driver, place: TrafficPlace, row: int) -> None:
    table = place.list.table
    settle()
    where = table.visualRect(table.model().index(row, Column.TIME)).center()
    driver.click(table.viewport(), where)
    chosen = table.history.row(row)
    assert chosen is not None
    selected = table.history.selected
    driver.until(lambda: [one.exchange.id for one in selected.details] == [chosen.uid])


def test_what_comes_in_is_a_row_with_its_details(driver: Driver, place: TrafficPlace) -> None:
    # A request is a row with its source in the one list.
    receive(driver, place, **{"User-Agent": "curl/8.5.0", "Referer": "https://shop.example/x"})
    receive(driver, place)
    assert column(place, Column.VERDICT) == ["Accepted", "Discarded as bot"]
    assert column(place, Column.SOURCE) == ["Received", "Received"]
    assert column(place, Column.EVENTS) == ["hitGoal · tr"] * 2
    assert column(place, Column.GOALS) == ["Purchase"] * 2
    assert column(place, Column.REVENUE) == ["123.2"] * 2
    assert column(place, Column.PROFILE) == ["Sample shop"] * 2
    assert driver.history(Column.VERDICT) == [], "Compose lists what was sent"
    choose(driver, place, 1)
    detail = place.list.detail
    assert detail is not None
    said = detail.words
    driver.until(lambda: "Another program sent this" in said.text)
    assert "From: curl/8.5.0" in detail.words.text
    assert "Page: https://shop.example/x" in detail.words.text
    assert "Purchase" in detail.words.text

    # The strip says how many came by verdict.
    counted = "2 requests: 1 accepted, 1 discarded"
    driver.until(lambda: place.timeline.accessibleDescription() == counted)

    # Ctrl f filters the list in sight.
    driver.keys("Ctrl+F")
    assert place.list.filter.hasFocus()
    assert driver.window.list_in_sight is place.list

    # Bytes, document and problems of what came in are shown.
    receive(driver, place, TEXT.replace("123.2", "-1"))
    choose(driver, place, 0)
    driver.until(lambda: "From: curl/8.5.0" not in said.text)
    assert "Another program" in detail.words.text
    detail.pages.turn_to(3)
    assert detail.bytes is not None
    assert "POST /track HTTP/1.1" in detail.bytes.text()
    assert VID in detail.bytes.text()
    detail.pages.turn_to(1)
    assert detail.document is not None
    assert VID in detail.document.text()
    detail.pages.turn_to(2)
    assert detail.problems is not None
    lines = detail.problems.problem_model
    told = [str(lines.index(row, 0).data()) for row in range(lines.rowCount())]
    assert any("ev[1].r" in line for line in told)

    # Edit again opens compose and is one undo step.
    before = driver.document.draft
    receive(driver, place)
    choose(driver, place, 0)
    driver.until(detail.foot.edit.isVisible)
    driver.click(detail.foot.edit)
    assert driver.document.draft.text == pretty(TEXT)
    assert driver.window.places.name == "compose"
    driver.document.undo_group.undo()
    assert driver.document.draft.text == before.text


def test_own_sends_and_received_requests_are_found_and_cleared_by_their_source(
    driver: Driver, place: TrafficPlace
) -> None:
    # Rows are found by source and by problem.
    receive(driver, place, TEXT.replace("123.2", "-1"))
    receive(driver, place)
    driver.go("Compose")
    driver.send()
    driver.go("Traffic")
    driver.until(lambda: len(column(place, Column.SOURCE)) == 3)
    assert sorted(column(place, Column.SOURCE)) == ["Received", "Received", "Sent"]

    def found(text: str, count: int) -> list[str]:
        driver.write(place.list.filter, text)
        driver.keys("Return", place.list.filter)
        driver.until(lambda: len(column(place, Column.SOURCE)) == count)
        return column(place, Column.SOURCE)

    assert found("from:sent", 1) == ["Sent"]
    assert found("from:collector", 2) == ["Received"] * 2
    assert found("from:collector verdict:accepted", 2) == ["Received"] * 2
    driver.until(lambda: None not in [row.rules for row in driver.context.store.newest(9)])
    driver.write(place.list.filter, "")
    rows = {row.rules for row in driver.context.store.newest(9) if row.source == "collector"}
    (rule,) = next(rules for rules in rows if rules)
    assert len(found(f"problem:{rule}", 1)) == 1

    # Clear deletes what was received but rows with a star and undo brings it back.
    driver.write(place.list.filter, "")
    driver.keys("Return", place.list.filter)
    driver.until(lambda: column(place, Column.SOURCE) == ["Sent", "Received", "Received"])
    receive(driver, place)
    choose(driver, place, 2)
    driver.keys("S", place.list.table)
    driver.until(lambda: any(row.starred for row in driver.context.store.newest(9)))
    driver.click(place.head.clear)
    driver.until(lambda: column(place, Column.SOURCE) == ["Sent", "Received"])
    assert column(place, Column.STAR)[1]
    assert driver.message == "2 rows deleted"
    driver.keys("Ctrl+Z", place.list.table)
    driver.until(lambda: len(column(place, Column.SOURCE)) == 4)


def test_a_send_of_this_app_is_one_row_and_the_keyboard_goes_to_the_list(driver: Driver) -> None:
    # The keyboard goes to the list when the place is opened.
    driver.send()
    driver.window.trigger("Traffic")
    driver.until(driver.window.list_in_sight.table.hasFocus)

    # A send of this app is one row.
    (place,) = visible(driver.window, TrafficPlace)
    driver.until(lambda: driver.composition.traffic.recorded.requests == 1)
    driver.until(lambda: column(place, Column.SOURCE) == ["Sent"])
    receive(driver, place)
    assert column(place, Column.SOURCE) == ["Received", "Sent"]
    assert column(place, Column.PEER)[1] == "This machine"


def test_pause_holds_the_list_and_what_is_no_request_is_a_row_with_its_reason(
    driver: Driver, place: TrafficPlace
) -> None:
    # What is no tracking request is a row with its reason.
    talk(driver.composition.collector, post()[:-1])
    driver.until(lambda: column(place, Column.VERDICT) == ["Refused"])
    reason = "The connection was closed before the whole body had come."
    assert column(place, Column.EVENTS) == [reason]
    choose(driver, place, 0)
    detail = place.list.detail
    assert detail is not None
    driver.until(lambda: f"Reason: {reason}" in detail.words.text)
    refused = place.list.row_actions.current_wire()
    assert isinstance(refused, Unsendable)
    assert "not as long as its headers say" in refused.reason

    # Pause holds the list and not the recording.
    driver.click(place.head.pause)
    assert place.head.pause.text() == "Resume"
    ask(driver.composition.collector, body=TEXT.encode())
    driver.until(lambda: driver.context.store.count() == 2)
    place.list.refresh()
    assert len(column(place, Column.VERDICT)) == 1
    driver.click(place.head.pause)
    driver.until(lambda: len(column(place, Column.VERDICT)) == 2)
    assert place.head.pause.text() == "Pause"


def test_the_collector_is_set_up_at_the_head_of_the_list(
    driver: Driver, place: TrafficPlace
) -> None:
    # Address and setup instructions are copied.
    url = driver.composition.collector.url
    driver.click(place.head.copy_address)
    assert QApplication.clipboard().text() == url
    instructions, _addon = place.head.set_up.menu().actions()
    instructions.trigger()
    assert "curl -A 'ConvertAgent/1.0'" in QApplication.clipboard().text()
    assert url in QApplication.clipboard().text()
    assert "to the clipboard" in driver.message

    # HTTPS is switched on, and its file can be copied.
    assert not place.head.copy_ca.isVisible()
    driver.click(place.head.https)
    collector = driver.composition.collector
    assert collector.secure_url.startswith("https://127.0.0.1:")
    assert place.head.address.toolTip() == f"{url}\n{collector.secure_url}"
    for number, wanted in enumerate((url, collector.secure_url)):
        driver.click(place.head.copy_address)
        (menu,) = (m for m in place.head.findChildren(QMenu) if m.isVisible())
        menu.actions()[number].trigger()
        menu.close()
        assert QApplication.clipboard().text() == wanted
    driver.click(place.head.copy_ca)
    assert Path(QGuiApplication.clipboard().text()).read_text().startswith("-----BEGIN CERT")
    assert driver.composition.context.preferences.collector_https
    driver.click(place.head.https)
    assert collector.secure_url == ""
    assert not place.head.copy_ca.isVisible()
    assert not driver.composition.context.preferences.collector_https

    # The collector is turned off and on.
    assert place.head.switch.text() == "Collector on"
    driver.click(place.head.switch)
    assert place.head.switch.text() == "Collector off"
    start = next(b for b in visible(place.list.empty, QPushButton))
    assert start.text() == "Start the collector"
    driver.click(start)
    assert place.head.switch.text() == "Collector on"
    assert driver.request.profile.url == driver.composition.collector.url
    driver.window.trigger("Compose")
    driver.send()
    assert driver.result == "Accepted"


def test_both_ports_are_in_sight_in_a_small_window(driver: Driver, place: TrafficPlace) -> None:
    driver.click(place.head.https)
    collector = driver.composition.collector
    for width in (1024, 1093, 1280, 1440):
        driver.window.resize(width, 640)
        settle()
        assert not place.head.address.is_cut
        shown = place.head.address.text()
        assert all(
            str(urlsplit(url).port) in shown for url in (collector.url, collector.secure_url)
        )
        assert collector.secure_url in place.head.address.toolTip()


def test_the_rail_counts_what_arrives_until_it_is_seen(driver: Driver) -> None:
    rail = driver.window.rail
    driver.send()  # by this program: no news
    for number in range(2):
        ask(driver.composition.collector, body=TEXT.replace(VID, f"{number}").encode())
    driver.until(lambda: rail.items["traffic"].news == 2)
    assert rail.items["traffic"].accessibleName() == "Traffic 2 new"
    driver.window.trigger("Traffic")
    assert rail.items["traffic"].news == 0
    (place,) = visible(driver.window, TrafficPlace)
    assert len(column(place, Column.VERDICT)) == 3, "what came before it was opened is listed"
    receive(driver, place)
    assert rail.items["traffic"].news == 0, "it is in sight"
    driver.window.trigger("Compose")
    ask(driver.composition.collector, body=TEXT.encode())
    driver.until(lambda: rail.items["traffic"].news == 1)


def test_the_window_works_on_during_a_burst(driver: Driver, place: TrafficPlace) -> None:
    """The main window's clock is heard while the list fills."""
    beats: list[int] = []
    pulse = QTimer(interval=0)
    pulse.timeout.connect(lambda: beats.append(place.list.table.model().rowCount()))
    pulse.start()
    received = driver_received(driver.composition.collector)
    for _ in range(999):
        place._traffic._backlog.put(received)
    driver.until(lambda: place._traffic.recorded.requests == 1_000)
    driver.until(lambda: place.list.table.model().rowCount() == 1_000)
    pulse.stop()
    assert place._traffic.lost == 0


def test_requests_that_a_flood_loses_are_counted(driver: Driver, place: TrafficPlace) -> None:
    received = driver_received(driver.composition.collector)
    driver.until(lambda: place._traffic.recorded.requests == 1)
    place._traffic._recorder.end()
    for _ in range(WAITING + 7):
        place._traffic._backlog.put(received)
    driver.until(lambda: place._traffic.lost >= 7)
    assert f"{place._traffic.lost:,} requests were lost" in place.fault.label.text()


def driver_received(collector: Collector):
    ask(collector, body=TEXT.encode(), headers=JSON)
    return collector.received()[0]


def test_https_that_fails_leaves_http_and_is_not_kept(driver: Driver, place: TrafficPlace) -> None:
    driver.composition.context.folders.collector_ca.mkdir()
    driver.click(place.head.https)
    assert driver.composition.collector.running
    assert not place.head.https.isChecked()
    assert "listens for http only" in place.fault.label.text()
    assert place.fault.isVisible()
    assert not driver.composition.context.preferences.collector_https


@with_ipv6
def test_another_program_that_has_localhost_by_ipv6_is_named(
    driver: Driver, place: TrafficPlace
) -> None:
    driver.click(place.head.switch)
    port = urlsplit(driver.composition.collector.url).port
    with socket.create_server(("::1", port or 0), family=socket.AF_INET6):
        driver.click(place.head.switch)
    assert place.head.switch.text() == "Collector on"
    assert f"Another program listens at [::1]:{port}" in place.fault.label.text()
    assert place.fault.isVisible()
    for _ in range(2):
        driver.click(place.head.switch)
    assert not place.fault.isVisible()


def test_large_numbers_of_the_strip_have_room(qtbot: QtBot, tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "history", lambda: 0.0)
    timeline.moments = Moments(0.0, 15.0, ((59, "inbound-accepted", 123_456),))
    strip = TimelineStrip(timeline)
    qtbot.addWidget(strip)
    strip.resize(1_200, strip.sizeHint().height())
    image = strip.grab().toImage()
    red, muted = QColor(colors().error), QColor(colors().muted)
    upper = [(x, y) for x in range(600, 1_200) for y in range(8, 28)]

    def like(ink: QColor) -> list[int]:
        """Where pixels have nearly this colour."""
        return [x for x, y in upper if _apart(image.pixelColor(x, y), ink) < 40]

    sign = like(red)
    assert sign, "the icon of what was discarded"
    assert not [x for x in like(muted) if min(sign) - 3 <= x <= max(sign)]


def _apart(one: QColor, other: QColor) -> int:
    return max(
        abs(one.red() - other.red()),
        abs(one.green() - other.green()),
        abs(one.blue() - other.blue()),
    )
