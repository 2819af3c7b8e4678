"""What the report should show if everything accepted was recorded, to tick off against it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.ledger import SPANS, LedgerModel
from convert_console.protocol.event_words import Naming
from convert_console.protocol.ledger import Cell, Expected, Ledger
from convert_console.widgets.kit.elided_combo import ElidedCombo
from convert_console.widgets.kit.elided_label import ElidedLabel
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.fitting_dialog import FittingDialog
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.ledger_bars import SHARE, LedgerBars
from convert_console.widgets.theme import px, set_look

TITLES = ("Seen", "Experience", "Variation", "Goal", "Visitors", "Revenue", "Products", "")
FIGURES = (4, 5, 6)
BARS_FROM = 760
"""Pixels of width from which there is room for bars."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LedgerDialog(FittingDialog):
    """One row a goal and variation; revenue to the last digit."""

    def __init__(
        self, model: LedgerModel, profile: str, name: Naming, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._profile = profile
        self._name = name
        self.setWindowTitle("Expectation ledger")
        self.take_room(860, 520)
        self.span = self._span()
        self.summary = QLabel(self, wordWrap=True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.summary, role="muted")
        self.table = self._table()
        self._none = EmptyState(parent=self)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._none)
        self.copy = QPushButton("Copy as table", self)
        self.copy.setToolTip("Copy the figures for a spreadsheet")
        self.copy.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(10))
        column.addLayout(self._head())
        column.addWidget(self.summary)
        column.addLayout(self._pages, 1)
        model.changed.connect(self.refresh)
        model.failed.connect(self.summary.setText)
        self.count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names need the room more than bars do."""
        super().resizeEvent(event)
        self.table.setColumnHidden(len(TITLES) - 1, self.width() < px(BARS_FROM))

    def count(self) -> None:
        """Count the chosen span anew."""
        self._model.count(self._profile, float(self.span.currentData()))

    def refresh(self) -> None:
        """Show the figures, or that they are being counted, or that there are none."""
        ledger = self._model.ledger
        rows = sorted(ledger.cells.items()) if ledger else []
        self.copy.setEnabled(bool(rows))
        self._pages.setCurrentIndex(0 if rows else 1)
        if ledger is None:
            self._none.set_state("clock", "Counting…", "Reading the accepted sends.")
            self.summary.setText("")
        else:
            sentence = "Accepted sends of this profile in this span will be counted here."
            self._none.set_state("list", "Nothing accepted", sentence)
            self.summary.setText(summary_words(ledger, self._model.local))
        self.table.setRowCount(len(rows))
        most = max((expected.count for _, expected in rows), default=1) or 1
        for place, (cell, expected) in enumerate(rows):
            self._fill(place, cell, expected, expected.count / most)

    def _fill(self, place: int, cell: Cell, expected: Expected, share: float) -> None:
        seen = QTableWidgetItem()
        seen.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
        seen.setCheckState(Qt.CheckState.Unchecked)
        self.table.setItem(place, 0, seen)
        for column, text in enumerate(row_words(cell, expected, self._name), 1):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            if column in FIGURES:
                item.setTextAlignment(RIGHT)
            self.table.setItem(place, column, item)
        bar = QTableWidgetItem()
        bar.setData(SHARE, share)
        self.table.setItem(place, len(TITLES) - 1, bar)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(TITLES), self)
        table.setAccessibleName("Expected figures")
        table.setHorizontalHeaderLabels(TITLES)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(29))
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setItemDelegateForColumn(len(TITLES) - 1, LedgerBars(table))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in FIGURES:
            title = QTableWidgetItem(TITLES[column])
            title.setTextAlignment(RIGHT)
            table.setHorizontalHeaderItem(column, title)
        for column, width in ((0, 56), (4, 76), (5, 96), (6, 84), (7, 110)):
            table.setColumnWidth(column, px(width))
        return table

    def _span(self) -> ElidedCombo:
        span = ElidedCombo(self)
        span.setAccessibleName("Span")
        span.setToolTip("Sends of which span are counted")
        span.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        span.setSizeAdjustPolicy(ElidedCombo.SizeAdjustPolicy.AdjustToContents)
        for words, seconds in SPANS:
            span.addItem(words, seconds)
        span.activated.connect(self.count)
        return span

    def _head(self) -> QHBoxLayout:
        title = ElidedLabel(f"Profile {self._profile}", self)
        set_look(title, role="strong")
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for widget in (title, self.span):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.copy)
        return row

    def _copy(self) -> None:
        """Tab-separated, which every spreadsheet takes."""
        ledger = self._model.ledger
        rows = sorted(ledger.cells.items()) if ledger else []
        lines = [TITLES[1:-1], *(row_words(cell, found, self._name) for cell, found in rows)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))


def row_words(cell: Cell, expected: Expected, name: Naming) -> tuple[str, ...]:
    """Experience, variation, goal, visitors, revenue, products."""
    has_revenue = expected.transactions > 0
    return (
        name("experience", cell.experience) if cell.experience else "not attributed",
        name("variation", cell.variation) if cell.variation else "",
        name("goal", cell.goal) if cell.goal else "(visitors)",
        f"{expected.count:,}" if expected.count else "",
        f"{expected.revenue:,}" if has_revenue else "",
        f"{expected.products:,}" if has_revenue else "",
    )


def summary_words(ledger: Ledger, local: int) -> str:
    """What was counted, and what is not known about it."""
    parts = [
        f"{_counted(ledger.requests, 'accepted request')} of "
        f"{_counted(len(ledger.visitors), 'visitor')}. A conversion counts once "
        "per visitor and goal. That something was accepted does not prove that it was recorded."
    ]
    if ledger.repeats:
        were = "was" if ledger.repeats == 1 else "were"
        parts.append(
            f"{_counted(ledger.repeats, 'repeat')} of a transaction id {were} left out; whether "
            "Convert does the same is not known."
        )
    if local:
        are = "is" if local == 1 else "are"
        parts.append(f"{local:,} of them went to this machine only and {are} in no report.")
    return " ".join(parts)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
