"""Copy as a payload of the v1 API, with the list of what v1 cannot carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.request.parameters import EVENT, EVENT_TYPES, SEGMENTS, parameter
from convert_console.core.request.wire import Unsendable
from convert_console.core.text import plain_text


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
        return Unsendable("A v1 payload is made from a JSON object, and this document is not one.")
    losses: list[str] = []
    events = v1_events(document, losses)
    segments = _segments(document.get("seg"), losses)
    visitor: dict[str, Payload] = {_VISITOR: document.get("vid")}
    if segments:
        visitor["segments"] = segments
    visitor["events"] = _plain(events)
    payload: dict[str, Payload] = {
        "enrichData": False,
        _ACCOUNT: document.get("cid"),
        _PROJECT: document.get("pid"),
        "visitors": [visitor],
    }
    if "s" in document:
        payload[_SOURCE] = document["s"]
    losses += [f"{key}: v1 has no field for it." for key in document if key not in _KNOWN]
    return V1Copy(spelled(payload), _url(document), tuple(losses))


_KNOWN = frozenset(("cid", "pid", "vid", "tid", "seg", "ev", "s"))
# By both names. It is not known which digit of `new` is which visitorType.
_SEGMENTS = {
    **{row.v1: row.v1 for row in SEGMENTS if row.v1},
    **{row.wire_name: row.v1 for row in SEGMENTS if row.v1 and row.kind != "newness"},
}
_ACCOUNT, _PROJECT, _VISITOR, _SOURCE = (parameter(key).v1 for key in ("cid", "pid", "vid", "s"))


def _plain(events: list[V1Event]) -> list[Payload]:
    return [{"eventType": kind, "data": data} for kind, data in events]


def _segments(seg: Payload, losses: list[str]) -> dict[str, Payload]:
    if seg is None:
        return {}
    if not isinstance(seg, dict):
        losses.append("seg: not an object, and v1 has no field for it.")
        return {}
    segments: dict[str, Payload] = {}
    for key, value in seg.items():
        if key == "new":
            losses.append(
                f"seg.new ({plain_text(value)}): v1 writes visitorType as new or returning, and "
                "the sources disagree on what this digit means. Add it yourself."
            )
        elif key in _SEGMENTS:
            if _SEGMENTS[key] in segments:
                losses.append(f"seg.{key}: its v1 name is there too; v1 keeps the last.")
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


# Events: one of a document becomes several of v1.

V1Event: TypeAlias = tuple[str, dict[str, Payload]]
"""An eventType with its data."""


def v1_events(document: dict[str, Payload], losses: list[str]) -> list[V1Event]:
    """The events in their order; what is lost or multiplied is added to `losses`."""
    events = document.get("ev")
    if not isinstance(events, list):
        losses.append("ev: not a list, so v1 gets no events.")
        return []
    tid = document.get("tid")
    result: list[V1Event] = []
    sold: list[Payload] = []
    for place, event in enumerate(events):
        name = f"ev[{place}]"
        if not isinstance(event, dict):
            losses.append(f"{name}: not an object, and v1 has no field for it.")
            continue
        own = tid if event.get("tid") is None else event["tid"]
        translated = _translated(event, own, name, losses)
        sold += [own] * (event.get("evt") == "tr")
        if len(translated) > 1:
            losses.append(f"{name}: one event becomes {len(translated)}.")
        result += translated
    if tid is not None and tid not in sold:
        why = "each has its own" if sold else "there is none"
        losses.append(f"tid: in v1 only a transaction has a transaction id; {why}.")
    return result


_KEYS = {
    event.value: frozenset(
        row.wire_name for row in EVENT if not row.events or event.value in row.events
    )
    for event in EVENT_TYPES
}
_SALE = (parameter("ev", "r"), parameter("ev", "prc"), parameter("tid"))


def _translated(
    event: dict[str, Payload], tid: Payload, name: str, losses: list[str]
) -> list[V1Event]:
    kind = event.get("evt")
    if not isinstance(kind, str) or kind not in _KEYS:
        losses.append(f"{name}: v1 has no event type {plain_text(kind)}.")
        return []
    known = _KEYS[kind] | {"tid"} if kind == "tr" else _KEYS[kind]
    losses += [f"{name}.{key}: v1 has no field for it." for key in event if key not in known]
    pairs = _pairs(event, name, losses)
    if kind == "viewExp":
        losses += (
            []
            if pairs
            else [f"{name}: it has no experience and variation, and a v1 bucketing needs them."]
        )
        return [_bucketing(experience, variation) for experience, variation in pairs]
    bucketing = _bucketing_data(pairs, name, losses)
    goals = _ids(event.get("goals"))
    if not goals:
        losses.append(f"{name}: it has no goal, and a v1 conversion needs one.")
    if kind == "tr" and len(goals) > 1:
        losses.append(f"{name}: the whole amount is written for each of {len(goals)} goals.")
    goal_data = _goal_data(event, tid) if kind == "tr" else []
    return [_conversion(goal, goal_data, bucketing) for goal in goals]


def _bucketing(experience: Payload, variation: Payload) -> V1Event:
    return "bucketing", {"experienceId": experience, "variationId": variation}


def _conversion(goal: Payload, goal_data: list[Payload], bucketing: dict[str, Payload]) -> V1Event:
    data: dict[str, Payload] = {"goalId": goal}
    if goal_data:
        data["goalData"] = goal_data
    if bucketing:
        data["bucketingData"] = bucketing
    return "conversion", data


def _goal_data(event: dict[str, Payload], tid: Payload) -> list[Payload]:
    sale = {**event, "tid": tid}
    values = ((row.v1, sale.get(row.wire_name)) for row in _SALE)
    return [{"key": key, "value": value} for key, value in values if value is not None]


def _pairs(
    event: dict[str, Payload], name: str, losses: list[str]
) -> list[tuple[Payload, Payload]]:
    experiences, variations = _ids(event.get("exps")), _ids(event.get("vars"))
    if len(experiences) != len(variations):
        losses.append(f"{name}: exps and vars differ in length; v1 gets only complete pairs.")
    return list(zip(experiences, variations, strict=False))


def _bucketing_data(
    pairs: list[tuple[Payload, Payload]], name: str, losses: list[str]
) -> dict[str, Payload]:
    """The pairs as an object, so an experience can appear only once."""
    data: dict[str, Payload] = {}
    for experience, variation in pairs:
        key = plain_text(experience)
        if key in data and data[key] != variation:
            losses.append(f"{name}: experience {key} appears twice; v1 keeps its last variation.")
        data[key] = variation
    return data


def _ids(value: Payload) -> list[Payload]:
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]
