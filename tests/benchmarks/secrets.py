"""How long an answer is searched for secrets, against doubling it and against decoding its JSON."""

from __future__ import annotations

import json

from benchmarks.ratio import Measured, medians, report
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer
from convert_console.core.verdict.redaction import Redactor
from support.spellings import KNOWN, SPELLINGS, TOKEN

WIRE = WireRequest("POST", "http://127.0.0.1:1/track", (), b"{}")
ROWS = [{"id": number, "name": "a name / of something", "on": True} for number in range(6_000)]


def measure() -> list[Measured]:
    """A third of a megabyte of JSON without a secret, of JSON in JSON, and of nothing else."""
    plain = json.dumps(ROWS).encode()
    escaped = json.dumps(json.dumps(ROWS)).encode()
    full = (SPELLINGS["percent"](TOKEN) + " ").encode() * (len(plain) // 32)
    bodies = (("JSON", plain, 6), ("JSON in JSON", escaped, 20), ("secrets only", full, 60))
    return [figure for body in bodies for figure in _of(*body)]


def _of(name: str, body: bytes, limit: float) -> list[Measured]:
    redactor = Redactor(KNOWN)

    def search(data: bytes) -> Answer:
        return redactor.answer(Answer(200, "OK", (), data, len(data)), WIRE)

    once, twice, read = medians(
        lambda: search(body), lambda: search(body * 2), lambda: json.loads(json.dumps(ROWS)), runs=7
    )
    size = f"{len(body) / 1e6:.1f} MB of {name}"
    return [
        Measured(f"search twice {size}, to once", twice, once, limit=2.6),
        Measured(f"search {size}, to writing and reading JSON", once, read, limit=limit),
    ]


if __name__ == "__main__":
    raise SystemExit(0 if report(measure) else 1)
