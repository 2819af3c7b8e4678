"""A CSV file of orders before it is sent: its format, the mapping, a preview and a dry run."""

from __future__ import annotations

import threading
from asyncio import to_thread
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.dry_run import DryRun, Order, OrderBuilder
from convert_console.core.orders.mapping import ColumnMapping, RowMapper, Source, VisitorIds, guess
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.orders.csv_file import detect_format, read_beginning, read_rows
from convert_console.services.storage.files import StoreFailed

UPDATE_EVERY_MS = 150


class Orders(QObject):
    """Reads the file; sends nothing.

    Signals:
        changed: the file, its format, the mapping or the dry run changed.
        opened: a file was opened.
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
        self._update_timer = QTimer(self, interval=UPDATE_EVERY_MS)
        self._update_timer.timeout.connect(self.changed)
        self.path: Path | None = None
        self.form = self.detected = CsvFormat()
        self.columns: tuple[str, ...] = ()
        self.head: list[list[str]] = []
        self.mapping = ColumnMapping()
        self.dry: DryRun | None = None
        self.checking = False
        self.fault = ""
        request.changed.connect(self._outdate)

    @property
    def preview(self) -> Order | None:
        """The request of the first row."""
        return self.builder().build(1, self.head[0]) if self.head else None

    def builder(self, visitors: VisitorIds | None = None) -> OrderBuilder:
        """Builds requests with the current mapping, profile and catalog."""
        now = self._clock()
        visitor_ids = visitors or VisitorIds(now, "preview")
        maker = RowMapper(self.mapping, self.columns, self.form.decimal, visitor_ids)
        return OrderBuilder(
            maker, self._request.profile, len(self.columns), now, self._catalog.value
        )

    @property
    def catalog(self) -> Catalog | None:
        """The project's names, if loaded."""
        return self._catalog.value

    def open(self, path: str) -> None:
        """Open a file and detect its format."""
        self.path = Path(path)
        try:
            self.form = self.detected = detect_format(self.path)
        except StoreFailed as why:
            self.columns, self.head, self.fault = (), [], str(why)
        else:
            self._start_run()
            self.mapping = guess(self.columns, self._document.draft)
        self._outdate()
        self.opened.emit()

    def set_format(self, **settings: Any) -> None:
        """Read the file in another format; the mapping stays."""
        self.form = replace(self.form, **settings)
        if self.path is not None:
            self._start_run()
        self._outdate()

    def set_source(self, target: str, source: Source) -> None:
        """Set the source of a parameter."""
        self.mapping = self.mapping.with_source(target, source)
        self._outdate()

    def set_events(self, events: tuple[str, ...]) -> None:
        """Set the events of each row."""
        self.mapping = replace(self.mapping, events=events)
        self._outdate()

    def check(self) -> None:
        """Start a dry run over all rows, off the UI thread."""
        if self.path is not None and self.columns and not self.checking:
            self._stop = threading.Event()
            self.dry, self.checking = DryRun(), True
            self._update_timer.start()
            work = self._check(self.dry, self.path, self._stop)
            self._tasks.spawn(work, "a dry run")
            self.changed.emit()

    def stop(self) -> None:
        """Stop the dry run; its counts stay."""
        self._stop.set()

    async def finish(self) -> None:
        """Stop the dry run and wait for it; called when the window closes."""
        self.stop()
        self._update_timer.stop()
        await self._tasks.settle()

    async def _check(self, dry: DryRun, path: Path, stop: threading.Event) -> None:

        try:
            await to_thread(_check_all, dry, path, (self.form, self.builder()), stop)
        except StoreFailed as why:
            self.fault = self.fault if stop.is_set() else str(why)
        finally:
            self.checking = False
            self._update_timer.stop()
        self.changed.emit()

    def _start_run(self) -> None:
        assert self.path is not None
        try:
            self.columns, self.head = read_beginning(self.path, self.form)
            self.fault = ""
        except StoreFailed as why:
            self.columns, self.head, self.fault = (), [], str(why)

    def _outdate(self) -> None:
        """Discard the dry run, which no longer matches what would be sent."""
        self.stop()
        self.dry = None
        self.changed.emit()


def _check_all(
    dry: DryRun, path: Path, how: tuple[CsvFormat, OrderBuilder], stop: threading.Event
) -> None:
    form, builder = how
    for row, cells in read_rows(path, form):
        if stop.is_set():
            return
        dry.add(builder.build(row, cells))
