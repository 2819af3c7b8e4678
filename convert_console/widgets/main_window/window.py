"""The main window: it places the panes, and holds no logic."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from convert_console.core.linter import Problem
from convert_console.core.paste.found import Recognised
from convert_console.core.request.draft import blank_request
from convert_console.core.text import visible
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import EventsModel
from convert_console.models.history.model import HistoryModel
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.models.linting.problems import Problems
from convert_console.models.paste.pasting import Pasting
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.builder.builder import SAVED_PAGE, Builder
from convert_console.widgets.history.pane import HistoryPane
from convert_console.widgets.kit.actions import Command, Menu, UndoKeys
from convert_console.widgets.kit.message_bar import MessageStrip
from convert_console.widgets.kit.visitor_ids import fresh_visitor_id
from convert_console.widgets.main_window.help import Aids
from convert_console.widgets.main_window.layout import Arrangement, Rescaling
from convert_console.widgets.main_window.question_bar import QuestionStrip
from convert_console.widgets.main_window.result_bar import ResultStrip
from convert_console.widgets.main_window.status_bar import StatusLine
from convert_console.widgets.main_window.top_bar import MainMenu, TopRow
from convert_console.widgets.paste.paste import PasteChooser, PasteStrip
from convert_console.widgets.preview.preview import Preview
from convert_console.widgets.problems.problems_pane import ProblemsPane
from convert_console.widgets.profile.catalog_dialog import CatalogDialog
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.theme.theme import theme_of


class Shown(NamedTuple):
    """What the window shows from its first paint on."""

    document: RequestDocument
    events: EventsModel
    profiles: Profiles
    request: CurrentRequest
    sending: SendController
    problems: Problems
    preferences: Preferences
    catalog: CurrentCatalog


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
        self.top = TopRow(
            models.document,
            models.profiles,
            models.catalog,
            models.request,
            models.sending,
            set_up,
            self,
        )
        self.top.add_menu(self.menu)
        self.builder = Builder(
            models.document, models.events, models.problems, models.catalog, self
        )
        self.arrangement = Arrangement(self, self.top, self.builder)
        self.arrangement.restore(models.preferences.layout)
        self.builder.events.list.setFocus()

    def complete(self, models: Models, samples: dict[str, Callable[[], None]], *more: Menu) -> None:
        """Add the other panes and all commands, before the person can do anything."""
        from convert_console.widgets.main_window.commands import menus

        self.models = models
        self.top.picker.complete()
        self.preview = Preview(
            models.document,
            models.profiles,
            models.request,
            models.sending,
            models.problems,
            self,
        )
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
        sending = self.models.sending
        cancel = next(action for action in self.actions() if action.text() == "Cancel")
        asked = sending.running or sending.question is not None
        cancel.setEnabled(asked or not self.message.isHidden())

    def cancel(self) -> None:
        """Stop what is under way; else put the message away."""
        sending = self.models.sending
        if sending.running or sending.question is not None:
            sending.cancel()
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
        blank = blank_request(self.models.profiles.current, fresh_visitor_id())
        self.models.document.load(blank, "New request")

    def edit_profile(self) -> None:
        """Open the settings of the current profile."""
        dialog = ProfileDialog(self.models.profiles, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def find_saved(self) -> None:
        """Show the saved requests, to be searched."""
        self.builder.turn_to(SAVED_PAGE)
        self.saved.search.setFocus()

    def edit_catalog(self) -> None:
        """Open what names the current profile's project has."""
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
        chooser = PasteChooser(self.models.pasting, found, self.models.catalog.value, self)
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


# The panes of the window that its first paint does not wait for.


class Models(NamedTuple):
    """What the whole window shows."""

    document: RequestDocument
    events: EventsModel
    profiles: Profiles
    request: CurrentRequest
    sending: SendController
    problems: Problems
    preferences: Preferences
    catalog: CurrentCatalog
    history: HistoryModel
    pasting: Pasting
    catalogs: Catalogs
    saved: SavedRequests
    journeys: Journeys
    journey: JourneyRun


READ_FOR_MS = 8_000
"""Milliseconds that the bottom line says what was done."""


