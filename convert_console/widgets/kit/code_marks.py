"""The editor for JSON: line numbers, colours, matching brackets and marks at problems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QHelpEvent, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from convert_console.widgets.kit.code_editor import CodeEdit
from convert_console.widgets.kit.syntax import Speller, json_spans
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import Tone, colors, tone_color

# Finds the bracket that matches the one at the caret. Brackets in strings do not count.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|([\[\]{}])')
# Lines searched on either side: a partner further away is off the screen anyway.
_LINES_SEARCHED = 1_500


def _of_line(block: QTextBlock) -> list[tuple[int, str]]:
    """The brackets of a line, each with its position in the document."""
    text = block.text()
    if not any(sign in text for sign in "[]{}"):
        return []
    start = block.position()
    found = ((m.start(1), m[1]) for m in _BRACKETS.finditer(text) if m[1])
    if text.isascii():
        return [(start + place, sign) for place, sign in found]
    return [(start + len(text[:place].encode("utf-16-le")) // 2, sign) for place, sign in found]


def bracket_pair(cursor: QTextCursor) -> tuple[int, int] | None:
    """Document positions of the bracket at the caret and of its partner, if both are near."""
    block = cursor.block()
    at_caret = {cursor.position(), cursor.position() - 1}
    line = _of_line(block)
    place = next((i for i, (position, _sign) in enumerate(line) if position in at_caret), None)
    if place is None:
        return None
    position, sign = line[place]
    forward = sign in "[{"
    remaining = line[place:] if forward else line[place::-1]
    partner = _partner(block, remaining, forward)
    return None if partner is None else (position, partner)


def _partner(block: QTextBlock, found: list[tuple[int, str]], forward: bool) -> int | None:
    """Where the bracket that is first in `found` is matched."""
    openers = "[{" if forward else "]}"
    depth = 0
    for _line in range(_LINES_SEARCHED):
        for position, sign in found:
            depth += 1 if sign in openers else -1
            if depth == 0:
                return position
        block = block.next() if forward else block.previous()
        if not block.isValid():
            return None
        found = _of_line(block)
        if not forward:
            found.reverse()
    return None


# Marks underline places of a text; their sentence is shown on hover.


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` to `end` in characters of the text; `sentence` is shown on hover."""

    start: int
    end: int
    tone: Tone
    sentence: str = ""


def faulty_span(text: str, place: int) -> tuple[int, int]:
    """The word or character at the place of an error; at the end of the text, the one before.

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
    """A mark in a document; it moves with the text around it."""

    def __init__(self, mark: Mark, editor: CodeEdit) -> None:
        self.mark = mark
        start, end = _positions(mark, editor)
        self.cursor = QTextCursor(editor.document())
        self.cursor.setPosition(start)
        self.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)

    def is_at(self, mark: Mark, editor: CodeEdit) -> bool:
        """Whether placing this mark in the editor now would give the same."""
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
    """Where a mark starts and ends as Qt counts: within the text, at least one character."""
    last = len(editor.text())
    start, end = min(mark.start, last), min(max(mark.end, mark.start + 1), last)
    return editor.position_of(start), editor.position_of(end)


_WORST_LAST: tuple[Tone, ...] = ("info", "warn", "error")


class CodeView(CodeEdit):
    """A `CodeEdit` with marks and matching brackets."""

    def __init__(self, parent: QWidget | None = None, spell: Speller = json_spans) -> None:
        super().__init__(parent, spell)
        self._marks: list[PlacedMark] = []
        # Both are kept: creating 500 takes 4 ms, finding a partner far away 5.
        self._underlines: list[QTextEdit.ExtraSelection] = []
        self._brackets: list[QTextEdit.ExtraSelection] = []
        self.cursorPositionChanged.connect(self._match_brackets)

    def set_marks(self, marks: Sequence[Mark | tuple[int, int, Tone, str]]) -> None:
        """Underline these places; their sentences show on hover, their lines in the gutter.

        Places are characters of the text and move with it when it is edited.
        """
        made = [mark if isinstance(mark, Mark) else Mark(*mark) for mark in marks]
        if len(made) == len(self._marks) and all(
            placed.is_at(mark, self) for placed, mark in zip(self._marks, made, strict=True)
        ):
            return
        self._marks = [PlacedMark(mark, self) for mark in made]
        self._underline()
        worst_last = sorted(self._marks, key=_severity)
        self.gutter.set_tones(
            {n: placed.mark.tone for placed in worst_last for n in placed.lines()}
        )

    def set_fault(self, place: int, sentence: str) -> None:
        """Mark the place of a syntax error; nothing if it is beyond the text."""
        text = self.text()
        marks = [Mark(*faulty_span(text, place), "error", sentence)] if place <= len(text) else []
        self.set_marks(marks)

    def go_to(self, start: int, end: int) -> None:
        """Select `start` to `end` (characters of the text), scroll there and take the focus."""
        self.put_caret(self.position_of(start), self.position_of(end))
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def sentence_at(self, position: int) -> str:
        """The sentences of the marks at a document position."""
        sentences = [placed.mark.sentence for placed in self._marks if placed.holds(position)]
        return "\n".join(sentence for sentence in sentences if sentence)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            sentence = self.sentence_at(self.cursorForPosition(event.pos()).position())
            QToolTip.showText(event.globalPos(), plain_tip(sentence), self.viewport())
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_marks"):
            self._underline()
            self._match_brackets()

    def _underline(self) -> None:
        self._underlines = [placed.selection() for placed in self._marks]
        self._show_selections()

    def _match_brackets(self) -> None:
        pair = bracket_pair(self.textCursor()) or ()
        self._brackets = [self._bracket(position) for position in pair]
        self._show_selections()

    def _show_selections(self) -> None:
        selections = self._underlines + self._brackets
        if selections or self.extraSelections():
            self.setExtraSelections(selections)

    def _bracket(self, position: int) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QColor(colors().accent_soft))
        look.setForeground(QColor(colors().accent))
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
        made.format, made.cursor = look, cursor
        return made


def _severity(placed: PlacedMark) -> int:
    tone = placed.mark.tone
    return _WORST_LAST.index(tone) if tone in _WORST_LAST else -1
