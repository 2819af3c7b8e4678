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

from convert_console.core.ledger.ledger import Line
from convert_console.core.text import visible
from convert_console.widgets.history.cell_delegate import moment_words
from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font

# The bar that shows the share of visitors who converted.

SHARE = Qt.ItemDataRole.UserRole + 1
"""From 0 to 1; `None` if unknown."""

WHOLE = Qt.ItemDataRole.UserRole + 2
"""Whether the line shows all visitors, of which the others are a share."""

PERCENT = Qt.ItemDataRole.UserRole + 3
"""The share as text, shown next to the bar."""

WIDEST = "under 1 %"


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
        words = QFontMetrics(text_font("small")).horizontalAdvance(WIDEST)
        cell = QRectF(option.rect).adjusted(px(10), 0, -px(10), 0)
        height = px(8)
        track = QRectF(cell.left(), 0, max(cell.width() - words - px(8), 0), height)
        track.moveTop(round(cell.center().y() - height / 2))
        part = QRectF(track)
        part.setWidth(max(track.width() * float(share), height if share else 0))
        painter.save()
        paint_box(painter, track, height / 2, colors().raised)
        paint_box(
            painter, part, height / 2, colors().muted if index.data(WHOLE) else colors().accent
        )
        painter.setFont(text_font("small"))
        painter.setPen(QColor(colors().muted))
        text = QRectF(cell.right() - words, cell.top(), words, cell.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, index.data(PERCENT) or "")
        painter.restore()


TITLES = (
    "Seen", "Experience", "Variation", "Goal", "Visitors", "Revenue", "Products",
    "Share of visitors",
)  # fmt: skip
SEEN, BAR = 0, 7
NAMES, FIGURES = (1, 2, 3), (4, 5, 6)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LedgerTable(QTableWidget):
    """The space bar ticks the current line, in any column.

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
        for place, line in enumerate(lines):
            self._fill(place, line, repeated=line.cell[:2] == before)
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
        """Report a box that differs from its line, because the user clicked it."""
        if item.column() == SEEN and item.checkState() != _state(self._lines[item.row()]):
            line = self._lines[item.row()]
            self.ticked.emit(line, item.checkState() == Qt.CheckState.Checked)

    def _fill(self, place: int, line: Line, *, repeated: bool) -> None:
        _draw_box(self._at(place, SEEN), line)
        for column, text in enumerate(line.words, 1):
            item = self._at(place, column)
            item.setText(visible(text))
            item.setToolTip(plain_tip(text))
            if column in FIGURES:
                item.setTextAlignment(RIGHT)
            muted = repeated and column in NAMES[:2]
            item.setForeground(QBrush(QColor(colors().muted if muted else colors().text)))
        _draw_bar(self._at(place, BAR), line)

    def _at(self, row: int, column: int) -> QTableWidgetItem:
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
            least = px(170) if column == BAR else 0
            self.setColumnWidth(column, max(least, self._wanted(column)))
        self.setColumnWidth(SEEN, max(px(56), self.sizeHintForColumn(SEEN) + px(6)))
        self._fit_names()

    def _fit_names(self) -> None:
        """Divide the remaining width between the names, so none is cut while another has space."""
        others = (SEEN, *FIGURES, BAR)  # a hidden column has no width
        room = self.viewport().width() - sum(self.columnWidth(column) for column in others)
        wanted = [self._wanted(column) + px(4) for column in NAMES]
        for column, width in zip(NAMES, shared(room, wanted), strict=True):
            self.setColumnWidth(column, width)

    def _wanted(self, column: int) -> int:
        """The width that fits the cells and the title."""
        return max(self.sizeHintForColumn(column), self.horizontalHeader().sectionSizeHint(column))


def shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Widths that fill the room; wide columns give way first.

    >>> shared(300, [50, 100, 90]), shared(200, [30, 400, 90])
    ([70, 120, 110], [30, 85, 85])
    """
    widths = [0] * len(wanted)
    left = max(room, 0)
    for count, place in enumerate(sorted(range(len(wanted)), key=lambda place: wanted[place])):
        widths[place] = min(wanted[place], left // (len(wanted) - count))
        left -= widths[place]
    return [width + left // len(widths) for width in widths]


def _state(line: Line) -> Qt.CheckState:
    """A line that changed since it was ticked has a half-ticked box."""
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
    part = f"{line.figures.people:,} of {line.of:,} visitors, {line.percent}"
    text = part if line.percent else f"{line.of:,} visitors, all of them"
    bar.setData(SHARE, line.share if line.of else None)
    bar.setData(WHOLE, not line.cell.goal)
    bar.setData(PERCENT, line.percent)
    bar.setData(Qt.ItemDataRole.AccessibleTextRole, text if line.of else "")
    bar.setToolTip(plain_tip(text) if line.of else "")
