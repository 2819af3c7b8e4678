"""The table of expected results beside what Convert reports, with the differences."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from PySide6.QtCore import QItemSelectionModel, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QTreeWidgetItem,
    QWidget,
)

from convert_console.core.ledger.ledger import Cell, counted, money
from convert_console.core.ledger.reported import Compared
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.ledger.results_table import (
    Index,
    ResultsDelegate,
    ResultsTable,
    draw_text,
    fill_head,
    fill_name,
    id_of,
    medium,
)
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, figures_font, px, text_font
from convert_console.widgets.theme.tokens import tokens

TITLES = (
    "Experience, variation, goal", "Seen in live log", "Expected", "Reported", "Difference",
    "Expected", "Reported", "Difference", "Products", "",
)  # fmt: skip
SEEN, PEOPLE, REPORTED, DIFFERENCE, REVENUE, REVENUE_REPORTED, REVENUE_DIFFERENCE, PRODUCTS = range(
    1, 9
)
FIGURES = (PEOPLE, REPORTED, REVENUE, REVENUE_REPORTED, PRODUCTS)
BAR = Qt.ItemDataRole.UserRole + 6
"""What a bar shows: the expected and the reported amount, and the largest of the column."""

WIDE = (116, 72, 80, 200, 88, 88, 216, 96)
NARROW = (96, 68, 76, 140, 80, 80, 148, 84)
"""Widths of the columns after the names, and in a narrow window."""

LAST = 12
"""Least width of the last column, which is empty and takes what is left."""

BARS, GAP, PAD = (96, 64), 8, 16

EQUAL = "equal"
UNKNOWN = "–"
"""What a report does not say."""


class ReportTable(ResultsTable):
    """What is expected, what is reported, and the differences; bars of a column have one scale."""

    titles, figures = TITLES, FIGURES
    groups = (
        ("Visitors or conversions", PEOPLE, DIFFERENCE),
        ("Revenue", REVENUE, REVENUE_DIFFERENCE),
    )
    narrow_below = 1200
    name_widths = 150, 420

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Expected and reported results", parent)
        self.header().setMinimumSectionSize(px(LAST))
        self.setExpandsOnDoubleClick(True)
        self.setItemDelegate(_ReportDelegate(self))
        self.itemClicked.connect(self.toggle)
        self.fit()

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
            head = self.new_item(None, "experience", listed[0].line)
            fill_head(head, listed[0].line, status(experience))
            for one in listed:
                role = "goal" if one.line.cell.goal else "visitors"
                item = self.new_item(head, role, one.line)
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
        self.fit()

    def inset(self, column: int) -> int:
        return PAD if column in (DIFFERENCE, REVENUE_DIFFERENCE) else 0

    def column_widths(self) -> list[int]:
        widths = [px(width) for width in (NARROW if self.narrow else WIDE)]
        bar = px(PAD + BARS[self.narrow] + GAP + 8)
        for column in FIGURES:
            widths[column - 1] = max(widths[column - 1], self.needed(column) + px(16))
        for column in (DIFFERENCE, REVENUE_DIFFERENCE):
            widths[column - 1] = max(widths[column - 1], self.needed(column) + bar)
        return [*widths, px(LAST)]


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


class _ReportDelegate(ResultsDelegate):
    """Paints what was seen, and bars as long as what is expected, as well."""

    def figure_ink(self, index: Index) -> str:
        is_changed = index.column() == PRODUCTS and "(" in str(index.data() or "")
        return colors().warn if is_changed else colors().text

    def paint_cell(self, painter: QPainter, area: QRect, index: Index) -> None:
        if index.column() == SEEN:
            self._paint_seen(painter, area, str(index.data() or ""))
        elif index.column() in (DIFFERENCE, REVENUE_DIFFERENCE):
            self._paint_difference(painter, area, index)

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
        width, left = px(BARS[self.table.narrow]), area.left() + px(PAD)
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
