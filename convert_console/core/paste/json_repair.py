"""Repairs JSON that people paste into strict JSON, as text: digits and order stay as written."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Container
from dataclasses import dataclass, field

from convert_console.core.document.formatting import SURROGATE, string_text, without_blanks
from convert_console.core.document.payload import DEPTH_LIMIT, end_of_value, first_too_deep
from convert_console.core.paste.assignments import Assignments
from convert_console.core.paste.json_tokens import (
    Token,
    content,
    is_closed,
    php_content,
    tokens_of,
)
from convert_console.core.paste.repair_notes import RepairNotes
from convert_console.core.request.field_values import is_number
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.step_budget import STEPS_PER_TOKEN, STEPS_PER_WRITTEN, spend

# Written by hand: json-repair reads 1.10 as 1.1 and needs seconds for some texts of a few KB;
# chompjs refuses open brackets, missing commas and curly quotes; neither says what it changed.


@dataclass(frozen=True, slots=True)
class Repaired:
    """Strict JSON made of a piece of text that ended at `end`, and what was done to it."""

    text: str
    end: int
    notes: tuple[str, ...]


def repaired(
    text: str, start: int = 0, names: Assignments | None = None, place: int = 0
) -> Repaired | None:
    """Repair the object or list that opens at `start`.

    `names` are looked up in their own text, in which the value is used at `place`. `None` if it is
    nested too deep, or if too much in it cannot be placed.

    >>> repaired("{cid: '1', r: 1.10,}:").text
    '{"cid":"1","r":1.10}'
    """
    values = _Values(names, place) if names else None
    repairer = _Repairer(text, start, values)
    end = repairer.run()
    if end is None:
        return None
    return Repaired("".join(repairer.writer.out), end, repairer.notes.sentences())


def value_at(names: Assignments, start: int) -> Repaired | None:
    """The value of a program's expression that begins at `start`; `None` where it has none here.

    >>> value_at(Assignments("x = {cid: '1'}; y = JSON.stringify(x);"), 20).text
    '{"cid":"1"}'
    """
    notes = RepairNotes()
    text = _Values(names, start).read(start, notes)
    return None if text is None else Repaired(text, start, notes.sentences())


# Reading: tokens without comments, with one token of lookahead.

_PREFIXES = frozenset(("new", "await", "typeof", "function", "async", "void"))
_OPERATORS = frozenset("+-*/%?.&|^<>=!(")


_COUNTED = 64
EXPRESSION_LIMIT = 5_000
"""Tokens of one expression; with more of them a text is a program, or a bracket is not closed."""


class LooseReader:
    """Yields tokens, and joins the tokens of a program's expression."""

    def __init__(self, text: str, start: int, notes: RepairNotes) -> None:
        self._text = text
        self._tokens = tokens_of(text, start)
        self._notes = notes
        self._ahead: Token | None = None
        self._taken = 0

    def take(self) -> Token | None:
        """The next token; `None` at the end of the text."""
        token = self._ahead
        if token is not None:
            self._ahead = None
            return token
        return self._pull()

    def go_to(self, place: int) -> None:
        """Continue at an offset, after a value was read in another way."""
        spend(STEPS_PER_TOKEN)
        self._ahead = None
        self._tokens = tokens_of(self._text, place)

    def peek(self) -> Token | None:
        """The token after the last one that was taken."""
        self._ahead = self._ahead or self._pull()
        return self._ahead

    def continues(self, token: Token) -> bool:
        """Whether what follows makes this token the beginning of an expression."""
        following = self.peek()
        if following is None or following.kind in ("comma", "close"):
            return False
        if token.raw in _PREFIXES:
            return following.kind in ("word", "text", "open", "number")
        if following.kind in ("word", "number"):
            return following.raw[0] in "+-."
        if following.kind == "open":
            return token.kind == "word" and following.raw == "[" and following.start == token.end
        return following.kind == "other" and following.raw in _OPERATORS

    def expression(self, first: Token) -> str:
        """The text from this token up to the comma or bracket that ends the value."""
        depth, end, pieces = _step(first), first.end, 0
        while (token := self.take()) is not None:
            if depth <= 0 and (token.kind in ("comma", "close") or token.raw == ";"):
                self._ahead = token
                break
            depth += _step(token)
            end = token.end
            pieces += 1
            if pieces > EXPRESSION_LIMIT:
                self._notes.hopeless = True
                break
        return self._text[first.start : end]

    def _pull(self) -> Token | None:
        for token in self._tokens:
            self._taken += 1
            if self._taken % _COUNTED == 0:
                spend(_COUNTED * STEPS_PER_TOKEN)
            kind = token.kind
            if kind == "odd":
                self._notes.add("blank", f"U+{ord(token.raw[0]):04X}")
            elif kind == "comment":
                self._notes.add("comment", token.raw)
            else:
                return token
        return None


