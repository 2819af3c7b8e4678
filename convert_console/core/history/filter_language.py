"""The filter field's language: words, and `key:value` for what a row of the history has."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from difflib import get_close_matches
from typing import Any, NamedTuple

from convert_console.core.request.wire import METHODS
from convert_console.core.text import is_digits
from convert_console.core.verdict.kinds import KINDS

KEYS: Mapping[str, str] = {
    "status": "the status of the answer, such as 301",
    "verdict": "the verdict, such as bot",
    "goal": "a goal by its id, or by its name in the catalog",
    "vid": "a complete visitor id",
    "method": "POST, GET, or another method of what came in, such as PUT",
    "from": "sent, collector or page: where the request comes from",
    "page": "a part of the address of the page that sent it",
    "problem": "the id of a rule that finds a problem, or any, or none",
    "marker": "the run marker that it was sent with, such as cc-7f3a91, or any, or none",
    "log": "what Convert's live log showed when it was asked: seen, similar, not-seen, cannot-tell",
    "profile": "a profile by its name; put a name with spaces in quotes",
    "since": "an age such as 30m, 2h, 2d or 1w, or a day such as 2026-11-23",
}
"""Every key with what it is for."""

STARRED = "starred"
"""The one word that is a filter by itself; in quotes it is a word like others."""

HELP = "\n".join(
    (
        "Words are searched in requests, answers and notes.",
        *(f"{key}: – {meaning}" for key, meaning in KEYS.items()),
        f"{STARRED} – only rows with a star",
        'A row must match all of them. Put text with a colon in quotes: "code:200".',
    )
)
"""All of the language, for a tooltip."""


class Owner(NamedTuple):
    """Whose rows are meant: those of a profile, by its id; where `name` is given, only those that
    were kept under this name.
    """

    profile_id: str = ""
    name: str | None = None


Owners = tuple[Owner, ...]


def owners_by_name(kept: Iterable[tuple[str, str]], names: Mapping[str, str]) -> dict[str, Owners]:
    """Whose rows a history has, by the names that are shown: of the pairs of a name and a profile's
    id that it keeps, and of the profiles' present names by id.

    >>> owners_by_name([("Old", "a"), ("New", "a"), ("Gone", "b")], {"a": "New"})
    {'New': (Owner(profile_id='a', name=None),), 'Gone': (Owner(profile_id='b', name='Gone'),)}
    """
    found: dict[str, dict[Owner, None]] = {}
    for name, profile_id in kept:
        present = names.get(profile_id)
        owner = Owner(profile_id, name) if present is None else Owner(profile_id)
        found.setdefault(present or name, {})[owner] = None
    return {name: tuple(owners) for name, owners in found.items()}


class Filter(NamedTuple):
    """A row matches if it matches every field that is set.

    `words` may be anywhere in the exchange or its note, in any order; one of three letters or
    more also matches words that begin with it, unless they are `whole`. `since` is in Unix seconds.
    `profile` is matched by the rows of any of these owners. `verdict` also finds the same one given
    by the collector on this machine. `problem` is the id of a rule, or "any" or "none"; rows that
    were never checked match none of them. `marker` may also be "any" or "none"; `seen` is one of
    `SIGHTINGS`.
    """

    words: str = ""
    vid: str = ""
    goal: str = ""
    status: int | None = None
    verdict: str = ""
    profile: Owners = ()
    method: str = ""
    since: float | None = None
    starred: bool = False
    source: str = ""
    page: str = ""
    problem: str = ""
    marker: str = ""
    seen: str = ""
    whole: bool = False


def filter_of_run(marker: str, began: float, now: float, profile: str) -> str:
    """The filter that finds the rows of a run, by its marker, or else those of its profile since it
    began; times are in Unix seconds.

    >>> filter_of_run("cc-7f3a91", 0, 90, "My shop"), filter_of_run("", 0, 90, "My shop")
    ('marker:cc-7f3a91', 'since:2m profile:"My shop"')
    """
    if marker:
        return f"marker:{marker}"
    minutes = max(1, -int((began - now) // 60))
    return f"since:{minutes}m profile:{_quoted(profile)}"


class FilterFault(NamedTuple):
    """Why a filter cannot be read, in a sentence with the next step."""

    sentence: str


class FilterContext(NamedTuple):
    """What a filter is read with: the current time with its zone, the profiles that rows belong to,
    by name, a way to find the ids of goals by name, and whether it is still being typed.
    """

    now: datetime
    profiles: Mapping[str, Owners] = {}
    goals_named: Callable[[str], Sequence[str]] = lambda _name: ()
    is_typed: bool = False


def read_filter(text: str, context: FilterContext) -> Filter | FilterFault:
    """Read a filter. While it is typed, a key whose value is missing asks for nothing yet.

    >>> from datetime import timezone
    >>> wanted = read_filter("hello status:301", FilterContext(datetime.now(timezone.utc)))
    >>> wanted.words, wanted.status
    ('hello', 301)
    """
    words: list[str] = []
    terms: dict[str, Any] = {}
    for key, value, quoted in _tokens(text):
        if not key and value == STARRED and not quoted:
            terms[STARRED] = True
        elif not key and not quoted and (negated := _NEGATED.match(value)):
            return FilterFault(_without_minus(negated[1]))
        elif not key:
            words.append(value)
        elif key not in KEYS:
            return FilterFault(_unknown(key))
        elif not value and not context.is_typed:
            return FilterFault(f"{key}: needs a value: {KEYS[key]}.")
        elif value:
            term = _READERS[key](value, context)
            if isinstance(term, FilterFault):
                return term
            if terms.setdefault(_FIELDS.get(key, key), term) != term:
                return FilterFault(
                    f"{key}: appears twice, and no row can match both. Remove one of them."
                )
    return Filter(words=" ".join(words), **terms)


def completions(text: str, profiles: Iterable[str] = ()) -> tuple[str, ...]:
    """What the last word of a filter, as typed so far, can become.

    >>> completions("hello meth"), completions("method:p")
    (('method:',), ('method:POST',))
    """
    last = last_token(text)
    key, colon, _begun = last.partition(":")
    if colon and key in KEYS:
        values = [f"{key}:{_quoted(value)}" for value in _values(key, profiles)]
    else:
        values = [*(f"{known}:" for known in KEYS), STARRED] if last else []
    lowered = last.lower()
    return tuple(v for v in values if v.lower().startswith(lowered) and v != last)


def last_token(text: str) -> str:
    """What is being typed at the end; "" after a space. A quote that is open holds spaces."""
    last = ""
    for match in _PIECE.finditer(text):
        last = match[0]
    return "" if last.isspace() else last


_FIELDS = {"from": "source", "log": "seen"}
"""The field of `Filter` for a key, where it has another name."""

SOURCES: Mapping[str, str] = {
    "sent": "sent by this program",
    "collector": "received by the local collector",
    "page": "seen in a watched page",
}

SIGHTINGS = ("seen", "similar", "not-seen", "cannot-tell")
"""What a look into Convert's live log can say of a request."""

