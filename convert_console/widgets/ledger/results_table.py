"""What the tables of results share: rows of experiences with their variations and goals."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from convert_console.core.ledger.ledger import Line
from convert_console.core.text import visible
from convert_console.widgets.kit.focus_ring import OWN_RING
from convert_console.widgets.kit.painted import paint_chosen, paint_focus
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, figures_font, px, text_font
from convert_console.widgets.theme.tokens import tokens

NAME = 0
"""The column of the names; a row has its data there."""

LINE = Qt.ItemDataRole.UserRole + 1
"""The `Line` of a row; `None` for an experience and for later transactions."""

ROLE = Qt.ItemDataRole.UserRole + 2
"""What a row is: "experience", "visitors", "goal" or "later"."""

CODE = Qt.ItemDataRole.UserRole + 3
"""The id of an experience, and its status."""

EXPERIENCE = Qt.ItemDataRole.UserRole + 4
"""The id of the experience that a row belongs to."""

IS_ID = Qt.ItemDataRole.UserRole + 5
"""Whether the name of a row is an id, for want of a name."""

INDENTS = {"experience": 34, "visitors": 36, "goal": 60, "later": 84}
FOLDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

Index = QModelIndex | QPersistentModelIndex


class ResultsTable(QTreeWidget):
    """One row for each experience, variation and goal; Enter or Space folds an experience.

    A subclass has the titles of its columns, those that hold figures, titles over several columns
    with the first and the last of these, the width in pixels up to which its columns are narrow,
    and the least and the largest width of its names.
    """

    titles: tuple[str, ...]
    figures: tuple[int, ...]
    groups: tuple[tuple[str, int, int], ...]
    narrow_below: int
    name_widths: tuple[int, int]

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QTreeWidgetItem] = []
        self.setAccessibleName(name)
        self.setColumnCount(len(self.titles))
        self.setHeader(ResultsHeader(self))
        self.setHeaderLabels(self.titles)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty(OWN_RING, True)

    def rows(self) -> list[tuple[str, ...]]:
        """The texts of every row, as they are shown."""
        columns = [column for column, title in enumerate(self.titles) if title]
        return [tuple(item.text(column) for column in columns) for item in self._items]

    def content_height(self) -> int:
        """The height that shows every row, with space below the last."""
        size, height = tokens().size, self.header().sizeHint().height()
        for item in self._items:
            parent = item.parent()
            if parent is None:
                height += px(size.group_row)
            elif parent.isExpanded():
                height += px(size.table_row)
        return height + px(12)

    @property
    def narrow(self) -> bool:
        """Whether the columns are narrow."""
        return self.width() < px(self.narrow_below)

    def toggle(self, item: QTreeWidgetItem) -> None:
        """Fold or unfold an experience."""
        if item.childCount():
            item.setExpanded(not item.isExpanded())

    def inset(self, column: int) -> int:
        """How far right of its column's edge a title begins, in pixels."""
        return 0

    def column_widths(self) -> Sequence[int]:
        """The widths of the columns after the names, in pixels."""
        raise NotImplementedError

    def needed(self, column: int) -> int:
        """The width of the widest figure of a column, in pixels."""
        metrics = QFontMetrics(figures_font())
        texts: Iterable[str] = (item.text(column) for item in self._items)
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)

    def new_item(self, parent: QTreeWidgetItem | None, role: str, line: Line) -> QTreeWidgetItem:
        """A row at the end of the table, or of an experience."""
        item = QTreeWidgetItem()
        if parent is not None:
            parent.addChild(item)
        item.setData(NAME, ROLE, role)
        item.setData(NAME, EXPERIENCE, line.cell.experience)
        self._items.append(item)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and item.childCount() and event.key() in FOLDING:
            self.toggle(item)
        else:
            super().keyPressEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, option, index)
        current = self.currentIndex()
        if self.hasFocus() and index.row() == current.row() and index.parent() == current.parent():
            paint_focus(painter, QRectF(option.rect), px(4), colors().accent)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give every column what its content needs, and the rest to the names."""
        header, left = self.header(), self.viewport().width()
        for column, width in enumerate(self.column_widths(), 1):
            header.resizeSection(column, width)
            left -= 0 if self.isColumnHidden(column) else width
        least, widest = self.name_widths
        header.resizeSection(NAME, min(max(px(least), left), px(widest)))


class ResultsDelegate(QStyledItemDelegate):
    """Paints ground, names and figures; a subclass paints the other cells."""

    def __init__(self, table: ResultsTable) -> None:
        super().__init__(table)
        self.table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = tokens().size
        return QSize(0, px(size.table_row if index.parent().isValid() else size.group_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint_ground(painter, option, str(index.sibling(index.row(), NAME).data(ROLE)))
        area = QRect(option.rect)
        if index.column() == NAME:
            paint_name(painter, area, index, expanded=self.table.isExpanded(index))
        elif index.column() in self.table.figures:
            painter.setFont(figures_font())
            painter.setPen(QColor(self.figure_ink(index)))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, str(index.data() or ""))
        else:
            self.paint_cell(painter, area, index)
        painter.restore()

    def figure_ink(self, index: Index) -> str:
        """The colour of a figure."""
        return colors().text

    def paint_cell(self, painter: QPainter, area: QRect, index: Index) -> None:
        """Paint a cell that is neither a name nor a figure."""


class ResultsHeader(QHeaderView):
    """The titles of the columns, and those over several."""

    def __init__(self, table: ResultsTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStretchLastSection(True)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * px(tokens().size.table_header))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section == NAME:
            return
        painter.save()
        painter.setFont(medium(text_font("small")))
        painter.setPen(QColor(colors().muted))
        area = rect.adjusted(px(self._table.inset(section)), rect.height() // 2, 0, 0)
        right = section in self._table.figures
        flag = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, flag | Qt.AlignmentFlag.AlignVCenter, self._table.titles[section])
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        font = medium(text_font("small"))
        half, metrics = self.height() // 2, QFontMetrics(font)
        painter.setFont(font)
        for title, first, last in self._table.groups:
            width = metrics.horizontalAdvance(self._table.titles[first])
            left = self.sectionViewportPosition(first) + self.sectionSize(first) - width
            right = self.sectionViewportPosition(last) + self.sectionSize(last) - px(16)
            painter.setPen(QColor(colors().text))
            area = QRect(left, 0, right - left, half)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, title)
            painter.setPen(QPen(QColor(colors().line), 1))
            painter.drawLine(left, half, right, half)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


# What a row says, and how it is painted.


def fill_head(head: QTreeWidgetItem, first: Line, status: str) -> None:
    """Write the name of an experience, by its first line."""
    name = visible(first.experience)
    head.setText(NAME, name if first.cell.experience else name.capitalize())
    plain = "" if first.cell.experience == first.experience else first.cell.experience
    head.setData(NAME, IS_ID, bool(first.cell.experience) and not plain)
    head.setData(NAME, CODE, (visible(plain), visible(status)))
    head.setToolTip(NAME, plain_tip(f"{first.experience} {plain}".strip()))
    spoken = ", ".join(filter(None, (head.text(NAME), plain, status)))
    head.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, spoken)


def fill_name(item: QTreeWidgetItem, line: Line) -> None:
    """Write the name of a variation or a goal."""
    goal = bool(line.cell.goal)
    name = line.goal if goal else line.variation
    plain = line.cell.goal or line.cell.variation
    item.setText(NAME, visible(name))
    item.setData(NAME, LINE, line)
    item.setData(NAME, IS_ID, bool(plain) and plain == name)
    where = " · ".join(filter(None, (line.variation, line.goal if goal else "visitors")))
    item.setToolTip(NAME, plain_tip(where if plain == name else f"{where} ({plain})"))
    spoken = name if goal else f"{name} visitors"
    item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, visible(spoken))


def id_of(item: QTreeWidgetItem) -> str:
    """The id of the experience of a row."""
    return str(item.data(NAME, EXPERIENCE))


def medium(font: QFont) -> QFont:
    """The font in medium weight."""
    font.setWeight(QFont.Weight.Medium)
    return font


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, rank: str) -> None:
    """Paint the background of a cell."""
    state = option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, QColor(colors().selection))
        if option.rect.left() <= 0:
            paint_chosen(painter, option.rect)
    elif rank == "experience":
        painter.fillRect(option.rect, QColor(colors().window))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, QColor(colors().raised))


def paint_name(painter: QPainter, area: QRect, index: Index, *, expanded: bool) -> None:
    """Paint the name of a row by its rank: an experience, a variation or a goal."""
    text, rank = str(index.data() or ""), str(index.data(ROLE))
    if rank == "experience":
        side = px(tokens().size.icon_small)
        place = QRect(px(12), area.center().y() - side // 2 + 1, side, side)
        sign = "chevron-down" if expanded else "chevron-right"
        paint_icon(painter, place, sign, colors().muted)
    left = area.adjusted(px(INDENTS.get(rank, 36)), 0, -px(8), 0)
    ink = colors().muted if rank == "later" else colors().text
    font = text_font("strong") if rank == "experience" else text_font()
    if index.data(IS_ID):
        font, ink = text_font("mono"), colors().muted
    left = draw_text(painter, left, text, medium(font) if rank == "visitors" else font, ink)
    if rank == "visitors":
        left.setLeft(left.left() + px(4))
        draw_text(painter, left, "visitors" if text else "Visitors", text_font(), colors().muted)
    if rank == "experience":
        code, status = index.data(CODE)
        left.setLeft(left.left() + px(12))
        left = draw_text(painter, left, code, text_font("mono"), colors().muted)
        left.setLeft(left.left() + (px(16) if code else 0))
        draw_text(painter, left, status, text_font("small"), colors().muted)


def draw_text(painter: QPainter, area: QRect, text: str, font: QFont, ink: str) -> QRect:
    """Draw one line of text, cut where it does not fit; what is left of the area."""
    painter.setFont(font)
    painter.setPen(QColor(ink))
    metrics = QFontMetrics(font)
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(area.width(), 0))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, flags | Qt.TextFlag.TextSingleLine, cut)
    return area.adjusted(metrics.horizontalAdvance(cut), 0, 0, 0)
