"""A read-only view of a text as it is sent, for lines of any length."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QPaintEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.kit.syntax import Highlighter, color_visible, wire_spans
from convert_console.widgets.kit.text_positions import as_shown, changed_span, replace_span
from convert_console.widgets.theme.theme import px, set_look

PIECE = 400
"""Characters of a piece of a line that is cut. A very long line takes 47 ms at each layout."""

LONGEST_SHOWN = 300_000
"""Characters of a text that are shown; Qt lays out their 8,000 lines in 60 ms."""

# An invisible character at the end of a piece. It is removed on copying, and a text that contains
# it is not cut.
_SEAM = "\u2060"


def in_pieces(text: str) -> str:
    """A text with its long lines cut into pieces, which `joined` joins again.

    >>> joined(in_pieces("x" * 1000)) == "x" * 1000
    True
    """
    if _SEAM in text or len(text) <= PIECE:
        return text
    return "\n".join(_cut(line) for line in text.split("\n"))


def _cut(line: str) -> str:
    return f"{_SEAM}\n".join(pieces_of(line)) if len(line) > PIECE else line


def pieces_of(line: str, longest: int = PIECE) -> Iterator[str]:
    """The pieces of a line, cut before a parameter if one begins in the second half of a piece."""
    start = 0
    while len(line) - start > longest:
        cut = line.rfind("&", start + longest // 2, start + longest)
        stop = cut if cut > start else start + longest
        yield line[start:stop]
        start = stop
    yield line[start:]


def joined(text: str) -> str:
    """The reverse of `in_pieces`."""
    return text.replace(f"{_SEAM}\n", "").replace(_SEAM, "")


class WireView(QPlainTextEdit):
    """Lines wrap anywhere, since a URL has no words; a copied text has no cuts. Of a very long text
    the beginning is shown, and how much more there is.
    """

    def __init__(self, parent: QWidget | None = None, highlight: Highlighter = wire_spans) -> None:
        super().__init__(parent)
        self._highlight = highlight
        self._text = ""
        self._shown = ""
        set_look(self, mono=True, bare=True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.document().setDocumentMargin(px(12))

    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def set_text(self, text: str) -> None:
        """Set the text by changing only what differs; the scroll stays."""
        if text == self._text:
            return
        shown = in_pieces(as_shown(text[:LONGEST_SHOWN]))
        if len(text) > LONGEST_SHOWN:
            shown += f"\n\n… {len(text) - LONGEST_SHOWN:,} more characters"
        span = changed_span(self._shown, shown)
        self._text = text
        if span is None:
            return
        scroll, position = self.verticalScrollBar().value(), self.textCursor().position()
        replace_span(self.document(), self._shown, span)
        self._shown = shown
        caret = self.textCursor()
        caret.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(caret)
        self.verticalScrollBar().setValue(scroll)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(joined(self.textCursor().selectedText().replace("\u2029", "\n")))
        return data

    def paintEvent(self, event: QPaintEvent) -> None:
        color_visible(self, self._highlight)
        super().paintEvent(event)
