"""How long the window is kept from its turn while 1,000 hits a second come in and are recorded.

Its work in one go, in time of the processor, is held against two frames of a usual screen: most
turns take less than one, and that in which the list takes the place of the empty page takes more.
The wait that a user would feel is held against the shortest that is noticed; that with the
list out of sight is told too, since the collector works in the same process, and whoever sends the
hits on the same machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from asyncio import Event, Runner, sleep, timeout
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from benchmarks.codec import shop
from benchmarks.keystroke import FRAME_MS
from benchmarks.ratio import Measured, report
from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.app.run import application
from convert_console.models.traffic.live import LiveTraffic
from convert_console.services.storage.folders import Folders
from convert_console.widgets.traffic.place import TrafficPlace

RATE, SECONDS, ROUNDS = 1_000, 4, 3
LANES = 4
FLOOD = 6_000
"""Hits as fast as they are answered."""

FRAMES = 2
NOTICED_MS = 100
"""Shorter, an answer seems immediate (Card, Robertson and Mackinlay 1991)."""

BEAT_MS = 2
PATIENCE = 120.0
SETTLED_SECONDS = 2.0

CLIENT = """
import asyncio, sys, time
port, lanes, count, rate = map(int, sys.argv[1:5])
body = sys.stdin.buffer.read()
head = b"POST /track HTTP/1.1\\r\\nHost: localhost\\r\\nUser-Agent: ConvertAgent/1.0\\r\\n"
head += b"Content-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body)
async def lane(number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    for done in range(number, count, lanes):
        early = began + done / rate - time.monotonic() if rate else 0
        if early > 0:
            await asyncio.sleep(early)
        writer.write(head + body)
        answer = await reader.readuntil(b"\\r\\n\\r\\n")
        length = int(answer.lower().partition(b"content-length:")[2].split(b"\\r", 1)[0])
        await reader.readexactly(length)
    writer.close()
async def run():
    began = time.monotonic()
    await asyncio.gather(*map(lane, range(lanes)))
    print(time.monotonic() - began)
asyncio.run(run())
"""
"""A shop in a process of its own, so that it takes nothing from the loop that is measured."""


class Turn(NamedTuple):
    """Milliseconds: how late it came, as a key or a click would feel it, and the work before it."""

    late: float
    work: float


class Beats(QObject):
    """Hears each turn that the window has while this is used as a context manager."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: list[Turn] = []
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Self:
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.stop()

    @property
    def longest(self) -> Turn:
        """The longest of each."""
        late, work = zip(*self._turns, strict=True)
        return Turn(max(late), max(work))

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        late = (now - self._last) * 1_000 - BEAT_MS
        self._turns.append(Turn(late, (worked - self._worked) * 1_000))
        self._last, self._worked = now, worked


def measure() -> list[Measured]:
    app = QApplication.instance() or application()
    assert isinstance(app, QApplication)
    with (
        tempfile.TemporaryDirectory(prefix="convert-console-") as home,
        Runner(loop_factory=lambda: QEventLoop(app)) as runner,
    ):
        return runner.run(_measure(app, Folders(Path(home))))


async def _measure(app: QApplication, folders: Folders) -> list[Measured]:
    composition = Composition(app, build_context(folders))
    composition.window.show()
    composition.start()
    async with timeout(PATIENCE):
        await sleep(SETTLED_SECONDS)
        closed, opened, rates = [], [], []
        for _ in range(ROUNDS):
            closed.append(await _unwatched(composition))
            turn, rate = await _watched(composition)
            opened.append(turn)
            rates.append(rate)
        flooded = await _flooded(composition)
    composition.window.close()
    await composition.close()
    late, work = (statistics.median(one) for one in zip(*opened, strict=True))
    closed_wait = statistics.median(turn.late for turn in closed)
    name = f"traffic at {RATE:,} hits/s"
    return [
        Measured(
            f"{name} for {SECONDS} s: taken in", statistics.median(rates), RATE, 0.9, "1/s", True
        ),
        Measured(f"{name}: longest work in one go, to a frame", work, FRAME_MS, FRAMES),
        Measured(f"{name}: longest wait, to one noticed", late, NOTICED_MS, 1),
        Measured(f"{name}, closed: longest wait, to one noticed", closed_wait, NOTICED_MS, 1),
        *flooded,
    ]


async def _unwatched(composition: Composition) -> Turn:
    """The longest turn while the same hits are recorded that nobody looks at."""
    traffic = composition.traffic
    before = _come(traffic)
    with Beats() as beats:
        client = _client(composition.collector.url, RATE * SECONDS, RATE)
        await _until(traffic, lambda: _come(traffic) - before >= RATE * SECONDS)
    _ended(client)
    return beats.longest


async def _watched(composition: Composition) -> tuple[Turn, float]:
    """The longest turn until all hits are recorded and listed, and how many came in a second."""
    place = await _opened(composition)
    traffic = composition.traffic
    before = _come(traffic)
    with Beats() as beats:
        client = _client(traffic.url, RATE * SECONDS, RATE)
        await _until(traffic, lambda: _come(traffic) - before >= RATE * SECONDS)
    assert traffic.lost == 0, "none is lost at this rate"
    assert place.list.table.model().rowCount() >= RATE * SECONDS
    composition.window.places.open("compose")
    return beats.longest, RATE * SECONDS / _ended(client)


async def _flooded(composition: Composition) -> list[Measured]:
    """What becomes of a flood: each hit is recorded or lost, and a sentence says how many."""
    await _opened(composition)
    traffic = composition.traffic
    before = _come(traffic)
    with Beats() as beats:
        client = _client(traffic.url, FLOOD, 0)
        await _until(traffic, lambda: _come(traffic) - before >= FLOOD)
    _ended(client)
    told = _come(traffic) - before
    name, work = f"traffic in a flood of {FLOOD:,}", beats.longest.work
    return [
        Measured(f"{name}: recorded or lost, and said", told, FLOOD, 1, "", True),
        Measured(f"{name}: longest work in one go, to a frame", work, FRAME_MS, FRAMES),
    ]


def _come(traffic: LiveTraffic) -> int:
    """Requests that were recorded or lost."""
    return traffic.recorded.requests + traffic.lost


async def _opened(composition: Composition) -> TrafficPlace:
    """The list, once it is painted for the first time."""
    place = composition.window.places.open("traffic")
    assert isinstance(place, TrafficPlace)
    await sleep(0.5)
    return place


async def _until(inbound: LiveTraffic, condition: Callable[[], bool]) -> None:
    counted = Event()
    inbound.counted.connect(counted.set)
    while not condition():
        counted.clear()
        await counted.wait()
    inbound.counted.disconnect(counted.set)


def _client(url: str, count: int, rate: int) -> subprocess.Popen[str]:
    port = url.rpartition(":")[2].partition("/")[0]
    command = [sys.executable, "-c", CLIENT, port, str(LANES), str(count), str(rate)]
    client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert client.stdin is not None
    client.stdin.write(json.dumps(shop(3)))
    client.stdin.close()
    return client


def _ended(client: subprocess.Popen[str]) -> float:
    assert client.stdout is not None
    with client.stdout as said:
        seconds = float(said.read())
    assert client.wait() == 0
    return seconds


if __name__ == "__main__":
    raise SystemExit(not report(measure))
