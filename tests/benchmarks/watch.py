"""What watching costs a page and this program, with a real browser.

The floor is the same page that sends the same requests to the collector directly, in the same
browser: what a `fetch` costs on this machine at this moment. Each request is simple, without a
preflight, and sent after the answer to the one before.
"""

from __future__ import annotations

import queue
import resource
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.ratio import Measured, report
from convert_console.core.linter.problem import Situation
from convert_console.services.watch.page_watch import PageWatch, WatchSettings
from convert_console.services.watch.watched import Watched
from support.collecting import running
from support.pages import SENDING, Pages
from support.watching import URL, Canary, program

REQUESTS, FLOOD = 300, 10_000
MEDIAN_MS, SLOW_MS, HANDED_MS, MEMORY_MB = 2, 10, 50, 15

TIMED = """
const times = { watched: [], direct: [] };
const timed = async (url, list) => {
  const began = performance.now();
  await (await fetch(url, { method: "POST", body: body("v") })).text();
  list.push(performance.now() - began);
};
(async () => {
  for (let n = 0; n < 20; n++) { await timed(URL_, []); await timed(DIRECT, []); }
  for (let n = 0; n < COUNT; n++) {
    await timed(URL_, times.watched); await timed(DIRECT, times.direct);
  }
  fetch("/done", { method: "POST", body: JSON.stringify(times) });
})();
"""
FLOODING = """
(async () => {
  for (let n = 0; n < COUNT; n += 100) {
    await Promise.all([...Array(100).keys()].map((k) => post(`v${n + k}`, {})));
  }
  fetch("/done", { method: "POST", body: "true" });
})();
"""


def measure() -> list[Measured]:
    times, waits = _timed()
    watched, direct = times["watched"], times["direct"]
    median = statistics.median(watched) - statistics.median(direct)
    slow = _slowest(watched) - _slowest(direct)
    return [
        Measured("watch: added to a page's request, median", median, MEDIAN_MS, 1),
        Measured("watch: added to a page's request, 95 of 100", slow, SLOW_MS, 1),
        Measured("watch: caught until handed over, 95 of 100", _slowest(waits), HANDED_MS, 1),
        Measured(f"watch: growth over {FLOOD:,} requests", _growth(), MEMORY_MB, 1, "MB"),
    ]


def _timed() -> tuple[dict[str, list[float]], list[float]]:
    """Milliseconds of each request as the page saw it, and until its record was there."""
    waits: list[float] = []
    with running() as collector:
        script = f"const DIRECT = '{collector.url}', COUNT = {REQUESTS};{TIMED}"
        # The clock of the records, in which the page's requests are caught.
        times = _visit(
            script, lambda one, now: waits.append((now - one.received.received_at) * 1e3)
        )
    assert len(waits) == REQUESTS + 20, "none is lost"
    return times, waits


def _growth() -> float:
    """Megabytes that watching adds beyond what a first thousand has taken."""
    peaks = [0.0, 0.0]
    for number, count in enumerate((1_000, FLOOD)):
        _visit(f"const COUNT = {count};{FLOODING}", lambda _one, _now: None)
        peaks[number] = _memory()
    return peaks[1] - peaks[0]


def _visit(script: str, take: Any) -> Any:
    """What a watched page has posted in the end; its requests are checked in another thread."""
    records: queue.SimpleQueue[Watched | None] = queue.SimpleQueue()

    def check() -> None:
        while (one := records.get()) is not None:
            one.problems(Situation(one.received.received_at))

    def put(one: Watched) -> None:
        take(one, time.time())
        records.put(one)

    checker = threading.Thread(target=check)
    checker.start()
    page = f"<script>const URL_ = '{URL}';{SENDING}{script}</script>"
    guard = Canary()
    with tempfile.TemporaryDirectory() as temporary, Pages({"/": page.encode()}).served() as pages:
        folder = Path(temporary)
        browser = str(program(folder / "program", guard.rules))
        settings = WatchSettings(pages.url, folder / "browsers", browser=browser, headless=True)
        watch = PageWatch(settings, put, print)
        watch.start()
        try:
            said = pages.wait()
        finally:
            watch.stop()
            records.put(None)
            checker.join()
            guard.close()
    assert guard.came == []
    return said


def _slowest(times: list[float]) -> float:
    """The time that 95 of 100 stay below."""
    return statistics.quantiles(times, n=20)[-1]


def _memory() -> float:
    """The most that this process has held so far, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
