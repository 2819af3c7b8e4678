"""The list of choices under a field, over the other widgets of its window."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.request.choices import Spans
from convert_console.widgets.kit.painted import paint_box, paint_chosen
from convert_console.widgets.theme.theme import colors, px, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

ROW, RULE, PADDING, SIDE = 28, 9, 4, 8
"""Heights of an entry and of the line before the last one, and margins, in pixels."""

ROWS_SHOWN = 10
GAP = 4
"""Pixels between a field and its list, and between the list and the edge of the window."""

Index = QModelIndex | QPersistentModelIndex


class ListEntry(NamedTuple):
    """A line of the list. `spans` are the parts of label and code that were looked for; an `apart`
    entry has a line above it, and is quiet unless it is a `command`. `choice` says which one it is.
    """

    label: str
    code: str = ""
    note: str = ""
    spans: Spans = ()
    code_spans: Spans = ()
    choice: int = -1
    apart: bool = False
    command: bool = False
    selectable: bool = True


class ChoiceList(QWidget):
    """It never takes the focus: keys go on to the field, which moves the highlight.

    Signals:
        taken(int): the user clicked the entry in this row.
    """

    taken = Signal(int)

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shows_notes = True
        self._entries = _Entries(self)
        self.view = QListView(self)
        self.view.setAccessibleName(name)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QListView.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setMouseTracking(True)
        self.view.viewport().setAutoFillBackground(False)
        set_look(self.view, kind="choices")
        self.view.setModel(self._entries)
        self.view.setItemDelegate(_EntryDelegate(self.view))
        self.view.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(PADDING), px(PADDING), px(PADDING), px(PADDING))
        column.addWidget(self.view)
        self.rows_shown = ROWS_SHOWN
        self.hide()

    @property
    def entries(self) -> Sequence[ListEntry]:
        return self._entries.entries

    @property
    def row(self) -> int:
        """The highlighted row, or -1."""
        return self.view.currentIndex().row()

    def show_entries(self, entries: Sequence[ListEntry], row: int) -> None:
        """Show these entries, one of them highlighted."""
        self._entries.set(entries)
        self._highlight(row)

    def move(self, steps: int) -> None:  # type: ignore[override]  # a widget's move is never used
        """Move the highlight; a single step past one end goes to the other."""
        rows = [row for row, entry in enumerate(self.entries) if entry.selectable]
        if not rows:
            return
        at = rows.index(self.row) if self.row in rows else (-1 if steps > 0 else len(rows))
        single = abs(steps) == 1
        to = (at + steps) % len(rows) if single else min(max(at + steps, 0), len(rows) - 1)
        self._highlight(rows[to])

    def place(self, anchor: QWidget) -> None:
        """Show the list below a field, or above it where there is more room; all of it inside the
        window and the screen.
        """
        window = self.parentWidget()
        assert window is not None
        room = self._room(window)
        field = QRect(anchor.mapTo(window, QPoint(0, 0)), anchor.size())
        below = room.bottom() + 1 - (field.bottom() + 1 + px(GAP))
        above = field.top() - px(GAP) - room.top()
        wanted = self._height()
        if wanted <= below or below >= above:
            height = min(wanted, below)
            top = field.bottom() + 1 + px(GAP)
        else:
            height = min(wanted, above)
            top = field.top() - px(GAP) - height
        scrolls = height < self._full_height()
        needed = self._widest(scrolls=scrolls) + 2 * px(PADDING)
        # Where notes would make the list wider than its field, they give way first, unless they
        # alone tell entries of one name apart.
        plain = self._widest(scrolls=scrolls, notes=False) + 2 * px(PADDING)
        labels = [entry.label for entry in self.entries if entry.note]
        are_alike = len(set(labels)) < len(labels)
        self._shows_notes = are_alike or not plain <= field.width() < needed
        needed = needed if self._shows_notes else plain
        width = min(max(field.width(), needed), room.width())
        left = max(min(field.left(), room.right() + 1 - width), room.left())
        self.setGeometry(left, top, width, max(height, 0))
        self.raise_()
        self.show()
        self.view.scrollTo(self.view.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Highlight what the mouse moves over, and take what is clicked."""
        if isinstance(event, QMouseEvent):
            index = self.view.indexAt(event.position().toPoint())
            entry = self.entries[index.row()] if index.isValid() else None
            if event.type() == QEvent.Type.MouseMove and entry and entry.selectable:
                self._highlight(index.row())
            elif event.type() == QEvent.Type.MouseButtonRelease and entry and entry.selectable:
                self.taken.emit(index.row())
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        radius = px(tokens().radius.control)
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), radius, colors().popup, colors().line_strong)
        painter.end()

    def _highlight(self, row: int) -> None:
        index = self._entries.index(row, 0)
        self.view.setCurrentIndex(index)
        if index.isValid():
            self.view.scrollTo(index)

    def _room(self, window: QWidget) -> QRect:
        """The part of the window that is on the screen."""
        screen = window.screen().availableGeometry()
        on_screen = QRect(window.mapFromGlobal(screen.topLeft()), screen.size())
        room = window.rect().intersected(on_screen)
        return (room if room.isValid() else window.rect()).adjusted(
            px(GAP), px(GAP), -px(GAP), -px(GAP)
        )

    @property
    def shows_notes(self) -> bool:
        """Whether there is room for the notes of the entries."""
        return self._shows_notes

    def _widest(self, *, scrolls: bool, notes: bool = True) -> int:
        entries = self.entries if notes else [_without_note(entry) for entry in self.entries]
        needed = max((entry_width(entry) for entry in entries), default=0)
        return needed + (self.view.verticalScrollBar().sizeHint().width() if scrolls else 0)

    def _height(self) -> int:
        return self._height_of(self.entries[: self.rows_shown])

    def _full_height(self) -> int:
        return self._height_of(self.entries)

    def _height_of(self, shown: Sequence[ListEntry]) -> int:
        rules = sum(entry.apart for entry in shown[1:])
        return len(shown) * px(ROW) + rules * px(RULE) + 2 * px(PADDING)


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: Sequence[ListEntry] = ()

    def set(self, entries: Sequence[ListEntry]) -> None:
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(part for part in (entry.label, entry.note, entry.code) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        selectable = index.isValid() and self.entries[index.row()].selectable
        return super().flags(index) if selectable else Qt.ItemFlag.NoItemFlags


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = _entry_at(index)
        return QSize(0, px(ROW) + (px(RULE) if entry.apart and index.row() else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, area = _entry_at(index), QRect(option.rect)
        painter.save()
        if entry.apart and index.row():
            line = QRect(area.left(), area.top() + px(RULE) // 2, area.width(), 1)
            painter.fillRect(line, QColor(colors().line))
            area.setTop(area.bottom() + 1 - px(ROW))
        view = self.parent()
        if isinstance(view, QListView) and index.row() == view.currentIndex().row():
            paint_box(painter, QRectF(area), px(4), colors().selection)
            paint_chosen(painter, area.adjusted(0, px(4), 0, -px(4)))
        owner = view.parent() if isinstance(view, QListView) else None
        if isinstance(owner, ChoiceList) and not owner.shows_notes:
            entry = _without_note(entry)
        paint_entry(painter, area.adjusted(px(SIDE), 0, -px(SIDE), 0), entry)
        painter.restore()


def _without_note(entry: ListEntry) -> ListEntry:
    """An entry without its remark; one without a code keeps it, since it says what it is."""
    return entry._replace(note="") if entry.code or entry.apart else entry


def _entry_at(index: Index) -> ListEntry:
    model = index.model()
    assert isinstance(model, _Entries)
    return model.entries[index.row()]


def paint_entry(painter: QPainter, area: QRect, entry: ListEntry) -> None:
    """Paint the label at the left, and note and code at the right; the code is never cut."""
    right = area.right() + 1
    mono, small = text_font("mono"), text_font("small")
    if entry.code:
        width = marked_width(entry.code, entry.code_spans, mono)
        room = min(width, area.width())
        paint_marked(
            painter,
            QRect(right - room, area.top(), room, area.height()),
            (entry.code, entry.code_spans),
            mono,
            colors().muted,
        )
        right -= room + px(SIDE)
    if entry.note:
        room = min(QFontMetrics(small).horizontalAdvance(entry.note), max(right - area.left(), 0))
        painter.setFont(small)
        painter.setPen(QColor(colors().muted))
        note = QRect(right - room, area.top(), room, area.height())
        painter.drawText(note, Qt.AlignmentFlag.AlignVCenter, entry.note)
        right -= room + px(2 * SIDE)
    quiet = (entry.apart and not entry.command) or not entry.selectable
    ink = colors().muted if quiet else colors().text
    left = QRect(area.left(), area.top(), max(right - area.left(), 0), area.height())
    paint_marked(painter, left, (entry.label, entry.spans), text_font(), ink)


def entry_width(entry: ListEntry) -> int:
    """The pixels in which nothing of an entry is cut."""
    width = marked_width(entry.label, entry.spans, text_font()) + 2 * px(SIDE)
    if entry.note:
        width += QFontMetrics(text_font("small")).horizontalAdvance(entry.note) + px(2 * SIDE)
    if entry.code:
        width += marked_width(entry.code, entry.code_spans, text_font("mono")) + px(SIDE)
    return width


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _pieces(text: str, spans: Spans) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in spans:
        if start > at:
            pieces.append((text[at:start], False))
        if end > max(start, at):
            pieces.append((text[max(start, at) : end], True))
        at = max(at, end)
    return [*pieces, (text[at:], False)]


def marked_width(text: str, spans: Spans, font: QFont) -> int:
    plain, bold = QFontMetrics(font), QFontMetrics(_bold(font))
    parts = _pieces(text, spans)
    return sum((bold if marked else plain).horizontalAdvance(part) for part, marked in parts)


def paint_marked(
    painter: QPainter, area: QRect, text: tuple[str, Spans], font: QFont, ink: str
) -> None:
    left = area.left()
    for part, marked in _pieces(*text):
        used = _bold(font) if marked else font
        metrics = QFontMetrics(used)
        room = area.right() + 1 - left
        # One pixel more: Qt cuts a text that fits to the pixel.
        shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, max(room, 0) + 1)
        painter.setFont(used)
        painter.setPen(QColor(colors().accent if marked else ink))
        place = QRect(left, area.top(), max(room, 0) + 1, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        left += metrics.horizontalAdvance(shown)
        if shown != part:
            return
