"""The window's menus behind one button, which leaves the room to the work."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convert_console.widgets.kit.actions import Menu, fill
from convert_console.widgets.theme.icons import icon


class MainMenu(QToolButton):
    """Every command with its shortcut; Alt+M opens it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setIcon(icon("menu"))
        self.setAccessibleName("Menu")
        self.setToolTip("All commands (Alt+M)")
        self.setShortcut("Alt+M")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def offer(self, menus: tuple[Menu, ...]) -> None:
        """Let these be the menus, and their shortcuts those of the window."""
        whole = QMenu(self)
        for menu in menus:
            fill(whole.addMenu(menu.title), menu.entries, self._window)
        self.setMenu(whole)
