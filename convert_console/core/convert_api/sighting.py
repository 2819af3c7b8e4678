"""What Convert's live log showed of a request, as it is kept with it, and in words."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

from convert_console.core.convert_api.answers import LiveEvent, LiveLog, read_live_log
from convert_console.core.convert_api.matching import (
    STATE_WORDS,
    EventFinding,
    Finding,
    Observation,
    State,
)
from convert_console.core.document.formatting import flat_text, pretty
from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.request.event_summary import event_name
from convert_console.core.text import local_time

STATES: tuple[State, ...] = get_args(State)

TONES: dict[State, Literal["ok", "info", "warn", "muted"]] = {
    "seen": "ok",
    "similar": "info",
    "not-seen": "warn",
    "cannot-tell": "muted",
}

ICONS: dict[State, str] = {
    "seen": "eye",
    "similar": "equal-approximately",
    "not-seen": "eye-off",
    "cannot-tell": "circle-help",
}
"""The name of the icon of each state, beside a verdict."""


def state_of(stored: str) -> State | None:
    """The state that a row of the history has; `None` for none, and for one of a later version."""
    return next((state for state in STATES if state == stored), None)


def read_sighting(text: str) -> Finding | None:
    """A finding from its JSON; `None` where it is none, as where it is damaged."""
    stored = parse(text).payload if text else None
    if not isinstance(stored, dict):
        return None
    events = stored.get("events")
    found = [_event_finding(event) for event in events] if isinstance(events, list) else []
    observations = stored.get("observations")
    seen = observations if isinstance(observations, list) else []
    asked = stored.get("asked")
    return Finding(
        tuple(event for event in found if event is not None),
        _moment(stored.get("looked_at")),
        tuple(one for one in map(_observation, seen) if one is not None),
        asked if isinstance(asked, str) else "",
    )


def _event_finding(stored: Payload) -> EventFinding | None:
    if not isinstance(stored, dict):
        return None
    state, number, reason = stored.get("state"), stored.get("event"), stored.get("reason")
    known = state_of(state) if isinstance(state, str) else None
    if known is None or not isinstance(number, Number) or not isinstance(reason, str):
        return None
    more, differs = stored.get("more_entries"), stored.get("differs")
    listed = [stored.get("entry"), *(more if isinstance(more, list) else [])]
    entries = tuple(entry for one in listed if (entry := _entry(one)) is not None)
    says = differs if isinstance(differs, str) else ""
    return EventFinding(int(_moment(number)), known, reason, entries, says)


def _entry(stored: Payload) -> LiveEvent | None:
    log = read_live_log(flat_text({"data": [stored]})) if isinstance(stored, dict) else None
    return log.events[0] if isinstance(log, LiveLog) and log.events else None


def _observation(stored: Payload) -> Observation | None:
    if not isinstance(stored, dict):
        return None
    about, sentence = stored.get("about"), stored.get("observed")
    if about not in ("campaign", "new", "source", "clock") or not isinstance(sentence, str):
        return None
    return Observation(about, sentence, _moment(stored.get("at")))


def _moment(value: Payload) -> float:
    try:
        return float(value.literal) if isinstance(value, Number) else 0.0
    except ValueError:
        return 0.0


class EventLine(NamedTuple):
    """What the live log says of one event, as pages and details show it."""

    title: str
    state: State
    reason: str
    entry: str
    """The log's own entries as JSON; "" for none."""
    entries: int = 0
    """How many entries these are."""

    @property
    def word(self) -> str:
        """The word for its state."""
        return STATE_WORDS[self.state]


def event_lines(finding: Finding, payload: Payload) -> tuple[EventLine, ...]:
    """Each event of a document with what the log says of it."""
    listed = payload.get("ev") if isinstance(payload, dict) else None
    events = listed if isinstance(listed, list) else []
    lines = []
    for found in finding.events:
        number = found.number
        event = events[number - 1] if 0 < number <= len(events) else None
        name = event_name(event.get("evt")) if isinstance(event, dict) else "Event"
        shown = "\n".join(pretty(flat_text(one.entry)).strip() for one in found.entries)
        title = f"Event {number}, {name}"
        lines.append(EventLine(title, found.state, found.reason, shown, len(found.entries)))
    return tuple(lines)


def sighting_words(finding: Finding) -> str:
    """What is known, in one sentence, with when it was looked up.

    >>> shown = EventFinding(1, "seen", "Convert's live log shows it.")
    >>> sighting_words(Finding((shown,), float("nan")))
    "Convert's live log shows it. Looked up at an unknown time."
    """
    return f"{finding.reason} Looked up {day_and_time(finding.looked_at)}."


def day_and_time(at: float) -> str:
    """When something was, as the end of a sentence."""
    when = local_time(at)
    return f"on {when:%Y-%m-%d} at {when:%H:%M}" if when else "at an unknown time"


def tally_words(states: Sequence[State], log: str = "Convert's live log") -> str:
    """How many requests are in which state: `2 seen, 1 not seen`; `log` is whose log it is.

    >>> tally_words(["seen"]), tally_words(["seen", "not-seen", "seen"])
    ("Convert's live log shows it.", "Convert's live log shows 2 of 3 requests; 1 not seen.")
    """
    counts = Counter(states)
    seen, total = counts.pop("seen", 0), len(states)
    words = {
        "similar": "{:,} similar",
        "not-seen": "{:,} not seen",
        "cannot-tell": "{:,} not known",
    }
    others = ", ".join(words[state].format(counts[state]) for state in STATES if counts[state])
    if not others:
        every = "it" if total == 1 else "both" if total == 2 else f"all {total:,} requests"
        return f"{log} shows {every}."
    if total == 1:
        return f"{STATE_WORDS[states[0]]}."
    return f"{log} shows {seen:,} of {total:,} requests; {others}."


def sighting_values(text: str) -> Any:
    """A kept finding as plain JSON values, for exports; `None` for none."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def with_entries_as_text(values: Any) -> Any:
    """The same with each entry of the log as the text of its JSON."""
    if not isinstance(values, dict) or not isinstance(values.get("events"), list):
        return None
    kept = ("entry", "more_entries")
    events = [
        {name: json.dumps(one) if name in kept else one for name, one in event.items()}
        for event in values["events"]
        if isinstance(event, dict)
    ]
    return {**values, "events": events}
