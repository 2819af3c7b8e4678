"""The palette, which finds any command of the menus by a few letters."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QToolTip,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.theme.theme import colors, px

WIDTH, ROWS = 520, 11

SIMILAR = 0.88
"""Similarity from which two words are the same with a typing error, such as "snd" and "send"."""

Entry = tuple[str, Command]
"""A command with the title of its menu."""


class CommandPalette(QFrame):
    """A card over the window that lists commands; Esc or a click elsewhere closes it."""

    def __init__(self, menus: tuple[Menu, ...], window: QWidget) -> None:
        super().__init__(window)
        self._entries = entries_of(menus)
        self._focused_before: QWidget | None = None
        self.setProperty("card", True)
        self.setAccessibleName("Commands")
        self.line = PaletteLine(self)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Commands that match")
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnCount(2)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line keeps the focus
        self.list.itemClicked.connect(self._run)
        self.line.textEdited.connect(self._fill)
        self.line.installEventFilter(self)
        window.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(8), px(8), px(8))
        column.setSpacing(px(6))
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.hide()

    def open(self) -> None:
        """Show all commands and focus the search line."""
        self._focused_before = QApplication.focusWidget()
        self.line.clear()
        self._fill("")
        self._place()
        self.raise_()
        self.show()
        self.line.setFocus()

    def shown(self) -> list[str]:
        """The texts in the list."""
        items = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item.text(0) for item in items if item is not None]

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()  # the zoom has changed
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget():
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return False

    def close_up(self) -> None:
        """Close the palette and restore the focus."""
        focused, self._focused_before = self._focused_before, None
        if focused is not None:
            focused.setFocus()
        self.hide()

    def _handle_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_up()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._run(self.list.currentItem())
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                QApplication.sendEvent(self.list, event)
            case _:
                return False
        return True

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        if item.isDisabled():
            self._show_why_disabled(item)
            return
        command = item.data(0, Qt.ItemDataRole.UserRole)
        self.close_up()  # first, since a command may set the focus
        command.run()

    def _show_why_disabled(self, item: QTreeWidgetItem) -> None:
        below = self.list.visualItemRect(item).bottomLeft()
        QToolTip.showText(self.list.viewport().mapToGlobal(below), item.toolTip(0), self.list)

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for title, command in ranked(self._entries, typed):
            keys = QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)
            keys = keys.replace("Return", "Enter")  # as tooltips and keyboards say
            item = QTreeWidgetItem([f"{title}: {command.text}", keys])
            item.setData(0, Qt.ItemDataRole.UserRole, command)
            why = command.why_not() if command.why_not is not None else ""
            item.setToolTip(0, why or command.hint)
            if why:
                item.setDisabled(True)
                for column in (0, 1):
                    item.setForeground(column, QColor(colors().muted))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            item = QTreeWidgetItem(["No command matches"])
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addTopLevelItem(item)

    def _place(self) -> None:
        """Center the card in the window, at a size that follows the zoom."""
        window = self.parentWidget()
        assert window is not None
        width = min(px(WIDTH), window.width() - px(40))
        self.setGeometry((window.width() - width) // 2, px(64), width, self._height(window))
        self.list.setColumnWidth(0, width - px(170))

    def _height(self, window: QWidget) -> int:
        wanted = self.line.sizeHint().height() + px(24) + ROWS * max(self.list.sizeHintForRow(0), 1)
        return min(wanted, window.height() - px(90))


class PaletteLine(QLineEdit):
    """The search line, which keeps Esc and Enter from the window."""

    KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Find a command")
        self.setPlaceholderText("Find a command: send, get, theme …")

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in self.KEYS
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            event.accept()
            return True
        return super().event(event)


def entries_of(menus: tuple[Menu, ...]) -> tuple[Entry, ...]:
    """All commands in the order of the menus; those of submenus under the outer title."""
    return tuple((menu.title, command) for menu in menus for command in _commands_of(menu.entries))


def _commands_of(entries: tuple[Command | Menu | None, ...]) -> Iterator[Command]:
    for entry in entries:
        if isinstance(entry, Menu):
            yield from _commands_of(entry.entries)
        elif entry is not None:
            yield entry


def ranked(entries: tuple[Entry, ...], typed: str) -> list[Entry]:
    """The commands that match every typed word, the best match first."""
    words = typed.casefold().split()
    scores = {entry: [_score(word, entry) for word in words] for entry in entries}
    matches = [entry for entry in entries if all(scores[entry])]
    return sorted(matches, key=lambda entry: -sum(scores[entry]))


def _score(word: str, entry: Entry) -> int:
    """How well a typed word matches a command; 0 for not at all."""
    title, command = entry
    names = f"{title} {command.text}".casefold().split()
    if any(name.startswith(word) for name in names):
        return 4
    if any(word in name for name in names):
        return 3
    if word in command.hint.casefold():
        return 2
    from rapidfuzz.distance import JaroWinkler  # takes 20 ms, and is not needed at the start

    return int(any(JaroWinkler.similarity(word, name) >= SIMILAR for name in names))
