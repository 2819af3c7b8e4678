"""Why bytes that came in are no HTTP request, in words."""

import re

from convert_console.core.request.headers import Headers
from convert_console.core.text import cut_short, printable

READ = 96 * 1024
"""Bytes at the beginning that are looked at."""

_LINE = re.compile(r"(?P<method>[^\s/:]{1,20}) +(?P<target>\S.*?)(?: +HTTP/(?P<version>[\d.]+))?")
_TLS = b"\x16\x03"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SHOWN = 20
_OF_PARSER = {
    "bad Content-Length": "The Content-Length is no number, or too large. Send the body's length.",
    "conflicting Content-Length": "The Content-Length appears twice and differs. Send it once.",
    "illegal chunk": "The body is announced as chunked, but its chunks are not written as such.",
    "Receive buffer too long": "The line before a chunk of the body is too long.",
    "malformed chunk": "The body is announced as chunked, but its chunks are not written as such.",
    "peer closed connection": "The connection was closed before the whole body had come.",
    "peer unexpectedly closed": "The connection was closed in the middle of the headers.",
}
"""What errors of the parser begin with, and what they mean."""


def first_line(data: bytes) -> tuple[str, str]:
    """Method and target of a request, as far as its first line shows them; "" for none.

    >>> first_line("GET /track?c=café HTTP/1.1".encode())
    ('GET', '/track?c=café')
    """
    match = _LINE.fullmatch(_first(data))
    if match is None or not match["method"].isascii() or not match["method"].isalpha():
        return "", ""
    return match["method"], match["target"]


def legible_headers(data: bytes) -> Headers:
    r"""The headers of a request that cannot be taken, as far as its lines show them.

    >>> legible_headers(b"POST /track HTTP/1.1\r\nUser-Agent: a/1 b\r\nno colon\r\n\r\nbo: dy")
    (('User-Agent', 'a/1 b'),)
    """
    head = re.split(rb"\r?\n\r?\n", data[:READ], maxsplit=1)[0]
    lines = (line.decode("latin-1").partition(":") for line in head.splitlines()[1:])
    return tuple((name.strip(), value.strip()) for name, colon, value in lines if colon and name)


def why_unreadable(data: bytes, error: str) -> str:
    r"""The reason with the next step; `error` is what the parser of HTTP says.

    >>> why_unreadable(b"GET /track HTTP/1.1\r\n\r\n", "Missing mandatory Host: header")
    'The Host header is missing, which HTTP/1.1 requires. Send it.'
    """
    line = _first(data)
    if data.startswith(_TLS):
        return (
            "This is the beginning of a TLS connection: https came to the port for http. Use "
            "http:// in the address, or the collector's https address."
        )
    for begin, sentence in _OF_PARSER.items():
        if error.startswith(begin):
            return sentence
    in_target = _about_target(line)
    if in_target:
        return in_target
    if error.startswith("Missing mandatory Host"):
        return "The Host header is missing, which HTTP/1.1 requires. Send it."
    if error.startswith("Found multiple Host"):
        return "The Host header appears twice. Send it once."
    wrong = _wrong_header(data)
    if wrong:
        return wrong
    if not line.strip():
        return "This cannot be read as HTTP: it begins with an empty line."
    if not first_line(data)[0]:
        begin = printable(cut_short(line)[:60])
        return f"This cannot be read as HTTP: it begins with “{begin}”, which is no request."
    about = "" if "bytearray" in error or "b'" in error else f": {error[:200]}"
    return f"This cannot be read as HTTP{about}."


def _about_target(line: str) -> str:
    match = _LINE.fullmatch(line)
    if match is None or not match["version"]:
        return ""
    odd = _NOT_ASCII.search(match["target"])
    if odd:
        part = odd[0][:_SHOWN]
        percent = "".join(f"%{byte:02X}" for byte in part.encode("utf-8", "surrogatepass"))
        return f"The address contains “{printable(part)}” as it is. Percent-encode it: {percent}."
    if " " in match["target"]:
        return "The address contains a space. Percent-encode it: %20."
    if any(sign < " " or sign == "\x7f" for sign in match["target"]):
        return "The address contains a control character. Percent-encode it."
    return ""


def _wrong_header(data: bytes) -> str:
    """The first header line without a name and a colon."""
    lines = re.split(rb"\r?\n", data[:READ])
    end = lines.index(b"") if b"" in lines else len(lines)
    for number, line in enumerate(lines[1:end], 1):
        name, colon, value = line.partition(b":")
        shown = printable(cut_short(line[:60].decode("utf-8", "replace")))
        if line[:1] in (b" ", b"\t"):
            continue  # an old way to continue the line before
        if not colon:
            return f"Header line {number} has no colon: “{shown}”. Write it as Name: value."
        if not re.fullmatch(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            return (
                f"The name of header line {number} has characters that no name may have: “{shown}”."
            )
        if b"\0" in value or b"\r" in value:
            return f"Header line {number} contains a control character: “{shown}”. Remove it."
    return ""


def _first(data: bytes) -> str:
    line = data[:READ].partition(b"\n")[0].rstrip(b"\r")
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
