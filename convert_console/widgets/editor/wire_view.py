"""A read-only view of a text as it is sent, for lines of any length."""

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QFontMetricsF, QPaintEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.editor.displayed_text import (
    as_shown,
    changed_span,
    python_place,
    qt_position,
    replace_span,
    with_signs,
)
from convert_console.widgets.editor.syntax import Highlighter, color_visible, wire_spans
from convert_console.widgets.theme.theme import px, set_look

PIECE = 400
"""Characters of a piece of a line that is cut. A very long line takes 47 ms at each layout."""

LONGEST_SHOWN = 300_000
"""Characters of a text that are shown; Qt lays out their 8,000 lines in 60 ms."""

# An invisible character at the end of a piece. It is removed on copying, and a text that contains
# it is not cut.
_SEAM = "\u2060"


def in_pieces(text: str, columns: int = 0) -> str:
    """A text with its long lines cut into pieces, which `joined` joins again. Where a display line
    has a known number of columns, pieces end with it, so that nothing is seen of a cut.

    >>> joined(in_pieces("x" * 1000)) == "x" * 1000
    True
    """
    if _SEAM in text or len(text) <= PIECE:
        return text
    return "\n".join(_cut(line, columns) for line in text.split("\n"))


def _cut(line: str, columns: int) -> str:
    if len(line) <= PIECE:
        return line
    pieces = pieces_of(line) if columns < 1 else full_lines_of(line, columns)
    return f"{_SEAM}\n".join(pieces)


def full_lines_of(line: str, columns: int) -> Iterator[str]:
    """The pieces of a line that is shown in this many columns, each but the last of whole lines.

    >>> [len(piece) for piece in full_lines_of("x" * 1000, 150)]
    [300, 300, 300, 100]
    """
    longest = max(PIECE // columns, 1) * columns
    start, used = 0, 0
    for place, character in enumerate(line):
        width = 1 if character < "\u0300" else columns_of(character)
        # A wide character that does not fit into the last column goes to the next line.
        used += width if used % columns + width <= columns else columns - used % columns + width
        if used > longest and place > start:
            yield line[start:place]
            start, used = place, width
    yield line[start:]


def columns_of(character: str) -> int:
    """How many columns a character takes in a font of one width.

    >>> [columns_of(character) for character in ("a", "\u4e2d", "\u0301")]
    [1, 2, 0]
    """
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._highlight: Highlighter = wire_spans
        self._colored_end: int | None = None
        self._text = ""
        self._shown = ""
        self._cut_for = 0  # columns
        set_look(self, mono=True, bare=True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.document().setDocumentMargin(px(12))

    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def set_text(self, text: str, highlight: Highlighter = wire_spans) -> None:
        """Set the text by changing only what differs; the scroll stays. By default it is a message
        of HTTP.
        """
        if (text, highlight) == (self._text, self._highlight):
            return
        self._text, self._highlight = text, highlight
        self._show()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut long lines again, where the lines now end."""
        super().resizeEvent(event)
        self._cut_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_shown"):
            self._cut_again()

    def _cut_again(self) -> None:
        if _SEAM in self._shown and self._columns() != self._cut_for:
            self._show()

    def _columns(self) -> int:
        """How many characters of the font a line has room for."""
        room = self.viewport().width() - 2 * self.document().documentMargin()
        return int((room + 0.01) / max(QFontMetricsF(self.font()).horizontalAdvance("x"), 1))

    def _show(self) -> None:
        self._cut_for = self._columns()
        shown = in_pieces(with_signs(self._copied()), self._cut_for)
        head, _gap, body = shown.partition("\n\n")
        is_json = self._highlight is wire_spans and body.lstrip().startswith(("{", "["))
        self._colored_end = qt_position(shown, len(head)) if is_json else None
        span = changed_span(self._shown, shown)
        if span is None:
            return
        scroll, position = self.verticalScrollBar().value(), self.textCursor().position()
        replace_span(self.document(), self._shown, span)
        self._shown = shown
        caret = self.textCursor()
        caret.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(caret)
        self.verticalScrollBar().setValue(scroll)

    def _copied(self) -> str:
        """What is shown, as it is copied."""
        more = len(self._text) - LONGEST_SHOWN
        note = f"\n\n… {more:,} more characters" if more > 0 else ""
        return as_shown(self._text[:LONGEST_SHOWN]) + note

    def createMimeDataFromSelection(self) -> QMimeData:
        caret, text = self.textCursor(), self._copied()
        data = QMimeData()
        data.setText(text[self._place(caret.selectionStart()) : self._place(caret.selectionEnd())])
        return data

    def _place(self, position: int) -> int:
        """The place in what is copied of a position in the document."""
        before = self._shown[: python_place(self._shown, position)]
        return len(before) if _SEAM in self._text else len(joined(before))

    def paintEvent(self, event: QPaintEvent) -> None:
        color_visible(self, self._highlight, self._colored_end)
        super().paintEvent(event)
