"""Repairs JSON that people paste into strict JSON, as text: digits and order stay as written.

Libraries were measured first. json-repair reads 1.10 as 1.1, recurses, and needs seconds for some
texts of a few KB; chompjs keeps decimals and is fast, but refuses an open bracket, a missing comma
and curly quotes, and turns undefined into text; and neither can say in words what it changed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from convert_console.core.document.formatting import SURROGATE, string_text, without_blanks
from convert_console.core.document.nesting import first_too_deep
from convert_console.core.document.payload import DEPTH_LIMIT, end_of_value
from convert_console.core.paste.json_repair_tokens import Token
from convert_console.core.paste.loose_notes import RepairNotes
from convert_console.core.paste.loose_reader import LooseReader
from convert_console.core.paste.loose_values import (
    key_as_json,
    number_as_json,
    placeholder,
    text_as_json,
    word_as_json,
)
from convert_console.core.paste.loose_writer import LooseWriter


@dataclass(frozen=True, slots=True)
class Repaired:
    """Strict JSON made of a piece of text that ended at `end`, and what was done to it."""

    text: str
    end: int
    notes: tuple[str, ...]


def repaired(text: str, start: int = 0) -> Repaired | None:
    """Repair the object or list that opens at `start`.

    `None` where it is nested beyond reading, or where too much in it belongs nowhere.

    >>> repaired("{cid: '1', r: 1.10,}:").text
    '{"cid":"1","r":1.10}'
    """
    repairer = _Repairer(text, start)
    end = repairer.run()
    if end is None:
        return None
    return Repaired("".join(repairer.writer.out), end, repairer.notes.sentences())


_LEFT_OUT = ("...", "…")
_WRAPPER = "JSON.stringify"
_LITERALS = {"text": text_as_json, "number": number_as_json, "word": word_as_json}


class _Repairer:
    """Writes JSON token by token, with a stack of its own: depth costs no recursion.

    `_read` is what may come next in the innermost bracket: a key, a colon, a value, or what
    follows a value.
    """

    def __init__(self, text: str, start: int) -> None:
        self.notes = RepairNotes()
        self.writer = LooseWriter()
        self._text = text
        self._passing = _Passing(text)
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
        end = self._passing.end_of(token.start, DEPTH_LIMIT - len(self.writer.frames))
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


class _Passing:
    """Finds what is strict JSON already within a loose text, some fifty times as fast.

    An attempt that fails has looked at everything up to the fault. All the brackets around a fault
    fail at it too, one by one, so such attempts are allowed a few lengths of the text altogether.
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