def _step(token: Token) -> int:
    if token.kind == "open" or token.raw == "(":
        return 1
    return -1 if token.kind == "close" or token.raw == ")" else 0


# Single values of a programming language as JSON spells them, with a note on each change.

_WORDS = {
    "true": "true", "false": "false", "null": "null", "True": "true", "False": "false",
    "None": "null", "nil": "null", "undefined": "null", "NaN": "null", "Infinity": "null",
    "-Infinity": "null",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_$][\w$]*+(?:\.[\w$]++)*+")
_AS_IT_IS = re.compile(r'"[^"\\\x00-\x1f\ud800-\udfff]*+"')
_BY_OTHER_QUOTES = re.compile(r"""'[^'"\\\x00-\x1f\ud800-\udfff]*+'""")
_CONTROL = re.compile(r"[\x00-\x1f]")
_ODD_ESCAPE = re.compile(r'(?<!\\)(?:\\\\)*+\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4})')
_PLACEHOLDER_LIMIT = 80
_CHOICES = frozenset(value for row in PARAMETERS for value in row.values if value.isalpha())


def text_as_json(token: Token, notes: RepairNotes, *, php: bool = False) -> str:
    """A quoted token, whatever its quotes; PHP has escapes of its own."""
    raw = token.raw
    if php:
        return _php_text_as_json(raw, notes)
    if _AS_IT_IS.fullmatch(raw):
        return raw
    if _BY_OTHER_QUOTES.fullmatch(raw):
        notes.add("quotes", raw)
        return f'"{raw[1:-1]}"'
    if raw[0] in "'`":
        notes.add("quotes", raw)
    elif raw[0] != '"':
        notes.add("smart", raw)
    if not is_closed(raw):
        notes.add("unclosed", raw)
    if "\\" in raw and raw[0] in '"“”„‟' and _ODD_ESCAPE.search(raw):
        notes.add("escape", raw)
    if raw[0] != "`" and _CONTROL.search(raw):
        notes.add("line-break", raw)
    return string_text(content(raw))


def _php_text_as_json(raw: str, notes: RepairNotes) -> str:
    if not is_closed(raw):
        notes.add("unclosed", raw)
    if raw[0] == "'":
        notes.add("quotes", raw)
    text, names = php_content(raw)
    for name in names:
        notes.add("name", name)
    return string_text(text)


def number_as_json(token: Token, notes: RepairNotes) -> str:
    """A number's own digits where JSON allows them.

    Digits that a program may read otherwise (`007` is octal in some) are kept as text.
    """
    raw = token.raw
    if is_number(raw):
        return raw
    plain = raw.removesuffix("n").replace("_", "").removeprefix("+")
    if plain.lstrip("-").lower().startswith("0x"):
        plain = str(int(plain, 16))
    plain = re.sub(r"^(-?)\.", r"\g<1>0.", plain)
    plain = re.sub(r"\.(?=\Z|[eE])", "", plain)
    if not is_number(plain):
        notes.add("octal", raw)
        return string_text(raw)
    notes.add("number", f"{raw} → {plain}")
    return plain


def word_as_json(token: Token, notes: RepairNotes) -> str:
    """A word without quotes: a constant, a known value, a program's name, or plain text."""
    raw = token.raw
    if raw in _WORDS:
        if raw != _WORDS[raw]:
            notes.add("word", f"{raw} → {_WORDS[raw]}")
        return _WORDS[raw]
    if raw in _CHOICES or not _NAME.fullmatch(raw):
        notes.add("bare", raw)
        return string_text(raw)
    return placeholder(raw, notes)


def placeholder(expression: str, notes: RepairNotes) -> str:
    """A placeholder for a program's name or expression; the linter finds it again."""
    notes.add("name", expression)
    line = " ".join(expression.split())
    return string_text("${" + line[:_PLACEHOLDER_LIMIT] + "}")


