"""Reads what `convert.getAllVisitorData()` gives: a visitor with segments and bucketing."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.paste.found import (
    PastedRequest,
    Recognised,
    one,
    request_of,
    without_empty,
)
from convert_console.core.paste.pieces import left_out, pairs_of, seen, unfolded
from convert_console.core.paste.segments import translated

WHAT = "Visitor data of convert.getAllVisitorData()"
_USED = ("visitorId", "segments", "bucketing", "accountId", "projectId")


def read(found: dict[str, Payload]) -> Recognised | None:
    """A document that says what the visitor saw; `None` when it is something else."""
    if "visitorId" not in found or not {"bucketing", "segments"} & found.keys():
        return None
    return one(WHAT, request_from(found))


def request_from(found: dict[str, Payload]) -> PastedRequest:
    """One `viewExp` with every pair."""
    segments, notes = translated(unfolded(found.get("segments")))
    pairs = pairs_of(found.get("bucketing"))
    document = without_empty(cid=found.get("accountId"), pid=found.get("projectId"), seg=segments)
    document |= without_empty(vid=found.get("visitorId"))
    document |= seen(pairs)
    if "accountId" not in found or "projectId" not in found:
        notes += ("It does not say the account and project: fill in cid and pid.",)
    if not pairs:
        notes += ("It holds no experience with its variation: fill in exps and vars.",)
    notes += left_out(found, _USED, "A tracking request has no place for them.")
    return request_of(document, *notes)
