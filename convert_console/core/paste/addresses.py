"""Finds the addresses in a text, and reads their hosts and paths."""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, unquote, urlsplit

from convert_console.core.text import is_digits

ADDRESS_LIMIT = 1_000
"""Addresses that are looked at in one paste."""


def addresses_in(text: str) -> Iterator[str]:
    """The addresses of a text. One that was wrapped over several lines is put together again.

    >>> list(addresses_in('<img src="//h.example/?a=1&amp;b">, see https://h.example/x.'))
    ['//h.example/?a=1&amp;b', 'https://h.example/x']
    """
    if "/" not in text and "%" not in text:
        return
    if _is_one(text):
        yield _END.sub("", _BREAKS.sub("", text))
    for match in () if _is_one(text) else itertools.islice(_ADDRESS.finditer(text), ADDRESS_LIMIT):
        address = _END.sub("", match[0])
        if text.startswith(">", match.end()):
            address = address.removesuffix("]]")  # the end of a CDATA section
        is_label = text[match.start() - 1 : match.start()] == "<" and text[match.end() :][:1] == ">"
        yield address.partition("|")[0] if is_label else address  # Slack: <https://h/|label>
    for match in itertools.islice(_ENCODED.finditer(text), ADDRESS_LIMIT):
        yield unquote(match["address"])


def holds_more(text: str) -> bool:
    """Whether a text has more addresses than `addresses_in` looks at."""
    return not _is_one(text) and any(
        next(itertools.islice(kind.finditer(text), ADDRESS_LIMIT, None), None)
        for kind in (_ADDRESS, _ENCODED)
    )


def readable(text: str) -> tuple[str, tuple[str, ...]]:
    r"""A text with addresses as browsers take them, and a note for each thing that was undone.

    >>> readable(r"https:\/\/h.example\/?a=1\u0026b=2")[0]
    'https://h.example/?a=1&b=2'
    """
    notes: tuple[str, ...] = ()
    if _ESCAPES.search(text):
        text = _ESCAPES.sub(lambda match: chr(int(match[1] or "2f", 16)), text)
        notes = ("JSON escapes such as \\u0026 were decoded.",)
    visible = _INVISIBLE.sub("", text)
    if visible != text and ("//" in text or "=" in text):
        notes += ("Invisible characters were left out. Web pages put them into long words.",)
    whole = _BROKEN.sub(_unbroken, visible)
    return whole, notes if whole == visible else (*notes, _WAS_BROKEN)


def _unbroken(match: re.Match[str]) -> str:
    """A long address together with the lines below it that can only be its continuation.

    A line such as `page=2` may be another parameter or none: it belongs to the address only below
    one that certainly does.
    """
    begun, *lines = re.split(r"\r?\n", match[0])
    line_start = match.string.rfind("\n", 0, match.start()) + 1
    is_certain, length = False, match.start() - line_start + len(begun)
    for number, line in enumerate(lines):
        piece = line.strip("> \t")
        is_certain = is_certain or bool(_GOES_ON.search(piece))
        if length < _BROKEN_AT or not is_certain or not _IN_QUERY_LINE.search(piece):
            return "\n".join([begun, *lines[number:]])
        is_named = _PARAMETER.match(piece) and not begun.endswith(("&", "?"))
        begun, length = f"{begun}{'&' if is_named else ''}{piece}", len(piece)
    return begun


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address, `None` when it cannot be one; without a scheme, https is meant."""
    if address.startswith("//"):
        address = f"https:{address}"
    elif "://" not in address[:12]:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        return parts if parts.hostname and (parts.port is None or parts.port) else None
    except ValueError:
        return None


def with_placeholders(address: str) -> str:
    """An address whose query has its placeholders encoded, so that they are read as text.

    >>> with_placeholders("//h.example/{{a}}?b={{ c | d: 'e&f' }}")
    '//h.example/{{a}}?b=%7B%7B%20c%20%7C%20d%3A%20%27e%26f%27%20%7D%7D'
    """
    begin = _IN_QUERY.match(address)
    if not begin:
        return address
    encoded = _IS_PLACEHOLDER.sub(
        lambda match: quote(match[0], safe="", errors="replace"), address[begin.end() :]
    )
    return address[: begin.end()] + encoded


def endpoint_of(parts: SplitResult) -> str:
    """An address without its query."""
    return parts._replace(query="", fragment="").geturl()


def host_of(parts: SplitResult) -> str:
    """The host in lower case."""
    return parts.hostname or ""


def project_of(parts: SplitResult) -> str | None:
    """The project that a host of Convert's names in its first label."""
    label, _, domain = host_of(parts).partition(".")
    named = domain in (METRICS, LEGACY) and is_digits(label)
    return label if named else None