def key_as_json(token: Token, notes: RepairNotes, *, php: bool = False) -> str:
    """A key, quoted or not."""
    if token.kind == "text":
        return text_as_json(token, notes, php=php)
    if not php:  # PHP numbers the items of a list
        notes.add("key", token.raw)
    return string_text(token.raw)


# Writing: JSON with its commas; open brackets are closed at the end.

_CLOSERS = {"{": "}", "[": "]"}


@dataclass(slots=True)
class Frame:
    """An open bracket: how it closes in the paste, its place in `out`, how many items it has."""

    is_object: bool
    closer: str
    place: int
    items: int = 0
    numbers: list[int] | None = field(default_factory=list)
    """Where the keys 0, 1, 2… of a list of PHP are in `out`; `None` when there are other keys."""

    @property
    def end(self) -> str:
        """How it closes in what is written."""
        return "}" if self.is_object else "]"


class LooseWriter:
    """Pieces of JSON in `out`, and the brackets that are open."""

    def __init__(self, *, php: bool = False) -> None:
        self.php = php
        self.out: list[str] = []
        self.frames: list[Frame] = []

    @property
    def inner(self) -> Frame:
        """The innermost open bracket."""
        return self.frames[-1]

    def open(self, bracket: str, closer: str = "") -> None:
        """Begin an object or a list, as the next value; `closer` is how the paste ends it."""
        self._separate_in_list()
        self.frames.append(Frame(bracket == "{", closer or _CLOSERS[bracket], len(self.out)))
        self.out.append(bracket)

    def key(self, json: str) -> None:
        """Write a key with its colon."""
        self._separate()
        self.out.append(json + ":")
        self._count(json, len(self.out) - 1)

    def value(self, json: str) -> None:
        """Write a plain value."""
        frame = self.frames[-1] if self.frames else None
        if frame is not None and not frame.is_object:
            if frame.items:
                self.out.append(",")
            frame.items += 1
        self.out.append(json)

    def turn_into_object(self) -> None:
        """Turn the only item of a list into a key: PHP writes `['cid' => '1']`."""
        self.inner.is_object = True
        self.out[self.inner.place] = "{"
        key = self.out[-1]
        self.out[-1] = (key if key[:1] == '"' else string_text(key)) + ":"
        self._count(key, len(self.out) - 1)

    def _count(self, key: str, place: int) -> None:
        """Remember a key that numbers the items of a list, as PHP writes lists out."""
        frame = self.inner
        if frame.numbers is not None and key.strip('"') == str(len(frame.numbers)):
            frame.numbers.append(place)
        else:
            frame.numbers = None

    def _end(self, frame: Frame) -> None:
        """Close a bracket; an object with the keys 0, 1, 2… of PHP is a list."""
        if self.php and frame.is_object and frame.numbers and frame.items == len(frame.numbers):
            frame.is_object = False
            self.out[frame.place] = "["
            for place in frame.numbers:
                self.out[place] = ""
        self.out.append(frame.end)

    def close(self, closer: str) -> list[str] | None:
        """Close the nearest bracket of that kind; the closers of those left open inside it.

        `None` when no such bracket is open.
        """
        if all(frame.closer != closer for frame in self.frames):
            return None
        missing = []
        while (frame := self.frames.pop()).closer != closer:
            missing.append(frame.closer)
            self._end(frame)
        self._end(frame)
        return missing

    def close_all(self) -> str:
        """Close everything; the closers that were missing."""
        missing = " ".join(frame.closer for frame in reversed(self.frames))
        while self.frames:
            self._end(self.frames.pop())
        return missing

    def _separate(self) -> None:
        if self.inner.items:
            self.out.append(",")
        self.inner.items += 1

    def _separate_in_list(self) -> None:
        if self.frames and not self.inner.is_object:
            self._separate()


_LEFT_OUT = ("...", "…")
_WRAPPERS = frozenset((
    "JSON.stringify", "json_encode", "wp_json_encode", "json.dumps", "JSON.generate", "JSON.dump",
    "http_build_query", "qs.stringify", "Buffer.from", "http.build_query", "urlencode",
    "orjson.dumps", "ujson.dumps", "jsonEncode", "JSON.parse", "json.loads", "str", "Object.assign",
))  # fmt: skip
"""Functions that write their first argument as text, or read it: what counts is the argument."""

