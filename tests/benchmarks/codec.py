"""How fast a query is spelled and read, against qs-codec and the standard library's urlencode."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlencode

import qs_codec

from benchmarks.ratio import Measured, medians, report
from convert_console.core.document.payload import Payload, parse
from convert_console.core.query import QueryWriter, lost_in_get, read_query, write_query

COUNTS = (3, 100, 1_000)
# A few events are over before anything pays off; the promise, 8 times as fast, is for a thousand.
_SPELL_LIMITS = {3: 1 / 5, 100: 1 / 8, 1_000: 1 / 8}
_READ_LIMITS = {3: 1 / 2, 100: 1 / 5, 1_000: 1 / 8}
# qs-codec's own limits would cut a thousand events; they are lifted, so that both read it all.
_LIMITLESS = qs_codec.DecodeOptions(
    parameter_limit=1_000_000, list_limit=1_000_000, depth=10, parse_lists=True
)
_INDICES = qs_codec.EncodeOptions(list_format=qs_codec.ListFormat.INDICES)


def shop(count: int, seed: int = 7) -> dict[str, Any]:
    """A shop's visit as plain values: `count` events of a few experiences and goals."""
    chance = random.Random(seed)
    pairs = [(str(100400101 + n), str(1004200201 + 7 * n)) for n in range(12)]
    goals = [100300301 + n for n in range(20)]
    return {
        "cid": "10000009",
        "pid": "10000001",
        "seg": {
            "browser": "CH",
            "devices": ["IPH", "ALLPH"],
            "source": "Campaign",
            "campaign": "spring sale / été",
            "new": 1,
            "ctry": "RO",
            "cust": ["100500501", "100500502"],
        },
        "vid": "1588166554499-0.2020703998482254",
        "tid": "ORDER-100045",
        "ev": [_event(chance, pairs, goals) for _ in range(count)],
    }


def _event(chance: random.Random, pairs: list[tuple[str, str]], goals: list[int]) -> dict[str, Any]:
    kind = chance.choice(("viewExp", "hitGoal", "tr"))
    bucketed = chance.sample(pairs, chance.randint(1, 3))
    event: dict[str, Any] = {"evt": kind}
    if kind != "viewExp":
        event["goals"] = [chance.choice(goals)]
    event["exps"] = [experience for experience, _ in bucketed]
    event["vars"] = [variation for _, variation in bucketed]
    if kind == "tr":
        event |= {"r": chance.randint(100, 99_999) / 100, "prc": chance.randint(1, 9)}
    return event


def measure() -> list[Measured]:
    """Every figure, smallest documents first."""
    return [figure for count in COUNTS for figure in _at(count)]


def _at(count: int) -> list[Measured]:
    plain = shop(count)
    tree = parse(json.dumps(plain)).payload
    query = write_query(tree, "percent")
    pairs = [(unquote(n), unquote(v)) for n, _, v in (p.partition("=") for p in query.split("&"))]
    assert read_query(query).payload == qs_codec.decode(query, _LIMITLESS)
    runs = 301 if count == COUNTS[0] else 31

    def against(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
        mine, theirs = medians(ours, floor, runs=runs)
        return mine, theirs

    def encode() -> str:
        return write_query(tree, "percent")

    return [
        Measured(
            f"spell {count:,} events, to qs-codec",
            *against(encode, lambda: qs_codec.encode(plain, _INDICES)),
            limit=_SPELL_LIMITS[count],
        ),
        Measured(
            f"spell {count:,} events, to urlencode of ready pairs",
            *against(encode, lambda: urlencode(pairs)),
            limit=0.7,
        ),
        Measured(
            f"read {count:,} events, to qs-codec without limits",
            *against(lambda: read_query(query), lambda: qs_codec.decode(query, _LIMITLESS)),
            limit=_READ_LIMITS[count],
        ),
        Measured(
            f"spell {count:,} events again, one changed, to whole",
            *against(_one_changed(tree), encode),
            limit=0.5 if count > COUNTS[0] else 5,
        ),
        Measured(
            f"name what {count:,} events lose, to spelling them",
            *against(lambda: lost_in_get(tree), encode),
            limit=4,
        ),
    ]


def _one_changed(tree: Payload) -> Callable[[], str]:
    """Spells two documents in turn that differ in their middle event."""
    assert isinstance(tree, dict)
    events = list(tree["ev"])
    events[len(events) // 2] = {"evt": "tr", "goals": ["100300301"]}
    documents = [tree, {**tree, "ev": events}]
    writer = QueryWriter("percent")

    def turn() -> str:
        documents.reverse()
        return writer.write(documents[0])

    return turn


if __name__ == "__main__":
    raise SystemExit(not report(measure))
