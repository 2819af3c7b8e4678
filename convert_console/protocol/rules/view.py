"""What rules look at: a whole request, and one event of it, with what several rules need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from convert_console.protocol.catalog import Catalog
from convert_console.protocol.draft import Draft, Method
from convert_console.protocol.payload import Path, Payload
from convert_console.protocol.profile import Profile
from convert_console.protocol.query import Loss, lost_in_get, write_query
from convert_console.protocol.reach import host_of
from convert_console.protocol.rules.identity import Id, id_text, ids_at, items_of, named_ids
from convert_console.protocol.rules.problem import Situation
from convert_console.protocol.wire import Unsendable, WireRequest, encode

CONVERSIONS = ("hitGoal", "tr")


class Event:
    """One event at its place. What it says depends on nothing outside of it but this."""

    def __init__(
        self, index: int, body: Mapping[str, Payload], method: Method, catalog: Catalog | None
    ) -> None:
        self.index = index
        self.body = body
        self.method = method
        self.catalog = catalog
        kind = body.get("evt")
        self.kind = kind if isinstance(kind, str) else ""

    def at(self, *steps: str | int) -> Path:
        """A path inside this event."""
        return ("ev", self.index, *steps)

    @cached_property
    def ids(self) -> tuple[Id, ...]:
        """Every id in `goals`, `exps` and `vars`."""
        keys = ("goals", "exps", "vars")
        return tuple(one for key in keys for one in ids_at(self.body.get(key), self.at(key)))

    @cached_property
    def odd_ids(self) -> tuple[Id, ...]:
        """The ids that are anything but digits."""
        return tuple(one for one in self.ids if one.shape != "plain")

    def texts(self, key: str) -> list[str]:
        """The ids of one list as text, each at its position; "" for what is no plain id."""
        return [id_text(item) for item in items_of(self.body.get(key))]

    @cached_property
    def goals(self) -> list[str]:
        """The event's goals as text; "" for what is no plain id."""
        return self.texts("goals")

    @cached_property
    def named_goals(self) -> dict[str, None]:
        """Each goal that the event means, once, also where it is nested, joined or wrapped."""
        return dict.fromkeys(named_ids(self.body.get("goals")))


class Request:
    """A draft with its profile and situation, read for rules."""

    def __init__(self, draft: Draft, profile: Profile, situation: Situation) -> None:
        self.draft = draft
        self.profile = profile
        self.situation = situation
        payload = draft.payload
        self.document: Mapping[str, Payload] = payload if isinstance(payload, dict) else {}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events that are objects."""
        listed = self.document.get("ev")
        if not isinstance(listed, list):
            return ()
        method, catalog = self.draft.method, self.situation.catalog
        return tuple(
            Event(index, body, method, catalog)
            for index, body in enumerate(listed)
            if isinstance(body, dict)
        )

    def of_kind(self, *kinds: str) -> Iterator[Event]:
        """The events of these types, in order."""
        return (event for event in self.events if event.kind in kinds)

    @cached_property
    def segments(self) -> Mapping[str, Payload]:
        """`seg`; empty where it is absent or no object."""
        found = self.document.get("seg")
        return found if isinstance(found, dict) else {}

    @cached_property
    def odd_ids(self) -> tuple[Id, ...]:
        """The ids of custom audiences that are anything but digits."""
        found = ids_at(self.segments.get("cust"), ("seg", "cust"))
        return tuple(one for one in found if one.shape != "plain")

    @cached_property
    def wire(self) -> WireRequest | Unsendable:
        """The very request that Send would send."""
        return encode(self.draft, self.profile)

    @property
    def is_get(self) -> bool:
        """Whether the document goes out as a query."""
        return self.draft.method == "GET"

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What a GET alters; empty for a POST."""
        return lost_in_get(self.document) if self.is_get and self.document else ()

    @cached_property
    def get_url(self) -> str:
        """The whole URL of a GET, also of one that is too long to be sent; "" for a POST."""
        if not self.is_get or not self.document:
            return ""
        if isinstance(self.wire, WireRequest):
            return self.wire.url
        return f"{self.profile.url}?{write_query(self.document, self.profile.spelling)}"

    @cached_property
    def get_nodes(self) -> tuple[tuple[Path, Payload], ...]:
        """Everything a GET spells, with its path in the document's order; empty for a POST."""
        left_out = {loss.path for loss in self.losses if loss.kind == "vanished"}
        return tuple(_nodes(self.document, left_out)) if self.is_get else ()

    @cached_property
    def host(self) -> str:
        """The host in lower case, without a final dot; "" where there is none."""
        return host_of(self.profile.url).rstrip(".")

    def text(self, key: str) -> str:
        """A top-level id as text, without blanks around it."""
        return id_text(self.document.get(key)).strip()


def _nodes(document: Mapping[str, Payload], left_out: set[Path]) -> Iterator[tuple[Path, Payload]]:
    open_nodes: list[tuple[Path, Payload]] = [((), document)]
    while open_nodes:
        path, node = open_nodes.pop()
        if path in left_out:
            continue
        if path:
            yield path, node
        if isinstance(node, dict):
            open_nodes.extend(((*path, key), value) for key, value in reversed(node.items()))
        elif isinstance(node, list):
            open_nodes.extend(((*path, i), item) for i, item in reversed(list(enumerate(node))))
