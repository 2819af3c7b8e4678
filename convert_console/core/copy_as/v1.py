"""Writes a document as a payload of the v1 API, with the list of what v1 cannot carry."""

from __future__ import annotations

from dataclasses import dataclass

from convert_console.core.copy_as.v1_events import V1Event, v1_events
from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.request.event_summary import plain_text
from convert_console.core.request.wire import Unsendable


@dataclass(frozen=True, slots=True)
class V1Copy:
    """A v1 payload as JSON text, the URL it is posted to, and what changed or got lost."""

    text: str
    url: str
    losses: tuple[str, ...]


def as_v1(document: Payload) -> V1Copy | Unsendable:
    """Translate a document; ids and amounts keep the form in which they are written.

    >>> as_v1({"cid": "1", "pid": "2", "vid": "v", "ev": []}).url
    'https://metrics.convertexperiments.com/v1/track/1/2'
    """
    if not isinstance(document, dict):
        return Unsendable("v1 is written from an object, and this document is not one.")
    losses: list[str] = []
    events = v1_events(document, losses)
    segments = _segments(document.get("seg"), losses)
    visitor: dict[str, Payload] = {"visitorId": document.get("vid")}
    if segments:
        visitor["segments"] = segments
    visitor["events"] = _plain(events)
    payload: dict[str, Payload] = {
        "enrichData": False,
        "accountId": document.get("cid"),
        "projectId": document.get("pid"),
        "visitors": [visitor],
    }
    if "s" in document:
        payload["source"] = document["s"]
    losses += [f"{key}: v1 has no place for it." for key in document if key not in _KNOWN]
    return V1Copy(spelled(payload), _url(document), tuple(losses))


_KNOWN = frozenset(("cid", "pid", "vid", "tid", "seg", "ev", "s"))
_SEGMENTS = {
    "browser": "browser", "devices": "devices", "source": "source", "campaign": "campaign",
    "ctry": "country", "cust": "customSegments", "visitorType": "visitorType",
    "country": "country", "customSegments": "customSegments",
}  # fmt: skip


def _plain(events: list[V1Event]) -> list[Payload]:
    return [{"eventType": kind, "data": data} for kind, data in events]


def _segments(seg: Payload, losses: list[str]) -> dict[str, Payload]:
    if seg is None:
        return {}
    if not isinstance(seg, dict):
        losses.append("seg: it is not an object, and v1 has no place for it.")
        return {}
    segments: dict[str, Payload] = {}
    for key, value in seg.items():
        if key == "new":
            losses.append(
                f"seg.new ({plain_text(value)}): v1 says visitorType new or returning, and the "
                "sources disagree which of them this digit is. Add it yourself."
            )
        elif key in _SEGMENTS:
            if _SEGMENTS[key] in segments:
                losses.append(f"seg.{key}: it stands beside its other name; v1 keeps the last.")
            segments[_SEGMENTS[key]] = _segment(key, value, losses)
        else:
            losses.append(f"seg.{key}: v1 has no such segment.")
    return segments


def _segment(key: str, value: Payload, losses: list[str]) -> Payload:
    """v1 writes the source in lower case."""
    if key == "source" and isinstance(value, str) and value != value.lower():
        losses.append(f"seg.source: {value} is written {value.lower()} in v1.")
        return value.lower()
    return value


def _url(document: dict[str, Payload]) -> str:
    account, project = (plain_text(document.get(key) or "") for key in ("cid", "pid"))
    return f"https://metrics.convertexperiments.com/v1/track/{account}/{project}"
