"""The table of expected results, with a check box on each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from convert_console.core.history.columns import moment_words
from convert_console.core.ledger.ledger import Line
from convert_console.core.text import visible
from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font

SHARE = Qt.ItemDataRole.UserRole + 1
"""From 0 to 1; `None` if unknown."""

IS_TOTAL = Qt.ItemDataRole.UserRole + 2
"""Whether the line is about all visitors, of whom other lines are a share."""

PERCENT = Qt.ItemDataRole.UserRole + 3
"""The share as text, shown next to the bar."""

WIDEST_PERCENT = "under 1 %"


TITLES = (
    "Seen", "Experience", "Variation", "Goal", "Visitors", "Revenue", "Products",
    "Share of visitors",
)  # fmt: skip
SEEN, BAR = 0, 7
NAMES, FIGURES = (1, 2, 3), (4, 5, 6)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LedgerTable(QTableWidget):
    """One row for each goal and variation; Space ticks the current one.

    Signals:
        ticked(object, bool): the user ticked or unticked a `Line`.
    """

    ticked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(TITLES), parent)
        self._lines: list[Line] = []
        self.setAccessibleName("Expected figures")
        self.setHorizontalHeaderLabels(TITLES)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(30))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(BAR, ShareBarDelegate(self))
        self._lay_out()
        self.itemChanged.connect(self._report_click)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the current line stays if the lines are the same."""
        same = [line.cell for line in lines] == [line.cell for line in self._lines]
        self._lines = list(lines)
        if not same:
            self.setRowCount(0)
            self.setRowCount(len(lines))
        before: tuple[str, ...] = ()
        for row, line in enumerate(lines):
            self._fill(row, line, repeated=line.cell[:2] == before)
            before = line.cell[:2]
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.item(self.currentRow(), SEEN)
        if event.key() == Qt.Key.Key_Space and item is not None:
            self._tick(item)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()

    def hide_bars(self, hidden: bool) -> None:
        """Hide or show the column of bars."""
        if hidden != self.isColumnHidden(BAR):
            self.setColumnHidden(BAR, hidden)
            self._fit_names()

    def _tick(self, item: QTableWidgetItem) -> None:
        seen = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if seen else Qt.CheckState.Checked)

    def _report_click(self, item: QTableWidgetItem) -> None:
        """Report a box that differs from its line: the user clicked it."""
        if item.column() == SEEN and item.checkState() != _state(self._lines[item.row()]):
            line = self._lines[item.row()]
            self.ticked.emit(line, item.checkState() == Qt.CheckState.Checked)

    def _fill(self, row: int, line: Line, *, repeated: bool) -> None:
        _draw_box(self._item_at(row, SEEN), line)
        for column, text in enumerate(line.words, 1):
            item = self._item_at(row, column)
            item.setText(visible(text))
            item.setToolTip(plain_tip(text))
            if column in FIGURES:
                item.setTextAlignment(RIGHT)
            muted = repeated and column in NAMES[:2]
            item.setForeground(QBrush(QColor(colors().muted if muted else colors().text)))
        _draw_bar(self._item_at(row, BAR), line)

    def _item_at(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            if column == SEEN:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_state(self._lines[row]))
            self.setItem(row, column, item)
        return item

    def _lay_out(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumHeight(px(30))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in NAMES:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        for column in FIGURES:
            title = QTableWidgetItem(TITLES[column])
            title.setTextAlignment(RIGHT)
            self.setHorizontalHeaderItem(column, title)
        self._fit()

    def _fit(self) -> None:
        """Fit the columns to their content."""
        for column in (*FIGURES, BAR):
            minimum = px(170) if column == BAR else 0
            self.setColumnWidth(column, max(minimum, self._content_width(column)))
        self.setColumnWidth(SEEN, max(px(56), self.sizeHintForColumn(SEEN) + px(6)))
        self._fit_names()

    def _fit_names(self) -> None:
        """Divide the remaining width between the names, so none is cut while another has space."""
        others = (SEEN, *FIGURES, BAR)  # a hidden column has no width
        available = self.viewport().width() - sum(self.columnWidth(column) for column in others)
        wanted = [self._content_width(column) + px(4) for column in NAMES]
        for column, width in zip(NAMES, distributed(available, wanted), strict=True):
            self.setColumnWidth(column, width)

    def _content_width(self, column: int) -> int:
        """The width that fits the cells and the title."""
        return max(self.sizeHintForColumn(column), self.horizontalHeader().sectionSizeHint(column))


class ShareBarDelegate(QStyledItemDelegate):
    """Paints a bar, followed by the share as text."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE)
        if share is None:
            return
        text_width = QFontMetrics(text_font("small")).horizontalAdvance(WIDEST_PERCENT)
        cell = QRectF(option.rect).adjusted(px(10), 0, -px(10), 0)
        height = px(8)
        track = QRectF(cell.left(), 0, max(cell.width() - text_width - px(8), 0), height)
        track.moveTop(round(cell.center().y() - height / 2))
        bar = QRectF(track)
        bar.setWidth(max(track.width() * float(share), height if share else 0))
        painter.save()
        paint_box(painter, track, height / 2, colors().raised)
        paint_box(
            painter, bar, height / 2, colors().muted if index.data(IS_TOTAL) else colors().accent
        )
        painter.setFont(text_font("small"))
        painter.setPen(QColor(colors().muted))
        text_area = QRectF(cell.right() - text_width, cell.top(), text_width, cell.height())
        painter.drawText(text_area, Qt.AlignmentFlag.AlignVCenter, index.data(PERCENT) or "")
        painter.restore()


def distributed(available: int, wanted: Sequence[int]) -> list[int]:
    """Widths that add up to the available one; the widest columns are narrowed first.

    >>> distributed(300, [50, 100, 90]), distributed(200, [30, 400, 90])
    ([70, 120, 110], [30, 85, 85])
    """
    widths = [0] * len(wanted)
    left = max(available, 0)
    for done, index in enumerate(sorted(range(len(wanted)), key=lambda index: wanted[index])):
        widths[index] = min(wanted[index], left // (len(wanted) - done))
        left -= widths[index]
    return [width + left // len(widths) for width in widths]


def _state(line: Line) -> Qt.CheckState:
    """The state of a line's box, which is partially checked if the line changed since its tick."""
    if line.stale:
        return Qt.CheckState.PartiallyChecked
    return Qt.CheckState.Checked if line.is_ticked else Qt.CheckState.Unchecked


def _draw_box(box: QTableWidgetItem, line: Line) -> None:
    box.setCheckState(_state(line))  # first, so that the change is not taken for a click
    box.setText(line.first_change)
    box.setForeground(QBrush(QColor(colors().warn)))
    now = datetime.now().astimezone()
    tip = f"Ticked off {moment_words(line.tick.at, now)}" if line.tick else "Not ticked off yet"
    if line.stale:
        tip = f"{tip}: {line.stale}. Tick it again when the report shows this."
    box.setToolTip(plain_tip(tip))
    state = line.stale or ("seen" if line.is_ticked else "not seen yet")
    named = ", ".join(filter(None, line.words[:3]))
    box.setData(Qt.ItemDataRole.AccessibleTextRole, f"{named}: {state}")


def _draw_bar(bar: QTableWidgetItem, line: Line) -> None:
    share = f"{line.figures.people:,} of {line.of:,} visitors, {line.percent}"
    text = share if line.percent else f"{line.of:,} visitors, all of them"
    bar.setData(SHARE, line.share if line.of else None)
    bar.setData(IS_TOTAL, not line.cell.goal)
    bar.setData(PERCENT, line.percent)
    bar.setData(Qt.ItemDataRole.AccessibleTextRole, text if line.of else "")
    bar.setToolTip(plain_tip(text) if line.of else "")
