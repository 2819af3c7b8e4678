"""The commands of a window as values, for menus, shortcuts and the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Command(NamedTuple):
    """`keys` is a shortcut in Qt's portable form, "" for none. `why_not` gives a sentence about why
    it cannot be done now, or "".
    """

    text: str
    run: Callable[[], object]
    keys: str = ""
    hint: str = ""
    why_not: Callable[[], str] | None = None


class Menu(NamedTuple):
    """A titled list of commands and further menus; `None` stands for a line between groups."""

    title: str
    entries: tuple[Command | Menu | None, ...]


def bind(window: QWidget, command: Command) -> QAction:
    """Make the action of a command; its shortcut works in the whole window."""
    action = QAction(command.text, window)
    if command.keys:
        keypad = command.keys.replace("Return", "Enter")  # which Qt tells from the other Enter
        action.setShortcuts([QKeySequence(keys) for keys in dict.fromkeys((command.keys, keypad))])
        action.setShortcutVisibleInContextMenu(True)
    if command.hint:
        action.setToolTip(command.hint)
    action.triggered.connect(lambda _checked=False: command.run())
    window.addAction(action)
    return action


def fill(menu: QMenu, entries: tuple[Command | Menu | None, ...], window: QWidget) -> None:
    """Put commands into a menu; those that cannot be run when it opens are greyed, and say why."""
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, Menu):
            fill(menu.addMenu(entry.title), entry.entries, window)
        else:
            action = bind(window, entry)
            menu.addAction(action)
            if entry.why_not is not None:
                menu.aboutToShow.connect(partial(_judge, action, entry))
                # The shortcut is there also while the menu is not, and says why by itself.
                menu.aboutToHide.connect(partial(action.setEnabled, True))


def _judge(action: QAction, command: Command) -> None:
    why = command.why_not() if command.why_not is not None else ""
    action.setEnabled(not why)
    action.setToolTip(why or command.hint)
