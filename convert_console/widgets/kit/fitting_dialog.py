"""A dialog that is never larger than the screen; its content scrolls if it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from convert_console.widgets.theme.theme import px

FRAME = 40
"""Pixels for the frame that the system adds to a dialog."""


class FittingDialog(QDialog):
    """Its content becomes scrollable when it is shown on a screen that is too small."""

    def __init__(
        self, parent: QWidget | None = None, flags: Qt.WindowType = Qt.WindowType.Dialog
    ) -> None:
        super().__init__(parent, flags)
        self._scrolls = False

    def take_room(self, width: int, height: int) -> None:
        """Resize to this size at 100 % zoom, as far as there is room."""
        self.resize(QSize(px(width), px(height)).boundedTo(self._room()))

    def ask_width(self, least: int) -> None:
        """Set a minimum width at 100 % zoom, as far as there is room."""
        self.setMinimumWidth(min(px(least), self._room().width()))

    def show_keys(self, buttons: QDialogButtonBox) -> None:
        """Name the key of each button in its tooltip; tooltips that exist stay."""
        for button in buttons.buttons():
            if buttons.buttonRole(button) is QDialogButtonBox.ButtonRole.RejectRole:
                button.setToolTip(f"{button.text().replace('&', '')} (Esc)")
            elif not button.toolTip():
                button.setToolTip(f"{button.text().replace('&', '')} (Enter)")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        room, need = self._room(), self.minimumSizeHint()
        if need.width() <= room.width() and need.height() <= room.height():
            return
        if not self._scrolls:
            self._scrolls = True
            self._let_scroll()
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        self.resize(self.size().boundedTo(room))

    def _room(self) -> QSize:
        """The room on the screen; a window may span more than one."""
        parent = self.parentWidget()
        room = self.screen().availableSize() - QSize(FRAME, FRAME)
        return room if parent is None else room.expandedTo(parent.window().size())

    def _let_scroll(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        content = QWidget(self)
        content.setLayout(layout)  # takes it along, with all that is in it
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        content.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
