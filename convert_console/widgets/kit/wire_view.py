"""Shows long text as it goes over the wire: read-only, quick, and whole again when copied."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QPaintEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.kit.syntax import Speller, color_visible, wire_spans
from convert_console.widgets.kit.text_positions import as_shown, changed_span, replace_span
from convert_console.widgets.theme.theme import px, set_look

# One endless line costs 47 ms at each layout; pieces of this many signs cost next to nothing.
PIECE = 400
SHOWN = 300_000
"""Characters of a text that are shown; 8,000 lines take 60 ms to be laid out."""

# Ends a piece in the document where the text itself has no break. Invisible, of no width, and
# taken out again on copying; a text that holds it is shown unbroken.
_SEAM = "\u2060"


def in_pieces(text: str) -> str:
    """A text whose lines are cut into pieces, each seam marked, so that it can be joined again.

    >>> joined(in_pieces("x" * 1000)) == "x" * 1000
    True
    """
    if _SEAM in text or len(text) <= PIECE:
        return text
    return "\n".join(_cut(line) for line in text.split("\n"))


def _cut(line: str) -> str:
    return f"{_SEAM}\n".join(pieces_of(line)) if len(line) > PIECE else line


def pieces_of(line: str) -> Iterator[str]:
    """Cuts before a parameter where one begins in a piece's second half, else at its length."""
    start = 0
    while len(line) - start > PIECE:
        cut = line.rfind("&", start + PIECE // 2, start + PIECE)
        stop = cut if cut > start else start + PIECE
        yield line[start:stop]
        start = stop
    yield line[start:]


def joined(text: str) -> str:
    """The reverse of `in_pieces`."""
    return text.replace(f"{_SEAM}\n", "").replace(_SEAM, "")


class WireView(QPlainTextEdit):
    """Wraps anywhere, since a URL has no words; selecting and copying give the text unbroken. Of a
    very long text the beginning is shown, and how much more there is.
    """

    def __init__(self, parent: QWidget | None = None, spell: Speller = wire_spans) -> None:
        super().__init__(parent)
        self._spell = spell
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
        """Show a text by changing only what differs; the scroll stays."""
        if text == self._text:
            return
        shown = in_pieces(as_shown(text[:SHOWN]))
        if len(text) > SHOWN:
            shown += f"\n\n… {len(text) - SHOWN:,} more characters"
        span = changed_span(self._shown, shown)
        self._text = text
        if span is None:
            return
        down, place = self.verticalScrollBar().value(), self.textCursor().position()
        replace_span(self.document(), self._shown, span)
        self._shown = shown
        caret = self.textCursor()
        caret.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(caret)
        self.verticalScrollBar().setValue(down)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(joined(self.textCursor().selectedText().replace("\u2029", "\n")))
        return data

    def paintEvent(self, event: QPaintEvent) -> None:
        color_visible(self, self._spell)
        super().paintEvent(event)
