"""Saves each profile's draft, less than a second after a change."""

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
    "This profile is open in another window too. Each window has its own draft; history, "
    "profiles and saved requests are shared."
)
LEFT_NAME = "Draft of another window"


class Autosave(QObject):
    """Writes drafts in a thread, since a disk may be slow. `notice` is a sentence about damage of
    the draft that was opened last, or "".

    Signals:
        saved: the draft is saved.
        failed(str): the draft could not be saved or loaded; why, in a sentence.
        opened_apart(str): another window has this profile's draft, so this one has its own; in
            a sentence.
    """

    saved = Signal()
    failed = Signal(str)
    opened_apart = Signal(str)

    def __init__(
        self,
        store: DraftStore,
        document: RequestDocument,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._disk = _OrderedWrites(store)
        self._document = document
        self._tasks = Tasks()
        self._notified: set[str] = set()
        self.notice = ""
        self._pause = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._pause.timeout.connect(self._begin)
        document.changed.connect(self._wait)

    def open(self, key: str, fallback: Draft) -> None:
        """Show the saved draft of a profile, or else the fallback."""
        self.flush()
        saved, self.notice = None, ""
        try:
            saved = self._store.load(key)
        except StoreFailed as why:
            self.notice = str(why)
            self.failed.emit(self.notice)
        self._disk.note_saved(key, saved)
        self._document.open(key, saved or fallback)
        if self._store.is_apart(key) and key not in self._notified:
            self._notified.add(key)
            self.opened_apart.emit(APART)

    @property
    def apart(self) -> str:
        """A sentence if another window has the profile's draft; else ""."""
        return APART if self._store.is_apart(self._document.key) else ""

    def adopt(self, keep: Callable[[str, Draft], bool]) -> int:
        """Pass the drafts of closed windows of this profile to `keep` with a name; how many it
        kept.

        A draft that equals the current one is dropped.
        """
        count = 0
        try:
            for place, draft in self._store.abandoned(self._document.key).items():
                new = draft != self._document.draft
                if new and not keep(LEFT_NAME, draft):
                    continue
                count += new
                self._store.forget(place)
        except StoreFailed as why:
            self.failed.emit(str(why))
        return count

    def forget(self, key: str) -> None:
        """Delete the draft of a profile that is gone for good."""
        self._disk.note_saved(key, None)
        try:
            self._store.discard(key)
        except StoreFailed as why:
            self.failed.emit(str(why))

    def flush(self) -> None:
        """Save now, before another draft is opened or the window closes."""
        self._pause.stop()
        key, draft = self._document.key, self._document.draft
        if key and not self._disk.holds(key, draft):
            try:
                self._disk.save(self._disk.request(key, draft))
            except StoreFailed as why:
                self.failed.emit(str(why))

    async def finish(self) -> None:
        """Save what is unsaved, and wait for writes under way."""
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
            self._tasks.spawn(self._write(self._disk.request(key, draft)), "saving the draft")

    async def _write(self, write: _Write) -> None:
        try:
            written = await to_thread(self._disk.save, write)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        if written:
            self.saved.emit()


class _Write(NamedTuple):
    key: str
    draft: Draft
    turn: int


class _OrderedWrites:
    """Orders the writes of several threads, so that a slow one never overwrites a later one.

    It knows what is on the disk before the UI thread does. It has no Qt object, since threads use
    it.
    """

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self._one_at_a_time = threading.Lock()
        self._turns = count(1)
        self._latest: dict[str, _Write] = {}
        self._written: dict[str, int] = {}

    def note_saved(self, key: str, draft: Draft | None) -> None:
        """Remember the draft that is on the disk, or that there is none."""
        self._latest.pop(key, None)
        if draft is not None:
            self._written[key] = self.request(key, draft).turn

    def request(self, key: str, draft: Draft) -> _Write:
        """Register a draft as the next one to be written."""
        self._latest[key] = write = _Write(key, draft, next(self._turns))
        return write

    def will_hold(self, key: str, draft: Draft) -> bool:
        """Whether this draft is on disk once all writes are done."""
        latest = self._latest.get(key)
        return latest is not None and latest.draft == draft

    def holds(self, key: str, draft: Draft) -> bool:
        """Whether this draft is on disk, and no other is to be written."""
        latest = self._latest.get(key)
        if latest is None or latest.draft != draft:
            return False
        return latest.turn == self._written.get(key)

    def save(self, write: _Write) -> bool:
        """Write a draft, unless a later one is written already; whether it was written."""
        with self._one_at_a_time:
            if write.turn < self._written.get(write.key, 0):
                return False
            try:
                self._store.save(write.key, write.draft)
            except StoreFailed:
                self._latest.pop(write.key, None)  # so that the next save tries again
                raise
            self._written[write.key] = write.turn
            return True
