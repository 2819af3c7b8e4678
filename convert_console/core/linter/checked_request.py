"""A request and its events, with the values that several rules need."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.payload import Path, Payload
from convert_console.core.linter.id_shapes import (
    Id,
    container_in,
    ids_at,
    items_of,
    named_ids,
)
from convert_console.core.linter.problem import Situation
from convert_console.core.linter.v1_body import NAMES, V1Body, is_v1_body
from convert_console.core.plan.expectation import is_of_project
from convert_console.core.plan.plan import Plan
from convert_console.core.query import Loss, LossFinder, QueryTooLong
from convert_console.core.request.destination import host_of
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode, spelled
from convert_console.core.step_budget import BudgetExceeded, StepBudget
from convert_console.core.text import id_text

CONVERSIONS = ("hitGoal", "tr")

_V1_PATH = re.compile(r"/+v1/+track(?:/+(.*))?", re.IGNORECASE | re.DOTALL)

STEPS_AT_LEAST = 15_000_000
"""What the rules for events may cost, and those for the request as much again, for the shortest of
documents. A step is about ten nanoseconds.
"""
STEPS_PER_CHARACTER = 25
"""What each character of the document may cost in addition. An ordinary event has a hundred."""

EVENT, VALUE, GET_VALUE, GET_LEVEL = 1_200, 100, 300, 10
"""Steps of an event, of each value in it, and of one that a GET spells: its path costs as well."""

LOOK = 15
"""Steps of looking at an event once more."""

PLANNED = 1_500
"""Steps of comparing an event with an expectation of the plan."""

FINDING = 500
"""Steps of a problem that is found."""

Node: TypeAlias = tuple[Path, Payload]
"""A value with its path."""


def effort_for(draft: Draft) -> StepBudget:
    """The budget for checking a document."""
    return StepBudget(STEPS_AT_LEAST + STEPS_PER_CHARACTER * len(draft.text))


def work_in(value: Payload, method: Method) -> int:
    """The steps for reading a value, by the number and depth of the values in it."""
    values = levels = depth = 0
    row = [value]
    while row:
        values += len(row)
        levels += depth * len(row)
        depth += 1
        below: list[Payload] = []
        for child in row:
            if isinstance(child, dict):
                below += child.values()
            elif isinstance(child, list):
                below += child
        row = below
    return VALUE * values + (GET_VALUE * values + GET_LEVEL * levels) * (method == "GET")


class Event:
    """One event at its position. It depends only on its arguments, so results can be kept."""

    def __init__(
        self,
        index: int,
        body: Mapping[str, Payload],
        method: Method,
        catalog: Catalog | None,
        plan: Plan | None = None,
    ) -> None:
        self.index = index
        self.body = body
        self.method = method
        self.catalog = catalog
        self.plan = plan
        kind = body.get("evt")
        self.kind = kind if isinstance(kind, str) else ""

    def is_of(
        self, body: Payload, method: Method, catalog: Catalog | None, plan: Plan | None
    ) -> bool:
        """Whether an event made with these arguments at the same place would be equal."""
        same = body is self.body or body == self.body
        known = catalog is self.catalog and plan is self.plan
        return same and method == self.method and known

    def at(self, *steps: str | int) -> Path:
        """A path inside this event."""
        return ("ev", self.index, *steps)

    @cached_property
    def work(self) -> int:
        """The steps for checking this event."""
        get = 2 * EVENT if self.method == "GET" else 0
        planned = PLANNED * len(self.plan.expectations) if self.plan else 0
        return EVENT + get + planned + work_in(self.body, self.method)

    @cached_property
    def ids(self) -> tuple[Id, ...]:
        """Every id in `goals`, `exps` and `vars`."""
        keys = ("goals", "exps", "vars")
        return tuple(an_id for key in keys for an_id in ids_at(self.body.get(key), self.at(key)))

    @cached_property
    def odd_ids(self) -> tuple[Id, ...]:
        """The ids that are not all digits."""
        return tuple(an_id for an_id in self.ids if an_id.shape != "plain")

    @cached_property
    def get_nodes(self) -> tuple[Node, ...]:
        """Every value of the event that is in a GET query; empty for a POST."""
        if self.method != "GET":
            return ()
        losses = LossFinder().learn(self.at(), self.body)
        left_out = {loss.path for loss in losses if loss.kind == "vanished"}
        return tuple(_nodes(self.at(), self.body, left_out))

    @cached_property
    def deepest(self) -> int:
        """The length of the longest path in `get_nodes`; 0 for a POST."""
        return max((len(path) for path, _ in self.get_nodes), default=0)

    def texts(self, key: str) -> list[str]:
        """The ids of one list as text, each at its position; "" for anything else."""
        return [id_text(item) for item in items_of(self.body.get(key))]

    @cached_property
    def goals(self) -> list[str]:
        """The event's goals as text; "" for anything but a plain id."""
        return self.texts("goals")

    @cached_property
    def experiences(self) -> list[str]:
        """The event's experiences, as `goals`."""
        return self.texts("exps")

    @cached_property
    def variations(self) -> tuple[tuple[Path, str, str], ...]:
        """The path of each variation, with its experience and itself; none where it is not known
        which of them belong together.
        """
        if len(items_of(self.body.get("exps"))) != len(items_of(self.body.get("vars"))):
            return ()
        experiences, variations = (self._single_ids(key) for key in ("exps", "vars"))
        pairs = (
            (path, experiences.get(position, ((), ""))[1], variation)
            for position, (path, variation) in variations.items()
        )
        return tuple(pair for pair in pairs if pair[1] and pair[2])

    def _single_ids(self, key: str) -> dict[int, tuple[Path, str]]:
        """The single ids of a list by position, each with its path."""
        return {
            an_id.position or 0: (an_id.path, id_text(an_id.value).strip())
            for an_id in self.ids
            if an_id.key == key and an_id.shape in ("plain", "odd")
        }

    @cached_property
    def first_goals(self) -> tuple[tuple[int, str], ...]:
        """Each plain id in `goals` once, with its first position."""
        first: dict[str, int] = {}
        for position, goal in enumerate(self.goals):
            if goal:
                first.setdefault(goal, position)
        return tuple((position, goal) for goal, position in first.items())

    @cached_property
    def named_goals(self) -> dict[str, None]:
        """Each goal of the event once, also if it is nested, joined or wrapped in JSON."""
        return dict.fromkeys(named_ids(self.body.get("goals")))


