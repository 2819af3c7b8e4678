"""The ids of a document with their places, and what each looks like."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from convert_console.core.document.payload import Number, Path, Payload, parse
from convert_console.core.text import id_text

Shape = Literal["plain", "empty", "nested", "json", "joined", "placeholder", "odd"]

PLACEHOLDER = re.compile(
    r"\{\{[^{}]*\}\}"  # Google Tag Manager, Handlebars, Liquid
    r"|\$\{[^{}]*\}"  # JavaScript
    r"|<(?:[^\W\d]|[.…%?])[^<>@]*>"  # a word for the person, or a tag of PHP, ERB or EJS
    r"|(?<![A-Za-z0-9])(?:[Xx]{4,}|undefined|NaN)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z])X{4,}(?![A-Za-z])"  # also between digits, as in 10XXXXXX
    r"|\[object [A-Z][A-Za-z]*\]"
    # The whole of a value: Ruby, Liquid, test tools.
    r"|\A(?:#\{[^{}]+\}|\{%[^{}]+%\}|\[\[[A-Za-z][^\[\]]*\]\]|YOUR_[A-Z_]+)\Z"
)
"""Text that a program or a person should have replaced by a value."""

ARTICLE_PLACEHOLDERS = frozenset({"session_id", "transaction_id", "campaign_name"})
"""What later revisions of Convert's article print where values belong."""

_SHORT = 100  # characters; thousands of long texts would fill the memory
_DIGITS = re.compile(r"[0-9]+")
_JOINED = re.compile(r"[0-9]+(?:[\s,;|]+[0-9]+)+[\s,;|]*")
_SEPARATORS = re.compile(r"[\s,;|]+")
_EXPONENT = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+|[0-9]+[.,][0-9]+[eE]-?[0-9]+")
"""5.67E+12 as Excel, LibreOffice and JavaScript write it, 5.67E12 as Java does. Not 12E34, which
order numbers may look like.
"""
_FORMULA = re.compile(r'"?="{1,2}([^"]*)"{1,2}"?')
_POINT_ZERO = re.compile(r"([0-9]+)[.,]0{1,2}|([0-9]+)\.0+")
"""1001.0, or 1001,0 where the decimal sign is a comma; not 1,000."""
_OTHER_FORMULA = re.compile(r"=[+-]?[\w\"(].*")
_MONTHS = "jan|feb|mar|mär|mrz|apr|may|mai|maj|jun|jul|aug|sep|sept|oct|okt|out|nov|dec|dez|des|dic"
_DATE = re.compile(
    rf"[0-9]{{1,2}}[-. ] ?(?:{_MONTHS})\.?|(?:{_MONTHS})\.?[- ][0-9]{{2}}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]00:00(?::00(?:\.0+)?)?",
    re.IGNORECASE,
)
"""What spreadsheets make of 3-17 or 3/17: 17-Mar, Mar-17, 17. Mrz, 2026-03-17 00:00:00."""
_APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
_CELL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#ERROR!"}
)


class Id(NamedTuple):
    """An id in its list. `position` is `None` where a bare value is in place of the list.

    `size` is the length of that list.
    """

    key: str
    list_path: Path
    position: int | None
    value: Payload
    shape: Shape
    size: int

    @property
    def path(self) -> Path:
        """Where the id itself is."""
        return self.list_path if self.position is None else (*self.list_path, self.position)


def items_of(value: Payload) -> list[Payload]:
    """The items of a list; a bare value counts as a list of one, nothing as an empty one."""
    if isinstance(value, list):
        return value
    return [] if is_blank(value) else [value]


def is_blank(value: Payload) -> bool:
    """Whether a value is null, an empty text, list or object."""
    return value is None or (isinstance(value, (str, list, dict)) and not _stripped(value))


def ids_at(value: Payload, list_path: Path) -> Iterator[Id]:
    """Each id that a value such as `goals` holds, with its shape."""
    key = str(list_path[-1])
    if not isinstance(value, list):
        if not is_blank(value):
            yield Id(key, list_path, None, value, shape_of(value), 1)
        return
    for position, item in enumerate(value):
        yield Id(key, list_path, position, item, shape_of(item), len(value))


def shape_of(value: Payload) -> Shape:
    """What an id looks like.

    >>> shape_of("100300301"), shape_of("1,2"), shape_of('["1"]'), shape_of("{{goal}}")
    ('plain', 'joined', 'json', 'placeholder')
    """
    if isinstance(value, (list, dict)):
        return "nested"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "odd"
    text = id_text(value)
    return _shape_of_text(text) if len(text) <= _SHORT else _shape_of_long_text(text)


