"""The dialog that says where the program keeps its data."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidgetItem, QWidget

from convert_console.core.text import size_text, visible
from convert_console.widgets.kit.message_bar import announce
from convert_console.widgets.kit.plain_table import PlainTable
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.main_window.help_sheet import HelpSheet
from convert_console.widgets.theme.theme import set_look
from convert_console.widgets.theme.tokens import tokens

HEIGHT = 520

TITLES = ("Data", "Size", "Path")

SECRETS = (
    "Secrets – values of secret headers, a proxy's password, a debug token – are in none of these. "
    "They are in the system's keyring, or, on a system without one, in memory until the window "
    "closes."
)

NO_LOGS = "No log files are written: messages about failures go to the terminal, if there is one."


class DataLocation(NamedTuple):
    """A kind of data, and the file or folder that holds it once there is any."""

    name: str
    path: Path


class DataDialog(HelpSheet):
    """A row for each kind of data; the buttons below are about the selected one."""

    def __init__(self, locations: Sequence[DataLocation], parent: QWidget | None = None) -> None:
        super().__init__("Where data lies", parent)
        self._locations = tuple(locations)
        self.table = PlainTable("Where data lies", TITLES, len(locations), self)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for row, location in enumerate(locations):
            for column, text in enumerate((location.name, "…", visible(str(location.path)))):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text) if column == 2 else "")
                self.table.setItem(row, column, item)
        self.table.setCurrentCell(0, 0)
        self.hints = [QLabel(text, self, wordWrap=True) for text in (SECRETS, NO_LOGS)]
        for hint in self.hints:
            set_look(hint, role="muted")
        self.show_button = self.action(
            "Show in folder", "Open the folder of the selected row in the file manager"
        )
        self.copy_button = self.action("Copy path", "Copy the path of the selected row")
        self.show_button.clicked.connect(lambda _checked: self._show_in_folder())
        self.copy_button.clicked.connect(lambda _checked: self._copy_path())
        self.place(self.table, *self.hints, actions=(self.show_button, self.copy_button))
        self.resize_within_screen(tokens().size.sheet_guided, HEIGHT)
        self.table.setFocus()

    def show_sizes(self, sizes: Sequence[int | None]) -> None:
        """Show the bytes of each row; `None` is of what does not exist yet."""
        for row, size in enumerate(sizes):
            text = "none yet" if size is None else size_text(size)
            self.table.setItem(row, 1, QTableWidgetItem(text))

    def _selected(self) -> DataLocation:
        return self._locations[max(self.table.currentRow(), 0)]

    def _show_in_folder(self) -> None:
        folder = self._selected().path
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _copy_path(self) -> None:
        location = self._selected()
        QGuiApplication.clipboard().setText(str(location.path))
        announce(self, f"Path of {location.name} copied")
