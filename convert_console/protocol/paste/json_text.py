"""Reads JSON, whole or broken, and tells which of the known things it is."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import unquote, unquote_plus

from convert_console.protocol.layout import spelled
from convert_console.protocol.paste import (
    captured,
    cart_attributes,
    conv_q,
    convert_attributes,
    har,
    shopify_app,
    v1,
    visitor_data,
)
from convert_console.protocol.paste.found import (
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    title_of,
)
from convert_console.protocol.paste.json_value import (
    AROUND,
    KNOWN,
    JsonValue,
    further,
    is_ours,
    json_in,
    strict,
    tells,
)
from convert_console.protocol.paste.pieces import unfolded
from convert_console.protocol.paste.unwrap import unescaped
from convert_console.protocol.payload import Payload, parse

WHAT = "JSON document"
REPAIRED = "JSON document, repaired"
_PHP = (
    "This is an array of PHP with escapes or variables that mean something else in JSON. Let PHP "
    "write it, with echo json_encode(…), and paste what it prints."
)
_CONFIGURATION = (
    "This is a project's configuration and no request. Load it as the project's names (Ctrl+I)."
)
_DECODED = "It was percent-encoded, as in an address or a cookie, and was decoded."
_NAMED = frozenset(("goals", "experiences", "segments", "audiences"))
_PHP_ARRAY = re.compile(r"""\[\s*+['"]\w++['"]\s*+=>""")
# A backslash that single quotes keep as it is, or a variable inside of double quotes.
_READ_OTHERWISE = re.compile(
    r"""(?:=>|[\[,])\s*+(?:'(?:[^'\\]|\\['\\])*+\\|"(?:[^"\\$]|\\.|\$(?![\w{]))*+\$)""", re.DOTALL
)
_DOCUMENT = frozenset(("cid", "pid", "vid", "seg", "ev", "tid"))
_SHAPES: tuple[Callable[[dict[str, Payload]], Recognised | Unrecognised | None], ...] = (
    har.read,
    captured.read,
    v1.read,
    shopify_app.read,
    cart_attributes.read,
    convert_attributes.read,
    visitor_data.read,
    conv_q.read_object,
)


def read(text: str) -> Recognised | Unrecognised | None:
    """What the first JSON value in a text is; `None` when it is nothing known."""
    decoded = _percent_decoded(text)
    plain, undone = unescaped(decoded)
    value = json_in(plain)
    if value is None:
        return None
    if value.notes and _PHP_ARRAY.search(plain) and _READ_OTHERWISE.search(plain):
        return Unrecognised(_PHP)
    undone = (*([_DECODED] if decoded != text else []), *undone)
    value = replace(value, notes=(*undone, *value.notes))
    found = _several(value, plain) or _known(value) or _inside(value)
    if found or not text.startswith(("{", "[")) or any(sign in text for sign in _ELSEWHERE):
        return found
    return _any(value, text)


def _several(first: JsonValue, text: str) -> Recognised | None:
    """Documents one after another, as a log has them."""
    if not isinstance(first.payload, dict) or not tells(first.payload):
        return None
    values = [first, *(one for one in further(text, first.end) if tells(one.payload))]
    if len(values) == 1:
        return None
    requests = numbered(
        PastedRequest(
            title_of(one.payload),
            one.document,
            notes=tuple(note for note in one.notes if not note.startswith(AROUND)),
        )
        for one in values
    )
    return Recognised(f"{len(requests):,} JSON documents one after another", requests)


def read_any(text: str) -> Recognised | Unrecognised | None:
    """Any JSON object is a document, if a strange one; other JSON is refused in words."""
    value = strict(text) or json_in(text)
    return _unreadable(text) if value is None else _any(value, text)


def _any(value: JsonValue, text: str) -> Recognised | Unrecognised | None:
    if isinstance(value.payload, dict):
        return _document(value) if value.payload or not value.notes else _unreadable(text)
    kind = "a list" if isinstance(value.payload, list) else "a single value"
    return Unrecognised(f"This is JSON, but {kind}: a tracking request is an object, in {{ }}.")


def _known(value: JsonValue) -> Recognised | Unrecognised | None:
    payload = value.payload
    if isinstance(payload, dict):
        if isinstance(payload.get("project"), dict) and not _NAMED.isdisjoint(payload):
            return Unrecognised(_CONFIGURATION)
        for shape in _SHAPES:
            found = shape(payload)
            if found:
                return found.noting(*value.notes)
        return None if _DOCUMENT.isdisjoint(payload) else _document(value)
    assert isinstance(payload, list)
    found = conv_q.read_list(payload) or cart_attributes.read({"attributes": payload})
    found = found or shopify_app.read({"attributes": payload}) or _documents(payload)
    return found.noting(*value.notes) if found else None


def _document(value: JsonValue) -> Recognised:
    request = PastedRequest(title_of(value.payload), value.document)
    return Recognised(REPAIRED if value.notes else WHAT, (request,), value.notes)


def _documents(items: list[Payload]) -> Recognised | Unrecognised | None:
    """A list of documents, or of what becomes one, as a log or a test's data keeps them."""
    if items and isinstance(items[0], dict) and isinstance(items[0].get("request"), dict):
        return har.read_entries(items)
    found: list[PastedRequest] = []
    others = 0
    for item in map(unfolded, items[:_ITEMS]):
        one = _known_item(item) if isinstance(item, dict) else None
        if isinstance(one, Recognised):
            found += (replace(draft, notes=(*one.notes, *draft.notes)) for draft in one.drafts)
        else:
            others += 1
    if not found:
        return None
    others += len(items[_ITEMS:])
    notes = (f"{others:,} other items of the list were left out.",) if others else ()
    requests = numbered(iter(found))
    return Recognised(f"List of {len(requests):,} JSON documents", requests, notes)


def _known_item(item: dict[str, Payload]) -> Recognised | Unrecognised | None:
    value = JsonValue(item, spelled(item))
    return _known(value) or _inside(value)


_ITEMS = 1_000


def _inside(value: JsonValue) -> Recognised | Unrecognised | None:
    """What stands some levels down, as in `{"body": "{…}"}` of a log."""
    waiting = deque(_held(value.payload, ""))
    for _ in range(_LOOKED_INTO):
        if not waiting:
            return None
        path, held = waiting.popleft()
        inner = unfolded(held)
        if not isinstance(inner, dict | list):
            continue
        if (is_ours(inner) or _tells_enough(inner)) if "." not in path else _tells_enough(inner):
            text = held if isinstance(held, str) and strict(held) else spelled(inner)
            recognised = _known(JsonValue(inner, text))
            if isinstance(recognised, Recognised):
                return recognised.noting(*value.notes, f"Taken out of {path[:80]}.")
        if path.count(".") < _LEVELS:
            waiting.extend(_held(inner, f"{path}."))
    return None


_LOOKED_INTO = 500
_LEVELS = 4


def _held(payload: Payload, before: str) -> Iterator[tuple[str, Payload]]:
    if isinstance(payload, dict):
        items = itertools.islice(payload.items(), _LOOKED_INTO)
        return ((f"{before}{key[:40]}", held) for key, held in items)
    inner = payload[:_LOOKED_INTO] if isinstance(payload, list) else []
    return ((f"{before}{place}", held) for place, held in enumerate(inner))


def _tells_enough(inner: Payload) -> bool:
    """Whether something inside is ours beyond doubt: a single pid may be anybody's."""
    if isinstance(inner, list):
        return is_ours(inner) and _tells_enough(inner[0])
    assert isinstance(inner, dict)
    return tells(inner) or not (KNOWN - _DOCUMENT).isdisjoint(inner) or "url" in inner


def _unreadable(text: str) -> Unrecognised | None:
    if not text.startswith(("{", "[")):
        return None
    fault = parse(text).fault
    assert fault is not None
    return Unrecognised(
        f"This begins like JSON, but cannot be repaired: {fault.sentence} (line {fault.line}, "
        f"column {fault.column}). Paste it into the JSON pane to mend it there."
    )


def _percent_decoded(text: str) -> str:
    """`convert_attributes=%7B%22cid%22…`, as a cookie holds it.

    Where even the colons are encoded, a plus sign of the text's own would be so too.
    """
    if "{" in text or "%7b%22" not in (begin := text[:_LOOKED_AT].lower()):
        return text
    return unquote_plus(text) if "%22%3a" in begin else unquote(text)


_LOOKED_AT = 100_000
_ELSEWHERE = ("_conv_", "//", "cid=")  # a cookie or an address, whatever JSON is around it
