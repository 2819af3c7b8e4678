"""The dialog for journeys: steps made from the draft, saved by name and run."""

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
    repeats_transaction_id,
    steps_of,
)
from convert_console.core.sending.confirmation import visitor_in
from convert_console.models.document.document import RequestDocument
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.widgets.journeys.steps import StepTable
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.run_panel import RunPanel
from convert_console.widgets.theme.theme import inset_text, px, set_look


class JourneyNameBar(QWidget):
    """The name of the journey, with buttons to save and delete it.

    Signals:
        picked(str): the user chose the saved journey with this name.
        typed: the name changed.
        status(str): what was done, as a sentence.
    """

    picked = Signal(str)
    typed = Signal()
    status = Signal(str)

    def __init__(
        self, journeys: Journeys, shown: Callable[[], Journey], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._journeys, self._shown = journeys, shown
        self.combo = QComboBox(self, editable=True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setAccessibleName("Name of the journey")
        self.combo.setToolTip("Choose a saved journey, or enter a name for this one")
        line = self.combo.lineEdit()
        assert line is not None  # it is editable
        line.setPlaceholderText("Name to save it under")
        self.combo.activated.connect(lambda row: self.picked.emit(self.combo.itemText(row)))
        self.combo.editTextChanged.connect(lambda _text: self.typed.emit())
        self.save = self._button("Save", self._save)
        self.delete = self._button("Delete", self._delete)
        self.save.setToolTip("Save the steps under this name")
        self.delete.setToolTip("Delete the saved journey with this name")
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
        """The name as entered."""
        return self.combo.currentText().strip()

    def set_name(self, name: str) -> None:
        self.combo.setEditText(name)

    def refresh(self) -> None:
        """Enable the buttons that apply to this name and these steps."""
        self.save.setEnabled(bool(self.name and self._shown().steps))
        self.delete.setEnabled(self._journeys.find(self.name) is not None)

    def _list(self) -> None:
        typed = self.combo.currentText()
        self.combo.clear()
        self.combo.addItems([journey.name for journey in self._journeys.all])
        self.combo.setEditText(typed)
        self.refresh()

    def _button(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: then())
        return button

    def _save(self) -> None:
        if self._journeys.save(self._shown()):
            self.status.emit(f"Saved as {self.name}.")

    def _delete(self) -> None:
        if self._journeys.delete(self.name):
            self.status.emit("Deleted. The steps stay here until you close this dialog.")


REBUILD = "Replace the steps with one for each event of the draft"


class JourneyDialog(FittingDialog):
    """The main window can be used while it is open; a run continues after it is closed."""

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
        self.resize_within_screen(720, 520)
        self._make_parts()
        self._make_buttons()
        self.repeats = QSpinBox(self, minimum=1, maximum=MOST_REPEATS)
        self.repeats.setAccessibleName("How many times")
        self.repeats.setToolTip("How often to run it; each round has a new visitor")
        inset_text(self.repeats)
        self.repeats.valueChanged.connect(lambda _value: self.refresh())
        self.run_text = QLabel(self, wordWrap=True)
        self.run_text.setTextFormat(Qt.TextFormat.PlainText)
        self.panel = RunPanel(self)
        self.names.status.connect(self.panel.show_state)
        self.panel.answered.connect(lambda yes: run.confirm() if yes else run.cancel())
        self._place()
        run.changed.connect(self.refresh)
        document.changed.connect(self.refresh)
        journeys.failed.connect(lambda sentence: self.panel.show_state(sentence, "error"))
        if journeys.all:
            self._show_saved(journeys.all[0].name)
        self.refresh()

    @property
    def journey(self) -> Journey:
        """The journey as shown in the dialog."""
        return Journey(self.names.name, self.steps.steps, self.repeats.value())

    def refresh(self) -> None:
        """Show the steps, the confirmation and the progress."""
        run, journey = self._run, self.journey
        has_steps = bool(journey.steps)
        self.pages.setCurrentIndex(int(has_steps))
        self.empty.setEnabled(bool(steps_of(self._document.draft)))
        self.rebuild.setVisible(has_steps)  # without steps, the empty state offers this
        for button in (self.up, self.down, self.remove):
            button.setEnabled(has_steps)
        self.names.refresh()
        self.run_text.setText(self._run_text(journey))
        answer = f"Send all {run.asked:,}" if run.asked > 1 else "Send"
        self.panel.ask(f"{run.question} {answer}?" if run.question else "", answer)
        self.panel.set_progress(run.done, run.total)
        self.panel.show_state(self._status())
        self.go.setText("Cancel" if run.going else "Run")
        self.go.setEnabled(has_steps or run.going)

    def reject(self) -> None:
        """Esc first declines the confirmation or stops a run, then closes the dialog."""
        if self._run.question or self._run.going:
            self._run.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._run.question:
            self._run.cancel()
        super().closeEvent(event)

    def _status(self) -> str:
        run = self._run
        if run.going:
            return f"{run.done:,} of {run.total:,} accepted. Each appears in the history."
        return run.sentence

    def _run_text(self, journey: Journey) -> str:
        if repeats_transaction_id(journey):
            return "times, each with a new visitor id. The transaction id is the same each time."
        if journey.repeats > 1:
            return "times, each with a new visitor id. Account and project come from the draft."
        vid = _shortened(visitor_in(self._document.payload))
        visitor = f"visitor {vid}" if vid else "the visitors in the steps"
        return f"time, for {visitor}. Account and project come from the draft."

    def _place(self) -> None:
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        column.addWidget(self.names)
        column.addWidget(self.pages, 1)
        column.addLayout(_row(self.rebuild, self.add, None, self.up, self.down, self.remove))
        column.addLayout(_row(QLabel("Run", self), self.repeats, self.run_text))
        column.addWidget(self.panel)
        column.addLayout(_row(None, self.go, self.close_button))

    def _make_parts(self) -> None:
        self.names = JourneyNameBar(self._journeys, lambda: self.journey, self)
        self.names.picked.connect(self._show_saved)
        self.names.typed.connect(self.refresh)
        self.steps = StepTable(self)
        self.steps.altered.connect(self.refresh)
        self.empty = EmptyState(
            "list", "No steps yet", "Each event of the draft becomes a step.",
            "Make steps from draft", self,
        )  # fmt: skip
        self.empty.acted.connect(self._rebuild_steps)

    def _make_buttons(self) -> None:
        self.rebuild = self._button("Rebuild from draft", self._rebuild_steps, REBUILD)
        self.add = self._button(
            "Add draft as step", self._add_draft_step, "Add the draft as one more step"
        )
        self.up = self._button("Up", lambda: self.steps.move(-1), "Move the selected step up")
        self.down = self._button("Down", lambda: self.steps.move(1), "Move the selected step down")
        self.remove = self._button("Remove", self.steps.remove, "Remove the selected step")
        self.go = self._button("Run", self._go, "Send the steps one after the other")
        set_look(self.go, kind="primary")
        self.close_button = self._button("Close", self.accept, "Close; a run continues (Esc)")

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

    def _rebuild_steps(self) -> None:
        self.steps.show_steps(steps_of(self._document.draft))
        self.refresh()
        self.steps.setFocus()  # the button that was clicked is hidden now

    def _add_draft_step(self) -> None:
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
    """A row of widgets; `None` is a stretch."""
    row = QHBoxLayout()
    row.setSpacing(px(8))
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, int(isinstance(widget, QLabel) and widget.wordWrap()))
    return row
