"""Secrets, their parts, and the ways in which an endpoint may write them down."""

from __future__ import annotations

import json
import re
from base64 import b64encode, encodebytes, urlsafe_b64encode
from binascii import a2b_base64
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from urllib.parse import quote, quote_plus, unquote_to_bytes

PASSWORD = 'pl"anted/pass w&rd <7>\\é'
TOKEN = "planted/t0ken+9283_XyZ=="
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.pL4ntedRJSMeKKF2QT4fwpMeJf36POk6yJV_adQ-w5c"
SIGNED = (
    'Digest username="ann", realm="shop", nonce="planted0n0nce11", uri="/track", '
    'response="planted0d1g3st7f00", opaque=planted0paque991'
)
BASIC = b64encode(f"ann:{PASSWORD}".encode()).decode()

KNOWN = {
    "authorization": f"Basic {BASIC}",
    "cookie": "first=1; sid=planted-c00kie.5512; theme=dark; user=YW5uOnBsYW50ZWQtOTkxMg==",
    "x-api-token": f"Bearer {TOKEN}",
    "x-signature": SIGNED,
    "x-jwt": JWT,
    "x-credential": "planted-c0nf1dent-4410",
}
"""What a profile sends in secret, by the header's name in lower case."""

COOKIE, PAIR, HALF = "planted-c00kie.5512", "planted-9912", JWT.rpartition(".")[2][:20]
DIGEST, OPAQUE, CREDENTIAL = "planted0d1g3st7f00", "planted0paque991", KNOWN["x-credential"]

PARTS = {
    "the whole of Authorization": (KNOWN["authorization"], BASIC),
    "Basic credentials without the scheme": (BASIC, BASIC),
    "user and password": (f"ann:{PASSWORD}", PASSWORD),
    "the password alone": (PASSWORD, PASSWORD),
    "the whole of Cookie": (KNOWN["cookie"], COOKIE),
    "one cookie of several": (f"sid={COOKIE}", COOKIE),
    "the value of a cookie": (COOKIE, COOKIE),
    "the password in a cookie's base64": (PAIR, PAIR),
    "a token with its scheme": (KNOWN["x-api-token"], TOKEN),
    "a token without its scheme": (TOKEN, TOKEN),
    "the whole of Digest": (SIGNED, DIGEST),
    "a parameter of Digest": (f'response="{DIGEST}"', DIGEST),
    "the value of a parameter": (DIGEST, DIGEST),
    "a parameter without quotes": (f"opaque={OPAQUE}", OPAQUE),
    "a JWT": (JWT, JWT),
    "the signature of a JWT": (JWT.rpartition(".")[2], JWT.rpartition(".")[2]),
    "the first half of a JWT's signature": (HALF, HALF),
    "a credential": (CREDENTIAL, CREDENTIAL),
}
"""What an endpoint may repeat, each with the secret that is in it."""


def _units(text: str, form: str) -> str:
    return "".join(form.format(ord(sign)) for sign in text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with escaped slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON, all escaped": lambda text: _units(text, "\\u{:04x}"),
    "JSON, all escaped in capitals": lambda text: _units(text, "\\u{:04X}"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text))[1:-1],
    "escapes of eight digits": lambda text: _units(text, "\\U{:08x}"),
    "JavaScript": lambda text: _units(text, "\\x{:02x}"),
    "a repr of Python": lambda text: repr(text.encode())[2:-1],
    "percent": lambda text: quote(text, safe=""),
    "percent in small letters": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "percent, all": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "percent but for slashes": quote,
    "a form": quote_plus,
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent in JSON": lambda text: quote(json.dumps({"echo": text})),
    "HTML": escape,
    "HTML in decimal numbers": lambda text: _units(text, "&#{};"),
    "HTML in hex numbers": lambda text: _units(text, "&#x{:X};"),
    "HTML numbers without an end": lambda text: _units(text, "&#x{:06x}"),
    "HTML twice": lambda text: escape(escape(text)),
    "HTML in JSON": lambda text: json.dumps(escape(text))[1:-1],
    "base64": lambda text: b64encode(text.encode()).decode(),
    "URL-safe base64": lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64, one byte later": lambda text: b64encode(f"x{text}".encode()).decode(),
    "base64, two bytes later": lambda text: b64encode(f"xy{text} z".encode()).decode(),
    "base64 in lines": lambda text: encodebytes(f"{text * 4}".encode()).decode(),
    "base64 in percent": lambda text: quote(b64encode(text.encode()), safe=""),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "hex with colons": lambda text: text.encode().hex(":"),
    "bytes as numbers": lambda text: json.dumps(list(text.encode())),
    "folded over two lines": lambda text: f"{text[:9]}\r\n {text[9:]}",
}

ENCODED = frozenset(
    name for name in SPELLINGS if re.search("base64|hex( in .*| with .*|$)|bytes", name)
)
"""Spellings that are no escaping: of these a part of a part is not found."""


def leaks(data: bytes, secret: str) -> bool:
    """Whether anybody who tries all decoders on some bytes reads the beginning, the middle or the
    end of a secret.
    """
    return leaked_in(everything_in(data), secret)


def leaked_in(readings: bytes, secret: str) -> bool:
    """The same for what `everything_in` has made of the bytes."""
    words = _letters(secret.encode())
    middle = len(words) // 2
    return any(one in readings for one in (words[:9], words[middle - 4 : middle + 5], words[-9:]))


def everything_in(data: bytes, depth: int = 3) -> bytes:
    """Some bytes in all the ways in which they can be read, with so many layers of escapes taken
    away. Written without the program's own reader of escapes, to judge that.
    """
    readings = {data}
    for _ in range(depth):
        readings |= {one for text in readings for one in _unescapings(text)}
    return b"\x1e".join(map(_letters, (*readings, *_decodings(readings))))


_FOLD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_", b"abcdefghijklmnopqrstuvwxyz/")


def _letters(data: bytes) -> bytes:
    return data.translate(_FOLD, b" \t\r\n\0+-")


def _decodings(readings: Iterable[bytes]) -> Iterator[bytes]:
    joined = [text.translate(None, b" \t\r\n\\") for text in readings]
    for run in _found_in(joined, rb"[A-Za-z0-9+/_-]{12,}"):
        plain = run.translate(_STANDARD)
        for start in range(4):
            yield a2b_base64(plain[start : start + (len(plain) - start) // 4 * 4])
    for run in _found_in(joined, rb"(?:[0-9a-fA-F]{2}:?){6,}"):
        yield bytes.fromhex(run.replace(b":", b"").decode())
    for run in _found_in(joined, rb"\d{1,3}(?:,\d{1,3}){5,}"):
        yield bytes(int(byte) % 256 for byte in run.split(b","))


_STANDARD = bytes.maketrans(b"-_", b"+/")


def _found_in(texts: Iterable[bytes], pattern: bytes) -> set[bytes]:
    """All matches, each of them once: the readings of a text have most in common."""
    return {run for text in texts for run in re.findall(pattern, text)}


def _unescapings(text: bytes) -> Iterator[bytes]:
    yield unquote_to_bytes(text)
    yield unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    byte = rb"\\(?:U000000|u00|x)([0-9a-fA-F]{2})"
    yield re.sub(byte, lambda found: chr(int(found[1], 16)).encode(), text)
    yield re.sub(rb"\\x([0-9a-fA-F]{2})", lambda found: bytes((int(found[1], 16),)), text)
    yield re.sub(rb"\\(.)", rb"\1", text)
