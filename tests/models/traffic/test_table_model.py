"""What comes in appears live, in bounded memory, and nothing up to the bound is lost."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from convert_console.core.linter.problem import Situation
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.traffic.cells import UNREAD, TrafficColumn
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.models.traffic.recorder import TrafficRecorder
from convert_console.models.traffic.table_model import (
    BATCH,
    BYTES_PER_PART,
    COST_PER_DOCUMENT,
    MOST,
    MOST_BYTES,
    REQUEST,
    LiveTraffic,
    TrafficTableModel,
)
from convert_console.services.collector.received import Backlog, Received
from convert_console.services.collector.server import Collector
from convert_console.services.history.store import HistoryStore
from support.collecting import ask, port_of, running

BURST = 2_000


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


@pytest.fixture
def traffic(collector: Collector, store: HistoryStore, qtbot: QtBot) -> Iterator[LiveTraffic]:
    made = LiveTraffic(collector, TrafficRecorder(store), Situation)
    yield made
    made.end()


def burst(collector: Collector, count: int) -> threading.Thread:
    """Send so many requests on one connection that is kept, from a thread of its own."""

    def send() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port_of(collector), timeout=20)
        for number in range(count):
            body = f'{{"vid": "v{number}"}}'
            client.request("POST", "/track", body, {"User-Agent": "ConvertAgent/1.0"})
            client.getresponse().read()
        client.close()

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def vids(traffic: LiveTraffic) -> list[str]:
    return [traffic.request(row).summary.vid for row in range(traffic.rowCount())]  # type: ignore[union-attr]


def test_a_request_appears_and_becomes_a_row(
    collector: Collector, store: HistoryStore, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(traffic.counted):
        ask(collector, body=b'{"vid": "v1"}')
    assert (traffic.received_count, traffic.recorder.recorded, vids(traffic)) == (1, 1, ["v1"])
    qtbot.waitUntil(lambda: store.count() == 1)
    assert store.newest(1)[0].verdict == "inbound-accepted"


def test_the_newest_is_on_top(collector: Collector, traffic: LiveTraffic, qtbot: QtBot) -> None:
    for number in range(3):
        ask(collector, body=f'{{"vid": "v{number}"}}'.encode())
    qtbot.waitUntil(lambda: traffic.received_count == 3)
    assert vids(traffic) == ["v2", "v1", "v0"]


def test_a_burst_is_listed_completely_while_the_window_stays_responsive(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    """The window's own clock must be heard again and again while 2,000 requests come in."""
    beats: list[int] = []
    pulse = QTimer(interval=0)
    pulse.timeout.connect(lambda: beats.append(traffic.received_count))
    pulse.start()
    sending = burst(collector, BURST)
    qtbot.waitUntil(lambda: traffic.received_count == BURST)
    pulse.stop()
    sending.join()
    assert traffic.dropped == 0
    assert len(set(beats)) >= BURST / BATCH - 1, "it was heard between the parts"
    assert len(beats) > BURST / BATCH
    assert vids(traffic) == [f"v{number}" for number in reversed(range(BURST))]


