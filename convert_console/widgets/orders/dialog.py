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
    """A run continues after the dialog is closed; the dialog shows it when opened again."""

    def __init__(self, parts: OrderModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.setWindowTitle("Orders from CSV")
        self.resize_within_screen(920, 620)
        self.steps = SegmentedToggle(STEPS, "Step", self)
        self.steps.setToolTip("Choose a file, map its columns, send")
        self.steps.chosen.connect(self.turn_to)
        self.file = FilePage(parts.orders, self)
        self.mapping = MappingPage(parts.orders, self)
        self.run = RunPage(parts, self)
        self.pages = QStackedWidget(self)
        for page in (self.file, self.mapping, self.run):
            self.pages.addWidget(page)
        self.next = QPushButton("Next", self)
        self.next.setAutoDefault(False)
        self.next.setToolTip("Next step")
        set_look(self.next, kind="primary")
        self.next.clicked.connect(lambda _checked: self._go_on())
        self.shut = QPushButton("Close", self)
        self.shut.setAutoDefault(False)
        self.shut.setToolTip("Close (Esc); a run continues")
        self.shut.clicked.connect(lambda _checked: self.accept())
        self._place()
        parts.orders.changed.connect(self.refresh)
        self.turn_to("run" if parts.sending.going else "file")

    def turn_to(self, step: str) -> None:
        """Show a step."""
        self.steps.set_value(step)
        self.pages.setCurrentIndex([value for value, _ in STEPS].index(step))
        self.refresh()

    def refresh(self) -> None:
        """Enable the steps that are possible."""
        there = bool(self._parts.orders.columns)
        for step in ("mapping", "run"):
            self.steps.set_choice_enabled(step, there, "" if there else "Choose a file first")
        self.next.setVisible(self.steps.value() != "run")
        self.next.setEnabled(there)

    def reject(self) -> None:
        """Esc first declines the confirmation or stops a run, then closes the dialog."""
        if self._parts.sending.question or self._parts.sending.going:
            self._parts.sending.cancel()
        elif self._parts.orders.checking:
            self._parts.orders.stop()
        else:
            super().reject()

    def _go_on(self) -> None:
        values = [value for value, _ in STEPS]
        self.turn_to(values[values.index(self.steps.value()) + 1])

    def _place(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.steps)
        head.addStretch(1)
        foot.addStretch(1)
        foot.addWidget(self.next)
        foot.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(12))
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
