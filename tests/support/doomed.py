"""Processes that work on files of the console until they are killed."""

# `support.killing` forks them. Each prints a line for what a user would see on the screen by then.

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any

EDIT_EVERY = 0.02
"""Seconds between two keys of a quick typist, several times over."""

STATEMENT = 0.01
"""Seconds that a statement of an upgrade takes at least."""


def say(*words: object) -> None:
    """Show something."""
    print(*words, flush=True)


def sends(folder: Path) -> None:
    """Keeps exchanges, some one by one and some in a batch, and shows each that is kept."""
    from convert_console.services.history.store import HistoryStore
    from support.exchanges import record

    store = HistoryStore(folder / "history.sqlite3")
    first = os.getpid() * 1_000_000
    for number in count(first, 10):
        batch = [
            record(number + i, document="x" * (number % 7) * 997) for i in range(1 + number % 4)
        ]
        for one, kept in [(one, store.keep(one).row) for one in batch]:
            kept.result()
            say(one.exchange.id)


def beginnings(folder: Path) -> None:
    """Makes a history of the first version's tables, again and again, each in a new file."""
    from convert_console.services.history.store import HistoryStore

    _take_time_over_upgrades()
    for number in count():
        say(number)
        HistoryStore(folder / str(number) / "history.sqlite3").close()


def upgrades(folder: Path) -> None:
    """Brings histories of the version that the folder is named by up to date, one by one."""
    from convert_console.services.history.store import HistoryStore
    from support.earlier import of_version

    old = folder / "old.sqlite3"
    of_version(old, int(folder.name.partition("-")[0]), rows=3)
    _take_time_over_upgrades()
    for number in count():
        # Copied: creating each on a slow disk takes so long that a kill would meet no upgrade.
        path = folder / str(number) / "history.sqlite3"
        path.parent.mkdir()
        copyfile(old, path)
        say(number)
        HistoryStore(path).close()


def ticks(folder: Path) -> None:
    """Ticks lines of the ledger, and shows each that is kept."""
    from convert_console.core.ledger.ledger import Cell, Figures, Tick
    from convert_console.services.history.store import HistoryStore
    from convert_console.services.ledger.ledger import LedgerScope, NamedProfile, save_tick

    store = HistoryStore(folder / "history.sqlite3")
    for number in count():
        cell = Cell("1", str(os.getpid()), str(number))
        save_tick(
            store,
            LedgerScope(NamedProfile("shop", "Shop"), "all", "away"),
            cell,
            Tick(Figures(number), 9.0),
        ).result()
        say(os.getpid(), number)


def profiles(folder: Path) -> None:
    """Saves a profile and a setting over and over, and shows each number that is saved."""
    from convert_console.core.request.profile import Profile
    from convert_console.services.storage.profiles import ProfileStore
    from convert_console.services.storage.settings import SettingsStore

    store, settings = ProfileStore(folder / "profiles"), SettingsStore(folder / "settings.json")
    for number in count(1):
        store.save(Profile(id="shop", name="Shop", project=str(number), account="7" * 9999))
        settings.set("number", number)
        say(number)


def edits(folder: Path) -> None:
    """Types into a document that keeps itself, and shows each number and when it was typed."""
    from PySide6.QtCore import QCoreApplication

    from convert_console.core.request.draft import Draft
    from convert_console.models.document.autosave import Autosave
    from convert_console.models.document.document import RequestDocument
    from convert_console.services.storage.drafts import DraftStore

    _spare_the_disk()
    app = QCoreApplication([])
    document = RequestDocument()
    autosave = Autosave(DraftStore(folder / "drafts"), document)
    autosave.open("shop", Draft("0"))
    autosave.failed.connect(say)
    _type_for_ever(app, document)


def window(folder: Path) -> None:
    """Types and sends in the real window, and shows what stands in it, once a send is kept."""
    from PySide6.QtCore import QTimer

    from convert_console.app.composition import Composition
    from convert_console.app.context import build_context
    from convert_console.app.run import application, run_until_closed
    from convert_console.core.document.edits import with_value
    from convert_console.models.history.model import ROW
    from convert_console.services.storage.folders import Folders

    _spare_the_disk()
    app = application()
    composition = Composition(app, build_context(Folders(folder)))
    composition.window.show()
    shown: set[str] = set()

    def work() -> None:
        if not composition.collector.running:
            return  # a send would go to whoever has the usual port, such as a parallel test
        history = composition.context.history
        for place in range(min(history.rowCount(), 20)):
            row = history.index(place, 0).data(ROW)
            if row.id and row.uid not in shown:
                shown.add(row.uid)
                say("kept", row.uid)
        if not composition.context.sending.running:
            composition.context.sending.send()
            composition.context.sending.confirm()
        typed = f"{os.getpid()}-{len(shown)}-{time.monotonic()}"
        composition.context.document.change_text(
            lambda text: with_value(text, ("vid",), typed), "Type"
        )
        if shown:
            say("typed", typed)

    timer = QTimer(interval=20)
    timer.timeout.connect(work)
    timer.start()
    run_until_closed(app, composition, _Loudly())  # type: ignore[arg-type]


def _take_time_over_upgrades() -> None:
    """Let each statement take as long as on a slow disk, and what follows them no longer than on a
    quick one: otherwise hardly any kill would come during an upgrade.
    """
    from convert_console.services.history import connection, database

    at_once = connection.connect

    def connect(path: Path, patience: float) -> sqlite3.Connection:
        db = at_once(path, patience)
        db.execute("PRAGMA synchronous = OFF")
        db.set_trace_callback(lambda _statement: time.sleep(STATEMENT))
        return db

    database.connect = connect  # type: ignore[attr-defined]


def _spare_the_disk() -> None:
    """What a process has written outlives it without that: only a power cut could tell. And how
    long a busy disk takes is no matter of ours.
    """

    def at_once(fd: Any) -> None:
        del fd

    os.fsync = at_once


class _Loudly:
    """Ends the process at the first bug, so that the test sees it."""

    def listen(self, loop: Any) -> None:
        def end(_loop: Any, context: dict[str, Any]) -> None:
            print(context, file=sys.stderr, flush=True)
            os._exit(3)

        loop.set_exception_handler(end)


def _type_for_ever(app: Any, document: Any) -> None:
    import asyncio

    from convert_console.app.garbage import EventLoop

    async def go_on() -> None:
        for number in count(1):
            document.change_text(lambda _, number=number: str(number), "Type")
            say(number, time.monotonic())
            await asyncio.sleep(EDIT_EVERY)

    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        runner.run(go_on())


KINDS: dict[str, Callable[[Path], None]] = {
    kind.__name__: kind for kind in (sends, beginnings, upgrades, ticks, profiles, edits, window)
}
