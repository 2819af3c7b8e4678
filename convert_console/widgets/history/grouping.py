"""The names of groups above their rows, and the group menu."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from convert_console.core.history.columns import Column
from convert_console.core.text import visible
from convert_console.models.history.grouping import (
    GROUPS,
    Group,
    GroupTotal,
    group_words,
    total_words,
)
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.history.cell_delegate import ICON, LEFT, RIGHT, ROW_HEIGHT
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.painted import paint_chosen, paint_line
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, figures_font, px, text_font

BAND_HEIGHT = 32
GAP = 8


class GroupBands(QObject):
    """Groups add no rows, so selection, scrolling and a million rows work as without them: the
    first row of a group is higher, and has the name and the sums of the group above its cells. A
    folded group is its first row without cells.

    Only rows that come into view are looked at, since nothing else knows where groups begin.
    """

    def __init__(self, history: HistoryModel, table: QTableView) -> None:
        super().__init__(table)
        self._history, self._table = history, table
        self._is_fitting = False
        table.verticalScrollBar().valueChanged.connect(self.fit)
        history.totals.changed.connect(table.viewport().update)

    @property
    def shown(self) -> bool:
        """Whether rows are grouped."""
        return bool(self._history.loader.group)

    def fit(self) -> None:
        """Give the rows in view, and those next to them, their heights."""
        if self._is_fitting or not self._history.rowCount():
            return
        self._is_fitting = True
        rows, bar = self._table.verticalHeader(), self._table.verticalScrollBar()
        first = max(0, rows.logicalIndexAt(0))
        before = rows.sectionPosition(first)
        resized = False
        page = self._table.viewport().height() // px(ROW_HEIGHT) + 2
        # The table would paint everything a second time for each height that it is notified of.
        with QSignalBlocker(rows):
            for row in range(max(0, first - page), min(self._history.rowCount(), first + 2 * page)):
                height = self._height(row)
                if rows.sectionSize(row) != height:
                    rows.resizeSection(row, height)
                    resized = True
        moved = rows.sectionPosition(first) - before
        if resized:
            self._table.updateGeometries()
        if moved:  # rows above became higher: those in view stay where they are
            bar.setValue(bar.value() + moved)
        self._is_fitting = False

    def group_around(self, row: int, most: int) -> tuple[int, int]:
        """The first and the last row of a row's group, `most` rows at most."""
        first = last = row
        starts_group = self._history.starts_group
        while first > 0 and row - first + 1 < most and not starts_group(first):
            first -= 1
        end = min(self._history.rowCount(), first + most)
        while last + 1 < end and not starts_group(last + 1):
            last += 1
        return first, last

    def row_of_band_at(self, position: QPoint) -> int:
        """The row whose band is at a position in the viewport; -1 for none."""
        row = self._table.rowAt(position.y())
        if row < 0 or not self.shown or not self._history.starts_group(row):
            return -1
        top = self._table.rowViewportPosition(row)
        return row if position.y() < top + px(BAND_HEIGHT) else -1

    def paint(self, viewport: QWidget) -> None:
        """Paint the bands in view, and ask for their totals."""
        if not self.shown:
            return
        starts = [row for row in self._visible_rows() if self._history.starts_group(row)]
        keys = dict.fromkeys(map(self._history.group_at, self._visible_rows()))
        self._history.count_groups(key for key in keys if key is not None)
        painter = QPainter(viewport)
        for row in starts:
            top = self._table.rowViewportPosition(row)
            self._paint_band(painter, QRect(0, top, viewport.width(), px(BAND_HEIGHT)), row)
        painter.end()  # explicitly, since an error while rows are read may keep this frame alive

    def words(self, row: int) -> str:
        """What the band of a row says, for screen readers and tooltips; "" for other rows."""
        if not self.shown or not self._history.starts_group(row):
            return ""
        key = self._history.group_at(row)
        if key is None:
            return f"{self._history.loader.ungrouped:,} new, in no group yet. Click to sort them in"
        group = self._history.loader.group
        name = key if group == "visitor" and key else self._name(key)
        total = self._history.totals.get(key)
        sums = _sum_words(total) if total else ""
        return visible(", ".join(filter(None, (name, total_words(total) if total else "", sums))))

    def _height(self, row: int) -> int:
        if not self.shown or not self._history.starts_group(row):
            return px(ROW_HEIGHT)
        if self._history.rows.is_folded(row):
            return px(BAND_HEIGHT)
        return px(BAND_HEIGHT) + px(ROW_HEIGHT)

    def _paint_band(self, painter: QPainter, band: QRect, row: int) -> None:
        key, folded = self._history.group_at(row), self._history.rows.is_folded(row)
        selected = folded and self._table.selectionModel().isRowSelected(row)
        painter.fillRect(band, QColor(colors().selection if selected else colors().window))
        if selected:
            paint_chosen(painter, band)
        side, left = px(ICON), px(LEFT)
        mark = QRectF(left, band.center().y() - side / 2 + 1, side, side)
        x = left + side + px(GAP)
        area = QRect(x, band.top(), band.width() - x, band.height())
        if key is None:
            paint_icon(painter, mark, "arrow-up", colors().accent)
            text = f"{self._history.loader.ungrouped:,} new. Sort in"
            paint_line(painter, area, text, painter.font(), colors().accent)
            return
        paint_icon(painter, mark, "chevron-right" if folded else "chevron-down", colors().muted)
        mono = self._history.loader.group == "visitor" and bool(key)
        painter.setFont(text_font("mono" if mono else "strong"))
        x += paint_line(painter, area, self._name(key), painter.font(), colors().text) + px(12)
        total = self._history.totals.get(key)
        if total is None:
            return
        end = self._paint_sums(painter, band, total)
        painter.setFont(text_font("small"))
        area = QRect(x, band.top(), max(0, end - px(12) - x), band.height())
        paint_line(painter, area, total_words(total), painter.font(), colors().muted)

    def _paint_sums(self, painter: QPainter, band: QRect, total: GroupTotal) -> int:
        """The accepted amounts below "Amount", and those of this machine before them in grey; where
        they begin.
        """
        table, column = self._table, Column.REVENUE
        if table.isColumnHidden(column) or total.more:
            return band.right()
        right = table.columnViewportPosition(column) + table.columnWidth(column) - px(RIGHT)
        strong = figures_font()
        strong.setWeight(text_font("strong").weight())
        none = total.revenue is None and total.revenue_here is None
        if total.revenue is not None or none:
            text, ink = f"{total.revenue or 0:,f}" if not none else "0.00", colors().text
            painter.setFont(figures_font() if none else strong)
            right = _draw_right(painter, band, right, text, colors().muted if none else ink)
            right -= px(12)
        if total.revenue_here is not None:
            painter.setFont(figures_font())
            text = f"{total.revenue_here:,f}"
            right = _draw_right(painter, band, right, text, colors().muted) - px(6) - px(ICON)
            mark = QRectF(right, band.center().y() - px(ICON) / 2 + 1, px(ICON), px(ICON))
            paint_icon(painter, mark, "monitor", colors().muted)
        return right

    def _name(self, key: str) -> str:
        today = datetime.now().astimezone().date()
        return visible(group_words(key, self._history.loader.group, today))

    def _visible_rows(self) -> range:
        rows, height = self._table.verticalHeader(), self._table.viewport().height()
        last = rows.logicalIndexAt(height - 1)
        first = max(0, rows.logicalIndexAt(0))
        return range(first, (last if last >= 0 else self._history.rowCount() - 1) + 1)


