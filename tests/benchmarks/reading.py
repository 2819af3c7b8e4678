"""Doubles what is pasted, checked, filtered or read, and sees the time double and no more."""

from __future__ import annotations

import base64
import gc
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from benchmarks.codec import shop
from benchmarks.ratio import Measured, report
from convert_console.core.document.payload import parse
from convert_console.core.history.filter_language import (
    FilterContext,
    completions,
    read_filter,
)
from convert_console.core.linter.checker import check
from convert_console.core.paste.recognise import recognise
from convert_console.core.query import QueryTooLong, lost_in_get, read_query, write_query
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile

Make: TypeAlias = Callable[[int], str]
"""A text of about so many characters."""

SIZE = 100_000
LIMIT = 3.2
"""Twice as much takes twice as long, and what is quadratic four times; the rest is for memory that
no longer fits a cache.
"""
RUNS, SHORT_RUNS, SHORT_MS = 2, 9, 150.0
"""How often each text is read, and how often one that takes so little that a disturbance counts."""
SLOWEST = 1_000.0
"""Milliseconds that a megabyte of anything may take, which each shape is also measured at."""

PROFILE = Profile(id="p", name="P", project="1")
TRACK = "https://10000001.metrics.convertexperiments.com/track"


def repeated(piece: str, before: str = "", after: str = "") -> Make:
    """A text that is mostly the same piece, over and over."""
    return lambda size: before + piece * (size // len(piece)) + after


def nested(opening: str, closing: str, inner: str = "1") -> Make:
    return lambda size: inner.join(
        (opening * (size // len(opening + closing)), closing * (size // len(opening + closing)))
    )


def document(*events: dict[str, object], **others: object) -> str:
    return json.dumps({"cid": "1", "pid": "1", "vid": "v", "ev": events, **others})


def conversion(count: int) -> dict[str, object]:
    ids = [str(100_000_000 + n) for n in range(count)]
    return {"evt": "hitGoal", "goals": ids, "exps": ids, "vars": ids}


PASTED: dict[str, Make] = {
    "a document without its last brace": lambda size: json.dumps(shop(size // 115))[:-1],
    "a document as Python prints it": lambda size: repr(shop(size // 115)),
    "documents one after another": repeated(json.dumps(shop(2)) + "\n"),
    "brackets in brackets": nested('[{"evt":', "}]"),
    "brackets that do not fit": repeated('{\\"evt\\":3"}}":['),
    "open brackets": repeated("[{"),
    "quotes": repeated("\"'"),
    "backslashes": repeated("\\"),
    "escaped quotes": repeated('\\"'),
    "empty lines": repeated("\n", "cid: 1", "x"),
    "numbers without an end": repeated("1,", "["),
    "addresses": repeated(f"{TRACK}?cid=1&pid=2 "),
    "cookies": repeated("_conv_s=sh:1588166554499-0.2*si:4; "),
    "words of a shell": repeated("-H 'a: b' ", f"curl {TRACK} "),
    "commands": repeated(f"curl '{TRACK}?cid=1'\n"),
    "calls": repeated('_conv_q.push(["triggerConversion","7"]);'),
    "a HAR": lambda size: json.dumps({"log": {"entries": _entries(size // 300)}}),
    "base64": lambda size: "__data=" + _base64(size),
    "names and values": repeated("cid: 1\npid: 2\n"),
}
CHECKED: dict[str, Make] = {
    "goals": lambda size: document(conversion(size // 40)),
    "one goal again and again": lambda size: document(
        {"evt": "hitGoal", "goals": ["7"] * (size // 5), "exps": ["1"], "vars": ["2"]}
    ),
    "events": lambda size: json.dumps(shop(size // 115)),
    "events of the same goal": lambda size: document(*[conversion(1)] * (size // 80)),
    "empty events": lambda size: document(*[{}] * (size // 4)),
    "segments": lambda size: document(seg={f"key{n}": n for n in range(size // 20)}),
    "audiences": lambda size: document(seg={"cust": [str(n) for n in range(size // 9)]}),
    "keys that stand twice": repeated('"a":1,', '{"cid":"1",', '"ev":[]}'),
    "a long text": lambda size: document(tid="x" * size),
    "placeholders": lambda size: document(tid="{{" * (size // 2)),
    "values in deep brackets": lambda size: document(
        x=json.loads("[" * 150 + "1," * (size // 2) + "1" + "]" * 150)
    ),
}
ASKED: dict[str, Make] = {
    "the parameters of a shop": lambda size: write_query(
        parse(json.dumps(shop(size // 130))).payload
    ),
    "one name": repeated("cid=1&"),
    "unnumbered groups": repeated("ev[][evt]=tr&"),
    "brackets in a name": repeated("a[b", after="=1"),
    "encoded brackets": repeated("%255B"),
    "bad escapes": repeated("%zz"),
}
FILTERED: dict[str, Make] = {
    "words": repeated("word "),
    "quotes in a filter": repeated('"a '),
    "one long word": repeated("a"),
    "keys": repeated("vid:a "),
}


def _entries(count: int) -> list[object]:
    request = {"method": "POST", "url": TRACK, "headers": [{"name": "A", "value": "b"}]}
    body = {"postData": {"mimeType": "application/json", "text": json.dumps(shop(1))}}
    return [{"request": request | body}] * count


def _base64(size: int) -> str:
    data = {"visitorId": "v", "bucketing": {str(n): str(n) for n in range(size // 20)}}
    return base64.b64encode(json.dumps(data).encode()).decode()


def _checked(method: str) -> Callable[[str], object]:
    return lambda text: check(Draft(text, method), PROFILE)  # type: ignore[arg-type]


def _filtered(text: str) -> object:
    return read_filter(text, FilterContext(datetime.now(UTC))), completions(text)


def _there_and_back(text: str) -> object:
    payload = read_query(text).payload
    try:
        return lost_in_get(payload), write_query(payload)
    except QueryTooLong:
        return None


WORKS: tuple[tuple[str, Callable[[str], object], dict[str, Make]], ...] = (
    ("paste", recognise, PASTED),
    ("check a POST of", _checked("POST"), CHECKED),
    ("check a GET of", _checked("GET"), CHECKED),
    ("query:", _there_and_back, ASKED),
    ("filter:", _filtered, FILTERED),
    ("read JSON of", parse, CHECKED),
)


def measure() -> list[Measured]:
    """Every shape at two sizes, and at a megabyte."""
    found: list[Measured] = []
    for what, work, shapes in WORKS:
        for name, make in shapes.items():
            half, whole, megabyte = make(SIZE), make(2 * SIZE), make(1_000_000)
            small, large, most = _best(work, half), _best(work, whole), _best(work, megabyte, 1)
            found.append(Measured(f"{what} {name}, doubled", large, max(small, 1.0), LIMIT))
            found.append(Measured(f"{what} {name}, a megabyte", most, SLOWEST, 1.0))
    return found


def _best(work: Callable[[str], object], text: str, runs: int = RUNS) -> float:
    """Milliseconds of processor time of the best run: what else the machine does is not ours.

    Garbage is collected between the runs, as the window does it while nothing happens.
    """
    taken: list[float] = []
    while len(taken) < runs or (sum(taken) < SHORT_MS and len(taken) < SHORT_RUNS):
        gc.collect()
        gc.disable()
        start = time.process_time()
        work(text)
        taken.append((time.process_time() - start) * 1_000)
        gc.enable()
    return min(taken)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
