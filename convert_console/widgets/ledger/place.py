"""The place Results: what a report should show, which is ticked off when the report shows it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import RUNNING, mark_of
from convert_console.core.export.formats import EXPORT_FORMATS, ExportFormat
from convert_console.core.export.ledger import since_snapshot
from convert_console.core.ledger.causes import Situation, explain
from convert_console.core.ledger.ledger import (
    CONVERSIONS_ONCE,
    REHEARSAL,
    Line,
    Transactions,
    counted,
)
from convert_console.core.ledger.reported import compare, conversions
from convert_console.core.plan.plan import PLANNED
from convert_console.core.text import local_time, visible
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.ledger.ledger import (
    FORMS,
    SPANS,
    LedgerCount,
    LedgerExports,
    LedgerFormat,
    LedgerModel,
    NamedProfile,
    Outcome,
    Statement,
    statement_lines,
)
from convert_console.models.ledger.ledger import (
    Place as Where,
)
from convert_console.models.ledger.reports import ReportReader
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.choice_line import ChoiceEntry
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.dialogs import ask_new_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.place import Place
from convert_console.widgets.ledger.bar import ResultsBar
from convert_console.widgets.ledger.causes_pane import CausesPane
from convert_console.widgets.ledger.chain import NEEDS_KEY, Chain, verdict_words
from convert_console.widgets.ledger.notes import Note, NoteAction, Notes
from convert_console.widgets.ledger.report_table import ReportTable
from convert_console.widgets.ledger.table_view import LedgerTable
from convert_console.widgets.theme.theme import px

PROGRESS_EVERY_MS = 250
"""After this time a count shows its progress, in place of the figures that are being replaced."""

AFTER_A_SEND_MS = 300
"""How long a place in sight waits for more sends before it counts again."""


class Period(NamedTuple):
    """What can be counted: the last `span` seconds, or since a time in Unix seconds, or what was
    sent with a marker.
    """

    words: str
    span: float = float("inf")
    since: float | None = None
    marker: str = ""

    @property
    def is_span(self) -> bool:
        """Whether it is one that every profile has."""
        return self.since is None and not self.marker


def moment(at: float) -> str:
    """A time of today, or a day with its time."""
    when, now = local_time(at), datetime.now().astimezone()
    if when is None:
        return ""
    return f"{when:%H:%M}" if when.date() == now.date() else f"{when:%d %b, %H:%M}"


KEY_NOTICE = (
    "Expected results only. Add an API key to compare them with Convert's live log and reports."
)
NEEDS_A_KEY = "Needs an API key: a snapshot is what the reports say before a run"
NEW_RUN_TIP = "Take a snapshot of the reports, so that what comes after it can be told apart"

COUNTED: tuple[tuple[Where, str], ...] = (
    ("away", "Live"),
    ("here", "Rehearsals"),
)


class ResultsPlace(Place):
    """Counts the current profile's accepted requests of a period.

    What went to this machine and what left it are counted apart, and never added up.

    Signals:
        written(str, str): a file was written; what was, in a sentence, and its path.
        told(str): something was done, in a sentence.
        switched(str, object): a setting was changed, in a sentence, and what takes that back.
        failed(str): a file or a tick could not be written; why, in a sentence.
        verify_wanted: the user wants to send a conversion.
        names_wanted: the user wants to load the project's names.
        evidence_wanted(object, object, str): ids of rows of the history, the `ExportFormat` of a
            page of evidence, and its path.
        history_wanted(str): the user wants to see the requests of this filter.
        key_wanted: the user wants to enter a key of Convert's API.
    """

    written = Signal(str, str)
    told = Signal(str)
    switched = Signal(str, object)
    failed = Signal(str)
    verify_wanted = Signal()
    names_wanted = Signal()
    evidence_wanted = Signal(object, object, str)
    history_wanted = Signal(str)
    key_wanted = Signal()

    def __init__(
        self,
        model: LedgerModel,
        reports: ReportReader,
        profiles: Profiles,
        known: tuple[CurrentCatalog, Plans],
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        """`known` are the names and the plan of the project."""
        super().__init__(parent)
        self.model, self.reports = model, reports
        self._profiles, self._preferences = profiles, preferences
        self._catalog, self._plans = known
        self.exports = LedgerExports(self)
        self._counted_profile: NamedProfile | None = None
        self._periods: list[Period] = []
        self._in_sight, self._outdated, self._news = False, False, 0
        self._reads_next = False
        self.export = MenuButton("Export", self._menu(), self)
        self.bar = self._bar = bar = ResultsBar(self.export, self)
        self.span, self.where, self.refresh_button = bar.span, bar.where, bar.refresh
        self.notice = MessageBar("info", self)
        self.key_notice = MessageBar("info", self, can_close=True)
        self._key_notice_closed = False
        self.chain = Chain(self)
        self.table = LedgerTable(self)
        self.compared = ReportTable(self)
        self.causes = CausesPane(self)
        self.notes = Notes(self)
        self._figures, self._empty = QWidget(self), EmptyState(parent=self)
        self._pages = QStackedLayout()
        self._progress_timer = QTimer(self, interval=PROGRESS_EVERY_MS)
        self._recount_timer = QTimer(self, interval=AFTER_A_SEND_MS, singleShot=True)
        self._act: Callable[[], object] = self.verify_wanted.emit
        self._restore()
        self._place_parts()
        self._connect()
        self.setFocusProxy(self.table)

    # What the window calls

    def activated(self) -> None:
        self._in_sight = True
        self.news_changed.emit(0)
        if self._outdated or self._counted_profile != self._profile():
            self.count()

    def left(self) -> None:
        self._in_sight = False

    def take_focus(self) -> None:
        tables = [table for table in (self.table, self.compared) if table.isVisible()]
        target: QWidget = tables[0] if tables else self.span
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def note_send(self) -> None:
        """Note that a request was sent: its figures are new."""
        self._news += 1
        self.note_late()
        if not self._in_sight:
            self.news_changed.emit(self._news)

    def note_late(self) -> None:
        """Note that a request is in the history only now, and can be counted."""
        self._outdated = True
        if self._in_sight:
            self._recount_timer.start()

    async def finish(self) -> None:
        """Cancel the count, and write an export that has begun to its end."""
        self.model.end()
        self.exports.end()
        await self.reports.finish()
        await self.model.finish_counting()
        await self.exports.finish()

    def count(self) -> None:
        """Count the chosen period again."""
        profile = self._profiles.current
        self._outdated, self._news = False, 0
        self._counted_profile = self._profile()
        self.model.use_transactions(profile.transactions)
        _words, span, since, marker = self._period
        self.model.count(self._counted_profile, span, self._plans.value, since=since, marker=marker)

    def refresh(self) -> None:
        """Show the figures, or why there are none. While it counts, the former ones stay."""
        count, lines = self.model.counted, self._lines()
        self._show_state()
        self.export.setEnabled(bool(lines))
        if count is None:
            if self._counted_profile is not None and not self._progress_timer.isActive():
                self._progress_timer.start()
            return
        self._progress_timer.stop()
        self._show_places()
        self._show_periods()
        self.notice.set_text(*self._notice(count))
        self.chain.show_count(count)
        self.table.show_lines(lines, self._status)
        self.chain.show_ticks(lines)
        self._show_report(count, lines)
        self._show_notes(count)
        if not lines:
            self._show_empty(count)
        self._pages.setCurrentIndex(0 if lines else 1)
        self._fit_table()

    @property
    def _period(self) -> Period:
        """What is chosen to be counted."""
        return self._periods[max(self.span.index, 0)]

    def _profile(self) -> NamedProfile:
        return NamedProfile(self._profiles.current.id, self._profiles.current.name)

    def _lines(self) -> list[Line]:
        """The lines with their names; variations in the order of the project's configuration."""
        count, catalog = self.model.counted, self._catalog.value
        lines = count.lines(self._catalog.name) if count else []
        known = catalog.experiences if catalog else {}
        place: dict[str, int] = {}

        def order(line: Line) -> tuple[int, int]:
            cell = line.cell
            group = place.setdefault(cell.experience, len(place))
            listed = known[cell.experience].variations if cell.experience in known else ()
            rank = listed.index(cell.variation) if cell.variation in listed else len(listed)
            return group, rank

        return sorted(lines, key=order)

    def _status(self, plain: str) -> str:
        """That an experience is running; its name says it where it is not."""
        catalog = self._catalog.value
        found = catalog.experiences.get(plain) if catalog else None
        status = found.status.lower() if found else ""
        return status if status in RUNNING else ""

    # What is shown

    def _show_places(self) -> None:
        """Offer what can be counted, with how much there is of it."""
        requests = self.model.requests
        self.where.set_choices(
            [
                ChoiceEntry(words, note=_where_words(where, requests[where]), value=where)
                for where, words in COUNTED
            ]
        )
        self.where.show_choice([where for where, _ in COUNTED].index(self.model.place))

    def _show_periods(self) -> None:
        """Offer the spans, the snapshot that was taken, and the markers that were sent."""
        periods = [Period(words, span) for words, span in SPANS]
        snapshot = self.reports.snapshot(self._profiles.current)
        if snapshot is not None:
            words = f"Snapshot of {moment(snapshot.at)}"
            periods.append(Period(words, since=snapshot.at))
        markers = [used.marker for used in self.model.markers]
        periods += [Period(f"Marker {marker}", marker=marker) for marker in markers]
        if periods == self._periods:
            return
        chosen = self._period if self._periods else None
        self._periods = periods
        self.span.set_choices([ChoiceEntry(period.words) for period in periods])
        self.span.show_choice(periods.index(chosen) if chosen in periods else 0)

    def _show_state(self) -> None:
        """What Convert is asked just now, or when it was; what the buttons do."""
        reports, profile, count = self.reports, self._profiles.current, self.model.counted
        why_not = reports.why_not(profile)
        reads = not why_not and count is not None and reports.applies_to(count, profile)
        progress = reports.progress
        if reports.is_reading:
            wait = progress.wait if progress else None
            later = f" Next in {wait:.0f} s." if wait is not None and wait >= 1 else ""
            doing = visible(f"{progress.words if progress else ''}{later}")
            self._bar.state.setText(doing)
            self.chain.show_asking(doing)
        else:
            reading = reports.reading_of(count, profile) if count is not None else None
            said = f"Read from {reading.whose} at {moment(reading.at)}" if reading else ""
            self._bar.state.setText(said)
        self.refresh_button.setText("Stop" if reports.is_reading else "Refresh")
        tip = "Read the history again"
        if reports.is_reading:
            tip = "Stop asking Convert (Esc)"
        elif reads:
            tip = "Read the history again, and Convert's reports"
        self.refresh_button.setToolTip(tip)
        self._bar.new_run.setEnabled(not why_not and not reports.is_reading)
        self._bar.new_run.setToolTip(NEEDS_A_KEY if why_not else NEW_RUN_TIP)
        has_no_key = not profile.api_key_since
        shown = has_no_key and profile.reach != "local" and not self._key_notice_closed
        if shown:
            self.key_notice.set_text(KEY_NOTICE, "Add API key…")
        else:
            self.key_notice.set_text("")
        self.can_cancel_changed.emit()

    def _show_report(self, count: LedgerCount, lines: Sequence[Line]) -> None:
        """Show what Convert reports beside what is expected, once it was read."""
        profile, reports = self._profiles.current, self.reports
        reading = reports.reading_of(count, profile)
        why_not = reports.why_not(profile)
        self.chain.show_seen(count, has_key=not why_not)
        before = reports.snapshot(profile)
        taken = ""
        if before is not None and before.at == self._period.since:
            taken = f"Snapshot {moment(before.at)}, before the run"
        elif not profile.api_key_since:
            taken = f"Snapshot {NEEDS_KEY}"
        self.table.setVisible(reading is None)
        self.notes.setVisible(reading is None)
        self.compared.setVisible(reading is not None)
        self.causes.setVisible(reading is not None)
        self.chain.ticks.setVisible(reading is None and bool(lines))
        if reading is None:
            rehearsal = not reports.applies_to(count, profile)
            words = "rehearsals are in no report" if rehearsal else "not read yet"
            self.chain.show_reported(None, NEEDS_KEY if why_not and not rehearsal else words, taken)
            return
        compared = compare(lines, reading)
        total = conversions(compared)
        self.chain.show_reported(
            int(total.reported), f"in the report at {moment(reading.at)}", taken
        )

        def status(plain: str) -> str:
            """What Convert says now, or what the names said when they were loaded."""
            known = reading.experiences.get(plain)
            return known.status if known else self._status(plain)

        self.compared.show_compared(compared, count.looked_for, count.seen, status)
        blocked = reading.project.blocked if reading.project else ()
        known = Situation(
            count.ledger,
            profile.transactions,
            reading.at,
            count.last_sent,
            count.marker,
            reports.is_blocked(profile, blocked),
        )
        self.causes.show_explanation(explain(compared, reading, known), compared, reading)

    def _notice(self, count: LedgerCount) -> tuple[str, str]:
        if not count.is_rehearsal:
            return "", ""
        return REHEARSAL, "Show live requests" if count.left_out else ""

    def _show_notes(self, count: LedgerCount) -> None:
        transactions = self._profiles.current.transactions
        later = count.ledger.later_transactions
        name, tip = SWITCHES[transactions]
        switch = NoteAction(name, tip, self._switch_transactions)
        acts = switch if later or transactions == "all" else None
        rule: list[Note] = [(f"{CONVERSIONS_ONCE} {count.transaction_note}", acts)]
        plan, remarks = self._plan_notes(count), [(text, None) for text in count.remarks]
        names: list[Note] = []
        if self._catalog.value is None and self._lines():
            load = NoteAction("Load names…", "Names of goals and experiences", self._names)
            names.append(("No names are loaded, so ids are shown.", load))
        self.notes.show_notes([*plan, *rule, *remarks, *names])
        self.causes.notes.show_notes([*plan, *(rule if acts else ()), *remarks, *names])

    def _plan_notes(self, count: LedgerCount) -> list[Note]:
        """How many expectations of the tracking plan are met, and what is wrong with the others."""
        if self._plans.fault:
            return [(f"The tracking plan cannot be used. {self._plans.fault}", None)]
        if not count.plan:
            return []
        failed = [outcome for outcome in count.plan if outcome.word != "met"]
        met = len(count.plan) - len(failed)
        show = NoteAction(
            "Show them in the history",
            "Requests that are not as the plan says",
            lambda: self.history_wanted.emit(f"problem:{PLANNED}"),
        )
        words = f"Tracking plan: {met:,} of {counted(len(count.plan), 'expectation')} met."
        wrong = any(outcome.deviations for outcome in failed)
        notes: list[Note] = [(words, show if wrong else None)]
        notes += [(_outcome_words(outcome), None) for outcome in failed[:MOST_OUTCOMES]]
        if len(failed) > MOST_OUTCOMES:
            notes.append((f"{len(failed) - MOST_OUTCOMES:,} more are not met.", None))
        return notes

    def _names(self) -> None:
        self.names_wanted.emit()

    def _switch_transactions(self) -> None:
        profile = self._profiles.current
        before = profile.transactions
        self._profiles.alter(transactions="all" if before == "first" else "first")

        def undo() -> None:
            if self._profiles.current.id == profile.id:
                self._profiles.alter(transactions=before)

        self.switched.emit(SWITCHED[before], undo)

    def _show_empty(self, count: LedgerCount) -> None:
        """Say why there are no figures, and what to do."""
        tried, other = count.tried.requests, count.left_out
        all_time = self.span.index == len(SPANS) - 1
        if count.ledger.requests:
            words = counted(count.ledger.requests, "accepted request")
            self._say(
                "list",
                "Nothing to count",
                f"{words} of this period have no visitor, no experience and no goal to count.",
            )
        elif tried:
            listed = verdict_words(count)
            kinds = list(count.verdicts)
            kind = kinds[0]
            self._say(
                "ban",
                "Nothing was accepted",
                f"{counted(tried, 'request')} sent in this period, none accepted: {listed}.",
                "Show them in the history",
                lambda: self.history_wanted.emit(f"verdict:{kind}" if len(kinds) == 1 else ""),
            )
        elif other and count.is_rehearsal:
            self._say(
                "monitor",
                "No rehearsal in this period",
                f"{counted(other, 'request')} left this machine and can be shown instead.",
                "Show live requests",
                lambda: self.model.choose("away"),
            )
        elif other:
            self._say(
                "monitor",
                "Nothing live in this period",
                f"{counted(other, 'request')} went to this machine only: a rehearsal.",
                "Show rehearsals",
                lambda: self.model.choose("here"),
            )
        elif self._period.since is not None:
            self._say(
                "clock",
                "Nothing sent since the snapshot",
                "Send now; then press Refresh, and what was reported since is told apart.",
                "Verify a conversion…",
                self.verify_wanted.emit,
            )
        elif all_time:
            self._say(
                "chart-no-axes-column",
                "Nothing sent yet",
                "Send a conversion; then this shows what the report should show.",
                "Verify a conversion…",
                self.verify_wanted.emit,
            )
        else:
            self._say(
                "clock",
                "Nothing sent in this period",
                "This profile may have sent something before.",
                "Show all time",
                lambda: self._choose_span(len(SPANS) - 1),
            )

    def _say(
        self,
        icon: str,
        title: str,
        sentence: str,
        action: str = "",
        act: Callable[[], object] = lambda: None,
    ) -> None:
        self._act = act
        self._empty.set_state(icon, title, sentence, action)

    def _show_progress(self) -> None:
        """Show the progress of a long count."""
        if self.model.counted is None:
            so_far = self.model.so_far
            words = f"{counted(so_far, 'request')} so far." if so_far else "Reading the history."
            self._say("clock", "Counting…", words)
            self._pages.setCurrentIndex(1)

    def _show_failure(self, sentence: str) -> None:
        """Show why counting failed, or say why a tick was not saved."""
        if self.model.counted is not None:
            self.failed.emit(sentence)
            return
        self._progress_timer.stop()
        self._say("alert-triangle", "Counting failed", sentence, "Try again", self.count)
        self._pages.setCurrentIndex(1)

    def _show_reading(self) -> None:
        """Follow the reading: its progress often changes, and figures only when it has ended."""
        self._show_state()
        count = self.model.counted
        if count is not None and not self.reports.is_reading:
            self._show_report(count, self._lines())
            self._fit_table()

    def _show_ticks(self) -> None:
        lines = self._lines()
        self.table.show_lines(lines, self._status)
        self.chain.show_ticks(lines)
        self._fit_table()

    def _fit_table(self) -> None:
        """Let the table end with its last row, so that the notes follow it."""
        self.table.setMaximumHeight(self.table.content_height())
        self.compared.setMaximumHeight(self.compared.content_height())

    # What the user does

    def _run_action(self) -> None:
        self._act()

    def _choose_span(self, index: int) -> None:
        self.span.show_choice(index)
        self._keep_choice(self._chosen_place())
        self.count()

    def _choose_where(self, index: int) -> None:
        where = COUNTED[index][0]
        self.model.choose(where)
        self._keep_choice(where)

    def _keep_choice(self, where: str) -> None:
        """Remember what is counted; a snapshot and a marker are those of one run."""
        if self._period.is_span:
            self._preferences.keep_results({"span": self._period.words, "count": where})

    def _refresh(self) -> None:
        """Count again, and read the reports of that if they can be read; or stop reading."""
        if self.reports.is_reading:
            self.reports.cancel()
            return
        # While it counts, the button keeps the keyboard: one that is disabled gives it away.
        if self.model.counted is None and self._reads_next:
            return
        self._reads_next = not self.reports.why_not(self._profiles.current)
        self.count()

    def _read_next(self) -> None:
        """Read the reports of what was counted on a click."""
        count = self.model.counted
        if count is None or not self._reads_next:
            return
        self._reads_next = False
        profile = self._profiles.current
        if count.ledger.cells and self.reports.applies_to(count, profile):
            self.reports.read(profile, count)

    def take_snapshot(self) -> None:
        """Keep what the reports say before a run, of the experiences that may be in it."""
        catalog = self._catalog.value
        known = catalog.experiences if catalog else {}
        running = [
            plain for plain in known if catalog and not mark_of(catalog, "experience", plain)
        ]
        self.reports.take_snapshot(self._profiles.current, running)

    def _use_snapshot(self, at: float, lacks: str) -> None:
        """Count since the snapshot that was just taken."""
        self._show_periods()
        taken = [period.since == at for period in self._periods]
        if True in taken:
            self._choose_span(taken.index(True))
        said = f"Snapshot taken at {moment(at)}. Send now; then press Refresh."
        self.told.emit(f"{said} Not all of it could be read. {lacks}" if lacks else said)

    def _answer_blocked(self, is_mine: bool) -> None:
        count, profile = self.model.counted, self._profiles.current
        reading = self.reports.reading_of(count, profile) if count else None
        if reading is not None and reading.project is not None:
            self.reports.answer_blocked(profile, reading.project.blocked, is_mine=is_mine)

    def _close_key_notice(self) -> None:
        self._key_notice_closed = True
        self._show_state()

    @property
    def can_cancel(self) -> bool:
        return self.reports.is_reading

    def cancel(self) -> None:
        self.reports.cancel()

    def _chosen_place(self) -> str:
        return str(self._preferences.results.get("count", ""))

    def _restore(self) -> None:
        self._show_periods()
        kept = self._preferences.results
        names = [words for words, _ in SPANS]
        span = kept.get("span")
        self.span.show_choice(names.index(span) if span in names else 0)
        where = next((where for where, _ in COUNTED if where == kept.get("count")), None)
        self.model.choose(where)
        self._show_places()

    def _statement(self) -> Statement:
        count = self.model.counted
        assert count is not None
        profile, lines = self._profiles.current, self._lines()
        reading = self.reports.reading_of(count, profile)
        compared = compare(lines, reading) if reading is not None else []
        period = self._period
        return Statement(
            profile.name,
            period.words if period.since is None else since_snapshot(period.since),
            count.at,
            count.summary,
            (count.transaction_note, *count.remarks),
            lines,
            rehearsal=count.is_rehearsal,
            reported={one.line.cell: one for one in compared},
            read_at=reading.at if reading is not None else None,
            read_from=reading.whose if reading is not None else "",
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(statement_lines(self._statement()))
        self.told.emit("Copied as a table.")

    def _ask(self, form: LedgerFormat) -> None:
        """Ask where to save; the figures are those of this moment."""
        statement = self._statement()
        ask_new_file(
            self,
            f"Export expected results as {form.label}",
            lambda path: self.exports.export(statement, form, path),
            name=f"expected-results.{form.ending}",
            suffix=form.ending,
        )

    def _ask_evidence(self, form: ExportFormat) -> None:
        """Ask where to save a page of everything that was sent, accepted or not."""
        count = self.model.counted
        assert count is not None
        rows = count.rows
        if len(rows) > MOST_EVIDENCE:
            self.failed.emit(
                f"These are {len(rows):,} requests, and a page of evidence holds up to "
                f"{MOST_EVIDENCE:,}. Choose a shorter period, or export rows of the history."
            )
            return
        ask_new_file(
            self,
            f"Export {form.title[0].lower()}{form.title[1:]}",
            lambda path: self.evidence_wanted.emit(rows, form, path),
            name=f"results.{form.suffix}",
            suffix=form.suffix,
        )

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        new_run = menu.addAction("New run…")
        new_run.triggered.connect(lambda _checked: self.take_snapshot())
        between = menu.addSeparator()

        def offer() -> None:
            for action in (new_run, between):
                action.setVisible(self._bar.new_run.isHidden())
            new_run.setEnabled(self._bar.new_run.isEnabled())

        menu.aboutToShow.connect(offer)
        for form in FORMS:
            menu.addAction(f"{form.label}…").triggered.connect(partial(self._ask, form))
        for format_id in ("evidence", "masked-evidence"):
            page = EXPORT_FORMATS[format_id]
            menu.addAction(f"{page.title}…").triggered.connect(partial(self._ask_evidence, page))
        menu.addSeparator()
        menu.addAction("Copy as table").triggered.connect(lambda _checked: self._copy())
        return menu

    def _use_profile(self) -> None:
        """Count again for another profile, or count transactions as the profile now says."""
        self._show_periods()
        self._show_state()
        if self._counted_profile is None:
            return
        self.model.use_transactions(self._profiles.current.transactions)
        if self._counted_profile != self._profile():
            if self._in_sight:
                self.count()
            else:
                self.news_changed.emit(0)
        elif not self.reports.is_reading:
            self._show_reading()  # its project or the API's address may be others

    def _connect(self) -> None:
        model = self.model
        model.changed.connect(self.refresh)
        model.ticked.connect(self._show_ticks)
        model.failed.connect(self._show_failure)
        self._catalog.changed.connect(self.refresh)
        self._plans.changed.connect(self.note_late)
        self._profiles.changed.connect(self._use_profile)
        self.span.chosen.connect(self._choose_span)
        self.where.chosen.connect(self._choose_where)
        self.notice.acted.connect(lambda: self.model.choose("away"))
        self._progress_timer.timeout.connect(self._show_progress)
        self._recount_timer.timeout.connect(self.count)
        self.exports.written.connect(self.written)
        self.exports.failed.connect(self.failed)
        self.table.ticked.connect(lambda line, seen: model.tick(line.cell, seen=seen))
        self._empty.acted.connect(self._run_action)
        self.refresh_button.clicked.connect(lambda _checked: self._refresh())
        self._bar.new_run.clicked.connect(lambda _checked: self.take_snapshot())
        model.changed.connect(self._read_next)
        self.reports.changed.connect(self._show_reading)
        self.reports.failed.connect(self.failed)
        self.reports.taken.connect(self._use_snapshot)
        self.causes.answered.connect(self._answer_blocked)
        self.causes.told.connect(self.told)
        self.key_notice.acted.connect(self.key_wanted)
        self.key_notice.closed.connect(self._close_key_notice)

    def _place_parts(self) -> None:
        inner = QVBoxLayout(self._figures)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for table in (self.table, self.compared):
            table.setMinimumHeight(px(LEAST_TABLE))
        self.compared.hide()
        self.causes.hide()
        for widget, stretch in (
            (self.chain, 0),
            (Hairline(self), 0),
            (self.table, 1000),
            (self.compared, 1000),
            (Hairline(self), 0),
            (self.causes, 800),
            (self.notes, 0),
        ):
            inner.addWidget(widget, stretch)
        inner.addStretch(1)
        self._pages.addWidget(self._figures)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.key_notice)
        column.addWidget(self.notice)
        column.addLayout(self._pages, 1)


