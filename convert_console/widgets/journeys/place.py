"""The place for journeys: the steps of one visitor, saved and repeatable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.journeys.journey import (
    PAUSE,
    Journey,
    LastRun,
    Step,
    steps_of,
)
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import Profile
from convert_console.core.sending.confirmation import visitor_in
from convert_console.core.text import visible
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.journeys.problems import StepProblems
from convert_console.models.journeys.runner import JourneyRun, RunRecord
from convert_console.models.journeys.saved import Journeys
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.fields.target_fields import TargetBar
from convert_console.widgets.journeys.journey_list import JourneyList
from convert_console.widgets.journeys.options import JourneyHead, Options
from convert_console.widgets.journeys.run_table import RunPane, short_visitor
from convert_console.widgets.journeys.steps import StepList
from convert_console.widgets.kit.buttons import AddButton, HintButton, LinkButton, OnceButton
from convert_console.widgets.kit.cards import QuestionCard
from convert_console.widgets.kit.dialogs import ask_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.panes import Divided, Hairline
from convert_console.widgets.kit.place import Place
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import (
    NO_LIMIT,
    px,
    set_surface,
)

LIST, NARROW_LIST, NARROW = 264, 208, 1036
"""Pixels of the list, of the narrow one, and of the place below which it is narrow."""

LEAST, STACKED, LIST_HEIGHT = 440, 680, 160
"""Pixels that the place needs, the width below which the list is above the steps, and its height
there.
"""

QUESTION, EDGE = 408, 12
"""Pixels of the question, and to the edges of the place."""

ONE_ROW = 600
"""Pixels of the bar from which its fields and buttons fit into one row."""


@dataclass(frozen=True, slots=True)
class JourneyModels:
    """The models of the place."""

    journeys: Journeys
    run: JourneyRun
    problems: StepProblems
    document: RequestDocument
    catalog: CurrentCatalog
    saved: SavedRequests
    profiles: Profiles
    request: CurrentRequest


class JourneysPlace(Place):
    """A run continues while another place is in sight.

    Signals:
        traffic_wanted(object): the user wants to see the requests of this `RunRecord`.
        compose_wanted(object): the user wants to edit a `Step` in Compose.
        har_given(str): the user chose a file with several requests; its path.
        confirm_wanted(list): the user wants to look for these exchanges in Convert's live log.
        snapshot_wanted: the user wants to keep what Convert's reports say before the run.
        told(str): what was done, in a sentence, which can be taken back.
    """

    traffic_wanted = Signal(object)
    compose_wanted = Signal(object)
    har_given = Signal(str)
    confirm_wanted = Signal(list)
    snapshot_wanted = Signal()
    told = Signal(str)
    bar: JourneyBar

    def __init__(self, models: JourneyModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self.bar = JourneyBar(models.run, models.profiles, self)
        self.list = JourneyList(self)
        self.list.chosen.connect(models.journeys.choose)
        self.head = JourneyHead(self)
        self.options = Options(self)
        self.steps = StepList(self)
        self.runs = RunPane(self)
        self.empty = EmptyState(
            "route", "No journeys yet",
            "A journey sends the steps of one visitor, one after the other: the variation seen, "
            "the goal reached, the order paid. Each event of the draft becomes a step.",
            "Make one from the draft", self,
        )  # fmt: skip
        self.no_steps = EmptyState(
            "list", "No steps yet", "Each event of the draft becomes a step.",
            "Make steps from draft", self,
        )  # fmt: skip
        self.from_file = LinkButton("Open a HAR file…", self)
        self.from_file.setToolTip("Make a journey of the requests that a browser has recorded")
        self.bar.go.clicked.connect(lambda _checked: self._run())
        self.bar.rehearse.clicked.connect(lambda _checked: self._rehearse())
        self._make_adding()
        self.question = QuestionCard(self)
        self._place_parts()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the journeys, the chosen one, and its run."""
        models, run = self._models, self._models.run
        journey = models.journeys.current
        self.list.show_journeys(models.journeys.all, journey, self._status)
        self.pages.setCurrentIndex(int(journey is not None))
        can_make = bool(steps_of(models.document.draft))
        self.empty.setEnabled(True)
        self.no_steps.setEnabled(can_make)
        if journey is not None:
            self.head.show_journey(journey)
            marks = journey.marks(models.profiles.current)
            self.options.show_journey(journey, self._visitor(journey), self._is_live, marks)
            self.options.snapshot.setVisible(bool(models.profiles.current.api_key_since))
            self.steps.show_steps(journey.steps, models.catalog.value)
            if self.isVisible():
                models.problems.check(journey)
            self._show_problems()
            self.step_pages.setCurrentIndex(int(bool(journey.steps)))
            self.add_saved.setVisible(models.saved.rowCount() > 0)
            record = run.last(journey.name)
            sentence = "" if run.going else run.sentence
            self.runs.show_record(record, models.catalog.value, sentence)
            self.runs.setVisible(record is not None or bool(sentence))
        for part in (self.head, self.options, self.steps, self.adding):
            part.setEnabled(not run.going)
        self._show_bar(journey)
        self._ask()
        self.news_changed.emit(self.attention)
        self.can_cancel_changed.emit()

    @property
    def attention(self) -> int:
        """How many things wait for the person: a question, or a run that was not delivered."""
        run = self._models.run
        record = run.record
        failed = record is not None and not record.going and bool(record.fault) and not self._seen
        return int(bool(run.question)) + int(failed)

    @property
    def can_cancel(self) -> bool:
        return bool(self._models.run.question) or self._models.run.going

    def cancel(self) -> None:
        """Decline the question, or stop the run."""
        self._models.run.cancel()

    def send(self) -> bool:
        """Run the journey; a second Ctrl+Enter confirms nothing."""
        if self.bar.go.isEnabled() and not self._models.run.question and not self._models.run.going:
            self.bar.go.click()
        return True

    def undo(self) -> None:
        """Take back what was typed, or else the last change."""
        if not (self.head.revert() or self.steps.editor.revert()):
            self._models.journeys.undo()

    def redo(self) -> None:
        self._models.journeys.redo()

    def activated(self) -> None:
        self._seen = True
        self.refresh()

    def left(self) -> None:
        self._seen = not self._models.run.going

    def take_focus(self) -> None:
        if self._models.journeys.current is None:
            self.empty.take_focus()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._place_question()

    def minimumSizeHint(self) -> QSize:
        # Of its narrowest arrangement, which is not always the one that is shown.
        return QSize(px(LEAST), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # another zoom, perhaps at the same width
            self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.WindowActivate:
            self._models.journeys.reload()  # another window may have changed them
        elif event.type() == QEvent.Type.LayoutRequest and self.question.isVisible():
            self._place_question()
        return done

    def _fit(self) -> None:
        """Put the list beside the steps, or above them in a narrow place."""
        stacked = self.width() < px(STACKED)
        if stacked:
            self._row.setDirection(QBoxLayout.Direction.TopToBottom)
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(NO_LIMIT)
            self._left.setFixedHeight(px(LIST_HEIGHT))
        else:
            self._row.setDirection(QBoxLayout.Direction.LeftToRight)
            self._left.setMinimumHeight(0)
            self._left.setMaximumHeight(NO_LIMIT)
            narrow = self.width() < px(NARROW)
            self._left.setFixedWidth(px(NARROW_LIST if narrow else LIST))
        self._divider.setVisible(not stacked)
        self._below.setVisible(stacked)

    # What is shown

    @property
    def _is_live(self) -> bool:
        return destination_kind(self._models.request.profile.url) != "loopback"

    def _visitor(self, journey: Journey) -> str:
        """Whose visitor a run without new ones uses."""
        vid = visitor_in(self._models.document.payload)
        return f"for visitor {short_visitor(vid)}" if vid else "for the visitors in the steps"

    def _status(self, journey: Journey) -> RunRecord | LastRun | None:
        return self._models.run.last(journey.name) or journey.last_run

    def _show_problems(self) -> None:
        steps = self.steps.steps
        self.steps.show_problems([self._models.problems.at(place) for place in range(len(steps))])

    def _show_bar(self, journey: Journey | None) -> None:
        can_run, run = journey is not None and bool(journey.steps), self._models.run
        is_over = self.bar.stop.hasFocus() and not run.going
        self.bar.show_state(self._models.request.profile, can_run, going=run.going)
        if is_over and self.runs.table.isVisibleTo(self):
            self.runs.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        run = self._models.run
        had_focus = self.question.isVisible() and self.question.isAncestorOf(
            keep_parent(QApplication.focusWidget()) or self
        )
        if run.question and self.question.isHidden():
            self.scroll_to_start()
        self.question.ask(f"{run.question} {run.answer}?" if run.question else "", run.answer)
        if run.question:
            self._place_question()
            self.question.raise_()
        elif had_focus:
            self.bar.go.setFocus()

    def _place_question(self) -> None:
        if self.question.isHidden():
            return
        width = max(px(QUESTION), self.question.minimumSizeHint().width())
        width = min(width, self.width() - 2 * px(EDGE))
        height = self.question.height_for(width)
        self.question.setGeometry(self.width() - width - px(EDGE), px(4), width, height)

    # What is done

    def _new(self) -> None:
        self._models.journeys.add(Journey(steps=steps_of(self._models.document.draft)))
        self.refresh()  # its name is what is edited
        self.head.edit_name()

    def _make_first(self) -> None:
        self._models.journeys.add(Journey(steps=steps_of(self._models.document.draft)))
        self.refresh()
        if self.steps.rows:
            self.steps.rows[0].setFocus()

    def _rebuild(self) -> None:
        steps = steps_of(self._models.document.draft)
        if steps:
            self._models.journeys.set_steps(steps, "Rebuild from draft")
            self.told.emit("The steps were rebuilt from the draft.")

    def _add_draft(self) -> None:
        draft, journey = self._models.document.draft, self._models.journeys.current
        if journey is not None:
            self._add_step(Step(draft.text, draft.method, PAUSE if journey.steps else 0.0))

    def _add_step(self, step: Step) -> None:
        journey = self._models.journeys.current
        if journey is not None:
            self._models.journeys.set_steps((*journey.steps, step), "Add a step")
            self.refresh()
            self.steps.rows[-1].setFocus()

    def _fill_saved(self, menu: QMenu) -> None:
        menu.clear()
        saved = self._models.saved
        for row in range(saved.rowCount()):
            request = saved.at(row)
            assert request is not None  # one of the rows
            draft = request.draft
            step = Step(draft.text, draft.method, PAUSE)
            menu.addAction(visible(request.name), partial(self._add_step, step))

    def _delete(self) -> None:
        journey = self._models.journeys.current
        if journey is not None:
            self._models.journeys.delete()
            self.told.emit(f"Journey “{journey.name}” deleted.")

    def _choose_file(self) -> None:
        filters = ["HAR (*.har)", "All files (*)"]
        ask_file(self, "Open requests of a browser", filters, self.har_given.emit)

    def _take_typed(self) -> None:
        """End what is being typed, which is to be sent; the run locks these fields anyway."""
        focus = keep_parent(QApplication.focusWidget())
        if focus and any(p.isAncestorOf(focus) for p in (self.head, self.options, self.steps)):
            self.bar.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _run(self) -> None:
        self._take_typed()
        journey = self._models.journeys.current
        if journey is not None:
            self._models.run.start(journey)

    def _rehearse(self) -> None:
        self._take_typed()
        journey = self._models.journeys.current
        if journey is not None:
            self._models.run.rehearse(journey)

    def _edit_in_compose(self, place: int) -> None:
        journey = self._models.journeys.current
        if journey is not None and 0 <= place < len(journey.steps):
            self.compose_wanted.emit(journey.steps[place])

    def _drop_step(self, steps: tuple[Step, ...], label: str) -> None:
        self._models.journeys.set_steps(steps, label)
        if label.startswith("Delete"):
            self.told.emit(f"{label.replace('Delete step', 'Step')} deleted.")

    def _menu(self) -> QMenu:
        journeys, menu = self._models.journeys, QMenu(self)
        undo = menu.addAction(f"&Undo {journeys.undo_label.lower()}".rstrip(), self.undo)
        redo = menu.addAction(f"&Redo {journeys.redo_label.lower()}".rstrip(), self.redo)
        undo.setEnabled(bool(journeys.undo_label))
        redo.setEnabled(bool(journeys.redo_label))
        menu.addSeparator()
        menu.addAction("Re&name", self.head.edit_name)
        menu.addAction("D&uplicate", journeys.duplicate)
        menu.addAction("&Delete", self._delete)
        menu.addSeparator()
        menu.addAction("&Open a HAR file…", self._choose_file)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # Construction

    def _make_adding(self) -> None:
        self.adding = QWidget(self)
        self.add_draft = AddButton("Add the draft as a step", self.adding)
        self.add_draft.setToolTip("Add the draft as one more step")
        self.add_draft.clicked.connect(self._add_draft)
        self.add_saved = AddButton("Add a saved request…", self.adding)
        self.add_saved.setToolTip("Add a saved request as one more step")
        menu = QMenu(self.add_saved)
        menu.aboutToShow.connect(lambda: self._fill_saved(menu))
        self.add_saved.setMenu(menu)
        row = QHBoxLayout(self.adding)
        row.setContentsMargins(px(12), px(6), px(12), px(6))
        row.setSpacing(px(12))
        row.addWidget(self.add_draft)
        row.addWidget(self.add_saved)
        row.addStretch(1)

    def _connect(self) -> None:
        models, journeys = self._models, self._models.journeys
        self._seen = True
        self.empty.acted.connect(self._make_first)
        self.no_steps.acted.connect(self._rebuild)
        self.from_file.clicked.connect(self._choose_file)
        self.list.new.clicked.connect(self._new)
        self.list.deleted.connect(self._delete)
        self.head.renamed.connect(journeys.rename)
        self.head.rebuild.clicked.connect(self._rebuild)
        self.head.more.clicked.connect(
            lambda: self._menu().popup(
                self.head.more.mapToGlobal(QPoint(0, self.head.more.height()))
            )
        )
        self.options.altered.connect(journeys.change_settings)
        self.options.snapshot_wanted.connect(self.snapshot_wanted)
        self.steps.altered.connect(self._drop_step)
        self.steps.compose_wanted.connect(self._edit_in_compose)
        self.runs.traffic.clicked.connect(self._show_in_traffic)
        self.runs.confirm.clicked.connect(self.confirm)
        self.question.answered.connect(
            lambda yes: models.run.confirm() if yes else models.run.cancel()
        )
        for changed in (
            journeys.changed, models.run.changed, models.document.changed,
            models.catalog.changed, models.request.changed,
        ):  # fmt: skip
            changed.connect(self._refresh_soon)
        models.problems.changed.connect(self._show_problems)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)

    def confirm(self) -> bool:
        """Look for the last run of the journey in Convert's live log; whether there is one."""
        journey = self._models.journeys.current
        record = self._models.run.last(journey.name) if journey is not None else None
        if record is None or record.going:
            return False
        self.confirm_wanted.emit(record.exchanges)
        return True

    def _show_in_traffic(self) -> None:
        journey = self._models.journeys.current
        record = self._models.run.last(journey.name) if journey is not None else None
        if record is not None:
            self.traffic_wanted.emit(record)

    def _refresh_soon(self) -> None:
        """Once for all that changed together."""
        self._soon.start()

    def _place_parts(self) -> None:
        self._left = QWidget(self)
        set_surface(self._left, "window")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.list.head)
        left.addWidget(Hairline(self._left))
        left.addSpacing(px(8))
        left.addWidget(self.list, 1)
        nothing = QWidget(self)
        middle = QVBoxLayout(nothing)
        middle.addStretch(1)
        middle.addWidget(self.empty)
        middle.addWidget(self.from_file, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        self.step_pages = QStackedWidget(self)
        self.step_pages.addWidget(self.no_steps)
        self.step_pages.addWidget(self.steps)
        self.steps.add_footer(self.adding)
        above = QWidget(self)
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Hairline(above))
        column.addWidget(self.options)
        column.addWidget(Hairline(above))
        column.addWidget(self.step_pages, 1)
        self.parts = Divided(Qt.Orientation.Vertical, self)
        self.parts.addWidget(above)
        self.parts.addWidget(self.runs)
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(1, 2)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(nothing)
        self.pages.addWidget(self.parts)
        self._divider, self._below = Hairline(self, Qt.Orientation.Vertical), Hairline(self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self._divider)
        row.addWidget(self._below)
        row.addWidget(self.pages, 1)
        self._fit()


