"""The ways in which the local collector can be told to misbehave."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import parse_qsl

from convert_console.core.request.wire import Headers

Kind = Literal[
    "forbidden", "error", "redirect", "slow", "silent", "reset", "huge", "cut", "not-gzip"
]
Manner = Literal["whole", "cut", "silent", "reset"]
Body: TypeAlias = "bytes | Iterator[bytes]"

LONGEST_WAIT = 3_600.0
"""Seconds that a slow answer may take at most."""

HUGE_PIECE = b" " * 65_536
HUGE_PIECES = 96
"""Six megabytes in all, past the five that a client of ours keeps."""

_TYPES: dict[str, tuple[type, ...]] = {
    "kind": (str,),
    "seconds": (int, float),
    "location": (str,),
    "times": (int, type(None)),
}
_LOCATION = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, after `delay` seconds; an iterator as body is sent in chunks.

    `manner` "cut" promises twice the body and closes; "silent" never answers; "reset" breaks the
    connection.
    """

    status: int
    headers: Headers = ()
    body: Body = b""
    delay: float = 0.0
    manner: Manner = "whole"


@dataclass(frozen=True, slots=True)
class Fault:
    """A misbehaviour, for the next `times` requests or, with `None`, until it is cleared.

    | kind | the collector |
    |---|---|
    | forbidden, error | answers 403, 500 |
    | redirect | answers 302 to `location` |
    | slow | answers as usual after `seconds` |
    | silent | never answers |
    | reset | breaks the connection |
    | huge | answers 200 with six megabytes |
    | cut | closes in the middle of the body |
    | not-gzip | claims gzip and sends something else |

    Raises `ValueError`, with a sentence for people, when a field does not fit.
    """

    kind: Kind
    seconds: float = 5.0
    location: str = "/"
    times: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"The kind of a fault is one of {', '.join(get_args(Kind))}.")
        if not 0 <= self.seconds <= LONGEST_WAIT:
            raise ValueError(f"The seconds of a fault lie between 0 and {LONGEST_WAIT:,.0f}.")
        if not _LOCATION.fullmatch(self.location):
            raise ValueError("The location of a fault is printable ASCII without spaces.")
        if self.times is not None and self.times < 1:
            raise ValueError("The times of a fault are a whole number from 1, or absent.")


class FaultSwitch:
    """The fault that is on now; may be set and read anywhere."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None

    @property
    def fault(self) -> Fault | None:
        """The fault that the next request will meet."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault

    def take(self) -> Fault | None:
        """The fault for one request, which counts as one of its times."""
        with self._lock:
            taken = self._fault
            if taken and taken.times:
                left = taken.times - 1
                self._fault = replace(taken, times=left) if left else None
            return taken


def apply(fault: Fault, usual: Reply) -> Reply:
    """What is answered under a fault, in place of the usual reply."""
    json_type = ("Content-Type", "application/json")
    replies = {
        "forbidden": Reply(403, body=b"Forbidden\n"),
        "error": Reply(500, body=b"Internal Server Error\n"),
        "redirect": Reply(302, (("Location", fault.location),)),
        "slow": replace(usual, delay=fault.seconds),
        "silent": Reply(200, manner="silent"),
        "reset": Reply(200, manner="reset"),
        "huge": Reply(200, (json_type,), _huge()),
        "cut": Reply(200, (json_type,), b'{"status":', manner="cut"),
        "not-gzip": Reply(200, (json_type, ("Content-Encoding", "gzip")), b"this is not gzip"),
    }
    return replies[fault.kind]


def read_fault(body: bytes, query: str) -> Fault:
    """A fault as a script spells it: a JSON object, or a query such as `kind=slow&seconds=5`.

    Raises `ValueError` with a sentence for people.
    """
    fields = _from_json(body) if body else _from_query(query)
    for name, value in fields.items():
        if name not in _TYPES:
            raise ValueError(f"A fault has no {name!r}; it has {', '.join(_TYPES)}.")
        if type(value) not in _TYPES[name]:
            raise ValueError(f"The {name} of a fault cannot be {value!r:.40}.")
    if "kind" not in fields:
        raise ValueError('A fault needs a kind, as in {"kind": "slow", "seconds": 5}.')
    return Fault(**fields)


def as_json(fault: Fault | None) -> bytes:
    """The fault as `PUT /fault` takes it; `null` when there is none."""
    return json.dumps(asdict(fault) if fault else None).encode() + b"\n"


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise ValueError("A fault is a JSON object, or stands in the query: ?kind=slow&seconds=5.")
    return fields


def _from_query(query: str) -> dict[str, Any]:
    fields: dict[str, Any] = dict(parse_qsl(query, max_num_fields=20))
    for name, number in (("seconds", float), ("times", int)):
        if name in fields:
            try:
                fields[name] = number(fields[name])
            except ValueError:
                raise ValueError(f"The {name} of a fault are a number.") from None
    return fields


def _huge() -> Iterator[bytes]:
    yield b'{"status":"ok"'
    for _ in range(HUGE_PIECES):
        yield HUGE_PIECE
    yield b"}"
