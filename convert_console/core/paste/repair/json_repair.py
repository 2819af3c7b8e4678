"""Repairs JSON that people paste into strict JSON, as text: digits and order stay as written."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from dataclasses import dataclass

from convert_console.core.document.formatting import string_text, without_blanks
from convert_console.core.document.payload import DEPTH_LIMIT
from convert_console.core.paste.repair.assignments import Assignments
from convert_console.core.paste.repair.json_literals import (
    CONSTANTS,
    is_name,
    key_as_json,
    number_as_json,
    placeholder,
    text_as_json,
    without_marks,
    word_as_json,
)
from convert_console.core.paste.repair.json_tokens import LooseReader, Token, content, step_of
from convert_console.core.paste.repair.json_writer import JsonWriter
from convert_console.core.paste.repair.repair_notes import RepairNotes
from convert_console.core.paste.repair.strict_parts import StrictParts
from convert_console.core.paste.repair.text_sums import ends_inside_quotes, goes_on_below, sum_of
from convert_console.core.paste.repair.typed_literals import (
    AMOUNT,
    ARROW,
    CAST,
    INDEXED,
    ONLY_ITEMS,
    PERCENT_WORDS,
    STATE,
    TYPED,
)
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


_LEFT_OUT = ("...", "…")
_WRAPPERS = frozenset((
    "JSON.stringify", "json_encode", "wp_json_encode", "json.dumps", "JSON.generate", "JSON.dump",
    "http_build_query", "qs.stringify", "Buffer.from", "http.build_query", "urlencode",
    "orjson.dumps", "ujson.dumps", "jsonEncode", "JSON.parse", "json.loads", "str", "Object.assign",
))  # fmt: skip
"""Functions that write their first argument as text, or read it: what counts is the argument."""

_ARRAYS = {"array": "[", "dict": "{"}

_PHP_START = re.compile(
    r"(?:\w++\s*+\(\s*+)*+(?:\[|\{#\d++)?[\s▼▶]*+\+?"
    r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+"|\d++)\s*+(?:=>|:[^,\n]*+\n\s*+\+")""",
    re.DOTALL,
)
_NAME_IN_TEXT = re.compile(r"\$\{\s*+([A-Za-z_$][\w$.]*+)\s*+\}")
_LITERALS = ("text", "number", "word")
_VALUE_KINDS = (*_LITERALS, "open")
_NUMBER_LIMIT = 80


