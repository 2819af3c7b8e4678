"""Puts the parts together: stores, models, the window, and what waits until it is painted."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from convert_console.app.examples import FIRST_PROFILE, article_get, article_post, first_request
from convert_console.app.garbage import GarbageCollector
from convert_console.app.tools import export, tools_menu
from convert_console.models.autosave import Autosave
from convert_console.models.catalogs import Catalogs
from convert_console.models.console import Console
from convert_console.models.document import RequestDocument
from convert_console.models.events import EventsModel
from convert_console.models.history import HistoryModel
from convert_console.models.history_cells import moment
from convert_console.models.journey import JourneyRun
from convert_console.models.journey_ready import Surroundings
from convert_console.models.journeys import Journeys
from convert_console.models.pasting import Pasting
from convert_console.models.preferences import Preferences
from convert_console.models.problems import Problems
from convert_console.models.profiles import Profiles
from convert_console.models.saved import SavedRequests
from convert_console.models.sent_before import SentBefore
from convert_console.protocol.ages import ago
from convert_console.services.catalog_store import CatalogStore
from convert_console.services.draft_store import DraftStore
from convert_console.services.files import StoreFailed
from convert_console.services.folders import Folders
from convert_console.services.history_store import HistoryStore, Limits
from convert_console.services.journey_store import JourneyStore
from convert_console.services.profile_store import ProfileStore
from convert_console.services.sender import Sender
from convert_console.services.settings_store import SettingsStore
from convert_console.widgets.fresh import fresh_visitor_id
from convert_console.widgets.theme import apply, theme_of
from convert_console.widgets.window import Models, Window

if TYPE_CHECKING:
    from convert_console.services.collector import Collector


class Composition:
    """One running console over one folder of files."""

    def __init__(self, app: QApplication, folders: Folders) -> None:
        self._app = app
        self._garbage = GarbageCollector(app)
        self.document = RequestDocument()
        self.profiles = Profiles(ProfileStore(folders.profiles), FIRST_PROFILE)
        self.autosave = Autosave(DraftStore(folders.drafts), self.document)
        self.preferences = Preferences(SettingsStore(folders.settings))
        self.store, notice = _history_store(folders.history)
        self.history = HistoryModel(self.store)
        self.sender = Sender()
        self.console = Console(self.document, self.profiles, self.history, self.sender, time.time)
        self.saved = SavedRequests(folders.requests, self.profiles)
        store = CatalogStore(folders.catalogs)
        self.catalogs = Catalogs(store, self.profiles, self.sender, time.time)
        theme = theme_of(app)
        theme.prepare(self.preferences.scheme, self.preferences.zoom)
        first = first_request(fresh_visitor_id())
        self.autosave.open(self.profiles.current.id, first)
        # After the draft is there, so that the rules are loaded after the first paint.
        self.pasting = Pasting(self.document, self.profiles)
        self.problems = Problems(self.document, self.profiles, self.console, time.time)
        sent_before = SentBefore(self.store)
        self.problems.set_sent_before(sent_before.of)
        self.console.asking.set_sent_before(sent_before.of, self._when)
        self._make_many(folders, sent_before)
        self.history.read()
        self.window = Window(self._models(), self._samples(), tools_menu(self))
        theme.dress()
        self._connect()
        notices = [*self.profiles.broken, *filter(None, (notice, self.store.notice))]
        if notices:
            self.window.message.say("\n".join(notices))

    @cached_property
    def collector(self) -> Collector:
        """The local endpoint, loaded once it is needed: h11 and asyncio take 30 ms."""
        from convert_console.services.collector import Collector

        return Collector()

    def after_first_paint(self) -> None:
        """What need not delay the window: the collector, where the profile asks for it, and
        loading the sender. Nothing is sent, looked up or fetched.
        """
        self.problems.check()
        self.profiles.save()
        self.catalogs.open(self.profiles.current.id)
        self.saved.open(self.profiles.current.id)
        self._start_collector()
        self.history.start()
        self.history.edits.tidy(self._limits(), time.time())
        self.sender.warm()

    def _limits(self) -> Limits:
        days = self.preferences.history_days
        before = None if days is None else time.time() - days * 86_400.0
        return Limits(self.preferences.history_rows, before)

    @staticmethod
    def _when(sent_at: float) -> str:
        """A moment as the question before a send says it: how long ago, and the local time."""
        return f"{ago(time.time() - sent_at)} ({moment(sent_at)})"

    def _make_many(self, folders: Folders, sent_before: SentBefore) -> None:
        """What sends more than one request."""
        around = Surroundings(time.time, fresh_visitor_id, sent_before.of, self._when)
        sending = (self.profiles, self.sender)
        self.journeys = Journeys(JourneyStore(folders.journeys), self.profiles)
        self.journey = JourneyRun(self.document, self.console, self.history, sending, around)

    def use_look(self) -> None:
        """Apply theme and zoom as preferred."""
        apply(self._app, self.preferences.scheme, self.preferences.zoom)

    async def close(self) -> None:
        """End what runs, keep what is unsaved, let go of everything."""
        await self.catalogs.finish()
        await self.journey.finish()
        await self.console.finish()
        await self.history.end()
        await self.autosave.finish()
        self.profiles.save()
        self.store.close()
        self.collector.stop()
        self._garbage.stop()

    def _models(self) -> Models:
        return Models(
            self.document,
            EventsModel(self.document),
            self.profiles,
            self.console,
            self.problems,
            self.history,
            self.preferences,
            self.pasting,
            self.catalogs,
            self.saved,
            self.journeys,
            self.journey,
        )

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
        self.profiles.chosen.connect(self._open_draft)
        self.profiles.deleted.connect(self.document.forget)
        self.profiles.changed.connect(self._start_collector)
        self.profiles.handed.connect(self.window.message.tell)
        self.profiles.secrets.noticed.connect(self.window.message.tell)
        self.history.tallied.connect(self.problems.check_soon)
        self.preferences.look_changed.connect(self.use_look)
        self.window.history.exports.wanted.connect(partial(export, self))
        self.autosave.saved.connect(self.window.status.say_saved)
        self.autosave.failed.connect(self.window.message.say)

    def _open_draft(self, profile_id: str) -> None:
        """A new profile begins with the draft at hand."""
        self.autosave.open(profile_id, self.document.draft)

    def _start_collector(self) -> None:
        """The collector runs once a local profile is in use, and then until the end."""
        if self.profiles.current.target != "local" or self.collector.running:
            return
        try:
            url = self.collector.start()
        except OSError as why:
            reason = f"The local collector cannot start: {why.strerror or why}."
            self.window.message.say(reason)
            return
        self.console.set_local_endpoint(url)
        self.window.status.say_collector(url)


def _history_store(path: Path) -> tuple[HistoryStore, str]:
    """The history, or one for this session only where the file cannot be used."""
    try:
        return HistoryStore(path), ""
    except StoreFailed as why:
        folder = Path(tempfile.mkdtemp(prefix="convert-console-"))
        notice = f"{why} What is sent now is kept for this session only."
        return HistoryStore(folder / path.name), notice