class JourneyBar(TargetBar):
    """What the place has in the top bar: target, User-Agent, and the buttons that run a journey.

    The buttons `go` and `rehearse` are connected by the place.
    """

    def __init__(self, run: JourneyRun, profiles: Profiles, parent: QWidget) -> None:
        super().__init__(profiles, ONE_ROW, parent)
        self.rehearse = OnceButton(leading_icon("monitor"), "Rehearse here", self)
        self.rehearse.setAutoDefault(False)
        self.rehearse.setToolTip(
            "Send the same requests to the collector on this machine; nothing counts"
        )
        self.go = HintButton("Run", "Ctrl+↵", self)
        self.go.setToolTip("Send the steps one after the other (Ctrl+Enter)")
        self.stop = HintButton("Stop", "Esc", self, kind="")
        self.stop.setToolTip("Send no more steps (Esc)")
        self.stop.clicked.connect(run.cancel)
        self._buttons = QWidget(self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.go)
        self._stack.addWidget(self.stop)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(px(8))
        buttons.addWidget(self.rehearse)
        buttons.addLayout(self._stack)
        self.place(self._buttons)

    def show_state(self, profile: Profile, can_run: bool, *, going: bool) -> None:
        """Show where requests go, and Stop in place of Run during a run."""
        self.show_profile(profile)
        hidden, shown = (self.go, self.stop) if going else (self.stop, self.go)
        had_focus = hidden.hasFocus() or (going and self.rehearse.hasFocus())
        self.go.setEnabled(can_run)
        self.rehearse.setEnabled(can_run and not going)
        self._stack.setCurrentWidget(shown)
        if had_focus:
            shown.setFocus()
        for field in (self.target, self.agent):
            field.setEnabled(not going)
