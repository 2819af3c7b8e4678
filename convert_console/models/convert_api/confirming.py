"""Looks for sent requests in Convert's live log, and keeps what it shows."""

import asyncio
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.convert_api.calls import ProjectIds
from convert_console.core.convert_api.faults import NO_KEY
from convert_console.core.convert_api.matching import (
    AGREES,
    EARLIER,
    Finding,
    SentRequest,
    State,
    log_of,
    sent_request,
)
from convert_console.core.convert_api.sighting import read_sighting, tally_words
from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import marker_in
from convert_console.core.text import is_digits, scalar_text
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks, result_of
from convert_console.services.convert_api.client import ConvertApi, Progress, base_of
from convert_console.services.convert_api.confirming import WAIT, Rival, confirm
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

MOST = 1_000
"""Requests that are looked for at a time; the live log has 100 events."""

MOST_RIVALS = 2_000
"""Other requests that may have the same entries of the log, which are taken into account."""

RECENT = 600.0
"""Seconds after a send in which it may still appear; for earlier ones a single look tells all."""

HERE_ONLY = "It was sent to this machine, so Convert never got it."
NOT_SENT = "It did not come from here, so nothing is known of it at Convert."
NO_OWNER = "No profile is of its project, so there is no API key to ask with."
NO_PROFILE = "The profile that sent it is gone, and with it its API key."
STILL_SENDING = "It is still being sent, or not kept yet. Try again in a moment."


class _Wanted(NamedTuple):
    """A row to look for, and what is known of it."""

    row_id: int
    exchange: Exchange
    request: SentRequest
    known: Finding | None


class _Sent(NamedTuple):
    """Another row that was sent at about the same time, or with the same marker."""

    project: str
    is_here: bool
    rival: Rival


