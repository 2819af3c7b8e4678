"""Shares drafts, profiles and saved requests with another window over the same files."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

from convert_console.app.context import Context
from convert_console.widgets.main_window.window import MainWindow

ADOPTED = "The draft of the second window is now in the saved requests."


class SecondWindow(QObject):
    """Two windows of one profile have a draft each. After the second one is closed, the next window
    that opens the profile moves its draft to the saved requests.
    """

    def __init__(self, app: QGuiApplication, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        context.autosave.opened_apart.connect(window.message.show_info)
        app.focusWindowChanged.connect(self._focus_moved)
        if context.autosave.apart and window.message.isHidden():
            window.message.show_info(context.autosave.apart)

    def open_draft(self, profile_id: str) -> None:
        """Show a profile's draft; a new profile starts with a copy of the current one."""
        self._context.autosave.open(profile_id, self._context.document.draft)
        self.adopt()

    def adopt(self) -> None:
        """Move the drafts of closed windows to the saved requests."""
        if self._context.autosave.adopt(self._context.saved.add):
            self._window.message.show_info(ADOPTED, "Show", self._window.find_saved)

    def _focus_moved(self, focused: QWindow | None) -> None:
        """Reload what another window may have changed."""
        if focused is not None and focused is self._window.windowHandle():
            self._context.profiles.reload()
            self._context.saved.reload()
