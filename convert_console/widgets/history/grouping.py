"""The names and totals of the history's groups, to the left of their rows, and the group menu."""

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
from convert_console.widgets.kit.menu_button import MenuButton
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font

WIDTH, MARGIN = 152, 12
LINES = 4

CHOOSES = "Click, or G in a row, to select all rows of this group"
SORTS_IN = "Sent since the rows were grouped. Click to sort them into their groups."


class HistoryGutter(QHeaderView):
    """Is next to the rows and adds none: selection, scroll and a million rows work as without
    groups. The topmost visible row always shows the name of its group, the rows below it the
    totals.

    Signals:
        chosen(int): the name beside this row was clicked.
        turned: it is to show now, or no more, or for groups of another kind.
    """

    chosen = Signal(int)
    turned = Signal()

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._history = history
        self._kind = ""
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setAccessibleName("Groups of the history")
        for signal in (history.modelReset, history.rowsInserted, history.rowsRemoved):
            signal.connect(self.refresh)
        history.dataChanged.connect(self.refresh)
        history.totals.changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Paint the names again."""
        if self._history.loader.group != self._kind:
            self._kind = self._history.loader.group
            self.turned.emit()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        # By itself Qt would measure the first and last hundred rows.
        table = self.parentWidget()
        return QSize(min(px(WIDTH), max(px(72), table.width() * 22 // 100)) if table else 0, 0)

    def around(self, place: int, most: int) -> tuple[int, int]:
        """The first and the last row of a row's group, no more than so many."""
        first = last = place
        starts_group = self._history.starts_group
        while first > 0 and place - first + 1 < most and not starts_group(first):
            first -= 1
        end = min(self._history.rowCount(), first + most)
        while last + 1 < end and not starts_group(last + 1):
            last += 1
        return first, last

    def paint_edges(self, canvas: QWidget) -> None:
        """Draw a line above each group that begins within sight, over its rows. These groups are
        counted, too, since they stay in sight.
        """
        if not self._history.loader.group:
            return
        keys = dict.fromkeys(map(self._history.group_at, self._in_sight()))
        self._history.count_groups(key for key in keys if key is not None)
        painter = QPainter(canvas)
        painter.setPen(QColor(colors().line_strong))
        for place in self._in_sight():
            if place and self._history.starts_group(place):
                top = self.sectionViewportPosition(place)
                painter.drawLine(0, top, canvas.width(), top)
        painter.end()  # rows are read above: one that fails may keep this frame alive for a while

    def paintSection(self, painter: QPainter, rect: QRect, place: int) -> None:
        painter.fillRect(rect, QColor(colors().pane))
        painter.setPen(QColor(colors().line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if place and self._history.starts_group(place):
            painter.setPen(QColor(colors().line_strong))
            painter.drawLine(rect.topLeft(), rect.topRight())
        self._write(painter, rect.adjusted(px(MARGIN), 0, -px(6), 0), place)

    def mousePressEvent(self, e: QMouseEvent) -> None:
        place = self.logicalIndexAt(e.position().toPoint())
        if place >= 0 and e.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(place)

    def viewportEvent(self, e: QEvent) -> bool:
        if not isinstance(e, QHelpEvent) or e.type() != QEvent.Type.ToolTip:
            return super().viewportEvent(e)
        place = self.logicalIndexAt(e.pos())
        QToolTip.showText(e.globalPos(), self.tip(place) if place >= 0 else "", self)
        return True

    def tip(self, place: int) -> str:
        """Everything known about a row's group, and what a click does."""
        key = self._history.group_at(place)
        if key is None:
            return SORTS_IN if place < self._history.loader.ungrouped else ""
        lines = self._lines(key)
        if key and self._history.loader.group == "visitor":
            lines = (key, *lines[1:])
        return plain_tip(visible("\n".join((*lines, CHOOSES))))

    def _write(self, painter: QPainter, room: QRect, place: int) -> None:
        line = self._line_of(place)
        if line is None:
            return
        key = self._history.group_at(place)
        if key is None:
            role, color = "strong", colors().accent
            lines: tuple[str, ...] = (f"{self._history.loader.ungrouped:,} new – sort in",)
        else:
            names = "mono" if self._history.loader.group == "visitor" and key else "strong"
            role, color = ("small", colors().muted) if line else (names, colors().text)
            lines = self._lines(key)
        painter.setFont(text_font(role))  # type: ignore[arg-type]
        painter.setPen(QColor(color))
        for text in lines[line : line + 1]:
            middle = Qt.TextElideMode.ElideMiddle
            shown = painter.fontMetrics().elidedText(visible(text), middle, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _lines(self, key: str) -> tuple[str, ...]:
        """The name of a group, and its totals once they are known."""
        name = group_words(key, self._history.loader.group, datetime.now().astimezone().date())
        known = self._history.totals.get(key)
        return (name, *(total_words(known) if known else ()))

    def _line_of(self, place: int) -> int | None:
        """Which line of its group stands beside a row, counted from the first one in sight."""
        top = self._topmost()
        for line in range(LINES):
            first = place - line
            if first >= 0 and (first == top or self._history.starts_group(first)):
                return line
        return None

    def _topmost(self) -> int:
        """The first row that is seen by more than half."""
        return self.logicalIndexAt(self.defaultSectionSize() // 2)

    def _in_sight(self) -> range:
        last = self.logicalIndexAt(self.viewport().height() - 1)
        first = max(0, self.logicalIndexAt(0))
        return range(first, (last if last >= 0 else self.count() - 1) + 1)


class GutterTitle(QWidget):
    """What the names beside the rows are, in line with the titles of the columns."""

    def __init__(self, history: HistoryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._history = history
        self.hide()

    def lie_over(self, titles: QHeaderView, width: int) -> None:
        """Stand at the left of the columns' titles, as wide as the names; 0 for not at all."""
        self.setGeometry(0, 0, width, titles.sizeHint().height())
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
        room = self.rect().adjusted(px(MARGIN), 0, 0, -px(2))
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter, self._history.loader.group.capitalize()
        )


# The group menu.

NAMES: dict[Group, str] = {"": "none", "day": "day", "visitor": "visitor"}


class HistoryGroupButton(MenuButton):
    """Shows the current grouping.

    Signals:
        chosen(str): another one was chosen.
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
        self.say("")

    def say(self, group: Group) -> None:
        """Show which is in force."""
        self.setText(f"Group: {NAMES[group]}")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        for action in self._choices.actions():
            action.setChecked(action.data() == group)

    def _choose(self, group: Group, _checked: bool = False) -> None:
        self.chosen.emit(group)
