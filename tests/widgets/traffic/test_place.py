"""The dialog in the real window: requests over a real socket, seen, judged and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from convert_console.core.history.columns import Column as Row
from convert_console.models.traffic.cells import TrafficColumn
from convert_console.services.collector.received import MOST
from convert_console.services.collector.server import Collector
from convert_console.widgets.traffic.place import TrafficPlace
from support.collecting import ask, post, talk
from support.driver import Driver, button, settle, visible

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
def dialog(driver: Driver) -> TrafficPlace:
    driver.window.trigger("Traffic")
    (made,) = visible(driver.window, TrafficPlace)
    return made


def column(dialog: TrafficPlace, wanted: TrafficColumn) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, wanted).data() for row in range(model.rowCount())]


def receive(driver: Driver, dialog: TrafficPlace, text: str = TEXT, **headers: str) -> None:
    """Let another program send to the collector, and wait until it is seen."""
    seen = dialog._traffic.received_count
    ask(driver.composition.collector, body=text.encode(), headers={**JSON, **headers})
    driver.until(lambda: dialog._traffic.received_count == seen + 1)


def choose(driver: Driver, dialog: TrafficPlace, row: int) -> None:
    table = dialog.table
    settle()
    where = table.visualRect(table.model().index(row, TrafficColumn.TIME)).center()
    driver.click(table.viewport(), where)


def test_a_request_appears_with_its_content_and_is_stored_in_the_history(
    driver: Driver, dialog: TrafficPlace
) -> None:
    receive(driver, dialog)
    assert column(dialog, TrafficColumn.VERDICT) == ["Accepted"]
    assert column(dialog, TrafficColumn.AGENT) == ["passes"]
    assert column(dialog, TrafficColumn.EVENTS) == ["hitGoal · tr"]
    assert column(dialog, TrafficColumn.REVENUE) == ["123.2"]
    assert column(dialog, TrafficColumn.PROBLEMS) == ["none"]
    driver.until(lambda: driver.history(Row.VERDICT) == ["Accepted"])
    assert driver.history(Row.PROFILE) == ["Inbound"]
    driver.choose_row(0)
    detail = driver.window.history.detail
    assert detail is not None
    driver.until(lambda: "Received here from another program." in detail.words.text)
    assert "1 received · 1 saved" in dialog.figures.text()


def test_selecting_a_row_shows_bytes_document_and_problems(
    driver: Driver, dialog: TrafficPlace
) -> None:
    broken = TEXT.replace('"goals": ["100300301"], ', "", 1)
    receive(driver, dialog, broken, **{"User-Agent": "curl/8.5.0"})
    choose(driver, dialog, 0)
    detail = dialog.detail
    assert detail.bytes.text().startswith("POST /track HTTP/1.1\n")
    assert "User-Agent: curl/8.5.0" in detail.bytes.text()
    assert detail.bytes.text().endswith(broken)
    assert json.loads(detail.document.text()) == json.loads(broken)
    lines = detail.problems.problem_model
    told = [lines.index(row, 0).data() for row in range(lines.rowCount())]
    assert any("ev[0].goals" in line for line in told)
    assert any("Looks like a bot" in line for line in told)
    assert column(dialog, TrafficColumn.PROBLEMS)[0].startswith("2 errors")


def test_a_problem_opens_its_place(driver: Driver, dialog: TrafficPlace) -> None:
    receive(driver, dialog, TEXT.replace("123.2", "-1"))
    choose(driver, dialog, 0)
    detail = dialog.detail
    lines = detail.problems.problem_model
    row = next(r for r in range(lines.rowCount()) if "ev[1].r" in lines.index(r, 0).data())
    detail.pages.turn_to(2)
    detail.problems.setCurrentIndex(lines.index(row, 0))
    driver.keys("Return", detail.problems)
    assert detail.document.isVisible()
    assert detail.document.textCursor().selectedText() == "-1"


def test_opening_as_draft_is_one_undo_step(driver: Driver, dialog: TrafficPlace) -> None:
    before = driver.document.draft
    receive(driver, dialog)
    choose(driver, dialog, 0)
    driver.click(dialog.detail.open)
    assert (driver.document.draft.text, driver.document.draft.method) == (TEXT, "POST")
    driver.document.undo_group.undo()
    assert driver.document.draft.text == before.text


def test_a_send_of_this_app_is_marked_and_stored_once(driver: Driver, dialog: TrafficPlace) -> None:
    driver.activate()
    driver.send()
    driver.until(lambda: dialog._traffic.received_count == 1)
    assert column(dialog, TrafficColumn.FROM) == ["this app"]
    receive(driver, dialog)
    assert column(dialog, TrafficColumn.FROM) == ["", "this app"]
    driver.until(lambda: driver.history(Row.VERDICT) == ["Accepted", "Accepted"])


def test_a_request_is_compared_with_the_sent_one(driver: Driver, dialog: TrafficPlace) -> None:
    receive(driver, dialog)
    choose(driver, dialog, 0)
    assert not dialog.detail.compare.isEnabled()
    assert "Send a request" in dialog.detail.compare.toolTip()
    driver.send()
    driver.go("Traffic")
    driver.click(dialog.detail.compare)
    page = driver.window.comparison
    assert page is not None
    assert page.isVisible()
    names = [page.model.index(row, 0).data() for row in range(page.model.rowCount())]
    assert names
    assert not any(name.startswith("Answer") for name in names)


def test_pause_and_clear(driver: Driver, dialog: TrafficPlace) -> None:
    receive(driver, dialog)
    driver.click(dialog.head.pause)
    assert dialog.head.pause.text() == "Resume"
    ask(driver.composition.collector, body=TEXT.encode())
    driver.until(lambda: "1 waiting while paused" in dialog.figures.text())
    assert dialog.table.model().rowCount() == 1
    driver.click(dialog.head.clear)
    assert dialog.empty.isVisible()
    driver.click(dialog.head.pause)
    assert dialog.table.model().rowCount() == 1
    assert dialog.head.pause.text() == "Pause"


def test_the_collector_is_turned_off_and_on(driver: Driver, dialog: TrafficPlace) -> None:
    assert dialog.head.switch.text() == "Collector on"
    driver.click(dialog.head.switch)
    assert dialog.head.switch.text() == "Collector off"
    start = next(b for b in visible(dialog.empty, QPushButton))
    assert start.text() == "Start the collector"
    driver.click(start)
    assert dialog.head.switch.text() == "Collector on"
    assert driver.request.profile.url == driver.composition.collector.url
    driver.window.trigger("Compose")
    driver.send()
    assert driver.result == "Accepted"


def test_address_and_setup_instructions_are_copied(driver: Driver, dialog: TrafficPlace) -> None:
    url = driver.composition.collector.url
    driver.click(dialog.head.copy_address)
    assert QApplication.clipboard().text() == url
    steps = "Copy instructions"
    driver.click(button(dialog, steps))
    assert "curl -A 'ConvertAgent/1.0'" in QApplication.clipboard().text()
    assert url in QApplication.clipboard().text()
    assert "to the clipboard" in dialog.figures.text()
    receive(driver, dialog)
    assert dialog.head.copy_steps.isVisible(), "the list stands where it was offered"


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
    assert place.table.model().rowCount() == 3, "what came before it was opened is listed"
    receive(driver, place)
    assert rail.items["traffic"].news == 0, "it is in sight"
    driver.window.trigger("Compose")
    ask(driver.composition.collector, body=TEXT.encode())
    driver.until(lambda: rail.items["traffic"].news == 1)


def test_nothing_is_stored_if_saving_is_unchecked(driver: Driver, dialog: TrafficPlace) -> None:
    dialog.keep.click()
    receive(driver, dialog)
    assert dialog._traffic.recorder.recorded == 0


def test_a_selected_request_stays_shown_after_its_row_is_removed(
    driver: Driver, dialog: TrafficPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert_console.models.traffic.table_model.MOST", 3)
    receive(driver, dialog, TEXT.replace(VID, "first"))
    choose(driver, dialog, 0)
    for number in range(4):
        receive(driver, dialog, TEXT.replace(VID, f"later{number}"))
    assert '"first"' in dialog.detail.document.text()


def test_the_window_stays_responsive_during_a_burst(driver: Driver, dialog: TrafficPlace) -> None:
    """The main window's clock is heard while the table fills."""
    beats: list[int] = []
    pulse = QTimer(interval=0)
    pulse.timeout.connect(lambda: beats.append(dialog.table.model().rowCount()))
    pulse.start()
    for received in range(1_000):
        del received
        dialog._traffic._backlog.put(driver_received(driver.composition.collector))
    driver.until(lambda: dialog._traffic.received_count == 1_000)
    pulse.stop()
    assert len(set(beats)) >= 3
    assert dialog._traffic.dropped == 0


