"""What holds for every test: a screen that needs no display, a home of its own, no loose ends.

A test fails on a warning, a Qt message, a logged warning, a window or a task left behind, and on
any step beyond this machine. One that makes the program log on purpose says so:
`@pytest.mark.logs("a regular expression")`.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

# Before Qt and the C library look at them: the same screen, zone and language everywhere.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"
os.environ["LC_ALL"] = "C.UTF-8"
if hasattr(time, "tzset"):
    time.tzset()
# No test meets a server with a public certificate, and reading the system's takes 30 ms a window.
os.environ["SSL_CERT_FILE"] = os.devnull

# A shell that runs this in the background lets it ignore Ctrl+C, and what it starts would inherit
# that, though tests press Ctrl+C for it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

import hypothesis
import pytest
from PySide6.QtWidgets import QApplication

pytest.register_assert_rewrite("support")  # its asserts explain themselves as a test's do

from convert_console.app.garbage import EventLoop  # noqa: E402
from support.depth import repeated  # noqa: E402
from support.leftovers import (  # noqa: E402
    Listener,
    leaked_widgets,
    process_events_until_done,
    top_level_widgets,
    unfinished_tasks,
)
from support.network_guard import NetworkGuard  # noqa: E402
from support.waiting import PatientBot  # noqa: E402

# A shared machine may pause any example: none has a deadline, or is too slow to be made. CI asks
# the same questions on every run, so that a red build is red because of the change; elsewhere each
# run asks a fifth as many, and others than the one before.
PATIENT = hypothesis.settings(
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    max_examples=repeated(100),
)
hypothesis.settings.register_profile("here", PATIENT)
hypothesis.settings.register_profile("ci", PATIENT, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

T = TypeVar("T")


def pytest_configure() -> None:
    """Keep the folders of tests in memory where there is room: a window waits for the disk dozens
    of times, and whoever kills a process cannot tell the two apart.
    """
    # Docker's usual /dev/shm is too small, and no program in it may be executed.
    if os.access("/dev/shm", os.W_OK):
        memory = os.statvfs("/dev/shm")
        room = memory.f_bavail * memory.f_frsize
        if room > 2_000_000_000 and not memory.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")
    gc.disable()  # nothing of ten thousand tests goes away while they are collected


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors: tests wait a fifth of their time for windows,
    processes and sockets.
    """
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Exempt the tests and all modules from collections of garbage, which took a quarter of a
    second each.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def network_guard() -> Iterator[NetworkGuard]:
    guard = NetworkGuard()
    with pytest.MonkeyPatch.context() as patch:
        guard.install(patch)
        yield guard


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for each test; the program's own folder is `home / "console"`."""
    folder = next(homes)
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder / name.lower()))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
    monkeypatch.setenv("CONVERT_CONSOLE_HOME", str(folder / "console"))
    # Any free port: tests run at the same time, and next to a program that is in use.
    monkeypatch.setattr("convert_console.services.collector.server.PORT", 0)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(autouse=True)
def collected_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Collect garbage between tests, in this thread alone: a cyclic collection that happens to run
    in a worker thread destroys QObjects there, of earlier tests as well, and Qt crashes later. The
    program does the same while it runs (`app/garbage.py`).
    """
    gc.disable()
    # A window exempts what exists, and ends that when it closes: of `pytest_collection_finish` too.
    for function in ("freeze", "unfreeze"):
        monkeypatch.setattr(gc, function, lambda: None)
    yield
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [age for age in range(3) if counts[age] > limits[age]]
    if due:
        gc.collect(due[-1])


@pytest.fixture(autouse=True)
def no_loose_ends(
    request: pytest.FixtureRequest, home: Path, network_guard: NetworkGuard
) -> Iterator[None]:
    listener, windows = Listener(), top_level_widgets()
    logging.getLogger().addHandler(listener)
    network_guard.refused.clear()
    yield
    leaks = leaked_widgets(windows)
    logging.getLogger().removeHandler(listener)
    expected = [pattern for mark in request.node.iter_markers("logs") for pattern in mark.args]
    complaints = [
        *(f"tried to {deed}" for deed in network_guard.refused),
        *(f"left a window: {leak}" for leak in leaks),
        *(f"logged: {line}" for line in listener.unexpected(expected)),
    ]
    if complaints:
        pytest.fail("this test " + "\nthis test ".join(complaints), pytrace=False)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's helper, for a machine that may be busy."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def session_loop(qapp: QApplication) -> Iterator[EventLoop]:
    """One loop for all: a second one would stop the application along with itself."""
    loop = EventLoop(qapp, already_running=True)
    asyncio._set_running_loop(None)  # only while a test asks for it; others use asyncio.run
    yield loop
    loop.stop()
    loop.close()


@pytest.fixture
def loop(session_loop: EventLoop) -> Iterator[EventLoop]:
    """The loop of Qt and asyncio, running for the length of this test."""
    asyncio._set_running_loop(session_loop)
    yield session_loop
    unfinished = unfinished_tasks(session_loop)
    session_loop.set_exception_handler(None)
    asyncio._set_running_loop(None)
    if unfinished:
        pytest.fail(f"this test left tasks running: {', '.join(unfinished)}", pytrace=False)


@pytest.fixture
def run(loop: EventLoop) -> Callable[..., Any]:
    """Run a coroutine to its end while Qt goes on: `answer = run(sender.send(wire))`."""

    def run_to_end(work: Coroutine[Any, Any, T], seconds: float = 60) -> T:
        task = loop.create_task(work)
        if not process_events_until_done(task, seconds):
            pytest.fail(f"{work} did not end within {seconds} s")
        return task.result()

    return run_to_end
