"""The table of expected results: experiences with their variations and goals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
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

from convert_console.core.history.columns import moment_words
from convert_console.core.ledger.ledger import NONE, Line, counted, money
from convert_console.core.text import visible
from convert_console.widgets.kit.focus_ring import OWN_RING
from convert_console.widgets.kit.painted import paint_box, paint_chosen, paint_focus
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font
from convert_console.widgets.theme.tokens import tokens

TITLES = (
    "Experience, variation, goal", "Visitors", "Conversions", "Revenue", "Products",
    "Share of visitors", "Checked by hand",
)  # fmt: skip
NAME, VISITORS, CONVERSIONS, REVENUE, PRODUCTS, SHARE, CHECK = range(7)
FIGURES = (VISITORS, CONVERSIONS, REVENUE, PRODUCTS)
EXPECTED = "Expected"
"""The title over the columns of figures."""

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
WIDE, NARROW = (104, 112, 112, 112, 216, 160), (84, 96, 104, 88, 140, 124)
"""Widths of the columns after the names, and in a narrow window."""

NARROW_BELOW = 1030
"""Pixels of the table up to which the columns are narrow."""

LEAST_NAME, WIDEST_NAME = 160, 560
"""Width of the names: wider, they would be too far from their figures."""

BARS, GAP, PAD = (80, 64), 8, 32
"""Width of a bar, and in a narrow window; the gaps behind and before it."""

BOX, HIT = 16, 32
"""The side of a check box, and the width that a click may hit."""

Index = QModelIndex | QPersistentModelIndex


class LedgerTable(QTreeWidget):
    """One row for each experience, variation and goal; Space ticks the current one.

    Signals:
        ticked(object, bool): the user ticked or unticked a `Line`.
    """

    ticked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded: set[str] = set()
        self._filling = False
        self._items: list[QTreeWidgetItem] = []
        self._shape: list[tuple[object, ...]] = []
        self.setAccessibleName("Expected results")
        self.setColumnCount(len(TITLES))
        self.setHeader(_Header(self))
        self.setHeaderLabels(TITLES)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_LedgerDelegate(self))
        self.setProperty(OWN_RING, True)
        self.itemChanged.connect(self._report_click)
        self.itemExpanded.connect(lambda item: self._remember(item, folded=False))
        self.itemCollapsed.connect(lambda item: self._remember(item, folded=True))
        self._fit()

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
        self._fit()

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

    def rows(self) -> list[tuple[str, ...]]:
        """The texts of every row, as they are shown."""
        return [tuple(item.text(n) for n in range(len(TITLES))) for item in self._items]

    def tick(self, item: QTreeWidgetItem) -> None:
        """Tick or untick a row."""
        if item.data(NAME, LINE) is not None:
            checked = item.checkState(CHECK) == Qt.CheckState.Checked
            item.setCheckState(CHECK, Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def toggle(self, item: QTreeWidgetItem) -> None:
        """Fold or unfold an experience."""
        if item.childCount():
            item.setExpanded(not item.isExpanded())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and event.key() == Qt.Key.Key_Space:
            self.toggle(item) if item.childCount() else self.tick(item)
        elif item is not None and item.childCount() and event.key() in _ENTER:
            self.toggle(item)
        else:
            super().keyPressEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, option, index)
        if (
            self.hasFocus()
            and index.row() == self.currentIndex().row()
            and (index.parent() == self.currentIndex().parent())
        ):
            paint_focus(painter, QRectF(option.rect), px(4), colors().accent)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def narrow(self) -> bool:
        """Whether the columns are narrow."""
        return self.width() < px(NARROW_BELOW)

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
        self._fit()

    def _group(self, lines: list[Line], status: str) -> QTreeWidgetItem:
        head = self._new_item(None, "experience", lines[0])
        fill_head(head, lines[0], status)
        for line in lines:
            _fill(self._new_item(head, "goal" if line.cell.goal else "visitors", line), line)
            if line.later != NONE:
                _fill_later(self._new_item(head, "later", line), line)
        return head

    def _new_item(self, parent: QTreeWidgetItem | None, role: str, line: Line) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        if parent is not None:
            parent.addChild(item)
        item.setData(NAME, ROLE, role)
        item.setData(NAME, EXPERIENCE, line.cell.experience)
        self._items.append(item)
        return item

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

    def _fit(self) -> None:
        """Give every column what its content needs, and the rest to the names."""
        header, metrics = self.header(), QFontMetrics(figures_font())
        widths = [px(width) for width in (NARROW if self.narrow else WIDE)]
        for column in FIGURES:
            texts = (item.text(column) for item in self._items)
            needed = max((metrics.horizontalAdvance(text) for text in texts), default=0) + px(16)
            widths[column - 1] = max(widths[column - 1], needed)
        for column, width in enumerate(widths, 1):
            header.resizeSection(column, width)
        left = self.viewport().width() - sum(widths)
        header.resizeSection(NAME, min(max(px(LEAST_NAME), left), px(WIDEST_NAME)))


def _shape(line: Line) -> tuple[object, ...]:
    """What decides which rows there are."""
    return line.cell, line.later != NONE


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
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def id_of(item: QTreeWidgetItem) -> str:
    """The id of the experience of a row."""
    return str(item.data(NAME, EXPERIENCE))


def beside(index: Index, column: int) -> QModelIndex:
    """The cell of a column in the row of another cell."""
    return index.model().index(index.row(), column, index.parent())


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


def figures_font() -> QFont:
    """The font of numbers, whose digits are all of the same width."""
    font = text_font()
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def medium(font: QFont) -> QFont:
    """The font in medium weight."""
    font.setWeight(QFont.Weight.Medium)
    return font


class _LedgerDelegate(QStyledItemDelegate):
    """Paints a row as the drawing has it: names by their rank, figures, a bar, a box."""

    def __init__(self, table: LedgerTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = tokens().size
        return QSize(0, px(size.table_row if index.parent().isValid() else size.group_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rank = str(beside(index, NAME).data(ROLE))
        paint_ground(painter, option, rank)
        area, column = QRect(option.rect), index.column()
        if column == NAME:
            paint_name(painter, area, index, expanded=self._table.isExpanded(index))
        elif column in FIGURES:
            painter.setFont(figures_font())
            painter.setPen(QColor(colors().muted if rank == "later" else colors().text))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, str(index.data() or ""))
        elif column == SHARE:
            self._paint_share(painter, area, index)
        elif beside(index, NAME).data(LINE) is not None:
            self._paint_box(painter, area, index)
        painter.restore()

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
        item = self._table.itemFromIndex(index)
        offset = event.position().toPoint() - QPoint(option.rect.left(), 0)
        released = event.type() == QEvent.Type.MouseButtonRelease
        if item.childCount():
            if released:
                self._table.toggle(item)
            return released
        if index.column() != CHECK or not 0 <= offset.x() < px(GAP + HIT):
            return False
        if released:
            self._table.tick(item)
        return True

    def _paint_share(self, painter: QPainter, area: QRect, index: Index) -> None:
        line = beside(index, NAME).data(LINE)
        if line is None or not line.of or not line.cell.goal:
            return
        width, height = px(BARS[self._table.narrow]), px(tokens().size.bar)
        left = area.left() + px(PAD if not self._table.narrow else PAD // 2)
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


class _Header(QHeaderView):
    """The titles of the columns, and one over those of the figures."""

    def __init__(self, table: LedgerTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStretchLastSection(True)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * px(tokens().size.table_header))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.setFont(medium(text_font("small")))
        painter.setPen(QColor(colors().muted))
        area = rect.adjusted(0, rect.height() // 2, 0, 0)
        right = section in FIGURES
        if section in (SHARE, CHECK):
            narrow = self._narrow
            area.adjust(px(GAP) if section == CHECK else px(PAD // 2 if narrow else PAD), 0, 0, 0)
        flag = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if section != NAME:
            painter.drawText(area, flag | Qt.AlignmentFlag.AlignVCenter, TITLES[section])
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        font = medium(text_font("small"))
        half, metrics = self.height() // 2, QFontMetrics(font)
        width = metrics.horizontalAdvance(TITLES[VISITORS])
        left = self.sectionViewportPosition(VISITORS) + self.sectionSize(VISITORS) - width
        right = self.sectionViewportPosition(SHARE) + self.sectionSize(SHARE) - px(16)
        painter.setFont(font)
        painter.setPen(QColor(colors().text))
        area = QRect(left, 0, right - left, half)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, EXPECTED)
        painter.setPen(QPen(QColor(colors().line), 1))
        painter.drawLine(left, half, right, half)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    @property
    def _narrow(self) -> bool:
        table = self.parentWidget()
        return isinstance(table, LedgerTable) and table.narrow
