"""Journeys: steps made of the draft, saved under a name, and run for one visitor or several."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.journeys.journey import (
    MOST_REPEATS,
    PAUSE,
    Journey,
    Step,
    repeats_transactions,
    steps_of,
)
from convert_console.core.sending.confirmation import visitor_in
from convert_console.models.document.document import RequestDocument
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.widgets.journeys.steps import JourneySteps
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.fitting_dialog import FittingDialog
from convert_console.widgets.kit.inputs import inset
from convert_console.widgets.kit.run_panel import RunPanel
from convert_console.widgets.theme.theme import px, set_look

# The line that names a journey, and finds, saves and deletes it by that name.


class JourneyNames(QWidget):
    """Signals:
    picked(str): a saved journey was chosen by its name.
    typed: the name is another one.
    told(str): what was done, in a sentence.
    """

    picked = Signal(str)
    typed = Signal()
    told = Signal(str)

    def __init__(
        self, journeys: Journeys, shown: Callable[[], Journey], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._journeys, self._shown = journeys, shown
        self.combo = QComboBox(self, editable=True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setAccessibleName("Name of the journey")
        self.combo.setToolTip("Choose a saved journey, or name this one")
        line = self.combo.lineEdit()
        assert line is not None  # it is editable
        line.setPlaceholderText("a name, to save it by")
        self.combo.activated.connect(lambda row: self.picked.emit(self.combo.itemText(row)))
        self.combo.editTextChanged.connect(lambda _text: self.typed.emit())
        self.save = self._button("Save", self._save)
        self.delete = self._button("Delete", self._delete)
        self.save.setToolTip("Keep the steps under this name")
        self.delete.setToolTip("Delete the journey of this name")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.combo, 1)
        row.addWidget(self.save)
        row.addWidget(self.delete)
        journeys.changed.connect(self._list)
        self._list()

    @property
    def name(self) -> str:
        """The name as typed."""
        return self.combo.currentText().strip()

    def set_name(self, name: str) -> None:
        """Put a name there."""
        self.combo.setEditText(name)

    def refresh(self) -> None:
        """Offer what can be done with this name and these steps."""
        self.save.setEnabled(bool(self.name and self._shown().steps))
        self.delete.setEnabled(self._journeys.find(self.name) is not None)

    def _list(self) -> None:
        typed = self.combo.currentText()
        self.combo.clear()
        self.combo.addItems([one.name for one in self._journeys.all])
        self.combo.setEditText(typed)
        self.refresh()

    def _button(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: then())
        return button

    def _save(self) -> None:
        if self._journeys.save(self._shown()):
            self.told.emit(f"Saved as {self.name}.")

    def _delete(self) -> None:
        if self._journeys.delete(self.name):
            self.told.emit("Deleted. The steps are still here until this dialog is closed.")


ANEW = "Make a step of each event of the draft, in place of these"


class JourneyDialog(FittingDialog):
    """The window stays in use beside it; closing the dialog lets a run go on."""

    def __init__(
        self,
        document: RequestDocument,
        journeys: Journeys,
        run: JourneyRun,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._journeys, self._run = document, journeys, run
        self.setWindowTitle("Journey")
        self.take_room(720, 520)
        self._make_parts()
        self._make_buttons()
        self.repeats = QSpinBox(self, minimum=1, maximum=MOST_REPEATS)
        self.repeats.setAccessibleName("How many times")
        self.repeats.setToolTip("How many times; each round has a visitor of its own")
        inset(self.repeats)
        self.repeats.valueChanged.connect(lambda _value: self.refresh())
        self.whose = QLabel(self, wordWrap=True)
        self.whose.setTextFormat(Qt.TextFormat.PlainText)
        self.panel = RunPanel(self)
        self.names.told.connect(self.panel.say)
        self.panel.answered.connect(lambda yes: run.confirm() if yes else run.cancel())
        self._place()
        run.changed.connect(self.refresh)
        document.changed.connect(self.refresh)
        journeys.failed.connect(lambda sentence: self.panel.say(sentence, "error"))
        if journeys.all:
            self._show_saved(journeys.all[0].name)
        self.refresh()

    @property
    def journey(self) -> Journey:
        """The journey as it stands in the dialog."""
        return Journey(self.names.name, self.steps.steps, self.repeats.value())

    def refresh(self) -> None:
        """Show what could be run, and how a run stands."""
        run, journey = self._run, self.journey
        there = bool(journey.steps)
        self.pages.setCurrentIndex(int(there))
        self.empty.setEnabled(bool(steps_of(self._document.draft)))
        self.take.setVisible(there)  # without steps, the same stands in their place
        for button in (self.up, self.down, self.remove):
            button.setEnabled(there)
        self.names.refresh()
        self.whose.setText(self._whose(journey))
        self.panel.ask(f"{run.question} Send all of it?" if run.question else "")
        self.panel.set_progress(run.done, run.total)
        self.panel.say(self._standing())
        self.go.setText("Cancel" if run.going else "Run")
        self.go.setEnabled(there or run.going)

    def reject(self) -> None:
        """Esc answers the question with no, or stops a run, before it closes the dialog."""
        if self._run.question or self._run.going:
            self._run.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._run.question:
            self._run.cancel()
        super().closeEvent(event)

    def _standing(self) -> str:
        run = self._run
        if run.going:
            return f"{run.done:,} of {run.total:,} accepted. Each is a row of the history."
        return run.sentence

    def _whose(self, journey: Journey) -> str:
        if repeats_transactions(journey):
            return "times, each with a fresh visitor id. The transaction id is the same in each."
        if journey.repeats > 1:
            return "times, each round with a fresh visitor id. Account and project of the draft."
        vid = _shortened(visitor_in(self._document.payload))
        visitor = f"visitor {vid}" if vid else "the visitors that the steps name"
        return f"time, for {visitor}, with account and project of the draft."

    def _place(self) -> None:
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        column.addWidget(self.names)
        column.addWidget(self.pages, 1)
        column.addLayout(_row(self.take, self.add, None, self.up, self.down, self.remove))
        column.addLayout(_row(QLabel("Run", self), self.repeats, self.whose))
        column.addWidget(self.panel)
        column.addLayout(_row(None, self.go, self.shut))

    def _make_parts(self) -> None:
        self.names = JourneyNames(self._journeys, lambda: self.journey, self)
        self.names.picked.connect(self._show_saved)
        self.names.typed.connect(self.refresh)
        self.steps = JourneySteps(self)
        self.steps.altered.connect(self.refresh)
        self.empty = EmptyState(
            "list", "No steps yet", "Each event of the request on screen becomes a step.",
            "Make steps of the draft", self,
        )  # fmt: skip
        self.empty.acted.connect(self._take_events)

    def _make_buttons(self) -> None:
        self.take = self._button("Rebuild from draft", self._take_events, ANEW)
        self.add = self._button("Add the draft as a step", self._add_draft, "One more step of it")
        self.up = self._button("Up", lambda: self.steps.move(-1), "Send the chosen step earlier")
        self.down = self._button("Down", lambda: self.steps.move(1), "Send the chosen step later")
        self.remove = self._button("Remove", self.steps.remove, "Take the chosen step out")
        self.go = self._button("Run", self._go, "Send the steps, one after the other")
        set_look(self.go, kind="primary")
        self.shut = self._button("Close", self.accept, "Close; a run goes on (Esc)")

    def _button(self, text: str, then: Callable[[], object], tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: then())
        return button

    def _go(self) -> None:
        if self._run.going:
            self._run.cancel()
        else:
            self._run.start(self.journey)

    def _take_events(self) -> None:
        self.steps.show_steps(steps_of(self._document.draft))
        self.refresh()
        self.steps.setFocus()  # what was pressed is there no more

    def _add_draft(self) -> None:
        draft = self._document.draft
        steps = self.steps.steps
        pause = PAUSE if steps else 0.0
        self.steps.show_steps((*steps, Step(draft.text, draft.method, pause)))
        self.refresh()

    def _show_saved(self, name: str) -> None:
        saved = self._journeys.find(name)
        if saved is not None:
            self.names.set_name(saved.name)
            self.repeats.setValue(saved.repeats)
            self.steps.show_steps(saved.steps)
            self.refresh()


def _shortened(vid: str) -> str:
    return vid if len(vid) < 40 else f"{vid[:39]}…"


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; `None` stands for the gap that takes what is left."""
    row = QHBoxLayout()
    row.setSpacing(px(8))
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, int(isinstance(widget, QLabel) and widget.wordWrap()))
    return row
