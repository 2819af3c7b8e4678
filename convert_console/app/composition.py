"""Builds the window over its context, connects them, and closes both."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from convert_console.app.context import Context
from convert_console.app.examples import article_get, article_post, first_request
from convert_console.app.garbage import GarbageCollector
from convert_console.app.help import HelpPages
from convert_console.app.second_window import SecondWindow
from convert_console.core.paste.results import Recognised
from convert_console.models.document.document import RequestDocument
from convert_console.services.history.store import HistoryStore, Limits, remove_session_history
from convert_console.services.storage.folders import tidy
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.kit.actions import Command
from convert_console.widgets.kit.place import Place, PlaceName
from convert_console.widgets.main_window.commands import menus
from convert_console.widgets.main_window.window import MainWindow
from convert_console.widgets.theme.theme import apply, theme_of

if TYPE_CHECKING:
    from convert_console.app.tools import Tools
    from convert_console.models.traffic.live import LiveTraffic
    from convert_console.services.collector.server import Collector
    from convert_console.services.history.judging import Judging

PATIENCE = 0.25
"""Seconds until a dialog says why closing takes long."""

ASK_AGAIN_MS = 5_000
"""Milliseconds until the dialog opens again after the person chose to wait."""

OTHER_PORT = (
    "Port {last} is in use by another program, so the local collector listens on port {port} now. "
    "Programs that send to port {last} do not reach it."
)

WHY = (
    "The history cannot be written at the moment: the disk is full, or another program has locked "
    "it. Convert Console closes as soon as everything is saved."
)


class Composition:
    """One running console: its context, its window and the tools menu."""

    def __init__(self, app: QApplication, context: Context) -> None:
        self._app = app
        self.context = context
        self.garbage = GarbageCollector(app)
        self._judging: Judging | None = None
        theme, look = theme_of(app), context.preferences
        theme.prepare(look.scheme, look.zoom, look.contrast)
        self.window = MainWindow(context, self._build_place)
        self.help_pages = HelpPages(context, self.window)
        commands = menus(
            self.window,
            _examples(context.document),
            self._tools_commands(),
            self.help_pages.commands(),
        )
        self.window.set_menus(commands)
        self.window.places.restore(look.place)
        theme.apply_stylesheet()  # last: building widgets under a style sheet takes longer
        self._show_notices()
        self._second_window = SecondWindow(app, context, self.window)
        self._connect()

    @cached_property
    def tools(self) -> Tools:
        """The tools' dialogs and models take 50 ms to import: the window does not wait for them."""
        from convert_console.app.tools import Tools

        return Tools(self.context, self.window, self.traffic)

    @cached_property
    def collector(self) -> Collector:
        """The local collector takes 8 ms to import, and starts after the window is painted."""
        from convert_console.services.collector.server import PORT, SECURE_PORT, Collector, Secure

        context = self.context
        secure = Secure(SECURE_PORT, context.folders.collector_ca)
        preferences = context.preferences
        collector = Collector(
            preferences.collector_port or PORT,
            second=preferences.second_collector_port,
            secure=secure if preferences.collector_https else None,
        )

        def give_configuration() -> None:
            collector.use_configuration(context.catalogs.text)

        context.catalog.changed.connect(give_configuration)
        give_configuration()
        return collector

    @cached_property
    def traffic(self) -> LiveTraffic:
        """What the collector receives, recorded from its first start on."""
        from convert_console.models.traffic.live import LiveTraffic
        from convert_console.services.collector.server import SECURE_PORT, Secure

        context = self.context
        profiles, catalog, preferences = context.profiles, context.catalog, context.preferences

        def use_collector() -> None:
            if traffic.on:
                context.request.set_local_endpoint(traffic.url)
                self._remember_port()

        def use_names() -> None:
            traffic.use_names(profiles.ids_by_project, profiles.current.id, catalog.value)

        secure = Secure(SECURE_PORT, context.folders.collector_ca)
        traffic = LiveTraffic(self.collector, context.store, secure, self.window)
        traffic.https_chosen.connect(preferences.keep_collector_https)
        traffic.switched.connect(use_collector)
        traffic.counted.connect(self._show_news)
        self.window.places.changed.connect(self._show_news)
        preferences.received_changed.connect(traffic.keep_rows)
        traffic.keep_rows(preferences.received_rows)
        for signal in (profiles.changed, catalog.changed):
            signal.connect(use_names)
        use_names()
        return traffic

    def _start_judging(self) -> None:
        """Find the problems of the rows of the history, to filter by them."""
        from convert_console.services.history.judging import Judging, RuleFinder

        context = self.context
        finder = RuleFinder(context.load_catalog, context.history.plan_of)
        context.catalog.changed.connect(finder.forget)
        self._judging = judging = Judging(context.store, finder.rules_in)
        context.plans.changed.connect(judging.judge_again)

    def _build_place(self, name: PlaceName) -> Place:
        return self.tools.place(name)

    def _tool(self, use: Callable[[Tools], object]) -> Callable[[], None]:
        """A command of the tools, which are loaded when it is given."""

        def run() -> None:
            use(self.tools)

        return run

    def start(self) -> None:
        """Start the background work, once the window is shown. It sends and fetches nothing."""
        context, profiles = self.context, self.context.profiles
        tidy(context.folders)
        self.window.input_rules.start()
        context.problems.check()
        context.plans.start()
        profiles.save()
        context.catalogs.open(profiles.current.id)
        context.saved.open(profiles.current.id)
        self._second_window.adopt()
        self._start_collector()
        if not profiles.broken:  # else whose rows they are may be in the file that cannot be read
            context.store.own(profiles.ids_by_name)
        context.history.loader.start()
        context.history.edits.clean_up(self._limits(), time.time())
        self._start_judging()
        context.sender.warm()
        self.window.places.start()
        self.garbage.start()  # last: it exempts everything that is loaded by now

    async def close(self) -> None:
        """Stop background work, save what is unsaved, and close every file and socket."""
        context = self.context
        context.profiles.purge_deleted()
        for part in (
            context.confirming,
            context.key_check,
            context.pasting,
            context.finder,
            context.document,
            context.api_names,
            context.catalogs,
            context.sending,
            self.help_pages,
        ):
            await part.finish()
        if "tools" in vars(self):
            await self.tools.finish()
        if "traffic" in vars(self):
            await self.traffic.finish()
        if self._judging is not None:
            await asyncio.to_thread(self._judging.stop)
        await context.history.end()
        await context.autosave.finish()
        context.profiles.save()
        await close_history(context.store)
        remove_session_history(context.store)
        if "collector" in vars(self):
            self.collector.stop()
        self.garbage.stop()

    def _tools_commands(self) -> tuple[Command, ...]:
        return (
            Command(
                "Verify a conversion…",
                self._tool(lambda tools: tools.open_verify()),
                "Ctrl+G",
                "Send a goal and its revenue by name, and see what is known of it",
            ),
            Command("Copy as v1 payload", self._tool(lambda tools: tools.copy_v1())),
            Command(
                "Collector on or off",
                self._tool(lambda tools: tools.open_traffic().head.switch.click()),
                "",
                "Let shops, CRMs and scripts send to this machine",
            ),
            Command(
                "Collector with https or without",
                self._tool(lambda tools: tools.open_traffic().head.https.click()),
            ),
            Command(
                "Copy the collector's address",
                self._tool(lambda tools: tools.open_traffic().head.copy_address.click()),
            ),
            Command(
                "Watch a page…",
                self._tool(lambda tools: tools.open_watch()),
                "Ctrl+Shift+W",
                "Open a page in a browser, and see what it sends to Convert",
            ),
            *(
                Command(text, self._tool(use), "", hint, self._why_not_watched)
                for text, use, hint in _OF_WATCHED_PAGE
            ),
        )

    def _why_not_watched(self) -> str:
        is_watching = "tools" in vars(self) and self.tools.is_watching
        return "" if is_watching else "No page is watched. Watch one first."

    def _connect(self) -> None:
        context, window = self.context, self.window
        context.preferences.look_changed.connect(self._apply_look)
        context.profiles.deleted.connect(context.document.forget)
        context.profiles.deleted.connect(context.autosave.forget)
        context.profiles.deleted.connect(self._forget_profile)
        context.profiles.changed.connect(self._start_collector)
        context.profiles.renamed.connect(context.history.name_profiles)
        context.profiles.chosen.connect(context.preferences.keep_profile)
        context.profiles.chosen.connect(self._second_window.open_draft)
        context.profiles.notice.connect(window.message.show_info)
        context.profiles.secrets.notice.connect(window.message.show_info)
        context.history.recorder.ended.connect(context.problems.check_soon)
        context.history.loader.watch.committed.connect(self._check_limits)
        window.history.exports.wanted.connect(
            lambda ids, form, path: self.tools.exports.export(ids, form, Path(path))
        )
        window.orders_given.connect(self._open_orders)
        window.journey_given.connect(self._open_journey)
        context.autosave.failed.connect(window.message.hold)
        context.autosave.saved.connect(window.message.release)

    def _forget_profile(self, profile_id: str) -> None:
        """Delete the reports and the logins of a browser that were kept for a profile which is
        gone.
        """
        from convert_console.services.watch.browser import forget_profile

        self.context.preferences.forget_watched_page(profile_id)
        forget_profile(self.context.folders.browsers, profile_id)
        self.tools.reports.forget(profile_id)

    def _open_orders(self, path: str) -> None:
        self.tools.open_orders(path)

    def _open_journey(self, pasted: Recognised) -> None:
        self.tools.open_journey(pasted)

    def _show_news(self) -> None:
        """Show on the rail how many requests of other programs arrived unseen."""
        if self.window.places.name == "traffic":
            self.traffic.mark_seen()
        self.window.rail.set_news("traffic", self.traffic.new_rows)

    def _show_notices(self) -> None:
        context, message = self.context, self.window.message
        if context.history_limits:
            message.hold(context.history_limits, "limits" if context.store.limits else "session")
        if context.notices:
            message.pin("\n".join(context.notices))

    def _apply_look(self) -> None:
        look = self.context.preferences
        apply(self._app, look.scheme, look.zoom, look.contrast)

    def _limits(self) -> Limits:
        preferences = self.context.preferences
        days = preferences.history_days
        before = None if days is None else time.time() - days * 86_400.0
        return Limits(preferences.history_rows, before)

    def _check_limits(self) -> None:
        """Drop the notice once the history can be written again."""
        if not self.context.store.limits:
            self.window.message.release("limits")

    def _start_collector(self) -> None:
        """Start the collector when a local profile is in use; it runs until the window closes."""
        context = self.context
        if context.profiles.current.target != "local" or self.collector.running:
            return
        try:
            failed = self.collector.start_anyhow()
        except OSError as why:
            reason = f"The local collector cannot start: {why.strerror or why}."
            self.window.message.show_refusal(reason)
            return
        if failed:
            self.window.message.show_refusal(failed)
        context.request.set_local_endpoint(self.collector.url)
        self._remember_port()
        self._show_news()  # from here on, what arrives is listed, counted and kept

    def _remember_port(self) -> None:
        """Say that other programs do not reach the collector where it was; keep its new port."""
        preferences = self.context.preferences
        usual, port, last = (
            self.collector.usual_port,
            self.collector.port,
            preferences.collector_port,
        )
        if not usual or port in (last, preferences.second_collector_port):
            return
        if last and port != usual:
            self.window.message.show_info(OTHER_PORT.format(last=last, port=port))
        preferences.keep_collector_port(port, second=bool(last) and port != usual)


