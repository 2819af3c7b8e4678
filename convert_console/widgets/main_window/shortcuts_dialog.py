"""The dialog that lists every shortcut, from the commands themselves."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTableWidgetItem,
    QWidget,
)

from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.kit.input_rules import DownIntoRows
from convert_console.widgets.kit.plain_table import PlainTable
from convert_console.widgets.main_window.help_sheet import HelpSheet
from convert_console.widgets.theme.tokens import tokens

TITLES = ("Command", "Shortcut", "Menu")


class ShortcutsDialog(HelpSheet):
    """Typing narrows the list to the commands, keys and menus that hold every word."""

    def __init__(self, menus: tuple[Menu, ...], parent: QWidget | None = None) -> None:
        super().__init__("Shortcuts", parent)
        self.resize_within_screen(tokens().size.sheet, 560)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Command, key or menu")
        self.search.setAccessibleName("Search shortcuts")
        self.search.setToolTip("Show the commands that hold every word")
        self.search.textChanged.connect(self._show_matches)
        self.table = PlainTable("Shortcuts", TITLES, parent=self)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for row in rows_of(menus):
            self._add(row)
        DownIntoRows(self.search, self.table)
        self.place(self.search, self.table)
        self.search.setFocus()

    def _add(self, row: tuple[str, str, str]) -> None:
        at = self.table.rowCount()
        self.table.insertRow(at)
        for place, text in enumerate(row):
            self.table.setItem(at, place, QTableWidgetItem(text))

    def _show_matches(self, text: str) -> None:
        words = text.casefold().split()
        for at in range(self.table.rowCount()):
            items = (self.table.item(at, place) for place in range(len(TITLES)))
            shown = " ".join(item.text() for item in items if item is not None).casefold()
            self.table.setRowHidden(at, not all(word in shown for word in words))


def rows_of(menus: tuple[Menu, ...], within: str = "") -> list[tuple[str, str, str]]:
    """Command, shortcuts and menu of each command that has a shortcut, in the menus' order."""
    rows: list[tuple[str, str, str]] = []
    for menu in menus:
        title = f"{within}, {menu.title}" if within else menu.title
        for entry in menu.entries:
            if isinstance(entry, Menu):
                rows += rows_of((entry,), title)
            elif isinstance(entry, Command) and entry.keys:
                keys = (entry.keys, *entry.other_keys)
                native = QKeySequence.SequenceFormat.NativeText
                words = ", ".join(QKeySequence(key).toString(native) for key in keys)
                rows.append((entry.text, words, title))
    return rows
