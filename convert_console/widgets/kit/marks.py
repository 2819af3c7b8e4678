"""Places in a text that have something said about them: underlined, with the words on hover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from convert_console.widgets.theme.theme import Tone, tone_color

if TYPE_CHECKING:
    from convert_console.widgets.kit.code_editor import CodeEdit


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` to `end` in characters of the text; `sentence` is shown on hover."""

    start: int
    end: int
    tone: Tone
    sentence: str = ""


def faulty_span(text: str, place: int) -> tuple[int, int]:
    """The word or sign at a place where a text cannot be read; at its end, the one before.

    >>> faulty_span('{"a": tru}', 6), faulty_span('[1, ', 4)
    ((6, 9), (2, 3))
    """
    found = _WORD.match(text, place)
    if found:
        return found.span()
    end = len(text[:place].rstrip())
    return max(end - 1, 0), end


_WORD = re.compile(r'"[^"\n]*"?|[\w.+-]+|\S')


class PlacedMark:
    """A mark in a document; it moves along with the text around it."""

    def __init__(self, mark: Mark, editor: CodeEdit) -> None:
        self.mark = mark
        start, end = _positions(mark, editor)
        self.cursor = QTextCursor(editor.document())
        self.cursor.setPosition(start)
        self.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)

    def is_at(self, mark: Mark, editor: CodeEdit) -> bool:
        """Whether placing this mark in the editor now would give nothing else."""
        same = (mark.tone, mark.sentence) == (self.mark.tone, self.mark.sentence)
        return same and _positions(mark, editor) == (
            self.cursor.selectionStart(),
            self.cursor.selectionEnd(),
        )

    def holds(self, position: int) -> bool:
        """Whether a document position lies within."""
        return self.cursor.selectionStart() <= position <= self.cursor.selectionEnd()

    def lines(self) -> range:
        """Numbers of the lines it touches, from 0."""
        document = self.cursor.document()
        first = document.findBlock(self.cursor.selectionStart()).blockNumber()
        return range(first, document.findBlock(self.cursor.selectionEnd()).blockNumber() + 1)

    def selection(self) -> QTextEdit.ExtraSelection:
        """A wavy line beneath, in the colour of the tone."""
        made = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(tone_color(self.mark.tone)))
        made.format, made.cursor = look, self.cursor
        return made


def _positions(mark: Mark, editor: CodeEdit) -> tuple[int, int]:
    """Where a mark starts and ends as Qt counts; it lies within the text, and is no point."""
    last = len(editor.text())
    start, end = min(mark.start, last), min(max(mark.end, mark.start + 1), last)
    return editor.position_of(start), editor.position_of(end)
