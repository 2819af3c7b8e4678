"""How long the window is kept from its turn while 1,000 hits a second come in to the inspector.

Floors are a frame of a usual screen, and what came in by the count of the program that sent it.
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

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from benchmarks.codec import shop
from benchmarks.keystroke import FRAME_MS
from benchmarks.ratio import Measured, report
from convert_console.app.compose import Composition
from convert_console.app.garbage import SETTLED_MS
from convert_console.app.inspecting import inspect_inbound
from convert_console.app.run import application
from convert_console.models.inbound import Inbound
from convert_console.services.folders import Folders
from convert_console.widgets.inbound_dialog import InboundDialog, figures

RATE, SECONDS, ROUNDS = 1_000, 4, 3
LANES = 4
FLOOD = 6_000
"""Hits as fast as they are answered, while the list is paused: more than may wait."""

BEAT_MS = 2
PATIENCE = 120.0

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


class Beats(QObject):
    """Hears how late the loop gives a turn, in milliseconds, as typing or a click would feel it."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def longest(self) -> float:
        """The longest since the last call."""
        late, self.late = self.late, []
        return max(late, default=0.0)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append((now - self._last) * 1_000 - BEAT_MS)
        self._last = now


def measure() -> list[Measured]:
    app = QApplication.instance() or application()
    assert isinstance(app, QApplication)
    with (
        tempfile.TemporaryDirectory(prefix="convert-console-") as home,
        Runner(loop_factory=lambda: QEventLoop(app)) as runner,
    ):
        return runner.run(_measure(app, Folders(Path(home))))


async def _measure(app: QApplication, folders: Folders) -> list[Measured]:
    composition = Composition(app, folders)
    composition.window.show()
    composition.complete()
    composition.after_first_paint()
    composition.garbage.spare_what_stays()
    inspector = inspect_inbound(composition)
    async with timeout(PATIENCE):
        await sleep(SETTLED_MS / 1_000 + 0.5)
        found = [await _steadily(inspector) for _ in range(ROUNDS)]
        flooded = await _flooded(inspector)
    inspector.close()
    composition.window.close()
    await composition.close()
    seconds, longest = (statistics.median(one) for one in zip(*found, strict=True))
    name = f"inspector at {RATE:,} hits/s for {SECONDS} s"
    return [
        Measured(f"{name}: taken in", RATE * SECONDS / seconds, RATE, 0.9, "1/s", True),
        Measured(f"{name}: longest wait for a turn", longest, FRAME_MS, 1),
        *flooded,
    ]


async def _steadily(inspector: InboundDialog) -> tuple[float, float]:
    """Seconds that the hits took, and the longest block in milliseconds until all are shown."""
    inbound, beats = inspector._inbound, Beats()
    before = inbound.came
    client = _client(inbound.url, RATE * SECONDS, RATE)
    beats.longest()
    await _until(inbound, lambda: inbound.came + inbound.dropped >= before + RATE * SECONDS)
    longest = beats.longest()
    beats.deleteLater()
    assert inbound.dropped == 0, "none is dropped at this rate"
    return _ended(client), longest


async def _flooded(inspector: InboundDialog) -> list[Measured]:
    """What is told of a flood: each hit came, waits or was lost, and the sentence says so."""
    inbound, beats = inspector._inbound, Beats()
    before = inbound.came
    inbound.paused = True
    client = _client(inbound.url, FLOOD, 0)
    await _until(inbound, lambda: client.poll() is not None)
    inbound.paused = False
    await _until(inbound, lambda: not inbound.waiting)
    longest = beats.longest()
    beats.deleteLater()
    _ended(client)
    assert f"{inbound.dropped:,} lost, since too many waited" in figures(inbound)
    told = inbound.came - before + inbound.dropped
    return [
        Measured(
            f"inspector in a flood of {FLOOD:,}: come or lost, and said", told, FLOOD, 1, "", True
        ),
        Measured("inspector in a flood: longest wait for a turn", longest, FRAME_MS, 1),
    ]


async def _until(inbound: Inbound, condition: Callable[[], bool]) -> None:
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
