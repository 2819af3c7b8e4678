"""The bodies of requests that programs keep as data, in whatever wrapper they are kept."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.paste.har import from_base64, is_off, named_value
from convert_console.core.paste.kept_variables import REFERENCE
from convert_console.core.paste.pasted_ids import form_encoded
from convert_console.core.paste.v1 import is_v1
from convert_console.core.text import plain_text

DOCUMENT_KEYS = frozenset(("cid", "pid", "vid", "seg", "ev", "tid", "evt"))
"""Keys that an object with a document has, and none that keeps a request."""

NOTHING: tuple[Payload, ...] = (None, "", [], {})
"""Values of an entry that is not filled in."""

_WRAPPERS = 5
_TEXTS = (
    "text", "raw", "string", "textBody", "json", "content", "data", "body", "payload", "example",
    "value",
)  # fmt: skip
_FORMS = (
    "params", "urlencoded", "formdata", "form", "formUrlEncoded", "multipartForm", "data", "body",
    "formBody", "fields",
)  # fmt: skip
_BASE64 = ("base64", "base64_string", "encoded", "bytes")
_ABOUT = frozenset((
    "mimeType", "mode", "contentType", "type", "bodyType", "options", "disabled", "encoding",
    "size", "charset", "fileName",
))  # fmt: skip
_FORM_LINE = re.compile(r"[ \t]*+([^\s:=&#]++)[ \t]*+:[ \t]*+(.*)")  # as Hoppscotch keeps them
_CHOICES = ("mode", "type", "bodyType")


def body_text(held: Payload) -> str | None:
    """The body of a request as it is sent, `None` where there is none.

    >>> body_text({"mode": "raw", "raw": "{}"})
    '{}'
    """
    for _ in range(_WRAPPERS):
        if held is None or isinstance(held, str):
            return held or None
        if isinstance(held, list) and held and all(map(_is_piece, held)):
            return "".join(map(_piece, held))
        if isinstance(held, list):
            return _form(held) or (spelled(held) if held and not _is_form(held) else None)
        if not isinstance(held, dict) or _is_document(held):
            return spelled(held)
        inner = _opened(held)
        if inner is held:
            return spelled(held)
        held = inner
    return held if held is None or isinstance(held, str) else spelled(held)


def _is_piece(item: Payload) -> bool:
    """Whether it is a piece of a body as the DevTools protocol lists them."""
    return isinstance(item, dict) and item.keys() == {"bytes"}


def _piece(item: Payload) -> str:
    return from_base64(plain_text(item["bytes"])) if isinstance(item, dict) else ""


def _is_document(held: dict[str, Payload]) -> bool:
    return not DOCUMENT_KEYS.isdisjoint(held) or is_v1(held)


def _opened(held: dict[str, Payload]) -> Payload:
    """What a wrapper has inside: a text, a list of fields, or another wrapper; else itself."""
    if is_off(held):
        return None
    text = next((held[key] for key in (*_BASE64, "text") if isinstance(held.get(key), str)), None)
    if isinstance(text, str) and (
        plain_text(held.get("encoding")) == "base64" or "text" not in held
    ):
        return from_base64(text)
    chosen = next((held[key] for key in _CHOICES if isinstance(held.get(key), str)), None)
    if chosen in ("none", "file", "binary"):
        return None
    graphql = held.get("graphql")
    if isinstance(graphql, dict) and chosen in (None, "graphql"):
        return spelled(graphql)
    if isinstance(chosen, str) and held.get(chosen) not in NOTHING:
        return held[chosen]
    for key in _TEXTS:
        text = held.get(key)
        if isinstance(text, str) and text:
            is_form = "urlencoded" in plain_text(held.get("contentType"))
            lines = [line for line in text.splitlines() if line.strip()] if is_form else []
            listed_pairs = [list(match.groups()) for match in map(_FORM_LINE.match, lines) if match]
            return listed_pairs if lines and len(listed_pairs) == len(lines) else text
    for key in _FORMS:
        if isinstance(held.get(key), list) and held[key]:
            return held[key]
    for key in _TEXTS:
        if isinstance(held.get(key), dict) and held[key]:
            return held[key]
    is_wrapper = bool(held) and held.keys() <= _ABOUT | set(_TEXTS) | set(_FORMS)
    return None if is_wrapper and not held.keys() <= set(_TEXTS) else held


def _is_form(items: list[Payload]) -> bool:
    return all(
        ("key" in item or "name" in item) if isinstance(item, dict) else _is_pair(item)
        for item in items
    )


def _is_pair(item: Payload) -> bool:
    return isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item)


def _form(items: list[Payload]) -> str:
    """Fields as a form; a file has no text here."""
    if not _is_form(items):
        return ""
    return "&".join(form_field(*pair) for pair in _pairs(items))


def _pairs(items: Iterable[Payload]) -> Iterator[tuple[str, str]]:
    for item in items:
        if isinstance(item, dict) and plain_text(item.get("type")) == "file":
            continue
        pair = named_value(item)
        if pair:
            yield pair


def form_field(name: str, value: str) -> str:
    """A field of a form or a query; what is encoded already stays as it is."""
    return f"{_encoded(name)}={_encoded(value)}"


_PERCENT = re.compile(r"(?:[^%+&=#\s]|%[0-9A-Fa-f]{2})*+")


def _encoded(text: str) -> str:
    """Clients take names and values as they were typed; some people type them encoded."""
    if REFERENCE.search(text):  # a variable is put in later
        return "".join(
            piece if REFERENCE.fullmatch(piece) else form_encoded(piece)
            for piece in _AROUND_REFERENCE.split(text)
        )
    if "%" in text and _PERCENT.fullmatch(text):
        return quote(text, safe="%[]~")
    return form_encoded(text)


_AROUND_REFERENCE = re.compile(r"(\{\{[^{}\r\n]{1,200}+\}\}|<<[\w.$ -]{1,100}+>>)")
