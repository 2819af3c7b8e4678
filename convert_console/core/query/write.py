"""Writes a document as a query string, as jQuery.param does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, TypeVar
from urllib.parse import quote

from convert_console.core.document.payload import Number, Payload

T = TypeVar("T")

Spelling: TypeAlias = Literal["literal", "percent"]
"""How brackets are written: as they are, or percent-encoded as RFC 3986 asks."""

LIMIT = 20_000_000
"""Characters of a query that is spelled. None beyond 65,536 can be sent; but a name is repeated for
each value below it, so a document of a megabyte could come to a hundred gigabytes.
"""


class QueryTooLong(ValueError):
    """A query has more than `limit` characters, and is not spelled beyond its `beginning`."""

    def __init__(self, limit: int, beginning: str = "") -> None:
        super().__init__(
            f"As a GET query this document has more than {limit:,} characters. Use POST."
        )
        self.limit = limit
        self.beginning = beginning


def write_query(payload: Payload, spelling: Spelling = "literal") -> str:
    """Spell a tree as a query, without a leading `?`.

    Plain list items are spelled `name[]`, objects and lists in a list `name[0]`, `name[1]`, true
    and false 1 and 0, as PHP does and as the article's own `seg[new]=1` has it. null, `[]` and
    `{}` have no spelling. "percent" also encodes the brackets, as RFC 3986 asks.

    Raises QueryTooLong where the names or the values come to more than LIMIT characters.

    >>> write_query({"seg": {"devices": ["IPH", "ALLPH"]}, "ev": [{"r": Number("1.10")}]})
    'seg[devices][]=IPH&seg[devices][]=ALLPH&ev[0][r]=1.10'
    """
    speller = _Speller(spelling)
    for name, value in _top(payload):
        speller.value(name, value)
    return "&".join(speller.parts)


class QueryWriter:
    """Writes one document after another; an unchanged event keeps its fragment.

    Unchanged means the same object at the same position of a top-level list, so a tree must never
    be changed in place. The events of the last document are kept alive.
    """

    def __init__(self, spelling: Spelling = "literal", limit: int = LIMIT) -> None:
        self._spelling: Spelling = spelling
        self._limit = limit
        self._kept: dict[str, list[tuple[Payload, str]]] = {}

    def write(self, payload: Payload) -> str:
        """The same text as `write_query` gives.

        Raises QueryTooLong once more than `limit` characters are written: the query of 10,000
        events would take 100 ms.
        """
        parts: list[str] = []
        length = -1  # no & comes before the first one
        try:
            for fragment in filter(None, self._fragments(payload)):
                parts.append(fragment)
                length += 1 + len(fragment)
                if length > self._limit:
                    raise QueryTooLong(self._limit)
        except QueryTooLong as why:
            beginning = "&".join(filter(None, [*parts, why.beginning]))
            raise QueryTooLong(why.limit, beginning) from None
        return "&".join(parts)

    def _fragments(self, payload: Payload) -> Iterator[str]:
        """What each event and each other parameter is spelled as; "" where that is nothing."""
        speller = _Speller(self._spelling, self._limit)
        before, self._kept = self._kept, {}
        for name, value in _top(payload):
            if isinstance(value, list):
                yield from self._items(speller, name, value, before.get(name, []))
            else:
                yield "&".join(speller.cleared().value(name, value))

    def _items(
        self,
        speller: _Speller,
        name: str,
        items: list[Payload],
        before: list[tuple[Payload, str]],
    ) -> Iterator[str]:
        kept = self._kept[name] = before[: len(items)]
        for position, item in enumerate(speller.counted(name, items)):
            if position == len(kept) or kept[position][0] is not item:
                fragment = "&".join(speller.cleared().item(name, position, item))
                kept[position : position + 1] = [(item, fragment)]
            yield kept[position][1]


def spell_number(literal: str) -> str:
    """A JSON number's digits with the exponent written out, exactly.

    >>> spell_number("1.10"), spell_number("1.50e1"), spell_number("-1e-7")
    ('1.10', '15.0', '-0.0000001')
    """
    parts = _EXPONENT_FORM.fullmatch(literal) if "e" in literal.lower() else None
    # An exponent beyond four digits never comes out of `payload.parse`: left alone, not expanded.
    if not parts or len(parts["exponent"].lstrip("+-0")) > 4:
        return literal
    integer, fraction = parts["whole"], parts["fraction"] or ""
    point = len(integer) + int(parts["exponent"])
    digits = integer + fraction
    digits = digits.rjust(len(digits) - point + 1, "0") if point < 1 else digits.ljust(point, "0")
    point = max(point, 1)
    spelled = (digits[:point].lstrip("0") or "0") + "." + digits[point:]
    return parts["sign"] + spelled.removesuffix(".")


def scalar_text(text: str) -> str:
    """The text as UTF-8 can carry it: a lone surrogate becomes U+FFFD, as browsers send it."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_EXPONENT_FORM = re.compile(
    r"(?P<sign>-?)(?P<whole>\d+)(?:\.(?P<fraction>\d+))?[eE](?P<exponent>[+-]?\d+)"
)


