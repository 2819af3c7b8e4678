"""The place Results: what a report should show, which is ticked off when the report shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import RUNNING
from convert_console.core.export.formats import EXPORT_FORMATS, ExportFormat
from convert_console.core.ledger.ledger import (
    CONVERSIONS_ONCE,
    REHEARSAL,
    Line,
    Transactions,
    counted,
)
from convert_console.core.plan.plan import PLANNED
from convert_console.core.text import visible
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
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.captioned_line import CaptionedLine
from convert_console.widgets.fields.choice_line import ChoiceEntry
from convert_console.widgets.kit.buttons import LinkButton, MenuButton
from convert_console.widgets.kit.dialogs import ask_new_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.message_bar import MessageBar, sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.place import Place, PlaceBar
from convert_console.widgets.ledger.chain import Chain, verdict_words
from convert_console.widgets.ledger.table_view import LedgerTable
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

PROGRESS_EVERY_MS = 250
"""After this time a count shows its progress, in place of the figures that are being replaced."""

AFTER_A_SEND_MS = 300
"""How long a place in sight waits for more sends before it counts again."""

COUNTED: tuple[tuple[Where, str], ...] = (
    ("away", "Live"),
    ("here", "Rehearsals"),
)


class ResultsBar(PlaceBar):
    """Period, what is counted, and what can be done with the figures."""

    def __init__(self, export: MenuButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.span = CaptionedLine("Period", self)
        self.where = CaptionedLine("Count", self)
        self.refresh = QPushButton("Refresh", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for field, width, tip in (
            (self.span, SPAN_WIDTH, "Count the requests of this period"),
            (self.where, WHERE_WIDTH, "Count what left this machine, or what was sent to it"),
        ):
            field.setMaximumWidth(px(width))
            field.setToolTip(tip)
            row.addWidget(field, 1)
        row.addStretch(1)
        self.refresh.setToolTip("Read the history again")
        self.refresh.setAutoDefault(False)
        export.setToolTip("Save the figures to a file, or copy them for a spreadsheet")
        set_look(export, kind="quiet")
        row.addWidget(self.refresh)
        row.addWidget(export)

    def fit(self, width: int) -> None:
        for field in (self.span, self.where):
            if field.captioned is not (width >= px(CAPTIONS)):
                field.show_caption(width >= px(CAPTIONS))


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
    """

    written = Signal(str, str)
    told = Signal(str)
    switched = Signal(str, object)
    failed = Signal(str)
    verify_wanted = Signal()
    names_wanted = Signal()
    evidence_wanted = Signal(object, object, str)
    history_wanted = Signal(str)

    def __init__(
        self,
        model: LedgerModel,
        profiles: Profiles,
        known: tuple[CurrentCatalog, Plans],
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        """`known` are the names and the plan of the project."""
        super().__init__(parent)
        self.model = model
        self._profiles, self._preferences = profiles, preferences
        self._catalog, self._plans = known
        self.exports = LedgerExports(self)
        self._counted_profile: NamedProfile | None = None
        self._in_sight, self._outdated, self._news = False, False, 0
        self.export = MenuButton("Export", self._menu(), self)
        self.bar = bar = ResultsBar(self.export, self)
        self.span, self.where, self.refresh_button = bar.span, bar.where, bar.refresh
        self.notice = MessageBar("info", self)
        self.chain = Chain(self)
        self.table = LedgerTable(self)
        self.notes = _Notes(self)
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
        target: QWidget = self.table if self.table.isVisible() else self.span
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
        await self.model.finish_counting()
        await self.exports.finish()

    def count(self) -> None:
        """Count the chosen period again."""
        profile = self._profiles.current
        self._outdated, self._news = False, 0
        self._counted_profile = self._profile()
        self.model.use_transactions(profile.transactions)
        plan = self._plans.value
        self.model.count(self._counted_profile, SPANS[max(self.span.index, 0)][1], plan)

    def refresh(self) -> None:
        """Show the figures, or why there are none. While it counts, the former ones stay."""
        count, lines = self.model.counted, self._lines()
        self.refresh_button.setEnabled(count is not None)
        self.export.setEnabled(bool(lines))
        if count is None:
            if self._counted_profile is not None and not self._progress_timer.isActive():
                self._progress_timer.start()
            return
        self._progress_timer.stop()
        self._show_places()
        self.notice.set_text(*self._notice(count))
        self.chain.show_count(count)
        self.table.show_lines(lines, self._status)
        self.chain.show_ticks(lines)
        self._show_notes(count)
        if not lines:
            self._show_empty(count)
        self._pages.setCurrentIndex(0 if lines else 1)
        self._fit_table()

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
        notes = self._plan_notes(count)
        notes.append((f"{CONVERSIONS_ONCE} {count.transaction_note}", acts))
        notes += [(text, None) for text in count.remarks]
        if self._catalog.value is None and self._lines():
            load = NoteAction("Load names…", "Names of goals and experiences", self._names)
            notes.append(("No names are loaded, so ids are shown.", load))
        self.notes.show_notes(notes)

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
        self.refresh_button.setEnabled(True)

    def _show_ticks(self) -> None:
        lines = self._lines()
        self.table.show_lines(lines, self._status)
        self.chain.show_ticks(lines)
        self._fit_table()

    def _fit_table(self) -> None:
        """Let the table end with its last row, so that the notes follow it."""
        self.table.setMaximumHeight(self.table.content_height())

    # What the user does

    def _run_action(self) -> None:
        self._act()

    def _choose_span(self, index: int) -> None:
        self.span.show_choice(index)
        self._preferences.keep_results({"span": SPANS[index][0], "count": self._chosen_place()})
        self.count()

    def _choose_where(self, index: int) -> None:
        where = COUNTED[index][0]
        self.model.choose(where)
        self._preferences.keep_results({"span": SPANS[self.span.index][0], "count": where})

    def _chosen_place(self) -> str:
        return str(self._preferences.results.get("count", ""))

    def _restore(self) -> None:
        self.span.set_choices([ChoiceEntry(words) for words, _ in SPANS])
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
        profile = self._profiles.current
        return Statement(
            profile.name,
            SPANS[self.span.index][0],
            count.at,
            count.summary,
            (count.transaction_note, *count.remarks),
            self._lines(),
            rehearsal=count.is_rehearsal,
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
            name=f"evidence.{form.suffix}",
            suffix=form.suffix,
        )

    def _menu(self) -> QMenu:
        menu = QMenu(self)
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
        if self._counted_profile is None:
            return
        self.model.use_transactions(self._profiles.current.transactions)
        if self._counted_profile != self._profile():
            if self._in_sight:
                self.count()
            else:
                self.news_changed.emit(0)

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
        self.refresh_button.clicked.connect(lambda _checked: self.count())

    def _place_parts(self) -> None:
        inner = QVBoxLayout(self._figures)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        self.table.setMinimumHeight(px(LEAST_TABLE))
        for widget, stretch in (
            (self.chain, 0),
            (Hairline(self), 0),
            (self.table, 1000),
            (Hairline(self), 0),
            (self.notes, 0),
        ):
            inner.addWidget(widget, stretch)
        inner.addStretch(1)
        self._pages.addWidget(self._figures)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addLayout(self._pages, 1)


MOST_OUTCOMES = 5
"""Expectations of the plan that are not met, which are listed."""

MOST_EVIDENCE = 1_000
"""Requests on a page of evidence, which would take minutes to read."""

CAPTIONS = 560
"""Width of the top bar in pixels from which its fields have their captions."""

SPAN_WIDTH, WHERE_WIDTH, LEAST_TABLE = 200, 200, 140
"""Pixels of the fields in the top bar, and of the table's height at least."""


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


class NoteAction(NamedTuple):
    """What a note offers."""

    name: str
    tip: str
    run: Callable[[], object]


Note = tuple[str, NoteAction | None]
"""A sentence, and perhaps an action."""


class _Notes(QWidget):
    """What was not counted or is not known, a sentence each, with its action."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(12), px(12), px(12))
        self._column.setSpacing(px(8))
        self._rows: list[QWidget] = []
        self.texts: list[str] = []
        self.buttons: list[QPushButton] = []

    def show_notes(self, notes: Sequence[Note]) -> None:
        focused = [button.hasFocus() for button in self.buttons]
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.buttons = []
        self._rows = [self._row(*note) for note in notes]
        self.texts = [text for text, _ in notes]
        if any(focused) and self.buttons:  # the button that was pressed is replaced
            self.buttons[min(focused.index(True), len(self.buttons) - 1)].setFocus()

    def _row(self, text: str, action: NoteAction | None) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(IconLabel("info", side=tokens().size.icon_small, parent=row), 0, top)
        label = sentence_label(row)
        label.setText(visible(text))
        set_look(label, role="muted")
        line.addWidget(label, 1)
        if action:
            button = LinkButton(action.name, row)
            button.setToolTip(action.tip)
            button.clicked.connect(lambda _checked: action.run())
            line.addWidget(button, 0, top)
            self.buttons.append(button)
        self._column.addWidget(row)
        return row
