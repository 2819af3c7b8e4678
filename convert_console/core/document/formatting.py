"""Changes the white space of JSON text, and never a string or a number."""

import re
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import NamedTuple

from convert_console.core.document.payload import Number, Payload, end_of_value
from convert_console.core.document.positions import EditImpossible, walk_document

WIDTH = 80
"""Columns within which a list of plain values stays on one line."""


class Style(NamedTuple):
    """How a text is laid out.

    `comma` separates values on one line. `flat` puts everything on one line; `tall` puts each
    plain value of a list on a separate line.
    """

    unit: str = "  "
    newline: str = "\n"
    colon: str = ": "
    comma: str = ", "
    flat: bool = False
    tall: bool = False


def pretty(text: str, indent: int | str = 2) -> str:
    """Spread a JSON text over lines; `indent` is a number of spaces, or the indentation itself.

    Raises EditImpossible when the text is not JSON.

    >>> print(pretty('{"r":1.10,"goals":["1","2"]}'))
    {
      "r": 1.10,
      "goals": ["1", "2"]
    }
    """
    walk_document(text, lambda at: end_of_value(text, at))
    return laid_out(text, Style(unit=_unit(indent)))


def without_blanks(text: str) -> str:
    """Known JSON without white space outside of its strings."""
    return "".join(_BLACK.findall(text))


def spelled(value: Payload, indent: int | str = 2, level: int = 0) -> str:
    r"""A tree as JSON text; lines after the first are indented as on that level.

    >>> spelled({"r": Number("1.10"), "goals": []}, 1, 1)
    '{\n  "r": 1.10,\n  "goals": []\n }'
    """
    unit = _unit(indent)
    return laid_out(flat_text(value), Style(unit=unit), unit * level)


def laid_out(text: str, style: Style, base: str = "", column: int | None = None) -> str:
    """Lay out known JSON. `base` indents its later lines, `column` is where it begins."""
    lines = _Lines(style, base)
    out: list[str] = []
    width = len(base) if column is None else column
    for match in _TOKENS.finditer(text):  # not findall: other threads run in between
        token = match[0]
        last = token[-1]
        piece = token
        if last == ":":
            piece = token[:-1].rstrip(_SPACE) + style.colon
            width += len(piece)
        elif token in _MARKS:
            piece, width = lines.mark(token)
        elif last == "]":
            piece = _plain_list(token, style, lines.current, width)
        elif last == "}":
            piece = "{}"
        out.append(piece)
    return "".join(out)


def flat_text(value: Payload) -> str:
    """A tree as JSON text without white space; characters are not escaped."""
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, Number):
        return _literal(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, Mapping):
        members = [f"{string_text(key)}:{flat_text(item)}" for key, item in value.items()]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([flat_text(item) for item in value]) + "]"
    raise TypeError(f"{type(value).__name__} is not part of a payload")


def string_text(value: str) -> str:
    """A JSON string; half a surrogate pair, which no encoding can carry, becomes an escape."""
    return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", encode_basestring(value))


class _Lines:
    """The line breaks of a layout, and how deep it is."""

    def __init__(self, style: Style, base: str) -> None:
        self._style = style
        self._level = 0
        self._breaks = [self._break(base)]

    def _break(self, indentation: str) -> str:
        return "" if self._style.flat else self._style.newline + indentation

    @property
    def current(self) -> str:
        """The line break before a member of what is open."""
        return self._breaks[self._level]

    def mark(self, mark: str) -> tuple[str, int]:
        """A bracket or comma with its line break, and the width of the line so far."""
        if mark == ",":
            spread = self._style.comma if self._style.flat else "," + self.current
        elif mark in "[{":
            self._level += 1
            if self._level == len(self._breaks):
                deeper = "" if self._style.flat else self._style.unit
                self._breaks.append(self._breaks[-1] + deeper)
            spread = mark + self.current
        else:
            self._level -= 1
            spread = self.current + mark
        return spread, len(self.current) - len(self._style.newline)


def _plain_list(token: str, style: Style, line_break: str, width: int) -> str:
    items = _SCALARS.findall(token)
    one_line = f"[{style.comma.join(items)}]"
    fits = not style.tall and width + len(one_line) < WIDTH  # with room for the comma after it
    if style.flat or fits or not items:
        return one_line
    inner = line_break + style.unit
    return "[" + inner + ("," + inner).join(items) + line_break + "]"


def _unit(indent: int | str) -> str:
    return indent if isinstance(indent, str) else " " * indent


def _literal(number: Number) -> str:
    if not _NUMBER.fullmatch(number.literal):
        raise EditImpossible(f"{number.literal} is not a number in JSON.")
    return number.literal


_SPACE = " \t\n\r"
_MARKS = frozenset("[]{},")
_STRING = r'"(?:[^"\\]|\\.)*+"'
_TOKENS = re.compile(
    rf'\[(?:[^\[\]{{}}"]++|{_STRING})*+\]'  # a list of plain values
    rf"|\{{[{_SPACE}]*\}}|{_STRING}(?:[{_SPACE}]*:)?|[\[\]{{}},]|[^{_SPACE}\[\]{{}},:\"]+",
)
_BLACK = re.compile(rf'{_STRING}|[^{_SPACE}"]+')
_SCALARS = re.compile(rf"{_STRING}|[^{_SPACE}\[\],\"]+")
SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS = {None: "null", True: "true", False: "false"}
