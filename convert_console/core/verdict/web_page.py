"""Recognises web pages and images, which an endpoint does not send, by their content."""

import codecs
import json
import re
import zlib
from html import unescape

READ = 65_536
"""Bytes of a body that are looked at; pages say what they are within the first few hundred."""

_BEFORE = re.compile(r"(?:[\s\x00\ufeff]++|<!--.*?(?:-->|\Z)|<\?xml[^>]*\?>)*+", re.DOTALL)
_OPENING = re.compile(
    r"<!doctype\s+(?:html|wml)|<(?:html|head|title|body|script|frameset|iframe|form|style|noscript"
    # A page need not begin with its head. A mock may well answer <p>ok</p>, and a break and bold
    # type begin a warning of PHP.
    r"|a|article|center|div|font|footer|h[1-6]|header|main|nav|section|table"
    # What a hotspot says to programs (WISPr), and the page of an old telephone.
    r"|WISPAccessGatewayParam|wml)[\s/>]|<(?:meta|link|base)\s",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"^[ \t]*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.MULTILINE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{1,40})")
_NO_TEXT = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
_MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_IMAGES = {b"GIF87a": "GIF", b"GIF89a": "GIF", b"\x89PNG\r\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def is_page(body: bytes) -> bool:
    """Whether a body is an HTML document, or a part of one; its header is not asked, since mocks
    that answer `ok` often call it text/html.

    >>> is_page(b"<!DOCTYPE html><title>Log in</title>"), is_page(b"ok"), is_page(b'{"a":"<html>"}')
    (True, False, False)
    """
    text = _text(body)
    begun = text[_match_end(text) :]
    if _OPENING.match(begun) or (not begun and len(text) >= READ):  # a comment that long
        return True
    # A page may come after a warning that a script printed; JSON and quoted text hold none.
    return begun[:1] not in ("{", "[", '"', "") and bool(_WITHIN.search(text)) and not _json(text)


def title_of(body: bytes) -> str:
    r"""The title of a page, on one line; "" where it has none.

    >>> title_of(b"<html><title>Hotel &amp; WiFi\n login</title>")
    'Hotel & WiFi login'
    """
    match = _TITLE.search(_text(body))
    title = " ".join(unescape(match[1]).split()) if match else ""
    # A replacement character means that the page does not name its charset.
    return title if title.isprintable() and "\ufffd" not in title else ""


def image_in(body: bytes) -> str:
    """The format of an image, such as `GIF`; "" for anything else."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WebP"
    return next((name for start, name in _IMAGES.items() if body.startswith(start)), "")


def _text(body: bytes) -> str:
    begun = _unpacked(body).lstrip(b" \t\r\n")[:READ]
    return begun.decode(_encoding(begun), "replace").lstrip("\ufeff")


def _unpacked(body: bytes) -> bytes:
    """A body without gzip or zlib around it, of which no header told."""
    if body[:2] not in (b"\x1f\x8b", b"x\x01", b"x\x9c", b"x\xda"):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, 2 * READ)
    except zlib.error:
        return body


def _encoding(begun: bytes) -> str:
    """How a body is written, by its first bytes or by what it says of itself."""
    for mark, name in _MARKS.items():
        if begun.startswith(mark):
            return name
    if begun[:1] in (b"<", b"\0") and begun.count(b"\0", 0, 64):
        return json.detect_encoding(begun)  # by where the NULs are
    named = _CHARSET.search(begun[:1024].lower())
    try:
        name = codecs.lookup(named[1].decode("ascii")).name.replace("_", "-") if named else ""
        "".encode(name or "utf-8")  # raises for what is no charset, such as `hex`
    except (LookupError, UnicodeError):
        return "utf-8"
    return "utf-8" if name in _NO_TEXT or name.startswith("utf-16") else name or "utf-8"


def _match_end(text: str) -> int:
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
