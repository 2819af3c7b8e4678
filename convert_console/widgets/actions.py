"""What can be done in the window, as values: menus, shortcuts and the palette read one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Command(NamedTuple):
    """One thing to do. `keys` is a shortcut in Qt's portable form, "" for none."""

    text: str
    run: Callable[[], object]
    keys: str = ""
    hint: str = ""


class Menu(NamedTuple):
    """A titled list of commands; `None` stands for a line between groups."""

    title: str
    entries: tuple[Command | None, ...]


def bind(window: QWidget, command: Command) -> QAction:
    """Make the action of a command; its shortcut works in the whole window."""
    action = QAction(command.text, window)
    if command.keys:
        action.setShortcut(QKeySequence(command.keys))
        action.setShortcutVisibleInContextMenu(True)
    action.setToolTip(command.hint or command.text)
    action.triggered.connect(lambda _checked=False: command.run())
    window.addAction(action)
    return action


def fill(menu: QMenu, entries: tuple[Command | None, ...], window: QWidget) -> None:
    """Put commands into a menu."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        else:
            menu.addAction(bind(window, entry))