_ARRAYS = {"array": "[", "dict": "{"}
_PHP_START = re.compile(
    r"(?:\w++\s*+\(\s*+)*+\[?\s*+"
    r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+"|\d++)\s*+=>""",
    re.DOTALL,
)
_NAME_IN_TEXT = re.compile(r"\$\{\s*+([A-Za-z_$][\w$.]*+)\s*+\}")
_LITERALS = ("text", "number", "word")
_VALUE_KINDS = (*_LITERALS, "open")


class _Values:
    """The values of a program's names, as JSON, for a value that stands at `place`."""

    def __init__(
        self, names: Assignments, place: int, depth: int = 0, around: _Values | None = None
    ) -> None:
        self._names, self._place, self._depth = names, place, depth
        self.known: dict[int, str | None] = around.known if around else {}
        self.parts: _StrictParts = around.parts if around else _StrictParts(names.text)

    def of(self, name: str, notes: RepairNotes) -> str | None:
        """The value of a name; `None` where the text does not say it for certain.

        A number or a word that is set twice may be either; 0 or an empty list is where a program
        begins to count or to collect.
        """
        spend(STEPS_PER_TOKEN)
        start = self._names.nearest(name, self._place)
        text = None if start is None else self.read(start, notes)
        if text is None or text in _BEGINNINGS:
            return None
        if not _CONTENT.match(text) and not self._names.is_settled(name):
            return None
        spend(STEPS_PER_WRITTEN * len(text))
        notes.add("set", name)
        return text

    def read(self, start: int, notes: RepairNotes) -> str | None:
        """The value at an offset of the text."""
        if start not in self.known and self._depth < _NAMES_DEEP:
            self.known[start] = None  # so that a value within itself ends here
            inner = _Values(self._names, start, self._depth + 1, self)
            repairer = _Repairer(self._names.text, start, inner, notes, self.parts)
            self.known[start] = repairer.value()
        return self.known.get(start)


_NAMES_DEEP = 5
_BEGINNINGS = frozenset(('""', "[]", "{}", "0", "null", "false"))
_CONTENT = re.compile(r'[{\[]|"\s*+(?:[{\[]|https?:)')


