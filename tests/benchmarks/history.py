"""A history of a million exchanges: opened, jumped in and filtered, and what the window feels.

Each figure is a median, and runs in the real table of a real window until it is painted. Two floors
are measured in the same run: a frame of a usual screen, and a plain LIKE scan of the same rows.
Words are found by their beginnings, as they are typed: rare ones, and ones of 2,500, of 277,500 and
of all rows, since how many hold a word decides what it costs.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from benchmarks.million import ROWS, VISITORS, million
from benchmarks.ratio import Measured, report
from convert_console.app.run import application
from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.grouping import Group
from convert_console.models.history.model import HistoryModel
from convert_console.services.history.store import HistoryStore
from convert_console.widgets.history.table_view import HistoryView

GOAL_MS = 100.0
FRAME_MS = 1_000 / 60
RUNS, AGAIN = 3, 9
"""How often each action is measured, and how often more where one of its limits does not hold."""

SORTED_BY = (Column.REVENUE, Column.STATUS, Column.TOOK)
SCANS = 3
SLEEP_SECONDS = 0.0005
_RANDOM = random.Random(4)


def measure() -> list[Measured]:
    """Milliseconds of each action, against 100 ms, a frame, and a LIKE scan."""
    path = million()
    app = QApplication.instance() or application()
    assert isinstance(app, QApplication)
    opening = statistics.median(_opened(path) for _ in range(RUNS))
    desk = Desk(path)
    gc.disable()
    scan = desk.scan()
    figures = [_to_goal("open, with the newest page", opening)]
    for name, action in desk.all_actions():
        before = desk.ungroup if name.startswith("open") else desk.rest
        runs = [desk.timed(action, before) for _ in range(RUNS)]
        if not all(figure.holds for figure in _figures(name, runs, scan)):
            runs += [desk.timed(action, before) for _ in range(AGAIN)]
        figures += _figures(name, runs, scan)
    blocks = [desk.sorted_by(column) for column in SORTED_BY]
    if statistics.median(blocks) > FRAME_MS:
        blocks += [desk.sorted_by(column) for column in SORTED_BY for _ in range(RUNS)]
    block = statistics.median(blocks)
    figures.append(Measured("sort: longest block, to a frame", block, FRAME_MS, 1))
    desk.close()
    gc.enable()
    print(f"{ROWS:,} exchanges on disk: {path.stat().st_size / 1e6:,.0f} MB")
    return figures


def _figures(name: str, runs: list[tuple[float, float]], scan: float) -> Iterator[Measured]:
    taken, block = (statistics.median(times) for times in zip(*runs, strict=True))
    yield _to_goal(name, taken)
    yield Measured(f"{name}: longest block, to a frame", block, FRAME_MS, 1)
    if name.startswith("filter"):
        # By visitor, some thousand matching rows are sorted before the first is known. A quarter
        # of a scan still tells this from reading every row; the promise is the 100 ms above.
        limit = 0.25 if name.endswith(", by visitor") else 0.1
        yield Measured(f"{name}, to a LIKE scan", taken, scan, limit)


def _to_goal(name: str, taken: float) -> Measured:
    return Measured(f"history of {ROWS:,}: {name}", taken, GOAL_MS, 1)


def _opened(path: Path) -> float:
    began = time.perf_counter()
    store = HistoryStore(path)
    model = HistoryModel(store, CurrentCatalog())
    model.loader.read()
    view = HistoryView(model)
    view.resize(1280, 300)
    view.show()
    _settle()
    taken = (time.perf_counter() - began) * 1_000
    view.hide()
    view.deleteLater()
    store.close()
    return taken


class Desk:
    """The table over the store. `longest` is the longest time, in ms, that the window was busy
    without a look at what waits: typing or scrolling at that moment would have felt it. The
    program collects garbage while nothing happens, so here nothing is collected in between.
    """

    def __init__(self, path: Path) -> None:
        self.store = HistoryStore(path)
        self.model = HistoryModel(self.store, CurrentCatalog())
        self.model.loader.read()
        self.view = HistoryView(self.model)
        self.view.resize(1280, 300)
        self.view.show()
        _settle()
        self.longest = 0.0
        self.until_found(self.model.loader.start)

    def actions(self) -> dict[str, Callable[[], None]]:
        """What is timed, by name; each acts somewhere else each time."""
        some = _RANDOM.randrange
        return {
            "jump anywhere": lambda: self.view.scrollTo(self.model.index(some(ROWS), 0)),
            "filter by a rare word": lambda: self.find(words=f"order{50 * some(1, ROWS // 50)}"),
            "filter by a word of 2,500 rows": lambda: self.find(words=f"spring_{100 + some(300)}"),
            "filter by a word of 277,500 rows": lambda: self.find(words=f"spring_{1 + some(3)}"),
            "filter by verdict": lambda: self.find(verdict=("bot", "redirected")[some(2)]),
            "filter by visitor": lambda: self.find(
                vid=f"{1588166554499 + some(VISITORS)}-0.2020703998482254"
            ),
        }

    def all_actions(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Each action ungrouped, by day and by visitor, each time in the view it is named for."""
        groups: tuple[Group, ...] = ("", "day", "visitor")
        for group in groups:
            self.until_found(lambda group=group: self.regroup(group))  # type: ignore[misc]
            said = f", by {group}" if group else ""
            yield from ((name + said, action) for name, action in self.actions().items())
            if not group:
                yield "filter by a word of every row", self.by_the_commonest
            else:
                yield f"open by {group}", lambda group=group: self.regroup(group)  # type: ignore[misc]
        self.until_found(lambda: self.regroup(""))

    def by_the_commonest(self) -> None:
        """Filter by the beginning of one word, or of 50,000, that together stand in every row."""
        self.find(words=("accept", "15881")[_RANDOM.randrange(2)])

    def rest(self) -> None:
        """Stay as it is."""

    def ungroup(self) -> None:
        """Show the table by time, as it stood before it is opened by groups."""
        self.regroup("")

    def regroup(self, group: Group) -> None:
        """Group the table as the pane does."""
        self.model.loader.group_by(group)
        self.view.bands.fit()

    def find(self, **wanted: str) -> None:
        """Filter by this alone."""
        self.model.loader.filter_by(Filter(**wanted))  # type: ignore[arg-type]

    def sorted_by(self, column: Column) -> float:
        """The longest block of a sort, in milliseconds."""
        self.longest = 0.0
        self.until_found(lambda: self.model.sort(column))
        return self.longest

    def timed(self, action: Callable[[], None], before: Callable[[], None]) -> tuple[float, float]:
        """Milliseconds until the newest rows are painted, and the longest block until all is
        found and the filter taken away again; what comes `before` is not timed.
        """
        self.until_found(before)
        self.longest = 0.0
        began = time.perf_counter()
        resets: list[None] = []
        heard = self.model.modelReset.connect(lambda: resets.append(None))
        self._do(action)
        while self.model.loader.search.going and not resets:
            self._go_on()
        self._do(_settle)
        taken = (time.perf_counter() - began) * 1_000
        self.model.modelReset.disconnect(heard)
        self.until_found(lambda: None)
        if self.model.loader.filtered:
            self.until_found(self.find)
        return taken, self.longest

    def until_found(self, action: Callable[[], None]) -> None:
        """Act, and go on until no search is under way."""
        self._do(action)
        while self.model.loader.search.going:
            self._go_on()
        self._do(_settle)

    def scan(self) -> float:
        """Milliseconds of what a history without an index would do for a word."""
        scans = []
        for _ in range(SCANS):
            began = time.perf_counter()
            word = f'%order{50 * _RANDOM.randrange(1, ROWS // 50)}"%'
            self.store._read("SELECT id FROM roundtrip WHERE document LIKE ?", (word,))
            scans.append((time.perf_counter() - began) * 1_000)
        return statistics.median(scans)

    def close(self) -> None:
        """Let go of everything."""
        self.model.loader.watch.stop()
        self.model.loader.search.end()
        self.model.totals.end()
        self.view.hide()
        self.view.deleteLater()
        self.store.close()

    def _go_on(self) -> None:
        """Do what waits; then sleep as the window's loop does, or the searching thread would have
        to fight this one for the interpreter.
        """
        self._do(_settle)
        time.sleep(SLEEP_SECONDS)

    def _do(self, step: Callable[[], None]) -> None:
        began = time.perf_counter()
        step()
        self.longest = max(self.longest, (time.perf_counter() - began) * 1_000)


def _settle() -> None:
    """Do what waits, painting above all."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
