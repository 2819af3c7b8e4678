"""The table of expected results beside what Convert reports, with the differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
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
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from convert_console.core.ledger.ledger import Cell, Line, counted, money
from convert_console.core.ledger.reported import Compared
from convert_console.widgets.kit.focus_ring import OWN_RING
from convert_console.widgets.kit.painted import paint_focus
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.ledger.table_view import (
    EXPERIENCE,
    NAME,
    ROLE,
    Index,
    beside,
    draw_text,
    figures_font,
    fill_head,
    fill_name,
    id_of,
    medium,
    paint_ground,
    paint_name,
)
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font
from convert_console.widgets.theme.tokens import tokens

TITLES = (
    "Experience, variation, goal", "Seen in live log", "Expected", "Reported", "Difference",
    "Expected", "Reported", "Difference", "Products", "",
)  # fmt: skip
SEEN, PEOPLE, REPORTED, DIFFERENCE, REVENUE, REVENUE_REPORTED, REVENUE_DIFFERENCE, PRODUCTS = range(
    1, 9
)
FIGURES = (PEOPLE, REPORTED, REVENUE, REVENUE_REPORTED, PRODUCTS)
GROUPS = (
    ("Visitors or conversions", PEOPLE, DIFFERENCE),
    ("Revenue", REVENUE, REVENUE_DIFFERENCE),
)
"""Titles over several columns, with the first and the last of these."""

BAR = Qt.ItemDataRole.UserRole + 6
"""What a bar shows: the expected and the reported amount, and the largest of the column."""

WIDE = (116, 72, 80, 200, 88, 88, 216, 96)
NARROW = (96, 68, 76, 140, 80, 80, 148, 84)
"""Widths of the columns after the names, and in a narrow window."""

NARROW_BELOW = 1200
LAST = 12
"""Least width of the last column, which is empty and takes what is left."""

BARS, GAP, PAD = (96, 64), 8, 16
LEAST_NAME, WIDEST_NAME = 150, 420

EQUAL = "equal"
UNKNOWN = "–"
"""What a report does not say."""


class ReportTable(QTreeWidget):
    """One row for each experience, variation and goal. Bars of a column have one scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QTreeWidgetItem] = []
        self.setAccessibleName("Expected and reported results")
        self.setColumnCount(len(TITLES))
        self.setHeader(_Header(self))
        self.setHeaderLabels(TITLES)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setExpandsOnDoubleClick(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_ReportDelegate(self))
        self.setProperty(OWN_RING, True)
        self.itemClicked.connect(self._toggle)
        self._fit()

    def show_compared(
        self,
        compared: Sequence[Compared],
        looked_for: Mapping[Cell, set[str]],
        seen: Mapping[Cell, set[str]],
        status: Callable[[str], str] = lambda _plain: "",
    ) -> None:
        """Show these lines; `seen` are the visitors that the live log showed, of each cell, of
        those who were looked for.
        """
        current = self.currentIndex().row(), self.currentIndex().parent().row()
        heads = [item for item in self._items if item.childCount()]
        folded = {id_of(head) for head in heads if not head.isExpanded()}
        self._items = []
        self.clear()
        scales = _scales(compared)
        heads.clear()
        for experience, group in groupby(compared, lambda one: one.line.cell.experience):
            listed = list(group)
            head = self._new_item(None, "experience", listed[0].line)
            fill_head(head, listed[0].line, status(experience))
            for one in listed:
                role = "goal" if one.line.cell.goal else "visitors"
                item = self._new_item(head, role, one.line)
                cell = one.line.cell
                counts = len(seen.get(cell, ())), len(looked_for.get(cell, ()))
                _fill(item, one, counts, scales)
            heads.append(head)
        self.addTopLevelItems(heads)
        self.setColumnHidden(SEEN, not looked_for)
        for head in heads:
            head.setFirstColumnSpanned(True)
            head.setExpanded(id_of(head) not in folded)
        if heads:
            row, parent = current
            owner = self.topLevelItem(parent) if parent >= 0 else None
            same = owner.child(row) if owner else self.topLevelItem(max(row, 0))
            index = self.indexFromItem(same or heads[0])
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, flag)
        self._fit()

    def rows(self) -> list[tuple[str, ...]]:
        """The texts of every row, as they are shown."""
        columns = range(len(TITLES) - 1)
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
        return self.width() < px(NARROW_BELOW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if item is not None and item.childCount() and event.key() in keys:
            item.setExpanded(not item.isExpanded())
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
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _toggle(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            item.setExpanded(not item.isExpanded())

    def _new_item(self, parent: QTreeWidgetItem | None, role: str, line: Line) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        if parent is not None:
            parent.addChild(item)
        item.setData(NAME, ROLE, role)
        item.setData(NAME, EXPERIENCE, line.cell.experience)
        self._items.append(item)
        return item

    def _fit(self) -> None:
        """Give every column what its content needs, and the rest to the names."""
        header, metrics = self.header(), QFontMetrics(figures_font())
        widths = [px(width) for width in (NARROW if self.narrow else WIDE)]
        for column in FIGURES:
            texts = (item.text(column) for item in self._items)
            needed = max((metrics.horizontalAdvance(text) for text in texts), default=0) + px(16)
            widths[column - 1] = max(widths[column - 1], needed)
        for column in (DIFFERENCE, REVENUE_DIFFERENCE):
            texts = (item.text(column) for item in self._items)
            needed = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            needed += px(PAD + BARS[self.narrow] + GAP + 8)
            widths[column - 1] = max(widths[column - 1], needed)
        for column, width in enumerate((*widths, px(LAST)), 1):
            header.resizeSection(column, width)
        shown = [width for column, width in enumerate(widths, 1) if not self.isColumnHidden(column)]
        left = self.viewport().width() - sum(shown) - px(LAST)
        header.resizeSection(NAME, min(max(px(LEAST_NAME), left), px(WIDEST_NAME)))


def _scales(compared: Sequence[Compared]) -> tuple[Decimal, Decimal]:
    """The largest number of people and the largest revenue that a bar shows."""
    people = [max(one.line.figures.people, one.people or 0) for one in compared]
    revenue = [max(one.line.figures.revenue, one.revenue or Decimal(0)) for one in compared]
    return Decimal(max(people, default=0)), max(revenue, default=Decimal(0))


def _fill(
    item: QTreeWidgetItem,
    one: Compared,
    seen: tuple[int, int],
    scales: tuple[Decimal, Decimal],
) -> None:
    """Write the content of a row; `seen` are how many were seen, and how many looked for."""
    line, figures = one.line, one.line.figures
    fill_name(item, line)
    shown, looked_for = seen
    if looked_for:
        item.setText(SEEN, f"{shown:,} of {looked_for:,}")
        item.setToolTip(SEEN, SEEN_TIP)
        spoken = f"{shown:,} of {looked_for:,} that were looked for seen in the live log"
        item.setData(SEEN, Qt.ItemDataRole.AccessibleTextRole, spoken)
    item.setText(PEOPLE, f"{figures.people:,}")
    item.setText(REPORTED, UNKNOWN if one.people is None else f"{one.people:,}")
    _write_difference(item, DIFFERENCE, one.people_difference)
    if one.people is not None:
        item.setData(DIFFERENCE, BAR, (Decimal(figures.people), Decimal(one.people), scales[0]))
    noun = "conversion" if line.cell.goal else "visitor"
    item.setToolTip(DIFFERENCE, plain_tip(_spoken(counted(figures.people, noun), one.people)))
    sold = bool(line.cell.goal) and bool(figures.transactions or one.revenue or one.products)
    if not sold:
        return
    item.setText(REVENUE, money(figures.revenue))
    item.setText(REVENUE_REPORTED, UNKNOWN if one.revenue is None else money(one.revenue))
    _write_difference(item, REVENUE_DIFFERENCE, one.revenue_difference)
    if one.revenue is not None:
        item.setData(REVENUE_DIFFERENCE, BAR, (figures.revenue, one.revenue, scales[1]))
    known = one.products is not None and bool(one.products_difference)
    differ = f" ({_signed(one.products_difference)})" if known else ""
    item.setText(PRODUCTS, f"{figures.products:,}{differ}")
    words = _spoken(counted(figures.products, "product"), one.products)
    item.setToolTip(PRODUCTS, plain_tip(words))
    item.setData(PRODUCTS, Qt.ItemDataRole.AccessibleTextRole, words)


SEEN_TIP = "How many of the accepted conversions that were looked for the live log showed"


def _spoken(expected: str, reported: int | None) -> str:
    said = "not reported" if reported is None else f"{reported:,} reported"
    return f"{expected} expected, {said}"


def _write_difference(item: QTreeWidgetItem, column: int, difference: Decimal | int | None) -> None:
    if difference is None:
        return
    item.setText(column, _signed(difference))


def _signed(difference: Decimal | int | None) -> str:
    """A difference with its sign.

    >>> _signed(-1), _signed(Decimal("168.70")), _signed(0)
    ('−1', '+168.70', 'equal')
    """
    if difference is None or not difference:
        return EQUAL
    amount = money(abs(Decimal(difference)))
    return f"{'−' if difference < 0 else '+'}{amount}"


class _ReportDelegate(QStyledItemDelegate):
    """Paints figures, and bars as long as what is expected."""

    def __init__(self, table: ReportTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = tokens().size
        return QSize(0, px(size.table_row if index.parent().isValid() else size.group_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint_ground(painter, option, str(beside(index, NAME).data(ROLE)))
        area, column = QRect(option.rect), index.column()
        if column == NAME:
            paint_name(painter, area, index, expanded=self._table.isExpanded(index))
        elif column in FIGURES:
            painter.setFont(figures_font())
            changed = column == PRODUCTS and "(" in str(index.data() or "")
            painter.setPen(QColor(colors().warn if changed else colors().text))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, str(index.data() or ""))
        elif column == SEEN:
            self._paint_seen(painter, area, str(index.data() or ""))
        elif column in (DIFFERENCE, REVENUE_DIFFERENCE):
            self._paint_difference(painter, area, index)
        painter.restore()

    def _paint_seen(self, painter: QPainter, area: QRect, text: str) -> None:
        if not text:
            return
        seen, _, expected = text.partition(" of ")
        ink = colors().ok if seen == expected else colors().warn
        side = px(tokens().size.icon_small)
        place = QRect(area.left(), area.center().y() - side // 2 + 1, side, side)
        paint_icon(painter, place, "eye", ink)
        left = area.adjusted(side + px(6), 0, 0, 0)
        left = draw_text(painter, left, text, figures_font(), colors().text)
        left.setLeft(left.left() + px(4))
        draw_text(painter, left, "seen", text_font(), colors().muted)

    def _paint_difference(self, painter: QPainter, area: QRect, index: Index) -> None:
        text = str(index.data() or "")
        if not text:
            return
        width, left = px(BARS[self._table.narrow]), area.left() + px(PAD)
        shown = index.data(BAR)
        if shown:
            _paint_bar(painter, QRect(left, area.top(), width, area.height()), *shown)
        words = area.adjusted(px(PAD) + width + px(GAP), 0, 0, 0)
        equal = text == EQUAL
        font = text_font() if equal else medium(figures_font())
        draw_text(painter, words, text, font, colors().muted if equal else colors().warn)


def _paint_bar(
    painter: QPainter, area: QRect, expected: Decimal, reported: Decimal, largest: Decimal
) -> None:
    """What is reported in accent; what is missing hatched; what is too much as an outline."""
    if not largest:
        return
    height = px(tokens().size.bar)
    top = area.center().y() - height // 2
    both, most = min(expected, reported), max(expected, reported)
    solid = round(area.width() * max(both, Decimal(0)) / largest)
    whole = round(area.width() * most / largest)
    painter.fillRect(QRect(area.left(), top, solid, height), QColor(colors().accent))
    if whole <= solid:
        return
    beyond = QRectF(area.left() + solid + 0.5, top + 0.5, whole - solid - 1, height - 1)
    ink = QColor(colors().warn if reported < expected else colors().accent)
    painter.setPen(QPen(ink, 1))
    hatch = Qt.BrushStyle.BDiagPattern if reported < expected else Qt.BrushStyle.NoBrush
    painter.setBrush(QBrush(ink, hatch))
    painter.drawRect(beyond)


class _Header(QHeaderView):
    """The titles of the columns, and those over several."""

    def __init__(self, table: ReportTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(px(LAST))
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * px(tokens().size.table_header))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section == NAME:
            return
        painter.save()
        painter.setFont(medium(text_font("small")))
        painter.setPen(QColor(colors().muted))
        area = rect.adjusted(0, rect.height() // 2, 0, 0)
        if section in (DIFFERENCE, REVENUE_DIFFERENCE):
            area.adjust(px(PAD), 0, 0, 0)
        right = section in FIGURES
        flag = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, flag | Qt.AlignmentFlag.AlignVCenter, TITLES[section])
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        font = medium(text_font("small"))
        half, metrics = self.height() // 2, QFontMetrics(font)
        painter.setFont(font)
        for title, first, last in GROUPS:
            width = metrics.horizontalAdvance(TITLES[first])
            left = self.sectionViewportPosition(first) + self.sectionSize(first) - width
            right = self.sectionViewportPosition(last) + self.sectionSize(last) - px(16)
            painter.setPen(QColor(colors().text))
            area = QRect(left, 0, right - left, half)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, title)
            painter.setPen(QPen(QColor(colors().line), 1))
            painter.drawLine(left, half, right, half)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
