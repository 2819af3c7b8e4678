"""Reads a tracking URL of the legacy structure, `/track/?c=…&p=…&e=…` on a *.track.* host."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from convert_console.core.document.payload import Number, Payload
from convert_console.core.paste.addresses import (
    ADDRESS_LIMIT,
    LEGACY,
    addresses_in,
    holds_more,
    host_of,
    parts_of,
    project_of,
    readable,
)
from convert_console.core.paste.pasted_ids import Pair, event, left_out, listed
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    numbered,
    only_first,
    reader,
    request_of,
    without_empty,
)
from convert_console.core.paste.tracking_url import QUERY_LIMIT
from convert_console.core.query.notes import SENTENCES
from convert_console.core.query.read import ENTITY
from convert_console.core.request.field_values import as_number

_NO_VISITOR = "The legacy structure has no visitor id: enter vid."
_MERGED = "It lists the goals of each experience; here one hitGoal has all goals with all pairs."
_NO_VARIATION = "An experience has no variation there; null was written instead."
_USED = ("c", "p", "e", "ea", "g", "ga", "t")
_SPLIT = re.compile(r"[,;]")


@reader("Legacy tracking URL")
def read_legacy_url(text: str) -> Recognised | None:
    """Every legacy URL in the text."""
    text, notes = readable(text)
    if "track" not in text.lower():
        return None
    requests = numbered(request for a in addresses_in(text) if (request := request_from(a)))
    if not requests:
        return None
    notes += (only_first(ADDRESS_LIMIT, "addresses"),) if holds_more(text) else ()
    return Recognised(requests, notes)


def request_from(address: str) -> PastedRequest | None:
    """A document of the new structure from one address; `None` when it is not a legacy one."""
    plain = ENTITY.sub("&", address)
    parts = parts_of(plain)
    if parts is None or not f".{host_of(parts)}".endswith(f".{LEGACY}"):
        return None
    if len(parts.query) > QUERY_LIMIT:
        return None
    named = parse_qsl(parts.query, keep_blank_values=True)
    values: dict[str, Payload] = dict(named)
    pairs, goals_of_pairs = _experiences(str(values.get("e", "")))
    goals = [*goals_of_pairs, *_parts(str(values.get("g", "")))]
    events: list[Payload] = [event("viewExp", pairs)] if pairs else []
    if goals:
        events.append(event("hitGoal", pairs, dict.fromkeys(goals)))
    events += [_sale(sale, pairs) for sale in _parts(str(values.get("t", "")))]
    document = without_empty(cid=values.get("c"), pid=values.get("p") or project_of(parts))
    document["ev"] = events
    notes = (_NO_VISITOR, *([_MERGED] if len(pairs) > 1 and goals_of_pairs else []))
    notes += (_NO_VARIATION,) if any(variation is None for _, variation in pairs) else ()
    notes += _counts(values, len(pairs))
    notes += (SENTENCES["entity"],) if plain != address else ()
    notes += _repeated(named)
    return request_of(
        document, *notes, *left_out(values, _USED, "There is no field for them here.")
    )


def _experiences(text: str) -> tuple[list[Pair], list[Payload]]:
    """`EXP-VAR-GOAL.GOAL,EXP-VAR` as pairs and the goals of all of them."""
    pairs: list[Pair] = []
    goals: list[Payload] = []
    for part in _parts(text):
        experience, _, ids = part.partition("-")
        variation, _, its_goals = ids.partition("-")
        pairs.append((experience, variation or None))
        goals += [goal for goal in its_goals.split(".") if goal]
    return pairs, goals


def _sale(text: str, pairs: list[Pair]) -> Payload:
    """`GOAL|VALUE|COUNT` as a transaction."""
    goal, _, amounts = text.partition("|")
    amount, _, count = amounts.partition("|")
    sale = event("tr", pairs, [goal])
    return sale | without_empty(r=_number(amount), prc=_number(count))


def _number(text: str) -> Payload | Number:
    return as_number(text) if text else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def _repeated(named: list[tuple[str, str]]) -> tuple[str, ...]:
    last = dict(named)
    left = [f"{key}={value}" for key, value in named if last[key] != value]
    note = f"A parameter appears more than once, and the last counts; left out: {listed(left)}."
    return (note,) if left else ()


def _counts(values: dict[str, Payload], pairs: int) -> tuple[str, ...]:
    """The legacy structure counts its own lists; a count that is off says that a part is gone."""
    counts = (("ea", "experiences", pairs), ("ga", "goals", len(_parts(str(values.get("g", ""))))))
    return tuple(
        f"{key}={values[key]} says another number of {noun} than the {counted} found."
        for key, noun, counted in counts
        if key in values and values[key] != str(counted)
    )
