"""The dialog that shows the licences of all that the program is made of."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.widgets.kit.input_rules import DownIntoRows
from convert_console.widgets.kit.plain_table import RowDelegate
from convert_console.widgets.main_window.help_sheet import HelpSheet
from convert_console.widgets.theme.theme import px, set_look

HEIGHT, LIST = 560, 232


class Licence(NamedTuple):
    """A part of the program: its version, or "", what it states as its licence, and the text."""

    name: str
    version: str
    stated: str
    text: str


class LicencesDialog(HelpSheet):
    """Typing narrows the list to the names and licences that hold every word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Licences", parent)
        self._licences: tuple[Licence, ...] = ()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Name or licence")
        self.search.setAccessibleName("Search licences")
        self.search.setToolTip("Show what holds every word in its name or licence")
        self.search.textChanged.connect(self._show_matches)
        self.names = QListWidget(self)
        self.names.setAccessibleName("Parts of the program")
        self.names.setItemDelegate(RowDelegate(self.names))
        self.names.setFixedWidth(px(LIST))
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Licence")
        self.text.setPlaceholderText("Licences are being read…")
        set_look(self.text, mono=True)
        self.names.currentRowChanged.connect(self._show_text)
        DownIntoRows(self.search, self.names)
        halves = QHBoxLayout()
        halves.setSpacing(px(12))
        halves.addWidget(self.names)
        halves.addWidget(self.text, 1)
        self.place(self.search, halves)
        self.resize_within_screen(880, HEIGHT)
        self.search.setFocus()

    def show_licences(self, licences: Sequence[Licence]) -> None:
        """List these, and show the first."""
        self._licences = tuple(licences)
        for licence in licences:
            item = QListWidgetItem(f"{licence.name} {licence.version}".strip())
            item.setToolTip(licence.stated)
            self.names.addItem(item)
        edge = 2 * self.names.frameWidth() + self.names.verticalScrollBar().sizeHint().width()
        self.names.setFixedWidth(max(px(LIST), self.names.sizeHintForColumn(0) + edge))
        self._show_matches(self.search.text())

    def _show_matches(self, text: str) -> None:
        words = text.casefold().split()
        found = []
        for row, licence in enumerate(self._licences):
            shown = " ".join(licence[:3]).casefold()
            matches = all(word in shown for word in words)
            self.names.item(row).setHidden(not matches)
            if matches:
                found.append(row)
        if self.names.currentRow() not in found:
            self.names.setCurrentRow(found[0] if found else -1)

    def _show_text(self, row: int) -> None:
        if row < 0:
            self.text.setPlaceholderText("Nothing matches")
            self.text.clear()
            return
        licence = self._licences[row]
        head = f"{licence.name} {licence.version}".strip()
        parts = (head, licence.stated, licence.text)
        self.text.setPlainText(visible("\n\n".join(filter(None, parts))))
