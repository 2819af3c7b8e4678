"""Step 3: a dry run over all rows, then the run with its progress and result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.orders.amounts import DECIMALS
from convert_console.core.orders.dry_run import DryRun, repeated_sentence
from convert_console.core.orders.mapping import REPEATED
from convert_console.core.orders.order_builder import AMOUNT_UNCLEAR
from convert_console.core.text import visible
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import (
    OrderSending,
    earlier_sends_text,
    progress_text,
    rows_to_send,
)
from convert_console.widgets.kit.dialogs import ask_folder, ask_new_file
from convert_console.widgets.kit.elided import ElidedCombo
from convert_console.widgets.kit.run_panel import RunPanel
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import SEVERITY_TONES, inset_text, px, set_look, tone_color

TITLES = ("Rows", "Severity", "Rule", "First row", "First problem")


DECIMAL_CHOICES = (("", "As the amounts show it"), *DECIMALS)


@dataclass(frozen=True, slots=True)
class OrderModels:
    """The models of the dialog."""

    orders: Orders
    sending: OrderSending
    exports: OrderExports


class RunPage(QWidget):
    """Shows earlier sends above the button, so the user knows whether a run starts or resumes."""

    def __init__(self, models: OrderModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._orders, self._sending, self._exports = models.orders, models.sending, models.exports
        self.dry_run = self._label()
        self.check = self._button("Dry run", self._check)
        self.check.setToolTip("Check every row without sending anything")
        self.table = _rule_table(self)
        self.repeated = self._choice("Orders in several rows", "repeated", REPEATED)
        self.decimal = self._choice("Decimal sign of the amounts", "decimal", DECIMAL_CHOICES)
        self.effect = self._label()
        set_look(self.effect, role="strong")
        self.past = self._label()
        self.rate = QDoubleSpinBox(self, decimals=1, maximum=10_000, value=5, suffix=" rows/s")
        self.rate.setSpecialValueText("no limit")
        self.rate.setAccessibleName("Rows per second, 0 for no limit")
        self.lanes = QSpinBox(self, minimum=1, maximum=64, suffix=" at a time")
        self.lanes.setAccessibleName("Parallel requests")
        inset_text(self.rate)
        inset_text(self.lanes)
        self.faulty = QCheckBox("Also send rows with errors", self)
        self.unknown = QCheckBox("Send rows with unknown outcome again", self)
        self._checked: tuple[object, ...] = ()
        self.panel = RunPanel(self)
        self.panel.answered.connect(self._answer)
        self._make_buttons()
        _add_tooltips(self)
        self._place()
        for changed in (self._orders.changed, self._sending.changed):
            changed.connect(self.refresh)
        for box in (self.faulty, self.unknown):
            box.clicked.connect(lambda _checked: self.refresh())
        self._exports.status.connect(self.panel.show_notice)
        self.refresh()

    def refresh(self) -> None:
        """Show the state of the dry run and the run."""
        orders, sending = self._orders, self._sending
        has_file, past, progress = bool(orders.columns), sending.past, sending.progress
        self.check.setText("Stop" if orders.checking else "Dry run")
        self.check.setEnabled(has_file and not sending.going)
        self._show_dry_run(orders.dry)
        self._show_choices()
        self.past.setText(earlier_sends_text(past) if has_file else "Choose a file first.")
        self.unknown.setVisible(past is not None and past.unknown > 0)
        total = past.total if past is not None else 0
        self.panel.set_progress(progress.settled, total if sending.going or progress.sent else 0)
        text = progress_text(progress, total) if sending.going or progress.sent else ""
        self.panel.show_state(" ".join(part for part in (sending.sentence, text) if part))
        begun = past is not None and past.began > 0
        self.go.setText("Cancel" if sending.going else "Resume" if begun else "Send")
        faulty, unknown = self.faulty.isChecked(), self.unknown.isChecked()
        due = rows_to_send(past, orders.mapping, faulty=faulty, unknown=unknown)
        has_due_rows = has_file and due > 0
        answer = f"Send all {due:,}" if due > 1 else "Send"
        self.panel.ask(f"{sending.question} {answer}?" if sending.question else "", answer)
        effect = sending.effect if has_due_rows and not sending.going else ""
        if effect and faulty:
            effect += " Rows with errors are sent too."
        self.effect.setText(effect)
        self.effect.setVisible(bool(self.effect.text()))
        self.go.setEnabled(sending.going or has_due_rows)
        self.go.setToolTip("" if has_due_rows or not begun else "All rows are done")
        for button in (self.result, self.start_over):
            button.setEnabled(begun and not sending.going)
        self.locust.setEnabled(has_file)
        if has_due_rows:
            self._check_unasked()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _check_unasked(self) -> None:
        """Begin a dry run once what would be sent is known; only once, since it may be stopped."""
        orders, past = self._orders, self._sending.past
        wanted = (orders.revision, past)
        if (
            self.isVisible() and past is not None and orders.columns
            and not (orders.checking or self._sending.going) and self._checked != wanted
        ):  # fmt: skip
            self._checked = wanted
            orders.check(past)

    def _show_choices(self) -> None:
        """Show what the person can decide about this file."""
        mapping, found, dry = self._orders.mapping, self._orders.survey, self._orders.dry
        rules = dry.rules if dry is not None else {}
        groups = len(found.rows_of)
        self.repeated.setVisible(groups > 0)
        self.repeated.set_choice(mapping.repeated, repeated_sentence(found, mapping))
        self.decimal.setVisible(bool(mapping.decimal) or AMOUNT_UNCLEAR in rules)
        unclear = rules[AMOUNT_UNCLEAR].sentence if AMOUNT_UNCLEAR in rules else ""
        self.decimal.set_choice(mapping.decimal, unclear)

    def _show_dry_run(self, dry: DryRun | None) -> None:
        if dry is None:
            self.dry_run.setText("No dry run yet. A dry run sends nothing.")
            self.table.setRowCount(0)
            return
        state = "so far" if self._orders.checking else "checked"
        held = f", {dry.repeated:,} part of another row's order" if dry.repeated else ""
        self.dry_run.setText(
            f"{dry.rows:,} rows {state}, {dry.faulty:,} with errors{held}. "
            f"Revenue of the others: {dry.revenue:,f}."
        )
        ranked = list(dry.ranked)
        self.table.setRowCount(len(ranked))
        for row, (rule, count) in enumerate(ranked):
            cells = (f"{count.rows:,}", count.severity, rule, f"{count.first:,}", count.sentence)
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                item.setToolTip(plain_tip(cell))
                if cell == count.severity:
                    item.setForeground(QColor(tone_color(SEVERITY_TONES[count.severity])))
                self.table.setItem(row, column, item)

    def _check(self) -> None:
        if self._orders.checking:
            self._orders.stop()
        else:
            self._orders.check(self._sending.past)

    def _go(self) -> None:
        if self._sending.going:
            self._sending.cancel()
        else:
            faulty, unknown = self.faulty.isChecked(), self.unknown.isChecked()
            self._sending.start(
                self.rate.value(), self.lanes.value(), faulty=faulty, unknown=unknown
            )

    def _answer(self, yes: bool) -> None:
        if yes:
            self._sending.confirm()
        else:
            self._sending.cancel()

    def _choose_result(self) -> None:
        ask_new_file(
            self,
            "Save the result",
            self._exports.write_result,
            suffix="csv",
            filters=("CSV (*.csv)",),
        )

    def _choose_folder(self) -> None:
        title = "Choose a folder for the Locust file and its data"
        ask_folder(self, title, self._exports.write_locust)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(_row(self.check, self.dry_run))
        for choice in (self.repeated, self.decimal):
            column.addWidget(choice)
        column.addWidget(self.table, 1)
        column.addWidget(self.past)
        column.addLayout(_row(self.rate, self.lanes, self.faulty, self.unknown, None))
        column.addWidget(self.effect)
        column.addWidget(self.panel)
        column.addLayout(_row(self.go, self.result, self.locust, None, self.start_over))

    def _make_buttons(self) -> None:
        self.go = self._button("Send", self._go)
        set_look(self.go, kind="primary")
        self.result = self._button("Save result…", self._choose_result)
        self.locust = self._button("Save Locust file…", self._choose_folder)
        self.locust.setToolTip(
            "Save the same requests for Locust workers, for volumes beyond one machine"
        )
        self.start_over = self._button("Start over", self._sending.start_over)
        self.start_over.setToolTip(
            "Forget earlier sends of this file, so that every row is sent again"
        )

    def _choice(self, name: str, setting: str, choices: Sequence[tuple[str, str]]) -> FileChoice:
        choice = FileChoice(name, choices, self)
        choice.chosen.connect(lambda value: self._orders.set_choices(**{setting: value}))
        return choice

    def _label(self) -> QLabel:
        label = QLabel(self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _button(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: then())
        return button


class FileChoice(QWidget):
    """What the person decides about all rows, with what the file says about it.

    Signals:
        chosen(str): the person chose this value.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = QLabel(name, self)
        self.combo = ElidedCombo(self)
        self.combo.setSizeAdjustPolicy(ElidedCombo.SizeAdjustPolicy.AdjustToContents)
        self.combo.setAccessibleName(name)
        title.setBuddy(self.combo)
        for value, label in choices:
            self.combo.addItem(label, value)
        self.combo.activated.connect(lambda row: self.chosen.emit(self.combo.itemData(row)))
        self.about = QLabel(self, wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(title)
        row.addWidget(self.combo)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(3))
        column.addLayout(row)
        column.addWidget(self.about)

    def set_choice(self, value: str, about: str) -> None:
        """Show a value, and what the file says about it."""
        self.combo.setCurrentIndex(self.combo.findData(value))
        self.about.setText(visible(about))
        self.about.setVisible(bool(about))


def _rule_table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, len(TITLES), parent)
    table.setHorizontalHeaderLabels(TITLES)
    table.setAccessibleName("Rows for each rule")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(px(30))
    header = table.horizontalHeader()
    header.setMinimumHeight(px(30))
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate((80, 84, 170, 84)):
        table.setColumnWidth(column, px(width))
    header.setSectionResizeMode(len(TITLES) - 1, QHeaderView.ResizeMode.Stretch)
    return table


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(8))
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, int(isinstance(widget, QLabel)))
    return row


def _add_tooltips(page: RunPage) -> None:
    for widget, tip in (
        (page.rate, "Limits the load on the target"),
        (page.lanes, "How many requests may wait for an answer at the same time"),
        (page.faulty, "Otherwise they are skipped and marked in the result"),
        (page.unknown, "The app closed while they were being sent, so they may count twice"),
        (page.go, "Send a request for each row; rows already sent are not sent again"),
        (page.result, "Save a copy of the file with the outcome of each row"),
    ):
        widget.setToolTip(tip)
