"""Loads the names of a project on a click: a button, and a line about what is known of them."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import px, set_look

LOADING = "Loading names… Esc stops it"
STAYS_HERE = "Not fetched while it sends to this machine only. Load them from a file."
USUAL_TIP = "Fetch the project's goals, experiences and variations by name"


class FetchButton(QPushButton):
    """Fetches names, and stops that while it is under way."""

    def __init__(
        self, catalogs: Catalogs, fetch: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogs, self._fetch = catalogs, fetch
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked: self._press())

    def set_state(self, words: str, *, possible: bool) -> None:
        """Show what a click does, and whether that is possible now."""
        fetching = self._catalogs.fetching
        self.setText("Cancel" if fetching else words)
        self.setEnabled(fetching or possible)

    def _press(self) -> None:
        if self._catalogs.fetching:
            self._catalogs.cancel()
        else:
            self._fetch()


class NamesState(NamedTuple):
    """What a click on the button does, what the line says, and why names cannot be fetched; ""
    where they can.
    """

    words: str
    note: str
    why_not: str = ""


class NamesLoader(QWidget):
    """The button and the line, next to it or below. What fails is said in the line, until the next
    fetch.
    """

    def __init__(
        self,
        catalogs: Catalogs,
        fetch: Callable[[], object],
        state: Callable[[], NamesState],
        parent: QWidget | None = None,
        *,
        line_below: bool = False,
    ) -> None:
        super().__init__(parent)
        self._catalogs, self._state = catalogs, state
        self._failure = ""
        self.button = FetchButton(catalogs, fetch, self)
        self.button.setIcon(leading_icon("download"))
        self.note = QLabel(self, wordWrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.note, role="small")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(8))
        self.buttons.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(self.buttons)
        if line_below:
            self.buttons.addStretch(1)
            column.addWidget(self.note)
        else:
            self.buttons.addWidget(self.note, 1)
        self.setFocusProxy(self.button)
        catalogs.failed.connect(self._fail)
        catalogs.fetching_changed.connect(self._follow)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        words, note, why_not = self._state()
        loading = LOADING if self._catalogs.fetching else ""
        self.note.setText(visible(loading or self._failure or note))
        self.button.set_state(words, possible=not why_not)
        self.button.setToolTip(plain_tip(why_not or USUAL_TIP))
        self.button.setAccessibleDescription(why_not)

    def forget_failure(self) -> None:
        """Say no longer what failed."""
        self._failure = ""
        self.refresh()

    def _fail(self, sentence: str) -> None:
        self._failure = sentence
        self.refresh()

    def _follow(self) -> None:
        if self._catalogs.fetching:
            self._failure = ""
        self.refresh()


class FetchingDialog(FittingDialog):
    """A dialog in which names can be fetched: Esc first stops that, then closes it."""

    def __init__(self, catalogs: Catalogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogs = catalogs

    def reject(self) -> None:
        """Stop a fetch, or close the dialog."""
        if self._catalogs.fetching:
            self._catalogs.cancel()
        else:
            super().reject()
