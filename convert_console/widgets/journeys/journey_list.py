"""The saved journeys, each with how its last run went."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.core.journeys.journey import Journey, LastRun
from convert_console.core.text import local_time, visible
from convert_console.models.journeys.runner import RunRecord
from convert_console.widgets.journeys.run_table import clock_words
from convert_console.widgets.kit.buttons import AddButton
from convert_console.widgets.kit.focus_ring import OWN_RING
from convert_console.widgets.kit.painted import paint_chosen, paint_focus
from convert_console.widgets.kit.panes import PanelHeader
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, colors, px, set_look, text_font, tone_color
from convert_console.widgets.theme.tokens import tokens

Index = QModelIndex | QPersistentModelIndex

STATUS = Qt.ItemDataRole.UserRole + 1


class JourneyList(QListWidget):
    """The saved journeys, each with its size and how its last run went.

    Signals:
        chosen(str): the user chose the journey with this name.
        deleted: the user wants to delete the chosen one.
    """

    chosen = Signal(str)
    deleted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Journeys")
        self.setItemDelegate(_JourneyDelegate(self))
        self.setProperty(OWN_RING, True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        set_look(self, kind="choices")
        self.head = PanelHeader("Journeys", parent)
        self.new = AddButton("New", parent)
        self.new.setAccessibleName("New journey")
        self.new.setToolTip("Make a journey of the draft's events")
        self.head.add_right(self.new)
        self.currentItemChanged.connect(self._choose)
        self._filling = False

    def show_journeys(
        self,
        journeys: Sequence[Journey],
        current: Journey | None,
        status: Callable[[Journey], RunRecord | LastRun | None],
    ) -> None:
        """Show these journeys; `status` gives the last run of each."""
        self._filling = True
        self.head.set_count(str(len(journeys)) if journeys else "")
        while self.count() > len(journeys):
            self.takeItem(self.count() - 1)
        while self.count() < len(journeys):
            self.addItem(QListWidgetItem())
        for row, journey in enumerate(journeys):
            item, record = self.item(row), status(journey)
            words = status_words(record)
            size = _size_words(journey)
            if (item.data(Qt.ItemDataRole.UserRole), item.data(STATUS)) != (
                (journey.name, size), words,
            ):  # fmt: skip
                item.setData(Qt.ItemDataRole.UserRole, (journey.name, size))
                item.setData(STATUS, words)
                said = ", ".join(filter(None, (journey.name, size, words[2])))
                item.setText(visible(said))
            if current is not None and journey.name == current.name:
                self.setCurrentRow(row)
        self._filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        item = self.currentItem()
        if item is not None and not self._filling:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)[0])


def _size_words(journey: Journey) -> str:
    steps, rounds = len(journey.steps), journey.repeats
    who = "visitor" if journey.makes_visitors or rounds == 1 else "round"
    return f"{steps} step{'' if steps == 1 else 's'}, {rounds:,} {who}{'' if rounds == 1 else 's'}"


def status_words(record: RunRecord | LastRun | None) -> tuple[str, Tone, str, str]:
    """How the last run went: icon, its tone, words, and the icon of this machine or ""."""
    if record is None:
        return "", "muted", "not run yet", ""
    if isinstance(record, RunRecord):
        if record.going:
            return "clock", "accent", "running", ""
        is_complete, is_fault = record.complete, bool(record.fault)
    else:
        is_complete, is_fault = record.accepted == record.total, record.failed
    here = "monitor" if record.here else ""
    if is_complete:
        return "circle-check", "ok", f"{'here, ' if here else ''}{_when(record.began)}", here
    words = f"{record.accepted:,} of {record.total:,}"
    return ("circle-x", "error", words, here) if is_fault else ("minus", "muted", words, here)


def _when(moment: float) -> str:
    """The time of a moment of today, or its day."""
    local = local_time(moment)
    if local is None or local.date() == datetime.now(local.tzinfo).date():
        return clock_words(moment)
    return f"{local:%Y-%m-%d}"


class _JourneyDelegate(QStyledItemDelegate):
    """Two lines: the name, and below it the size with the last run at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(52))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        name, size = index.data(Qt.ItemDataRole.UserRole)
        sign, tone, words, here = index.data(STATUS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(px(8), 0, -px(8), 0)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors().selection if selected else colors().raised))
            painter.drawRoundedRect(area, px(6), px(6))
        if selected:
            paint_chosen(painter, area.adjusted(0, px(6), 0, -px(6)))
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, area.toRectF(), px(6), colors().accent)
        inside = area.adjusted(px(8), px(8), -px(8), -px(8))
        half = inside.height() // 2
        font = text_font("base")
        font.setWeight(font.Weight.Medium)
        painter.setFont(font)
        painter.setPen(QColor(colors().text))
        metrics = QFontMetrics(font)
        top = QRect(inside.left(), inside.top() - px(2), inside.width(), half)
        elided = metrics.elidedText(visible(name), Qt.TextElideMode.ElideRight, top.width())
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, elided)
        below = QRect(inside.left(), inside.top() + half + px(2), inside.width(), half)
        small = text_font("small")
        painter.setFont(small)
        metrics = QFontMetrics(small)
        painter.setPen(QColor(colors().muted))
        right = below.right() - metrics.horizontalAdvance(words)
        painter.drawText(
            QRect(right, below.top(), below.right() - right + 2, below.height()),
            Qt.AlignmentFlag.AlignVCenter, words,
        )  # fmt: skip
        side = px(tokens().size.icon_small)
        for name_, color in ((here, colors().muted), (sign, tone_color(tone))):
            if name_:
                right -= side + px(4)
                place = QRect(right, below.top() + (below.height() - side) // 2, side, side)
                paint_icon(painter, place, name_, color)
        painter.setPen(QColor(colors().muted))
        room = QRect(below.left(), below.top(), right - px(8) - below.left(), below.height())
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(size, Qt.TextElideMode.ElideRight, room.width()),
        )  # fmt: skip
        painter.restore()
