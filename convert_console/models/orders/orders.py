"""A CSV file of orders before it is sent: its format, the mapping, a preview and a dry run."""

import threading
from asyncio import to_thread
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.dry_run import DryRun
from convert_console.core.orders.mapping import ColumnMapping, Source, VisitorIds, guess
from convert_console.core.orders.order_builder import Order, OrderBuilder, order_builder
from convert_console.core.orders.questions import (
    LEAVE_OUT,
    FileQuestion,
    Tally,
    answer_to,
    tally_of,
)
from convert_console.core.orders.survey import Survey, survey
from convert_console.core.plan.plan import Plan
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.orders.csv_file import (
    OrderFile,
    detect_format,
    dry_run,
    load_mapping,
    open_order_file,
    save_mapping,
)
from convert_console.services.orders.journal import EarlierRun
from convert_console.services.storage.files import StoreFailed

UPDATE_EVERY_MS = 150


class Orders(QObject):
    """Reads the file; sends nothing.

    Signals:
        changed: the file, its format, the mapping or the dry run changed.
        opened: a file was opened, or is read in another format.
    """

    changed = Signal()
    opened = Signal()

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        catalog: CurrentCatalog,
        clock: Callable[[], float],
        new_marker: Callable[[], str] = lambda: "",
        plan: Callable[[], Plan | None] = lambda: None,
    ) -> None:
        """`plan` gives the tracking plan of the profile."""
        super().__init__()
        self._plan = plan
        self._new_marker = new_marker
        self._mark: bool | None = None
        self._marker = new_marker()
        self._document, self._request, self._clock = document, request, clock
        self._catalog = catalog
        self._tasks = Tasks()
        self._stop = threading.Event()
        self._update_timer = QTimer(self, interval=UPDATE_EVERY_MS)
        self._update_timer.timeout.connect(self.changed)
        self.path: Path | None = None
        self.file: OrderFile | None = None
        self.form = self.detected = CsvFormat()
        self.mapping = ColumnMapping()
        self.dry: DryRun | None = None
        self.checked_after: EarlierRun | None = None
        """What was sent when the dry run began."""
        self.checking = self.surveying = False
        self.revision = 0
        """Grows with each change of what would be sent."""
        self.fault = ""
        self.questions: tuple[FileQuestion, ...] = ()
        """What the file leaves open, found by a dry run; they stay until the next knows more."""
        self.last_row = 0
        """The last row to send, 0 for all."""
        self._opened_with: ColumnMapping | None = None
        self._given: dict[str, str] = {}
        self._survey: Survey | None = None
        request.changed.connect(self._outdate)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns; none without a file that can be read."""
        return self.file.columns if self.file is not None else ()

    @property
    def head(self) -> tuple[list[str], ...]:
        """The first rows."""
        return self.file.head if self.file is not None else ()

    @property
    def preview(self) -> Order | None:
        """The request of the first row."""
        return self.builder().build(1, self.head[0]) if self.head else None

    @property
    def survey(self) -> Survey:
        """What all rows together tell: until a dry run has read them, the first ones only."""
        if self._survey is None:
            head = list(enumerate(self.head, 1))
            self._survey = survey(lambda: head, self.mapping, self.columns)
        return self._survey

    @property
    def unanswered(self) -> tuple[FileQuestion, ...]:
        """The questions that must be answered before anything is sent."""
        return tuple(each for each in self.questions if not self.answer_to(each))

    @property
    def tally(self) -> Tally | None:
        """What a dry run says that will be sent; `None` before one."""
        return tally_of(self.dry, self.unanswered) if self.dry is not None else None

    @property
    def is_surveyed(self) -> bool:
        """Whether all rows were read, so that all questions are known."""
        return self._survey is not None and self.dry is not None and not self.surveying

    @property
    def marks(self) -> bool:
        """Whether requests get a run marker: as chosen, or as the profile does."""
        return self.profile.mark_tests == "always" if self._mark is None else self._mark

    @property
    def marker(self) -> str:
        """The marker that all requests of the next run get; "" for none."""
        return self._marker if self.marks else ""

    def set_mark(self, mark: bool) -> None:
        """Choose whether requests are marked."""
        if mark != self.marks:
            self._mark = mark
            self._outdate()

    def renew_marker(self) -> None:
        """Take another marker: one was sent."""
        self._marker = self._new_marker()
        if self.marks:
            self._outdate()

    def answer_to(self, question: FileQuestion) -> str:
        """The answer that a question has; "" for none."""
        return answer_to(question, self.mapping, self._given.get(question.key, ""))

    def answer(self, question: FileQuestion, value: str) -> None:
        """Answer a question about the file."""
        self._given[question.key] = value
        setting = "" if value == LEAVE_OUT else value
        if setting == getattr(self.mapping, question.key):
            self.changed.emit()  # nothing else would be sent
        else:
            self.set_choices(**{question.key: setting})

    def builder(self) -> OrderBuilder:
        """Builds requests for a preview, with the current mapping, profile and catalog."""
        return self.builder_with()(self.survey)

    @property
    def profile(self) -> Profile:
        """The current profile, without its secrets."""
        return self._request.profile

    def builder_with(
        self, visitors: VisitorIds | None = None, profile: Profile | None = None
    ) -> Callable[[Survey], OrderBuilder]:
        """The same for all rows, once they are surveyed; may be called in another thread.

        Another `profile` than the current one sends elsewhere. They get the marker of the next run,
        where one is wanted.
        """
        now, marker = self._clock(), self.marker
        build = partial(
            order_builder, self.mapping, self.columns, profile=profile or self.profile,
            visitors=visitors or VisitorIds(now, "preview"), catalog=self._catalog.value, now=now,
        )  # fmt: skip
        plan = self._plan()
        return lambda found: replace(build(found), marker=marker, plan=plan)

    @property
    def catalog(self) -> Catalog | None:
        """The project's names, if loaded."""
        return self._catalog.value

    def open(self, path: str) -> None:
        """Open a file and detect its format; only the choice for repeated orders stays."""
        self.path, self.file, self.questions = Path(path), None, ()
        repeated = self.mapping.repeated
        self._given.pop("decimal", None)
        self.last_row = 0
        try:
            self.form = self.detected = detect_format(self.path)
        except StoreFailed as why:
            self.fault = str(why)
        else:
            self._read()
            self.mapping = replace(guess(self.columns, self._document.draft), repeated=repeated)
        self._opened_with = self.mapping
        self._outdate()
        self.opened.emit()

    def go_on_with(self, mapping: ColumnMapping) -> None:
        """Use the mapping of the rows that were sent before, unless this one was changed. What it
        says about repeated orders was answered then.
        """
        if self.mapping is self._opened_with:
            self._opened_with = None
            self._given["repeated"] = mapping.repeated
            if mapping != self.mapping and not mapping.missing_columns(self.columns):
                self.mapping = mapping
                self._outdate()

    def set_format(self, **settings: Any) -> None:
        """Read the file in another format; a mapping that was changed stays."""
        untouched = self.mapping.sources == self._guess().sources
        self.form = replace(self.form, **settings)
        if "header" in settings:
            self.mapping = replace(self.mapping, header=settings["header"])
        if self.path is not None:
            self._read()
        if untouched:
            self.mapping = replace(self.mapping, sources=self._guess().sources)
        self._outdate()
        self.opened.emit()

    def set_source(self, target: str, source: Source) -> None:
        """Set the source of a parameter."""
        self.mapping = self.mapping.with_source(target, source)
        self._outdate()

    def set_choices(self, **choices: Any) -> None:
        """Set the events of each row, or how amounts and orders in several rows are read."""
        self.mapping = replace(self.mapping, **choices)
        self._outdate()

    def set_last_row(self, row: int) -> None:
        """Send the rows up to this one only; 0 for all."""
        if row != self.last_row:
            self.last_row = row
            self._outdate()

    def load_mapping(self, path: str) -> str:
        """Use a mapping from a file; a sentence about it."""
        try:
            mapping = load_mapping(Path(path))
        except StoreFailed as why:
            return str(why)
        header = self.detected.header if mapping.header is None else mapping.header
        self.mapping = mapping
        self._given["repeated"] = mapping.repeated
        if self.path is not None and header != self.form.header:
            self.form = replace(self.form, header=header)
            self._read()
            self.opened.emit()
        self._outdate()
        missing = ", ".join(mapping.missing_columns(self.columns))
        return f"The file has no column {missing}." if missing else f"{Path(path).name} is used."

    def save_mapping(self, path: str) -> str:
        """Write the mapping into a file; a sentence about it."""
        try:
            save_mapping(Path(path), self.mapping)
        except StoreFailed as why:
            return str(why)
        return f"The mapping is in {path}."

    def check(self, after: EarlierRun | None = None) -> None:
        """Start a dry run over all rows, off the UI thread; `after` is what was sent before."""
        if self.file is not None and not self.checking:
            self._stop = threading.Event()
            dry = DryRun(last=self.last_row)
            if after is not None:
                dry.is_done = after.is_done
            self.dry, self.checking, self.checked_after = dry, True, after
            self.surveying = True
            self._update_timer.start()
            self._tasks.spawn(self._check(dry, self.file, self._stop), "a dry run")
            self.changed.emit()

    def stop(self) -> None:
        """Stop the dry run; its counts stay."""
        self._stop.set()

    async def finish(self) -> None:
        """Stop the dry run and wait for it; called when the window closes."""
        self.stop()
        self._update_timer.stop()
        await self._tasks.settle()

    async def _check(self, dry: DryRun, file: OrderFile, stop: threading.Event) -> None:
        try:
            build = self.builder_with()
            found = await to_thread(file.survey, self.mapping, stop.is_set)
            questions = await to_thread(file.questions, self.mapping, found, stop.is_set)
            if not stop.is_set():
                self._survey, self.questions, self.surveying = found, questions, False
                await to_thread(dry_run, file, build(found), dry, stop.is_set)
        except StoreFailed as why:
            self.fault = self.fault if stop.is_set() else str(why)
        finally:
            self.checking = False
            self._update_timer.stop()
        self.changed.emit()

    def _guess(self) -> ColumnMapping:
        return guess(self.columns, self._document.draft)

    def _read(self) -> None:
        assert self.path is not None
        try:
            self.file, self.fault = open_order_file(self.path, form=self.form), ""
        except StoreFailed as why:
            self.file, self.fault = None, str(why)

    def _outdate(self) -> None:
        """Discard the dry run, which no longer matches what would be sent."""
        self.stop()
        self.revision += 1
        self.dry = self._survey = None
        self.changed.emit()
