"""Finds the bracket that belongs to the one beside the caret."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextBlock, QTextCursor

# Brackets inside strings do not count, so strings are matched and passed over.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|([\[\]{}])')
# Lines looked at on either side: a partner further away is out of sight in any case.
_REACH = 1_500


def _of_line(block: QTextBlock) -> list[tuple[int, str]]:
    """Positions in the document and signs of a line's brackets."""
    text = block.text()
    if not any(sign in text for sign in "[]{}"):
        return []
    start = block.position()
    found = ((m.start(1), m[1]) for m in _BRACKETS.finditer(text) if m[1])
    if text.isascii():
        return [(start + place, sign) for place, sign in found]
    return [(start + len(text[:place].encode("utf-16-le")) // 2, sign) for place, sign in found]


def bracket_pair(cursor: QTextCursor) -> tuple[int, int] | None:
    """Document positions of the bracket beside the caret and of its partner, if both are near."""
    block = cursor.block()
    beside = {cursor.position(), cursor.position() - 1}
    line = _of_line(block)
    place = next((i for i, (position, _sign) in enumerate(line) if position in beside), None)
    if place is None:
        return None
    position, sign = line[place]
    forward = sign in "[{"
    rest = line[place:] if forward else line[place::-1]
    partner = _partner(block, rest, forward)
    return None if partner is None else (position, partner)


def _partner(block: QTextBlock, rest: list[tuple[int, str]], forward: bool) -> int | None:
    """Where the depth comes back to nothing, counting from the bracket itself."""
    openers = "[{" if forward else "]}"
    depth = 0
    for _line in range(_REACH):
        for position, sign in rest:
            depth += 1 if sign in openers else -1
            if depth == 0:
                return position
        block = block.next() if forward else block.previous()
        if not block.isValid():
            return None
        rest = _of_line(block)
        if not forward:
            rest.reverse()
    return None
