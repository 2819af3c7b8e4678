"""Two exchanges, or one and the draft, side by side: a view over the whole place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.payload import parse
from convert_console.core.history.columns import moment_words, short_vid
from convert_console.core.history.comparison import (
    NOT_SENT,
    PARTS,
    SIGNS,
    TEXT_COMPARED,
    Compared,
    ComparedPair,
    Part,
    Side,
    as_markdown,
    as_text,
    changed_span,
    compare,
    same_words,
)
from convert_console.core.history.words import place_words, summary_words
from convert_console.core.request.event_summary import summarise
from convert_console.core.text import visible
from convert_console.core.verdict.exchange import Exchange, unreadable_words
from convert_console.core.verdict.kinds import kind_of
from convert_console.core.verdict.verdict import verdict
from convert_console.widgets.history.row_actions import EDIT_AGAIN, OPEN_AS_DRAFT
from convert_console.widgets.kit.buttons import CheckBox, MenuButton
from convert_console.widgets.kit.focus_ring import OWN_RING
from convert_console.widgets.kit.painted import paint_line
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import ElidedLabel, plain_tip
from convert_console.widgets.theme.icons import icon_pixmap, leading_icon, paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look, text_font, tone_color

Index = QModelIndex | QPersistentModelIndex

NAME_WIDTH, ROW_HEIGHT, BAR_HEIGHT, SIDE_HEIGHT, FOOT_HEIGHT = 320, 32, 40, 48, 52
NARROW_NAMES = 240
"""Pixels of the names where the window is narrow."""

LONGEST_VALUE = 400
"""Characters of a value in a cell; the tooltip has more."""


class ComparePage(QWidget):
    """Signals:
    closed: the user wants to go back to the history.
    edit_wanted(object): the user wants to make this `Exchange` the draft.
    send_wanted(object): the user wants to send this `Exchange` again.
    copied(str): what was copied, in a sentence.
    """

    closed = Signal()
    edit_wanted = Signal(object)
    send_wanted = Signal(object)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Compare")
        set_look(self, surface="pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pair: ComparedPair | None = None
        self._lines: tuple[Compared, ...] = ()
        self.model = ComparedTable(self)
        self.table = ComparedView(self.model, self)
        self.back = QPushButton("History", self)
        self.counts = [QLabel(self) for _ in range(3)]
        self.unchanged = CheckBox("Show unchanged", self)
        self.swap = QPushButton("Swap", self)
        self.copy = MenuButton("Copy as", self._copy_menu(), self)
        self.sides = (SideHead(self), SideHead(self))
        self.order = QLabel(self)
        self.edits = (QPushButton(self), QPushButton(self))
        self.sends = (QPushButton("Send again", self), QPushButton("Send again", self))
        self.same = QLabel(self, wordWrap=True)
        self._place()
        self._connect()

    @property
    def counts_text(self) -> str:
        """How much has changed, was added and removed, as it is shown."""
        return " ".join(label.text() for label in self.counts if not label.isHidden())

    def show_pair(self, pair: ComparedPair) -> None:
        """Compare two exchanges."""
        self._pair = pair
        self._lines = compare(pair.left, pair.right, pair.catalogs)
        self.sides[0].show_exchange(pair.left, pair.catalogs[0], is_draft=False)
        self.sides[1].show_exchange(pair.right, pair.catalogs[1], is_draft=pair.right_is_draft)
        older = pair.right_is_draft or pair.left.sent_at <= pair.right.sent_at
        self.order.setText("Older at the left" if older else "Newer at the left")
        self.swap.setVisible(not pair.right_is_draft)
        for buttons in (self.edits, self.sends):
            buttons[1].setVisible(not pair.right_is_draft)
        for side, exchange, edit, send in zip(
            ("left", "right"), (pair.left, pair.right), self.edits, self.sends, strict=True
        ):
            edit.setText(EDIT_AGAIN if not exchange.inbound else OPEN_AS_DRAFT)
            for button in (edit, send):
                button.setEnabled(not exchange.unreadable)
                why_not = unreadable_words(exchange.unreadable)
                button.setToolTip(plain_tip(why_not))
                button.setAccessibleDescription(f"The request at the {side}. {why_not}".rstrip())
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Show the differences, or all values."""
        self.model.show_lines(self._lines, everything=self.unchanged.isChecked())
        changes: list[str] = [line.change for line in self._lines]
        for label, change in zip(self.counts, ("changed", "added", "removed"), strict=True):
            count = changes.count(change)
            label.setText(f"{SIGNS[change]} {count:,} {change}")
            label.setVisible(count > 0)
        same = same_words(self._lines)
        nothing = all(line.same for line in self._lines)
        self.same.setText(f"Nothing differs. {same}" if nothing else same)
        self.table.lay_out()
        self.table.go(1, start=-1)

    def swap_sides(self) -> None:
        """Change the sides."""
        if self._pair is not None and not self._pair.right_is_draft:
            self.show_pair(self._pair.swapped())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_bars"):
            self._fit()

    def _fit(self) -> None:
        """Put the buttons and headings below and above their columns."""
        names = px(NAME_WIDTH if self.width() >= px(1_100) else NARROW_NAMES)
        half = (self.width() - names) // 2
        self.table.set_widths(names, half, self.width() - names - half)
        for first in self._first_cells:
            first.setFixedWidth(names)
        for bar, height in self._bars:
            bar.setFixedHeight(px(height))

    def _place(self) -> None:
        self._first_cells: list[QWidget] = []
        self._bars: list[tuple[QWidget, int]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        set_look(self.same, role="muted")
        self.same.setTextFormat(Qt.TextFormat.PlainText)
        self.same.setContentsMargins(px(12), px(12), px(12), px(12))
        for part in (
            self._head(),
            Hairline(self),
            self._columns(SIDE_HEIGHT, self.order, [[side] for side in self.sides]),
            Hairline(self),
        ):
            column.addWidget(part)
        column.addWidget(self.table)
        column.addWidget(self.same)
        column.addStretch(1)
        column.setStretchFactor(self.table, 10)
        column.addWidget(Hairline(self))
        keys = QLabel("F7 next difference, Shift+F7 back", self)
        set_look(keys, role="small")
        buttons = [[edit, send] for edit, send in zip(self.edits, self.sends, strict=True)]
        column.addWidget(self._columns(FOOT_HEIGHT, keys, buttons))

    def _head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(px(8), 0, px(12), 0)
        row.setSpacing(px(12))
        title = QLabel("Compare", self)
        set_look(title, role="heading")
        self.back.setIcon(leading_icon("arrow-left"))
        self.back.setToolTip("Back to the history (Esc)")
        key = QLabel("Esc", self)
        set_look(key, role="small")
        self.swap.setIcon(leading_icon("arrow-left-right"))
        for button in (self.back, self.swap):
            set_look(button, kind="quiet")
            button.setAutoDefault(False)
        row.addWidget(self.back)
        row.addWidget(key)
        row.addWidget(title)
        for label, tone in zip(self.counts, ("warn", "ok", "error"), strict=True):
            set_look(label, tone=tone)
            row.addWidget(label)
        row.addStretch(1)
        for part in (self.unchanged, self.swap, self.copy):
            row.addWidget(part)
        self._bars.append((head, BAR_HEIGHT))
        return head

    def _columns(self, height: int, first: QLabel, others: Sequence[Sequence[QWidget]]) -> QWidget:
        """A row in line with the columns of the table."""
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        first.setContentsMargins(px(12), 0, px(12), 0)
        set_look(first, role="small")
        row.addWidget(first)
        self._first_cells.append(first)
        for parts in others:
            row.addWidget(Hairline(self, Qt.Orientation.Vertical))
            cell = QWidget(bar)
            inner = QHBoxLayout(cell)
            inner.setContentsMargins(px(12), 0, px(12), 0)
            inner.setSpacing(px(8))
            for part in parts:
                inner.addWidget(part, int(isinstance(part, SideHead)))
            if len(parts) > 1:
                inner.addStretch(1)
            row.addWidget(cell, 1)
        self._bars.append((bar, height))
        return bar

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.swap.clicked.connect(self.swap_sides)
        self.unchanged.toggled.connect(self.refresh)
        for number, (edit, send) in enumerate(zip(self.edits, self.sends, strict=True)):
            edit.clicked.connect(partial(self._emit_side, self.edit_wanted, number))
            send.clicked.connect(partial(self._emit_side, self.send_wanted, number))
        for keys, step in (("F7", 1), ("Shift+F7", -1)):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.table.go, step))

    def _emit_side(self, signal: Any, number: int, _checked: bool = False) -> None:
        if self._pair is not None:
            signal.emit((self._pair.left, self._pair.right)[number])

    def _copy_menu(self) -> QMenu:
        menu = QMenu("Copy as", self)
        menu.addAction("Text").triggered.connect(lambda: self._copy(as_text, "text"))
        menu.addAction("Markdown").triggered.connect(lambda: self._copy(self._markdown, "Markdown"))
        return menu

    def _markdown(self, lines: Sequence[Compared]) -> str:
        return as_markdown(lines, (self.sides[0].words, self.sides[1].words))

    def _copy(self, write: Callable[[Sequence[Compared]], str], form: str) -> None:
        QGuiApplication.clipboard().setText(write(self._lines))
        self.copied.emit(f"Differences copied as {form}.")


