"""What is asked before a send that leaves this machine: what it will add, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from convert_console.protocol.catalog import Catalog
from convert_console.protocol.catalog_words import name_and_id, name_of
from convert_console.protocol.draft import Draft
from convert_console.protocol.payload import Number, Payload
from convert_console.protocol.profile import Profile
from convert_console.protocol.reach import host_of, whose
from convert_console.protocol.rules import Problem
from convert_console.protocol.wire import WireRequest


@dataclass(frozen=True, slots=True)
class Question:
    """A question that Enter answers with yes and Esc with no."""

    sentence: str
    live: bool


def question_before(
    wire: WireRequest,
    draft: Draft,
    profile: Profile,
    errors: Sequence[Problem] = (),
    catalog: Catalog | None = None,
) -> Question | None:
    """What to ask before this request goes out; `None` where nothing need be asked.

    `errors` are the linter's that have not been answered yet: they are named in the question, and
    so are the goals and variations that `catalog` knows.
    """
    where = whose(wire.url)
    leaves = where != "loopback" and profile.reach != "free"
    parts = [_said(errors)] if errors else []
    if leaves and where == "convert":
        project = host_of(wire.url).partition(".")[0]
        held = additions(draft.payload, catalog)
        parts.append(f"This adds {held} to the live statistics of project {project}.")
    elif leaves:
        held = additions(draft.payload, catalog)
        parts.append(f"This leaves your machine for {host_of(wire.url)}. It holds {held}.")
    return Question(" ".join(parts), where != "loopback") if parts else None


def _said(errors: Sequence[Problem]) -> str:
    first = errors[0]
    place = f"{first.where}: " if first.where else ""
    more = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
    return f"It will probably not count as meant. {place}{first.sentence}{more}"


def additions(payload: Payload, catalog: Catalog | None = None) -> str:
    """What a document holds, in words; amounts keep their own digits.

    >>> additions({"ev": [{"evt": "tr", "goals": ["7"], "r": Number("123.20")}]})
    'revenue 123.20 to goal 7'
    """
    events = payload.get("ev") if isinstance(payload, dict) else None
    if not isinstance(events, list) or not events:
        return "nothing that can be read as an event"
    counted = Counter(part for event in events for part in _parts(event, catalog))
    parts = [f"{count} × {part}" if count > 1 else part for part, count in counted.items()]
    if len(parts) > PARTS_SHOWN:
        parts = [*parts[:PARTS_SHOWN], f"{len(parts) - PARTS_SHOWN} more"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


PARTS_SHOWN = 4


def _parts(event: Payload, catalog: Catalog | None) -> list[str]:
    if not isinstance(event, dict):
        return ["1 event of unknown form"]
    goals = [name_and_id(catalog, "goal", plain) for plain in _ids(event.get("goals"))]
    goals = goals or ["without an id"]
    variations = filter(None, (name_of(catalog, "variation", v) for v in _ids(event.get("vars"))))
    names = ", ".join(variations)
    seen = f" in variation {names}" if names else ""
    match event.get("evt"):
        case "viewExp":
            return [f"1 view of variation {names}" if names else "1 variation view"]
        case "hitGoal":
            return [f"1 conversion of goal {goal}{seen}" for goal in goals]
        case "tr":
            return [f"revenue {_shown(event.get('r'))} to goal {goal}{seen}" for goal in goals]
        case _:
            return ["1 event of unknown type"]


def _ids(value: Payload) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [_shown(item) for item in items if item not in (None, "")]


def _shown(value: Payload) -> str:
    if isinstance(value, Number):
        return value.literal
    return value if isinstance(value, str) else "of unknown form"
