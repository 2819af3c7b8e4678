"""Whether a body is a web page or an image: what a person's browser wants, and no endpoint says."""

from __future__ import annotations

import json
import re
from html import unescape

READ = 65_536
"""Bytes of a body that are looked at; pages say what they are within the first few hundred."""

_BEFORE = re.compile(r"(?:\s|\x00|<!--.*?-->|<\?xml[^>]*\?>)*", re.DOTALL)
_OPENING = re.compile(
    r"<!doctype\s+html|<(?:html|head|title|body|script|frameset|iframe|form|style|noscript)[\s/>]"
    r"|<(?:meta|link|base)\s",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"^[ \t]*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.MULTILINE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_IMAGES = {b"GIF87a": "GIF", b"GIF89a": "GIF", b"\x89PNG\r\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def is_page(body: bytes) -> bool:
    """Whether a body is an HTML document; its header is not asked, since mocks that answer `ok`
    often call it text/html.

    >>> is_page(b"<!DOCTYPE html><title>Log in</title>"), is_page(b"ok"), is_page(b'{"a":"<html>"}')
    (True, False, False)
    """
    text = _text(body)
    begun = text[_match_end(text) :]
    if _OPENING.match(begun):
        return True
    # A page may come after a warning that a script printed; JSON and quoted text hold none.
    return begun[:1] not in ("{", "[", '"', "") and bool(_WITHIN.search(text)) and not _json(text)


def title_of(body: bytes) -> str:
    r"""The title of a page, on one line; "" where it has none.

    >>> title_of(b"<html><title>Hotel &amp; WiFi\n login</title>")
    'Hotel & WiFi login'
    """
    found = _TITLE.search(_text(body))
    return " ".join(unescape(found[1]).split()) if found else ""


def image_in(body: bytes) -> str:
    """The format of an image, such as `GIF`; "" for anything else."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WebP"
    return next((name for start, name in _IMAGES.items() if body.startswith(start)), "")


def _text(body: bytes) -> str:
    encoding = _UTF16.get(body[:2], "utf-8-sig")
    return body[:READ].decode(encoding, "replace").lstrip("\ufeff")


def _match_end(text: str) -> int:
    found = _BEFORE.match(text)
    return found.end() if found else 0


def _json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
