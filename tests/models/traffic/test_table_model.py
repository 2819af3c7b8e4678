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

from convert_console.core.linter import Situation
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.traffic.cells import UNREAD, Column
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.recording import Keeping
from convert_console.models.traffic.table_model import (
    A_DOCUMENT,
    AT_ONCE,
    HIT,
    MOST,
    MOST_BYTES,
    READ_AT_ONCE,
    Inbound,
    InboundTable,
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
def inbound(collector: Collector, store: HistoryStore, qtbot: QtBot) -> Iterator[Inbound]:
    made = Inbound(collector, Keeping(store), Situation)
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


def vids(inbound: Inbound) -> list[str]:
    return [inbound.hit(row).summary.vid for row in range(inbound.rowCount())]  # type: ignore[union-attr]


def test_a_hit_appears_and_becomes_a_row(
    collector: Collector, store: HistoryStore, inbound: Inbound, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(inbound.counted):
        ask(collector, body=b'{"vid": "v1"}')
    assert (inbound.came, inbound.keeping.kept, vids(inbound)) == (1, 1, ["v1"])
    qtbot.waitUntil(lambda: store.count() == 1)
    assert store.newest(1)[0].verdict == "inbound-accepted"


def test_the_newest_stands_on_top(collector: Collector, inbound: Inbound, qtbot: QtBot) -> None:
    for number in range(3):
        ask(collector, body=f'{{"vid": "v{number}"}}'.encode())
    qtbot.waitUntil(lambda: inbound.came == 3)
    assert vids(inbound) == ["v2", "v1", "v0"]


def test_a_burst_is_listed_whole_while_the_window_goes_on(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    """The window's own clock must be heard again and again while 2,000 requests come in."""
    beats: list[int] = []
    pulse = QTimer(interval=0)
    pulse.timeout.connect(lambda: beats.append(inbound.came))
    pulse.start()
    sending = burst(collector, BURST)
    qtbot.waitUntil(lambda: inbound.came == BURST)
    pulse.stop()
    sending.join()
    assert inbound.dropped == 0
    assert len(set(beats)) >= BURST / AT_ONCE - 1, "it was heard between the parts"
    assert len(beats) > BURST / AT_ONCE
    assert vids(inbound) == [f"v{number}" for number in reversed(range(BURST))]


def test_at_most_a_part_is_taken_over_at_a_time(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    inbound.paused = True
    burst(collector, AT_ONCE + 5).join()
    qtbot.waitUntil(lambda: inbound.waiting == AT_ONCE + 5)
    inbound.paused = False
    inbound.drain()
    assert (inbound.came, inbound.waiting) == (AT_ONCE, 5)


def test_while_paused_hits_wait_and_what_makes_room_is_counted(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    inbound.paused = True
    inbound._backlog = Backlog(10)
    inbound._unsubscribe()
    inbound._unsubscribe = collector.subscribe(inbound._backlog.put)
    burst(collector, 14).join()
    qtbot.waitUntil(lambda: inbound.dropped == 4)
    assert (inbound.rowCount(), inbound.waiting) == (0, 10)
    inbound.paused = False
    inbound.drain()
    assert vids(inbound) == [f"v{number}" for number in range(13, 3, -1)]


def test_what_the_console_sent_is_marked_and_not_kept_twice(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    headers = (("User-Agent", "ConvertAgent/1.0"),)
    request = WireRequest("POST", collector.url, headers, b"{}")
    sent = Exchange("id", 2e9, "Shop", request, "{}")
    inbound.own.expect(sent)
    ask(collector, body=b"{}")
    ask(collector, body=b"{}")
    qtbot.waitUntil(lambda: inbound.came == 2)
    other, own = inbound.hit(0), inbound.hit(1)
    assert own and own.sent is sent
    assert other and other.sent is None
    assert inbound.keeping.kept == 1


def test_nothing_is_kept_where_that_is_not_wanted(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    inbound.keep = False
    ask(collector, body=b"{}")
    qtbot.waitUntil(lambda: inbound.came == 1)
    assert (inbound.keeping.kept, inbound.keeping.left_out) == (0, 0)


def test_the_list_is_bounded_and_can_be_cleared(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    came = Received(1, 1.0, b"", "", b"{}", "POST", "/track", (), "accepted")
    for part in range(MOST // AT_ONCE + 1):
        for number in range(AT_ONCE):
            inbound._backlog.put(replace(came, number=part * AT_ONCE + number))
        inbound.drain()
    assert (inbound.came, inbound.rowCount(), inbound.unlisted) == (MOST + AT_ONCE, MOST, AT_ONCE)
    newest = inbound.hit(0)
    assert newest
    assert newest.received.number == MOST + AT_ONCE - 1
    inbound.clear()
    assert inbound.rowCount() == 0


def test_the_collector_is_started_and_stopped_from_here(
    collector: Collector, inbound: Inbound, qtbot: QtBot
) -> None:
    assert inbound.on
    with qtbot.waitSignal(inbound.switched):
        inbound.stop()
    assert (inbound.on, collector.running) == (False, False)
    with qtbot.waitSignal(inbound.switched):
        inbound.start()
    assert inbound.on
    with qtbot.waitSignal(inbound.switched):
        collector.stop()  # by somebody else
    assert not inbound.on


def test_a_port_in_use_is_said(store: HistoryStore, qtbot: QtBot, collector: Collector) -> None:
    taken = Inbound(Collector(port_of(collector), fallback=False), Keeping(store), Situation)
    with qtbot.waitSignal(taken.failed) as said:
        taken.start()
    assert "cannot start" in said.args[0]
    assert not taken.on
    taken.end()


def test_what_cannot_be_kept_is_said(
    collector: Collector, store: HistoryStore, inbound: Inbound, qtbot: QtBot
) -> None:
    store.close()
    with qtbot.waitSignal(inbound.failed) as said:
        ask(collector, body=b"{}")
    assert said.args == ["The history is closed."]


def test_after_the_end_nothing_is_taken_over(collector: Collector, inbound: Inbound) -> None:
    inbound.end()
    ask(collector, body=b"{}")
    assert inbound.waiting == 0


def test_the_thread_of_the_collector_sees_no_qt_object(
    collector: Collector, inbound: Inbound
) -> None:
    (listener,) = collector._kept._listeners.values()
    assert type(listener.__self__) is Backlog  # type: ignore[attr-defined]


def test_the_list_is_a_sound_model(
    collector: Collector,
    inbound: Inbound,
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    run: Callable[..., object],
) -> None:
    qtmodeltester.check(inbound)
    burst(collector, 30).join()
    qtbot.waitUntil(lambda: inbound.came == 30)
    inbound.clear()


# The list reads documents as far as they are looked at, so much at a time.

URL = "http://127.0.0.1:8765/track"
CAME = Received(1, 1_000.5, b"raw", "", b'{"vid": "v"}', "POST", "/track", (), "accepted")
TIP = Qt.ItemDataRole.ToolTipRole


def table(*raws: bytes) -> InboundTable:
    made = InboundTable(Situation)
    made.add([Hit(replace(CAME, raw=raw, number=n), URL) for n, raw in enumerate(raws)])
    return made


def visitors(made: InboundTable) -> list[str]:
    return [made.index(row, Column.VISITOR).data() for row in range(made.rowCount())]


def test_what_is_not_looked_at_is_not_read(qtbot: QtBot) -> None:
    made = table(b"a", b"b")
    assert made.index(0, Column.TIME).data()
    assert made.index(0, Column.VISITOR).data() == "v"
    assert [made.index(row, 0).data(HIT).is_read for row in (0, 1)] == [True, False]


def test_what_is_too_much_for_once_follows_a_moment_later(qtbot: QtBot) -> None:
    half = b"x" * (READ_AT_ONCE // 2 - A_DOCUMENT)
    made = table(half, half, half)
    assert visitors(made) == ["v", "v", UNREAD]
    with qtbot.waitSignal(made.dataChanged) as changed:
        pass
    assert [index.row() for index in changed.args[:2]] == [2, 2]
    assert visitors(made) == ["v", "v", "v"]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()


def test_many_are_listed_first_and_then_read_a_few_at_once(qtbot: QtBot) -> None:
    made = table(*[b"x"] * 50)
    assert visitors(made) == [UNREAD] * 50
    with qtbot.waitSignal(made.dataChanged):
        pass
    assert 1 < visitors(made).count("v") < 10


def test_what_waits_to_be_read_may_fall_off_the_list(qtbot: QtBot) -> None:
    made = table(*[b"x"] * 10)
    assert visitors(made)[-1] == UNREAD
    made.add([Hit(CAME, URL) for _ in range(MOST)])
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()


def test_a_large_one_is_read_once_it_is_chosen(qtbot: QtBot) -> None:
    made = table(b"x" * (READ_AT_ONCE + 1))
    assert visitors(made) == [UNREAD]
    with qtbot.assertNotEmitted(made.dataChanged):
        made.read_more()
    with qtbot.waitSignal(made.dataChanged):
        hit = made.hit(0)
    assert hit
    assert hit.is_read
    assert visitors(made) == ["v"]
    assert made.hit(1) is None


def test_bytes_are_bounded_and_the_newest_stays_however_large(qtbot: QtBot) -> None:
    made = table(b"1", b"x" * (MOST_BYTES // 2), b"x" * (MOST_BYTES // 2))
    assert made.rowCount() == 1
    made.add([Hit(replace(CAME, raw=b"x" * (MOST_BYTES + 1)), URL)])
    assert made.rowCount() == 1


def test_cells_have_words_and_tips(qtbot: QtBot) -> None:
    made = table(b"a")
    assert made.index(0, Column.VERDICT).data() == "Accepted"
    assert made.index(0, Column.FROM).data(TIP) == "<qt>Sent by another program</qt>"
    assert made.headerData(0, Qt.Orientation.Horizontal) == "Time"
    assert made.in_sight(0).is_read
