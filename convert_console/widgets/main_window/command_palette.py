"""The palette, which finds commands and things by a few letters."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.history.row_finder import RowFinder
from convert_console.models.profiles.preferences import Preferences
from convert_console.widgets.fields.choice_list import marked_width, paint_marked
from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.kit.cards import FloatingCard
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.kit.keep_parent import focus_again
from convert_console.widgets.kit.painted import IconLabel, paint_box, paint_chosen
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.main_window.palette_entries import Entry, Found, PaletteThings, search
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

TOP, LINE, HEADING, FOOT = 64, 48, 28, 36
"""Pixels from the top of the window, and of the search line, a heading and the last line."""

HIGHEST = 560
"""Pixels of the card at most."""

THINGS, COMMANDS, ROWS = 6, 12, 6
"""How many are listed of each at most, once something is typed."""

RECENT = 4
"""How many of the things and commands chosen last are listed first."""

FOUND = Qt.ItemDataRole.UserRole

ICONS = {
    "Request": "send",
    "Edit": "pencil",
    "Examples": "file-text",
    "View": "eye",
    "History": "history",
    "Tools": "wand",
    "Help": "circle-help",
}
"""The icon of the commands of each menu."""


class CommandPalette(QFrame):
    """A card over the window. Esc or a click elsewhere closes it. Rows of the history are searched
    in a thread, and join the list when they are found.
    """

    def __init__(
        self,
        menus: tuple[Menu, ...],
        things: PaletteThings,
        finder: RowFinder,
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._menus, self._things = menus, things
        self._finder, self._preferences = finder, preferences
        self._commands: list[Entry] = []
        self._known_things: list[Entry] = []
        self._rows: list[Entry] = []
        self._thing: Entry | None = None
        self._focused_before: QWidget | None = None
        self.setProperty("card", True)
        self.setAccessibleName("Commands and things")
        self.line = PaletteLine(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName("What matches")
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line keeps the focus
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        set_look(self.list, kind="choices")
        self.list.itemClicked.connect(self._choose)
        self.list.itemEntered.connect(self._point_at)
        self.list.currentItemChanged.connect(self._show_keys)
        self.line.textEdited.connect(self._search)
        self.line.installEventFilter(self)
        finder.found.connect(self._add_rows)
        FloatingCard(self, self._place)
        self._place_parts()
        self.hide()

    def open(self) -> None:
        """List recent things and all commands, and focus the search line."""
        if self.isHidden():
            self._focused_before = QApplication.focusWidget()
        self._commands = list(command_entries(self._menus))
        self._known_things = self._things.all()
        self._rows, self._thing = [], None
        self.line.clear()
        self._fill()
        self.raise_()
        self.show()
        self.line.setFocus()

    def shown(self) -> list[str]:
        """The texts in the list, headings included."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return False

    def close_up(self) -> None:
        """Close the palette and restore the focus."""
        focused, self._focused_before = self._focused_before, None
        focus_again(focused)
        self.hide()

    def _handle_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape if self._thing is not None:
                self._leave_actions()
            case Qt.Key.Key_Escape:
                self.close_up()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(self.list.currentItem())
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self._move(8 if event.key() == Qt.Key.Key_PageDown else -8)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                self._show_actions()
            case Qt.Key.Key_Backspace if self._thing is not None and not self.line.text():
                self._leave_actions()
            case _:
                return False
        return True

    # What is listed

    def _search(self, typed: str) -> None:
        self._rows = []
        self._fill()
        words = typed.strip() if self._thing is None else ""
        self._finder.find(words if len(words) > 1 else "", ROWS)

    def _add_rows(self, words: str, rows: tuple[object, ...]) -> None:
        if self._thing is None and words == self.line.text().strip():
            self._rows = [self._things.of_row(row) for row in rows]  # type: ignore[arg-type]
            self._fill(keep=True)

    def _fill(self, *, keep: bool = False) -> None:
        """List what matches. `keep` leaves the entry highlighted that is."""
        before = self._current() if keep else None
        self.list.clear()
        best: tuple[float, QListWidgetItem] | None = None
        for title, found in self._groups():
            if title:
                self._add_heading(title)
            for match in found:
                item = self._add(match)
                if best is None or match.score > best[0]:
                    best = match.score, item
                if before is not None and match.entry.key == before.key:
                    best = float("inf"), item
        if best is not None:
            self.list.setCurrentItem(best[1])
            self.list.scrollToItem(self.list.item(0))
            self.list.scrollToItem(best[1])
        self._show_keys()
        self._place()

    def _groups(self) -> Iterator[tuple[str, list[Found]]]:
        """The titles and what matches under each; "" for none."""
        typed = self.line.text()
        if self._thing is not None:
            yield self._thing.text, search(self._thing.actions, typed)
            return
        commands, things = search(self._commands, typed), search(self._known_things, typed)
        rows = [_marked(entry, typed) for entry in self._rows]
        recent = self._recent([*commands, *things, *rows])
        listed = {match.entry.key for match in recent}
        if not typed.strip():
            things = []
        else:
            commands = commands[: COMMANDS + len(recent)]
        things, commands, rows = (
            [match for match in found if match.entry.key not in listed]
            for found in (things[:THINGS], commands, rows)
        )
        if not (recent or things or commands or rows):
            self._add_heading(f"Nothing matches “{typed.strip()}”.")
            yield "", [Found(self._things.search_history(typed.strip()))]
            return
        # Rows last: they are found later than the rest, which must not move under the hand.
        groups = (recent, things, commands, rows)
        for title, found in zip(("Recent", "Things", "Commands", "History"), groups, strict=True):
            if found:
                yield title, found

    def _recent(self, found: Sequence[Found]) -> list[Found]:
        """Those of the matches that were chosen last, the latest first."""
        by_key = {match.entry.key: match for match in found}
        keys = self._preferences.recent_choices
        recent = [by_key[key] for key in keys if key in by_key][:RECENT]
        return [found._replace(score=found.score + 1) for found in recent]

    def _add_heading(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _add(self, found: Found) -> QListWidgetItem:
        entry = found.entry
        item = QListWidgetItem(entry.text)
        item.setData(FOUND, found)
        parts = (entry.text, entry.why or entry.note, entry.code, entry.keys)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(filter(None, parts)))
        self.list.addItem(item)
        return item

    # What is chosen

    def _current(self) -> Entry | None:
        item = self.list.currentItem()
        found = item.data(FOUND) if item is not None else None
        return found.entry if isinstance(found, Found) else None

    def _move(self, steps: int) -> None:
        rows = [r for r in range(self.list.count()) if self.list.item(r).flags()]
        if rows:
            at = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else 0
            last = len(rows) - 1
            to = (at + steps) % len(rows) if abs(steps) == 1 else min(max(at + steps, 0), last)
            self.list.setCurrentRow(rows[to])
            if to == 0:
                self.list.scrollToTop()  # with its heading

    def _point_at(self, item: QListWidgetItem) -> None:
        if item.flags():
            self.list.setCurrentItem(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        found = item.data(FOUND) if item is not None else None
        if not isinstance(found, Found) or found.entry.why:
            return
        entry = self._thing if self._thing is not None else found.entry
        if entry.key:
            self._preferences.keep_recent_choice(entry.key)
        self.close_up()  # first, since a command may set the focus
        found.entry.run()

    def _show_actions(self) -> None:
        """List what else can be done with the highlighted thing."""
        entry = self._current()
        if self._thing is None and entry is not None and entry.actions:
            self._thing = entry
            self.line.clear()
            self._fill()

    def _leave_actions(self) -> None:
        self._thing = None
        self.line.clear()
        self._fill()

    # Its look

    def _show_keys(self, *_items: object) -> None:
        entry = self._current()
        self._tab_key.setVisible(entry is not None and bool(entry.actions))
        self._escape_key.setText("Esc Close" if self._thing is None else "Esc Back")

    def _place_parts(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(px(16), 0, px(16), 0)
        head.setSpacing(px(12))
        kind = QLabel("commands and things", self)
        head.addWidget(IconLabel("search", parent=self))
        head.addWidget(self.line, 1)
        head.addWidget(kind)
        foot.setContentsMargins(px(16), 0, px(16), 0)
        foot.setSpacing(px(16))
        self._tab_key = QLabel("Tab Actions", self)
        self._escape_key = QLabel("Esc Close", self)
        keys = (QLabel("↑↓ Choose", self), QLabel("↵ Open", self), self._tab_key)
        for label in (kind, *keys, self._escape_key):
            set_look(label, role="small")
        for label in keys:
            foot.addWidget(label)
        foot.addStretch(1)
        foot.addWidget(self._escape_key)
        self._head, self._foot = QWidget(self), QWidget(self)
        self._head.setLayout(head)
        self._foot.setLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(Hairline(self))
        column.addWidget(self.list, 1)
        column.addWidget(Hairline(self))
        column.addWidget(self._foot)

    def _place(self) -> None:
        """Center the card in the window, as high as its entries."""
        window = self.parentWidget()
        assert window is not None
        self._head.setFixedHeight(px(LINE))
        self._foot.setFixedHeight(px(FOOT))
        width = min(px(tokens().size.palette_width), window.width() - px(40))
        top = min(px(TOP), window.height() // 8)
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        wanted = px(LINE) + px(FOOT) + rows + 2 * px(6) + 6
        height = min(wanted, px(HIGHEST), window.height() - top - px(24))
        self.list.setViewportMargins(px(4), px(6), px(4), px(6))
        self.setGeometry((window.width() - width) // 2, top, width, height)


class _Lines(QStyledItemDelegate):
    """Paints headings and entries, with the letters that were looked for in the accent."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        is_entry = isinstance(index.data(FOUND), Found)
        return QSize(px(100), px(tokens().size.palette_row if is_entry else HEADING))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRect = option.rect
        found = index.data(FOUND)
        painter.save()
        if isinstance(found, Found):
            view = self.parent()
            current = isinstance(view, QListWidget) and view.currentRow() == index.row()
            if current:
                radius = px(tokens().radius.control)
                paint_box(painter, area.toRectF(), radius, colors().selection)
                paint_chosen(painter, area.adjusted(0, px(6), 0, -px(6)))
            _paint_found(painter, area.adjusted(px(12), 0, -px(12), 0), found, current=current)
        else:
            painter.setFont(text_font("small"))
            painter.setPen(QColor(colors().muted))
            text = str(index.data(Qt.ItemDataRole.DisplayRole))
            place = area.adjusted(px(12), px(4), -px(12), 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


def _paint_found(painter: QPainter, area: QRect, found: Found, *, current: bool) -> None:
    entry = found.entry
    side = px(tokens().size.icon)
    icon = QRect(area.left(), area.center().y() - side // 2, side, side)
    quiet = bool(entry.why)
    ink = colors().accent if current and not quiet else colors().muted
    paint_icon(painter, icon, entry.icon, ink)
    left, right = icon.right() + 1 + px(12), area.right() + 1
    keys = entry.keys or ("↵" if current and not quiet else "")
    small = QFontMetrics(text_font("small"))
    if keys:
        painter.setFont(text_font("small"))
        painter.setPen(QColor(colors().muted))
        room = small.horizontalAdvance(keys)
        place = QRect(right - room, area.top(), room, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, keys)
        right -= room + px(12)
    base = text_font()
    width = min(marked_width(entry.text, found.spans, base), right - left)
    place = QRect(left, area.top(), width, area.height())
    color = colors().muted if quiet else colors().text
    paint_marked(painter, place, (entry.text, found.spans), base, color)
    left += width + px(12)
    painter.setPen(QColor(colors().muted))
    for text, font in (
        (entry.why or entry.note, text_font("small")),
        (entry.code, text_font("mono")),
    ):
        metrics = QFontMetrics(font)
        if text and left < right:
            painter.setFont(font)
            painter.setPen(QColor(colors().muted))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - left)
            place = QRect(left, area.top(), right - left, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            left += metrics.horizontalAdvance(shown) + px(6)


class PaletteLine(QLineEdit):
    """The search line, which keeps Esc, Enter and Tab from the window."""

    KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Find a command or thing")
        self.setPlaceholderText("Find a command, goal, profile, saved request…")
        self.setToolTip("Type a few letters (Ctrl+K)")
        set_look(self, bare=True)

    def event(self, event: QEvent) -> bool:
        plain = Qt.KeyboardModifier.NoModifier
        if is_override(event, *self.KEYS) and event.modifiers() == plain:
            event.accept()
            return True
        return super().event(event)


def command_entries(menus: Sequence[Menu]) -> Iterator[Entry]:
    """All commands in the order of the menus; those of submenus under the outer title."""
    for menu in menus:
        for command in _commands_of(menu.entries):
            yield Entry(
                f"command:{menu.title}:{command.text}",
                command.text,
                command.run,
                menu.title,
                icon=ICONS.get(menu.title, "chevron-right"),
                keys=key_text(command.keys),
                why=_why_not(command.why_not),
                more=command.hint,
            )


def key_text(keys: str) -> str:
    """A shortcut as menus spell it."""
    spelled = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return spelled.replace("Return", "Enter")  # as tooltips and keyboards say


def _why_not(why_not: Callable[[], str] | None) -> str:
    return why_not() if why_not is not None else ""


def _commands_of(entries: tuple[Command | Menu | None, ...]) -> Iterator[Command]:
    for entry in entries:
        if isinstance(entry, Menu):
            yield from _commands_of(entry.entries)
        elif entry is not None:
            yield entry


def _marked(entry: Entry, typed: str) -> Found:
    """An entry that was found elsewhere, with what is typed marked as far as it is in its text."""
    return next(iter(search((entry,), typed)), Found(entry))
