"""How soon a request of a watched page is painted, and what 10,000 of them add to the window.

From the moment at which the browser holds a request until the table has painted its row: stored,
read, listed and painted. Each is sent after the one before is painted, as when somebody clicks.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from asyncio import Event, Runner, sleep, timeout
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from benchmarks.ratio import Measured, report
from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.app.run import application
from convert_console.models.history.model import ROW
from convert_console.models.watch.watching import Wanted
from convert_console.services.storage.folders import Folders
from convert_console.widgets.traffic.place import TrafficPlace
from support.pages import SENDING, Pages
from support.watching import URL, Canary, program

CLICKS, PAUSE_MS = 200, 60
FIRST, FLOOD = 1_000, 10_000
PAINTED_MS, MEMORY_MIB = 50, 15
SETTLED_SECONDS = 5.0
PATIENCE = 300.0
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"

CLICKING = f"""
(async () => {{
  for (let n = 0; n < {CLICKS}; n++) {{
    await post(`v${{n}}`, {{}});
    await new Promise((resolve) => setTimeout(resolve, {PAUSE_MS}));
  }}
}})();
"""
FLOODING = """
(async () => {
  for (let n = 0; n < COUNT; n += 100) {
    await Promise.all([...Array(100).keys()].map((k) => post(`v${n + k}`, {})));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
})();
"""
"""At most 1,000 in a second."""


class Painted(QObject):
    """Notes how long each row of the list took until it was painted first."""

    def __init__(self, place: TrafficPlace) -> None:
        super().__init__(place)
        self.waits: list[float] = []
        self._table = place.list.table
        self._seen: set[str] = set()
        self._table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._note)  # once it is painted
        return False

    def _note(self) -> None:
        now, model = time.time(), self._table.model()
        for number in range(min(model.rowCount(), 20)):
            row = model.index(number, 0).data(ROW)
            if row is None or row.uid in self._seen:
                return
            self._seen.add(row.uid)
            self.waits.append((now - row.sent_at) * 1_000)


def measure() -> list[Measured]:
    """Nothing where the system does not tell what memory is held (it is read from /proc)."""
    if not sys.platform.startswith("linux"):
        return []
    app = QApplication.instance() or application()
    assert isinstance(app, QApplication)
    with (
        tempfile.TemporaryDirectory(prefix="convert-console-") as home,
        Runner(loop_factory=lambda: QEventLoop(app)) as runner,
    ):
        return runner.run(_measure(app, Path(home)))


async def _measure(app: QApplication, folder: Path) -> list[Measured]:
    composition = Composition(app, build_context(Folders(folder / "console")))
    composition.window.resize(1280, 800)
    composition.window.show()
    composition.start()
    guard = Canary()
    browser = str(program(folder / "program", guard.rules, "--headless", f"--user-agent={AGENT}"))
    place = composition.window.places.open("traffic")
    assert isinstance(place, TrafficPlace)
    async with timeout(PATIENCE):
        await sleep(2)
        painted = Painted(place)
        await _watch(composition, browser, CLICKING, CLICKS)
        waits = painted.waits.copy()  # the floods below are painted as well
        assert len(waits) == CLICKS, "each is painted"
        await _watch(composition, browser, FLOODING.replace("COUNT", str(FIRST)), FIRST)
        before = await _settled()
        await _watch(composition, browser, FLOODING.replace("COUNT", str(FLOOD)), FLOOD)
        grown = await _settled() - before
    assert composition.traffic.lost == 0
    composition.window.close()
    await composition.close()
    guard.close()
    assert guard.came == []
    slow = statistics.quantiles(waits, n=20)[-1]
    return [
        Measured("watch: caught until painted, median", statistics.median(waits), PAINTED_MS, 1),
        Measured("watch: caught until painted, 95 of 100", slow, PAINTED_MS, 1),
        Measured(f"watch: left by {FLOOD:,} requests", grown / 1_024, MEMORY_MIB, 1, "MiB"),
    ]


async def _watch(composition: Composition, browser: str, script: str, count: int) -> None:
    """Watch a page until all of its requests are recorded."""
    watching, traffic = composition.tools.watching, composition.traffic
    until = traffic.recorded.requests + count
    page = f"<script>const URL_ = '{URL}';{SENDING}{script}</script>"
    with Pages({"/": page.encode()}).served() as pages:
        watching.start(Wanted(pages.url, browser=browser))
        await _until(traffic.counted.connect, lambda: traffic.recorded.requests >= until)
        await sleep(0.5)
        watching.stop()
        await _until(watching.changed.connect, lambda: not watching.is_on)


async def _until(
    connect: Callable[[Callable[[], None]], object], holds: Callable[[], bool]
) -> None:
    changed = Event()
    connect(changed.set)
    while not holds():
        changed.clear()
        await changed.wait()


async def _settled() -> int:
    """KiB that the window holds once it rests, without the pages of the history's file, which the
    system drops as it likes.
    """
    await sleep(SETTLED_SECONDS)
    gc.collect()
    return _held()


def _held() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("RssAnon:")))


if __name__ == "__main__":
    raise SystemExit(not report(measure))
