"""The table of expected results: experiences with their variations and goals."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QStyleOptionViewItem,
    QTreeWidgetItem,
    QWidget,
)

from convert_console.core.history.columns import moment_words
from convert_console.core.ledger.ledger import NONE, Line, counted, money
from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.ledger.results_table import (
    LINE,
    NAME,
    ROLE,
    Index,
    ResultsDelegate,
    ResultsTable,
    draw_text,
    fill_head,
    fill_name,
    id_of,
)
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, figures_font, px, text_font
from convert_console.widgets.theme.tokens import tokens

TITLES = (
    "Experience, variation, goal", "Visitors", "Conversions", "Revenue", "Products",
    "Share of visitors", "Checked by hand",
)  # fmt: skip
VISITORS, CONVERSIONS, REVENUE, PRODUCTS, SHARE, CHECK = range(1, 7)
FIGURES = (VISITORS, CONVERSIONS, REVENUE, PRODUCTS)
WIDE, NARROW = (104, 112, 112, 112, 216, 160), (84, 96, 104, 88, 140, 124)
"""Widths of the columns after the names, and in a narrow window."""

BARS, GAP, PAD = (80, 64), 8, 32
"""Width of a bar, and in a narrow window; the gaps behind and before it."""

BOX, HIT = 16, 32
"""The side of a check box, and the width that a click may hit."""


class LedgerTable(ResultsTable):
    """One row for each experience, variation and goal; Space ticks the current one.

    Signals:
        ticked(object, bool): the user ticked or unticked a `Line`.
    """

    titles, figures = TITLES, FIGURES
    groups = (("Expected", VISITORS, SHARE),)
    narrow_below = 1030
    name_widths = 160, 560  # wider, they would be too far from their figures

    ticked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Expected results", parent)
        self._folded: set[str] = set()
        self._filling = False
        self._shape: list[tuple[object, ...]] = []
        self.setExpandsOnDoubleClick(False)
        self.setItemDelegate(_LedgerDelegate(self))
        self.itemChanged.connect(self._report_click)
        self.itemExpanded.connect(lambda item: self._remember(item, folded=False))
        self.itemCollapsed.connect(lambda item: self._remember(item, folded=True))
        self.fit()

    def show_lines(
        self, lines: Sequence[Line], status: Callable[[str], str] = lambda _plain: ""
    ) -> None:
        """Show these lines; the current row and what is folded stay. `status` gives a word about
        an experience of this id.
        """
        shape = [(line.experience, status(line.cell.experience), *_shape(line)) for line in lines]
        if shape == self._shape:
            self._update_lines(lines)
            return
        self._shape = shape
        kept, was_selected = self._key(self.currentItem()), bool(self.selectedItems())
        self._filling = True  # which is no click
        self._items = []
        self.clear()
        # Rows get their content before the table has them, which takes half the time.
        heads = [
            self._group(list(group), status(experience))
            for experience, group in groupby(lines, lambda line: line.cell.experience)
        ]
        self.addTopLevelItems(heads)
        for head in heads:
            head.setFirstColumnSpanned(True)
            head.setExpanded(id_of(head) not in self._folded)
        self._filling = False
        same = [item for item in self._items if kept is not None and self._key(item) == kept]
        if self._items:
            # The keyboard begins at the first row; nothing is selected before someone does that.
            flag = QItemSelectionModel.SelectionFlag
            how = flag.ClearAndSelect | flag.Rows if same and was_selected else flag.NoUpdate
            current = self.indexFromItem((same or self._items)[0])
            self.selectionModel().setCurrentIndex(current, how)
        self.fit()

    def tick(self, item: QTreeWidgetItem) -> None:
        """Tick or untick a row."""
        if item.data(NAME, LINE) is not None:
            checked = item.checkState(CHECK) == Qt.CheckState.Checked
            item.setCheckState(CHECK, Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and event.key() == Qt.Key.Key_Space and not item.childCount():
            self.tick(item)
        else:
            super().keyPressEvent(event)

    def inset(self, column: int) -> int:
        if column == CHECK:
            return GAP
        return self.pad if column == SHARE else 0

    @property
    def pad(self) -> int:
        """Pixels before a bar."""
        return PAD // 2 if self.narrow else PAD

    def column_widths(self) -> list[int]:
        widths = [px(width) for width in (NARROW if self.narrow else WIDE)]
        for column in FIGURES:
            widths[column - 1] = max(widths[column - 1], self.needed(column) + px(16))
        return widths

    def _remember(self, item: QTreeWidgetItem, *, folded: bool) -> None:
        if not self._filling:
            (self._folded.add if folded else self._folded.discard)(id_of(item))

    def _update_lines(self, lines: Sequence[Line]) -> None:
        """Show the lines in the rows that are there, where they differ."""
        self._filling = True
        rows = iter(self._items)
        for line in lines:
            item = next(row for row in rows if row.data(NAME, LINE) is not None)
            if item.data(NAME, LINE) != line:
                _fill(item, line)
            if line.later != NONE:
                _fill_later(next(rows), line)
        self._filling = False
        self.fit()

    def _group(self, lines: list[Line], status: str) -> QTreeWidgetItem:
        head = self.new_item(None, "experience", lines[0])
        fill_head(head, lines[0], status)
        for line in lines:
            _fill(self.new_item(head, "goal" if line.cell.goal else "visitors", line), line)
            if line.later != NONE:
                _fill_later(self.new_item(head, "later", line), line)
        return head

    def _report_click(self, item: QTreeWidgetItem, column: int) -> None:
        """Report a box that differs from its line: the user clicked it."""
        line = item.data(NAME, LINE)
        if self._filling or column != CHECK or line is None:
            return
        if item.checkState(CHECK) != _state(line):
            self.ticked.emit(line, item.checkState(CHECK) == Qt.CheckState.Checked)

    def _key(self, item: QTreeWidgetItem | None) -> object:
        if item is None:
            return None
        line = item.data(NAME, LINE)
        return line.cell if line is not None else (id_of(item), item.text(NAME))


def _shape(line: Line) -> tuple[object, ...]:
    """What decides which rows there are."""
    return line.cell, line.later != NONE


def _fill(item: QTreeWidgetItem, line: Line) -> None:
    """Write the content of a row for a variation or a goal."""
    goal, figures, sold = bool(line.cell.goal), line.figures, line.figures.transactions > 0
    fill_name(item, line)
    item.setText(CONVERSIONS if goal else VISITORS, f"{figures.people:,}")
    item.setText(REVENUE, money(figures.revenue) if sold else "")
    item.setText(PRODUCTS, f"{figures.products:,}" if sold else "")
    share = f"{figures.people:,} of {line.of:,} visitors, {line.percent}" if line.percent else ""
    item.setText(SHARE, line.percent)
    item.setToolTip(SHARE, share)
    item.setData(SHARE, Qt.ItemDataRole.AccessibleTextRole, share)
    _set_box(item, line)


def _fill_later(item: QTreeWidgetItem, line: Line) -> None:
    """Write the content of a row for the transactions that are not in the row above."""
    words = counted(line.later.transactions, "later transaction")
    item.setText(NAME, f"{words}, not added")
    item.setText(REVENUE, money(line.later.revenue))
    item.setText(PRODUCTS, f"{line.later.products:,}")
    item.setToolTip(NAME, LATER)


LATER = (
    "The visitor had another transaction in this experience before. By default Convert records "
    "only the first."
)


def _state(line: Line) -> Qt.CheckState:
    """The state of a line's box, which is partially checked if the line changed since its tick."""
    if line.stale:
        return Qt.CheckState.PartiallyChecked
    return Qt.CheckState.Checked if line.is_ticked else Qt.CheckState.Unchecked