def split(text: str) -> list[str]:
    """The ids in one text.

    >>> split("1, 2;3")
    ['1', '2', '3']
    """
    return [part for part in _SEPARATORS.split(text) if part]


def unwrapped(text: str) -> Payload:
    """The list, object or text that a text spells as JSON; `None` for any other."""
    stripped = text.strip()
    return _parsed(stripped) if stripped[:1] in ("[", "{", '"') else None


def flattened(value: Payload) -> list[Payload] | None:
    """The ids inside a nested value; `None` where it is not certain which they are.

    An object with the keys "0", "1" … is a list as PHP writes it; one whose keys are other
    digits counts goals, `{goalId: n}`, as the store scripts keep them.
    """
    ids: list[Payload] = []
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            waiting += reversed(_ids_of_object(inner))
        elif isinstance(inner, list):
            waiting += reversed(inner)
        elif shape_of(inner) == "plain":
            ids.append(inner)
        else:
            return None
    return ids


def spreadsheet_form(value: Payload) -> tuple[str, Payload] | None:
    """How a spreadsheet has changed an id, with what it was where that is certain (else `None`).

    >>> spreadsheet_form("5.67E+12"), spreadsheet_form('="0012"'), spreadsheet_form("1001")
    (('exponent', None), ('formula', '0012'), None)
    """
    text = id_text(value).strip()
    if len(text) > _SHORT:
        return None
    if _EXPONENT.fullmatch(text) or (isinstance(value, Number) and "e" in text.lower()):
        return "exponent", None
    if text in _CELL_ERRORS or (len(text) > 2 and not text.strip("#")):
        return "cell", None
    if formula := _FORMULA.fullmatch(text):
        return "formula", formula[1].strip() or None
    if _OTHER_FORMULA.fullmatch(text):
        return "other formula", None
    if text[:1] and text[0] in _APOSTROPHES and text.strip(_APOSTROPHES):
        quoted = text[-1] in _APOSTROPHES
        return "apostrophe", None if quoted else text.lstrip(_APOSTROPHES)
    if number := _POINT_ZERO.fullmatch(text):
        digits = number[1] or number[2]
        return "decimals", Number(digits) if isinstance(value, Number) else digits
    if _DATE.fullmatch(text):
        return "date", None
    return None


def container_in(value: Payload) -> list[Payload] | dict[str, Payload] | None:
    """The list or object that a text spells as JSON, also if it was wrapped several times.

    >>> container_in('{"r": 1.10}'), container_in("[x]"), container_in(["1"])
    ({'r': Number('1.10')}, None, None)
    """
    while isinstance(value, str):
        value = unwrapped(value)
        if isinstance(value, (list, dict)):
            return value
    return None


def named_ids(value: Payload) -> list[str]:
    """The ids that a value such as `goals` means, also where they are nested, joined or wrapped.

    >>> named_ids(["7", ["8"], "[9]", "10, 11", None])
    ['7', '8', '9', '10', '11']
    """
    return [plain for item in items_of(value) for plain in _taken_apart(item)]


def _taken_apart(item: Payload) -> list[str]:
    text = id_text(item).strip()
    match shape_of(item):
        case "nested":
            return [id_text(inner) for inner in flattened(item) or ()]
        case "json":
            return [id_text(inner) for inner in flattened(unwrapped(text)) or ()]
        case "joined":
            return split(text)
        case _:
            return [text] if text else []


def _shape_uncached(text: str) -> Shape:
    if _DIGITS.fullmatch(text):
        return "plain"
    if not text.strip():
        return "empty"
    if PLACEHOLDER.search(text):
        return "placeholder"
    if unwrapped(text) is not None:
        return "json"
    return "joined" if _JOINED.fullmatch(text.strip()) else "odd"


_shape_of_text = lru_cache(maxsize=4096)(_shape_uncached)
_shape_of_long_text = lru_cache(maxsize=16)(_shape_uncached)


@lru_cache(maxsize=16)
def _parsed(text: str) -> Payload:
    """What JSON text says; several rules ask for the same one, one after the other."""
    return parse(text).payload


def _ids_of_object(value: dict[str, Payload]) -> list[Payload]:
    keys = list(value)
    if keys == [str(position) for position in range(len(keys))]:
        return list(value.values())
    return list[Payload](keys)


def _stripped(value: str | list[Payload] | dict[str, Payload]) -> object:
    return value.strip() if isinstance(value, str) else value