_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")


def _quoted(text: str) -> str:
    if text.isalnum() and text.isascii():  # most are: a third of the time of the expression
        return text
    return text if _UNRESERVED.fullmatch(text) else quote(scalar_text(text), safe="")


def _top(payload: Payload) -> Iterator[tuple[str, Payload]]:
    """The parameters' first names. A bare value has none, and so no spelling at all."""
    if isinstance(payload, Mapping):
        yield from ((_quoted(key), value) for key, value in payload.items())
    elif isinstance(payload, list):
        yield from ((str(position), value) for position, value in enumerate(payload))


class _Quoted(dict[str, str]):
    """Value → its percent-encoded form, each computed once, since ids are repeated.

    Raises QueryTooLong where they come to more than `limit` characters: encoding 5,000,000 takes a
    second.
    """

    def __init__(self, limit: int) -> None:
        self._limit = self._room = limit

    def __missing__(self, text: str) -> str:
        if len(text) > self._room:
            raise QueryTooLong(self._limit)
        quoted = self[text] = _quoted(text)
        self._room -= len(quoted)
        return quoted


class _Digits(dict[str, str]):
    def __missing__(self, literal: str) -> str:
        spelled = self[literal] = _quoted(spell_number(literal))
        return spelled


class _Groups(dict[str, str]):
    """Key → its bracket group, each computed once."""

    def __init__(self, opening: str, closing: str) -> None:
        self._opening, self._closing = opening, closing

    def __missing__(self, key: str) -> str:
        group = self[key] = f"{self._opening}{_quoted(key)}{self._closing}"
        return group


class _Speller:
    """One run over a tree."""

    # The two loops handle text and numbers inline: one call for each value would double the time.

    def __init__(self, spelling: Spelling, limit: int = LIMIT) -> None:
        brackets = ("%5B", "%5D") if spelling == "percent" else ("[", "]")
        self.parts: list[str] = []
        self.quoted = _Quoted(limit)
        self.digits = _Digits()
        self.groups = _Groups(*brackets)
        self._limit = limit
        self._names = 0

    def counted(self, name: str, members: Collection[T]) -> Iterable[T]:
        """The members of a container, whose name is counted once for each before it is spelled."""
        self._names += len(name) * len(members)
        if self._names > LIMIT:
            raise QueryTooLong(LIMIT)
        return members if self._names <= self._limit else self._watched(name, members)

    def _watched(self, name: str, members: Iterable[T]) -> Iterator[T]:
        """The members until the parts that begin with this name come to more than the limit."""
        parts = self.parts
        most = len(parts) + self._limit // (len(name) + 2)  # each part has = and &
        for member in members:
            if len(parts) > most:
                raise QueryTooLong(self._limit, "&".join(parts))
            yield member

    def cleared(self) -> _Speller:
        """The same speller, ready for another fragment."""
        self.parts = []
        return self

    def value(self, name: str, value: Payload) -> list[str]:
        """Spell the value of a name; a bool is spelled 1 or 0."""
        if isinstance(value, str):
            self.parts.append(f"{name}={self.quoted[value]}")
        elif isinstance(value, Number):
            self.parts.append(f"{name}={self.digits[value.literal]}")
        elif isinstance(value, bool):
            self.parts.append(f"{name}={value:d}")
        elif isinstance(value, Mapping):
            self._members(name, value)
        elif value is not None:
            self._items(name, value)
        return self.parts

    def item(self, name: str, position: int, item: Payload) -> list[str]:
        """Spell one list item: only one with members needs its number."""
        plain = isinstance(item, (str, Number, bool))
        if not plain and not item:
            return self.parts  # null, [] and {} have no spelling
        return self.value(name + self.groups["" if plain else str(position)], item)

    def _members(self, name: str, node: Mapping[str, Payload]) -> None:
        groups, quoted, digits, parts = self.groups, self.quoted, self.digits, self.parts
        for key, value in self.counted(name, node.items()):
            if isinstance(value, str):
                parts.append(f"{name}{groups[key]}={quoted[value]}")
            elif isinstance(value, Number):
                parts.append(f"{name}{groups[key]}={digits[value.literal]}")
            elif isinstance(value, list):
                self._items(name + groups[key], value)
            else:
                self.value(name + groups[key], value)

    def _items(self, name: str, node: Sequence[Payload]) -> None:
        quoted, digits, parts = self.quoted, self.digits, self.parts
        start = f"{name}{self.groups['']}="
        for position, item in enumerate(self.counted(name, node)):
            if isinstance(item, str):
                parts.append(start + quoted[item])
            elif isinstance(item, Number):
                parts.append(start + digits[item.literal])
            else:
                self.item(name, position, item)
