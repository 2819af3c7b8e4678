"""A splitter whose divider is a line that is easy to grab."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from convert_console.widgets.theme.tokens import tokens


class Divided(QSplitter):
    """No pane can be hidden with the divider.

    Signals:
        resized: the splitter has another size, and has divided it in its own way.
    """

    resized = Signal()

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def resizeEvent(self, event: QResizeEvent) -> None:
        # In place of Qt's own, which lets the mouse grab two pixels next to the line.
        self.setAttribute(Qt.WidgetAttribute.WA_MouseNoMask)
        beyond = tokens().size.splitter_grab // 2
        if self.orientation() is Qt.Orientation.Horizontal:
            self.setContentsMargins(beyond, 0, beyond, 0)
        else:
            self.setContentsMargins(0, beyond, 0, beyond)
        self.setMask(QRegion(self.contentsRect()))  # only the line is painted