class Confirming(QObject):
    """One look-up at a time, of any number of rows; each keeps its finding as soon as it is known.

    Signals:
        changed: it has begun, progressed or ended.
        kept(int, str, str): a row has a finding: its id, its exchange's, and the finding as JSON.
        ended(str): what came of it, in a sentence.
        refused(str): nothing was looked for; why, in a sentence.
        key_wanted(str): nothing was looked for, since the profile has no API key; in words.
    """

    changed = Signal()
    kept = Signal(int, str, str)
    ended = Signal(str)
    refused = Signal(str)
    key_wanted = Signal(str)

    def __init__(self, api: ConvertApi, profiles: Profiles, store: HistoryStore) -> None:
        super().__init__()
        self._api, self._profiles, self._store = api, profiles, store
        self._tasks, self._saving = Tasks(), Tasks()
        self._task: asyncio.Task[None] | None = None
        self._sooner = asyncio.Event()
        self.wait = WAIT
        """Seconds that a look-up lasts at most."""
        self.words = ""
        """What it does now, in a sentence."""
        self.next_look: float | None = None
        """When it asks again, by the monotonic clock; `None` while it asks."""
        self.can_look_now = False
        """Whether it can ask again before that: a busy server is not asked sooner."""
        self.began = 0.0
        """When it began, by the monotonic clock."""
        self.findings: dict[str, Finding] = {}
        """What is known of the rows of this look-up, or of the last one, by exchange."""
        self.fault = ""
        """Why the last one ended early, in a sentence."""

    @property
    def running(self) -> bool:
        """Whether something is looked for."""
        return self._task is not None

    @property
    def states(self) -> list[State]:
        """The state of each row."""
        return [finding.state for finding in self.findings.values()]

    def start(self, row_ids: Sequence[int]) -> None:
        """Look for the requests of rows of the history until all are seen, or time is up."""
        if self.running:
            self.refused.emit("Convert's live log is being read already. Stop that first.")
        elif len(row_ids) > MOST:
            self.refused.emit(f"Select up to {MOST:,} requests; {len(row_ids):,} are selected.")
        elif not row_ids:
            self.refused.emit(STILL_SENDING)
        else:
            self.findings, self.fault, self.began = {}, "", monotonic()
            self.words, self.next_look = "Reading the history.", None
            self._sooner.clear()
            self._task = self._tasks.spawn(self._look_for(tuple(row_ids)), "confirming")
            self._task.add_done_callback(self._over)
            self.changed.emit()

    def start_sent(self, exchanges: Sequence[str]) -> None:
        """Look for what was sent, by the ids of the exchanges."""
        try:
            rows = [row for uid in exchanges[: MOST + 1] if (row := self._store.id_of(uid))]
        except StoreFailed as why:
            self.refused.emit(str(why))
        else:
            self.start(rows)

    def start_exchange(self, exchange: Exchange) -> None:
        """Look for one exchange, wherever it is in the history."""
        row_id = self.row_of(exchange)
        self.start([row_id] if row_id else [])

    def row_of(self, exchange: Exchange) -> int:
        """The row of an exchange in the history; 0 for none."""
        try:
            return self._store.id_of(exchange.id)
        except StoreFailed:
            return 0

    def is_offered(self, exchange: Exchange) -> bool:
        """Whether Convert may have got an exchange at all."""
        profile = self._profile_of(exchange)
        return profile is None or _why_not(exchange, profile) not in (HERE_ONLY, NOT_SENT)

    def why_not(self, exchange: Exchange | None, profile: Profile) -> str:
        """Why an exchange of a profile cannot be looked for, in words; "" where it can. Without an
        exchange: why none can.
        """
        return _why_not(exchange, profile) if exchange is not None else _why_never(profile)

    def look_now(self) -> None:
        """Do not wait for the next look."""
        if self.running:
            self._sooner.set()

    def cancel(self) -> None:
        """Stop looking; what was found stays."""
        if self._task is not None:
            self._task.cancel()

    async def finish(self) -> None:
        """Stop; called when the window closes."""
        await self._tasks.finish()
        await self._saving.settle()

    def _over(self, task: asyncio.Task[None]) -> None:
        self._task, self.words, self.next_look, self.can_look_now = None, "", None, False
        self.changed.emit()
        if task.cancelled() and self.states:
            self.ended.emit(f"Stopped. {self._tally()}")
        elif task.cancelled():
            self.ended.emit("Stopped before anything was known.")

    async def _look_for(self, row_ids: tuple[int, ...]) -> None:
        try:
            exchanges = await asyncio.to_thread(self._load, row_ids)
        except StoreFailed as why:
            self.refused.emit(str(why))
            return
        groups, reasons = self._grouped(exchanges)
        if not groups:
            reason = next(iter(reasons), STILL_SENDING)
            (self.key_wanted if reason == NO_KEY.words else self.refused).emit(reason)
            return
        try:
            others = await asyncio.to_thread(self._load_others, row_ids, list(groups.values()))
        except StoreFailed as why:
            self.refused.emit(str(why))
            return
        for (profile, where), wanted in groups.items():
            self._take_progress(Progress("Asking Convert."))
            is_local = destination_kind(base_of(profile)) == "loopback"
            rivals = [
                sent.rival
                for sent in others
                if sent.project in ("", where.project) and (is_local or not sent.is_here)
            ]
            await confirm(
                self._api,
                profile,
                where,
                [one.request for one in wanted],
                self._patience(wanted),
                known=[one.known for one in wanted],
                rivals=rivals,
                on_progress=self._take_progress,
                on_findings=lambda found, rows=wanted: self._take(rows, found),  # type: ignore[misc]
                sooner=self._sooner,
            )
        await self._saving.settle()
        self.ended.emit(self._in_words(len(reasons)))

    def _patience(self, wanted: Sequence[_Wanted]) -> float:
        """Seconds to look for these."""
        now = self._api.machine_time()
        is_recent = any(now - one.request.sent_at < RECENT for one in wanted)
        return self.wait if is_recent else 0.0

    def _load(self, row_ids: tuple[int, ...]) -> list[tuple[int, Exchange]]:
        """For a thread."""
        pairs = ((row_id, self._store.load_exchange(row_id)) for row_id in row_ids)
        return [(row_id, exchange) for row_id, exchange in pairs if exchange is not None]

    def _load_others(
        self, row_ids: tuple[int, ...], groups: Sequence[Sequence[_Wanted]]
    ) -> list[_Sent]:
        """What else was sent with the same markers, or at about the same time. For a thread."""
        requests = [one.request for wanted in groups for one in wanted]
        markers = list(dict.fromkeys(one.marker for one in requests if one.marker))
        around = AGREES + EARLIER
        times = _joined(sorted((r.sent_at - around, r.sent_at + around) for r in requests))
        found = self._store.load_rivals(markers, times, MOST_RIVALS + len(row_ids))
        others: list[_Sent] = []
        for row_id in sorted(set(found).difference(row_ids)):
            exchange = self._store.load_exchange(row_id)
            if exchange is not None:
                payload = parse(exchange.document).payload
                request = sent_request(payload, exchange.sent_at, marker_in(payload))
                rival = Rival(request, read_sighting(exchange.sighting))
                others.append(_Sent(_text_of(payload, "pid"), exchange.is_here, rival))
        return others

    def _grouped(
        self, exchanges: Sequence[tuple[int, Exchange]]
    ) -> tuple[dict[tuple[Profile, ProjectIds], list[_Wanted]], list[str]]:
        """The rows by profile and project, and why others are left out."""
        groups: dict[tuple[Profile, ProjectIds], list[_Wanted]] = {}
        reasons = []
        for row_id, exchange in exchanges:
            profile = self._profile_of(exchange)
            reason = _why_not(exchange, profile)
            if reason or profile is None:
                reasons.append(reason)
                continue
            payload = parse(exchange.document).payload
            request = sent_request(payload, exchange.sent_at, marker_in(payload))
            place = profile, _project_of(payload, profile)
            known = read_sighting(exchange.sighting)
            groups.setdefault(place, []).append(_Wanted(row_id, exchange, request, known))
        return groups, reasons

    def _profile_of(self, exchange: Exchange) -> Profile | None:
        """Whose key is used: the profile that sent it, or that of a watched page's project."""
        if exchange.source == "sent":
            return self._profiles.find(exchange.profile_id)
        project = _text_of(parse(exchange.document).payload, "pid")
        return self._profiles.find(self._profiles.ids_by_project.get(project, ""))

    def _take_progress(self, progress: Progress) -> None:
        self.words = progress.words
        self.next_look = None if progress.wait is None else monotonic() + progress.wait
        self.can_look_now = progress.can_end
        self.changed.emit()

    def _take(self, wanted: Sequence[_Wanted], found: Sequence[Finding]) -> None:
        """Show what is known after a look, and store what has changed."""
        for one, finding in zip(wanted, found, strict=True):
            uid = one.exchange.id
            before = self.findings.get(uid)
            self.findings[uid] = finding
            if before is None or before.events != finding.events:
                self._saving.spawn(self._keep(one, finding), "keeping what was seen")
        self.changed.emit()

    async def _keep(self, one: _Wanted, finding: Finding) -> None:
        text = finding.text
        try:
            await result_of(self._store.note_sighting(one.row_id, finding.state, text))
        except StoreFailed as why:
            self.fault = str(why)
        else:
            self.kept.emit(one.row_id, one.exchange.id, text)

    def _tally(self) -> str:
        """How many requests are in which state, by whose log."""
        asked = {finding.asked for finding in self.findings.values()}
        log = log_of(asked.pop()) if len(asked) == 1 else log_of("")
        return tally_words(self.states, log=log)

    def _in_words(self, left_out: int) -> str:
        states = self.states
        one = next(iter(self.findings.values())) if len(states) == 1 else None
        said = one.reason if one is not None else self._tally()
        if one is None and "cannot-tell" in states:
            telling = (each for each in self.findings.values() if each.state == "cannot-tell")
            said = f"{said} {next(telling).reason}"
        others = f"{left_out:,} of them {'was' if left_out == 1 else 'were'} not looked for."
        return " ".join(filter(None, (said, others if left_out else "", self.fault)))


