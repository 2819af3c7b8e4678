"""The dialog that sends the orders of a CSV file, in three steps."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.orders.file_page import FilePage
from convert_console.widgets.orders.mapping_page import MappingPage
from convert_console.widgets.orders.run_page import OrderModels, RunPage
from convert_console.widgets.theme.theme import px, set_look

STEPS = (("file", "1  File"), ("mapping", "2  Mapping"), ("run", "3  Run"))


class OrdersDialog(FittingDialog):
    """A run continues after the dialog is closed, and is shown again when it is opened."""

    def __init__(self, models: OrderModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self.setWindowTitle("Orders from CSV")
        self.resize_within_screen(920, 620)
        self.steps = SegmentedToggle(STEPS, "Step", self)
        self.steps.setToolTip("Choose a file, map its columns, send")
        self.steps.chosen.connect(self.turn_to)
        self.file = FilePage(models.orders, self)
        self.mapping = MappingPage(models.orders, self)
        self.run = RunPage(models, self)
        self.pages = QStackedWidget(self)
        for page in (self.file, self.mapping, self.run):
            self.pages.addWidget(page)
        self.next = QPushButton("Next", self)
        self.next.setAutoDefault(False)
        self.next.setToolTip("Next step")
        set_look(self.next, kind="primary")
        self.next.clicked.connect(lambda _checked: self._next_step())
        self.close_button = QPushButton("Close", self)
        self.close_button.setAutoDefault(False)
        self.close_button.setToolTip("Close (Esc); a run continues")
        self.close_button.clicked.connect(lambda _checked: self.accept())
        self._place()
        models.orders.changed.connect(self.refresh)
        self.turn_to("run" if models.sending.going else "file")

    def turn_to(self, step: str) -> None:
        """Show a step."""
        self.steps.set_value(step)
        self.pages.setCurrentIndex([value for value, _ in STEPS].index(step))
        self.refresh()

    def refresh(self) -> None:
        """Enable the steps that are possible."""
        has_file = bool(self._models.orders.columns)
        for step in ("mapping", "run"):
            self.steps.set_choice_enabled(step, has_file, "" if has_file else "Choose a file first")
        self.next.setVisible(self.steps.value() != "run")
        self.next.setEnabled(has_file)
        # In the other steps, Enter ends what is typed, and nothing is sent by it.
        self.next.setDefault(has_file and self.steps.value() == "file")

    def reject(self) -> None:
        """Esc first declines the confirmation or stops a run, then closes the dialog."""
        if self._models.sending.question or self._models.sending.going:
            self._models.sending.cancel()
        elif self._models.orders.checking:
            self._models.orders.stop()
        else:
            super().reject()

    def _next_step(self) -> None:
        values = [value for value, _ in STEPS]
        self.turn_to(values[values.index(self.steps.value()) + 1])

    def _place(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.steps)
        head.addStretch(1)
        foot.addStretch(1)
        foot.addWidget(self.next)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(12))
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
