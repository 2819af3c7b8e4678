"""Reads a HAR, the recording of a browser's network panel: every tracking request in it."""

import re
from base64 import b64decode
from collections.abc import Iterator

from convert_console.core.document.payload import Payload, parse, value_at
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.pasted_ids import form_encoded
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    reader,
)
from convert_console.core.request.headers import Headers
from convert_console.core.text import plain_text


@reader("HAR recording")
def read_har(har: dict[str, Payload]) -> Recognised | Unrecognised | None:
    """The tracking requests, in the order they were sent."""
    entries = value_at(har, ("log", "entries"))
    if not isinstance(entries, list):
        entries = har.get("entries")
    is_own = value_at(har, ("log", "creator", "name")) == OWN_NAME
    return _of_entries(entries, exact=is_own) if isinstance(entries, list) else None


@reader("HAR recording")
def read_har_entries(entries: list[Payload]) -> Recognised | Unrecognised:
    """The same from the entries alone, as some tools copy them."""
    return _of_entries(entries, exact=False)


OWN_NAME = "Convert Console"
"""The creator of the recordings that this console writes: a request in one is kept to the byte."""


def _of_entries(entries: list[Payload], *, exact: bool) -> Recognised | Unrecognised:
    by_entry = [tuple(_requests(entry, exact=exact)) for entry in entries]
    requests = numbered(request for of_entry in by_entry for request in of_entry)
    if not requests:
        return Unrecognised(
            f"This is a HAR with {len(entries):,} request{'s' * (len(entries) != 1)} and no "
            "tracking request among them. Record again while the page sends one."
        )
    without_requests = sum(not of_entry for of_entry in by_entry)
    return Recognised(requests, (_left_out(without_requests),) if without_requests else ())


def _left_out(count: int) -> str:
    if count == 1:
        return "1 other request of the recording was left out."
    return f"{count:,} other requests of the recording were left out."


def _requests(entry: Payload, *, exact: bool) -> Iterator[PastedRequest]:
    request = value_at(entry, ("request",))
    method, url = value_at(request, ("method",)), value_at(request, ("url",))
    if not isinstance(method, str) or not isinstance(url, str):
        return
    headers = headers_of(value_at(request, ("headers",)))
    body = body_of(value_at(request, ("postData",)))
    captured = HttpRequest(method.upper(), url, headers, body, exact=exact)
    moment = _moment(value_at(entry, ("startedDateTime",)))
    for pasted in requests_from(captured):
        yield pasted._replace(title=f"{pasted.title}{moment}")


def headers_of(listed: Payload) -> Headers:
    """Headers in any form that programs keep them in; those that are switched off are left out.

    By name, with a value or a list of values; as a list of names and values, of pairs, of lines,
    or of names and values in turn, as node's `rawHeaders`; or as lines of text.

    >>> headers_of({"User-Agent": ["Mozilla/5.0"]})
    (('User-Agent', 'Mozilla/5.0'),)
    """
    if isinstance(listed, str):
        held = _in_text(listed)
        if held is not listed:
            return headers_of(held)
        printed = _GO_MAP.fullmatch(listed.strip())
        if printed:
            return tuple((m["name"], m["value"]) for m in _GO_ENTRY.finditer(printed[1]))
        return tuple(_of_lines(listed.splitlines()))
    if isinstance(listed, dict):
        return tuple((name, value) for name, held in listed.items() for value in _values(held))
    items = listed if isinstance(listed, list) else []
    texts = [item for item in items if isinstance(item, str)]
    if texts and len(texts) == len(items):
        as_lines = tuple(_of_lines(texts))
        in_turn = tuple(zip(texts[::2], texts[1::2], strict=False))
        return as_lines if len(as_lines) == len(texts) else in_turn
    return tuple(pair for item in items if (pair := named_value(item)))


def named_value(item: Payload) -> tuple[str, str] | None:
    """Name and value of one entry of a list; `None` where it has none or is switched off."""
    if isinstance(item, list):
        pair = [plain_text(part) for part in item]
        return (pair[0], pair[1]) if len(pair) == 2 else None
    if not isinstance(item, dict) or is_off(item):
        return None
    name = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), None)
    values = _values(item.get("value"))
    return (name, values[0]) if isinstance(name, str) and values else None


def is_off(item: dict[str, Payload]) -> bool:
    """Whether an API client keeps an entry without sending it."""
    off = any(plain_text(item.get(key)) == "true" for key in ("disabled", "isDisabled"))
    return off or any(plain_text(item.get(key)) == "false" for key in ("enabled", "active"))


_NAMES = ("name", "key")


def _values(held: Payload) -> list[str]:
    """What a header holds, once for each time that it was sent."""
    if isinstance(held, list):
        return [value for item in held for value in _values(item)]
    if isinstance(held, dict):
        return _values(held.get("value"))
    read = _in_text(held)
    if isinstance(read, list):  # a list that was printed: "['Mozilla/5.0']"
        return _values(read)
    return [] if held is None else [plain_text(held)]


def _in_text(held: Payload) -> Payload:
    """The list or object that a text is, as JSON or as Python prints it; else the text itself."""
    if not isinstance(held, str) or len(held) > _PRINTED_LIMIT:
        return held
    if not _PRINTED.fullmatch(held.strip()):
        return held
    reading = parse(held.strip().replace("'", '"') if '"' not in held else held.strip())
    return held if reading.fault or not reading.payload else reading.payload


_PRINTED_LIMIT = 20_000
_PRINTED = re.compile(r"\[\s*+[\"'].*+(?<=\])|\{\s*+[\"'].*+(?<=\})", re.DOTALL)
_GO_MAP = re.compile(r"map\[(.*)\]", re.DOTALL)
_GO_ENTRY = re.compile(r"(?P<name>[\w-]{1,100}+):\[(?P<value>[^\[\]]*+)\]")


def _of_lines(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match = _HEADER_LINE.match(line)
        if match:
            yield match["name"], match["value"].strip()


_HEADER_LINE = re.compile(r"\s*+(?P<name>[\w-]++)[ \t]*+:(?!//)[ \t]*+(?P<value>.*)", re.DOTALL)


def body_of(data: Payload) -> str | None:
    """The body as text; a form may be only a list of names and values."""
    text = value_at(data, ("text",))
    if isinstance(text, str) and text:
        return from_base64(text) if value_at(data, ("encoding",)) == "base64" else text
    fields = headers_of(value_at(data, ("params",)))
    if fields and fields[0][0].lstrip().startswith("{"):  # JSON that was cut at "&" and "="
        whole = "&".join(f"{name}={value}" if value else name for name, value in fields)
        if parse(whole).fault is None:
            return whole
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in fields) or None


_IS_ENCODED = re.compile(r"(?:[\w.~*'()!+-]|%[0-9A-Fa-f]{2})*+", re.ASCII)


def _encoded(text: str) -> str:
    """Chrome lists the fields of a form encoded, others decoded."""
    return text if _IS_ENCODED.fullmatch(text) else form_encoded(text)


def from_base64(text: str) -> str:
    """The text that is encoded; the given one where that is not UTF-8 in base64."""
    try:
        return b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return text


def _moment(started: Payload) -> str:
    """The time of day out of ISO 8601."""
    _, _, time = started.partition("T") if isinstance(started, str) else ("", "", "")
    return f" – {time[:8]}" if len(time) >= len("00:00:00") else ""
