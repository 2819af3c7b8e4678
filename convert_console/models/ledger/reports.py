"""Reads Convert's reports when asked, and takes snapshots before a run."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.convert_api.calls import ProjectIds
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.document.payload import parse
from convert_console.core.ledger.ledger import Cell
from convert_console.core.ledger.reported import Outside, Reading, Snapshot, outside
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import Profile
from convert_console.models.ledger.ledger import LedgerCount
from convert_console.models.tasks import Tasks
from convert_console.services.convert_api.client import ConvertApi, Progress, base_of
from convert_console.services.ledger.ledger import sent_documents
from convert_console.services.ledger.reports import (
    BlockedAnswer,
    KeptReports,
    ReportStore,
    Wanted,
    read_reports,
    take_snapshot,
)
from convert_console.services.storage.files import StoreFailed


class _Subject(NamedTuple):
    """What a reading is of, and where it was read."""

    profile: str
    key: str
    where: ProjectIds
    base: str


def _subject_of(profile: Profile, count: LedgerCount) -> _Subject:
    where = ProjectIds(profile.account, profile.project)
    return _Subject(profile.id, count.scope.span, where, base_of(profile))


class ReportReader(QObject):
    """Uses the network only while `is_reading`, which begins by a click and `cancel` ends.

    Signals:
        changed: a reading, a snapshot or the progress has changed.
        failed(str): nothing could be read or kept; why, in a sentence.
        taken(float, str): a snapshot was taken at a time in Unix seconds; what is missing in it, in
            words.
    """

    changed = Signal()
    failed = Signal(str)
    taken = Signal(float, str)

    def __init__(self, api: ConvertApi, store: ReportStore, history: Path) -> None:
        """`history` is its database's file."""
        super().__init__()
        self._api, self._store, self._history = api, store, history
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._reading: Reading | None = None
        self._subject: _Subject | None = None
        self._kept: dict[str, KeptReports] = {}
        self._ended = False
        self.progress: Progress | None = None

    @property
    def is_reading(self) -> bool:
        """Whether Convert is being asked."""
        return self._task is not None

    def why_not(self, profile: Profile) -> str:
        """Why a profile's reports cannot be read, in a sentence; "" where they can."""
        if not profile.api_key_since:
            return "Expected results only."
        reason = profile.block_reason(base_of(profile), "Choose an API address on this machine")
        return reason or ProjectIds(profile.account, profile.project).fault

    def applies_to(self, count: LedgerCount, profile: Profile) -> bool:
        """Whether a report can show what was counted: a rehearsal is in none, unless the API is a
        stand-in on this machine, too.
        """
        return not count.is_rehearsal or destination_kind(base_of(profile)) == "loopback"

    def reading_of(self, count: LedgerCount, profile: Profile) -> Reading | None:
        """The last reading, if it is of what was counted."""
        is_same = self._subject == _subject_of(profile, count) and not self.why_not(profile)
        return self._reading if is_same and self.applies_to(count, profile) else None

    def snapshot(self, profile: Profile) -> Snapshot | None:
        """The last snapshot of a profile."""
        return self._load(profile).snapshot

    def is_blocked(self, profile: Profile, addresses: Sequence[str]) -> bool | None:
        """Whether this machine's address is blocked, as the user said; `None` for no answer."""
        return self._load(profile).is_blocked(addresses)

    def answer_blocked(self, profile: Profile, addresses: Sequence[str], *, is_mine: bool) -> None:
        """Keep whether this machine's address is among those; asked again when they change."""
        kept = replace(self._load(profile), blocked=BlockedAnswer(tuple(addresses), is_mine))
        self._keep(profile, kept)
        self.changed.emit()

    def read(self, profile: Profile, count: LedgerCount) -> None:
        """Read the reports of what was counted, unless that is under way."""
        before = self.snapshot(profile)
        began = before is not None and not count.marker and before.at == count.since
        wanted = Wanted(
            ProjectIds(profile.account, profile.project),
            tuple(dict.fromkeys(cell.experience for cell in count.ledger.cells if cell.experience)),
            count.since,
            count.marker,
            before if began else None,
        )
        self._start(self._read(profile, count, wanted), "reading reports")

    def take_snapshot(self, profile: Profile, experiences: Sequence[str]) -> None:
        """Keep what the reports of these experiences say now; without any, of all that run."""
        where = ProjectIds(profile.account, profile.project)
        self._start(self._take(profile, Wanted(where, tuple(experiences))), "taking a snapshot")

    def forget(self, profile_id: str) -> None:
        """Delete what is kept of a profile that is deleted."""
        self._kept.pop(profile_id, None)
        try:
            self._store.forget(profile_id)
        except StoreFailed as why:
            self._fail(str(why))

    def cancel(self) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()

    def end(self) -> None:
        """Send no more signals."""
        self._ended = True
        self.cancel()

    async def finish(self) -> None:
        """Wait for what was stopped."""
        self.end()
        await self._tasks.finish()

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        if self.is_reading:
            work.close()
            return
        self.progress = Progress("Asking Convert.")
        self._task = self._tasks.spawn(work, name)
        self._task.add_done_callback(self._stopped)
        self.changed.emit()

    async def _read(self, profile: Profile, count: LedgerCount, wanted: Wanted) -> None:
        result = await read_reports(self._api, profile, wanted, self._tell)
        if isinstance(result, ApiFault):
            self._fail(result.words)
            return
        beyond: dict[Cell, Outside] = {}
        if result.project is not None and not self._ended:
            try:
                beyond = await asyncio.to_thread(self._outside, count, result)
            except StoreFailed as why:
                self._fail(str(why))
        self._reading = replace(result, outside=beyond)
        self._subject = _subject_of(profile, count)

    def _outside(self, count: LedgerCount, reading: Reading) -> dict[Cell, Outside]:
        assert reading.project is not None
        sent = sent_documents(self._history, count.scope.profile, count.since, count.marker)
        return outside(
            (
                parse(one.document).payload
                for one in sent
                if one is not None
                and one.verdict == "accepted"
                and (destination_kind(one.url) == "loopback") is count.is_rehearsal
            ),
            reading.project,
        )

    async def _take(self, profile: Profile, wanted: Wanted) -> None:
        result = await take_snapshot(self._api, profile, wanted, self._tell)
        if isinstance(result, ApiFault):
            self._fail(result.words)
            return
        snapshot, faults = result
        self._keep(profile, replace(self._load(profile), snapshot=snapshot))
        if not self._ended:
            lacks = " ".join(dict.fromkeys(fault.words for fault in faults))
            self.taken.emit(snapshot.at, lacks)

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        if not self._ended:
            self.changed.emit()

    def _fail(self, sentence: str) -> None:
        if not self._ended:
            self.failed.emit(sentence)

    def _stopped(self, _task: asyncio.Task[None]) -> None:
        self._task, self.progress = None, None
        if not self._ended:
            self.changed.emit()

    def _load(self, profile: Profile) -> KeptReports:
        if profile.id not in self._kept:
            try:
                self._kept[profile.id] = self._store.load(profile.id)
            except StoreFailed:
                self._kept[profile.id] = KeptReports()  # keeping the next one says what is wrong
        return self._kept[profile.id]

    def _keep(self, profile: Profile, kept: KeptReports) -> None:
        self._kept[profile.id] = kept
        try:
            self._store.save(profile.id, kept)
        except StoreFailed as why:
            self._fail(f"{why} The snapshot is used until the window closes.")