def _set_box(item: QTreeWidgetItem, line: Line) -> None:
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(CHECK, _state(line))
    item.setText(CHECK, line.first_change)
    now = datetime.now().astimezone()
    tip = f"Ticked off {moment_words(line.tick.at, now)}" if line.tick else "Not ticked off yet"
    if line.stale:
        tip = f"{tip}: {line.stale}. Tick it again when the report shows this."
    item.setToolTip(CHECK, plain_tip(tip))
    spoken = line.stale or ("checked in the report" if line.is_ticked else "not checked yet")
    item.setData(CHECK, Qt.ItemDataRole.AccessibleTextRole, spoken)


class _LedgerDelegate(ResultsDelegate):
    """Paints a bar and a box as well."""

    table: LedgerTable

    def figure_ink(self, index: Index) -> str:
        is_later = index.sibling(index.row(), NAME).data(ROLE) == "later"
        return colors().muted if is_later else colors().text

    def paint_cell(self, painter: QPainter, area: QRect, index: Index) -> None:
        if index.column() == SHARE:
            self._paint_share(painter, area, index)
        elif index.sibling(index.row(), NAME).data(LINE) is not None:
            self._paint_box(painter, area, index)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on the box ticks the row, one on the head of an experience folds it."""
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        item = self.table.itemFromIndex(index)
        offset = event.position().toPoint() - QPoint(option.rect.left(), 0)
        released = event.type() == QEvent.Type.MouseButtonRelease
        if item.childCount():
            if released:
                self.table.toggle(item)
            return released
        if index.column() != CHECK or not 0 <= offset.x() < px(GAP + HIT):
            return False
        if released:
            self.table.tick(item)
        return True

    def _paint_share(self, painter: QPainter, area: QRect, index: Index) -> None:
        line = index.sibling(index.row(), NAME).data(LINE)
        if line is None or not line.of or not line.cell.goal:
            return
        width, height = px(BARS[self.table.narrow]), px(tokens().size.bar)
        left = area.left() + px(self.table.pad)
        track = QRectF(left, area.center().y() - height // 2, width, height)
        painter.fillRect(track, QColor(colors().raised))
        if line.share:
            track.setWidth(max(width * line.share, 1))
            painter.fillRect(track, QColor(colors().accent))
        text = area.adjusted(left - area.left() + width + px(GAP), 0, 0, 0)
        draw_text(painter, text, line.percent, figures_font(), colors().muted)

    def _paint_box(self, painter: QPainter, area: QRect, index: Index) -> None:
        state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        side = px(BOX)
        top = area.center().y() - side // 2 + 1
        box = QRectF(area.left() + px(GAP), top, side, side)
        stale = state == Qt.CheckState.PartiallyChecked
        fill = colors().warn if stale else colors().accent
        if state == Qt.CheckState.Unchecked:
            paint_box(painter, box, px(tokens().radius.small), colors().field, colors().outline)
        else:
            paint_box(painter, box, px(tokens().radius.small), fill)
            sign = "minus" if stale else "check"
            paint_icon(painter, box.adjusted(2, 2, -2, -2), sign, colors().accent_text)
        if stale:
            text = area.adjusted(px(GAP) + side + px(GAP), 0, -px(4), 0)
            words, font = str(index.data() or ""), text_font("small")
            if QFontMetrics(font).horizontalAdvance(words) > text.width():
                words = "changed"  # the tooltip says how
            draw_text(painter, text, words, font, colors().warn)