_Read = str | int | float | Owners | FilterFault
_PIECE = re.compile(r'\s++|(?:[^\s"]++|"[^"]*+"?+)++')
_TOKEN = re.compile(r'(?:([A-Za-z][A-Za-z-]*):(?!//))?(?:"([^"]*)"?|([^\s"]*))')
_NEGATED = re.compile(rf"-({'|'.join(KEYS)}):", re.IGNORECASE)
_AGE = re.compile(r"([0-9]{1,4})([mhdw])")
_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_STATUS = re.compile(r"[1-9][0-9]{2}")
_YEARS = range(1970, 9999)  # outside, a zone's offset may leave the range of dates


def _tokens(text: str) -> list[tuple[str, str, bool]]:
    """Key, value and whether the value stood in quotes."""
    tokens = []
    for key, quoted, plain in _TOKEN.findall(text):
        if key or quoted or plain:
            tokens.append((key.lower(), quoted or plain, bool(quoted)))
    return tokens


def _unknown(key: str) -> str:
    close = get_close_matches(key, [*KEYS, STARRED], 1, 0.6)
    guess = close[0] if close and close[0] == STARRED else f"{close[0]}:" if close else ""
    known = f"The filters are {', '.join(KEYS)} and {STARRED}."
    hint = f"Did you mean {guess}?" if close else known
    return f"“{key}:” is not a filter. {hint} To search for the text, put it in quotes."


def _without_minus(key: str) -> str:
    return (
        f"A filter cannot exclude rows. Remove the “-” before {key.lower()}:, or put the text in "
        "quotes to search for it."
    )


def _status(value: str, _context: FilterContext) -> _Read:
    if _STATUS.fullmatch(value):
        return int(value)
    return FilterFault(f"status: needs a three-digit number such as 301, not “{value}”.")


