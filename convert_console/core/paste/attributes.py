"""A document from the flat attributes that shop integrations keep: ids, goals, pairs, segments."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.paste.found import PastedRequest, request_of, without_empty
from convert_console.core.paste.pieces import event, ids_of
from convert_console.core.paste.segments import translated


def document_from(
    found: dict[str, Payload], segments: Payload, goals_say: str, notes: tuple[str, ...]
) -> PastedRequest:
    """One event: `hitGoal` with the goals, or `viewExp` where there are none.

    `found` has `cid`, `pid`, `vid`, `goals`, `exps` and `vars`, any of them as JSON text.
    """
    experiences, variations = ids_of(found.get("exps")), ids_of(found.get("vars"))
    goals = ids_of(found.get("goals"))
    if len(experiences) != len(variations):
        notes += (
            f"{len(experiences)} experiences stand beside {len(variations)} variations: they no "
            "longer pair up.",
        )
    seg, about_segments = translated(segments or None)  # "" where a shop keeps none
    made = event("hitGoal" if goals else "viewExp", [], goals)
    made |= without_empty(vars=variations, exps=experiences)
    has_event = len(made) > 1
    without = (NO_GOALS if has_event else NO_EVENT,)
    notes = (*about_segments, *((goals_say,) if goals else without), *notes)
    document = without_empty(**{key: found.get(key) for key in ("cid", "pid")}, seg=seg)
    document |= without_empty(vid=found.get("vid"), ev=[made] if has_event else None)
    return request_of(document, *notes)


NO_GOALS = "It names no goal, so the event is viewExp. For a conversion choose hitGoal and a goal."
NO_EVENT = "It names no experience and no goal: the events are yours to add."
