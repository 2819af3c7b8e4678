"""Underlined tabs with counts, over a stack of pages."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.painted import paint_focus
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.theme.theme import colors, px, text_font

TAB_HEIGHT, TAB_GAP, COUNT_GAP, UNDERLINE = 39, 20, 6, 2


class Tabs(QTabBar):
    """A tab bar that paints its tabs, since a style sheet cannot show a count."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_count(self, index: int, text: str) -> None:
        """Show a count or size next to a title; "" removes it."""
        if self.tabData(index) != text:
            self.setTabData(index, text)
            self.setAccessibleTabName(index, f"{self.tabText(index)} {text}".strip())
            self.updateGeometry()
            self.resize(self.sizeHint())
            self.setIconSize(self.iconSize())  # makes Qt lay out the tabs again
            self.update()

    def tabSizeHint(self, index: int) -> QSize:
        width = self._text_width(index) + px(TAB_GAP)
        count = self.tabData(index)
        if count:
            width += px(COUNT_GAP) + QFontMetrics(text_font("small")).horizontalAdvance(count)
        return QSize(width, px(TAB_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        area = QRectF(self.tabRect(index)).adjusted(0, 0, -px(TAB_GAP), 0)
        chosen = index == self.currentIndex()
        painter.setFont(text_font("strong" if chosen else "base"))
        painter.setPen(QColor(colors().text if chosen else colors().muted))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, left, self.tabText(index))
        count = self.tabData(index)
        if count:
            painter.setFont(text_font("small"))
            painter.setPen(QColor(colors().muted))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(area.adjusted(0, 0, 1, 0), right, count)
        if chosen:
            line = QRectF(area.left(), self.height() - px(UNDERLINE), area.width(), px(UNDERLINE))
            painter.fillRect(line, QColor(colors().accent))
            if self.hasFocus():
                paint_focus(painter, area.adjusted(-3, 5, 3, -5), px(4), colors().accent)

    def _text_width(self, index: int) -> int:
        return QFontMetrics(text_font("strong")).horizontalAdvance(self.tabText(index))


class TabbedPane(QWidget):
    """`corner` is for widgets right of the tabs; if they do not fit there, they are below the tabs.

    Signals:
        turned(int): this page is in front now.
    """

    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "pane")
        self.bar = Tabs(name, self)
        self.stack = QStackedWidget(self)
        self.corner = QHBoxLayout()
        self.corner.setSpacing(px(8))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._head = QGridLayout()
        self._head.setContentsMargins(px(12), 0, px(12), 0)
        self._head.setVerticalSpacing(0)
        self._head.setColumnStretch(1, 1)
        self._beginning = QHBoxLayout()
        self._beginning.setSpacing(px(6))
        self._beginning.addWidget(self.bar)
        self._head.addLayout(self._beginning, 0, 0)
        self._head.addLayout(self.corner, 0, 2)
        self._wrapped = False
        self._column.addLayout(self._head)
        self._column.addWidget(Hairline(self))
        self._column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)
        self.bar.currentChanged.connect(self.turned)

    def add_page(self, title: str, page: QWidget, tip: str = "") -> int:
        """Append a page, and return its index."""
        self.stack.addWidget(page)
        index = self.bar.addTab(title)
        self.bar.setTabToolTip(index, tip)
        return index

    def add_behind_tabs(self, widget: QWidget) -> None:
        """Put a widget right behind the tabs."""
        self._beginning.addWidget(widget)

    def divide(self, splitter: QSplitter, part: QWidget) -> None:
        """Put the pages into a splitter, with a widget below them."""
        splitter.addWidget(self.stack)
        splitter.addWidget(part)
        splitter.setStretchFactor(0, 1)
        self._column.addWidget(splitter, 1)

    def put_below(self, part: QWidget) -> None:
        """Add a widget below the pages, which fills the pane while they are hidden."""
        self._column.addWidget(part, 1)

    def set_count(self, index: int, text: str) -> None:
        """Show a count or size next to a title; "" removes it."""
        self.bar.set_count(index, text)

    def turn_to(self, index: int) -> None:
        """Bring a page to the front."""
        self.bar.setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        """Wide enough for the tabs and the corner in one line."""
        width = max(self._one_line_width(), self.stack.minimumSizeHint().width())
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of tabs, corner and pages."""
        hint = super().minimumSizeHint()
        head = max(self._beginning.minimumSize().width(), self.corner.minimumSize().width())
        width = max(head + 2 * px(12), self.stack.minimumSizeHint().width())
        return QSize(width, hint.height())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_corner()
        return super().event(event)

    def _fit_corner(self) -> None:
        if (self._one_line_width() > self.width()) is self._wrapped:
            return
        self._wrapped = not self._wrapped
        self._head.removeItem(self.corner)
        self.corner.setContentsMargins(0, 0, 0, px(8) if self._wrapped else 0)
        if self._wrapped:
            self._head.addLayout(self.corner, 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        else:
            self._head.addLayout(self.corner, 0, 2)

    def _one_line_width(self) -> int:
        return self._beginning.sizeHint().width() + self.corner.minimumSize().width() + px(28)
