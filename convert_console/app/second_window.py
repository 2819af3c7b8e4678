"""What a window does about another one that is open over the same files, or was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from convert_console.app.composition import Composition

# Notices when a person turns to a window.


class Turning(QObject):
    """Calls a function each time the focus comes to a window; it lives as long as that does."""

    def __init__(self, app: QGuiApplication, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then = then
        app.focusWindowChanged.connect(self._turned)

    def _turned(self, focused: QWindow | None) -> None:
        if focused is not None and focused is self._window.windowHandle():
            self._then()


ADOPTED = "A second window had a draft of its own. It is with the saved requests now."


class Beside:
    """Two windows of one profile each keep a draft. What a second one leaves is put with the
    saved requests by the next window that opens the profile.
    """

    def __init__(self, app: QGuiApplication, composition: Composition) -> None:
        self._profiles, self._saved = composition.profiles, composition.saved
        self._autosave, self._document = composition.autosave, composition.document
        self._window = composition.window
        self._autosave.parted.connect(self._window.message.tell)
        Turning(app, self._window, self._read_again)
        if self._autosave.apart and self._window.message.isHidden():
            self._window.message.tell(self._autosave.apart)

    def open_draft(self, profile_id: str) -> None:
        """Show a profile's draft; a new profile begins with the one at hand."""
        self._autosave.open(profile_id, self._document.draft)
        self.adopt()

    def adopt(self) -> None:
        """Keep what other windows have left, where it can be found again."""
        if self._autosave.adopt(self._saved.add):
            self._window.message.tell(ADOPTED, "Show", self._window.find_saved)

    def _read_again(self) -> None:
        """A person who turns to this window may have worked in the other one."""
        self._profiles.read_again()
        self._saved.read_again()
