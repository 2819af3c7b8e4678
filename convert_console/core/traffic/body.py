"""The text of a request's body, decoded from whatever a client has wrapped it in."""

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, unquote_plus, urlencode

from convert_console.core.document.formatting import spelled
from convert_console.core.query import read_query
from convert_console.core.text import cut_short, printable

READ_LIMIT = 1_048_576
"""Bytes of a body that are read as a document; the rest is left out."""

TOO_LONG = f"The body is too long to be checked: it has more than {READ_LIMIT:,} bytes."

FIELDS = ("payload", "data", "document", "json", "body")
"""Names of form fields that hold a whole document."""

_AS_JSON = "Send the JSON itself as the body, with Content-Type: application/json."
_BROKEN_OFF = "The compressed body breaks off: its end is missing. Send it whole."
_NO_BOUNDARY = (
    "The Content-Type is multipart without a boundary, so that the fields cannot be told apart. "
    "Leave that header to the client, which adds it."
)
_GZIP = b"\x1f\x8b"
_MOST_ENCODINGS = 4
_MOST_MEMBERS = 64
_MOST_PARTS = 64
_BOUNDARY = re.compile(r"""boundary="?([^\s";]{1,200})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset="?([\w.:-]{1,40})""", re.IGNORECASE)
_PART_NAME = re.compile(rb"""\bname=(?:"([^"\r\n]*+)"|([^\s;]++))""", re.IGNORECASE)
_PART_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FORM = re.compile(r"\s*+[\w%.\[\]-]++=")
_ENCODED_JSON = re.compile(r"\s*+%(?:7B|5B)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32 text"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32 text"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 text"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 text"),
)
# JSON begins with two ASCII characters (RFC 4627, 3), so these need no byte order mark.
_WITHOUT_BOM = (
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le", "UTF-32 text"),
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be", "UTF-32 text"),
    (re.compile(rb"[^\0]\0[^\0]\0"), "utf-16-le", "UTF-16 text"),
    (re.compile(rb"\0[^\0]\0[^\0]"), "utf-16-be", "UTF-16 text"),
)
_ENDS = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_SURELY_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class DecodedBody(NamedTuple):
    """`remarks` name each encoding that is not plain UTF-8, in whole sentences."""

    text: str
    remarks: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether the text ends before the body does."""
        return TOO_LONG in self.remarks


def decoded_body(content: bytes, content_type: str, content_encoding: str) -> DecodedBody:
    """The document in a body, as text; never raises.

    >>> decoded_body(b"payload=%7B%22cid%22%3A%221%22%7D", "", "").text
    '{"cid":"1"}'
    """
    plain, packed = _unpacked(content, content_encoding)
    if len(plain) > READ_LIMIT:
        plain, packed = plain[:READ_LIMIT], (*packed, TOO_LONG)
    boundary = _BOUNDARY.search(content_type)
    if boundary and "multipart/" in content_type.lower():
        return _of_form(list(_parts(plain, boundary[1].encode())), "multipart", packed)
    if not boundary and content_type.lower().lstrip().startswith("multipart/"):
        packed = (*packed, _NO_BOUNDARY)
    charset = _CHARSET.search(content_type)
    text, about_text = _text(plain, charset[1].lower() if charset else "")
    if _ENCODED_JSON.match(text):
        return DecodedBody(
            _percent_decoded(text),
            (*packed, *about_text, f"The body is percent-encoded JSON. {_AS_JSON}"),
        )
    if not _FORM.match(text):
        return DecodedBody(text, packed + about_text)
    fields = parse_qsl(text) if text.count("&") < _MOST_PARTS else []
    return _of_form(fields, "URL-encoded", packed + about_text, text)


def _unpacked(content: bytes, encodings: str) -> tuple[bytes, tuple[str, ...]]:
    """Bytes without their content encodings, the last of which was applied last."""
    remarks: list[str] = []
    names = [name for part in encodings.lower().split(",") if (name := part.strip())]
    for name in names[::-1][:_MOST_ENCODINGS]:
        if name == "identity":
            continue
        unpacked = _inflated(content, name)
        if unpacked is None:
            known = name in ("gzip", "x-gzip", "deflate")
            state = f"is broken {name}" if known else f"is encoded as {printable(name[:40])}"
            remarks.append(f"The body {state} and cannot be read here. Send it uncompressed.")
            break
        content, is_whole = unpacked
        remarks.append(
            f"The body is compressed with {name}. Whether Convert's endpoint reads that is not "
            "known: send it uncompressed."
        )
        remarks += [] if is_whole else [_BROKEN_OFF]
    if not names and content.startswith(_GZIP):
        unpacked = _inflated(content, "gzip")
        if unpacked is not None:
            content, is_whole = unpacked
            remarks.append(
                "The body is compressed with gzip, but no Content-Encoding says so. Send it "
                "uncompressed."
            )
            remarks += [] if is_whole else [_BROKEN_OFF]
    return content, tuple(remarks)


def _inflated(content: bytes, name: str) -> tuple[bytes, bool] | None:
    """The uncompressed bytes, as far as they are read, and whether the compressed ones are whole;
    `None` for what is not compressed so. A gzip file may have several members (RFC 1952, 2.2).
    """
    if name not in ("gzip", "x-gzip", "deflate"):
        return None
    raw = name == "deflate" and content[:1] and content[0] & 0x8F != 0x08  # RFC 1950, 2.2
    plain, members = b"", 0
    while members < _MOST_MEMBERS:
        try:
            decoder = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
            # One byte more than is read tells that the body is longer.
            plain += decoder.decompress(content, READ_LIMIT + 1 - len(plain))
        except zlib.error:
            return (plain, False) if members else None
        if len(plain) > READ_LIMIT or not decoder.eof:
            return plain, len(plain) > READ_LIMIT
        content, members = decoder.unused_data, members + 1
        if not content.startswith(_GZIP):
            return plain, True
    return plain, False


def _percent_decoded(text: str) -> str:
    """JSON that is percent-encoded, as a whole or as the name of a form's only field.

    >>> _percent_decoded("%7B%22cid%22%3A%22a+b%22%7D="), _percent_decoded("%7B%22r%22:1e+2%7D")
    ('{"cid":"a b"}', '{"r":1e+2}')
    """
    # A form writes a blank as +; encodeURI() leaves both : and + as they are.
    decode = unquote if ":" in text else unquote_plus
    return decode(text.strip().removesuffix("="))


def _text(plain: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    for mark, codec, name in _BOMS:
        if plain.startswith(mark):
            text = plain[len(mark) :].decode(codec, "replace")
            return text, (f"The body is {name}. Send it without that mark.",) if (
                codec == "utf-8"
            ) else (_not_utf_8(name),)
    for pattern, codec, name in _WITHOUT_BOM:
        if pattern.match(plain):
            return plain.decode(codec, "replace"), (_not_utf_8(name),)
    if charset and charset not in _SURELY_UTF_8:
        return _in_charset(plain, charset)
    try:
        return plain.decode(), ()
    except UnicodeDecodeError as why:
        cut = len(plain) == READ_LIMIT and why.start >= READ_LIMIT - 3
        remark = (
            f"The body is not UTF-8: byte {why.start + 1:,} (0x{plain[why.start]:02X}) is shown as "
            "�. Send it as UTF-8."
        )
        return plain.decode("utf-8", "replace"), () if cut else (remark,)


def _in_charset(plain: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    try:
        text = plain.decode(_ENDS.get(charset, charset), "replace")
    except (LookupError, UnicodeError):
        remark = f"The Content-Type names the charset {printable(charset)}, which is not known."
        return plain.decode("utf-8", "replace"), (f"{remark} Send it as UTF-8.",)
    return text, (_not_utf_8(f"encoded as {printable(charset)}"),)


def _not_utf_8(what: str) -> str:
    return f"The body is {what}. JSON is read as UTF-8 (RFC 8259): send it as UTF-8."


def _of_form(
    fields: list[tuple[str, str]], kind: str, remarks: tuple[str, ...], whole: str = ""
) -> DecodedBody:
    """The document in a form: in one field, as the only field's name, or spread over all."""
    all_holding = [pair for pair in fields if pair[0] in FIELDS and _is_json(pair[1])]
    holding = all_holding[0] if all_holding else None
    if holding is None and len(fields) == 1:
        holding = next((pair for pair in fields if _is_json(pair[1])), None)
    form = f"The body is a {kind} form"
    if holding is not None:
        name = printable(cut_short(holding[0]))
        about = f"{form}; the document is its field “{name}”. {_AS_JSON}"
        if len(all_holding) > 1:
            others = "another field has" if len(all_holding) == 2 else "other fields have"
            remarks += (
                f"Only the first field “{name}” was read: {others} a document too. Send each "
                "document in a request of its own.",
            )
        return DecodedBody(holding[1], (*remarks, about))
    query = whole.strip() or urlencode(fields, quote_via=quote)
    payload = read_query(f"?{query}").payload
    return DecodedBody(
        spelled(payload), (*remarks, f"{form}; its fields were read as the document. {_AS_JSON}")
    )


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str]]:
    """The fields of a multipart form (RFC 7578)."""
    for part in body.split(b"--" + boundary)[1 : _MOST_PARTS + 1]:
        end = _PART_HEAD_END.search(part)
        name = _PART_NAME.search(part, 0, end.start()) if end else None
        if end and name:
            value = part[end.end() :].removesuffix(b"\n").removesuffix(b"\r")
            yield (name[1] or name[2] or b"").decode("utf-8", "replace"), _text(value, "")[0]
