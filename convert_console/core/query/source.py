"""Where the query is in what was pasted: in a URL, after a `?`, out of HTML, encoded twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.core.query.notes import Notes


def find_query(text: str, notes: Notes) -> str:
    """The query alone, with every `%5B` and `%5D` of one layer as a plain bracket.

    Unfolding them first changes nothing in a value, and parsers take a name apart after decoding,
    so that `seg%5Bnew]` and `seg[new]` are one name.
    """
    cleaned = text.strip(_BLANKS).removeprefix("\ufeff").strip(_BLANKS)
    undone = _ENTITY.sub("&", cleaned) if ";" in cleaned else cleaned
    if undone != cleaned:
        notes.add("entity")
    query = _without_address(undone, notes)
    if query and query is undone and text.startswith(" "):
        notes.add("trimmed", re.split("[=&]", query, maxsplit=1)[0] or "=")
    return _decoded_once_more(_with_plain_brackets(query), notes)


_BLANKS = " \t\r\n\f\v"
"""White space around a text. Not all of Unicode's: a no-break space may end a value."""

_ENTITY = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PATH = re.compile(r"/[^=&\s]*")
_HOST = re.compile(
    r"(?:[\w.-]+\.[A-Za-z]{2,}|localhost|\d+(?:\.\d+){3}|\[[0-9A-Fa-f:.]+\]|[\w.-]+(?=[:/]))"
    r"(?::\d+)?(?:/[^=&\s]*)?"
)
_ADDRESS_LIMIT = 2_000
_LINE_BREAKS = re.compile(r"[\t\r\n]+")
_BRACKET_IN_NAME = re.compile(r"(?:^|&)[^=&]*[\[\]]")
_TWICE_IN_NAME = re.compile(r"(?:^|&)([^=&]*%255[BbDd][^=&]*)")


def _without_address(text: str, notes: Notes) -> str:
    scheme = _SCHEME.match(text)
    if scheme:
        # As browsers do with an address that was wrapped over several lines.
        text = _LINE_BREAKS.sub("", text)
    before, mark, query = text.partition("?")
    if not scheme and not (mark and _is_address(before)):
        return text  # a bare query may hold ? and # as they are: parsers agree on both
    address, hash_sign, fragment = text.partition("#")
    if hash_sign:
        notes.add("fragment", f"#{fragment}")
    before, mark, query = address.partition("?")
    if not mark:
        notes.add("no-query")
    return query


def _is_address(text: str) -> bool:
    """Whether this stands before a query. A name of the query itself hardly looks like a host."""
    if not text:
        return True
    return len(text) <= _ADDRESS_LIMIT and bool(_PATH.fullmatch(text) or _HOST.fullmatch(text))


def _with_plain_brackets(query: str) -> str:
    for escape, bracket in (("%5B", "["), ("%5b", "["), ("%5D", "]"), ("%5d", "]")):
        query = query.replace(escape, bracket)
    return query


def _decoded_once_more(query: str, notes: Notes) -> str:
    names = (m[1] for m in _TWICE_IN_NAME.finditer(query)) if "%255" in query else ()
    name = next(filter(_holds_a_group, names), "")
    if not name:
        return query
    if _BRACKET_IN_NAME.search(query):
        notes.add("encoded-twice-kept", name)
        return query
    notes.add("encoded-twice", name)
    return _with_plain_brackets(query.replace("%25", "%"))


def _holds_a_group(name: str) -> bool:
    """Whether an opening bracket has a closing one: a single one is a character of the name."""
    lower = name.lower()
    return 0 <= lower.find("%255b") < lower.rfind("%255d")
