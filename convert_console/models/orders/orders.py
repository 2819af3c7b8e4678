"""Orders of a CSV file before they are sent: its form, the mapping, a preview and a dry run."""

from __future__ import annotations

import threading
from asyncio import to_thread
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.orders.csv_dialect import Form
from convert_console.core.orders.dry_run import DryRun, Judge, Order, order_of
from convert_console.core.orders.mapping import Mapping, RequestMaker, Source, Visitors, guess
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.orders.csv_file import beginning, form_of, read_rows
from convert_console.services.storage.files import StoreFailed

TELL_EVERY_MS = 150


class Orders(QObject):
    """Nothing is sent here, and the file is only read.

    Signals:
        changed: the file, its form, the mapping or what is known of the rows is another one.
        opened: another file was chosen.
    """

    changed = Signal()
    opened = Signal()

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        catalog: CurrentCatalog,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._document, self._request, self._clock = document, request, clock
        self._catalog = catalog
        self._tasks = Tasks()
        self._stop = threading.Event()
        self._telling = QTimer(self, interval=TELL_EVERY_MS)
        self._telling.timeout.connect(self.changed)
        self.path: Path | None = None
        self.form = self.detected = Form()
        self.columns: tuple[str, ...] = ()
        self.head: list[list[str]] = []
        self.mapping = Mapping()
        self.dry: DryRun | None = None
        self.checking = False
        self.fault = ""
        request.changed.connect(self._outdate)

    @property
    def preview(self) -> Order | None:
        """The request of the first row, judged."""
        return order_of(1, self.head[0], self.judge()) if self.head else None

    def judge(self, visitors: Visitors | None = None) -> Judge:
        """By what rows are made and judged now."""
        now = self._clock()
        made = visitors or Visitors(now, "preview")
        maker = RequestMaker(self.mapping, self.columns, self.form.decimal, made)
        return Judge(maker, self._request.profile, len(self.columns), now, self._catalog.value)

    @property
    def catalog(self) -> Catalog | None:
        """What names ids, if anything does."""
        return self._catalog.value

    def open(self, path: str) -> None:
        """Take a file, in the form that it seems to have."""
        self.path = Path(path)
        try:
            self.form = self.detected = form_of(self.path)
        except StoreFailed as why:
            self.columns, self.head, self.fault = (), [], str(why)
        else:
            self._begin()
            self.mapping = guess(self.columns, self._document.draft)
        self._outdate()
        self.opened.emit()

    def set_form(self, **settings: Any) -> None:
        """Read the file in another form; the mapping stays."""
        self.form = replace(self.form, **settings)
        if self.path is not None:
            self._begin()
        self._outdate()

    def set_source(self, target: str, source: Source) -> None:
        """Take a parameter from somewhere else."""
        self.mapping = self.mapping.with_source(target, source)
        self._outdate()

    def set_events(self, events: tuple[str, ...]) -> None:
        """Make each row these events."""
        self.mapping = replace(self.mapping, events=events)
        self._outdate()

    def check(self) -> None:
        """Judge every row, beside the window."""
        if self.path is not None and self.columns and not self.checking:
            self._stop = threading.Event()
            self.dry, self.checking = DryRun(), True
            self._telling.start()
            work = self._check(self.dry, self.path, self._stop)
            self._tasks.spawn(work, "a dry run")
            self.changed.emit()

    def stop(self) -> None:
        """Judge no more rows; what is counted so far stays."""
        self._stop.set()

    async def finish(self) -> None:
        """End a dry run; called when the window closes."""
        self.stop()
        self._telling.stop()
        await self._tasks.settle()

    async def _check(self, dry: DryRun, path: Path, stop: threading.Event) -> None:

        try:
            await to_thread(_judge_all, dry, path, (self.form, self.judge()), stop)
        except StoreFailed as why:
            self.fault = self.fault if stop.is_set() else str(why)
        finally:
            self.checking = False
            self._telling.stop()
        self.changed.emit()

    def _begin(self) -> None:
        assert self.path is not None
        try:
            self.columns, self.head = beginning(self.path, self.form)
            self.fault = ""
        except StoreFailed as why:
            self.columns, self.head, self.fault = (), [], str(why)

    def _outdate(self) -> None:
        """What was judged before is not what would be sent now."""
        self.stop()
        self.dry = None
        self.changed.emit()


def _judge_all(dry: DryRun, path: Path, how: tuple[Form, Judge], stop: threading.Event) -> None:
    form, judge = how
    for row, cells in read_rows(path, form):
        if stop.is_set():
            return
        dry.add(order_of(row, cells, judge))
