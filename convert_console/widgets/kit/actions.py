"""The commands of a window as values, for menus, shortcuts and the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Command(NamedTuple):
    """`keys` is a shortcut in Qt's portable form, or "", and `other_keys` are more of them.
    `why_not` returns a sentence about why the command cannot run now, or "". `is_on` tells of a
    choice whether it is the current one, which has a tick in its menu. What is run `once` is not
    run again while its keys are held.
    """

    text: str
    run: Callable[[], object]
    keys: str = ""
    hint: str = ""
    why_not: Callable[[], str] | None = None
    other_keys: tuple[str, ...] = ()
    is_on: Callable[[], bool] | None = None
    once: bool = False


class Menu(NamedTuple):
    """A titled list of commands and submenus; `None` is a separator."""

    title: str
    entries: tuple[Command | Menu | None, ...]


def bind(window: QWidget, command: Command, label: str = "") -> QAction:
    """Create the action of a command; its shortcut works in the whole window. Its object name is
    the text of the command, and `label` the same with the letter that chooses it in its menu.
    """
    action = QAction(label or command.text, window)
    action.setObjectName(command.text)
    if command.keys:
        keypad = command.keys.replace("Return", "Enter")  # for Qt, two different keys
        all_keys = dict.fromkeys((command.keys, keypad, *command.other_keys))
        action.setShortcuts([QKeySequence(keys) for keys in all_keys])
        action.setShortcutVisibleInContextMenu(True)
    if command.hint:
        action.setToolTip(command.hint)
    action.setAutoRepeat(not command.once)
    action.triggered.connect(lambda _checked=False: command.run())
    window.addAction(action)
    return action


def fill(menu: QMenu, entries: tuple[Command | Menu | None, ...], window: QWidget) -> None:
    """Fill a menu. Commands that cannot run when it opens are disabled; their tooltips say why."""
    menu.setToolTipsVisible(True)
    texts = [entry.title if isinstance(entry, Menu) else entry.text for entry in entries if entry]
    labels = iter(with_mnemonics(texts))
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, Menu):
            fill(menu.addMenu(next(labels)), entry.entries, window)
        else:
            action = bind(window, entry, next(labels))
            menu.addAction(action)
            if entry.is_on is not None:
                action.setCheckable(True)
                menu.aboutToShow.connect(partial(_update_tick, action, entry.is_on))
            if entry.why_not is not None:
                menu.aboutToShow.connect(partial(_update_enabled, action, entry))
                # While the menu is closed the shortcut works; the command then says why not.
                menu.aboutToHide.connect(partial(action.setEnabled, True))


def _update_tick(action: QAction, is_on: Callable[[], bool]) -> None:
    action.setChecked(is_on())


def _update_enabled(action: QAction, command: Command) -> None:
    why = command.why_not() if command.why_not is not None else ""
    action.setEnabled(not why)
    action.setToolTip(why or command.hint)


def with_mnemonics(titles: list[str]) -> list[str]:
    """Titles of menus or entries, each with a letter of its own while there are letters left, the
    first one of a word if it can be had.

    >>> with_mnemonics(["Edit", "Examples", "Help"])
    ['&Edit', 'E&xamples', '&Help']
    """
    used: set[str] = set()
    marked = []
    for title in titles:
        free = [i for i, char in enumerate(title) if char.isalpha() and char.lower() not in used]
        at = next((i for i in free if i == 0 or title[i - 1] == " "), min(free, default=None))
        if at is not None:
            used.add(title[at].lower())
        marked.append(title if at is None else f"{title[:at]}&{title[at:]}")
    return marked