_OF_WATCHED_PAGE: tuple[tuple[str, Callable[[Tools], object], str], ...] = (
    ("Stop watching", lambda tools: tools.watching.stop(), "Close the browser"),
    (
        "Load the watched page's names",
        lambda tools: tools.watching.take_names(),
        "Goals, experiences and variations, into the current profile",
    ),
    (
        "Put the watched page's visitor into the draft",
        lambda tools: tools.watching.take_visitor(),
        "The visitor's id and variations, from the page's cookies",
    ),
    (
        "Open the watched page in a variation…",
        lambda tools: tools.open_in_variation(),
        "Any variation of the profile's names",
    ),
)
"""Commands for a page that is watched: their words, what they do, and a hint."""


async def close_history(store: HistoryStore) -> None:
    """Close the store off the UI thread. If that takes long, a dialog says why, and lets the person
    close without saving the rest.
    """
    closed = asyncio.ensure_future(asyncio.to_thread(store.close, waits=True))
    done, _ = await asyncio.wait([closed], timeout=PATIENCE)
    if not done:
        # By its module, so that PySide makes the class only now: 4 ms of a start.
        kind = QtWidgets.QMessageBox
        box = kind(kind.Icon.Warning, "Waiting for the history", WHY)
        # Two buttons: Enter and Esc press the only button of a box, and neither key may lose data.
        leave = box.addButton("Close and lose unsaved data", kind.ButtonRole.DestructiveRole)
        wait = box.addButton("Keep waiting", kind.ButtonRole.RejectRole)
        box.setDefaultButton(wait)
        box.setEscapeButton(wait)
        reopen_timer = QTimer(box, singleShot=True, interval=ASK_AGAIN_MS)
        leave.clicked.connect(store.leave)
        box.rejected.connect(reopen_timer.start)
        reopen_timer.timeout.connect(box.open)
        box.open()
        await asyncio.wait([closed])
        box.close()
        box.deleteLater()  # and the timer with it
    await closed


def _examples(document: RequestDocument) -> dict[str, Callable[[], None]]:
    """The requests of the menu Examples by their titles."""

    def conversion() -> None:
        document.load(first_request(new_visitor_id()), "Load sample")

    return {
        "The article's POST sample": lambda: document.load(article_post(), "Load sample"),
        "The article's GET sample": lambda: document.load(article_get(), "Load sample"),
        "A conversion with revenue": conversion,
    }
