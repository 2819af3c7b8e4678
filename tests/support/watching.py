"""A real browser whose pages are watched, and a shop on two origins of this machine."""

from __future__ import annotations

import os
import queue
import select
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from convert_console.services.watch.page_watch import PageWatch, WatchSettings
from convert_console.services.watch.watched import Watched
from support.browser import BROWSER
from support.pages import SENDING, Pages

SECONDS = 120
"""How long a test waits before it fails as hung."""

IN_CI = bool(os.environ.get("CI")) and sys.platform == "linux"
needs_browser = pytest.mark.skipif(
    sys.platform != "linux" or (not BROWSER and not IN_CI), reason="CI has one"
)

HOST = "10000001.metrics.convertexperiments.com"
URL = f"https://{HOST}/track"

_OPTIONS = "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-popup-blocking"


class Canary:
    """A port that notes what comes for those of Convert's hosts that the program does not lead to
    nowhere, since a browser connects to some before it sends anything.
    """

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def rules(self) -> str:
        """How a browser is led: Convert's hosts to here, the rest of the world to nowhere."""
        return (
            f"MAP *.convertexperiments.com 127.0.0.1:{self.port} , MAP * ~NOTFOUND , "
            "EXCLUDE 127.0.0.1 , EXCLUDE localhost"
        )

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(SECONDS)
                self.came.append(connection.recv(4_096))


@contextmanager
def canary() -> Iterator[Canary]:
    """A canary to which nothing may come meanwhile."""
    made = Canary()
    try:
        yield made
    finally:
        made.close()
    assert made.came == []


def program(folder: Path, rules: str, *options: str) -> Path:
    """The browser as a program that reaches nothing but this machine."""
    folder.mkdir(exist_ok=True)
    path = folder / "browser.sh"
    listed = " ".join(f"'{option}'" for option in options)
    path.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" >'{folder}/arguments'\n"
        # Of several such options only one is used, so the rules that it has are continued.
        "rules=''; for one do shift; case \"$one\" in --host-resolver-rules=*)"
        ' rules="${one#*=} , " ;; *) set -- "$@" "$one" ;; esac; done\n'
        f"exec '{BROWSER}' \"$@\" {_OPTIONS} {listed} \"--host-resolver-rules=$rules\"'{rules}'\n"
    )
    path.chmod(0o700)
    return path


def arguments(folder: Path) -> list[str]:
    """What the browser of `watching` was started with last."""
    return (folder / "program" / "arguments").read_text().splitlines()


class Watching:
    """A watch, the requests that it has seen, and the sentences that it has said."""

    def __init__(self, settings: WatchSettings) -> None:
        self.requests: list[Watched] = []
        self.notes: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._coming: queue.SimpleQueue[Watched] = queue.SimpleQueue()
        self.watch = PageWatch(settings, self._coming.put, self.notes.put)

    def wait_for(self, count: int) -> list[Watched]:
        """Wait until there are as many requests."""
        while len(self.requests) < count:
            self.requests.append(self._coming.get(timeout=SECONDS))
        return self.requests

    def rest(self) -> list[Watched]:
        """All of them, once the watch has ended."""
        assert self.watch.ended.wait(SECONDS)
        while not self._coming.empty():
            self.requests.append(self._coming.get())
        return self.requests

    @property
    def visitors(self) -> dict[str, Watched]:
        """The requests by their visitor."""
        return {visitor(one): one for one in self.requests}


def visitor(watched: Watched) -> str:
    (document,) = watched.documents
    return document.summary.vid


@contextmanager
def watching(folder: Path, url: str, **settings: Any) -> Iterator[Watching]:
    """Watch a page in a headless browser that can reach nothing, until the end."""
    with ExitStack() as closing:
        if "attach" not in settings:
            settings.setdefault("headless", True)
            if "browser" not in settings:
                rules = closing.enter_context(canary()).rules
                settings["browser"] = str(program(folder / "program", rules))
        seen = Watching(WatchSettings(url, folder / "browsers", **settings))
        closing.callback(seen.watch.stop)
        seen.watch.start()
        yield seen


@contextmanager
def shop(script: str, url: str = URL, **files: str) -> Iterator[tuple[Pages, str]]:
    """A page that runs a script, with `OTHER` as the second origin, whose `/frame` sends as well;
    more files by their names without dots.
    """
    begin = f"<script>const URL_ = '{url}';{SENDING}"
    frame = f"{begin}post('frame', {{ headers: json }});"
    frame += "navigator.sendBeacon(URL_, body('frame-beacon'));</script>"
    with Pages({"/frame": frame.encode()}).served() as other:
        origin = other.url.replace("127.0.0.1", "localhost")
        page = f"{begin}const OTHER = '{origin}';{script}</script>"
        served = {"/": page.encode(), "/frame": frame.encode()}
        served |= {f"/{name.replace('_', '.')}": text.encode() for name, text in files.items()}
        with Pages(served).served() as pages:
            yield pages, origin


def processes_with(text: str) -> list[int]:
    """The processes of this machine whose command line holds a text."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            state = (folder / "stat").read_text().rpartition(") ")[2][:1]
        except OSError:
            continue
        if text.encode() in command and state != "Z":
            found.append(int(folder.name))
    return found


def main_process(text: str) -> int:
    """The browser whose command line holds a text; its other processes have a type."""
    (number,) = set(processes_with(text)) - set(processes_with("--type="))
    return number


def wait_until_gone(text: str) -> None:
    """Wait until the processes whose command line holds a text have ended: what is killed lives on
    until it is scheduled again.
    """
    for number in processes_with(text):
        try:
            handle = os.pidfd_open(number)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([handle], [], [], SECONDS)
        os.close(handle)
        assert ended, f"process {number} is left"
