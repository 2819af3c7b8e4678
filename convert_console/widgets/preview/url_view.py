"""The editor for a URL, which wraps anywhere."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.editor.code_editor import CodeEdit
from convert_console.widgets.editor.syntax import url_spans
from convert_console.widgets.editor.wire_view import pieces_of
from convert_console.widgets.theme.theme import text_font
from convert_console.widgets.theme.tokens import tokens

PIECE = 2_000
"""Characters of a line that is cut: each key in it costs 0.6 ms, as Qt lays it out again."""


class UrlView(CodeEdit):
    """Line breaks are not part of the URL: it is copied in one piece, and may be pasted with some.
    At least three lines are in sight.

    Signals:
        url_edited(str): the user changed the URL to this.
    """

    url_edited = Signal(str)

    top_margin = 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, url_spans, numbered=False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._url = ""
        self.edited.connect(self._edited)

    def url(self) -> str:
        """The URL in one piece."""
        return self._url

    def set_url(self, url: str) -> None:
        """Show a URL, unless it is shown already with other line breaks."""
        if url != self._url:
            self._url = url
            self.set_text_minimal(url_lines(url))

    def minimumSizeHint(self) -> QSize:
        line = QFontMetrics(text_font("mono")).lineSpacing()
        return QSize(0, tokens().size.get_lines * line)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(joined_url(self.textCursor().selectedText().replace("\u2029", "\n")))
        return data

    def _edited(self, text: str) -> None:
        url = joined_url(text)
        if url != self._url:
            self._url = url
            self.url_edited.emit(url)


def url_lines(url: str) -> str:
    r"""A long URL in lines that are quick to edit, each but the first beginning with a parameter.

    >>> url_lines("https://h/track?cid=1&pid=2")
    'https://h/track?cid=1&pid=2'
    """
    # A line break may stand in a URL that was typed; its lines stay as they are.
    return "\n".join(piece for line in url.split("\n") for piece in pieces_of(line, PIECE))


def joined_url(text: str) -> str:
    """The reverse of `url_lines`; spaces at the ends of lines are removed."""
    return "".join(line.strip() for line in text.splitlines())
