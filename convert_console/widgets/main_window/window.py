"""The main window, which places the panes and connects them to the models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QUndoGroup,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from convert_console.core.history.comparison import ComparedPair
from convert_console.core.linter.problem import Problem
from convert_console.core.paste.results import Recognised
from convert_console.core.request.draft import blank_request
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.core.request.wire import Unsendable
from convert_console.core.text import visible
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict
from convert_console.models.history.edits import HistoryEdits
from convert_console.widgets.builder.builder import SAVED_PAGE, Builder
from convert_console.widgets.builder.event_list import EventList
from convert_console.widgets.builder.saved_pane import SavedPane
from convert_console.widgets.fields.document_field import Sources
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.history.pane import HistoryPane
from convert_console.widgets.history.row_actions import HistoryModels
from convert_console.widgets.kit.actions import Menu
from convert_console.widgets.kit.dialogs import last_folder, open_dialog, remember_folder
from convert_console.widgets.kit.focus_ring import FocusRings
from convert_console.widgets.kit.input_rules import InputRules, accept_as_copy, local_files_in
from convert_console.widgets.kit.place import Place, PlaceBar
from convert_console.widgets.main_window.help import Help
from convert_console.widgets.main_window.layout import Arrangement, Rescaling
from convert_console.widgets.main_window.messages import (
    EventMessages,
    MessageAction,
    StepMessages,
    WindowMessages,
    WorkMessage,
)
from convert_console.widgets.main_window.models import Models
from convert_console.widgets.main_window.palette_entries import ThingActions
from convert_console.widgets.main_window.places import Build, Places
from convert_console.widgets.main_window.profile_picker import ProfileCommands
from convert_console.widgets.main_window.rail import Rail
from convert_console.widgets.main_window.result_bar import ResultBar
from convert_console.widgets.main_window.send_question import SendQuestion
from convert_console.widgets.main_window.top_bar import ComposeBar, TopBar
from convert_console.widgets.paste.paste import PasteChooser, pasted_words
from convert_console.widgets.preview.preview import Preview
from convert_console.widgets.problems.problems_pane import ProblemsPane
from convert_console.widgets.theme.theme import theme_of

if TYPE_CHECKING:
    from convert_console.widgets.history.compare import ComparePage
    from convert_console.widgets.profile.dialog import ProfileDialog

ORDERS_ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
"""How the names of files with orders end; Orders says how a workbook becomes a CSV file."""


class ComposePlace(Place):
    """The builder, the previews and the history."""

    def __init__(self, bar: PlaceBar, panes: QWidget, events: EventList, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar, self._events = bar, events
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panes)

    def take_focus(self) -> None:
        """Give the keyboard to the card of the current event, if that is in sight."""
        if not (self._events.isVisibleTo(self) and self._events.focus_card()):
            super().take_focus()


class MainWindow(QMainWindow):
    """Signals:
    closed: the user closed the window.
    orders_given(str): the user dropped or pasted a file with orders; its path.
    journey_given(object): the user wants a journey of the pasted requests of this `Recognised`.
    """

    closed = Signal()
    orders_given = Signal(str)
    journey_given = Signal(object)

    def __init__(self, models: Models, build_place: Build) -> None:
        """`build_place` builds each place besides Compose when it is opened first."""
        super().__init__()
        self.models = models
        self.setAcceptDrops(True)
        document, profiles = models.document, models.profiles
        request, sending, problems = models.request, models.sending, models.problems
        self.profile_commands = ProfileCommands(
            profiles, self, self.edit_profile, self.new_profile, self.edit_catalog
        )
        # Created in the order of Tab.
        self.rail = Rail(self)
        self.top = TopBar(profiles, sending, self.profile_commands.listed, self)
        self.bar = ComposeBar(document, profiles, request, sending, self)
        sources = Sources(models.names, profiles, models.times_sent, models.order_words)
        self.builder = Builder(
            document, models.events, problems, models.saved, sources, models.marking, self
        )
        self.saved = self.builder.saved
        self.preview = Preview(document, profiles, request, sending, problems, self)
        self.problems = ProblemsPane(problems, self)
        self.result = ResultBar(
            request, sending, models.catalog, models.marking, models.confirming, self
        )
        shown = HistoryModels(
            models.history, sending, document, request, profiles, models.confirming
        )
        self.history = HistoryPane(shown, self)
        self.arrangement = Arrangement(
            self,
            left=self.builder,
            right=(self.preview, self.problems, self.result),
            below=self.history,
            previews=self.preview.split,
        )
        self.compose = ComposePlace(self.bar, self.arrangement.page, self.builder.events.list, self)
        self.places = Places(self.compose, build_place, self.rail, self.top, request)
        self.setCentralWidget(self.places)
        self.arrangement.restore(models.preferences.layout)
        remember_folder(str(models.preferences.layout.get("folder", "")))
        # Over the others, and after them in the order of Tab.
        self.question = SendQuestion(sending, self.bar.buttons.send, self)
        self.message = WindowMessages(self.places.area)
        EventMessages(document, models.events, self.message, self.undo_request)
        self.step_message = StepMessages(document, self.message)
        self.comparison: ComparePage | None = None
        self._result_told = ""
        actions = ThingActions(self.filter_history, self.show_row, self.show_event)
        self.help = Help(self.builder, self.preview.json, models, actions, self)
        self.input_rules = InputRules(self, document.undo_group, self.preview.caret_at_change)
        self.input_rules.files_dropped.connect(self.take_files)
        FocusRings(self)
        self._connect_models()
        self._connect_panes()
        self._name_window()
        self._hide_outdated_messages()
        self.builder.events.list.focus_card()

    def set_menus(self, menus: tuple[Menu, ...]) -> None:
        """Set the commands of the menu and the palette, with their shortcuts."""
        self.help.set_menus(menus)
        self.rail.menu.set_menus(menus)
        self.update_cancel()

    def trigger(self, text: str) -> None:
        """Run a command of the menus by its text."""
        self._action(text).trigger()

    def _action(self, text: str) -> QAction:
        return next(action for action in self.actions() if action.objectName() == text)

    def update_cancel(self) -> None:
        """Enable Cancel, and with it Esc, only if there is something to cancel."""
        sending = self.models.sending
        cancel = self._action("Cancel")
        can_cancel = sending.running or sending.question is not None
        places = self.places
        can_close = places.covered or places.current.can_cancel or self.models.confirming.running
        cancel.setEnabled(can_cancel or can_close or not self.message.isHidden())

    def cancel(self) -> None:
        """Cancel the send, with those that were to follow it, or close the message if nothing is
        being sent.
        """
        sending, resending = self.models.sending, self.list_in_sight.row_actions.resending
        if sending.question is not None:
            sending.cancel()
        elif sending.running or resending.going:
            resending.cancel()  # also while an answer is being stored, which nothing cancels
            sending.cancel()
        elif self.places.covered:
            self.close_comparison()
        elif self.places.current.can_cancel:
            self.places.current.cancel()
        elif self.models.confirming.running:
            self.models.confirming.cancel()
        else:
            self.message.dismiss()

    def confirm(self) -> None:
        """Look in Convert's live log for the run in sight, or for the selected requests of the list
        in sight, and without any for that of the result.
        """
        if self.places.current.confirm():
            return
        actions, exchange = self.list_in_sight.row_actions, self.models.sending.exchange
        is_result = self.places.current is self.compose and exchange is not None
        if actions.table.selected_rows() or not is_result:
            actions.confirm()
        elif exchange is not None:
            self.models.confirming.start_exchange(exchange)

    def send(self) -> None:
        """Send the draft, or what the place in sight sends."""
        place = self.places.current
        if place is self.compose:
            self.models.sending.send()
        elif not place.send():
            go = partial(self.places.open, "compose")
            self.message.show_info("There is nothing to send here.", "Go to Compose", go)

    def undo(self) -> None:
        """Take the last change back: of the history, the saved requests or the request, or of the
        place in sight.
        """
        undone: HistoryPane | SavedPane | QUndoGroup | Place | HistoryEdits = self._undoing()
        if undone is self.models.document.undo_group and self.history.undoes_deletion:
            undone = self.models.history.edits
        self._show_undone()
        with self.preview.caret_at_change():
            undone.undo()

    def undo_request(self) -> None:
        """Take the last change of the request back."""
        with self.preview.caret_at_change():
            self.models.document.undo_group.undo()

    def redo(self) -> None:
        """Make the change again that was taken back."""
        redone = self._undoing()
        self._show_undone()
        with self.preview.caret_at_change():
            redone.redo()

    def _show_undone(self) -> None:
        """Show the panes of Compose, if that is in sight: a comparison may cover them."""
        if self.places.current is self.compose:
            self.show_panes()

    def _undoing(self) -> HistoryPane | SavedPane | QUndoGroup | Place:
        place = self.places.current
        if place is not self.compose:
            return place
        panes = self.history, self.saved
        focused = (pane for pane in panes if pane.has_focus())
        return next(focused, self.models.document.undo_group)

    def toggle_method(self) -> None:
        """Switch between POST and GET."""
        document = self.models.document
        document.set_method("GET" if document.draft.method == "POST" else "POST")

    def go_to(self, problem: Problem) -> None:
        """Show the field of a problem, and its place in the JSON."""
        self.show_panes()
        if problem.path:
            if self.preview.bar.currentIndex() == self.preview.JSON:
                self.preview.json.go_to(problem.path)
            self.builder.go_to(problem.path)
        elif problem.rule.startswith("ua-"):
            self.bar.agent.setFocus()
        elif problem.rule.startswith("json-"):
            self.preview.turn_to(self.preview.JSON)
            self.preview.json.go_to(())
        else:
            self.bar.target.setFocus()

    def new_request(self) -> None:
        """Start a request for the profile's project and a new visitor."""
        blank = blank_request(self.models.profiles.current, new_visitor_id())
        self.models.document.load(blank, "New request")

    def edit_profile(self) -> None:
        """Open the settings of the current profile."""
        self._open_profile()

    def edit_key(self, over: QWidget | None = None) -> None:
        """Open the settings of the API key of the current profile, over the window or a dialog."""
        dialog = self._open_profile(over)
        dialog.pages.turn_to(dialog.API_KEY)

    def _open_profile(self, over: QWidget | None = None) -> ProfileDialog:
        from convert_console.widgets.profile.dialog import ProfileDialog  # 10 ms: not at the start

        models = self.models
        dialog = ProfileDialog(
            models.profiles,
            models.catalogs,
            models.plans,
            models.key_check,
            models.api_names,
            over or self,
        )
        open_dialog(dialog)
        return dialog

    def new_profile(self) -> None:
        """Ask for a project, and make a profile for it."""
        from convert_console.widgets.profile.new_profile import NewProfileDialog

        models = self.models
        open_dialog(NewProfileDialog(models.profiles, models.catalogs, models.document, self))

    def find_saved(self) -> None:
        """Show the saved requests and focus their search field."""
        self.show_panes()
        self.builder.turn_to(SAVED_PAGE)
        self.saved.search.setFocus()

    def focus_filter(self) -> None:
        """Give the keyboard to the filter of the list in sight, or else of the history."""
        if not self.places.current.focus_filter():
            self.show_panes()
            self.history.focus_filter()

    @property
    def list_in_sight(self) -> HistoryPane:
        """The list of requests in the place in sight, or else the history."""
        rows = self.places.current.findChild(HistoryPane)
        return rows if isinstance(rows, HistoryPane) else self.history

    def show_list(self) -> HistoryPane:
        """The list of requests in the place in sight, or else the history, now in sight."""
        if self.list_in_sight is self.history:
            self.show_panes()
        return self.list_in_sight

    def filter_history(self, text: str) -> None:
        """Show the rows of the history that match a filter."""
        self.show_panes()
        self.history.show_found(text)

    def show_row(self, entry_id: int, instead: str = "") -> None:
        """Select a row of the history, or show what a filter finds `instead`, and the history."""
        self.show_panes()
        self.history.show_row(entry_id, instead)

    def show_event(self, row: int) -> None:
        """Open the card of an event."""
        self.show_panes()
        self.builder.go_to(("ev", row))

    def edit_catalog(self, over: QWidget | None = None) -> None:
        """Open the catalog of the current profile's project, over the window or a dialog of it."""
        from convert_console.widgets.profile.catalog_dialog import CatalogDialog

        models = self.models
        open_dialog(CatalogDialog(models.catalogs, models.profiles, models.api_names, over or self))

    def list_names(self) -> None:
        """Add to the names what Convert's API lists, or say why that is not possible."""
        why_not = self.models.api_names.why_not
        if why_not:
            self.message.show_error(why_not)
        else:
            self.models.api_names.load()

    def show_comparison(self, left: Exchange, right: Exchange) -> None:
        """Compare two exchanges, in place of the panes."""
        catalogs = (self.models.history.names_of(left), self.models.history.names_of(right))
        self._compare(ComparedPair(left, right, catalogs))

    def compare_with_draft(self, exchange: Exchange) -> None:
        """Compare an exchange with the draft as Send would send it."""
        draft = self.models.request.as_exchange()
        if isinstance(draft, Unsendable):
            self.message.show_refusal(draft.reason)
            return
        catalogs = (self.models.history.names_of(exchange), self.models.catalog.value)
        self._compare(ComparedPair(exchange, draft, catalogs, right_is_draft=True))

    def show_panes(self) -> None:
        """Show the panes of Compose, in place of a comparison if there is one."""
        self.places.open("compose", focus=self.places.current is not self.compose)
        if self.places.covered:
            self.close_comparison()

    def close_comparison(self) -> None:
        """Show the place again that the comparison covers."""
        self.places.uncover()
        if self.places.current is self.compose:
            self.history.table.setFocus()
        else:
            self.places.current.take_focus()

    def paste_anything(self) -> None:
        """Paste the clipboard as a request."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not (data.hasText() or data.hasUrls()):
            self.message.show_info("There is no text on the clipboard. Copy a request first.")
        else:
            self._take(data)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # A text of the program itself would replace the draft that it was taken from.
        if event.source() is None and (event.mimeData().hasText() or event.mimeData().hasUrls()):
            accept_as_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._take(event.mimeData())
        accept_as_copy(event)

    def _take(self, data: QMimeData) -> None:
        """Paste what was copied or dropped: files, as file managers have them, or text."""
        files = local_files_in(data)
        if files:
            self.take_files(files)
        else:
            self.models.pasting.take(data.text())

    def take_files(self, files: list[str]) -> None:
        """Read files as a paste; one with orders goes there."""
        if files[0].lower().endswith(ORDERS_ENDINGS):
            self.orders_given.emit(files[0])
        else:
            self.models.pasting.take_files(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        event.accept()

    def choose_pasted(self, recognised: Recognised) -> None:
        """Ask which request of a pasted text to use."""
        catalog = self.models.catalog.value
        for_journey = self.places.name == "journeys"
        chooser = PasteChooser(
            self.models.pasting, recognised, catalog, self, for_journey=for_journey
        )
        chooser.journey_wanted.connect(self.journey_given)
        open_dialog(chooser)

    def _compare(self, pair: ComparedPair) -> None:
        if self.comparison is None:
            from convert_console.widgets.history.compare import ComparePage  # not at the start

            self.comparison = page = ComparePage(self)
            page.closed.connect(self.close_comparison)
            page.copied.connect(self.message.show_info)
            page.edit_wanted.connect(self._edit_compared)
            page.send_wanted.connect(self.history.row_actions.send_exchange)
        self.places.cover(self.comparison)
        self.comparison.show_pair(pair)

    def show_work(self, text: str, action: str, run: Callable[[], object]) -> None:
        """Say what goes on, with the action that ends it, until it is over: ""."""
        self.message.show_work(text, *((MessageAction(action, run),) if text else ()))

    def _tell_result(self) -> None:
        """Say how a send has ended whose result is out of sight, in another place or covered."""
        exchange = self.models.sending.exchange
        in_sight = self.places.current is self.compose and not self.places.covered
        if exchange is None or exchange.outcome is None or in_sight:
            return
        if exchange.id != self._result_told:
            self._result_told = exchange.id
            judged = verdict(exchange)
            sent = "Sent again" if self.places.covered else "Sent"
            words = f"{sent}. {judged.word}: {judged.sentence}"
            self.message.show_info(words, "Show result", self.show_panes)

    def _edit_compared(self, exchange: Exchange) -> None:
        self.show_panes()
        self.history.row_actions.edit_exchange(exchange)

    def _connect_models(self) -> None:
        models, message, sizes = self.models, self.message, self.arrangement.sizes
        self.closed.connect(
            lambda: models.preferences.keep_layout({**sizes(), "folder": last_folder()})
        )
        models.sending.refused.connect(message.show_refusal)
        self.working = WorkMessage(models.confirming, message)
        models.confirming.changed.connect(self.update_cancel)
        models.confirming.kept.connect(
            lambda _id, uid, sighting: models.sending.note_sighting(uid, sighting)
        )
        models.confirming.ended.connect(message.show_info)
        models.confirming.refused.connect(message.show_refusal)
        models.confirming.key_wanted.connect(
            lambda why: message.show_info(why, "Enter a key…", self.edit_key)
        )
        models.marking.marked.connect(self._say_marked)
        models.marking.campaign_kept.connect(self._offer_marking)
        models.document.refused.connect(message.show_refusal)
        models.profiles.changed.connect(self._name_window)
        models.profiles.failed.connect(message.show_refusal)
        models.profiles.moved_to_trash.connect(self._offer_undo_of_delete)
        models.profiles.deleted_elsewhere.connect(self._offer_to_keep)
        models.history.failed.connect(message.pin)  # a failure to save the draft may follow
        models.history.recorder.noticed.connect(self._show_history_notice)
        models.saved.failed.connect(message.show_error)
        models.saved.exported.connect(message.show_info)
        models.saved.moved_to_trash.connect(self._offer_undo_of_deleted_request)
        models.saved.replaced.connect(self._offer_undo_of_replaced_request)
        models.catalogs.unreadable.connect(message.show_error)
        models.api_names.failed.connect(message.show_error)
        models.api_names.loaded.connect(message.show_info)
        models.preferences.failed.connect(message.show_error)
        models.pasting.refused.connect(message.show_refusal)
        models.pasting.slow.connect(message.show_info)
        models.pasting.pasted.connect(self.show_panes)
        models.pasting.pasted.connect(self._show_pasted)
        models.pasting.choice_wanted.connect(self.choose_pasted)
        models.sending.running_changed.connect(self.update_cancel)
        models.sending.exchange_changed.connect(self._tell_result)
        models.sending.question_changed.connect(self.update_cancel)
        message.visibility_changed.connect(self.update_cancel)
        self.places.can_cancel_changed.connect(self.update_cancel)
        self.places.changed.connect(models.preferences.keep_place)
        self.places.changed.connect(self._leave_question)
        models.catalog.changed.connect(self._name_window)
        self.rail.palette_button.clicked.connect(self.help.show_commands)
        self.rail.settings_button.clicked.connect(self.edit_profile)

    def _connect_panes(self) -> None:
        models, preview, builder = self.models, self.preview, self.builder
        self.problems.wanted.connect(self.go_to)
        self.result.details.clicked.connect(lambda: preview.turn_to(preview.ANSWER))
        self.result.confirm_wanted.connect(models.confirming.start_exchange)
        self.result.agent_wanted.connect(lambda: models.profiles.alter(user_agent=CONVERT_AGENT))
        builder.json_requested.connect(lambda: preview.turn_to(preview.JSON))
        builder.json_requested.connect(preview.json.setFocus)
        builder.events.verify.clicked.connect(lambda: self.trigger("Verify a conversion…"))
        builder.editing_changed.connect(preview.json.follow)
        preview.json.follow(builder.editing)
        recorder = models.history.recorder
        for kept in (recorder.ended, recorder.settled):
            kept.connect(builder.refresh_words)
        preview.paste.clicked.connect(self.paste_anything)
        preview.copying.copied.connect(self.message.show_info)
        preview.copying.refused.connect(self.message.show_refusal)
        preview.url.spelled.connect(lambda to: models.profiles.alter(spelling=to))
        # If the panes scroll, show the page that was opened, or the result of a send.
        reveal = self.arrangement.reveal
        preview.turned.connect(lambda: reveal(preview.bar))
        builder.turned.connect(lambda: reveal(builder.bar))
        models.sending.running_changed.connect(lambda: reveal(self.result))
        self.history.group_by(models.preferences.history_group)
        self.history.grouped.connect(models.preferences.keep_history_group)
        self.history.restore_layout(models.preferences.history_layout)
        self.history.layout_changed.connect(models.preferences.keep_history_layout)
        self.history.nothing_acted.connect(self.new_profile)
        self.history.row_actions.notice.connect(self.message.show_info)
        self.history.row_actions.restored.connect(self.tell_restored)
        self.history.row_actions.worked.connect(self.show_work)
        self.history.row_actions.compared.connect(self.show_comparison)
        self.history.row_actions.compared_with_draft.connect(self.compare_with_draft)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme = theme_of(app)
        Rescaling(theme, self)
        theme.changed.connect(self.places.fit)

    def _hide_outdated_messages(self) -> None:
        """Hide a refusal when its cause may be gone, and a note on the draft with the draft."""
        models, message = self.models, self.message
        for signal in (
            models.pasting.choice_wanted,
            models.sending.running_changed,
            models.document.loaded,
        ):
            signal.connect(message.clear)
        models.sending.question_changed.connect(message.clear_refusal)
        models.sending.running_changed.connect(message.clear_refusal)
        models.profiles.changed.connect(message.clear_refusal)
        models.document.changed.connect(message.clear_refusal)

    def _show_pasted(self) -> None:
        """Say what was pasted and repaired, and offer its target and its User-Agent."""
        pasting = self.models.pasting
        actions = []
        if pasting.other_target:
            actions.append(MessageAction("Use its target", self._use_pasted_target))
        if pasting.other_user_agent:
            actions.append(MessageAction("Use its User-Agent", self._use_pasted_agent))
            if pasting.is_bot:
                actions.append(MessageAction(f"Keep {pasting.kept_agent}", pasting.keep_user_agent))
        self.step_message.tell(pasted_words(pasting), *actions)

    def tell_restored(self, sentence: str, use_target: Callable[[], object] | None) -> None:
        """Show that an earlier request is the draft now. `use_target` takes over its target; `None`
        where the draft has that target already.
        """
        actions = () if use_target is None else (MessageAction("Use its target", use_target),)
        self.step_message.tell(sentence, *actions)

    def _say_marked(self, marker: str) -> None:
        told = f"Marked as test: the campaign is {marker}."
        self.message.show_info(told, "Undo", self.undo_request)

    def _offer_marking(self, campaign: str) -> None:
        kept = f"Not marked as test: this request has the campaign {campaign}."
        self.message.show_info(kept, "Replace it", self.models.marking.mark)

    def _use_pasted_target(self) -> None:
        self.models.pasting.use_target()
        self._offer_what_is_left()

    def _use_pasted_agent(self) -> None:
        self.models.pasting.use_user_agent()
        self._offer_what_is_left()

    def _offer_what_is_left(self) -> None:
        pasting = self.models.pasting
        if pasting.other_target or pasting.other_user_agent:
            self._show_pasted()

    def _leave_question(self) -> None:
        """A question that is no longer in sight is answered by no."""
        if self.models.sending.question is not None:
            self.models.sending.cancel()

    def _name_window(self) -> None:
        """Name the window by the profile and its project, as far as both are known."""
        profile, catalog = self.models.profiles.current, self.models.catalog.value
        named = catalog if catalog and catalog.project in ("", profile.project) else None
        project = (named.project_name if named else "") or profile.project
        parts = dict.fromkeys(filter(None, (profile.name, project)))
        self.setWindowTitle(visible(" – ".join((*parts, "Convert Console"))))

    def _show_history_notice(self, sentence: str) -> None:
        """Show what is not in the history yet, until it is."""
        if sentence:
            self.message.hold(sentence, "history")
        else:
            self.message.release("history")

    def _offer_undo_of_delete(self, name: str) -> None:
        restore = self.models.profiles.restore
        gone = f"Profile “{name}” deleted, with its draft, project names and secrets."
        self.message.show_info(f"{gone} Its history and saved requests stay.", "Undo", restore)

    def _offer_undo_of_deleted_request(self, name: str) -> None:
        gone = f"Saved request “{name}” deleted."
        self.message.show_info(gone, "Undo", self.saved.restore)

    def _offer_undo_of_replaced_request(self, name: str) -> None:
        gone = f"Saved request “{name}” was replaced."
        self.message.show_info(gone, "Undo", self.saved.restore_replaced)

    def _offer_to_keep(self, name: str) -> None:
        gone = f"Another window has deleted the profile “{name}”. It is only in this window now."
        self.message.show_info(gone, "Keep it", self.models.profiles.keep)
