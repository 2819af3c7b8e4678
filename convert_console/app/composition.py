"""Puts the parts together: stores, models, the window, and what waits until it is painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from convert_console.app.closing import let_go
from convert_console.app.examples import FIRST_PROFILE, article_get, article_post, first_request
from convert_console.app.garbage import GarbageCollector
from convert_console.models.document.autosave import Autosave
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import EventsModel
from convert_console.models.linting.problems import Problems
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.console import Console
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.settings import SettingsStore
from convert_console.widgets.kit.visitor_ids import fresh_visitor_id
from convert_console.widgets.main_window.window import Shown, Window
from convert_console.widgets.theme.theme import apply, theme_of

if TYPE_CHECKING:
    from convert_console.app.late import Late
    from convert_console.services.collector.server import Collector
    from convert_console.services.history.store import Limits
    from convert_console.services.storage.folders import Folders


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
        self.autosave = Autosave(DraftStore(folders.drafts), self.document)
        self.preferences = Preferences(SettingsStore(folders.settings))
        late = (lambda: self._late.history, lambda: self._late.sender)
        self.console = Console(self.document, self.profiles, *late, time.time)
        theme = theme_of(app)
        theme.prepare(self.preferences.scheme, self.preferences.zoom)
        first = first_request(fresh_visitor_id())
        self.autosave.open(self.profiles.current.id, first)
        # After the draft is there, so that the rules are loaded after the first paint.
        self.problems = Problems(self.document, self.profiles, self.console, time.time)
        self.preferences.look_changed.connect(self.use_look)
        self._shown = Shown(
            self.document,
            EventsModel(self.document),
            self.profiles,
            self.console,
            self.problems,
            self.preferences,
        )
        self.window = Window(self._shown)
        theme.dress()

    @cached_property
    def _late(self) -> Late:
        from convert_console.app.late import Late

        return Late(self.folders, self.document, self.profiles)

    def complete(self) -> None:
        """Make the window whole. Nothing the person does may come before."""
        from convert_console.app.exports import Exports
        from convert_console.app.ledgers import Ledgers
        from convert_console.app.ordering import Ordering
        from convert_console.app.second_window import Beside
        from convert_console.app.tools import tools_menu
        from convert_console.widgets.main_window.rest import Models

        late = self._late
        late.serve(self.console, self.problems)
        self.store, self.history, self.sender = late.store, late.history, late.sender
        self.saved, self.catalogs, self.pasting = late.saved, late.catalogs, late.pasting
        self.journeys, self.journey = late.journeys, late.journey_of(self.console)
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
        from convert_console.services.storage.cleanup import tidy

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
        from convert_console.services.history.store import Limits

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
        sending = (self.catalogs, self.journey, self.orders, self.console)
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
        self.console.set_local_endpoint(url)
        self.window.status.say_collector(url)
