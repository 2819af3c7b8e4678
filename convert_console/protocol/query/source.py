"""Where the query is in what was pasted: in a URL, after a `?`, out of HTML, encoded twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.protocol.query.notes import Notes


def find_query(text: str, notes: Notes) -> str:
    """The query alone, with every `%5B` and `%5D` of one layer as a plain bracket.

    Unfolding them first changes nothing in a value, and parsers take a name apart after decoding,
    so that `seg%5Bnew]` and `seg[new]` are one name.
    """
    cleaned = text.strip().removeprefix("\ufeff").strip()
    undone = _ENTITY.sub("&", cleaned) if ";" in cleaned else cleaned
    if undone != cleaned:
        notes.add("entity")
    query = _without_address(undone, notes)
    return _decoded_once_more(_with_plain_brackets(query), notes)


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
    twice = _TWICE_IN_NAME.search(query) if "%255" in query else None
    if not twice:
        return query
    if _BRACKET_IN_NAME.search(query):
        notes.add("encoded-twice-kept", twice[1])
        return query
    notes.add("encoded-twice", twice[1])
    return _with_plain_brackets(query.replace("%25", "%"))
