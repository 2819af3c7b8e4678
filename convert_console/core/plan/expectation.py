"""What is expected of requests: a partial document, or what the events of a goal must be like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Path, Payload, path_text, value_at
from convert_console.core.plan.key_schema import KeySchema
from convert_console.core.text import trimmed_id

Per = Literal["visitor", "order", "all"]
"""Whose events `at_most` counts: those of a visitor, of an order number, or all of them."""

Events = list[tuple[int, Mapping[str, Payload]]]
"""Events with their places in `ev`."""


class Deviation(NamedTuple):
    """Where a request is not as planned: what is expected there, and what is there instead; "" if
    there is nothing.
    """

    path: Path
    expected: str
    found: str

    @property
    def line(self) -> str:
        """The deviation as a line of a report."""
        where = path_text(self.path) or "document"
        return f"{where}: {self.expected} is expected, {self.found or 'but missing'}"


class EventTerms(NamedTuple):
    """The events that an expectation is about, and what each of them must be like.

    An event is meant if it has the `goal`, the `experience` and the type `kind`, as far as these
    are given, in a request of `project` ("" for any). `required` and `keys` are paths in the event,
    those with `of_request` in the request. `after` names the expectation whose event of the same
    visitor comes before.
    """

    goal: str = ""
    experience: str = ""
    kind: str = ""
    required: tuple[Path, ...] = ()
    keys: Mapping[Path, KeySchema] = {}
    required_of_request: tuple[Path, ...] = ()
    keys_of_request: Mapping[Path, KeySchema] = {}
    variations: tuple[str, ...] = ()
    after: str = ""
    at_most: int | None = None
    per: Per = "visitor"
    project: str = ""

    def has(self, event: Mapping[str, Payload]) -> bool:
        """Whether an event is meant."""
        return (
            (not self.kind or event.get("evt") == self.kind)
            and (not self.goal or self.goal in ids_in(event.get("goals")))
            and (not self.experience or self.experience in ids_in(event.get("exps")))
        )

    def events_in(self, document: Payload) -> Events:
        """The events of a document that are meant; none of another project."""
        if not is_of_project(document, self.project):
            return []
        return [(index, event) for index, event in events_of(document) if self.has(event)]

    @property
    def words(self) -> str:
        """Which events are meant.

        >>> EventTerms(goal="5", kind="tr").words
        'an event tr with goal 5'
        """
        kind = f"an event {self.kind}" if self.kind else "an event"
        named = [
            f"{noun} {plain}"
            for noun, plain in (("goal", self.goal), ("experience", self.experience))
            if plain
        ]
        return f"{kind} with {' and '.join(named)}" if named else kind

    def deviations(
        self, event: Mapping[str, Payload], index: int, *, as_text: bool
    ) -> Iterator[Deviation]:
        """How an event that is meant is not as planned; `as_text` for a GET, which has no other
        values.
        """
        place: Path = ("ev", index)
        yield from _of_keys(event, self.required, self.keys, place, as_text=as_text)
        if not self.variations:
            return
        expected = _one_of(self.variations, "variation")
        found = ids_in(event.get("vars"))
        if not found:
            yield Deviation((*place, "vars"), expected, "")
        for position, plain in enumerate(found):
            if plain not in self.variations:
                yield Deviation((*place, "vars", position), expected, f"{_short(plain)} arrived")

    def deviations_of_request(self, document: Payload, *, as_text: bool) -> Iterator[Deviation]:
        """How a request with an event that is meant is not as planned, apart from its events."""
        required, keys = self.required_of_request, self.keys_of_request
        yield from _of_keys(document, required, keys, (), as_text=as_text)

    def owner(self, document: Payload, event: Mapping[str, Payload]) -> str:
        """Whose event it is, for `at_most`; "" where that is not said."""
        top = document if isinstance(document, Mapping) else {}
        if self.per == "all":
            return "all"
        values = (top.get("vid"),) if self.per == "visitor" else (top.get("tid"), event.get("tid"))
        return next((text for text in map(trimmed_id, values) if text), "")

    def too_many(self, index: int, number: int, owner: str) -> Deviation:
        """That an event is the `number`th where fewer are allowed."""
        whose = {"visitor": f" for the visitor {owner}", "order": f" for the order {owner}"}
        expected = f"at most {self.at_most:,}{whose.get(self.per, '')}"
        return Deviation(("ev", index), expected, f"this is number {number:,}")

    def too_early(self, index: int) -> Deviation:
        """That the event of another expectation did not come before."""
        return Deviation(("ev", index), f"“{self.after}” before it", "it did not come")


@dataclass(frozen=True, slots=True)
class Expectation:
    """At least `count` requests that contain `document`, or so many events of `events`; 0 for none
    at all.

    An object contains another one if it contains each of its values; a list, if it contains each of
    its items in order, with or without others in between. `verdict` is the collector's.

    `allowed` are the ids of the rules whose errors and warnings it may have; `None` for all. With
    `optional` none need be there, but those that are there must be as they should.
    """

    name: str
    document: Payload
    method: str = "any"
    verdict: str = "accepted"
    count: int = 1
    allowed: frozenset[str] | None = None
    events: EventTerms | None = None
    optional: bool = False

    @property
    def is_never(self) -> bool:
        """Whether nothing of this may be sent."""
        return not self.count and not self.optional

    def occurrences(self, document: Payload) -> list[int]:
        """The places of the events in a document that are meant; of a document as a whole 0."""
        if self.events is None:
            return [] if differences(self.document, document) else [0]
        return [index for index, _event in self.events.events_in(document)]


def is_of_project(document: Payload, project: str) -> bool:
    """Whether a document is of a project, or says of none that it is; "" is any project."""
    named = trimmed_id(document.get("pid")) if isinstance(document, Mapping) else ""
    return not project or not named or named == project


def events_of(document: Payload) -> Events:
    """The events of a document that are objects."""
    events = document.get("ev") if isinstance(document, Mapping) else None
    listed = events if isinstance(events, list) else []
    return [(index, event) for index, event in enumerate(listed) if isinstance(event, Mapping)]


def differences(expected: Payload, arrived: Payload, path: Path = ()) -> list[str]:
    """How a document differs from what is expected, one line each.

    >>> differences({"ev": [{"r": Number("1.1")}]}, {"ev": [{"evt": "a"}, {"r": Number("1.10")}]})
    []
    >>> differences({"vid": "a", "tid": "b"}, {"vid": "c"})
    ['vid: "a" is expected, "c" arrived', 'tid: "b" is expected, but missing']
    """
    if isinstance(expected, Mapping) and isinstance(arrived, Mapping):
        lines: list[str] = []
        for key, value in expected.items():
            item_path = (*path, key)
            if key in arrived:
                lines += differences(value, arrived[key], item_path)
            else:
                lines.append(Deviation(item_path, _short(value), "").line)
        return lines
    if isinstance(expected, list) and isinstance(arrived, list):
        return _of_lists(expected, arrived, path)
    if _equal(expected, arrived):
        return []
    return [Deviation(path, _short(expected), f"{_short(arrived)} arrived").line]


def _of_lists(expected: list[Payload], arrived: list[Payload], path: Path) -> list[str]:
    """Match each item at the earliest place, which leaves the most for those after it; what is
    not there is compared with the nearest item.
    """
    lines: list[str] = []
    free = 0
    for place, item in enumerate(expected):
        nearest = [Deviation((*path, place), _short(item), "").line]
        for at in range(free, len(arrived)):
            found = differences(item, arrived[at], (*path, at))
            if not found:
                free, nearest = at + 1, []
                break
            if at == free or len(found) < len(nearest):
                nearest = found
        lines += nearest
    return lines


def _equal(expected: Payload, arrived: Payload) -> bool:
    if isinstance(expected, Number) and isinstance(arrived, Number):
        return Decimal(expected.literal) == Decimal(arrived.literal)
    return type(expected) is type(arrived) and expected == arrived


def _of_keys(
    where: Payload,
    required: tuple[Path, ...],
    keys: Mapping[Path, KeySchema],
    place: Path,
    *,
    as_text: bool,
) -> Iterator[Deviation]:
    for path in dict.fromkeys((*required, *keys)):
        schema = keys.get(path)
        if not _has(where, path):
            if path in required:
                yield Deviation((*place, *path), schema.words if schema else "a value", "")
            continue
        value = value_at(where, path)
        expected = schema.unmet(value, as_text=as_text) if schema else ""
        if expected:
            yield Deviation((*place, *path), expected, f"{_short(value)} arrived")


def _has(where: Payload, path: Path) -> bool:
    holder = value_at(where, path[:-1])
    return isinstance(holder, Mapping) and path[-1] in holder


def ids_in(value: Payload) -> list[str]:
    """The ids of a list as text, each at its position; "" for anything else."""
    return [trimmed_id(item) for item in (value if isinstance(value, list) else [value])]


def _one_of(values: tuple[str, ...], noun: str) -> str:
    return f"{noun} {values[0]}" if len(values) == 1 else f"{noun} {' or '.join(values)}"


def _short(value: Payload) -> str:
    text = flat_text(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
