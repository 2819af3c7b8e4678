"""Finds the browsers of this machine, and runs one with a profile of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from convert_console.core.text import one_line
from convert_console.core.watch.tracking import NOWHERE
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.folders import SESSION_PREFIX, remove_sessions_of_the_dead
from convert_console.services.watch.connection import (
    DevTools,
    DevToolsFault,
    connect_pipe,
    connect_web_socket,
)

START_SECONDS = 60.0
"""Seconds that a browser may take until it answers; a cold disk takes ten."""

CLOSE_SECONDS = 5.0
"""Seconds that a browser may take to close its pages before it is ended."""

HAS_PIPES = os.name == "posix"
"""Whether a browser is spoken to over a pipe. Nobody else can reach it there, and it ends when the
pipe does, however this program ends. On Windows it listens on a port of this machine.
"""

_OPTIONS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    "--disable-features=AutofillServerCommunication,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,Translate",
    # What it asks for all the same, when it starts: models to load, and accounts of its own.
    f"--component-updater=url-source=http://{NOWHERE}/",
    f"--gaia-url=http://{NOWHERE}/",
    "--hide-crash-restore-bubble",
    "--metrics-recording-only",
    "--password-store=basic",
    "--test-type",  # without it, a bar in each window warns of the other options
    "--use-mock-keychain",
)
"""No traffic of the browser's own, no questions, and no access to the keyring of the system."""

_NAMES = (
    ("Google Chrome", ("google-chrome", "google-chrome-stable")),
    ("Chromium", ("chromium", "chromium-browser")),
    ("Microsoft Edge", ("microsoft-edge", "microsoft-edge-stable")),
    ("Brave", ("brave-browser", "brave")),
)
_MAC = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
_WINDOWS = (
    ("Google Chrome", r"Google\Chrome\Application\chrome.exe"),
    ("Chromium", r"Chromium\Application\chrome.exe"),
    ("Microsoft Edge", r"Microsoft\Edge\Application\msedge.exe"),
    ("Brave", r"BraveSoftware\Brave-Browser\Application\brave.exe"),
)


ALREADY_USED = "Another browser runs with this profile. Close it first."


class Found(NamedTuple):
    """A browser of this machine."""

    name: str
    path: str


class BrowserUnusable(Exception):
    """Why no browser can be watched, in a sentence with the next step."""


def find_browsers() -> tuple[Found, ...]:
    """The browsers of this machine that speak the DevTools protocol, the most common one first."""
    return tuple(_found())


def _found() -> Iterator[Found]:
    if sys.platform == "darwin":
        for name in _MAC:
            for root in (Path("/Applications"), Path.home() / "Applications"):
                path = root / f"{name}.app" / "Contents" / "MacOS" / name
                if path.is_file():
                    yield Found(name, str(path))
    elif os.name == "nt":
        roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for name, place in _WINDOWS:
            for root in filter(None, map(os.environ.get, roots)):
                if (Path(root) / place).is_file():
                    yield Found(name, str(Path(root) / place))
    else:
        for name, commands in _NAMES:
            path_of = next(filter(None, map(shutil.which, commands)), "")
            if path_of:
                yield Found(name, path_of)


def chosen_browser(path: str) -> str:
    """The program of a path or name that was given, or else the first that is found; raises
    `BrowserUnusable`.
    """
    if path:
        program = shutil.which(path)
        if program is None:
            raise BrowserUnusable(f"{path} is no program. Give the path of a browser's program.")
        return program
    found = find_browsers()
    if not found:
        raise BrowserUnusable(
            "No Chrome, Chromium, Edge or Brave was found. Install one, or give the path of its "
            "program."
        )
    return found[0].path


def lacks_sandbox() -> bool:
    """Whether the browser's sandbox cannot run, as for root, which containers and CI often are."""
    return sys.platform == "linux" and os.geteuid() == 0


def lacks_display() -> bool:
    """Whether there is no screen to open a window on."""
    return sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def forget_profile(parent: Path, kept: str) -> None:
    """Delete a profile that was kept in a folder, with its logins; none is nothing to delete."""
    _delete(parent / kept)


