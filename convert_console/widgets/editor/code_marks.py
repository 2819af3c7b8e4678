"""The JSON editor, which marks problems, matching brackets and what is edited elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from convert_console.widgets.editor.code_editor import CodeEdit
from convert_console.widgets.editor.gutter import paint_tint
from convert_console.widgets.editor.syntax import Highlighter, json_spans
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.theme import Tone, colors, tone_color


class Mark(NamedTuple):
    """Underlines characters `start` to `end` of the text; `sentence` is shown on hover."""

    start: int
    end: int
    tone: Tone
    sentence: str = ""


class CodeView(CodeEdit):
    """A `CodeEdit` with marks, matching brackets and tinted lines."""

    def __init__(self, parent: QWidget | None = None, highlight: Highlighter = json_spans) -> None:
        super().__init__(parent, highlight)
        self._marks: list[PlacedMark] = []
        # Both are kept: creating 500 takes 4 ms, and finding a matching bracket up to 5 ms.
        self._underlines: list[QTextEdit.ExtraSelection] = []
        self._brackets: list[QTextEdit.ExtraSelection] = []
        self._matched = (-1, -1)
        self._tinted: QTextCursor | None = None
        self.gutter.tinted = self.tinted_lines
        self.cursorPositionChanged.connect(self._match_brackets)
        self.textChanged.connect(self._match_brackets)
        self.loading_changed.connect(self._match_brackets)

    def tint(self, span: tuple[int, int] | None) -> None:
        """Tint the lines of a part of the text, which moves with it when it is edited."""
        before, self._tinted = self.tinted_lines(), None
        if span is not None:
            self._tinted = QTextCursor(self.document())
            self._tinted.setPosition(self.position_of(span[0]))
            self._tinted.setPosition(self.position_of(span[1]), QTextCursor.MoveMode.KeepAnchor)
        if self.tinted_lines() != before:
            self.viewport().update()
            self.gutter.update()

    def tinted_lines(self) -> range:
        """Numbers of the tinted lines, from 0."""
        if self._tinted is None:
            return range(0)
        first = self.document().findBlock(self._tinted.selectionStart()).blockNumber()
        return range(
            first, self.document().findBlock(self._tinted.selectionEnd()).blockNumber() + 1
        )

    def show_tinted(self) -> None:
        """Scroll to the tinted lines unless they are in sight; the caret stays where it is."""
        lines, bar = self.tinted_lines(), self.verticalScrollBar()
        if not lines:
            return
        first = self.document().findBlockByNumber(lines.start).firstLineNumber()
        last = self.document().findBlockByNumber(lines.stop - 1).firstLineNumber()
        count = self.viewport().height() // max(self.fontMetrics().lineSpacing(), 1)
        if first < bar.value() or last - first >= count:
            bar.setValue(first - 1)
        elif last >= bar.value() + count:
            bar.setValue(last - count + 2)

    def set_marks(self, marks: Sequence[Mark | tuple[int, int, Tone, str]]) -> None:
        """Underline these places; the gutter shows their lines.

        Marks move with the text when it is edited.
        """
        new = [mark if isinstance(mark, Mark) else Mark(*mark) for mark in marks]
        if len(new) != len(self._marks) or not all(
            placed.is_same(mark, self) for placed, mark in zip(self._marks, new, strict=True)
        ):
            self._marks = [PlacedMark(mark, self) for mark in new]
            self._underline()
        # Also for the same marks: they may have moved to other lines with the text.
        worst_last = sorted(self._marks, key=_severity)
        self.gutter.set_tones(
            {n: placed.mark.tone for placed in worst_last for n in placed.lines()}
        )

    def set_fault(self, place: int, sentence: str) -> None:
        """Mark a syntax error; one beyond the text is not marked."""
        text = self.text()
        marks = [Mark(*faulty_span(text, place), "error", sentence)] if place <= len(text) else []
        self.set_marks(marks)

    def go_to(self, start: int, end: int) -> None:
        """Select `start` to `end` (characters of the text), scroll there and take the focus."""
        self.scroll_to(start, end)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def scroll_to(self, start: int, end: int) -> None:
        """Select `start` to `end`, and scroll there."""
        self.put_caret(self.position_of(start), self.position_of(end))
        self.centerCursor()

    def sentence_at(self, position: int) -> str:
        """The sentences of the marks at a document position."""
        sentences = [placed.mark.sentence for placed in self._marks if placed.holds(position)]
        return "\n".join(sentence for sentence in sentences if sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        lines = self.tinted_lines()
        if lines:
            painter = QPainter(self.viewport())
            paint_tint(painter, self, lines, self.viewport().width())
            painter.end()
        super().paintEvent(event)

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
            self._match_again()

    def _underline(self) -> None:
        self._underlines = [placed.selection() for placed in self._marks]
        self._show_selections()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._match_again()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._match_again()

    def _match_again(self) -> None:
        self._matched = (-1, -1)
        self._match_brackets()

    def _match_brackets(self) -> None:
        if self.loading:
            return  # each piece that is inserted moves the caret
        cursor = self.textCursor()
        state = self.document().revision(), cursor.position()
        if state == self._matched:
            return  # a key that changes the text and moves the caret is announced twice
        self._matched = state
        # Only where someone edits: the pair around a whole document takes long to find.
        pair = (bracket_pair(cursor) or ()) if self.hasFocus() else ()
        self._brackets = [self._bracket(position) for position in pair]
        self._show_selections()

    def _show_selections(self) -> None:
        selections = self._underlines + self._brackets
        if selections or self.extraSelections():
            self.setExtraSelections(selections)

    def _bracket(self, position: int) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QColor(colors().accent_soft))
        look.setForeground(QColor(colors().accent))
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
        selection.format, selection.cursor = look, cursor
        return selection


_WORST_LAST: tuple[Tone, ...] = ("info", "warn", "error")


def _severity(placed: PlacedMark) -> int:
    tone = placed.mark.tone
    return _WORST_LAST.index(tone) if tone in _WORST_LAST else -1


def faulty_span(text: str, place: int) -> tuple[int, int]:
    """The word or character at an error; at the end of the text, the last character.

    >>> faulty_span('{"a": tru}', 6), faulty_span('[1, ', 4)
    ((6, 9), (2, 3))
    """
    word = _WORD.match(text, place)
    if word:
        return word.span()
    end = len(text[:place].rstrip())
    return max(end - 1, 0), end


_WORD = re.compile(r'"[^"\n]*"?|[\w.+-]+|\S')


class PlacedMark:
    """A mark in a document, which moves when text before it is edited."""

    def __init__(self, mark: Mark, editor: CodeEdit) -> None:
        self.mark = mark
        start, end = _positions(mark, editor)
        self.cursor = QTextCursor(editor.document())
        self.cursor.setPosition(start)
        self.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)

    def is_same(self, mark: Mark, editor: CodeEdit) -> bool:
        """Whether it is where this mark would be placed now, with the same tone and sentence."""
        same = (mark.tone, mark.sentence) == (self.mark.tone, self.mark.sentence)
        return same and _positions(mark, editor) == (
            self.cursor.selectionStart(),
            self.cursor.selectionEnd(),
        )

    def holds(self, position: int) -> bool:
        """Whether a document position is within the mark."""
        return self.cursor.selectionStart() <= position <= self.cursor.selectionEnd()

    def lines(self) -> range:
        """Numbers of the lines it touches, from 0."""
        document = self.cursor.document()
        first = document.findBlock(self.cursor.selectionStart()).blockNumber()
        return range(first, document.findBlock(self.cursor.selectionEnd()).blockNumber() + 1)

    def selection(self) -> QTextEdit.ExtraSelection:
        """A wavy underline in the colour of the tone."""
        selection = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(tone_color(self.mark.tone)))
        selection.format, selection.cursor = look, self.cursor
        return selection


def _positions(mark: Mark, editor: CodeEdit) -> tuple[int, int]:
    """The document positions of a mark: within the text, and at least one character."""
    last = len(editor.text())
    start, end = min(mark.start, last), min(max(mark.end, mark.start + 1), last)
    return editor.position_of(start), editor.position_of(end)


# Brackets outside of strings.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|([\[\]{}])')
# Lines searched on either side: a bracket further away is off the screen anyway.
_LINES_SEARCHED = 1_500


def bracket_pair(cursor: QTextCursor) -> tuple[int, int] | None:
    """Document positions of the bracket at the caret and of the matching one, if it is near."""
    block = cursor.block()
    at_caret = {cursor.position(), cursor.position() - 1}
    line = _brackets_in(block)
    index = next((i for i, (position, _) in enumerate(line) if position in at_caret), None)
    if index is None:
        return None
    position, bracket = line[index]
    forward = bracket in "[{"
    remaining = line[index:] if forward else line[index::-1]
    match = _matching_bracket(block, remaining, forward)
    return None if match is None else (position, match)


def _matching_bracket(
    block: QTextBlock, brackets: list[tuple[int, str]], forward: bool
) -> int | None:
    """The position of the bracket that matches the first of `brackets`, which are of this line."""
    openers = "[{" if forward else "]}"
    depth = 0
    for _line in range(_LINES_SEARCHED):
        for position, bracket in brackets:
            depth += 1 if bracket in openers else -1
            if depth == 0:
                return position
        block = block.next() if forward else block.previous()
        if not block.isValid():
            return None
        brackets = _brackets_in(block)
        if not forward:
            brackets.reverse()
    return None


def _brackets_in(block: QTextBlock) -> list[tuple[int, str]]:
    """The brackets of a line, each with its position in the document."""
    text = block.text()
    if not any(bracket in text for bracket in "[]{}"):
        return []
    start = block.position()
    brackets = ((m.start(1), m[1]) for m in _BRACKETS.finditer(text) if m[1])
    if text.isascii():
        return [(start + place, bracket) for place, bracket in brackets]
    return [
        (start + len(text[:place].encode("utf-16-le")) // 2, bracket) for place, bracket in brackets
    ]
