"""The editor for a URL, which shows one parameter a line."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.kit.code_editor import CodeEdit
from convert_console.widgets.kit.syntax import url_spans
from convert_console.widgets.kit.wire_view import pieces_of


class UrlView(CodeEdit):
    """Line breaks are not part of the URL: it is copied in one piece, and may be pasted with some.

    Signals:
        url_edited(str): the user changed the URL to this.
    """

    url_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, url_spans, numbered=False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
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
    r"""One line for the address, and one for each parameter.

    >>> url_lines("https://h/track?cid=1&pid=2")
    'https://h/track\n?cid=1\n&pid=2'
    """
    address, mark, query = url.partition("?")
    lines = [address, *f"{mark}{query}".replace("&", "\n&").split("\n")] if mark else [address]
    return "\n".join(piece for line in lines for piece in pieces_of(line))


def joined_url(text: str) -> str:
    """The reverse of `url_lines`; spaces at the ends of lines are removed."""
    return "".join(line.strip() for line in text.splitlines())
