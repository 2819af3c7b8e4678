"""The page for editing the request as a GET URL, which shows what a GET changes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.payload import Path, Payload, path_text
from convert_console.core.query import lost_in_get, read_query
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.request.query_edits import with_query
from convert_console.core.request.wire import Unsendable
from convert_console.core.text import visible
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.preview.url_view import UrlView
from convert_console.widgets.theme.theme import px, set_look

LOSSES_SHOWN = NOTES_SHOWN = 3
BEGINNING = 4_000
"""Characters that are shown of a URL that is too long to be sent."""

SPELLINGS = (("literal", "[ ]"), ("percent", "%5B %5D"))

SPELLING_HELP = (
    "Brackets as in Convert's article, or percent-encoded as RFC 3986 requires. It is not known "
    "which the server prefers."
)


class UrlPane(QWidget):
    """Shows one parameter a line; the URL is copied in one piece.

    Typing changes the document. The typed text stays as it is while the document means the same, so
    that no character is escaped while the user types.

    Signals:
        spelled(str): the user chose "literal" or "percent" brackets.
        addressed(str): the user typed another endpoint before the query.
    """

    spelled = Signal(str)
    addressed = Signal(str)

    def __init__(
        self, document: RequestDocument, request: CurrentRequest, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._request = request
        self._typed_document: str | None = None
        self.view = UrlView(self)
        self.view.setAccessibleName("GET URL")
        self.view.url_edited.connect(self._edited)
        self.spelling = SegmentedToggle(SPELLINGS, "Brackets in the URL", self)
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
        """Show the draft as a GET, also if its method is POST."""
        get = self._request.as_get
        self.spelling.set_value(self._request.profile.spelling)
        if isinstance(get, Unsendable):
            self._typed_document = None
            self.view.set_url(f"{get.url[:BEGINNING]}…" if get.url else "")
            self.view.setReadOnly(bool(get.url) or self._document.draft.heavy)
            self._losses.hide()
            self._reason.set_text(get.reason)
            return
        self.view.setReadOnly(False)
        self._reason.set_text(self._notes())
        if self._document.draft.text != self._typed_document:
            self._typed_document = None  # so that a redo of the typed text is shown
            self.view.set_url(get.url)
        losses = losses_text(self._document.payload)
        self._losses.setText(losses)
        self._losses.setVisible(bool(losses))

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
        self._typed_document = None
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
        self._typed_document = text
        self._document.write(text, "Edit URL", typing="url")
        self._reason.set_text(self._notes())

    def _notes(self) -> str:
        """Notes on what is ambiguous in the typed query."""
        if self._document.draft.text != self._typed_document:
            return ""
        return " ".join(read_query(self.view.url()).notes[:NOTES_SHOWN])


def losses_text(payload: Payload) -> str:
    """What a GET changes, by field: `Sent as text in GET: amount, products`."""
    as_text: dict[str, None] = {}
    left_out: dict[str, None] = {}
    others: list[str] = []
    for loss in lost_in_get(payload):
        if loss.kind in ("type", "exponent"):
            as_text[_field_name(loss.path)] = None
        elif loss.kind == "vanished":
            left_out[_field_name(loss.path)] = None
        else:
            others.append(loss.sentence)
    parts = [_listed("Sent as text in GET: ", ", ", list(as_text))]
    parts += [_listed("Left out of GET: ", ", ", list(left_out))]
    return " · ".join(filter(None, [*parts, _listed("", " · ", others)]))


def _listed(title: str, separator: str, names: list[str]) -> str:
    if not names:
        return ""
    more = len(names) - LOSSES_SHOWN
    shown = separator.join(visible(name) for name in names[:LOSSES_SHOWN])
    return f"{title}{shown}" + (f" and {more} more" if more > 0 else "")


def _field_name(path: Path) -> str:
    """The label of a documented field, or the path of another one."""
    keys = tuple(step for step in path if isinstance(step, str))
    parameter = next((parameter for parameter in PARAMETERS if parameter.path == keys), None)
    return parameter.label.lower() if parameter else path_text(path) or "the document"
