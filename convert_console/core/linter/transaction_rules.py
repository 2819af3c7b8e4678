"""Rules about what a transaction needs besides its amount: a goal that was hit, and a stable id."""

import re
from collections.abc import Iterator

from convert_console.core.document.payload import Path, Payload
from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.fixes import MoveUp
from convert_console.core.linter.id_shapes import is_blank
from convert_console.core.linter.problem import Finding, Fix, Sent, short, warning
from convert_console.core.linter.rule import document_rule, event_rule
from convert_console.core.text import id_text

EARLIEST = 1_325_376_000_000
"""1 January 2012 in Unix milliseconds."""
LATEST = 2_000_000_000_000
"""18 May 2033: the end if the current time is not known."""
YEAR = 365 * 86_400_000

_THIRTEEN = re.compile(r"(?<![0-9])[0-9]{13}(?![0-9])")


@document_rule("tr-without-goal-hit")
def tr_without_goal_hit(request: Request) -> Iterator[Finding]:
    """A transaction for a goal that no `hitGoal` of the request names."""
    hit = {goal for event in request.of_kind("hitGoal") for goal in event.named_goals}
    for event in request.of_kind("tr"):
        alone = [goal for goal in event.named_goals if goal not in hit]
        if alone:
            noun = "goal" if len(alone) == 1 else "goals"
            yield warning(
                event.at("goals"),
                f"This request has no hitGoal for {noun} {short(', '.join(alone))}, but revenue "
                "needs both events. Add one, unless it was already sent.",
            )


@event_rule("tr-several-goals")
def tr_several_goals(event: Event) -> Iterator[Finding]:
    """One transaction lists several goals."""
    goals = event.named_goals
    if event.kind == "tr" and len(goals) > 1:
        yield warning(
            event.at("goals"),
            f"This transaction lists {len(goals)} goals, and the whole amount is counted for each. "
            "Keep only the goals that should show it.",
        )


@document_rule("tr-without-tid")
def tr_without_tid(request: Request) -> Iterator[Finding]:
    """A transaction, and no transaction id anywhere."""
    if next(request.of_kind("tr"), None) and not any(True for _ in _tids(request)):
        yield warning(
            ("tid",),
            "Enter the transaction id (tid). Without it, repeats cannot be recognised.",
        )


@document_rule("tid-in-event")
def tid_in_event(request: Request) -> Iterator[Finding]:
    """The transaction id is inside an event."""
    inside = [(path, value) for path, value in _tids(request) if len(path) > 1]
    if not inside:
        return
    distinct = {id_text(value) for _, value in _tids(request)}
    for path, value in inside:
        certain = len(distinct) == 1 and id_text(value)
        yield warning(
            path,
            "The transaction id is inside the event; Convert's own integrations put it at the "
            "top level. Move it there.",
            Fix("Move tid to the top level", MoveUp(path, ("tid",), value)) if certain else None,
        )


@document_rule("tid-unstable")
def tid_unstable(request: Request) -> Iterator[Finding]:
    """The transaction id holds the time.

    Order ids of some shops have 13 digits as well, but as a time they lie a century ahead. The
    visitor id within it does not change from one attempt to the next; its time alone may well.
    """
    for path, value in _tids(request):
        yield from time_in_tid(path, value, request.text("vid"), request.situation.now)


def time_in_tid(path: Path, value: Payload, vid: str, now: float | None) -> Iterator[Finding]:
    """The time in a transaction id of a visitor; `now` is in Unix seconds, `None` if unknown."""
    latest = LATEST if now is None else int(now * 1000) + YEAR
    tid = id_text(value)
    for digits in _THIRTEEN.findall(tid.replace(vid, " ") if _THIRTEEN.match(vid) else tid):
        if EARLIEST <= int(digits) <= latest:
            yield warning(
                path,
                f"The transaction id contains a time ({digits}), so it changes with each retry. "
                "Use only the order number.",
            )
            break


@document_rule("already-sent")
def already_sent(request: Request) -> Iterator[Finding]:
    """An accepted send had the same visitor and goal, and for a transaction the same id."""
    sent = request.situation.sent
    if not sent:
        return
    vid, tid = request.text("vid"), request.text("tid")
    conversions = {goal for who, goal, _ in sent if who == vid}
    for event in request.of_kind("hitGoal", "tr"):
        own = tid or id_text(event.body.get("tid")).strip()
        for position, goal in enumerate(event.goals):
            if goal in conversions and (event.kind == "hitGoal" or _same(sent, vid, goal, own)):
                yield warning(
                    event.at("goals", position),
                    f"Goal {goal} was already accepted for this visitor, so it will not count "
                    "again. To test it again, make a new visitor id.",
                )


def _same(sent: frozenset[Sent], vid: str, goal: str, tid: str) -> bool:
    return not tid or (vid, goal, tid) in sent


def _tids(request: Request) -> Iterator[tuple[Path, Payload]]:
    """Each transaction id, the top-level one first; empty values and booleans do not count."""
    events = (
        (event.at("tid"), event.body["tid"]) for event in request.events if "tid" in event.body
    )
    for path, value in ((("tid",), request.document.get("tid")), *events):
        if not is_blank(value) and not isinstance(value, bool):
            yield path, value
