"""The gutter left of the history's rows with the names and totals of groups, and the group menu."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QColor,
    QFont,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHeaderView, QMenu, QToolTip, QWidget

from convert_console.core.text import visible
from convert_console.models.history.grouping import GROUPS, Group, group_words, total_words
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font

WIDTH, MARGIN = 152, 12
LINES = 4
"""Of a group: its name and its totals."""

CLICK_SELECTS = "Click, or G in a row, to select all rows of this group"
CLICK_GROUPS = "Sent since the rows were grouped. Click to sort them into their groups."


class HistoryGutter(QHeaderView):
    """Groups add no rows, so selection, scrolling and a million rows work as without them. The
    first row of a group has the name of the group in the gutter, and the rows below it have the
    totals. The topmost visible row has the name too, wherever its group begins.

    Signals:
        row_clicked(int): the gutter was clicked at this row.
        grouping_changed: rows are grouped in another way from now on, or not at all.
    """

    row_clicked = Signal(int)
    grouping_changed = Signal()

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._history = history
        self._group = ""
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setAccessibleName("Groups of the history")
        for signal in (history.modelReset, history.rowsInserted, history.rowsRemoved):
            signal.connect(self.refresh)
        history.dataChanged.connect(self.refresh)
        history.totals.changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Update the gutter after a change of the history or of the grouping."""
        if self._history.loader.group != self._group:
            self._group = self._history.loader.group
            self.grouping_changed.emit()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        # Qt would measure the first and last hundred rows.
        table = self.parentWidget()
        return QSize(min(px(WIDTH), max(px(72), table.width() * 22 // 100)) if table else 0, 0)

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

    def paint_group_lines(self, viewport: QWidget) -> None:
        """Draw a line above the first row of each visible group, and load the groups' totals."""
        if not self._history.loader.group:
            return
        keys = dict.fromkeys(map(self._history.group_at, self._visible_rows()))
        self._history.count_groups(key for key in keys if key is not None)
        painter = QPainter(viewport)
        painter.setPen(QColor(colors().line_strong))
        for row in self._visible_rows():
            if row and self._history.starts_group(row):
                top = self.sectionViewportPosition(row)
                painter.drawLine(0, top, viewport.width(), top)
        painter.end()  # explicitly, since an error while rows are read may keep this frame alive

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        painter.fillRect(rect, QColor(colors().pane))
        painter.setPen(QColor(colors().line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if row and self._history.starts_group(row):
            painter.setPen(QColor(colors().line_strong))
            painter.drawLine(rect.topLeft(), rect.topRight())
        self._paint_text(painter, rect.adjusted(px(MARGIN), 0, -px(6), 0), row)

    def mousePressEvent(self, e: QMouseEvent) -> None:
        row = self.logicalIndexAt(e.position().toPoint())
        if row >= 0 and e.button() == Qt.MouseButton.LeftButton:
            self.row_clicked.emit(row)

    def viewportEvent(self, e: QEvent) -> bool:
        if not isinstance(e, QHelpEvent) or e.type() != QEvent.Type.ToolTip:
            return super().viewportEvent(e)
        row = self.logicalIndexAt(e.pos())
        QToolTip.showText(e.globalPos(), self.tip(row) if row >= 0 else "", self)
        return True

    def tip(self, row: int) -> str:
        """The tooltip at a row: everything known about its group, and what a click does."""
        key = self._history.group_at(row)
        if key is None:
            return CLICK_GROUPS if row < self._history.loader.ungrouped else ""
        lines = self._lines(key)
        if key and self._history.loader.group == "visitor":
            lines = (key, *lines[1:])
        return plain_tip(visible("\n".join((*lines, CLICK_SELECTS))))

    def _paint_text(self, painter: QPainter, area: QRect, row: int) -> None:
        line = self._line_at(row)
        if line is None:
            return
        key = self._history.group_at(row)
        if key is None:
            role, color = "strong", colors().accent
            lines: tuple[str, ...] = (f"{self._history.loader.ungrouped:,} new – sort in",)
        else:
            name_role = "mono" if self._history.loader.group == "visitor" and key else "strong"
            role, color = ("small", colors().muted) if line else (name_role, colors().text)
            lines = self._lines(key)
        painter.setFont(text_font(role))  # type: ignore[arg-type]
        painter.setPen(QColor(color))
        if line < len(lines):
            middle = Qt.TextElideMode.ElideMiddle
            text = painter.fontMetrics().elidedText(visible(lines[line]), middle, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _lines(self, key: str) -> tuple[str, ...]:
        """The name of a group, and its totals once they are known."""
        name = group_words(key, self._history.loader.group, datetime.now().astimezone().date())
        totals = self._history.totals.get(key)
        return (name, *(total_words(totals) if totals else ()))

    def _line_at(self, row: int) -> int | None:
        """Which line of its group's text is shown at a row: 0 at the group's first visible row."""
        top = self._topmost_row()
        for line in range(LINES):
            first = row - line
            if first >= 0 and (first == top or self._history.starts_group(first)):
                return line
        return None

    def _topmost_row(self) -> int:
        """The first row of which at least half is visible."""
        return self.logicalIndexAt(self.defaultSectionSize() // 2)

    def _visible_rows(self) -> range:
        last = self.logicalIndexAt(self.viewport().height() - 1)
        first = max(0, self.logicalIndexAt(0))
        return range(first, (last if last >= 0 else self.count() - 1) + 1)


class GutterTitle(QWidget):
    """The title of the gutter, in line with the titles of the columns."""

    def __init__(self, history: HistoryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._history = history
        self.hide()

    def place_over(self, header: QHeaderView, width: int) -> None:
        """Place it left of the header; hide it if the width is 0."""
        self.setGeometry(0, 0, width, header.sizeHint().height())
        self.setVisible(width > 0)
        self.update()

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(e.rect(), QColor(colors().pane))
        painter.setPen(QColor(colors().line))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.setPen(QColor(colors().muted))
        font = text_font("small")
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        area = self.rect().adjusted(px(MARGIN), 0, 0, -px(2))
        title = self._history.loader.group.capitalize()
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, title)


NAMES: dict[Group, str] = {"": "none", "day": "day", "visitor": "visitor"}


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
        self.setText(f"Group: {NAMES[group]}")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        for action in self._choices.actions():
            action.setChecked(action.data() == group)

    def _choose(self, group: Group, _checked: bool = False) -> None:
        self.chosen.emit(group)