class SideHead(QWidget):
    """The heading of one side: its verdict, time and visitor, and what was sent where."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign, self._word, self._time = QLabel(self), QLabel(self), QLabel(self)
        self._visitor, self._sent = QLabel(self), ElidedLabel("", self)
        set_look(self._word, role="strong")
        set_look(self._visitor, role="muted")
        set_look(self._sent, role="small")
        top = QHBoxLayout()
        top.setSpacing(px(6))
        for part in (self._sign, self._word, self._time):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self._visitor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._sent)

    @property
    def words(self) -> str:
        """The side in a few words: `Accepted 12:03:41`."""
        return f"{self._word.text()} {self._time.text()}".strip()

    def show_exchange(self, exchange: Exchange, catalog: Catalog | None, *, is_draft: bool) -> None:
        """Show what an exchange is."""
        # A long document would hold up the window.
        short = len(exchange.document) <= TEXT_COMPARED
        payload = parse(exchange.document).payload if short else None
        vid = summarise(payload).vid
        self._visitor.setText(visible(f"visitor {short_vid(vid)}") if vid else "")
        place = place_words(exchange.request.url)
        summary = summary_words(payload, catalog)
        sent = f"{exchange.request.method} to {place}{f', {summary}' if summary else ''}"
        self._sent.setText(visible(sent))
        self._sign.setVisible(not is_draft)
        if is_draft:
            self._word.setText("Draft")
            set_look(self._word, tone="")
            self._time.setText("as it is now")
            return
        judged = verdict(exchange)
        self._word.setText(judged.word)
        set_look(self._word, tone=judged.tone)
        ink = tone_color(judged.tone)
        self._sign.setPixmap(icon_pixmap(judged.icon, ink, px(14), self.devicePixelRatioF()))
        self._time.setText(moment_words(exchange.sent_at, datetime.now().astimezone()))


@dataclass(frozen=True, slots=True)
class _Group:
    part: Part
    count: int
    folded: bool


class ComparedTable(QAbstractTableModel):
    """A line for each compared value, below the name of its part: name, left and right value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._all: Sequence[Compared] = ()
        self._everything = False
        self._folded: set[Part] = set()
        self._lines: list[_Group | Compared] = []

    def show_lines(self, lines: Sequence[Compared], *, everything: bool) -> None:
        """Show the values that differ, or all."""
        self.beginResetModel()
        self._all, self._everything = lines, everything
        self._lines = []
        for part in PARTS:
            of_part = [line for line in lines if line.part == part]
            different = [line for line in of_part if not line.same]
            shown = of_part if everything else different
            if shown:
                folded = part in self._folded
                self._lines.append(_Group(part, len(different), folded))
                self._lines += [] if folded else shown
        self.endResetModel()

    def toggle(self, row: int) -> None:
        """Fold or unfold the part that begins with a row."""
        line = self._lines[row]
        if isinstance(line, _Group):
            self._folded ^= {line.part}
            self.show_lines(self._all, everything=self._everything)

    def line(self, row: int) -> _Group | Compared:
        """What is in a row."""
        return self._lines[row]

    def differs(self, row: int) -> bool:
        """Whether a row has a value that differs."""
        line = self._lines[row]
        return isinstance(line, Compared) and not line.same

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, _Group):
            words = f"{line.part}, {line.count} difference{'' if line.count == 1 else 's'}"
            return words if role in _TEXTS and index.column() == 0 else None
        side = (None, line.left, line.right)[index.column()]
        if index.column() == 0:
            text, rest = line.name, line.place
        elif side is None:
            text, rest = NOT_SENT, ""
        else:
            text, rest = side.text, "" if line.name == "Verdict" else side.meaning
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(text[:LONGEST_VALUE])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            sign = f"{line.change}: " if index.column() == 0 else ""
            return visible(f"{sign}{text[:LONGEST_VALUE]} {rest}".strip())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{text[: LONGEST_VALUE * 10]} {rest}".strip())
        return None