class _Repairer:
    """Writes JSON token by token, with an explicit stack instead of recursion.

    `_read` is what may come next in the innermost bracket: a key, a colon, a value, or what
    follows a value.
    """

    def __init__(
        self,
        text: str,
        start: int,
        values: _Values | None = None,
        notes: RepairNotes | None = None,
        parts: _StrictParts | None = None,
    ) -> None:
        self.notes = notes or RepairNotes()
        self._php = bool(_PHP_START.match(text, start))
        self.writer = LooseWriter(php=self._php)
        self._text = text
        self._values = values
        self._strict_parts = parts or _StrictParts(text)
        self._end = 0
        self._reader = LooseReader(text, start, self.notes)
        self._read = self._value
        self._key_token: Token | None = None
        self._number: tuple[int, str] | None = None
        self._comma = ""
        # How many brackets were open at each call of a wrapper that is not closed yet.
        self._wrapped: list[int] = []
        self._no_value_here = False

    def run(self) -> int | None:
        """Read until the first bracket closes or the text ends; the offset of that place."""
        frames = self.writer.frames
        while token := self._reader.take():
            if token.kind == "template" and not frames:
                return None
            self._read(self._as_bracket(token))
            if not frames:
                return max(self._end, token.end)
            if len(frames) > DEPTH_LIMIT or self.notes.hopeless:
                return None
        self._close_all()
        return len(self._text)

    def value(self) -> str | None:
        """The one value at the start; `None` where it is an expression of a program."""
        frames, out = self.writer.frames, self.writer.out
        while token := self._reader.take():
            if not frames and token.kind not in _VALUE_KINDS:
                return None
            self._read(self._as_bracket(token))
            if self._no_value_here or len(frames) > DEPTH_LIMIT or self.notes.hopeless:
                return None
            if out and not frames:
                break
        self._close_all()
        return "".join(out) or None

    def _as_bracket(self, token: Token) -> Token:
        """The parenthesis that ends `array(` as the bracket that it is."""
        frames = self.writer.frames
        if token.raw != ")" or not frames or (self._wrapped and self._wrapped[-1] == len(frames)):
            return token
        return token._replace(kind="close") if frames[-1].closer == ")" else token

    def _key(self, token: Token) -> None:
        if token.kind == "close":
            self._close(token)
        elif token.kind == "comma":
            self.notes.add("comma-extra", token.raw)
        elif token.raw.startswith(_LEFT_OUT):
            self._leave_out(token)
        elif self._is_decimal_comma(token):
            self._join_decimals(token)
        elif token.kind in _LITERALS:
            self.writer.key(key_as_json(token, self.notes, php=self._php))
            self._key_token, self._read, self._comma = token, self._colon, ""
        else:
            self.notes.add("stray", token.raw)

    def _is_decimal_comma(self, token: Token) -> bool:
        """Whether `"r":12,50,` was written with a decimal comma: a number alone is no key."""
        if token.kind != "number" or self._comma != "," or not self._number:
            return False
        if len(self._number[1]) > _PLACEHOLDER_LIMIT:  # a row of numbers, not one number
            return False
        following = self._reader.peek()
        return following is None or following.kind in ("comma", "close")

    def _join_decimals(self, token: Token) -> None:
        assert self._number is not None
        place, before = self._number
        both = f"{before},{token.raw}"
        self.writer.out[place] = string_text(both)
        self.notes.add("decimal", both)
        self._number = place, both
        self._comma, self._read = "", self._after

    def _colon(self, token: Token) -> None:
        if token.kind == "colon":
            if token.raw != ":":
                self.notes.add("colon", token.raw)
            self._read = self._value
        elif token.kind in ("comma", "close"):
            self._key_alone()
            self._after(token)
        elif token.kind == "other" and token.raw not in "=-(":
            self.notes.add("stray", token.raw)
        else:
            self.notes.add("colon", f"before {token.raw}")
            self._read = self._value
            if token.raw != "=":
                self._value(token)

    def _value(self, token: Token) -> None:
        kind = token.kind
        if kind in _LITERALS:
            self._literal(token)
        elif kind == "open":
            self._open(token)
        elif kind in ("comma", "close"):
            self._no_value(token)
        elif kind == "template":
            self._not_here(token)
        elif token.raw in ("(", "!"):
            self._write(placeholder(self._reader.expression(token), self.notes))
        else:
            self.notes.add("stray", token.raw)

    def _literal(self, token: Token) -> None:
        raw = token.raw
        if token.kind == "word" and raw.startswith(_LEFT_OUT):
            self._not_here(token)
        elif not self._reader.continues(token):
            self._plain(token)
        elif self._is_call(_WRAPPERS, raw):
            self._reader.take()
            self._wrapped.append(len(self.writer.frames))
        elif self._is_call(_ARRAYS, raw):
            self._reader.take()
            self.writer.open(_ARRAYS[raw], ")")
            self._comma, self._read = "", self._key if raw == "dict" else self._value
        elif token.kind == "text" and (joined := self._joined(token)) is not None:
            self._write(joined)
        elif not self.writer.frames:
            self._no_value_here = True
        else:
            self._write(placeholder(self._reader.expression(token), self.notes))

    def _is_call(self, names: Container[str], raw: str) -> bool:
        following = self._reader.peek()
        return raw in names and following is not None and following.raw == "("

    def _plain(self, token: Token) -> None:
        """A literal, or a name that the text sets somewhere."""
        raw = token.raw
        if token.kind == "text":
            self._write(self._text_of(token))
        elif token.kind == "number":
            literal = number_as_json(token, self.notes)
            self._write(literal)
            self._number = len(self.writer.out) - 1, raw
        else:
            found = self._of_name(raw)
            if found is None and not self.writer.frames and raw not in _WORDS:
                self._no_value_here = True
            else:
                self._write(found or word_as_json(token, self.notes))

    def _of_name(self, raw: str) -> str | None:
        is_name = raw not in _WORDS and raw not in _CHOICES and _NAME.fullmatch(raw)
        return self._values.of(raw, self.notes) if self._values and is_name else None

    def _text_of(self, token: Token) -> str:
        """A text, with the names in it that the program sets."""
        json_text = text_as_json(token, self.notes, php=self._php)
        if self._values is None or "${" not in json_text or token.raw[0] not in '`"':
            return json_text
        return _NAME_IN_TEXT.sub(self._inside_text, json_text)

    def _inside_text(self, match: re.Match[str]) -> str:
        found = self._of_name(match[1])
        if found is None or found[0] in "{[":
            return match[0]
        return found[1:-1] if found[0] == '"' else found

    def _joined(self, first: Token) -> str | None:
        """Text that a program puts together: `'{"cid":"' + cid + '"}'`.

        `None` where it is not the beginning of JSON, or no such sum; nothing is taken then.
        """
        pieces = _sum_of(self._text, first)
        if pieces is None:
            return None
        operands, end = pieces
        begins_json = content(first.raw).lstrip()[:1] in ("{", "[")
        if not begins_json and any(kind != "text" for kind, _ in operands):
            return None
        if not begins_json and self.writer.frames and len(operands) == 1:
            return None
        joined = ""
        for kind, raw in operands:
            if kind == "text":
                piece = json.loads(self._text_of(Token("text", raw, first.start)))
            elif kind == "number":
                piece = raw
            else:
                found = self._of_name(raw) if kind == "word" else None
                piece = _bare(found or placeholder(raw, self.notes))
                is_inside = _QUOTES.sub("", joined).count(_quote_of(joined)) % 2
                piece = piece if found or is_inside else f'"{piece}"'
            joined += piece
        self._reader.go_to(end)
        return string_text(joined)

    def _after(self, token: Token) -> None:
        frame = self.writer.inner
        if token.kind == "comma" and self._wrapped and self._wrapped[-1] == len(self.writer.frames):
            self._pass_arguments(0)
            self._wrapped.pop()
        elif token.kind == "comma":
            self._comma, self._read = token.raw, self._key if frame.is_object else self._value
        elif token.kind == "close":
            self._close(token)
        elif token.kind == "colon" and not frame.is_object and frame.items == 1:
            self.writer.turn_into_object()
            self.notes.add("colon", token.raw)
            self._read = self._value
        elif token.raw == ")" and self._wrapped:
            self._wrapped.pop()
        elif token.kind == "word" and token.raw.startswith("."):
            self._pass_arguments(1)  # a method, as in `{…}.to_json`
        elif token.kind in ("other", "colon"):
            self.notes.add("stray", token.raw)
        else:
            self.notes.add("comma-missing", f"before {token.raw}")
            (self._key if frame.is_object else self._value)(token)

    def _pass_arguments(self, depth: int) -> None:
        """Pass over a call's arguments; at depth 0 its parenthesis has been opened before."""
        if depth:
            following = self._reader.peek()
            if following is None or following.raw != "(":
                return
            self._reader.take()
        depth = 1
        while depth and (token := self._reader.take()) is not None:
            depth += _step(token)

    def _not_here(self, token: Token) -> None:
        if token.kind == "template":
            self.notes.add("name", token.raw)
            self._write(string_text(token.raw))
        elif self.writer.inner.is_object:
            self._write(placeholder(self._reader.expression(token), self.notes))
        else:
            self._leave_out(token)

    def _leave_out(self, token: Token) -> None:
        """`...rest` of a program, or the sign of what a browser's panel does not show."""
        if self._reader.continues(token):
            self._reader.expression(token)
        self.notes.add("cut" if token.raw == "…" else "spread", token.raw)
        self._comma, self._read = "", self._after

    def _open(self, token: Token) -> None:
        end = self._strict_parts.end_of(token.start, DEPTH_LIMIT - len(self.writer.frames))
        if end is not None and not (self._php and "$" in self._text[token.start : end]):
            self._end = end
            self._reader.go_to(end)
            self._write(without_blanks(self._text[token.start : end]))
            return
        self.writer.open(token.raw)
        self._comma, self._read = "", self._key if token.raw == "{" else self._value

    def _no_value(self, token: Token) -> None:
        if token.kind == "close" and not self.writer.inner.is_object:
            self._close(token)
            return
        self.notes.add("value", f"before {token.raw}")
        self._write("null")
        self._after(token)

    def _key_alone(self) -> None:
        """`{cid, pid}`: a program would look the value up by its name."""
        assert self._key_token is not None
        if self._key_token.kind == "word":
            name = self._key_token.raw
            self._write(self._of_name(name) or placeholder(name, self.notes))
        else:
            self.notes.add("value", f"after {self._key_token.raw}")
            self._write("null")

    def _write(self, literal: str) -> None:
        self.writer.value(literal)
        self._number = None
        self._comma, self._read = "", self._after

    def _close(self, token: Token) -> None:
        missing = self.writer.close(token.raw)
        if missing is None:
            self.notes.add("stray", token.raw)
            return
        if self._comma:
            self.notes.add("comma-extra", f"{self._comma}{token.raw}")
        for closer in missing:
            self.notes.add("bracket", closer)
        self._comma, self._read = "", self._after

    def _close_all(self) -> None:
        if not self.writer.frames:
            return
        if self._read == self._colon:
            self._key_alone()
        elif self._read == self._value and self.writer.inner.is_object:
            self.notes.add("value", "at the end")
            self._write("null")
        self.notes.add("end", self.writer.close_all())