METRICS = "metrics.convertexperiments.com"
LEGACY = "track.convertexperiments.com"
# A placeholder may have blanks and quotes: `{{ order.total | money }}`, `${order.id}`.
_PLACEHOLDER = (
    r"\{\{[^{}\n]{1,200}+\}\}|\$\{[^{}\n]{1,200}+\}|<\?[^?\n]{1,200}+\?>|<%[^%\n]{1,200}+%>"
)
_SIGN = rf"(?:{_PLACEHOLDER}|[^\s\"'<>`\\^])"
_ADDRESS = re.compile(
    rf"(?:https?:)?//{_SIGN}++|(?<![\w.@-])(?:[\w-]++\.)++com/{_SIGN}*+", re.IGNORECASE
)
_IN_QUERY = re.compile(rf"(?:{_PLACEHOLDER}|[^?])*+\?")
_IS_PLACEHOLDER = re.compile(_PLACEHOLDER)
_END = re.compile(r"(?<![.,;)])[.,;)]++\Z")
# Within another address, as links in mails have them; its own question mark may be all encoded.
_ENCODED = re.compile(
    r"(?P<address>https?%3A%2F%2F[^\s\"'<>`&]++"
    r"|(?<==)https?://[^\s\"'<>`&?%]{1,2000}+%3F[^\s\"'<>`&]++)",
    re.IGNORECASE,
)
_ESCAPES = re.compile(r"\\(?:u(0026|003d|003f|002f|003D|003F|002F)|/)")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# A line that a mail program has broken, perhaps behind the signs of a quotation.
_BROKEN = re.compile(
    r"(?:https?:)?//(?:[^\s\"'<>`\\^?/]++/?+){1,20}+\?[^\s\"'<>`\\^]*+"
    r"(?:[ \t]*+\r?\n[ \t]*+(?:>[ \t]*+)*+[\w.~%&=+:,;*\[\]-]++(?=[ \t]*(?:\r?\n|\Z)))+",
    re.IGNORECASE,
)
_BROKEN_AT = 60
"""Characters that a line which was broken has at least."""

_GOES_ON = re.compile(r"&|%[0-9A-F]{2}|[\[\]].{0,2000}=|=.{0,2000}[\[\]]", re.IGNORECASE)
_IN_QUERY_LINE = re.compile(r"[=&%\[\]]|\A[0-9.]++\Z")
_PARAMETER = re.compile(r"(?:(?:cid|pid|vid|tid|s)=|(?:ev|seg)(?:\[|%5B))", re.IGNORECASE)
_WAS_BROKEN = "An address that was broken over several lines was put together again."
_BREAKS = re.compile(r"(?<![ \t])[ \t]*+[\r\n]+[ \t]*+")
_WRAPPED_LIMIT = 2_000
_SCHEME = re.compile(r"(?:https?:)?//(?=\S)", re.IGNORECASE)


def _is_one(text: str) -> bool:
    """Whether the whole text is one address, wrapped or with spaces in its values."""
    if not _SCHEME.match(text) or any(sign in text for sign in "\"'<>`"):
        return False
    if len(_SCHEME.findall(text)) > 1:
        return False
    lines = _BREAKS.split(text)
    if len(lines) > _WRAPPED_LIMIT:
        return False
    belongs = all(any(sign in line for sign in "=&[%") for line in lines[1:])
    spaced = lines[-1].rpartition(" ")
    return belongs and (not spaced[1] or "=" in spaced[2])
