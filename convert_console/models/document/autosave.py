"""Keeps each profile's draft on disk, less than a second behind the keyboard."""

from __future__ import annotations

import threading
from asyncio import to_thread
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.request.draft import Draft
from convert_console.models.document.document import RequestDocument
from convert_console.models.tasks import Tasks, loop_runs
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.files import StoreFailed

SAVE_AFTER_MS = 400

APART = (
    "This profile is open in another window too. Each window keeps a draft of its own; "
    "history, profiles and saved requests are shared."
)
LEFT_NAME = "Draft of another window"


class Autosave(QObject):
    """Writes drafts off the UI thread, since a disk may take its time. `notice` says what was wrong
    with the draft that was opened last, "" for nothing.

    Signals:
        saved: what is on screen is on disk.
        failed(str): it is not; why, in a sentence.
        parted(str): another window has this profile's draft, so this one has its own; in words.
    """

    saved = Signal()
    failed = Signal(str)
    parted = Signal(str)

    def __init__(
        self,
        store: DraftStore,
        document: RequestDocument,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._disk = _InOrder(store)
        self._document = document
        self._tasks = Tasks()
        self._told: set[str] = set()
        self.notice = ""
        self._pause = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._pause.timeout.connect(self._begin)
        document.changed.connect(self._wait)

    def open(self, key: str, fallback: Draft) -> None:
        """Show the draft that was left under a profile's key, or else the fallback."""
        self.flush()
        kept, self.notice = None, ""
        try:
            kept = self._store.load(key)
        except StoreFailed as why:
            self.notice = str(why)
            self.failed.emit(self.notice)
        self._disk.found(key, kept)
        self._document.open(key, kept or fallback)
        if self._store.is_apart(key) and key not in self._told:
            self._told.add(key)
            self.parted.emit(APART)

    @property
    def apart(self) -> str:
        """What to know of the draft on screen: that it is not the profile's own; else ""."""
        return APART if self._store.is_apart(self._document.key) else ""

    def adopt(self, keep: Callable[[str, Draft], bool]) -> int:
        """Hand what other windows of this profile have left to `keep`, under a name; how much was
        kept. What is the same as the draft on screen need not be.
        """
        kept = 0
        try:
            for place, draft in self._store.abandoned(self._document.key).items():
                new = draft != self._document.draft
                if new and not keep(LEFT_NAME, draft):
                    continue
                kept += new
                self._store.forget(place)
        except StoreFailed as why:
            self.failed.emit(str(why))
        return kept

    def flush(self) -> None:
        """Write at once, before the draft is left or the window closes."""
        self._pause.stop()
        key, draft = self._document.key, self._document.draft
        if key and not self._disk.holds(key, draft):
            try:
                self._disk.save(self._disk.asked(key, draft))
            except StoreFailed as why:
                self.failed.emit(str(why))

    async def finish(self) -> None:
        """Write what is unsaved, and wait for what is being written."""
        self._pause.stop()
        await self._tasks.settle()
        self.flush()
        self._store.release()

    def _wait(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _begin(self) -> None:
        key, draft = self._document.key, self._document.draft
        if not loop_runs():
            self.flush()
        elif key and not self._disk.will_hold(key, draft):
            self._tasks.spawn(self._write(self._disk.asked(key, draft)), "saving the draft")

    async def _write(self, asked: _Asked) -> None:

        try:
            written = await to_thread(self._disk.save, asked)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        if written:
            self.saved.emit()


class _Asked(NamedTuple):
    key: str
    draft: Draft
    turn: int


class _InOrder:
    """Writes of several threads, one at a time: a slow one never undoes a later one. It knows what
    lies on the disk, since what a thread has written is told late.

    It holds no Qt object, since it is what the threads hold.
    """

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self._one_at_a_time = threading.Lock()
        self._turns = count(1)
        self._latest: dict[str, _Asked] = {}
        self._written: dict[str, int] = {}

    def found(self, key: str, draft: Draft | None) -> None:
        """A draft, or none, lies on the disk."""
        self._latest.pop(key, None)
        if draft is not None:
            self._written[key] = self.asked(key, draft).turn

    def asked(self, key: str, draft: Draft) -> _Asked:
        """A draft is to be written, whatever was to be before."""
        self._latest[key] = asked = _Asked(key, draft, next(self._turns))
        return asked

    def will_hold(self, key: str, draft: Draft) -> bool:
        """Whether this lies on the disk once all is written."""
        latest = self._latest.get(key)
        return latest is not None and latest.draft == draft

    def holds(self, key: str, draft: Draft) -> bool:
        """Whether this lies on the disk, and nothing else is to be written over it."""
        latest = self._latest.get(key)
        if latest is None or latest.draft != draft:
            return False
        return latest.turn == self._written.get(key)

    def save(self, asked: _Asked) -> bool:
        """Write a draft, unless a later one is written already; whether it was."""
        with self._one_at_a_time:
            if asked.turn < self._written.get(asked.key, 0):
                return False
            try:
                self._store.save(asked.key, asked.draft)
            except StoreFailed:
                self._latest.pop(asked.key, None)  # so that it is tried again
                raise
            self._written[asked.key] = asked.turn
            return True
