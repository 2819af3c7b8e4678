"""The dialog for expected results, which are ticked off when the report shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.ledger.ledger import Line
from convert_console.core.request.event_summary import Naming
from convert_console.core.text import visible
from convert_console.models.ledger.ledger import (
    FORMS,
    SPANS,
    LedgerExports,
    LedgerFormat,
    LedgerModel,
    NamedProfile,
    Statement,
    statement_lines,
)
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.dialogs import FittingDialog, ask_new_file
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.ledger.table_view import LedgerTable
from convert_console.widgets.theme.theme import px, set_look

PROGRESS_EVERY_MS = 250
BARS_FROM = 760
"""Dialog width in pixels from which bars are shown."""


class LedgerDialog(FittingDialog):
    """Shows the expected results of a profile in a period."""

    def __init__(
        self, model: LedgerModel, profile: NamedProfile, name: Naming, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._profile, self._name = model, profile, name
        self.exports = LedgerExports(self)
        self.setWindowTitle("Expected results")
        self.resize_within_screen(980, 560)
        self.span = _spans(self)
        self.refresh_button = QPushButton("Refresh", self)
        self.export = MenuButton("Export", self._menu(), self)
        self.summary, self.remarks = _label(self, "muted"), _label(self, "small")
        self.table = LedgerTable(self)
        self._empty = EmptyState(parent=self)
        self._pages = QStackedLayout()
        self._progress_timer = QTimer(self, interval=PROGRESS_EVERY_MS)
        self.seen, self.status = _label(self, "strong"), _label(self, "muted")
        self.close_button = QPushButton("Close", self)
        _add_tooltips(self)
        self._place()
        self._connect()
        self.count()

    def count(self) -> None:
        """Count the selected period again."""
        self._model.count(self._profile, float(self.span.currentData()))

    def refresh(self) -> None:
        """Show the figures, the progress of the count, or that there are none."""
        counted, lines = self._model.counted, self._lines()
        self._progress_timer.stop()
        self.export.setEnabled(bool(lines))
        self.refresh_button.setEnabled(counted is not None)
        self._pages.setCurrentIndex(0 if lines else 1)
        if counted is None:
            self._empty.set_state("clock", "Counting…", "Reading accepted requests.")
            self._progress_timer.start()
        elif not lines:
            sentence = "Accepted requests of this profile in this period are counted here."
            self._empty.set_state("list", "Nothing accepted yet", sentence)
        self.summary.setText(counted.summary if counted else "")
        remarks = counted.remarks if counted else ()
        self.remarks.setText(visible("\n".join(f"•  {remark}" for remark in remarks)))
        self.remarks.setVisible(bool(self.remarks.text()))
        self.table.show_lines(lines)
        self.seen.setText(seen_words(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.hide_bars(self.width() < px(BARS_FROM))  # leave the width to the names

    def done(self, result: int) -> None:
        self._model.end()
        self.exports.end()
        super().done(result)

    def _lines(self) -> list[Line]:
        counted = self._model.counted
        return counted.lines(self._name) if counted else []

    def _show_ticks(self) -> None:
        lines = self._lines()
        self.table.show_lines(lines)
        self.seen.setText(seen_words(lines))

    def _show_progress(self) -> None:
        """Show the progress of a long count."""
        if self._model.counted is None and self._model.so_far:
            progress = f"{self._model.so_far:,} accepted requests so far."
            self._empty.set_state("clock", "Counting…", progress)

    def _show_failure(self, sentence: str) -> None:
        """Show why counting or saving a tick failed."""
        self.status.setText(visible(sentence))
        if self._model.counted is None:
            self._progress_timer.stop()
            self._empty.set_state("alert-triangle", "Counting failed", sentence)
            self.refresh_button.setEnabled(True)

    def _tick(self, line: Line, seen: bool) -> None:
        self._model.tick(line.cell, seen=seen)

    def _statement(self) -> Statement:
        counted = self._model.counted
        assert counted is not None
        summary, remarks = counted.summary, counted.remarks
        span = self.span.currentText()
        return Statement(self._profile.name, span, counted.at, summary, remarks, self._lines())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(statement_lines(self._statement()))
        self.status.setText("Copied. Paste it into a spreadsheet.")

    def _ask(self, form: LedgerFormat, _checked: bool = False) -> None:
        # As shown now: a new count may finish while the dialog is open.
        statement = self._statement()
        ask_new_file(
            self,
            f"Export expected results as {form.label}",
            lambda path: self.exports.export(statement, form, path),
            name=f"expected-results.{form.ending}",
            suffix=form.ending,
        )

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for form in FORMS:
            menu.addAction(f"{form.label}…").triggered.connect(partial(self._ask, form))
        menu.addSeparator()
        menu.addAction("Copy as table").triggered.connect(lambda _checked: self._copy())
        return menu

    def _connect(self) -> None:
        model = self._model
        self.span.activated.connect(self.count)
        self._progress_timer.timeout.connect(self._show_progress)
        model.changed.connect(self.refresh)
        model.ticked.connect(self._show_ticks)
        model.failed.connect(self._show_failure)
        self.exports.status.connect(self.status.setText)
        self.table.ticked.connect(self._tick)
        self.refresh_button.clicked.connect(lambda _checked: self.count())
        self.close_button.clicked.connect(lambda _checked: self.accept())
        for button in (self.refresh_button, self.close_button):
            button.setAutoDefault(False)

    def _place(self) -> None:
        title = _title(self, self._profile.name)
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row, widgets in (
            (head, (title, self.span, None, self.refresh_button, self.export)),
            (foot, (self.seen, self.status, self.close_button)),
        ):
            row.setSpacing(px(8))
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget, int(widget is self.status))
        for page in (self.table, self._empty):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(14))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.remarks)
        column.addLayout(self._pages, 1)
        column.addLayout(foot)


def seen_words(lines: Sequence[Line]) -> str:
    """How many lines are ticked off, and how many changed since."""
    seen, stale = sum(line.is_ticked for line in lines), sum(bool(line.stale) for line in lines)
    changed = f", {stale:,} changed since" if stale else ""
    return f"{seen:,} of {len(lines):,} ticked off{changed}" if lines else ""


def _spans(parent: QWidget) -> QComboBox:
    span = QComboBox(parent)
    span.setAccessibleName("Period")
    span.setToolTip("Count the requests of this period")
    for words, seconds in SPANS:
        span.addItem(words, seconds)
    return span


def _label(parent: QWidget, role: str) -> QLabel:
    label = QLabel(parent, wordWrap=role != "strong")
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_look(label, role=role)
    return label


def _title(parent: QWidget, profile: str) -> ElidedLabel:
    title = ElidedLabel(f"Profile {profile}", parent)
    set_look(title, role="strong")
    return title


def _add_tooltips(dialog: LedgerDialog) -> None:
    dialog.refresh_button.setToolTip("Read the history again")
    dialog.export.setToolTip("Save the figures to a file, or copy them for a spreadsheet")
    dialog.close_button.setToolTip("Close (Esc)")