def test_refused_requests_are_rows_with_the_reason(driver: Driver, dialog: TrafficPlace) -> None:
    for _ in range(2):
        talk(driver.composition.collector, post()[:-1])
    driver.until(lambda: dialog.figures.text() == "2 received · 2 of them refused")
    model = dialog.table.model()
    cells = [model.index(0, column).data() for column in (2, 3, 4, 5)]
    assert cells == [
        *("POST", "Refused", ""),
        "The connection was closed before the whole body had come.",
    ]


def test_lost_requests_of_a_flood_are_counted(driver: Driver, dialog: TrafficPlace) -> None:
    driver.click(dialog.head.pause)
    for _ in range(MOST + 7):
        dialog._traffic._backlog.put(driver_received(driver.composition.collector))
    driver.until(lambda: "lost" in dialog.figures.text())
    lost = dialog._traffic.dropped
    assert lost in (7, 8), "the one that came over the socket waits with them"
    assert f"{MOST:,} waiting while paused · {lost} lost, because too many were waiting" in (
        dialog.figures.text()
    )
    driver.click(dialog.head.pause)
    driver.until(lambda: dialog._traffic.received_count == MOST)
    assert f"{MOST:,} received · {lost} lost" in dialog.figures.text()


def driver_received(collector: Collector):
    kept = collector.received()
    if not kept:
        ask(collector, body=TEXT.encode(), headers=JSON)
        kept = collector.received()
    return kept[0]


def test_https_is_switched_on_and_its_file_can_be_copied(
    driver: Driver, dialog: TrafficPlace
) -> None:
    assert not dialog.copy_ca.isVisible()
    driver.click(dialog.head.https)
    collector = driver.composition.collector
    assert collector.secure_url.startswith("https://127.0.0.1:")
    assert dialog.head.address.text().endswith(collector.secure_url)
    driver.click(dialog.copy_ca)
    assert Path(QGuiApplication.clipboard().text()).read_text().startswith("-----BEGIN CERT")
    assert driver.composition.context.preferences.collector_https
    driver.click(dialog.head.https)
    assert collector.secure_url == ""
    assert not dialog.copy_ca.isVisible()
    assert not driver.composition.context.preferences.collector_https


def test_https_that_fails_leaves_http_and_is_not_kept(driver: Driver, dialog: TrafficPlace) -> None:
    driver.composition.context.folders.collector_ca.mkdir()
    driver.click(dialog.head.https)
    assert driver.composition.collector.running
    assert not dialog.head.https.isChecked()
    assert "listens for http only" in dialog.fault.label.text()
    assert not driver.composition.context.preferences.collector_https
