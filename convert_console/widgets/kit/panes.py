"""What panes are made of: their header, lines between areas, a divider to drag, and scrolling."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QSplitterHandle,
    QWidget,
)

from convert_console.widgets.kit.badge import Badge
from convert_console.widgets.theme.theme import px
from convert_console.widgets.theme.tokens import tokens


class PanelHeader(QWidget):
    """The title of a pane, with a count; other widgets are after it or at the right end."""

    _role, _height, _padding = "strong", 40, 12

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", self._role)
        self.count = Badge(parent=self)
        self.count.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(self._padding), 0, px(self._padding), 0)
        self._row.setSpacing(px(12))
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        self._left = 2

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, px(self._height)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, px(self._height)))

    def add_left(self, widget: QWidget) -> None:
        """Put a widget after the title."""
        self._row.insertWidget(self._left, widget)
        self._left += 1

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def set_count(self, text: str) -> None:
        """Show a number next to the title; "" removes it."""
        self.count.set_text(text)
        self.count.setVisible(bool(text))


class SectionHeader(PanelHeader):
    """A smaller title above a group of fields, aligned with them."""

    _role, _height, _padding = "small", 28, 0


class Hairline(QFrame):
    """One pixel at every zoom, horizontal by default."""

    def __init__(
        self,
        parent: QWidget | None = None,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
    ) -> None:
        super().__init__(parent)
        self.setProperty("hairline", True)
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)


def scroll_area(content: QWidget, parent: QWidget) -> QScrollArea:
    """A content as wide as its place, which scrolls up and down, and which Tab skips."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


# A splitter whose divider is a line that is easy to grab.


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
