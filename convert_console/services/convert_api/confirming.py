"""Looks for sent requests in Convert's live log, again and again, until they are seen."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from convert_console.core.convert_api.answers import LiveLog
from convert_console.core.convert_api.calls import LiveQuery, ProjectIds
from convert_console.core.convert_api.faults import ApiFault, clock_words
from convert_console.core.convert_api.matching import (
    Finding,
    Looks,
    Observation,
    SentRequest,
    cannot_tell,
    combined,
    match,
)
from convert_console.core.request.destination import host_of
from convert_console.core.request.profile import Profile
from convert_console.services.convert_api.client import ConvertApi, OnProgress, Progress, base_of

OnFindings = Callable[[list[Finding]], object]

WAIT = 60.0
"""Seconds that a confirmation looks, unless told otherwise; how late the log is, is not known."""


class Rival(NamedTuple):
    """A request that nobody asks about, and what is known of it: it may have an entry, too."""

    request: SentRequest
    known: Finding | None = None


async def confirm(  # noqa: PLR0913 - what a look-up is told while it goes on
    api: ConvertApi,
    profile: Profile,
    where: ProjectIds,
    requests: Sequence[SentRequest],
    wait: float = WAIT,
    *,
    known: Sequence[Finding | None] = (),
    rivals: Sequence[Rival] = (),
    on_progress: OnProgress | None = None,
    on_findings: OnFindings | None = None,
    sooner: asyncio.Event | None = None,
) -> list[Finding]:
    """A finding for each request, in their order: the live log is read until all are seen, or are
    similar where they have no marker, or for `wait` seconds; once at least.

    `sent_at` of the requests is by this machine's clock. `known` are their findings of earlier
    looks. `on_findings` is given what is known after each look. `sooner` ends a pause between looks
    when it is set. A fault ends it: what was not seen before cannot be told then.
    """
    deadline = monotonic() + wait
    looking = _Looking(api, profile, where, requests, rivals, Looks())
    now = looking.of_this_log(known)
    findings: list[Finding] = []
    while True:
        # A busy server may ask to wait for longer than this has time.
        left = deadline - monotonic()
        patience = max(left, 0.0) + api.pace.look if findings else None
        try:
            async with asyncio.timeout(patience):
                log = await api.live_log(profile, where, on_progress=on_progress)
                now = await looking.found(log, now, on_progress)
        except TimeoutError:
            return findings
        findings = [finding for finding in now if finding is not None]
        if on_findings:
            on_findings(findings)
        left = deadline - monotonic()
        is_over = all(map(_is_all_known, requests, findings))
        if isinstance(log, ApiFault) or left <= 0 or is_over:
            return findings
        pause = min(api.pace.look, left)
        if on_progress:
            on_progress(Progress("Looking in Convert's live log.", pause, can_end=True))
        await _pause(pause, sooner)


async def _pause(seconds: float, sooner: asyncio.Event | None) -> None:
    if sooner is None:
        await asyncio.sleep(seconds)
        return
    with suppress(TimeoutError):
        await asyncio.wait_for(sooner.wait(), seconds)
    sooner.clear()


class _Looking(NamedTuple):
    """What is looked for, and where."""

    api: ConvertApi
    profile: Profile
    where: ProjectIds
    requests: Sequence[SentRequest]
    rivals: Sequence[Rival]
    looks: Looks

    @property
    def asked(self) -> str:
        """The host whose log is read."""
        return host_of(base_of(self.profile))

    @property
    def ahead(self) -> float:
        """Seconds by which this machine's clock is ahead of Convert's, as far as is known."""
        return self.api.machine_time() - self.api.now(self.profile)

    def of_this_log(self, known: Sequence[Finding | None]) -> list[Finding | None]:
        """Findings of earlier looks at the same log, one for each request."""
        usable = [one if one is not None and _is_of(one, self.asked) else None for one in known]
        return usable or [None] * len(self.requests)

    async def found(
        self, log: LiveLog | ApiFault, known: list[Finding | None], on_progress: OnProgress | None
    ) -> list[Finding | None]:
        """What is known after one more look. Where the log is too busy to reach back, it is asked
        for the marker.
        """
        at = self.api.machine_time()
        if isinstance(log, ApiFault):
            found = [cannot_tell(request, log, at, self.asked) for request in self.requests]
            return list(map(_together, known, found))
        self.looks.add(log, at, self.ahead)
        now = list(map(_together, known, self._match(log, at, known)))
        markers = dict.fromkeys(
            request.marker
            for request, finding in zip(self.requests, now, strict=True)
            if request.marker and finding.state == "cannot-tell"
        )
        if log.is_full and markers:
            query = LiveQuery(campaigns=tuple(markers))
            marked = await self.api.live_log(self.profile, self.where, query, on_progress)
            if isinstance(marked, LiveLog):
                now = list(map(_together, now, self._match(marked, at, now)))
        return list(now)

    def _match(self, log: LiveLog, at: float, known: Sequence[Finding | None]) -> list[Finding]:
        """What one reading of the log says, and that the clocks differ, if they do."""
        sent = [*self.requests, *(rival.request for rival in self.rivals)]
        rivals = [rival.known for rival in self.rivals]
        before = [*known, *(self.of_this_log(rivals) if rivals else [])]
        found = match(
            sent,
            log,
            at,
            self.looks.since or 0.0,
            known=before,
            asked=self.asked,
            ahead=self.ahead,
        )[: len(self.requests)]
        words = clock_words(self.ahead)
        if not words:
            return found
        clock = Observation("clock", words, at)
        return [one._replace(observations=(*one.observations, clock)) for one in found]


def _is_all_known(request: SentRequest, finding: Finding) -> bool:
    """Whether another look can tell nothing more: without a marker, nothing is ever seen."""
    return finding.is_final or (finding.state == "similar" and not request.marker)


def _is_of(finding: Finding, asked: str) -> bool:
    """Whether a finding is of the log that is read; one of an earlier version does not say it."""
    return finding.asked == asked or not finding.asked


def _together(before: Finding | None, now: Finding) -> Finding:
    same = before is not None and len(before.events) == len(now.events)
    return combined(before, now) if before is not None and same else now
