"""Looks for sent requests in Convert's live log, again and again, until they are seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from convert_console.core.convert_api.answers import LiveLog
from convert_console.core.convert_api.calls import LiveQuery, ProjectIds
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.convert_api.matching import (
    Finding,
    Looks,
    SentRequest,
    cannot_tell,
    combined,
    match,
)
from convert_console.core.request.profile import Profile
from convert_console.services.convert_api.client import ConvertApi, OnProgress, Progress

OnFindings = Callable[[list[Finding]], object]

WAIT = 60.0
"""Seconds that a confirmation looks, unless told otherwise; how late the log is, is not known."""


async def confirm(  # noqa: PLR0913 - what a look-up is told while it goes on
    api: ConvertApi,
    profile: Profile,
    where: ProjectIds,
    requests: Sequence[SentRequest],
    wait: float = WAIT,
    *,
    on_progress: OnProgress | None = None,
    on_findings: OnFindings | None = None,
    sooner: asyncio.Event | None = None,
) -> list[Finding]:
    """A finding for each request, in their order: the live log is read until all are seen, or for
    `wait` seconds; once at least.

    `sent_at` of the requests is by this machine's clock. `on_findings` is given what is known after
    each look. `sooner` ends a pause between looks when it is set. A fault ends it: what was not
    seen before cannot be told then.
    """
    deadline = monotonic() + wait
    looks = Looks()
    known: list[Finding] = []
    while True:
        log = await api.live_log(profile, where, on_progress=on_progress)
        found = await _found(api, profile, where, requests, log, looks, on_progress)
        known = list(map(combined, known, found)) if known else found
        if on_findings:
            on_findings(known)
        left = deadline - monotonic()
        if isinstance(log, ApiFault) or left <= 0 or all(one.is_final for one in known):
            return known
        pause = min(api.pace.look, left)
        if on_progress:
            on_progress(Progress("Looking in Convert's live log.", pause))
        await _pause(pause, sooner)


async def _pause(seconds: float, sooner: asyncio.Event | None) -> None:
    if sooner is None:
        await asyncio.sleep(seconds)
        return
    with suppress(TimeoutError):
        await asyncio.wait_for(sooner.wait(), seconds)
    sooner.clear()


async def _found(
    api: ConvertApi,
    profile: Profile,
    where: ProjectIds,
    requests: Sequence[SentRequest],
    log: LiveLog | ApiFault,
    looks: Looks,
    on_progress: OnProgress | None,
) -> list[Finding]:
    """What one look says. Where the log is too busy to reach back, it is asked for the marker."""
    at = api.now(profile)
    if isinstance(log, ApiFault):
        return [cannot_tell(request, log, at) for request in requests]
    looks.add(log, at)
    shift = at - api.machine_time()
    adjusted = [replace(request, sent_at=request.sent_at + shift) for request in requests]
    since = looks.since or 0.0
    found = match(adjusted, log, at, since)
    markers = dict.fromkeys(
        request.marker
        for request, finding in zip(requests, found, strict=True)
        if request.marker and finding.state == "cannot-tell"
    )
    if log.is_full and markers:
        query = LiveQuery(campaigns=tuple(markers))
        marked = await api.live_log(profile, where, query, on_progress)
        if isinstance(marked, LiveLog):
            found = list(map(combined, found, match(adjusted, marked, at, since)))
    return found
