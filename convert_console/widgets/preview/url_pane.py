"""The request as a GET URL, editable, with what a GET loses."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.payload import Payload
from convert_console.core.query import lost_in_get, read_query
from convert_console.core.request.query_edits import with_query
from convert_console.core.request.wire import Unsendable
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.preview.url_view import UrlView
from convert_console.widgets.theme.theme import px, set_look

LOSSES_SHOWN = NOTES_SHOWN = 3
BEGINNING = 4_000
"""Characters of a URL that is too long to be sent; they are shown, and cannot be edited."""

SPELLINGS = (("literal", "[ ]"), ("percent", "%5B %5D"))

SPELLING_HELP = (
    "Brackets as in the article, or percent-encoded as RFC 3986 asks. "
    "Which the server prefers is not known."
)


class UrlPane(QWidget):
    """The URL one parameter a line; copying gives it in one piece.

    What is typed changes its own part of the document. The typed text stays as it is for as long
    as the document says the same: no escape is written into it under the caret.

    Signals:
        spelled(str): the person chose "literal" or "percent" brackets.
        addressed(str): the person typed another endpoint before the query.
    """

    spelled = Signal(str)
    addressed = Signal(str)

    def __init__(
        self, document: RequestDocument, request: CurrentRequest, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._request = request
        self._typed_for: str | None = None
        self.view = UrlView(self)
        self.view.setAccessibleName("GET URL")
        self.view.url_edited.connect(self._edited)
        self.spelling = SegmentedToggle(SPELLINGS, "Spelling of brackets", self)
        self.spelling.setToolTip(SPELLING_HELP)
        self.spelling.chosen.connect(self._spell)
        self._losses = QLabel(self, wordWrap=True)
        self._losses.setTextFormat(Qt.TextFormat.PlainText)  # it quotes the request
        set_look(self._losses, role="muted")
        self._reason = MessageBar("warn", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), px(6), px(12), px(8))
        foot.addWidget(self._losses)
        column.addLayout(foot)
        column.addWidget(self._reason)

    def refresh(self) -> None:
        """Show the GET of the draft, also while the method is POST."""
        got = self._request.as_get
        self.spelling.set_value(self._request.profile.spelling)
        if isinstance(got, Unsendable):
            self._typed_for = None
            self.view.set_url(f"{got.url[:BEGINNING]}…" if got.url else "")
            self.view.setReadOnly(bool(got.url) or self._document.draft.heavy)
            self._losses.hide()
            self._reason.set_text(got.reason)
            return
        self.view.setReadOnly(False)
        self._reason.set_text(self._notes())
        if self._document.draft.text != self._typed_for:
            self._typed_for = None  # or a redo of what was typed would find its text not shown
            self.view.set_url(got.url)
        words = losses_in_words(self._document.payload)
        self._losses.setText(words)
        self._losses.setVisible(bool(words))

    def _head(self) -> QHBoxLayout:
        caption = QLabel("Brackets", self)
        set_look(caption, role="muted")
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(8), px(12), px(8))
        head.setSpacing(px(8))
        head.addWidget(caption)
        head.addWidget(self.spelling)
        head.addStretch(1)
        return head

    def _spell(self, spelling: str) -> None:
        self._typed_for = None
        self.spelled.emit(spelling)

    def _edited(self, url: str) -> None:
        address, _, query = url.partition("?")
        if address != self._request.profile.url.partition("?")[0]:
            self.addressed.emit(address)
        try:
            text = with_query(self._document.draft.text, query)
        except EditImpossible as why:
            self._reason.set_text(str(why))
            return
        self._typed_for = text
        self._document.write(text, "Edit URL", typing="url")
        self._reason.set_text(self._notes())

    def _notes(self) -> str:
        """What is ambiguous in the query as typed."""
        if self._document.draft.text != self._typed_for:
            return ""
        return " ".join(read_query(self.view.url()).notes[:NOTES_SHOWN])


def losses_in_words(payload: Payload) -> str:
    """The first losses of a GET, and how many more there are."""
    losses = lost_in_get(payload)
    if not losses:
        return ""
    shown = " · ".join(loss.sentence for loss in losses[:LOSSES_SHOWN])
    more = len(losses) - LOSSES_SHOWN
    return f"GET loses: {shown}" + (f" · {more} more" if more > 0 else "")
