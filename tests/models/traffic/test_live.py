"""The collector as the window sees it: everything that comes in is recorded and counted."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.models.traffic.live import LiveTraffic
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
    made = LiveTraffic(collector, store)
    yield made
    made.end()


def test_a_request_is_recorded_and_new_until_it_is_seen(
    collector: Collector, store: HistoryStore, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(traffic.counted):
        ask(collector, body=b'{"vid": "v1"}')
    assert (traffic.recorded.requests, traffic.new_rows, traffic.lost) == (1, 1, 0)
    assert store.newest(1)[0].verdict == "inbound-accepted"
    traffic.mark_seen()
    assert traffic.new_rows == 0


def test_a_burst_is_recorded_completely(
    collector: Collector, store: HistoryStore, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    def send() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port_of(collector), timeout=60)
        for number in range(BURST):
            body = f'{{"vid": "v{number}"}}'
            client.request("POST", "/track", body, {"User-Agent": "ConvertAgent/1.0"})
            client.getresponse().read()
        client.close()

    sending = threading.Thread(target=send)
    sending.start()
    qtbot.waitUntil(lambda: traffic.recorded.requests == BURST)
    sending.join()
    assert (traffic.lost, store.count()) == (0, BURST)
    assert [row.summary.vid for row in store.newest(3)] == ["v1999", "v1998", "v1997"]


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
    taken = LiveTraffic(Collector(port_of(collector), fallback=False), store)
    with qtbot.waitSignal(taken.failed) as said:
        taken.start()
    assert "Close the program that uses its port" in str(said.args)
    taken.end()


def test_a_history_that_cannot_be_written_is_reported(
    collector: Collector, store: HistoryStore, traffic: LiveTraffic, qtbot: QtBot
) -> None:
    store._writer.close()
    with qtbot.waitSignal(traffic.failed) as said:
        ask(collector, body=b"{}")
    assert said.args == ["The history is closed."]
    assert traffic.lost == 1
