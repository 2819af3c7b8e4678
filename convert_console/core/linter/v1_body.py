"""A body of the v1 API with its visitors, events and ids, read for rules."""

# Its shape is that of Convert's own SDKs: `visitors[].events[]`, each event with `eventType` and
# `data`.

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from convert_console.core.document.payload import Path, Payload
from convert_console.core.linter.id_shapes import Id, container_in, ids_at, shape_of
from convert_console.core.text import id_text

NAMES = {"cid": "accountId", "pid": "projectId"}
"""How the v1 API calls the account and the project."""


def is_v1_body(payload: Payload) -> bool:
    """Whether a document is a body of the v1 API and not one for `/track`.

    >>> is_v1_body({"visitors": []}), is_v1_body({"visitors": [], "ev": []})
    (True, False)
    """
    if not isinstance(payload, dict) or any(key in payload for key in ("ev", "cid", "pid", "vid")):
        return False
    return "visitors" in payload or all(name in payload for name in NAMES.values())


class V1Event(NamedTuple):
    """An event that is an object; `data` is empty where it is absent or no object."""

    path: Path
    body: Mapping[str, Payload]
    data: Mapping[str, Payload]

    @property
    def kind(self) -> str:
        """Its type; "" where that is no text."""
        kind = self.body.get("eventType")
        return kind if isinstance(kind, str) else ""

    def at(self, *steps: str | int) -> Path:
        """A path inside its data."""
        return (*self.path, "data", *steps)

    @property
    def pairs(self) -> Iterator[tuple[Id, Id]]:
        """Each experience with its variation, as far as both are given."""
        if "experienceId" in self.data and "variationId" in self.data:
            yield self._single("exps", "experienceId"), self._single("vars", "variationId")
        bucketing = self.data.get("bucketingData")
        for experience, variation in bucketing.items() if isinstance(bucketing, dict) else ():
            path = self.at("bucketingData", experience)
            yield _id("exps", path, experience), _id("vars", path, variation)

    @property
    def ids(self) -> Iterator[Id]:
        """Every id in its data; `key` is the name that such an id has at `/track`."""
        for key, name in (("goals", "goalId"), ("exps", "experienceId"), ("vars", "variationId")):
            if name in self.data:
                yield self._single(key, name)
        bucketing = self.data.get("bucketingData")
        for experience, variation in bucketing.items() if isinstance(bucketing, dict) else ():
            path = self.at("bucketingData", experience)
            yield _id("exps", path, experience)
            yield _id("vars", path, variation)

    @property
    def goal_data(self) -> Iterator[tuple[Path, str, Payload]]:
        """Each entry of `goalData`: the path of its value, its key, and the value."""
        entries = self.data.get("goalData")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                key = entry.get("key")
                value = entry.get("value")
                yield self.at("goalData", index, "value"), id_text(key), value

    def value_of(self, key: str) -> Payload:
        """The value of a key of `goalData`; `None` where there is none."""
        return next((value for _, name, value in self.goal_data if name == key), None)

    def _single(self, key: str, name: str) -> Id:
        return _id(key, self.at(name), self.data[name])


class V1Visitor(NamedTuple):
    """A visitor that is an object."""

    path: Path
    body: Mapping[str, Payload]
    events: tuple[V1Event, ...]

    @property
    def segments(self) -> Mapping[str, Payload]:
        """Its segments; empty where they are absent or no object."""
        value = self.body.get("segments")
        return value if isinstance(value, dict) else {}

    @property
    def audiences(self) -> tuple[Id, ...]:
        """The ids in `customSegments`, as those of `seg.cust`."""
        path = (*self.path, "segments", "customSegments")
        listed = self.segments.get("customSegments")
        if container_in(listed) is not None:  # see json-text
            return ()
        return tuple(an_id._replace(key="cust") for an_id in ids_at(listed, path))

    @property
    def ids(self) -> Iterator[Id]:
        """Every id of its events and segments."""
        for event in self.events:
            yield from event.ids
        yield from self.audiences


class V1Body:
    """The visitors and events of a document, as far as they have the right shape."""

    def __init__(self, document: Mapping[str, Payload]) -> None:
        self.document = document

    @cached_property
    def visitors(self) -> tuple[V1Visitor, ...]:
        """The visitors that are objects."""
        listed = self.document.get("visitors")
        return tuple(
            V1Visitor(("visitors", index), body, _events(("visitors", index), body))
            for index, body in enumerate(listed if isinstance(listed, list) else ())
            if isinstance(body, dict)
        )

    @cached_property
    def ids(self) -> tuple[Id, ...]:
        """The ids of all visitors."""
        return tuple(an_id for visitor in self.visitors for an_id in visitor.ids)

    @property
    def events(self) -> Iterator[V1Event]:
        """The events of all visitors."""
        for visitor in self.visitors:
            yield from visitor.events


def _events(visitor: Path, body: Mapping[str, Payload]) -> tuple[V1Event, ...]:
    listed = body.get("events")
    events = []
    for index, event in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(event, dict):
            data = event.get("data")
            path = (*visitor, "events", index)
            events.append(V1Event(path, event, data if isinstance(data, dict) else {}))
    return tuple(events)


def _id(key: str, path: Path, value: Payload) -> Id:
    return Id(key, path, None, value, shape_of(value), 1)