MOST_OUTCOMES = 5
"""Expectations of the plan that are not met, which are listed."""

MOST_EVIDENCE = 1_000
"""Requests on a page of evidence, which would take minutes to read."""

LEAST_TABLE = 140
"""Pixels of the table's height at least."""


def _where_words(where: Where, accepted: int) -> str:
    went = "left this machine" if where == "away" else "on this machine"
    return f"{went}, {accepted:,} accepted"


SWITCHES: Mapping[Transactions, tuple[str, str]] = {
    "first": ("Count all transactions", "Add later transactions too, as some projects are set to"),
    "all": ("Count the first only", "Leave later transactions out, as Convert does by default"),
}
"""What the switch of the profile would do, by what it is set to: its name and its tooltip."""


SWITCHED: Mapping[Transactions, str] = {
    "first": "This profile counts all transactions of a visitor now.",
    "all": "This profile counts a visitor's first transaction only now.",
}
"""What was done, by what the profile was set to before."""


def _outcome_words(outcome: Outcome) -> str:
    """Why an expectation is not met."""
    if outcome.word == "missing":
        return f"{outcome.name}: not accepted yet in this period."
    if not outcome.deviations:
        return f"{outcome.name}: it was sent, and should never be."
    more = outcome.total - 1
    rest = f" And {more:,} more deviation{'' if more == 1 else 's'}." if more else ""
    return f"{outcome.name}: {outcome.deviations[0]}.{rest}"
