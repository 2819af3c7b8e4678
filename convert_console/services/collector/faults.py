"""The faults that the local collector can be told to show, for one request or for all."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

from convert_console.core.request.headers import Headers

Delivery = Literal["whole", "cut", "silent", "reset"]
ReplyBody: TypeAlias = "bytes | Iterator[bytes]"


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, after `delay` seconds; an iterator as body is sent in chunks.

    Delivery "cut" promises twice the body and closes; "silent" never answers; "reset" breaks the
    connection.
    """

    status: int
    headers: Headers = ()
    body: ReplyBody = b""
    delay: float = 0.0
    delivery: Delivery = "whole"


class FaultKind(NamedTuple):
    """What the collector does, in words, and the reply in place of the usual one."""

    description: str
    reply: Callable[[Fault, Reply], Reply]
    is_usual: bool = False  # the verdict stays that of the usual reply


_JSON = ("Content-Type", "application/json")

# To add a fault: a row here. The collector's page, its `/fault` and the command line read them.
FAULTS: dict[str, FaultKind] = {
    "forbidden": FaultKind("answers 403", lambda _f, _u: Reply(403, body=b"Forbidden\n")),
    "error": FaultKind("answers 500", lambda _f, _u: Reply(500, body=b"Internal Server Error\n")),
    "redirect": FaultKind(
        "answers 302 to location", lambda fault, _u: Reply(302, (("Location", fault.location),))
    ),
    "slow": FaultKind(
        "answers normally after the given seconds",
        lambda fault, usual: replace(usual, delay=fault.seconds),
        is_usual=True,
    ),
    "silent": FaultKind("never answers", lambda _f, _u: Reply(200, delivery="silent")),
    "reset": FaultKind("breaks the connection", lambda _f, _u: Reply(200, delivery="reset")),
    "huge": FaultKind("answers six megabytes", lambda _f, _u: Reply(200, (_JSON,), _huge_body())),
    "cut": FaultKind(
        "closes in the middle of the body",
        lambda _f, _u: Reply(200, (_JSON,), b'{"status":', delivery="cut"),
    ),
    "not-gzip": FaultKind(
        "claims gzip and sends something else",
        lambda _f, _u: Reply(200, (_JSON, ("Content-Encoding", "gzip")), b"this is not gzip"),
    ),
}

MAX_DELAY = 3_600.0
"""Seconds that a slow answer may take."""

HUGE_PIECE = b" " * 65_536
HUGE_PIECES = 96
"""Six megabytes in total, more than the five that the console keeps of a body."""

_TYPES: dict[str, tuple[type, ...]] = {
    "kind": (str,),
    "seconds": (int, float),
    "location": (str,),
    "times": (int, type(None)),
}
_LOCATION = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One of `FAULTS`, for the next `times` requests or, with `None`, until it is cleared.

    Raises `ValueError`, with a sentence for people, when a field does not fit.
    """

    kind: str
    seconds: float = 5.0
    location: str = "/"
    times: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise ValueError(f"The kind of a fault is one of {', '.join(FAULTS)}.")
        if not 0 <= self.seconds <= MAX_DELAY:
            raise ValueError(f"The seconds of a fault are between 0 and {MAX_DELAY:,.0f}.")
        if not _LOCATION.fullmatch(self.location):
            raise ValueError("The location of a fault is printable ASCII without spaces.")
        if self.times is not None and self.times < 1:
            raise ValueError("The times of a fault are a whole number from 1, or absent.")

    def reply(self, usual: Reply) -> Reply:
        """What is answered in place of the usual reply."""
        return FAULTS[self.kind].reply(self, usual)


class FaultSwitch:
    """The fault that is on; any thread may set and read it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None

    @property
    def fault(self) -> Fault | None:
        """The fault of the next request."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault

    def next(self) -> Fault | None:
        """The fault for one request, which counts as one of its times."""
        with self._lock:
            fault = self._fault
            if fault and fault.times:
                left = fault.times - 1
                self._fault = replace(fault, times=left) if left else None
            return fault


def read_fault(body: bytes, query: str) -> Fault:
    """A fault as a script sends it: a JSON object, or a query such as `kind=slow&seconds=5`.

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


def fault_json(fault: Fault | None) -> bytes:
    """The fault as `PUT /fault` takes it; `null` when there is none."""
    return json.dumps(asdict(fault) if fault else None).encode() + b"\n"


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise ValueError("A fault is a JSON object or a query: ?kind=slow&seconds=5.")
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


def _huge_body() -> Iterator[bytes]:
    yield b'{"status":"ok"'
    for _ in range(HUGE_PIECES):
        yield HUGE_PIECE
    yield b"}"
