"""Reads JSON, whole or broken, and tells which of the known things it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from convert_console.protocol.layout import spelled
from convert_console.protocol.paste import (
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
from convert_console.protocol.paste.json_value import JsonValue, is_ours, json_in, strict
from convert_console.protocol.paste.pieces import unfolded
from convert_console.protocol.paste.unwrap import unescaped
from convert_console.protocol.payload import Payload, parse

WHAT = "JSON document"
REPAIRED = "JSON document, repaired"
_DOCUMENT = frozenset(("cid", "pid", "vid", "seg", "ev", "tid"))
_SHAPES: tuple[Callable[[dict[str, Payload]], Recognised | Unrecognised | None], ...] = (
    har.read,
    v1.read,
    shopify_app.read,
    cart_attributes.read,
    convert_attributes.read,
    visitor_data.read,
    conv_q.read_object,
)


def read(text: str) -> Recognised | Unrecognised | None:
    """What the first JSON value in a text is; `None` when it is nothing known."""
    plain, escaped = unescaped(_percent_decoded(text))
    value = json_in(plain)
    if value is None:
        return None
    value = replace(value, notes=(*escaped, *value.notes))
    found = _known(value) or _inside(value)
    if found or not text.startswith(("{", "[")) or any(sign in text for sign in _ELSEWHERE):
        return found
    return _any(value, text)


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


def _documents(items: list[Payload]) -> Recognised | None:
    """A list of documents, as a log or a test's data keeps them."""
    ours = [item for item in items if isinstance(item, dict) and not _DOCUMENT.isdisjoint(item)]
    if not ours:
        return None
    requests = numbered(PastedRequest(title_of(item), spelled(item)) for item in ours)
    rest = len(items) - len(ours)
    notes = (f"{rest:,} other items of the list were left out.",) if rest else ()
    return Recognised(f"List of {len(ours):,} JSON documents", requests, notes)


def _inside(value: JsonValue) -> Recognised | Unrecognised | None:
    """What stands one level down, as in `{"body": "{…}"}` of a log."""
    for key, held in value.payload.items() if isinstance(value.payload, dict) else ():
        inner = unfolded(held)
        if isinstance(inner, dict | list) and is_ours(inner):
            text = held if isinstance(held, str) and strict(held) else spelled(inner)
            recognised = _known(JsonValue(inner, text))
            if recognised:
                return recognised.noting(*value.notes, f"Taken out of {key[:40]}.")
    return None


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
    """`convert_attributes=%7B%22cid%22…`, as a cookie holds it."""
    return unquote(text) if "{" not in text and "%7b%22" in text[:_LOOKED_AT].lower() else text


_LOOKED_AT = 100_000
_ELSEWHERE = ("_conv_", "//", "cid=")  # a cookie or an address, whatever JSON is around it