class Browser:
    """A browser of our own, from its start until nothing of it is left.

    `parent` is the folder that holds its profile: one that is deleted in the end, or the one called
    `kept`.
    """

    def __init__(self, program: str, parent: Path, kept: str = "") -> None:
        self._program = program
        self._parent = parent
        self._kept = kept
        self._process: _Process | None = None
        self._folders: list[Path] = []
        self._output: _Output | None = None
        self._ended: asyncio.Future[int] | None = None
        self._answers = False
        self._lock: IO[bytes] | None = None
        self.status: int | None = None
        """How the process has ended: its exit code, or a negative signal."""

    async def start(self, devtools: DevTools, options: Sequence[str]) -> None:
        """Start it and connect; raises `BrowserUnusable`, after which `stop` still has to run."""
        try:
            profile = self._make_folders()
        except OSError as why:
            raise BrowserUnusable(
                f"The folder for the browser's profile cannot be used: {why.strerror or why}."
            ) from None
        self._output = _Output()
        arguments = [self._program, *_OPTIONS, f"--user-data-dir={profile}", *options]
        if lacks_sandbox():
            # /dev/shm of a container is small as well.
            arguments += ["--no-sandbox", "--disable-dev-shm-usage"]
        try:
            await self._connect(devtools, arguments, profile)
        except OSError as why:
            reason = why.strerror or str(why)
            raise BrowserUnusable(f"{self._program} cannot be started: {reason}.") from None
        finally:
            os.close(self._output.end)  # the browser has its own

    async def check(self, devtools: DevTools) -> str:
        """Wait until it answers, and return its name and version; raises `BrowserUnusable`."""
        try:
            version = await devtools.call("Browser.getVersion", seconds=START_SECONDS)
        except DevToolsFault:
            closed = devtools.closed.is_set()
            if self._process is not None and closed:
                ended = self._end_of(self._process)
                await asyncio.wait([ended], timeout=CLOSE_SECONDS)
                self.status = ended.result() if ended.done() else None
            raise BrowserUnusable(self._why_not_started(closed=closed)) from None
        self._answers = True
        return str(version["product"])

    async def stop(self, devtools: DevTools) -> None:
        """Close it, end what is left of it, and delete its profile unless that is kept."""
        process, self._process = self._process, None
        if process is not None:
            ended = self._end_of(process)
            if self._answers:
                devtools.post("Browser.close")
                await asyncio.wait([ended], timeout=CLOSE_SECONDS)
            if not ended.done():
                process.kill()
            self.status = await ended
        if devtools.transport is not None:
            await devtools.transport.close()
        for folder in self._folders:
            await asyncio.to_thread(_delete, folder)
        if self._lock is not None:
            release(self._lock)

    def _end_of(self, process: _Process) -> asyncio.Future[int]:
        """Its exit code, once it has ended; a process can be waited for once only."""
        if self._ended is None:
            self._ended = asyncio.ensure_future(process.wait())
        return self._ended

    async def _connect(self, devtools: DevTools, arguments: list[str], profile: Path) -> None:
        assert self._output is not None
        environment = {**os.environ, "TMPDIR": str(self._folders[-1])}
        if HAS_PIPES:
            ours, theirs = socket.socketpair()
            with theirs:
                arguments = [*arguments, "--remote-debugging-pipe", "about:blank"]
                self._process = _Spawned(arguments, environment, theirs, self._output)
            await connect_pipe(devtools, ours)
            return
        port_file = profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self._process = _Started(
            [*arguments, "--remote-debugging-port=0", "about:blank"], environment, self._output
        )
        await connect_web_socket(devtools, await self._web_socket(port_file))

    async def _web_socket(self, port_file: Path) -> str:
        """The address that a browser writes into its profile once it listens."""
        assert isinstance(self._process, _Started)
        ended = self._end_of(self._process)
        for _ in range(round(START_SECONDS / _PORT_SECONDS)):
            if address := _address_in(port_file):
                return address
            done, _ = await asyncio.wait([ended], timeout=_PORT_SECONDS)
            if done:
                self.status = ended.result()
                break
        raise BrowserUnusable(self._why_not_started(closed=False))

    def _make_folders(self) -> Path:
        """The profile's folder, and one in the system's folder for temporary files, where a browser
        makes a socket whose path may not be long.
        """
        self._parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove_sessions_of_the_dead(self._parent)
        remove_sessions_of_the_dead(Path(tempfile.gettempdir()))
        prefix = f"{SESSION_PREFIX}{os.getpid()}-"
        if self._kept:
            profile = self._parent / self._kept
            profile.mkdir(exist_ok=True, mode=0o700)
            self._lock = (profile / "watch.lock").open("ab")
            try:
                lock(self._lock)
            except OSError:
                raise BrowserUnusable(ALREADY_USED) from None
        else:
            profile = Path(tempfile.mkdtemp(prefix=prefix, dir=self._parent))
            self._folders.append(profile)
        self._folders.append(Path(tempfile.mkdtemp(prefix=prefix)))
        return profile

    def _why_not_started(self, *, closed: bool) -> str:
        name = Path(self._program).name
        said = self._output.last_line() if self._output and self.status is not None else ""
        if self._kept and (self.status == 0 or "ProcessSingleton" in said):
            return ALREADY_USED  # by a browser that nobody has closed since
        if self.status is None and closed:
            return f"{name} does not answer as a browser does. Choose the program of a browser."
        if self.status is None:
            return f"{name} did not answer within {START_SECONDS:.0f} s, and was ended."
        why = f": {said}" if said else f" ({_ended(self.status)})."
        return f"{name} did not start{why}"


