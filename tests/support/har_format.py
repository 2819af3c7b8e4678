"""Checks that a file is in the format HAR 1.2."""

# Source: "HTTP Archive (HAR) format", W3C Web Performance Working Group, 2012-08-14: each object's
# members with their types, which of them may be left out, and that others begin with "_".

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

Shape = dict[str, Any]

_NAMED: Shape = {"name": str, "version": str, "comment?": str}
_PAIRS = [{"name": str, "value": str, "comment?": str}]
_COOKIES = [
    {
        "name": str,
        "value": str,
        "path?": str,
        "domain?": str,
        "expires?": "moment",
        "httpOnly?": bool,
        "secure?": bool,
        "comment?": str,
    }
]
_PARAMS = [
    {"name": str, "value?": str, "fileName?": str, "contentType?": str, "comment?": str},
]
_POST: Shape = {"mimeType": str, "text?": str, "params?": _PARAMS, "comment?": str}
_CONTENT: Shape = {
    "size": int,
    "compression?": int,
    "mimeType": str,
    "text?": str,
    "encoding?": str,
    "comment?": str,
}
_MESSAGE: Shape = {
    "httpVersion": str,
    "cookies": _COOKIES,
    "headers": _PAIRS,
    "headersSize": "size",
    "bodySize": "size",
    "comment?": str,
}
_REQUEST: Shape = {
    **_MESSAGE,
    "method": str,
    "url": "url",
    "queryString": _PAIRS,
    "postData?": _POST,
}
_RESPONSE: Shape = {
    **_MESSAGE,
    "status": int,
    "statusText": str,
    "content": _CONTENT,
    "redirectURL": str,
}
_CACHED: Shape = {
    "expires?": "moment",
    "lastAccess": "moment",
    "eTag": str,
    "hitCount": int,
    "comment?": str,
}
_TIMINGS: Shape = {
    "blocked?": "phase",
    "dns?": "phase",
    "connect?": "phase",
    "ssl?": "phase",
    "send": "length",
    "wait": "length",
    "receive": "length",
    "comment?": str,
}
_ENTRY: Shape = {
    "pageref?": str,
    "startedDateTime": "moment",
    "time": "length",
    "request": _REQUEST,
    "response": _RESPONSE,
    "timings": _TIMINGS,
    "serverIPAddress?": str,
    "connection?": str,
    "cache": {"beforeRequest?": _CACHED, "afterRequest?": _CACHED, "comment?": str},
    "comment?": str,
}
_LOG: Shape = {
    "version": str,
    "creator": _NAMED,
    "browser?": _NAMED,
    "pages?": list,
    "entries": [_ENTRY],
    "comment?": str,
}


def faults(har: Any) -> list[str]:
    """The differences of a file from the format, each with its place."""
    return [*_faults(har, {"log": _LOG}, "")]


def _faults(value: Any, shape: Any, place: str) -> Iterator[str]:
    if isinstance(shape, dict):
        yield from _of_object(value, shape, place)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place}: not a list"
        else:
            for number, item in enumerate(value):
                yield from _faults(item, shape[0], f"{place}[{number}]")
    elif not _fits(value, shape):
        yield f"{place}: {value!r} is not {shape}"


def _of_object(value: Any, shape: Shape, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place}: not an object"
        return
    known = {name.rstrip("?"): (name, kind) for name, kind in shape.items()}
    for name in value:
        if name not in known and not name.startswith("_"):
            yield f"{place}.{name}: not of the format"
    for name, (written, kind) in known.items():
        if name in value:
            yield from _faults(value[name], kind, f"{place}.{name}")
        elif not written.endswith("?"):
            yield f"{place}.{name}: missing"


def _fits(value: Any, kind: Any) -> bool:
    if isinstance(value, bool) and kind is not bool:
        return False
    if isinstance(kind, type):
        return isinstance(value, kind)
    if kind in ("moment", "url"):
        return isinstance(value, str) and bool(kind == "url" or _MOMENT.fullmatch(value))
    if kind == "size":
        return isinstance(value, int) and value >= -1
    special = 0 if kind == "length" else -1  # -1 is a phase that did not happen
    return isinstance(value, int | float) and (value >= 0 or value == special)
