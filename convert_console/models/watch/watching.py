"""A page that is watched in a browser, as the window sees it: from its start to its end."""

import queue
from asyncio import to_thread
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.catalog.catalog import CatalogFault, counts, read_catalog
from convert_console.core.request.destination import host_of
from convert_console.core.request.profile import Profile
from convert_console.core.watch.tracking import custom_domain, in_variation
from convert_console.core.watch.visitor import visitor_in, with_visitor
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks, result_of
from convert_console.models.traffic.live import LiveTraffic
from convert_console.services.watch.browser import (
    BrowserUnusable,
    Found,
    find_browsers,
    lacks_sandbox,
)
from convert_console.services.watch.page_watch import PageSilent, PageWatch, WatchSettings
from convert_console.services.watch.watched import Watched

LOOK_EVERY_MS = 100
CLOSED = "The browser was closed, so the watch has ended."

State = Literal["", "starting", "watching", "stopping"]
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What is to be watched: a page's address, whether its requests go on to the endpoint, in which
    program (the first that is found if that is ""), whether its logins are kept, and the experience
    and variation to open it in.
    """

    url: str
    observes: bool = False
    browser: str = ""
    keeps_login: bool = False
    pair: tuple[str, str] | None = None


class PageWatching(QObject):
    """At most one browser at a time. Its requests go to Traffic; its threads use no Qt object.

    Signals:
        changed: it has begun, is ready, or has ended.
        ended(str): the watch has ended; why, and what it has seen, in a sentence.
        told(str): what was done, in a sentence.
        took(str): what the draft has from the page now, in a sentence.
        failed(str): what went wrong, in a sentence.
    """

    changed = Signal()
    ended = Signal(str)
    told = Signal(str)
    took = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        traffic: LiveTraffic,
        profiles: Profiles,
        catalogs: Catalogs,
        document: RequestDocument,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        """`folder` has the profiles of browsers."""
        super().__init__(parent)
        self._traffic, self._profiles, self._catalogs = traffic, profiles, catalogs
        self._document, self._folder = document, folder
        self._tasks = Tasks()
        self._notes: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._watch: PageWatch | None = None
        self._seen = 0
        self._stopped_because = ""
        self.state: State = ""
        self.wanted = Wanted("")
        """What is watched, or was watched last."""
        self.product = ""
        """The browser and its version, such as `Chrome 156`."""
        self.profile = profiles.current
        """The profile that the watch was begun for."""
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        profiles.changed.connect(self._check_reach)

    @property
    def catalog(self) -> CurrentCatalog:
        """The names of the current profile's project."""
        return self._catalogs.current

    @property
    def host(self) -> str:
        """The host of the page, or its file."""
        url = self.wanted.url
        return host_of(url) or url.rpartition("/")[2]

    @property
    def is_on(self) -> bool:
        """Whether a browser runs, or is about to."""
        return self.state != ""

    @property
    def lacks_sandbox(self) -> bool:
        """Whether the browser's sandbox cannot run here."""
        return lacks_sandbox()

    def browsers(self) -> tuple[Found, ...]:
        """The browsers of this machine."""
        return find_browsers()

    def start(self, wanted: Wanted) -> None:
        """Watch a page, in place of the one that is watched now."""
        profile = self._profiles.current
        if why := self.why_not_observe(profile) if wanted.observes else "":
            self.failed.emit(why)
            return
        self._tasks.spawn(self._replace(wanted, profile), "watching a page")

    def why_not_observe(self, profile: Profile) -> str:
        """Why the requests of pages may not leave this machine, in a sentence; "" if they may."""
        if profile.reach != "local":
            return ""
        return (
            f"{profile.name} is local only, so nothing may leave this machine. Set the profile to "
            "ask before it sends, to observe."
        )

    def stop(self, because: str = "") -> None:
        """End the watch and close the browser."""
        if self.state in ("starting", "watching"):
            self._stopped_because = because
            self._tasks.spawn(self._stop(), "stopping a watch")

    async def finish(self) -> None:
        """Close the browser, and wait for that; called when the window closes."""
        self._timer.stop()
        watch, self._watch = self._watch, None
        if watch is not None:
            await to_thread(watch.stop)
        await self._tasks.finish()

    # What a person asks of the page in front.

    def show_browser(self) -> None:
        """Bring the page to the front."""
        self._ask(lambda watch: watch.show(), lambda _address: None)

    def take_names(self) -> None:
        """Load the names that the page knows into the current profile."""
        self._ask(lambda watch: watch.names(), self._take_names)

    def take_visitor(self) -> None:
        """Put the page's visitor and its variations into the draft."""
        self._ask(lambda watch: watch.cookies(), self._take_visitor)

    def open_in_variation(self, experience: str, variation: str) -> None:
        """Open the page in front in a variation."""
        name = self.catalog.value.name("variation", variation) if self.catalog.value else variation

        def lead(address: str) -> None:
            url = in_variation(address, experience, variation)
            told = f"The page opens in {name}."
            self._ask(lambda watch: watch.lead(url), lambda _: self.told.emit(told))

        self._ask(lambda watch: watch.show(), lead)

    def _ask(self, question: Callable[[PageWatch], Future[T]], then: Callable[[T], object]) -> None:
        watch = self._watch
        if watch is None or self.state != "watching":
            self.failed.emit("No page is watched. Watch one first.")
            return

        async def wait() -> None:
            try:
                answer = await result_of(question(watch))
            except PageSilent as why:
                self.failed.emit(str(why))
            else:
                then(answer)

        self._tasks.spawn(wait(), "asking a page")

    def _take_names(self, text: str) -> None:
        catalog = read_catalog(text) if text else None
        profile = self._profiles.current
        if catalog is None:
            self.failed.emit(
                "This page has no names: Convert's script is not on it, or has not run yet. Open a "
                "page of the shop that has it, then try again."
            )
        elif isinstance(catalog, CatalogFault):
            self.failed.emit(catalog.sentence)
        elif profile.project and catalog.project not in ("", profile.project):
            self.failed.emit(
                f"The page is of project {catalog.project}, and {profile.name} of project "
                f"{profile.project}. Choose the profile of that project, then try again."
            )
        else:
            self._catalogs.load_text(text, f"the page {self.host}")
            self.told.emit(f"Names loaded into {profile.name}: {counts(catalog)}.")

    def _take_visitor(self, cookies: str) -> None:
        visitor = visitor_in(cookies)
        if visitor is None:
            self.failed.emit(
                "This page has no visitor yet: Convert's script has not set its cookies. Let the "
                "page run, then try again."
            )
            return
        was_there = False

        def taken(text: str) -> str:
            nonlocal was_there
            changed = with_visitor(text, visitor)
            was_there = changed == text
            return changed

        before = self._document.draft
        self._document.change_text(taken, "Take the page's visitor")
        if self._document.draft != before:
            self.took.emit(visitor.in_words(self.catalog.value))
        elif was_there:
            self.told.emit(f"The draft has the page's visitor {visitor.vid} already.")

    # From the start to the end.

    async def _replace(self, wanted: Wanted, profile: Profile) -> None:
        if self.is_on:
            await self._stop()
        await self._begin(wanted, profile)

    async def _begin(self, wanted: Wanted, profile: Profile) -> None:
        url = in_variation(wanted.url, *wanted.pair) if wanted.pair else wanted.url
        domain = custom_domain(profile.endpoint) if profile.target == "custom" else ""
        settings = WatchSettings(
            url=url,
            profiles=self._folder,
            mode="observe" if wanted.observes else "answer",
            browser=wanted.browser,
            kept=profile.id if wanted.keeps_login else "",
            domains=(domain,) if domain else (),
        )
        self.wanted, self.profile = wanted, profile
        self._seen, self._stopped_because = 0, ""
        watch = self._watch = PageWatch(settings, self._take, self._notes.put)
        self._go("starting")
        try:
            product = await to_thread(watch.start)
        except BrowserUnusable as why:
            if self._watch is watch:  # otherwise it was stopped
                was_stopped = self.state == "stopping"
                self._leave()
                if not was_stopped:
                    self.failed.emit(str(why))
            return
        except Exception:
            self._leave()
            raise
        name, _, version = product.partition("/")
        self.product = f"{name} {version.partition('.')[0]}"
        if self.state == "starting":
            self._traffic.look_closely(True)
            self._timer.start()
            self._go("watching")

    async def _stop(self) -> None:
        watch = self._watch
        if watch is None:
            return
        self._go("stopping")
        await to_thread(watch.stop)
        if self._watch is watch:
            self.ended.emit(self._end(self._stopped_because or "Stopped watching."))

    def _take(self, watched: Watched) -> None:
        """Called in the thread of the watch."""
        self._seen += 1
        self._traffic.take_watched(watched)

    def _look(self) -> None:
        """Say what went wrong, and notice the end."""
        watch = self._watch
        while not self._notes.empty():
            self.failed.emit(self._notes.get())
        if watch is not None and self.state == "watching" and watch.ended.is_set():
            said = self.failed if watch.reason else self.ended
            said.emit(self._end(watch.reason or CLOSED))

    def _end(self, why: str) -> str:
        """Leave the watch; returns why, and what it has seen."""
        self._leave()
        count = f"{self._seen:,}" if self._seen else "no"
        return f"{why} It saw {count} request{'' if self._seen == 1 else 's'} to Convert."

    def _leave(self) -> None:
        self._timer.stop()
        self._watch = None
        self._traffic.look_closely(False)
        self._go("")

    def _go(self, state: State) -> None:
        self.state = state
        self.changed.emit()

    def _check_reach(self) -> None:
        """End a watch whose requests may not leave this machine any more."""
        profile = self._profiles.find(self.profile.id)
        is_observing = self.state in ("starting", "watching") and self.wanted.observes
        if profile is not None and is_observing and self.why_not_observe(profile):
            self.stop(f"{profile.name} is local only now, so observing has ended.")
