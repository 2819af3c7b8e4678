"""Puts the parts together: stores, models, the window, and what waits until it is painted."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from convert_console.app.closing import let_go
from convert_console.app.examples import FIRST_PROFILE, article_get, article_post, first_request
from convert_console.app.garbage import GarbageCollector
from convert_console.app.second_window import Beside
from convert_console.app.tools import Exports, Ledgers, Ordering, tools_menu
from convert_console.core.text import ago
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.autosave import Autosave
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import EventsModel
from convert_console.models.history.cells import moment
from convert_console.models.history.model import HistoryModel
from convert_console.models.journeys.runner import JourneyRun, Surroundings
from convert_console.models.journeys.saved import Journeys
from convert_console.models.linting.problems import Problems
from convert_console.models.paste.pasting import Pasting
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.previous_sends import SentBefore
from convert_console.models.sending.send_controller import Confirmation, SendController
from convert_console.services.history.store import HistoryStore, Limits
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import SESSION_PREFIX, Folders, tidy
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.settings import SettingsStore
from convert_console.widgets.kit.visitor_ids import fresh_visitor_id
from convert_console.widgets.main_window.window import Models, Shown, Window
from convert_console.widgets.theme.theme import apply, theme_of

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector


class Composition:
    """One running console over one folder of files, made in two steps.

    The first paint of the window needs the draft, the profiles and the look; `complete` adds the
    rest, which is loaded when it is first asked for.
    """

    def __init__(self, app: QApplication, folders: Folders) -> None:
        self._app = app
        self.folders = folders
        self.garbage = GarbageCollector(app)
        self.document = RequestDocument()
        self.profiles = Profiles(ProfileStore(folders.profiles), FIRST_PROFILE)
        self.catalog = CurrentCatalog()
        self.autosave = Autosave(DraftStore(folders.drafts), self.document)
        self.preferences = Preferences(SettingsStore(folders.settings))
        late = self._late = Late(folders, self.document, self.profiles, self.catalog)
        self.request = CurrentRequest(self.document, self.profiles)
        theme = theme_of(app)
        theme.prepare(self.preferences.scheme, self.preferences.zoom)
        first = first_request(fresh_visitor_id())
        self.autosave.open(self.profiles.current.id, first)
        # After the draft is there, so that the rules are loaded after the first paint.
        self.problems = Problems(
            self.document,
            self.profiles,
            self.request,
            self.catalog,
            late.sent_before.of,
            time.time,
        )
        self.sending = SendController(
            self.request,
            self.document,
            self.profiles,
            Confirmation(
                self.catalog, self.problems.errors_now, late.sent_before.of, describe_moment
            ),
            late.history,
            late.sender,
            time.time,
        )
        self.preferences.look_changed.connect(self.use_look)
        self._shown = Shown(
            self.document,
            EventsModel(self.document, self.catalog),
            self.profiles,
            self.request,
            self.sending,
            self.problems,
            self.preferences,
            self.catalog,
        )
        self.window = Window(self._shown)
        theme.dress()

    def complete(self) -> None:
        """Make the window whole. Nothing the person does may come before."""
        late = self._late
        self.store, self.history, self.sender = late.store, late.history, late.sender
        self.saved, self.catalogs, self.pasting = late.saved, late.catalogs, late.pasting
        self.journeys, self.journey = late.journeys, late.journey_of(self.request)
        self.orders, self.exports, self.ledgers = Ordering(self), Exports(self), Ledgers(self)
        models = Models(
            *self._shown,
            late.history,
            late.pasting,
            late.catalogs,
            late.saved,
            late.journeys,
            self.journey,
        )
        self.window.complete(models, self._samples(), tools_menu(self))
        self._connect()
        told = (late.notice, *self.profiles.broken, self.preferences.notice, self.autosave.notice)
        if late.standing:
            about = "limits" if self.store.limits else "session"
            self.window.message.hold(late.standing, about)
        if any(told):
            self.window.message.pin("\n".join(filter(None, told)))
        self._beside = Beside(self._app, self)
        self.profiles.chosen.connect(self._beside.open_draft)

    @cached_property
    def collector(self) -> Collector:
        """The local endpoint, loaded once it is needed: h11 and asyncio take 30 ms."""
        from convert_console.services.collector.server import Collector

        return Collector()

    def after_first_paint(self) -> None:
        """What need not delay the whole window: the collector, where the profile asks for it, and
        loading the sender. Nothing is sent, looked up or fetched.
        """
        tidy(self.folders)
        self.problems.check()
        self.profiles.save()
        self.catalogs.open(self.profiles.current.id)
        self.saved.open(self.profiles.current.id)
        self._beside.adopt()
        self._start_collector()
        self.history.start()
        self.history.edits.tidy(self._limits(), time.time())
        self.sender.warm()

    def _limits(self) -> Limits:

        days = self.preferences.history_days
        before = None if days is None else time.time() - days * 86_400.0
        return Limits(self.preferences.history_rows, before)

    def use_look(self) -> None:
        """Apply theme and zoom as preferred."""
        apply(self._app, self.preferences.scheme, self.preferences.zoom)

    async def close(self) -> None:
        """End what runs, keep what is unsaved, let go of everything."""
        self.profiles.forget_deleted()
        reading = (self.pasting, self.document)
        sending = (self.catalogs, self.journey, self.orders, self.sending)
        for part in (*reading, *sending, self.exports, self.ledgers):
            await part.finish()
        await self.history.end()
        await self.autosave.finish()
        self.profiles.save()
        await let_go(self.store)
        self._late.end()
        self.collector.stop()
        self.garbage.stop()

    def _samples(self) -> dict[str, Callable[[], None]]:
        load = self.document.load
        return {
            "The article's POST sample": lambda: load(article_post(), "Load sample"),
            "The article's GET sample": lambda: load(article_get(), "Load sample"),
            "A conversion with revenue": lambda: load(
                first_request(fresh_visitor_id()), "Load sample"
            ),
        }

    def _connect(self) -> None:
        self.profiles.deleted.connect(self.document.forget)
        self.profiles.changed.connect(self._start_collector)
        self.profiles.handed.connect(self.window.message.tell)
        self.profiles.secrets.noticed.connect(self.window.message.tell)
        self.history.tallied.connect(self.problems.check_soon)
        self.window.history.exports.wanted.connect(self.exports.export)
        self.history.watch.committed.connect(self._look_at_limits)
        self.autosave.saved.connect(self.window.status.say_saved)
        self.autosave.failed.connect(self.window.message.hold)
        self.autosave.saved.connect(self.window.message.release)

    def _look_at_limits(self) -> None:
        """A history that could not be written is written again."""
        if not self.store.limits:
            self.window.message.release("limits")

    def _start_collector(self) -> None:
        """The collector runs once a local profile is in use, and then until the end."""
        if self.profiles.current.target != "local" or self.collector.running:
            return
        try:
            url = self.collector.start()
        except OSError as why:
            reason = f"The local collector cannot start: {why.strerror or why}."
            self.window.message.refuse(reason)
            return
        self.request.set_local_endpoint(url)
        self.window.status.say_collector(url)


# The stores and models that the first paint of the window does not wait for.


class Late:
    """Made once, before the window."""

    def __init__(
        self,
        folders: Folders,
        document: RequestDocument,
        profiles: Profiles,
        catalog: CurrentCatalog,
    ) -> None:
        self.store, self.standing = _history_store(folders.history)
        self._said = [self.store.notice]
        self.history = HistoryModel(self.store, catalog)
        self.history.failed.connect(self._hear)
        self.history.read()
        self.history.failed.disconnect(self._hear)
        self.sent_before = SentBefore(self.store)
        self.sender = Sender(profiles.secrets)
        self.saved = SavedRequests(folders.requests, profiles, catalog)
        store = CatalogStore(folders.catalogs)
        self.catalogs = Catalogs(catalog, store, profiles, self.sender, time.time)
        self.pasting = Pasting(document, profiles)
        self.journeys = Journeys(JourneyStore(folders.journeys), profiles)
        self._document, self._profiles, self._catalog = document, profiles, catalog

    @property
    def notice(self) -> str:
        """What is wrong with the history's file, "" for nothing."""
        return "\n".join(filter(None, self._said))

    def end(self) -> None:
        """Remove the history that was kept for this session only; the store must be closed."""
        if self.store.path.parent.name.startswith(SESSION_PREFIX):
            shutil.rmtree(self.store.path.parent, ignore_errors=True)

    def _hear(self, sentence: str) -> None:
        self._said.append(sentence)

    def journey_of(self, request: CurrentRequest) -> JourneyRun:
        """What sends one request after the other."""
        around = Surroundings(time.time, fresh_visitor_id, self.sent_before.of, describe_moment)
        sending = (self._profiles, self.sender)
        return JourneyRun(self._document, request, self.history, sending, self._catalog, around)


