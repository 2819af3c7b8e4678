"""Pages of settings with a list of their titles at the left."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.widgets.kit.focus_ring import OWN_RING
from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

WIDTH, ROW, SIDE = 176, 36, 8
"""Width of the list, height of a title, and the margin around the titles, in pixels."""

_ICON, _COUNT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class PageList(QWidget):
    """Up and Down in the list turn the pages; Tab goes into the page."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.titles = QListWidget(self)
        self.titles.setAccessibleName(name)
        self.titles.setFixedWidth(px(WIDTH))
        self.titles.setFrameShape(QFrame.Shape.NoFrame)
        self.titles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.titles.setMouseTracking(True)
        self.titles.setItemDelegate(_TitleDelegate(self.titles))
        self.titles.setProperty(OWN_RING, True)
        self.titles.setViewportMargins(px(SIDE), px(SIDE), px(SIDE), px(SIDE))
        set_look(self.titles, kind="pages")
        self.pages = QStackedWidget(self)
        self.titles.currentRowChanged.connect(self.pages.setCurrentIndex)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.titles)
        row.addWidget(self.pages, 1)

    def add_page(self, title: str, icon_name: str, page: QWidget, tip: str) -> None:
        """Add a page at the end; the first one is shown."""
        item = QListWidgetItem(title)
        item.setData(_ICON, icon_name)
        item.setToolTip(tip)
        self.titles.addItem(item)
        page.setAccessibleName(page.accessibleName() or title)
        self.pages.addWidget(page)
        if self.titles.currentRow() < 0:
            self.titles.setCurrentRow(0)

    def set_count(self, place: int, count: int) -> None:
        """Show a number next to a title; 0 shows none."""
        item = self.titles.item(place)
        if item.data(_COUNT) != count:
            item.setData(_COUNT, count)
            text = f"{item.text()}, {count}" if count else item.text()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)

    def turn_to(self, place: int) -> None:
        """Show a page."""
        self.titles.setCurrentRow(place)


class _TitleDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRect(option.rect).adjusted(0, px(2), 0, -px(2))
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        box, radius = QRectF(area), px(tokens().radius.control)
        painter.save()
        if current:
            paint_box(painter, box, radius, colors().selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, box, radius, colors().raised)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, box, radius, colors().accent)
        ink = colors().accent if current else colors().text
        side = px(tokens().size.icon)
        place = QRect(area.left() + px(8), area.center().y() - side // 2 + 1, side, side)
        paint_icon(painter, place, str(index.data(_ICON)), ink if current else colors().muted)
        painter.setFont(text_font("strong"))
        painter.setPen(QColor(colors().text))
        text = area.adjusted(px(16) + side, 0, -px(8), 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        count = index.data(_COUNT)
        if count:
            painter.setFont(text_font())
            painter.setPen(QColor(colors().muted))
            width = QFontMetrics(text_font()).horizontalAdvance(str(count))
            text.setLeft(text.right() - width)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, str(count))
        painter.restore()
