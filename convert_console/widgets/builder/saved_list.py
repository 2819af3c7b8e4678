"""The list of saved requests, with name, method and events."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.models.profiles.saved_requests import LINE, METHOD, NAME
from convert_console.widgets.kit.painted import paint_chosen, paint_line
from convert_console.widgets.theme.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

HEIGHT, SIDE = 46, 12


class SavedList(QListView):
    """Reports keys and double clicks on the current item as signals.

    Signals:
        load_requested: Enter, or a double click.
        delete_requested: Delete.
        rename_requested: F2.
        move_requested(int): Ctrl with an arrow; -1 is up.
    """

    load_requested = Signal()
    delete_requested = Signal()
    rename_requested = Signal()
    move_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Saved requests")
        self.setItemDelegate(SavedRequestDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.activated.connect(lambda _index: self.load_requested.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Delete:
                self.delete_requested.emit()
            case Qt.Key.Key_F2:
                self.rename_requested.emit()
            case Qt.Key.Key_Up if control:
                self.move_requested.emit(-1)
            case Qt.Key.Key_Down if control:
                self.move_requested.emit(1)
            case _:
                super().keyPressEvent(event)


class SavedRequestDelegate(QStyledItemDelegate):
    """Paints a request in two lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(100), px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.fillRect(option.rect, QColor(_background(selected=selected)))
        if selected:
            paint_chosen(painter, option.rect)
        area = option.rect.adjusted(px(SIDE), px(5), -px(SIDE), -px(5))
        first_line = QRect(area.left(), area.top(), area.width(), area.height() // 2)
        method = str(index.data(METHOD))
        painter.setFont(text_font("mono_small"))
        painter.setPen(QColor(colors().muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first_line, right, method)
        method_width = painter.fontMetrics().horizontalAdvance(method) + px(10)
        place, name = first_line.adjusted(0, 0, -method_width, 0), str(index.data(NAME))
        paint_line(painter, place, name, text_font("strong"), colors().text)
        place, line = first_line.translated(0, area.height() // 2), str(index.data(LINE))
        paint_line(painter, place, line, text_font("small"), colors().muted)
        painter.restore()


def _background(*, selected: bool) -> str:
    return colors().selection if selected else colors().raised