def describe_moment(sent_at: float) -> str:
    """A moment as the question before a send says it: how long ago, and the local time."""
    return f"{ago(time.time() - sent_at)} ({moment(sent_at)})"


def _history_store(path: Path) -> tuple[HistoryStore, str]:
    """The history, and a sentence to show as long as the window is open, or "". Where the file
    cannot be read either, it is a history for this session only.
    """
    try:
        store = _opened(path)
        return store, store.limits
    except StoreFailed as why:
        folder = Path(tempfile.mkdtemp(prefix=f"{SESSION_PREFIX}{os.getpid()}-"))
        notice = (
            f"{why} What is sent now is kept for this session only"
            ", and in a file that the history takes in once it can be opened."
        )
        return HistoryStore(folder / path.name, stands_in_for=path), notice


AT_ONCE = 0.1
"""Seconds that opening the history takes at most, unless another program holds it."""


def _opened(path: Path) -> HistoryStore:
    """Open the history, which may wait for another program. The window is painted meanwhile; nobody
    can do anything in it yet.
    """
    found: list[HistoryStore | BaseException] = []

    def work() -> None:
        try:
            found.append(HistoryStore(path))
        except BaseException as why:  # noqa: BLE001 - it is raised below
            found.append(why)

    thread = threading.Thread(target=work, name="opening the history", daemon=True)
    thread.start()
    thread.join(AT_ONCE)
    while thread.is_alive():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        thread.join(0.01)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]
