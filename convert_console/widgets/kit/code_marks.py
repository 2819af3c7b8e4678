"""The editor for JSON: line numbers, colours, bracket partners, marks where something is odd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from convert_console.widgets.kit.brackets import bracket_pair
from convert_console.widgets.kit.code_editor import CodeEdit
from convert_console.widgets.kit.json_spans import json_spans
from convert_console.widgets.kit.marks import Mark, PlacedMark, faulty_span
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.theme import Tone, colors

if TYPE_CHECKING:
    from convert_console.widgets.kit.syntax import Speller

_WORST_LAST: tuple[Tone, ...] = ("info", "warn", "error")


class CodeView(CodeEdit):
    """What `CodeEdit` does, with marks and bracket partners."""

    def __init__(self, parent: QWidget | None = None, spell: Speller = json_spans) -> None:
        super().__init__(parent, spell)
        self._marks: list[PlacedMark] = []
        # Both are kept: to make 500 takes 4 ms, to find a partner far away 5.
        self._underlines: list[QTextEdit.ExtraSelection] = []
        self._brackets: list[QTextEdit.ExtraSelection] = []
        self.cursorPositionChanged.connect(self._match_brackets)

    def set_marks(self, marks: Sequence[Mark | tuple[int, int, Tone, str]]) -> None:
        """Underline these places; their sentences show on hover, their lines in the gutter.

        Places are characters of the text and move along when it is edited.
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
        """Mark the place from which the text cannot be read; nothing if it is beyond the text."""
        text = self.text()
        marks = [Mark(*faulty_span(text, place), "error", sentence)] if place <= len(text) else []
        self.set_marks(marks)

    def go_to(self, start: int, end: int) -> None:
        """Select `start` to `end` (characters of the text), bring it into sight and take focus."""
        self.put_caret(self.position_of(start), self.position_of(end))
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def sentence_at(self, position: int) -> str:
        """What the marks say about a document position."""
        said = [placed.mark.sentence for placed in self._marks if placed.holds(position)]
        return "\n".join(sentence for sentence in said if sentence)

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
