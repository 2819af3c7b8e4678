"""Repairs JSON that people paste into strict JSON, as text: digits and order stay as written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from convert_console.core.document.formatting import SURROGATE, string_text, without_blanks
from convert_console.core.document.payload import DEPTH_LIMIT, end_of_value, first_too_deep
from convert_console.core.paste.json_tokens import Token, content, is_closed, tokens_of
from convert_console.core.paste.repair_notes import RepairNotes
from convert_console.core.request.field_values import is_number
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

# Written by hand: json-repair reads 1.10 as 1.1 and needs seconds for some texts of a few KB;
# chompjs refuses open brackets, missing commas and curly quotes; neither says what it changed.


@dataclass(frozen=True, slots=True)
class Repaired:
    """Strict JSON made of a piece of text that ended at `end`, and what was done to it."""

    text: str
    end: int
    notes: tuple[str, ...]


def repaired(text: str, start: int = 0) -> Repaired | None:
    """Repair the object or list that opens at `start`.

    `None` if it is nested too deep, or if too much in it cannot be placed.

    >>> repaired("{cid: '1', r: 1.10,}:").text
    '{"cid":"1","r":1.10}'
    """
    repairer = _Repairer(text, start)
    end = repairer.run()
    if end is None:
        return None
    return Repaired("".join(repairer.writer.out), end, repairer.notes.sentences())


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

    def continues(self, token: Token) -> bool:
        """Whether what follows makes this token the beginning of an expression."""
        self._ahead = following = self._ahead or self._pull()
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
            if depth <= 0 and token.kind in ("comma", "close"):
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


def text_as_json(token: Token, notes: RepairNotes) -> str:
    """A quoted token, whatever its quotes."""
    raw = token.raw
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


def key_as_json(token: Token, notes: RepairNotes) -> str:
    """A key, quoted or not."""
    if token.kind == "text":
        return text_as_json(token, notes)
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

    @property
    def end(self) -> str:
        """How it closes in what is written."""
        return "}" if self.is_object else "]"


class LooseWriter:
    """Pieces of JSON in `out`, and the brackets that are open."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.frames: list[Frame] = []

    @property
    def inner(self) -> Frame:
        """The innermost open bracket."""
        return self.frames[-1]

    def open(self, bracket: str) -> None:
        """Begin an object or a list, as the next value."""
        self._separate_in_list()
        self.frames.append(Frame(bracket == "{", _CLOSERS[bracket], len(self.out)))
        self.out.append(bracket)

    def key(self, json: str) -> None:
        """Write a key with its colon."""
        self._separate()
        self.out.append(json + ":")

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
        self.out.append(":")

    def close(self, closer: str) -> list[str] | None:
        """Close the nearest bracket of that kind; the closers of those left open inside it.

        `None` when no such bracket is open.
        """
        if all(frame.closer != closer for frame in self.frames):
            return None
        missing = []
        while (frame := self.frames.pop()).closer != closer:
            missing.append(frame.closer)
            self.out.append(frame.end)
        self.out.append(frame.end)
        return missing

    def close_all(self) -> str:
        """Close everything; the closers that were missing."""
        missing = " ".join(frame.closer for frame in reversed(self.frames))
        self.out.extend(frame.end for frame in reversed(self.frames))
        return missing

    def _separate(self) -> None:
        if self.inner.items:
            self.out.append(",")
        self.inner.items += 1

    def _separate_in_list(self) -> None:
        if self.frames and not self.inner.is_object:
            self._separate()


_LEFT_OUT = ("...", "…")
_WRAPPER = "JSON.stringify"
_LITERALS = {"text": text_as_json, "number": number_as_json, "word": word_as_json}


class _Repairer:
    """Writes JSON token by token, with an explicit stack instead of recursion.

    `_read` is what may come next in the innermost bracket: a key, a colon, a value, or what
    follows a value.
    """

    def __init__(self, text: str, start: int) -> None:
        self.notes = RepairNotes()
        self.writer = LooseWriter()
        self._text = text
        self._strict_parts = _StrictParts(text)
        self._end = 0
        self._reader = LooseReader(text, start, self.notes)
        self._read = self._value
        self._key_token: Token | None = None
        self._comma = ""
        self._wrapped = 0

    def run(self) -> int | None:
        """Read until the first bracket closes or the text ends; the offset of that place."""
        frames = self.writer.frames
        while token := self._reader.take():
            if token.kind == "template" and not frames:
                return None
            self._read(token)
            if not frames:
                return max(self._end, token.end)
            if len(frames) > DEPTH_LIMIT or self.notes.hopeless:
                return None
        self._close_all()
        return len(self._text)

    def _key(self, token: Token) -> None:
        if token.kind == "close":
            self._close(token)
        elif token.kind == "comma":
            self.notes.add("comma-extra", token.raw)
        elif token.raw.startswith(_LEFT_OUT):
            self._leave_out(token)
        elif token.kind in _LITERALS:
            self.writer.key(key_as_json(token, self.notes))
            self._key_token, self._read, self._comma = token, self._colon, ""
        else:
            self.notes.add("stray", token.raw)

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
        if token.kind == "word" and token.raw.startswith(_LEFT_OUT):
            self._not_here(token)
        elif not self._reader.continues(token):
            self._write(_LITERALS[token.kind](token, self.notes))
        elif token.raw == _WRAPPER:
            self._reader.take()
            self._wrapped += 1
        else:
            self._write(placeholder(self._reader.expression(token), self.notes))

    def _after(self, token: Token) -> None:
        frame = self.writer.inner
        if token.kind == "comma":
            self._comma, self._read = token.raw, self._key if frame.is_object else self._value
        elif token.kind == "close":
            self._close(token)
        elif token.kind == "colon" and not frame.is_object and frame.items == 1:
            self.writer.turn_into_object()
            self.notes.add("colon", token.raw)
            self._read = self._value
        elif token.raw == ")" and self._wrapped:
            self._wrapped -= 1
        elif token.kind in ("other", "colon"):
            self.notes.add("stray", token.raw)
        else:
            self.notes.add("comma-missing", f"before {token.raw}")
            (self._key if frame.is_object else self._value)(token)

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
        if end is not None:
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
            self._write(placeholder(self._key_token.raw, self.notes))
        else:
            self.notes.add("value", f"after {self._key_token.raw}")
            self._write("null")

    def _write(self, literal: str) -> None:
        self.writer.value(literal)
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