def _verdict(value: str, _context: FilterContext) -> _Read:
    folded = value.casefold()
    for kind, row in KINDS.items():
        if folded in (kind, row.word.casefold()):
            return kind
    close = get_close_matches(folded, KINDS, 3, 0.5) or [k for k in KINDS if folded in k][:3]
    hint = f"Did you mean {' or '.join(close)}?" if close else "Type verdict: to choose one."
    return FilterFault(f"“{value}” is not a verdict. {hint}")


def _method(value: str, _context: FilterContext) -> _Read:
    if value.upper() in METHODS:
        return value.upper()
    return FilterFault(f"method: needs POST, GET or another method of HTTP, not “{value}”.")


def _source(value: str, _context: FilterContext) -> _Read:
    if value.casefold() in SOURCES:
        return value.casefold()
    return FilterFault(f"from: needs {', '.join(SOURCES)}, not “{value}”.")


def _marker(value: str, _context: FilterContext) -> _Read:
    return value.casefold()


def _sighting(value: str, _context: FilterContext) -> _Read:
    if value.casefold() in SIGHTINGS:
        return value.casefold()
    return FilterFault(f"log: needs {', '.join(SIGHTINGS)}, not “{value}”.")


def _profile(value: str, context: FilterContext) -> _Read:
    if value in context.profiles:
        return context.profiles[value]
    for name in (n for n in context.profiles if n.casefold() == value.casefold()):
        return context.profiles[name]
    known = ", ".join(f"“{name}”" for name in list(context.profiles)[:5])
    hint = f"The history has rows of {known}." if known else "There are no rows yet."
    return FilterFault(f"No row was sent with a profile called “{value}”. {hint}")


def _goal(value: str, context: FilterContext) -> _Read:
    if is_digits(value):
        return value
    goal_ids = context.goals_named(value)
    if len(goal_ids) > 1:
        ids = ", ".join(goal_ids[:5])
        return FilterFault(f"Several goals are called “{value}”. Use the id of one: {ids}.")
    if not goal_ids:
        return FilterFault(f"No goal in the catalog is called “{value}”. Use the goal's id.")
    return goal_ids[0]


def _since(value: str, context: FilterContext) -> _Read:
    """An age is elapsed time, whatever the clocks did meanwhile; a day begins at its midnight."""
    age = _AGE.fullmatch(value.lower())
    if age:
        return context.now.timestamp() - int(age[1]) * _UNITS[age[2]]
    day = _day(value)
    if day is None:
        expected = "an age such as 30m, 2h, 2d or 1w, or a day such as 2026-11-23"
        return FilterFault(f"since: needs {expected}, not “{value}”.")
    if day.year not in _YEARS:
        return FilterFault(f"since: needs an age, or a day from 1970 to 9998, not “{value}”.")
    return _beginning_of(day, context.now)


def _day(value: str) -> datetime | None:
    """Midnight of a day, whatever the zone; `None` where there is no such day."""
    try:
        parsed = datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - the zone comes with `now`
    except ValueError:
        return None
    return parsed if value.isascii() else None


def _beginning_of(day: datetime, now: datetime) -> float:
    """When a day begins where `now` is told, in Unix seconds.

    A time made by `astimezone()` has a fixed offset, which may be wrong for another day; then the
    zone of this machine is used. If the clocks skip midnight, the earlier offset gives the first
    moment of the day; if midnight comes twice, the first one counts.
    """
    local = now.astimezone()
    offset_alone = isinstance(now.tzinfo, timezone)
    if offset_alone and (now.utcoffset(), now.tzname()) == (local.utcoffset(), local.tzname()):
        return day.timestamp()
    return day.replace(tzinfo=now.tzinfo).timestamp()


_READERS: Mapping[str, Callable[[str, FilterContext], _Read]] = {
    "status": _status,
    "verdict": _verdict,
    "goal": _goal,
    "vid": lambda value, _context: value,
    "method": _method,
    "from": _source,
    "page": lambda value, _context: value.casefold(),
    "problem": lambda value, _context: value.casefold(),
    "marker": _marker,
    "log": _sighting,
    "profile": _profile,
    "since": _since,
}


def _values(key: str, profiles: Iterable[str]) -> Iterable[str]:
    fixed = {
        "verdict": tuple(KINDS),
        "method": ("POST", "GET"),
        "since": ("1h", "1d", "1w"),
        "from": tuple(SOURCES),
        "problem": ("any", "none"),
        "marker": ("any", "none"),
        "log": SIGHTINGS,
    }
    return profiles if key == "profile" else fixed.get(key, ())


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"\s", value) else value
