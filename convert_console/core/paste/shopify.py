"""Reads `__data` and `_conv_attrs`, which Convert's Shopify app writes as base64 of JSON."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from urllib.parse import unquote

from convert_console.core.document.payload import Payload
from convert_console.core.paste.cart_attributes import flat
from convert_console.core.paste.found import Recognised, one
from convert_console.core.paste.pieces import unfolded
from convert_console.core.paste.visitor_data import request_from

WHAT = "Data of Convert's Shopify app"
_NAMES = ("__data", "_conv_attrs")
_NAMED = re.compile(
    r"(?:\b(?:__data|_conv_attrs)\b[\"'\]]*+(?:\s*+[=:]|[^\S\t]*+\t)|\batob\()\s*+[\"']?([A-Za-z0-9+/_=%-]{16,}+)"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]++={0,2}+")


def read(found: dict[str, Payload]) -> Recognised | None:
    """A document from an attribute of that name; `None` when there is none."""
    attributes = flat(found)
    for name in _NAMES:
        value = attributes.get(name)
        data = _decoded(value) if isinstance(value, str) else value
        if isinstance(data, dict) and (recognised := _recognised(data)):
            return recognised
    return None


def read_text(text: str) -> Recognised | None:
    """The same from `__data=…`, from a cookie, or from the base64 alone."""
    named = _NAMED.search(text)
    coded = named[1] if named else text if len(text) <= _LONGEST else ""
    data = _decoded(coded)
    return _recognised(data) if isinstance(data, dict) else None


_LONGEST = 200_000
_SHORTEST = 16


def _recognised(data: dict[str, Payload]) -> Recognised | None:
    if "visitorId" not in data and "bucketing" not in data:
        return None
    request = request_from(data)
    return one(WHAT, replace(request, notes=("Decoded from base64.", *request.notes)))


def _decoded(text: str) -> Payload:
    """What base64 of JSON says, with either alphabet and without its padding too."""
    text = re.sub(r"\s+", "", unquote(text))
    if len(text) < _SHORTEST or not _BASE64.fullmatch(text):
        return unfolded(text) if text.startswith("{") else None
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        inner = urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unfolded(inner)