_TEXTS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ComparedView(QTableView):
    """The lines; a click on a part's name folds it."""

    def __init__(self, model: ComparedTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setAccessibleName("Differences")
        self.setItemDelegate(_LineDelegate(model, self))
        self.setProperty(OWN_RING, True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self.lay_out)

    def lay_out(self) -> None:
        """Span the names of parts over all columns, and be as high as the lines."""
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.clearSpans()
        for row in range(self._lines.rowCount()):
            if isinstance(self._lines.line(row), _Group):
                self.setSpan(row, 0, 1, 3)
        self.setMaximumHeight(self._lines.rowCount() * px(ROW_HEIGHT))

    def set_widths(self, *widths: int) -> None:
        """Give the columns their widths."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self.lay_out()

    def go(self, step: int, start: int | None = None) -> None:
        """Go to the next difference, or with -1 to the one before; from the last to the first."""
        count = self._lines.rowCount()
        row = self.currentIndex().row() if start is None else start
        for _ in range(count):
            row = (row + step) % count
            if self._lines.differs(row):
                index = self._lines.index(row, 0)
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
                flags |= QItemSelectionModel.SelectionFlag.Rows
                self.selectionModel().setCurrentIndex(index, flags)
                self.scrollTo(index)
                return

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(round(event.position().y()))
        if row >= 0 and isinstance(self._lines.line(row), _Group):
            self._lines.toggle(row)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and row >= 0 and isinstance(self._lines.line(row), _Group):
            self._lines.toggle(row)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page goes back
        else:
            super().keyPressEvent(event)


_LOOKS = {"same": "muted", "changed": "warn", "added": "ok", "removed": "error"}


class _LineDelegate(QStyledItemDelegate):
    """Paints a line: sign and name, and the values with what differs between them marked."""

    def __init__(self, table: ComparedTable, view: QTableView) -> None:
        super().__init__(view)
        self._table, self._view = table, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        line, cell = self._table.line(index.row()), option.rect
        if isinstance(line, _Group):
            self._paint_group(painter, cell, line)
        elif index.column() == 0:
            self._paint_name(painter, cell, line)
        else:
            self._paint_value(painter, cell, line, left=index.column() == 1)
            painter.fillRect(cell.left(), cell.top(), 1, cell.height(), QColor(colors().line))
        if self._view.currentIndex().row() == index.row() and self._view.hasFocus():
            self._paint_current(painter, cell, index.column())
        painter.restore()

    def _paint_current(self, painter: QPainter, cell: QRect, column: int) -> None:
        ink = QColor(colors().accent)
        painter.fillRect(cell.left(), cell.top(), cell.width(), 1, ink)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, ink)
        if column == 0:
            painter.fillRect(cell.left(), cell.top(), px(3), cell.height(), ink)

    def _paint_group(self, painter: QPainter, cell: QRect, group: _Group) -> None:
        painter.fillRect(cell, QColor(colors().window))
        side = px(14)
        mark = QRectF(cell.left() + px(12), cell.center().y() - side / 2 + 1, side, side)
        sign = "chevron-right" if group.folded else "chevron-down"
        paint_icon(painter, mark, sign, colors().muted)
        area = cell.adjusted(px(34), 0, -px(12), 0)
        used = paint_line(painter, area, group.part, text_font("strong"), colors().text)
        words = f"{group.count:,} difference{'' if group.count == 1 else 's'}"
        area.setLeft(area.left() + used + px(8))
        paint_line(painter, area, words, text_font("small"), colors().muted)

    def _paint_name(self, painter: QPainter, cell: QRect, line: Compared) -> None:
        ink = str(getattr(colors(), _LOOKS[line.change]))
        sign = QRect(cell.left() + px(12), cell.top(), px(16), cell.height())
        paint_line(painter, sign, SIGNS[line.change], text_font("strong"), ink)
        area = cell.adjusted(px(40), 0, -px(8), 0)
        mono = text_font("mono_small")
        width = min(QFontMetrics(mono).horizontalAdvance(line.place) + 2, area.width() // 2)
        place = QRect(area.right() + 1 - width, area.top(), width, area.height())
        paint_line(painter, place, line.place, mono, colors().muted)
        area.setRight(place.left() - px(8))
        paint_line(painter, area, line.name, text_font(), colors().text)

    def _paint_value(self, painter: QPainter, cell: QRect, line: Compared, *, left: bool) -> None:
        side, other = (line.left, line.right) if left else (line.right, line.left)
        area = cell.adjusted(px(13), 0, -px(8), 0)
        if side is None:
            paint_line(painter, area, NOT_SENT, text_font(), colors().muted)
            return
        if not line.same:
            look = "error" if other is None and left else "ok" if other is None else "warn"
            painter.fillRect(cell, QColor(str(getattr(colors(), f"{look}_soft"))))
        if line.name == "Verdict":
            self._paint_verdict(painter, area, side)
            return
        font = text_font("mono")
        used = self._paint_marked(painter, area, side, other, font)
        meaning = area.adjusted(used + px(8), 0, 0, 0)
        paint_line(painter, meaning, side.meaning, text_font("small"), colors().muted)

    def _paint_verdict(self, painter: QPainter, area: QRect, side: Side) -> None:
        kind = kind_of(side.meaning)
        ink = tone_color(kind.tone)
        mark = QRectF(area.left(), area.center().y() - px(14) / 2 + 1, px(14), px(14))
        paint_icon(painter, mark, kind.icon, ink)
        paint_line(painter, area.adjusted(px(20), 0, 0, 0), side.text, text_font("strong"), ink)

    def _paint_marked(
        self, painter: QPainter, area: QRect, side: Side, other: Side | None, font: QFont
    ) -> int:
        """Draw a value, with the part that differs in the colour of warnings and underlined."""
        text = visible(side.text[:LONGEST_VALUE]).replace("\n", " ⏎ ")
        if other is None or other.text == side.text:
            return paint_line(painter, area, text, font, colors().text)
        whole = visible(other.text[:LONGEST_VALUE]).replace("\n", " ⏎ ")
        start, end = changed_span(text, whole)
        metrics = QFontMetrics(font)
        before, changed, after = (
            text[:start],
            text[start : len(text) - end],
            text[len(text) - end :],
        )
        room = area.width() * 2 // 3
        if metrics.horizontalAdvance(before) > room:  # what differs must be in sight
            before = metrics.elidedText(before, Qt.TextElideMode.ElideLeft, room // 2)
        used = paint_line(painter, area, before, font, colors().text)
        place = area.adjusted(used, 0, 0, 0)
        width = paint_line(painter, place, changed, font, colors().warn)
        if width:
            bottom = area.center().y() + metrics.height() // 2
            painter.fillRect(place.left(), bottom, width, px(2), QColor(colors().warn))
        rest = place.adjusted(width, 0, 0, 0)
        return used + width + paint_line(painter, rest, after, font, colors().text)