def _bare(literal: str) -> str:
    """A literal without the quotes around it; an object or a list as it is."""
    value = json.loads(literal) if literal[0] == '"' else None
    return value if isinstance(value, str) else literal


_QUOTES = re.compile(r"\\.", re.DOTALL)


def _quote_of(text: str) -> str:
    return '"' if '"' in text else "'"


_SUM_LIMIT = 500
_CALLED = re.compile(r"[ \t]*+[(\[]")
_PLUS = re.compile(r"\s*+(?:\+(?!\+)|\.(?=[\s\"'$\w])(?!\w+\())\s*+")
_OPERAND = re.compile(r"\$?[A-Za-z_]\w*+(?:(?:\??->|::|\.(?=[A-Za-z_]))\w*+)*+")
_METHOD = re.compile(r"\s*+\.(?:encode|to_json|trim|strip|getBytes|replace)(?=\()")
_GOES_ON = re.compile(r"[ \t]*+[-*/%?|^<>=!(](?!>)")


def _sum_of(text: str, first: Token) -> tuple[list[tuple[str, str]], int] | None:
    """The operands of `text + …` or `text . …`, each with its kind, and where the last one ends.

    `None` where something else is done with the text.
    """
    operands = [("text", first.raw)]
    place = end = first.end
    while len(operands) < _SUM_LIMIT:
        spend(STEPS_PER_TOKEN)
        plus = _PLUS.match(text, place)
        if not plus:
            break
        place = plus.end()
        name = _OPERAND.match(text, place)
        if name:
            place = _end_of_groups(text, name.end())
            kind = "word" if place == name.end() and _NAME.fullmatch(name[0]) else "other"
            operands.append((kind, text[name.start() : place]))
        else:
            token = next(tokens_of(text, place), None)
            if token is None or token.kind not in ("text", "number"):
                return None
            operands.append((token.kind, token.raw))
            place = token.end
        end = place
    else:
        return None
    if method := _METHOD.match(text, end):
        end = _end_of_groups(text, method.end())
    return None if _GOES_ON.match(text, end) else (operands, end)


