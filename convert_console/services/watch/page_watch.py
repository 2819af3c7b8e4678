"""Watches a page in a browser, in a thread with a loop of its own, until the browser ends."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from convert_console.core.watch.tracking import host_rules
from convert_console.services.watch.browser import Browser, BrowserUnusable, chosen_browser
from convert_console.services.watch.connection import (
    DevTools,
    DevToolsFault,
    connect_web_socket,
    web_socket_of,
)
from convert_console.services.watch.watched import Mode, Watched
from convert_console.services.watch.watcher import Options, Watcher

CHECK_EVERY_SECONDS = 10.0
"""Seconds between two questions to a browser whether it still answers."""

HUNG_SECONDS = 20.0
"""Seconds without an answer after which that is said."""

HUNG = "The browser does not answer any more. Wait, or end the watch, which closes it."
NEVER_STARTED = "The watch was stopped before the browser had started."
ENDED = "The watch has ended. Watch the page again first."
CLOSE_DIALOGS = "Close its dialogs, or reload it, then try again."

T = TypeVar("T")


class PageSilent(Exception):
    """Why a page did not do what was asked of it, in a sentence with the next step."""


@dataclass(frozen=True)
class WatchSettings:
    """What to watch.

    `browser` is the program to start, "" for the first that is found; or `attach` is the address of
    one that runs. `profiles` is the folder for profiles of browsers; `kept` names one that is used
    again, so that a login survives, and "" has one made that is deleted in the end. `domains` are
    custom domains, watched like Convert's hosts.
    """

    url: str
    profiles: Path
    mode: Mode = "answer"
    browser: str = ""
    headless: bool = False
    attach: str = ""
    kept: str = ""
    domains: tuple[str, ...] = ()


class PageWatch:
    """Calls `on_record` with each tracking request, and `on_note` with sentences about what went
    wrong meanwhile, both in its own thread: they must be quick and hand over to another.

    A pause of the caller's loop delays no page.
    """

    def __init__(
        self,
        settings: WatchSettings,
        on_record: Callable[[Watched], object],
        on_note: Callable[[str], object],
    ) -> None:
        self.ended = threading.Event()
        """Set once the browser has ended and nothing of it is left."""
        self.reason = ""
        """Why it ended, in a sentence; "" if it was closed or stopped."""
        self._settings = settings
        self._on_record = on_record
        self._on_note = on_note
        self._started: Future[str] = Future()
        self._asked_to_stop = threading.Event()
        self._stop: Callable[[], object] | None = None
        self._watcher: Watcher | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> str:
        """Start or reach the browser, open the page, and return the browser's name and version.

        Blocks until then; raises `BrowserUnusable`, after which nothing is left.
        """
        self._thread.start()
        try:
            return self._started.result()
        except BrowserUnusable:
            self._thread.join()
            raise

    def stop(self) -> None:
        """End the watch and a browser that it has started, and wait for that; safe to repeat.

        During `start` too, which then raises.
        """
        self._asked_to_stop.set()
        stop = self._stop
        if stop is not None:
            with suppress(RuntimeError):  # its loop has just ended
                stop()
        if self._thread.is_alive():
            self._thread.join()

    # What a person asks of the page in front. Each fails with `PageSilent`.

    def lead(self, url: str) -> Future[None]:
        """Lead it to another address."""
        return self._ask(lambda watcher: watcher.lead(url))

    def show(self) -> Future[str]:
        """Bring it to the front; gives its address."""
        return self._ask(lambda watcher: watcher.show())

    def names(self) -> Future[str]:
        """Gives the project's configuration that its script has, as JSON; "" for none."""
        return self._ask(lambda watcher: watcher.names())

    def cookies(self) -> Future[str]:
        """Gives the cookies of Convert's script."""
        return self._ask(lambda watcher: watcher.cookies())

    def _ask(self, work: Callable[[Watcher], Coroutine[Any, Any, T]]) -> Future[T]:
        watcher, loop = self._watcher, self._loop
        if watcher is None or loop is None or self.ended.is_set():
            silent: Future[T] = Future()
            silent.set_exception(PageSilent(ENDED))
            return silent
        return asyncio.run_coroutine_threadsafe(_asked(work(watcher)), loop)

    def _run(self) -> None:
        # An explicit loop, since the application's event loop policy may be Qt's.
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._watch())
        except BaseException as why:
            if self._started.done():
                raise
            self._started.set_exception(why)
        finally:
            self._stop = self._watcher = None
            self.ended.set()

    async def _watch(self) -> None:
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(stopping.set)
        if self._asked_to_stop.is_set():
            stopping.set()
        settings = self._settings
        options = Options(
            settings.mode, settings.domains, own=not settings.attach, headless=settings.headless
        )
        watcher = Watcher(options, time.time, self._on_record, self._on_note)
        self._watcher, self._loop = watcher, loop
        if settings.attach:
            await self._watch_another(watcher, stopping)
        else:
            await self._watch_own(watcher, stopping)

    async def _watch_own(self, watcher: Watcher, stopping: asyncio.Event) -> None:
        settings, devtools = self._settings, watcher.devtools
        browser = Browser(chosen_browser(settings.browser), settings.profiles, settings.kept)
        arguments = ["--headless"] if settings.headless else []
        if settings.mode == "answer":
            arguments.append(f"--host-resolver-rules={host_rules()}")
            # Those rules do not hold for the servers that WebRTC asks, over UDP.
            arguments.append("--webrtc-ip-handling-policy=disable_non_proxied_udp")
        closed = False
        try:
            starting = self._start(watcher, browser, arguments)
            self._started.set_result(await _unless(stopping, starting))
            checking = asyncio.ensure_future(self._check_often(devtools))
            await _first(stopping, devtools.closed, watcher.last_page_closed)
            checking.cancel()
            closed = stopping.is_set() or watcher.last_page_closed.is_set()
        finally:
            await browser.stop(devtools)
            await watcher.finish()  # with what came while the pages were closed
        if not closed and browser.status:
            ended = f"signal {-browser.status}" if browser.status < 0 else f"code {browser.status}"
            self.reason = f"The browser ended unexpectedly, with {ended}."

    async def _watch_another(self, watcher: Watcher, stopping: asyncio.Event) -> None:
        devtools = watcher.devtools
        try:
            self._started.set_result(await _unless(stopping, self._reach(watcher)))
            await _first(stopping, devtools.closed)
        except DevToolsFault as why:
            raise BrowserUnusable(f"{str(why).rstrip('.')}.") from None
        finally:
            await watcher.finish()
            if devtools.transport is not None:
                await devtools.transport.close()

    async def _start(self, watcher: Watcher, browser: Browser, arguments: list[str]) -> str:
        await browser.start(watcher.devtools, arguments)
        product = await browser.check(watcher.devtools)
        await self._open(watcher)
        return product

    async def _reach(self, watcher: Watcher) -> str:
        await connect_web_socket(watcher.devtools, await web_socket_of(self._settings.attach))
        version = await watcher.devtools.call("Browser.getVersion")
        await self._open(watcher)
        return str(version["product"])

    async def _check_often(self, devtools: DevTools) -> None:
        """Say once that the browser hangs, and again if it does so later."""
        said = False
        while True:
            await asyncio.sleep(CHECK_EVERY_SECONDS)
            try:
                await devtools.call("Browser.getVersion", seconds=HUNG_SECONDS)
                said = False
            except DevToolsFault:
                if not said and not devtools.closed.is_set():
                    self._on_note(HUNG)
                said = True

    async def _open(self, watcher: Watcher) -> None:
        try:
            await watcher.begin()
            if self._settings.url:
                await watcher.open(self._settings.url)
        except (DevToolsFault, TimeoutError) as why:
            reason = str(why) or "it shows no page"
            raise BrowserUnusable(f"The browser cannot be watched: {reason}.") from None


async def _asked(work: Coroutine[Any, Any, T]) -> T:
    """What a page answers; raises `PageSilent`."""
    try:
        return await work
    except DevToolsFault as why:
        reason = str(why).rstrip(".")
        raise PageSilent(f"The page did not answer: {reason}. {CLOSE_DIALOGS}") from None
    except asyncio.CancelledError:
        raise PageSilent(ENDED) from None


async def _unless(stopping: asyncio.Event, starting: Coroutine[Any, Any, str]) -> str:
    """The result of a start that can be stopped meanwhile; raises `BrowserUnusable` then."""
    task = asyncio.ensure_future(starting)
    stopped = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise BrowserUnusable(NEVER_STARTED)
        return task.result()
    finally:
        for one in (task, stopped):
            one.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


async def _first(*events: asyncio.Event) -> None:
    """Wait until one of these is set."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
