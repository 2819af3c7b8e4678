"""The names of the history's groups, at the left of their rows."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from convert_console.models.history import HistoryModel
from convert_console.models.history_groups import group_words, same_group
from convert_console.widgets.theme import colors, px, text_font

WIDTH, MARGIN = 176, 12


class HistoryGutter(QHeaderView):
    """Stands beside the rows and takes no place among them: choice, scroll and a million rows are
    as without groups. The topmost row always says its group.

    Signals:
        chosen(int): the name beside this row was clicked.
        turned: it shows now, or no more.
    """

    chosen = Signal(int)
    turned = Signal()

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._history = history
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setAccessibleName("Groups of the history")
        self.setToolTip("Choose all rows of this group (G)")
        for signal in (history.modelReset, history.rowsInserted, history.rowsRemoved):
            signal.connect(self.refresh)
        history.dataChanged.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Paint the names anew."""
        wanted = bool(self._history.group)
        if wanted == self.isHidden():
            self.setVisible(wanted)
            self.turned.emit()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), 0)  # Qt would measure the first and last hundred rows

    def begins(self, place: int) -> bool:
        """Whether a group begins with this row."""
        group = self._history.group
        above, row = self._history.row(place - 1), self._history.row(place)
        return bool(group) and bool(row and (not above or not same_group(above, row, group)))

    def around(self, place: int, most: int) -> tuple[int, int]:
        """The first and the last row of a row's group, no more than so many."""
        first = last = place
        while first > 0 and place - first + 1 < most and not self.begins(first):
            first -= 1
        end = min(self._history.rowCount(), first + most)
        while last + 1 < end and not self.begins(last + 1):
            last += 1
        return first, last

    def paint_edges(self, canvas: QWidget) -> None:
        """Draw a line above each group that begins within sight, over its rows."""
        if not self._history.group:
            return
        painter = QPainter(canvas)
        painter.setPen(QColor(colors().line_strong))
        for place in self._in_sight():
            if place and self.begins(place):
                top = self.sectionViewportPosition(place)
                painter.drawLine(0, top, canvas.width(), top)

    def paintSection(self, painter: QPainter, rect: QRect, place: int) -> None:
        painter.fillRect(rect, QColor(colors().pane))
        begins = self.begins(place)
        if begins and place:
            painter.setPen(QColor(colors().line_strong))
            painter.drawLine(rect.topLeft(), rect.topRight())
        row = self._history.row(place)
        if row is not None and (begins or place == self._topmost()):
            words = group_words(row, self._history.group, datetime.now().astimezone().date())
            painter.setFont(text_font("mono" if self._history.group == "visitor" else "strong"))
            painter.setPen(QColor(colors().text))
            room = rect.adjusted(px(MARGIN), 0, -px(4), 0)
            words = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideMiddle, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def mousePressEvent(self, e: QMouseEvent) -> None:
        place = self.logicalIndexAt(e.position().toPoint())
        if place >= 0 and e.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(place)

    def _topmost(self) -> int:
        """The first row that is seen by more than half."""
        return self.logicalIndexAt(self.defaultSectionSize() // 2)

    def _in_sight(self) -> range:
        last = self.logicalIndexAt(self.viewport().height() - 1)
        first = max(0, self.logicalIndexAt(0))
        return range(first, (last if last >= 0 else self.count() - 1) + 1)