def _end_of_groups(text: str, place: int) -> int:
    """Where brackets that open here are closed, with those and the members that follow them."""
    while _CALLED.match(text, place):
        depth = 0
        for token in itertools.islice(tokens_of(text, place), EXPRESSION_LIMIT):
            spend(STEPS_PER_TOKEN)
            depth += _step(token)
            place = token.end
            if depth <= 0:
                break
        else:
            break
        member = _MEMBER.match(text, place)
        place = member.end() if member else place
    return place


_MEMBER = re.compile(r"(?:\??->|\.(?=[A-Za-z_]))\w*+")


class _StrictParts:
    """Finds parts of a loose text that are strict JSON, which is about fifty times faster to read.

    A failed attempt has read everything up to the fault. Each bracket around the fault fails there
    again, so all attempts together may read only a few times the length of the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _ATTEMPTS * len(text)
        self._fault = 0

    def end_of(self, start: int, levels: int) -> int | None:
        """Where the object or list at an offset ends; `None` if it has to be read token by token.

        So has one with an escape, which is written out, or with half of a surrogate pair, which
        becomes an escape.
        """
        if self._left <= max(0, self._fault - start) or not _STRICT_START.match(self._text, start):
            return None
        try:
            end = end_of_value(self._text, start)
        except json.JSONDecodeError as why:
            self._fail(start, why.pos)
            return None
        except (ValueError, RecursionError):
            self._fail(start, len(self._text))
            return None
        piece = self._text[start:end]
        odd = "\\" in piece or (not piece.isascii() and SURROGATE.search(piece))
        if odd or first_too_deep(piece, levels) is not None:
            self._fail(start, end)
            return None
        return end

    def _fail(self, start: int, fault: int) -> None:
        self._left -= fault - start + fault // 16  # json counts the lines before a fault
        self._fault = max(self._fault, fault)


_ATTEMPTS = 8
_STRICT_START = re.compile(r"[\[{]\s*+[\[{\]}\"\dtfn-]")
