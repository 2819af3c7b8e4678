"""Reads a payload of the v1 API: one document for each of its visitors, with what gets lost."""

from __future__ import annotations

from collections.abc import Iterator

from convert_console.core.document.payload import Payload
from convert_console.core.paste.found import (
    PastedRequest,
    Recognised,
    numbered,
    request_of,
    without_empty,
)
from convert_console.core.paste.pieces import left_out
from convert_console.core.paste.segments import translated
from convert_console.core.paste.v1_events import V1Events
from convert_console.core.request.event_summary import plain_text

WHAT = "Payload of the v1 API"
_USED = ("accountId", "projectId", "visitors", "source")
_VISITOR = ("visitorId", "segments", "events")
_SEVERAL = "It speaks of {} visitors: each needs a request of its own here."
_FORM = "v1 says it in another form: it was translated, and goes to the /track endpoint."


def is_v1(found: Payload) -> bool:
    """Whether an object is one."""
    return isinstance(found, dict) and isinstance(found.get("visitors"), list) and "ev" not in found


def read(found: dict[str, Payload]) -> Recognised | None:
    """One document a visitor; `None` when it is something else or has no visitor."""
    if not is_v1(found):
        return None
    requests = numbered(requests_from(found))
    return Recognised(WHAT, requests, about(found)) if requests else None


def requests_from(
    found: dict[str, Payload], account: str | None = None, project: str | None = None
) -> Iterator[PastedRequest]:
    """The requests of a payload; `account` and `project` are those of its URL."""
    top = without_empty(
        cid=found.get("accountId") or account, pid=found.get("projectId") or project
    )
    missing = tuple(key for key in ("cid", "pid") if key not in top)
    told = f"It names no {' and no '.join(missing)}: fill in what is missing."
    about_ids = (told,) if missing else ()
    visitors = found.get("visitors")
    assert isinstance(visitors, list)
    return _requests(visitors, top, found.get("source"), about_ids)


def about(found: dict[str, Payload]) -> tuple[str, ...]:
    """What is to be said about the payload as a whole."""
    visitors = found.get("visitors")
    count = len(visitors) if isinstance(visitors, list) else 0
    several = (_SEVERAL.format(count),) if count > 1 else ()
    return (_FORM, *several, *left_out(found, _USED, "This endpoint has no place for them."))


def _requests(
    visitors: list[Payload], top: dict[str, Payload], source: Payload, notes: tuple[str, ...]
) -> Iterator[PastedRequest]:
    for visitor in visitors:
        if isinstance(visitor, dict):
            yield _request(visitor, top, source, notes)


def _request(
    visitor: dict[str, Payload], top: dict[str, Payload], source: Payload, notes: tuple[str, ...]
) -> PastedRequest:
    segments, about_segments = translated(visitor.get("segments"))
    events = V1Events(visitor.get("events"))
    document = dict(top) | without_empty(
        seg=segments, vid=visitor.get("visitorId"), tid=events.transaction_id
    )
    document["ev"] = list(events.events)
    document |= without_empty(s=source)
    rest = left_out(visitor, _VISITOR, "This endpoint has no place for them.")
    title = f"visitor {plain_text(visitor.get('visitorId'))[:60]}" if "visitorId" in visitor else ""
    return request_of(document, *notes, *about_segments, *events.notes, *rest, title=title)
