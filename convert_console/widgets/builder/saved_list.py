"""Paints saved requests: the name and the method over what each holds."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.models.profiles.saved_requests import LINE, METHOD, NAME
from convert_console.widgets.theme.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

HEIGHT, SIDE = 46, 12


class SavedList(QListView):
    """Enter or a double click asks for a request; Delete, F2 and Ctrl with an arrow act on it.

    Signals:
        wanted: the person wants the chosen request on screen.
        unwanted: the person wants it gone.
        to_be_named: the person wants to give it another name.
        stepped(int): the person moves it by one place, -1 up.
    """

    wanted = Signal()
    unwanted = Signal()
    to_be_named = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Saved requests")
        self.setItemDelegate(SavedCells(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.activated.connect(lambda _index: self.wanted.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Delete:
                self.unwanted.emit()
            case Qt.Key.Key_F2:
                self.to_be_named.emit()
            case Qt.Key.Key_Up if control:
                self.stepped.emit(-1)
            case Qt.Key.Key_Down if control:
                self.stepped.emit(1)
            case _:
                super().keyPressEvent(event)


class SavedCells(QStyledItemDelegate):
    """Two lines a request; the chosen one stands on the accent's soft colour."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(100), px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.fillRect(option.rect, QColor(_ground(chosen=chosen)))
        area = option.rect.adjusted(px(SIDE), px(5), -px(SIDE), -px(5))
        above = QRect(area.left(), area.top(), area.width(), area.height() // 2)
        method = str(index.data(METHOD))
        painter.setFont(text_font("mono_small"))
        painter.setPen(QColor(colors().muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(above, right, method)
        room = painter.fontMetrics().horizontalAdvance(method) + px(10)
        _say(painter, above.adjusted(0, 0, -room, 0), str(index.data(NAME)), strong=True)
        _say(painter, above.translated(0, area.height() // 2), str(index.data(LINE)), strong=False)
        painter.setPen(QColor(colors().line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


def _ground(*, chosen: bool) -> str:
    return colors().accent_soft if chosen else colors().raised


def _say(painter: QPainter, area: QRect, text: str, *, strong: bool) -> None:
    font = text_font("strong" if strong else "small")
    painter.setFont(font)
    painter.setPen(QColor(colors().text if strong else colors().muted))
    shown = QFontMetrics(font).elidedText(visible(text), Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