class PreviousReading(NamedTuple):
    """Results of the last check that can be used again.

    `events` are those of the last draft, by position; `wire` is the result of `encode`.
    """

    events: Mapping[int, Event]
    losses: LossFinder
    wire: WireRequest | Unsendable | None = None


class Request:
    """A draft with its profile and situation, read for rules.

    A rule that reads the whole document raises BudgetExceeded if that costs more than `effort`
    allows. `cut` says that not even all events were checked.
    """

    def __init__(
        self,
        draft: Draft,
        profile: Profile,
        situation: Situation,
        read: PreviousReading | None = None,
    ) -> None:
        self.draft = draft
        self.profile = profile
        self.situation = situation
        self.effort = effort_for(draft)
        self.cut = False
        self._read = read or PreviousReading({}, LossFinder())
        payload = draft.payload
        self.document: Mapping[str, Payload] = payload if isinstance(payload, dict) else {}

    @property
    def plan(self) -> Plan | None:
        """The plan of the project, if the document is of that project."""
        plan = self.situation.plan
        return plan if plan and is_of_project(self.document, plan.project) else None

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that are objects. Each access spends steps of the budget."""
        if self.cut:
            raise BudgetExceeded
        self.effort.spend(LOOK * len(self.all_events))
        return self.all_events

    @cached_property
    def all_events(self) -> tuple[Event, ...]:
        """The events, for a caller that spends the steps itself."""
        listed = self.document.get("ev")
        if not isinstance(listed, list):
            return ()
        method, catalog, plan = self.draft.method, self.situation.catalog, self.plan
        events = []
        for index, body in enumerate(listed):
            known = self._read.events.get(index)
            if known is not None and known.is_of(body, method, catalog, plan):
                events.append(known)
            elif isinstance(body, dict):
                events.append(Event(index, body, method, catalog, plan))
        return tuple(events)

    def of_kind(self, *kinds: str) -> Iterator[Event]:
        """The events of these types, in order."""
        for event in self.events:
            if event.kind in kinds:
                self.effort.spend(event.work // 8)
                yield event

    @cached_property
    def segments(self) -> Mapping[str, Payload]:
        """`seg`; empty where it is absent or no object."""
        value = self.document.get("seg")
        return value if isinstance(value, dict) else {}

    @cached_property
    def odd_ids(self) -> tuple[Id, ...]:
        """The ids of custom audiences that are not all digits."""
        listed = self.segments.get("cust")
        if container_in(listed) is not None:  # see json-text
            return ()
        ids = ids_at(listed, ("seg", "cust"))
        return tuple(an_id for an_id in ids if an_id.shape != "plain")

    @cached_property
    def wire(self) -> WireRequest | Unsendable:
        """The request that Send would send."""
        return self._read.wire or encode(self.draft, self.profile)

    @property
    def is_get(self) -> bool:
        """Whether the document goes out as a query."""
        return self.draft.method == "GET"

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What a GET alters; empty for a POST."""
        self._spend_on_get()
        return self._read.losses.find(self.document) if self.is_get and self.document else ()

    @property
    def get_url(self) -> str:
        """The URL of a GET, also if it cannot be sent, or its beginning; "" for a POST."""
        return self._get[0]

    @property
    def is_get_cut(self) -> bool:
        """Whether the GET's URL is so long that `get_url` is only its beginning."""
        return self._get[1]

    @cached_property
    def _get(self) -> tuple[str, bool]:
        if not self.is_get or not self.document:
            return "", False
        if self.wire.url:
            return self.wire.url, isinstance(self.wire, Unsendable) and self.wire.cut
        try:
            return f"{self.profile.url}?{spelled(self.document, self.profile.spelling)}", False
        except QueryTooLong as why:
            return f"{self.profile.url}?{why.beginning}", True

    @cached_property
    def get_nodes(self) -> tuple[Node, ...]:
        """Every value in a GET query with its path, in the document's order, without those in
        `events`; empty for a POST.
        """
        left_out = {loss.path for loss in self.losses if loss.kind == "vanished"}
        self._spend_on_get()
        return tuple(_nodes((), self.document, left_out)) if self.is_get else ()

    def _spend_on_get(self) -> None:
        if self.is_get and self.cut:
            raise BudgetExceeded
        if self.is_get:
            self.effort.spend(self._work_outside)

    @cached_property
    def _work_outside(self) -> int:
        """The steps for reading everything but the events that are objects."""
        listed = self.document.get("ev")
        if not isinstance(listed, list):
            return work_in(list(self.document.values()), "GET")
        odd = [item for item in listed if not isinstance(item, dict)]
        return work_in(
            [*(value for key, value in self.document.items() if key != "ev"), odd], "GET"
        )

    @cached_property
    def host(self) -> str:
        """The host in lower case, without a final dot; "" where there is none."""
        return host_of(self.profile.url).rstrip(".")

    @cached_property
    def path(self) -> str:
        """The path of the address; "" where there is none."""
        try:
            return urlsplit(self.profile.url).path
        except ValueError:
            return ""

    @cached_property
    def v1_key(self) -> str | None:
        """What follows `/v1/track/` in the address; `None` if it is no address of the v1 API."""
        match = _V1_PATH.fullmatch(self.path)
        return None if match is None else match[1] or ""

    @property
    def is_for_track(self) -> bool:
        """Whether the address is one of `/track`; other paths say nothing of who listens there."""
        return self.v1_key is None and self.path.rstrip("/").lower().endswith("/track")

    @cached_property
    def has_v1_body(self) -> bool:
        """Whether the document is a body of the v1 API."""
        return is_v1_body(self.draft.payload)

    def own_name(self, key: str) -> str:
        """The name that the account (`cid`) or project (`pid`) has in this document."""
        return NAMES[key] if self.has_v1_body else key

    @cached_property
    def v1(self) -> V1Body:
        """The visitors and events of a v1 body; none of a document for `/track`."""
        return V1Body(self.document if self.has_v1_body else {})

    @cached_property
    def v1_work(self) -> int:
        """The steps for reading a v1 body once."""
        return work_in(dict(self.document), self.draft.method)

    def text(self, key: str) -> str:
        """A top-level id as text, without blanks around it."""
        return id_text(self.document.get(key)).strip()


def _nodes(start: Path, top: Mapping[str, Payload], left_out: set[Path]) -> Iterator[Node]:
    """The values below a place; at the top level without those in events."""
    open_nodes: list[Node] = [(start, top)]
    while open_nodes:
        path, node = open_nodes.pop()
        if path in left_out:
            continue
        if path != start:
            yield path, node
        if not start and isinstance(node, dict) and _is_item(path):
            continue
        if isinstance(node, dict):
            open_nodes.extend(((*path, key), value) for key, value in reversed(node.items()))
        elif isinstance(node, list):
            open_nodes.extend(((*path, i), item) for i, item in reversed(list(enumerate(node))))


def _is_item(path: Path) -> bool:
    return len(path) == 2 and path[0] == "ev" and isinstance(path[1], int)
