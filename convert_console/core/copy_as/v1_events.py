"""The events of a document as events of the v1 API: one becomes several."""

from __future__ import annotations

from typing import TypeAlias

from convert_console.core.document.payload import Payload
from convert_console.core.request.event_summary import plain_text

V1Event: TypeAlias = tuple[str, dict[str, Payload]]
"""An eventType with its data."""


def v1_events(document: dict[str, Payload], losses: list[str]) -> list[V1Event]:
    """The events in their order; what is lost or multiplied is added to `losses`."""
    events = document.get("ev")
    if not isinstance(events, list):
        losses.append("ev: it is not a list, so that v1 gets no events.")
        return []
    tid = document.get("tid")
    found: list[V1Event] = []
    sold: list[Payload] = []
    for place, event in enumerate(events):
        name = f"ev[{place}]"
        if not isinstance(event, dict):
            losses.append(f"{name}: it is not an object, and v1 has no place for it.")
            continue
        own = tid if event.get("tid") is None else event["tid"]
        made = _translated(event, own, name, losses)
        sold += [own] * (event.get("evt") == "tr")
        if len(made) > 1:
            losses.append(f"{name}: one event becomes {len(made)}.")
        found += made
    if tid is not None and tid not in sold:
        why = "each has one of its own" if sold else "there is none"
        losses.append(f"tid: v1 carries a transaction id with a transaction only; {why}.")
    return found


_KEYS = {
    "viewExp": frozenset(("evt", "exps", "vars")),
    "hitGoal": frozenset(("evt", "exps", "vars", "goals")),
    "tr": frozenset(("evt", "exps", "vars", "goals", "r", "prc", "tid")),
}


def _translated(
    event: dict[str, Payload], tid: Payload, name: str, losses: list[str]
) -> list[V1Event]:
    kind = event.get("evt")
    if not isinstance(kind, str) or kind not in _KEYS:
        losses.append(f"{name}: v1 knows no event {plain_text(kind)}.")
        return []
    losses += [f"{name}.{key}: v1 has no place for it." for key in event if key not in _KEYS[kind]]
    pairs = _pairs(event, name, losses)
    if kind == "viewExp":
        losses += [] if pairs else [f"{name}: it names no pair, and a bucketing of v1 needs one."]
        return [_bucketing(experience, variation) for experience, variation in pairs]
    bucketing = _bucketing_data(pairs, name, losses)
    goals = _ids(event.get("goals"))
    if not goals:
        losses.append(f"{name}: it names no goal, and a conversion of v1 needs one.")
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
    said = (
        ("amount", event.get("r")),
        ("productsCount", event.get("prc")),
        ("transactionId", tid),
    )
    return [{"key": key, "value": value} for key, value in said if value is not None]


def _pairs(
    event: dict[str, Payload], name: str, losses: list[str]
) -> list[tuple[Payload, Payload]]:
    experiences, variations = _ids(event.get("exps")), _ids(event.get("vars"))
    if len(experiences) != len(variations):
        losses.append(
            f"{name}: exps and vars differ in length; v1 gets only the pairs that are whole."
        )
    return list(zip(experiences, variations, strict=False))


def _bucketing_data(
    pairs: list[tuple[Payload, Payload]], name: str, losses: list[str]
) -> dict[str, Payload]:
    """The pairs as an object, so that an experience can stand there once only."""
    data: dict[str, Payload] = {}
    for experience, variation in pairs:
        key = plain_text(experience)
        if key in data and data[key] != variation:
            losses.append(f"{name}: experience {key} stands twice; v1 keeps its last variation.")
        data[key] = variation
    return data


def _ids(value: Payload) -> list[Payload]:
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]
