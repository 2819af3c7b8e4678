"""The names, methods and order of saved requests as the text of `order.json`, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from convert_console.core.request.draft import Method

ORDER = "order.json"
VERSION = 1


class OrderBroken(Exception):
    """A text does not hold an order; the text of the exception says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of a request beside its document."""

    file: str
    name: str
    method: Method


def write_order(entries: Iterable[Entry]) -> bytes:
    """The text of `order.json`: a line a request, so that a diff shows what was moved or renamed.

    >>> print(write_order([Entry("buy", "Buy", "GET")]).decode(), end="")
    {"version": 1, "requests": [
      {"file": "buy", "name": "Buy", "method": "GET"}
    ]}
    """
    lines = [
        json.dumps({"file": one.file, "name": one.name, "method": one.method}, ensure_ascii=False)
        for one in entries
    ]
    body = "".join(f"  {line},\n" for line in lines).removesuffix(",\n")
    end = "\n" if lines else ""
    whole = f'{{"version": {VERSION}, "requests": [\n{body}{end}]}}\n'
    return whole.encode("utf-8", "surrogatepass")


def read_order(text: str) -> list[Entry]:
    """The entries in their order, each file once; raises `OrderBroken`."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OrderBroken("it is not JSON") from error
    requests = found.get("requests") if isinstance(found, dict) else None
    if not isinstance(requests, list):
        raise OrderBroken('"requests" is not a list')
    entries = {entry.file: entry for entry in map(_entry, requests)}
    return list(entries.values())


def _entry(found: Any) -> Entry:
    if not isinstance(found, dict) or not isinstance(found.get("file"), str):
        raise OrderBroken("a request has no file")
    name, method = found.get("name"), found.get("method")
    return Entry(
        file=found["file"],
        name=name if isinstance(name, str) and name else found["file"],
        method="GET" if method == "GET" else "POST",
    )