def _joined(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans of time, of which those that overlap are one.

    >>> _joined([(0, 2), (1, 3), (5, 6)])
    [(0, 3), (5, 6)]
    """
    joined: list[tuple[float, float]] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _why_not(exchange: Exchange, profile: Profile | None) -> str:
    """Why a request cannot be looked for; "" where it can."""
    if exchange.source == "collector":
        return NOT_SENT
    if profile is None:
        return NO_PROFILE if exchange.source == "sent" else NO_OWNER
    base = base_of(profile)
    if exchange.is_here and destination_kind(base) != "loopback":
        return HERE_ONLY
    if exchange.outcome is None:
        return STILL_SENDING
    return _why_never(profile)


def _why_never(profile: Profile) -> str:
    """Why nothing of a profile can be looked for; "" where it can."""
    blocked = profile.block_reason(base_of(profile), "Choose an API address on this machine")
    return blocked or ("" if profile.api_key_since else NO_KEY.words)


def _project_of(payload: Payload, profile: Profile) -> ProjectIds:
    """The project that a document names, and else the profile's."""
    account, project = _text_of(payload, "cid"), _text_of(payload, "pid")
    return ProjectIds(
        account if is_digits(account) else profile.account,
        project if is_digits(project) else profile.project,
    )


def _text_of(payload: Payload, key: str) -> str:
    """A plain value of a document as text; "" for none."""
    return scalar_text(payload.get(key)) if isinstance(payload, dict) else ""
