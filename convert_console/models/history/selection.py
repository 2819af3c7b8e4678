"""The selected rows of the history with their exchanges, read and prepared off the UI thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.catalog import Catalog, catalog_of_names
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import parse
from convert_console.core.document.positions import EditImpossible
from convert_console.core.history.comparison import Compared, compare
from convert_console.core.history.row import Row
from convert_console.core.history.words import Fact, facts_of
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.plan.plan import Plan
from convert_console.core.request.draft import Draft
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.tasks import Tasks, loop_runs
from convert_console.services.history.judging import LONGEST_CHECKED
from convert_console.services.storage.files import StoreFailed

if TYPE_CHECKING:
    from convert_console.models.history.model import HistoryModel

LONGEST_FORMATTED = 200_000
"""Characters of a document up to which it is laid out; a longer one is shown as it was sent."""


class Details(NamedTuple):
    """What is shown of one exchange. `problems` is `None` for a document that is too long to be
    checked; `document` is laid out, which changes only white space.
    """

    exchange: Exchange
    facts: tuple[Fact, ...]
    document: str
    problems: tuple[Problem, ...] | None
    catalog: Catalog | None


class SelectedRows(QObject):
    """One or two rows are read whole. A later selection replaces one that is still being read.

    Signals:
        changed: other rows are selected, or what is known of them has changed.
    """

    changed = Signal()

    def __init__(self, history: HistoryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._tasks = Tasks()
        self._wanted: tuple[Row, ...] = ()
        self._reading = False
        self.rows: tuple[Row, ...] = ()
        self.details: tuple[Details, ...] = ()
        self.differences: tuple[Compared, ...] = ()
        self.error = ""

    def select(self, rows: Sequence[Row]) -> None:
        """Show these rows, the oldest first. The same ones are read again only if they changed."""
        rows = tuple(sorted(rows, key=lambda row: (row.sent_at, row.id)))
        if rows == self._wanted:
            return
        self._wanted = rows
        if not rows or len(rows) > 2:
            self._show((), ())
        elif not self._reading:
            self._read()

    def refresh(self) -> None:
        """Read the selected rows again: names have changed."""
        rows, self._wanted = self._wanted, ()
        self.select(rows)

    async def end(self) -> None:
        """Read no more, and wait for the thread; called when the window closes."""
        self._wanted = ()
        await self._tasks.settle()

    def _read(self) -> None:
        """Read the wanted rows, in a thread if there is a loop to wait with."""
        rows = self._wanted
        works = [self._work(row) for row in rows]
        if loop_runs():
            self._reading = True
            self._tasks.spawn(self._read_in_thread(rows, works), "reading the selected rows")
        else:
            self._take(rows, _run(works))

    def _work(self, row: Row) -> Callable[[], Details | None]:
        exchange = self._history.recorder.exchange(row.uid)
        catalog, plan = self._history.catalog_of(row), self._history.plan_of(row.profile_id)
        load = partial(self._history.load_exchange, row.id)
        return partial(_details, (lambda: exchange) if exchange else load, catalog, plan)

    async def _read_in_thread(
        self, rows: tuple[Row, ...], works: list[Callable[[], Details | None]]
    ) -> None:
        try:
            found = await asyncio.to_thread(_run, works)
        finally:
            self._reading = False
        if self._wanted == rows:
            self._take(rows, found)
        elif 0 < len(self._wanted) <= 2:
            self._read()

    def _take(self, rows: tuple[Row, ...], found: _Found) -> None:
        details, differences, self.error = found
        self._show(details, differences, rows)

    def _show(
        self,
        details: tuple[Details, ...],
        differences: tuple[Compared, ...],
        rows: tuple[Row, ...] | None = None,
    ) -> None:
        self.rows = self._wanted if rows is None else rows
        self.details, self.differences = details, differences
        self.changed.emit()


_Found = tuple[tuple[Details, ...], tuple[Compared, ...], str]


def _run(works: list[Callable[[], Details | None]]) -> _Found:
    try:
        found = tuple(details for work in works if (details := work()) is not None)
    except StoreFailed as why:
        return (), (), str(why)
    if len(found) == 2:
        left, right = found
        return found, compare(left.exchange, right.exchange, (left.catalog, right.catalog)), ""
    return found, (), ""


def _details(
    load: Callable[[], Exchange | None], catalog: Catalog | None, plan: Plan | None
) -> Details | None:
    exchange = load()
    return None if exchange is None else details_of(exchange, catalog, plan)


def details_of(exchange: Exchange, catalog: Catalog | None, plan: Plan | None = None) -> Details:
    """What is shown of an exchange, with the names of a catalog, or else with those that its ids
    had when it was sent. Reads the whole document: for a worker thread.
    """
    catalog = catalog or (catalog_of_names(exchange.names) if exchange.names else None)
    payload = parse(exchange.document).payload
    return Details(
        exchange,
        facts_of(exchange, payload, catalog),
        laid_out(exchange.document),
        _problems(exchange, Situation(exchange.sent_at, catalog, plan=plan)),
        catalog,
    )


def laid_out(text: str) -> str:
    """JSON over several lines; any other text, and a very long one, as it is."""
    if len(text) > LONGEST_FORMATTED:
        return text
    try:
        return pretty(text)
    except EditImpossible:
        return text


def _problems(exchange: Exchange, situation: Situation) -> tuple[Problem, ...] | None:
    if len(exchange.document) > LONGEST_CHECKED or Draft(exchange.document).heavy:
        return None
    from convert_console.core.traffic.reading import problems_in  # 5 ms: not at the start

    return problems_in(exchange, situation)