_PORT_SECONDS = 0.05


class _Output:
    """What a program says, of which only the end is kept: one that never stops fills no disk."""

    def __init__(self) -> None:
        reads, self.end = os.pipe()
        """`end` is what the program writes to."""
        self._kept = b""
        self._thread = threading.Thread(
            target=self._read, args=(reads,), name="output of a browser", daemon=True
        )
        self._thread.start()

    def last_line(self) -> str:
        """The last thing that it said before it ended, which is why; "" for nothing."""
        self._thread.join(CLOSE_SECONDS)
        lines = self._kept.decode("utf-8", "replace").splitlines()
        said = [line.rpartition("] ")[2].strip() for line in lines if line.strip()]
        return one_line(said[-1][:200]) if said else ""

    def _read(self, reads: int) -> None:
        with open(reads, "rb", buffering=0) as stream:
            while piece := stream.read(_PIECE):
                self._kept = (self._kept + piece)[-_PIECE:]


_PIECE = 65_536


class _Process:
    """A process of ours."""

    async def wait(self) -> int:
        """Wait until it has ended; returns its exit code, or a negative signal."""
        raise NotImplementedError

    def kill(self) -> None:
        """End it and its children at once."""
        raise NotImplementedError


class _Spawned(_Process):
    """With a socket as its descriptors 3 and 4, which `subprocess` cannot give, in a process group
    of its own, so that Ctrl+C in the terminal is ours to handle.
    """

    def __init__(
        self,
        arguments: list[str],
        environment: dict[str, str],
        pipe: socket.socket,
        output: _Output,
    ) -> None:
        assert sys.platform != "win32"
        import fcntl

        # Above those that it gets: duplicating a descriptor onto itself would not let it through.
        theirs = fcntl.fcntl(pipe, fcntl.F_DUPFD_CLOEXEC, 10)
        try:
            actions = [(os.POSIX_SPAWN_DUP2, theirs, 3), (os.POSIX_SPAWN_DUP2, theirs, 4)]
            actions += [(os.POSIX_SPAWN_DUP2, output.end, number) for number in (1, 2)]
            self._status: int | None = None
            self._id = os.posix_spawn(
                arguments[0], arguments, environment, file_actions=actions, setpgroup=0
            )
        finally:
            os.close(theirs)

    async def wait(self) -> int:
        if self._status is not None:
            return self._status
        if sys.platform == "linux":  # macOS has no waitid before Python 3.13
            # Its number stays taken until `waitpid`, so that what outlives it can be ended, and
            # nothing else.
            await asyncio.to_thread(os.waitid, os.P_PID, self._id, os.WEXITED | os.WNOWAIT)
            self.kill()
        _, status = await asyncio.to_thread(os.waitpid, self._id, 0)
        self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def kill(self) -> None:
        if self._status is None and sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._id, signal.SIGKILL)


class _Started(_Process):
    """Without a pipe."""

    def __init__(self, arguments: list[str], environment: dict[str, str], output: _Output) -> None:
        self._process = subprocess.Popen(  # noqa: S603 – the program that the person chose
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output.end,
            stderr=output.end,
            start_new_session=True,
        )

    async def wait(self) -> int:
        return await asyncio.to_thread(self._process.wait)

    def kill(self) -> None:
        self._process.kill()


def _address_in(port_file: Path) -> str:
    """The WebSocket that a browser listens on; "" until it has written that."""
    try:
        port, _, path = port_file.read_text("ascii").partition("\n")
    except OSError:
        return ""
    return f"ws://127.0.0.1:{int(port)}{path.strip()}" if path.strip() else ""


def _ended(status: int) -> str:
    return f"ended by signal {-status}" if status < 0 else f"exit code {status}"


def _delete(folder: Path) -> None:
    """Delete a folder; a process that was just killed may still be leaving it."""
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
