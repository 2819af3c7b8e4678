"""The tokens of a loose text one after another, comments left out, with one of foresight."""

from __future__ import annotations

from convert_console.core.paste.json_repair_tokens import Token, tokens_of
from convert_console.core.paste.loose_notes import RepairNotes
from convert_console.core.step_budget import TOKEN, spend

_PREFIXES = frozenset(("new", "await", "typeof", "function", "async", "void"))
_OPERATORS = frozenset("+-*/%?.&|^<>=!(")


_COUNTED = 64
EXPRESSION_LIMIT = 5_000
"""Tokens of one expression; with more of them a text is a program, or a bracket is not closed."""


class LooseReader:
    """Gives tokens, and gathers a program's expression into the piece of text that it is."""

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
        """Go on at an offset, when a whole value was taken by other means."""
        spend(TOKEN)
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
                spend(_COUNTED * TOKEN)
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
