"""The question before a send: what it adds, its errors, and what it repeats."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from convert_console.core.catalog.catalog import Catalog, name_and_id, name_of
from convert_console.core.document.payload import Number, Payload
from convert_console.core.linter.problem import Problem, Sent
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import exact_amount, exact_sum
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import scalar_text, size_text


class Question(NamedTuple):
    """What a send adds, its errors and what it repeats, in sentences, and what the button that
    sends is called. `repeats` is true if a conversion of this visitor was accepted before, so that
    another visitor helps.
    """

    sentence: str
    live: bool
    repeats: bool = False
    answer: str = "Send"

    @property
    def text(self) -> str:
        """The sentences with the question at their end."""
        return f"{self.sentence} {self.answer}?"


def stays_here(profile: Profile) -> str:
    """What a send to this machine does, told before it; only of the collector is known that it
    forwards nothing.
    """
    if profile.target == "local":
        return "Stays on this machine and counts nowhere."
    return "Goes to another program on this machine, which may forward it."


class Known(NamedTuple):
    """The facts about a draft: the errors that were not confirmed yet, the catalog, and the goals
    it repeats, each with when that was ("2 hours ago").
    """

    errors: Sequence[Problem] = ()
    catalog: Catalog | None = None
    repeats: Sequence[tuple[str, str]] = ()


NOTHING = Known()


def question_before(
    wire: WireRequest, draft: Draft, profile: Profile, known: Known = NOTHING
) -> Question | None:
    """The question before this request is sent; `None` if there is nothing to ask.

    Errors are named in the question, and so are the goals and variations that a catalog knows.
    Repeats are asked about even if the profile sends freely: a send cannot be undone.
    """
    where = destination_kind(wire.url)
    leaves = where != "loopback" and profile.reach != "free"
    errors = known.errors
    parts = [_errors_sentence(errors, wire, draft, counts=leaves)] if errors else []
    if leaves:
        parts.append(_effect_sentence(wire, draft, profile, known))
    if known.repeats:
        parts.append(_repeats_sentence(known))
    if not parts:
        return None
    answer = "Send anyway" if errors else "Send"
    return Question(" ".join(parts), where != "loopback", bool(known.repeats), answer)


def _effect_sentence(wire: WireRequest, draft: Draft, profile: Profile, known: Known) -> str:
    """What a send adds if it counts, and to what."""
    content = effect(draft, known.catalog)
    host = host_of(wire.url)
    if destination_kind(wire.url) != "convert":
        return f"This leaves your machine and goes to {host}. It contains {content}."
    if known.errors:  # named in the same sentence
        return f"If counted, it adds {content}."
    return f"This adds {content} to the live statistics of {_project(host, profile)}."


def _project(host: str, profile: Profile) -> str:
    project = host.partition(".")[0]
    return profile.name if project == profile.project else f"project {project}"


def effect(draft: Draft, catalog: Catalog | None = None) -> str:
    """What a draft adds, in few words: conversions, their sum, and names where there is but one.

    >>> effect(Draft('{"ev": [{"evt": "hitGoal", "goals": ["7"]}, {"evt": "tr", "r": 168.70}]}'))
    '1 conversion and 168.70'
    """
    if draft.heavy:
        return f"{size_text(len(draft.text))} of events, which are not checked,"
    payload = draft.payload
    events = payload.get("ev") if isinstance(payload, dict) else None
    if not isinstance(events, list) or not events:
        return "nothing that can be read as an event"
    parts = [part for event in events for part in _parts(event, catalog)]
    sales = [_parts(event, catalog)[0] for event in events if _is_sale(event)]
    kinds = [part.kind for part, _amount in parts]
    words = [
        _counted(kinds.count(kind), word)
        for kind, word in (
            ("viewExp", "variation view"),
            ("hitGoal", "conversion"),
            ("type", "event of unknown type"),
            ("format", "event of unknown format"),
        )
        if kind in kinds
    ]
    if kinds.count("hitGoal") == 1:
        words[words.index("1 conversion")] += _names(events, catalog)
    amounts = [amount for part, amount in sales if not part.odd]
    odd = [part.odd for part, _amount in sales if part.odd]
    words += [_amount(_added(amounts))] if amounts else []
    words += [f"an amount {odd[0]}" if len(odd) == 1 else f"{len(odd)} amounts"] if odd else []
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _amount(digits: str) -> str:
    """Digits that look like money, else with a word: "12" could be a number of anything."""
    return digits if re.fullmatch(r"-?\d+\.\d{2,}", digits) else f"an amount of {digits}"


def _is_sale(event: Payload) -> bool:
    return isinstance(event, dict) and event.get("evt") == "tr"


def _names(events: Sequence[Payload], catalog: Catalog | None) -> str:
    """What follows "1 conversion": its goal and variation, as far as the catalog has names."""
    hit = next(e for e in events if isinstance(e, dict) and e.get("evt") == "hitGoal")
    goal = next((name_of(catalog, "goal", plain) for plain in _ids(hit.get("goals"))), "")
    variations = filter(None, (name_of(catalog, "variation", v) for v in _ids(hit.get("vars"))))
    where = ", ".join(variations)
    return f"{f' of {goal}' if goal else ''}{f' in {where}' if where else ''}"


def _repeats_sentence(known: Known) -> str:
    goal, when = known.repeats[0]
    named = named_goal(known.catalog, goal)
    others = len(known.repeats) - 1
    if not others:
        sentence = f"{named} was accepted for this visitor {when}, so it will not count again."
    else:
        more_goals = f"{others} more goal{'s' if others > 1 else ''}"
        sentence = f"{named} was accepted for this visitor {when}, and {more_goals} before: "
        sentence += "they will not count again."
    return f"{sentence} A new visitor makes it a new conversion."


def named_goal(catalog: Catalog | None, goal: str) -> str:
    """A goal by its name, or by its number: "Purchase", "Goal 100300301"."""
    return name_of(catalog, "goal", goal) or f"Goal {goal}"


def _errors_sentence(
    errors: Sequence[Problem], wire: WireRequest, draft: Draft, *, counts: bool
) -> str:
    """The first error and what it means. `counts` is false where nothing is counted anyway."""
    first = errors[0]
    others = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
    if first.rule == "pid-host" and isinstance(draft.payload, dict):
        ids = f"{_text(draft.payload.get('pid'))} / {host_of(wire.url).partition('.')[0]}"
        return f"Project ids differ ({ids}), so this may be ignored.{others}"
    place = ""
    match first.path:
        case ("ev", int(index), *_):
            place = f"Event {index + 1}: "
    meaning = " This may not count as meant." if counts else ""
    return f"{place}{first.sentence}{others}{meaning}"


def additions(payload: Payload, catalog: Catalog | None = None) -> str:
    """The content of a document in words: its conversions and exact revenue, for each goal and
    variation. A single amount keeps its digits.

    >>> sale = {"evt": "tr", "goals": ["7"], "r": Number("0.10")}
    >>> additions({"ev": [sale, {**sale, "r": Number("0.20")}]})
    'revenue 0.30 in 2 transactions to goal 7'
    """
    events = payload.get("ev") if isinstance(payload, dict) else None
    if not isinstance(events, list) or not events:
        return "nothing that can be read as an event"
    gathered: dict[_Part, list[Payload]] = {}
    for event in events:
        for part, amount in _parts(event, catalog):
            gathered.setdefault(part, []).append(amount)
    parts = [_worded(part, amounts) for part, amounts in gathered.items()]
    if len(parts) > PARTS_SHOWN:
        parts = [*parts[:PARTS_SHOWN], f"{len(parts) - PARTS_SHOWN} more"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


PARTS_SHOWN = 4


class _Part(NamedTuple):
    """One thing that is added up: the kind, the goal or variation, and an amount that is no
    number.
    """

    kind: str
    subject: str
    odd: str = ""


def _worded(part: _Part, amounts: list[Payload]) -> str:
    count = len(amounts)
    match part.kind:
        case "viewExp" if part.subject:
            return f"{_counted(count, 'view')} of variation {part.subject}"
        case "viewExp":
            return _counted(count, "variation view")
        case "hitGoal":
            return f"{_counted(count, 'conversion')} of goal {part.subject}"
        case "tr":
            revenue, times = part.odd or _added(amounts), ""
            if count > 1:
                times = f" in each of {count} transactions" if part.odd else ""
                times = times or f" in {count} transactions"
            return f"revenue {revenue}{times} to goal {part.subject}"
        case _:
            return f"{_counted(count, 'event')} of unknown {part.kind}"


def _added(amounts: list[Payload]) -> str:
    if len(amounts) == 1:
        return _shown(amounts[0])
    numbers = [amount for amount in map(exact_amount, amounts) if amount is not None]
    return f"{exact_sum(numbers) or 0:f}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"


def _parts(event: Payload, catalog: Catalog | None) -> list[tuple[_Part, Payload]]:
    if not isinstance(event, dict):
        return [(_Part("format", ""), None)]
    goals = [name_and_id(catalog, "goal", plain) for plain in _ids(event.get("goals"))]
    goals = goals or ["without an id"]
    variations = filter(None, (name_of(catalog, "variation", v) for v in _ids(event.get("vars"))))
    names = ", ".join(variations)
    where = f" in variation {names}" if names else ""
    match event.get("evt"):
        case "viewExp":
            return [(_Part("viewExp", names), None)]
        case "hitGoal":
            return [(_Part("hitGoal", goal + where), None) for goal in goals]
        case "tr":
            amount = event.get("r")
            odd = _shown(amount) if exact_amount(amount) is None else ""
            return [(_Part("tr", goal + where, odd), amount) for goal in goals]
        case _:
            return [(_Part("type", ""), None)]


def _ids(value: Payload) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [_shown(item) for item in items if item not in (None, "")]


def _shown(value: Payload) -> str:
    if isinstance(value, Number):
        return value.literal
    return value if isinstance(value, str) else "of unknown format"


# Conversions that were sent before.


class Accepted(NamedTuple):
    """An accepted send: when, in Unix seconds, and each visitor, goal and transaction id in it."""

    sent_at: float
    sent: frozenset[Sent]


class Repeat(NamedTuple):
    """A goal that will not count again, and when it was accepted last, in Unix seconds."""

    goal: str
    sent_at: float


def visitor_in(payload: Payload) -> str:
    """The visitor of a document; "" where it names none."""
    return _text(payload.get("vid")) if isinstance(payload, dict) else ""


def sent_in(payload: Payload) -> frozenset[Sent]:
    """Each conversion of a document as visitor, goal and transaction id, "" for none.

    >>> sent_in({"vid": "v", "tid": "t", "ev": [{"evt": "hitGoal", "goals": ["7"]}]})
    frozenset({('v', '7', 't')})
    """
    vid = visitor_in(payload)
    return frozenset((vid, goal, tid) for _, goal, tid in _conversions(payload))


def repeats(payload: Payload, before: Sequence[Accepted]) -> tuple[Repeat, ...]:
    """The goals that a draft repeats, each once, with the newest send of it.

    A conversion counts once per visitor and goal. A transaction with an id repeats only one of the
    same id.
    """
    vid = visitor_in(payload)
    newest_first = sorted(before, key=lambda accepted: -accepted.sent_at)
    by_goal: dict[str, Repeat] = {}
    for kind, goal, tid in _conversions(payload):
        for accepted in newest_first:
            if goal not in by_goal and _counted_repeats(accepted.sent, (vid, goal, tid), kind):
                by_goal[goal] = Repeat(goal, accepted.sent_at)
    return tuple(by_goal.values())


def _counted_repeats(sent: Iterable[Sent], now: Sent, kind: str) -> bool:
    exact = kind == "tr" and now[2] != ""
    return any(then == now if exact else then[:2] == now[:2] for then in sent)


def _conversions(payload: Payload) -> Iterator[tuple[str, str, str]]:
    """Kind, goal and transaction id of each conversion that can be read."""
    events = payload.get("ev") if isinstance(payload, dict) else None
    document_tid = _text(payload.get("tid")) if isinstance(payload, dict) else ""
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict) and event.get("evt") in ("hitGoal", "tr"):
            goals = event.get("goals")
            for goal in goals if isinstance(goals, list) else [goals]:
                if _text(goal):
                    yield str(event["evt"]), _text(goal), document_tid or _text(event.get("tid"))


def _text(value: Payload) -> str:
    return scalar_text(value).strip()