class _Values:
    """The values of a program's names, as JSON, for a value at `place`."""

    def __init__(
        self, names: Assignments, place: int, depth: int = 0, around: _Values | None = None
    ) -> None:
        self._names, self._place, self._depth = names, place, depth
        self.known: dict[int, str | None] = around.known if around else {}
        self.parts: StrictParts = around.parts if around else StrictParts(names.text)

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
        parts: StrictParts | None = None,
    ) -> None:
        self.notes = notes or RepairNotes()
        self._php = bool(_PHP_START.match(text, start))
        self.writer = JsonWriter(php=self._php)
        self._text = text
        self._values = values
        self._parts = parts or StrictParts(text)
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
        elif token.kind == "open" and (indexed := INDEXED.match(self._text, token.start)):
            key = Token("text", indexed["key"], indexed.start("key"))
            self.writer.key(key_as_json(key, self.notes))
            self._reader.go_to(indexed.end())
            self._key_token, self._read, self._comma = key, self._value, ""
        elif token.raw == "{" and self.writer.inner.holds_entries:
            self.writer.open_pairs("}", bare=True)
            self._comma, self._read = "", self._value
        elif self._begins_list(token):
            self.writer.turn_into_list()
            self._value(token)
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

    def _begins_list(self, token: Token) -> bool:
        """Whether the first key of a nested object is no key: Lua writes its lists in braces."""
        if self.writer.inner.items or len(self.writer.frames) < 2 or self._php:
            return False
        if token.kind == "open":
            return token.raw == "{"
        if token.raw == "new":
            following = self._reader.peek()
            return following is None or following.kind != "colon"
        return token.kind in ("text", "number") and bool(ONLY_ITEMS.match(self._text, token.end))

    def _is_decimal_comma(self, token: Token) -> bool:
        """Whether `"r":12,50,` was written with a decimal comma: a number alone is no key."""
        if token.kind != "number" or self._comma != "," or not self._number:
            return False
        if len(self._number[1]) > _NUMBER_LIMIT:  # a row of numbers, not one number
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
        arrow = ARROW.match(self._text, token.start)
        if arrow:
            self._reader.go_to(arrow.end())
            self._read = self._value
        elif token.kind == "colon":
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
        elif cast := CAST.match(self._text, token.start):
            self._reader.go_to(cast.end())
        elif state := STATE.match(self._text, token.start):
            self._pass_state(state.end())
        elif words := PERCENT_WORDS.match(self._text, token.start):
            self._reader.go_to(words.end())
            listed = (words[1] or words[2] or words[3] or "").split()
            self._write("[" + ",".join(map(string_text, listed)) + "]")
        elif token.raw in ("(", "!"):
            self._write(placeholder(self._reader.expression(token), self.notes))
        else:
            self.notes.add("stray", token.raw)

    def _literal(self, token: Token) -> None:
        raw = token.raw
        if token.kind == "word" and raw.startswith(_LEFT_OUT):
            self._not_here(token)
        elif token.kind == "word" and (state := STATE.match(self._text, token.start)):
            self._pass_state(state.end())
        elif token.kind == "word" and (typed := TYPED.match(self._text, token.start)):
            self._open_typed(typed)
        elif self._is_alone(token):
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

    def _is_alone(self, token: Token) -> bool:
        """Whether a literal is a value or key by itself, and no beginning of an expression."""
        if token.kind == "text" and ARROW.match(self._text, token.end):
            return True
        if self._reader.continues(token):
            return False
        return token.kind != "text" or not goes_on_below(self._text, token)

    def _pass_state(self, end: int) -> None:
        """`stdClass::__set_state(` is around the array of an object of PHP."""
        self._reader.go_to(end)
        self._wrapped.append(len(self.writer.frames))

    def _open_typed(self, typed: re.Match[str]) -> None:
        """Open what a typed language names before its bracket."""
        self._reader.go_to(typed.end())
        is_object = bool(typed["map"] or typed["entries"] or typed["named"])
        closer = ")" if typed["pairs"] or typed["items"] or typed["named"] else "}"
        if typed["pairs"]:
            self.writer.open_pairs(closer)
        else:
            self.writer.open("{" if is_object else "[", closer)
            self.writer.inner.holds_entries = bool(typed["entries"])
        self._comma, self._read = "", self._key if is_object else self._value

    def _is_call(self, names: Container[str], raw: str) -> bool:
        following = self._reader.peek()
        return raw in names and following is not None and following.raw == "("

    def _plain(self, token: Token) -> None:
        """A literal, or a name that the text sets somewhere."""
        raw = token.raw
        if token.kind == "text":
            self._write(self._text_of(token))
        elif token.kind == "number":
            self._plain_number(token)
        elif self._names_an_item():
            self._write(key_as_json(token, self.notes))
        else:
            found = self._of_name(raw)
            if found is None and not self.writer.frames and raw not in CONSTANTS:
                self._no_value_here = True
            else:
                self._write(found or word_as_json(token, self.notes))

    def _plain_number(self, token: Token) -> None:
        """A number; an amount as a person writes it, `1 234.50 €`, is kept as text."""
        is_member = bool(self.writer.frames) and self.writer.inner.is_object
        amount = AMOUNT.match(self._text, token.start) if is_member else None
        if amount:
            self.notes.add("octal", amount[0])
            self._reader.go_to(amount.end())
            self._write(string_text(amount[0]))
            return
        self._write(number_as_json(token, self.notes))
        self._number = len(self.writer.out) - 1, token.raw

    def _names_an_item(self) -> bool:
        """Whether a word at the beginning of a list is a key, as in `[cid: '1']` of Groovy."""
        frames, following = self.writer.frames, self._reader.peek()
        is_first = bool(frames) and not frames[-1].is_object and not frames[-1].items
        return is_first and following is not None and following.raw == ":"

    def _of_name(self, raw: str) -> str | None:
        return self._values.of(raw, self.notes) if self._values and is_name(raw) else None

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
        pieces = sum_of(self._text, first)
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
                piece = piece if found or ends_inside_quotes(joined) else f'"{piece}"'
            joined += piece
        self._reader.go_to(end)
        return string_text(joined)

    def _after(self, token: Token) -> None:
        frame = self.writer.inner
        may_be_key = not frame.is_object and frame.items == 1 and not frame.pairs
        arrow = ARROW.match(self._text, token.start) if may_be_key else None
        if token.kind == "comma" and self._wrapped and self._wrapped[-1] == len(self.writer.frames):
            self._pass_arguments(0)
            self._wrapped.pop()
        elif token.kind == "comma":
            self._comma, self._read = token.raw, self._key if frame.is_object else self._value
        elif token.kind == "close":
            self._close(token)
        elif may_be_key and (arrow or token.kind == "colon"):
            if arrow:
                self._reader.go_to(arrow.end())
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
            depth += step_of(token)

    def _not_here(self, token: Token) -> None:
        if token.kind == "template":
            if token.raw.startswith(("{{", "${")):
                self.notes.add("name", token.raw)
                self._write(string_text(token.raw))
            else:
                self._write(placeholder(without_marks(token.raw), self.notes))
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
        typed = TYPED.match(self._text, token.start) if token.raw == "[" else None
        if typed:
            self._open_typed(typed)
            return
        part = self._parts.at(token.start, DEPTH_LIMIT - len(self.writer.frames))
        if part is not None and not (self._php and ("$" in part.json or part.changes)):
            for kind, example in part.changes:
                self.notes.add(kind, example)
            self._end = part.end
            self._reader.go_to(part.end)
            self._write(without_blanks(part.json))
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
