"""The choice by what the rows of the history are grouped."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from convert_console.models.history.grouping import GROUPS, Group
from convert_console.widgets.kit.menu_button import MenuButton

NAMES: dict[Group, str] = {"": "none", "day": "day", "visitor": "visitor"}


class HistoryGroupButton(MenuButton):
    """Says the choice in force.

    Signals:
        chosen(str): another one was chosen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        menu = QMenu("Group")
        super().__init__("", menu, parent)
        self.setToolTip("Group the history by day or by visitor")
        choices = QActionGroup(menu)
        for group in GROUPS:
            action = menu.addAction(f"Group by {group}" if group else "Do not group")
            action.setCheckable(True)
            action.setData(group)
            action.triggered.connect(partial(self._choose, group))
            choices.addAction(action)
        self._choices = choices
        self.say("")

    def say(self, group: Group) -> None:
        """Show which is in force."""
        self.setText(f"Group: {NAMES[group]}")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        for action in self._choices.actions():
            action.setChecked(action.data() == group)

    def _choose(self, group: Group, _checked: bool = False) -> None:
        self.chosen.emit(group)