def test_at_most_a_batch_is_taken_over_at_a_time(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    traffic.paused = True
    burst(collector, BATCH + 5).join()
    qtbot.waitUntil(lambda: traffic.waiting == BATCH + 5)
    traffic.paused = False
    traffic.drain()
    assert (traffic.received_count, traffic.waiting) == (BATCH, 5)


def test_requests_wait_while_paused_and_removed_ones_are_counted(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    traffic.paused = True
    traffic._backlog = Backlog(10)
    traffic._unsubscribe()
    traffic._unsubscribe = collector.subscribe(traffic._backlog.put)
    burst(collector, 14).join()
    qtbot.waitUntil(lambda: traffic.dropped == 4)
    assert (traffic.rowCount(), traffic.waiting) == (0, 10)
    traffic.paused = False
    traffic.drain()
    assert vids(traffic) == [f"v{number}" for number in range(13, 3, -1)]


def test_requests_of_this_app_are_marked_and_stored_once(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    headers = (("User-Agent", "ConvertAgent/1.0"),)
    request = WireRequest("POST", collector.url, headers, b"{}")
    sent = Exchange("id", 2e9, "Shop", request, "{}")
    traffic.own_requests.expect(sent)
    ask(collector, body=b"{}")
    ask(collector, body=b"{}")
    qtbot.waitUntil(lambda: traffic.received_count == 2)
    other, own = traffic.request(0), traffic.request(1)
    assert own and own.sent is sent
    assert other and other.sent is None
    assert traffic.recorder.recorded == 1


def test_nothing_is_stored_if_recording_is_off(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    traffic.keep = False
    ask(collector, body=b"{}")
    qtbot.waitUntil(lambda: traffic.received_count == 1)
    assert (traffic.recorder.recorded, traffic.recorder.skipped) == (0, 0)


def test_the_list_is_bounded_and_can_be_cleared(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    came = Received(1, 1.0, b"", "", b"{}", "POST", "/track", (), "accepted")
    for part in range(MOST // BATCH + 1):
        for number in range(BATCH):
            traffic._backlog.put(replace(came, number=part * BATCH + number))
        traffic.drain()
    assert (traffic.rowCount(), traffic.unlisted) == (MOST, BATCH)
    assert traffic.received_count == MOST + BATCH
    newest = traffic.request(0)
    assert newest
    assert newest.received.number == MOST + BATCH - 1
    traffic.clear()
    assert traffic.rowCount() == 0


def test_the_collector_is_started_and_stopped_from_here(
    collector: Collector, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    assert traffic.on
    with qtbot.waitSignal(traffic.switched):
        traffic.stop()
    assert (traffic.on, collector.running) == (False, False)
    with qtbot.waitSignal(traffic.switched):
        traffic.start()
    assert traffic.on
    with qtbot.waitSignal(traffic.switched):
        collector.stop()  # by somebody else
    assert not traffic.on


def test_a_port_in_use_is_reported(store: HistoryStore, qtbot: QtBot, collector: Collector) -> None:
    second = Collector(port_of(collector), fallback=False)
    taken = LiveTraffic(second, TrafficRecorder(store), Situation)
    with qtbot.waitSignal(taken.failed) as said:
        taken.start()
    assert "cannot start" in said.args[0]
    assert not taken.on
    taken.end()


def test_a_failed_store_is_reported(
    collector: Collector, store: HistoryStore, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    store.close()
    with qtbot.waitSignal(traffic.failed) as said:
        ask(collector, body=b"{}")
    assert said.args == ["The history is closed."]


def test_nothing_is_taken_over_after_the_end(collector: Collector, traffic: LiveTraffic) -> None:
    traffic.end()
    ask(collector, body=b"{}")
    assert traffic.waiting == 0


def test_the_thread_of_the_collector_sees_no_qt_object(
    collector: Collector, traffic: LiveTraffic
) -> None:
    (listener,) = collector._kept._listeners.values()
    assert type(listener.__self__) is Backlog  # type: ignore[attr-defined]


def test_the_table_is_a_valid_qt_model(
    collector: Collector,
    traffic: LiveTraffic,
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    run: Callable[..., object],
) -> None:
    qtmodeltester.check(traffic)
    burst(collector, 30).join()
    qtbot.waitUntil(lambda: traffic.received_count == 30)
    traffic.clear()


# The list reads documents as far as they are looked at, so much at a time.

URL = "http://127.0.0.1:8765/track"
CAME = Received(1, 1_000.5, b"raw", "", b'{"vid": "v"}', "POST", "/track", (), "accepted")
TIP = Qt.ItemDataRole.ToolTipRole


def table(*raws: bytes) -> TrafficTableModel:
    made = TrafficTableModel(Situation)
    made.add([IncomingRequest(replace(CAME, raw=raw, number=n), URL) for n, raw in enumerate(raws)])
    return made


def visitors(made: TrafficTableModel) -> list[str]:
    return [made.index(row, TrafficColumn.VISITOR).data() for row in range(made.rowCount())]


def test_rows_out_of_sight_are_not_parsed(qtbot: QtBot) -> None:
    made = table(b"a", b"b")
    assert made.index(0, TrafficColumn.TIME).data()
    assert made.index(0, TrafficColumn.VISITOR).data() == "v"
    assert [made.index(row, 0).data(REQUEST).is_read for row in (0, 1)] == [True, False]


def test_remaining_documents_are_parsed_shortly_afterwards(qtbot: QtBot) -> None:
    half = b"x" * (BYTES_PER_PART // 2 - COST_PER_DOCUMENT)
    made = table(half, half, half)
    assert visitors(made) == ["v", "v", UNREAD]
    with qtbot.waitSignal(made.dataChanged) as changed:
        pass
    assert [index.row() for index in changed.args[:2]] == [2, 2]
    assert visitors(made) == ["v", "v", "v"]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()


def test_many_requests_are_listed_first_and_then_parsed_in_parts(qtbot: QtBot) -> None:
    made = table(*[b"x"] * 50)
    assert visitors(made) == [UNREAD] * 50
    with qtbot.waitSignal(made.dataChanged):
        pass
    assert 1 < visitors(made).count("v") < 10


def test_a_request_waiting_to_be_parsed_may_be_removed(qtbot: QtBot) -> None:
    made = table(*[b"x"] * 10)
    assert visitors(made)[-1] == UNREAD
    made.add([IncomingRequest(CAME, URL) for _ in range(MOST)])
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()


def test_a_large_request_is_parsed_when_selected(qtbot: QtBot) -> None:
    made = table(b"x" * (BYTES_PER_PART + 1))
    assert visitors(made) == [UNREAD]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()
    with qtbot.waitSignal(made.dataChanged):
        request = made.request(0)
    assert request
    assert request.is_read
    assert visitors(made) == ["v"]
    assert made.request(1) is None


def test_bytes_are_bounded_and_the_newest_stays_however_large(qtbot: QtBot) -> None:
    made = table(b"1", b"x" * (MOST_BYTES // 2), b"x" * (MOST_BYTES // 2))
    assert made.rowCount() == 1
    made.add([IncomingRequest(replace(CAME, raw=b"x" * (MOST_BYTES + 1)), URL)])
    assert made.rowCount() == 1


def test_cells_have_text_and_tooltips(qtbot: QtBot) -> None:
    made = table(b"a")
    assert made.index(0, TrafficColumn.VERDICT).data() == "Accepted"
    assert made.index(0, TrafficColumn.FROM).data(TIP) == "<qt>Sent by another program</qt>"
    assert made.headerData(0, Qt.Orientation.Horizontal) == "Time"
    assert made.row_to_paint(0).is_read