class Rest:
    """Made in one go; the window gives each its place."""

    def __init__(self, models: Models, window: QWidget) -> None:
        self.question = QuestionStrip(models.sending, window)
        self.message = MessageStrip(window)
        self.pasted = PasteStrip(models.pasting, window)
        self.problems = ProblemsPane(models.problems, window)
        self.result = ResultStrip(models.request, models.sending, window)
        self.history = HistoryPane(models.history, models.sending, models.document, window)
        self.status = StatusLine(models.history, window)


def connect(window: Window) -> None:
    """Let the panes hear of the models, and of each other."""
    models, sizes = window.models, window.arrangement.sizes
    window.closed.connect(lambda: models.preferences.keep_layout(sizes()))
    models.sending.refused.connect(window.message.refuse)
    models.document.refused.connect(window.message.refuse)
    models.profiles.failed.connect(window.message.refuse)
    models.profiles.put_away.connect(
        lambda name: window.message.tell(
            f"Profile “{name}” deleted.", "Undo", models.profiles.restore
        )
    )
    models.history.failed.connect(window.message.pin)  # a draft's failure comes soon after
    models.history.noticed.connect(partial(_hold, window.message))
    models.saved.failed.connect(window.message.say)
    models.saved.told.connect(lambda told: window.status.showMessage(visible(told), READ_FOR_MS))
    models.catalogs.unreadable.connect(window.message.say)
    models.preferences.failed.connect(window.message.say)
    models.pasting.refused.connect(window.message.refuse)
    models.pasting.slow.connect(window.message.tell)
    models.pasting.choice_wanted.connect(window.choose_pasted)
    for done in (models.pasting.taken, models.pasting.choice_wanted):
        done.connect(window.message.move_on)
    for esc in (
        models.sending.running_changed,
        models.sending.question_changed,
        window.message.turned,
    ):
        esc.connect(window.lend_esc)
    for part in (_hear_the_preview, _put_strips_away, _keep_in_sight, _follow_the_zoom):
        part(window)
    window.problems.wanted.connect(window.go_to)
    window.result.details.clicked.connect(lambda: window.preview.turn_to(window.preview.ANSWER))


def _hold(message: MessageStrip, sentence: str) -> None:
    """Say what is not in the history yet, until it is."""
    if sentence:
        message.hold(sentence, "history")
    else:
        message.release("history")


def _follow_the_zoom(window: Window) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = theme_of(app)
    Rescaling(theme, window)
    theme.changed.connect(window.top.fit)


def _keep_in_sight(window: Window) -> None:
    """Where the panes scroll, what is turned to, and what became of a send, is shown."""
    reveal, preview = window.arrangement.reveal, window.preview
    preview.turned.connect(lambda: reveal(preview.bar))
    window.builder.turned.connect(lambda: reveal(window.builder.bar))
    window.models.sending.running_changed.connect(lambda: reveal(window.result))


def _hear_the_preview(window: Window) -> None:
    models, preview = window.models, window.preview
    window.builder.json_wanted.connect(lambda: preview.turn_to(preview.JSON))
    window.builder.json_wanted.connect(preview.json.setFocus)
    preview.paste.given.connect(models.pasting.take)
    preview.copying.copied.connect(window.message.tell)
    preview.copying.refused.connect(window.message.refuse)
    preview.url.addressed.connect(window.top.target.typed)
    preview.url.spelled.connect(lambda to: models.profiles.alter(spelling=to))


def _remember_groups(window: Window) -> None:
    """Group the history as it was, and from now on as is chosen."""
    preferences = window.models.preferences
    window.history.group_by(preferences.history_group)
    window.history.grouped.connect(preferences.keep_history_group)


def _put_strips_away(window: Window) -> None:
    """A strip goes with what it spoke of: a refusal once things stand otherwise, the note on a
    paste once that is no longer what is being worked on.
    """
    models, message, pasted = window.models, window.message, window.pasted
    models.sending.running_changed.connect(message.move_on)
    models.sending.question_changed.connect(message.pass_on)
    models.profiles.changed.connect(message.pass_on)
    models.document.changed.connect(message.pass_on)
    _remember_groups(window)
    for signal in (models.sending.running_changed, models.document.loaded, models.pasting.refused):
        signal.connect(pasted.hide)
