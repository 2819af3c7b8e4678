"""A line of text with buttons at its right end, the first of which empties it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px


class EndedLine(QLineEdit):
    """Qt's own buttons in a line stay 16 pixels wide at every zoom; these follow it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, px(4), 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.cross = self.add_end("x", "Clear", self._empty)
        self.cross.hide()
        self.textChanged.connect(self._offer_cross)

    def add_end(self, sign: str, name: str, then: Callable[[], None]) -> QToolButton:
        """Add a button behind the others; as Qt's own, it is for the mouse and takes no focus."""
        button = QToolButton(self)
        button.setIcon(icon(sign))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(then)
        self._row.addWidget(button)
        button.show()  # a child that comes after its parent is hidden until told
        self._make_room()
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._make_room()

    def _offer_cross(self, text: str) -> None:
        if self.cross.isHidden() is bool(text):
            self.cross.setVisible(bool(text))
            self._make_room()

    def _make_room(self) -> None:
        """Keep the text clear of the buttons."""
        ends = self.findChildren(QToolButton)
        width = sum(end.sizeHint().width() for end in ends if not end.isHidden())
        self.setTextMargins(0, 0, width, 0)

    def _empty(self) -> None:
        """As if the person had deleted it: `textEdited` follows `textChanged`."""
        self.clear()
        self.textEdited.emit("")


# A choice whose text ends in an ellipsis where there is no room, and is told whole on hover.

LEAST = 96

BORDER, PADDING, DROP_DOWN = 1, 8, 26
"""As in the style sheet; a border is not zoomed."""


class ElidedCombo(QComboBox):
    """Qt cuts the text of a choice in the middle of a letter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._own_tip = ""
        self.currentTextChanged.connect(lambda _text: self._tell_all_when_cut())

    def setToolTip(self, text: str) -> None:
        self._own_tip = text
        self._tell_all_when_cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all_when_cut()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(min(least.width(), px(LEAST)), least.height())

    def shown(self) -> str:
        """The text as it is painted."""
        # By the lengths of the style sheet: to ask the style makes 13 enums, 5 ms of a start.
        room = self.width() - 2 * (BORDER + px(PADDING)) - px(DROP_DOWN)
        right = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), right, room)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        option.currentText = self.shown()

    def _tell_all_when_cut(self) -> None:
        cut = self.shown() != self.currentText()
        super().setToolTip(self._own_tip or (plain_tip(self.currentText()) if cut else ""))


# Gives the text of number boxes the room at its left that other fields have.


def inset(box: QAbstractSpinBox) -> None:
    """Move a box's text off its frame, which a style sheet cannot: its padding is the box's, and
    the line of text inside lies over it.
    """
    box.lineEdit().setTextMargins(px(6), 0, 0, 0)


# Completes an id by its name or number.

Index = QModelIndex | QPersistentModelIndex

_ID = Qt.ItemDataRole.UserRole + 1


class NamedCompleter(QCompleter):
    """Offers "name · id" and writes the id; a list that has not changed is kept.

    Signals:
        highlighted(str), activated(str): the line says this id now.
    """

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._offered: tuple[tuple[str, str], ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setCompletionRole(Qt.ItemDataRole.DisplayRole)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line.setCompleter(self)

    def pathFromIndex(self, index: Index) -> str:
        return str(index.data(_ID))

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer these ids with their names, in this order."""
        if tuple(items) == self._offered:
            return
        self._offered = tuple(items)
        self._items.clear()
        for plain, name in items:
            item = QStandardItem(f"{name} · {plain}" if name != plain else plain)
            item.setData(plain, _ID)
            self._items.appendRow(item)
