"""The dialog that names the version of the program and of what it runs on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from convert_console import __version__
from convert_console.widgets.kit.message_bar import announce
from convert_console.widgets.main_window.help_sheet import HelpSheet
from convert_console.widgets.theme.icons import app_icon
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

PROJECT = "https://github.com/convert-console/convert-console"
"""The project's page, as in pyproject.toml."""

PURPOSE = "A desktop test and debug console for Convert.com's tracking endpoint."

STANDING = "MIT licence. Not affiliated with Convert."

ICON, HEIGHT = 48, 384

NAMES = 16
"""Characters of the longest name of a detail, with a gap."""


class AboutDialog(HelpSheet):
    """`details` are names and values for a report of a bug; they hold no secrets and no paths."""

    def __init__(self, details: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__("About Convert Console", parent)
        self._details = (("Convert Console", __version__), *details)
        picture = QLabel(self)
        picture.setPixmap(app_icon().pixmap(px(ICON), px(ICON)))
        title = QLabel(f"Convert Console {__version__}", self)
        set_look(title, role="heading")
        words = [QLabel(text, self, wordWrap=True) for text in (PURPOSE, STANDING)]
        set_look(words[1], role="muted")
        column = QVBoxLayout()
        column.setSpacing(px(4))
        for label in (title, *words):
            column.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(column, 1)
        self.details = QPlainTextEdit(self)
        self.details.setPlainText("\n".join(f"{name:<{NAMES}}{value}" for name, value in details))
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("Versions")
        set_look(self.details, mono=True)
        self.copy_button = self.action(
            "Copy details", "Copy these versions for a report of a bug; they hold no secrets"
        )
        self.project_button = self.action("Project page", f"Open {PROJECT} in the browser")
        self.copy_button.clicked.connect(lambda _checked: self._copy())
        self.project_button.clicked.connect(
            lambda _checked: QDesktopServices.openUrl(QUrl(PROJECT))
        )
        self.place(head, self.details, actions=(self.copy_button, self.project_button))
        self.resize_within_screen(tokens().size.sheet_small, HEIGHT)
        self.copy_button.setFocus()

    def _copy(self) -> None:
        lines = [f"{name}: {value}" for name, value in self._details]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        announce(self, "Details copied")
