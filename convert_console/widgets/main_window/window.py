"""The main window: it places the panes, and holds no logic."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow

from convert_console.widgets.builder.builder import SAVED_PAGE, Builder
from convert_console.widgets.kit.actions import Command
from convert_console.widgets.kit.visitor_ids import fresh_visitor_id
from convert_console.widgets.main_window.layout import Arrangement
from convert_console.widgets.main_window.main_menu import MainMenu
from convert_console.widgets.main_window.top_bar import TopRow

if TYPE_CHECKING:
    from convert_console.core.linter import Problem
    from convert_console.core.paste.found import Recognised
    from convert_console.models.document.document import RequestDocument
    from convert_console.models.document.events import EventsModel
    from convert_console.models.linting.problems import Problems
    from convert_console.models.profiles.preferences import Preferences
    from convert_console.models.profiles.profiles import Profiles
    from convert_console.models.sending.console import Console
    from convert_console.widgets.kit.actions import Menu
    from convert_console.widgets.main_window.rest import Models, Rest


class Shown(NamedTuple):
    """What the window shows from its first paint on."""

    document: RequestDocument
    events: EventsModel
    profiles: Profiles
    console: Console
    problems: Problems
    preferences: Preferences


class Window(QMainWindow):
    """Made in two steps: what its first paint shows, and, in the same breath after it, `complete`.

    Signals:
        closed: the person closed it; what runs must end.
    """

    closed = Signal()

    def __init__(self, models: Shown) -> None:
        super().__init__()
        self.setWindowTitle("Convert Console")
        set_up = (
            Command("Profile settings…", self.edit_profile),
            Command("Project names…", self.edit_catalog),
        )
        self.menu = MainMenu(self)  # first, since Tab goes in this order
        self.top = TopRow(models.document, models.profiles, models.console, set_up, self)
        self.top.add_menu(self.menu)
        self.builder = Builder(models.document, models.events, models.problems, self)
        self.arrangement = Arrangement(self, self.top, self.builder)
        self.arrangement.restore(models.preferences.layout)
        self.builder.events.list.setFocus()

    def complete(self, models: Models, samples: dict[str, Callable[[], None]], *more: Menu) -> None:
        """Add the other panes and all commands, before the person can do anything."""
        from convert_console.widgets.kit.undo_keys import UndoKeys
        from convert_console.widgets.main_window.aids import Aids
        from convert_console.widgets.main_window.commands import menus
        from convert_console.widgets.main_window.rest import Rest, connect
        from convert_console.widgets.preview.preview import Preview

        self.models = models
        self.top.picker.complete()
        self.preview = Preview(models.document, models.console, models.problems, self)
        self.saved = self.builder.add_saved(models.saved)
        self._place(Rest(models, self))
        connect(self)
        self.aids = Aids(self.builder, self.preview.json, self)
        commands = (*menus(self, samples), *more)
        self.aids.offer(commands)
        self.menu.offer(commands)
        self._undo_keys = UndoKeys(self)
        self.lend_esc()

    def trigger(self, text: str) -> None:
        """Do what a command of the menus does."""
        next(action for action in self.actions() if action.text() == text).trigger()

    def lend_esc(self) -> None:
        """Esc is Cancel while there is something to cancel; else fields and lists have it."""
        console = self.models.console
        cancel = next(action for action in self.actions() if action.text() == "Cancel")
        asked = console.sending or console.question is not None
        cancel.setEnabled(asked or not self.message.isHidden())

    def cancel(self) -> None:
        """Stop what is under way; else put the message away."""
        console = self.models.console
        if console.sending or console.question is not None:
            console.cancel()
        else:
            self.message.hide()

    def toggle_method(self) -> None:
        """Switch between POST and GET."""
        document = self.models.document
        document.set_method("GET" if document.draft.method == "POST" else "POST")

    def go_to(self, problem: Problem) -> None:
        """Show where a problem is: its field, and its place in the JSON."""
        if problem.path:
            if self.preview.bar.currentIndex() == self.preview.JSON:
                self.preview.json.go_to(problem.path)
            self.builder.go_to(problem.path)
        elif problem.rule.startswith("ua-"):
            self.top.agent.setFocus()
        elif problem.rule.startswith("json-"):
            self.preview.turn_to(self.preview.JSON)
            self.preview.json.go_to(())
        else:
            self.top.target.setFocus()

    def new_request(self) -> None:
        """Begin a request of the profile's project, for a new visitor."""
        from convert_console.core.request.blank import blank_request

        blank = blank_request(self.models.profiles.current, fresh_visitor_id())
        self.models.document.load(blank, "New request")

    def edit_profile(self) -> None:
        """Open the settings of the current profile."""
        from convert_console.widgets.profile.dialog import ProfileDialog

        dialog = ProfileDialog(self.models.profiles, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def find_saved(self) -> None:
        """Show the saved requests, to be searched."""
        self.builder.turn_to(SAVED_PAGE)
        self.saved.search.setFocus()

    def edit_catalog(self) -> None:
        """Open what names the current profile's project has."""
        from convert_console.widgets.profile.catalog_dialog import CatalogDialog

        dialog = CatalogDialog(self.models.catalogs, self.models.profiles, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paste_anything(self) -> None:
        """Take what the clipboard holds."""
        self.models.pasting.take(QGuiApplication.clipboard().text())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasText() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.models.pasting.take_file(files[0])
        else:
            self.models.pasting.take(event.mimeData().text())
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        event.accept()

    def choose_pasted(self, found: Recognised) -> None:
        """Ask which of the things found in a pasted text is meant."""
        from convert_console.widgets.paste.paste_chooser import PasteChooser

        chooser = PasteChooser(self.models.pasting, found, self.models.catalogs.current, self)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _place(self, rest: Rest) -> None:
        self.question, self.message, self.pasted = rest.question, rest.message, rest.pasted
        self.problems, self.result, self.history = rest.problems, rest.result, rest.history
        self.status = rest.status
        strips = (self.question, self.message, self.pasted)
        self.arrangement.add(strips, (self.preview, self.problems, self.result), self.history)
        self.setStatusBar(self.status)
        self.setAcceptDrops(True)

    def use_catalog(self) -> None:
        """Name ids everywhere by the catalog at hand."""
        models = self.models
        named = (models.events, models.history, models.saved, models.console.asking)
        for part in (*named, models.problems, models.journey, self.builder, self.top):
            part.set_catalog(models.catalogs.current)