def _draw_right(painter: QPainter, band: QRect, right: int, text: str, color: str) -> int:
    """Draw a text that ends at a place; where it begins."""
    width = QFontMetrics(painter.font()).horizontalAdvance(text)
    painter.setPen(QColor(color))
    area = QRect(right - width - 1, band.top(), width + 2, band.height())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
    return right - width


def _sum_words(total: GroupTotal) -> str:
    parts = [f"accepted {total.revenue:,f}"] if total.revenue is not None else []
    if total.revenue_here is not None:
        parts.append(f"on this machine {total.revenue_here:,f}")
    return ", ".join(parts)


class HistoryGroupButton(MenuButton):
    """Shows the current grouping, and a menu to change it.

    Signals:
        chosen(str): the user chose a grouping.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        menu = QMenu("Group")
        super().__init__("", menu, parent)
        self.setToolTip("Group the history by day or by visitor")
        choices = QActionGroup(menu)
        for group in GROUPS:
            action = menu.addAction(f"Group by {group}" if group else "Do not group")
            action.setCheckable(True)
            action.setData(group)
            action.triggered.connect(partial(self._choose, group))
            choices.addAction(action)
        self._choices = choices
        self.show_group("")

    def show_group(self, group: Group) -> None:
        self.setText(f"Group: {group}" if group else "Group")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        for action in self._choices.actions():
            action.setChecked(action.data() == group)

    def _choose(self, group: Group, _checked: bool = False) -> None:
        self.chosen.emit(group)
