"""What a window does about another one that is open over the same files, or was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.app.turning import Turning

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from convert_console.app.composition import Composition

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
