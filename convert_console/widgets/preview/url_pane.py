"""The request as a GET URL, with what a GET loses."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.models.console import Console
from convert_console.protocol.payload import Payload
from convert_console.protocol.query import lost_in_get
from convert_console.protocol.wire import Unsendable
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.preview.notice import Notice
from convert_console.widgets.theme import px, set_look

LOSSES_SHOWN = 3
SPELLINGS = (("literal", "[ ]"), ("percent", "%5B %5D"))


class UrlPane(QWidget):
    """The URL wrapped one parameter a line, for reading; copying gives it in one piece.

    Signals:
        spelled(str): the person chose "literal" or "percent" brackets.
    """

    spelled = Signal(str)

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self.view = WireView(self)
        self.view.setAccessibleName("GET URL")
        self.spelling = SegmentedToggle(SPELLINGS, "Spelling of brackets", self)
        self.spelling.setToolTip(
            "Brackets as in the article, or percent-encoded as RFC 3986 asks. "
            "Which the server prefers is not known."
        )
        self.spelling.chosen.connect(self.spelled)
        self._losses = QLabel(self, wordWrap=True)
        set_look(self._losses, role="muted")
        self._reason = Notice("warn", self)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(8), px(12), px(8))
        caption = QLabel("Brackets", self)
        set_look(caption, role="muted")
        head.setSpacing(px(8))
        head.addWidget(caption)
        head.addWidget(self.spelling)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), px(6), px(12), px(8))
        foot.addWidget(self._losses)
        column.addLayout(foot)
        column.addWidget(self._reason)

    def refresh(self) -> None:
        """Show the GET of the draft, also while the method is POST."""
        got = self._console.as_get
        self.spelling.set_value(self._console.profile.spelling)
        if isinstance(got, Unsendable):
            self.view.set_text("")
            self._losses.hide()
            self._reason.set_text(got.reason)
            return
        self._reason.set_text("")
        self.view.set_text(one_parameter_a_line(got.url))
        words = losses_in_words(self._console.payload)
        self._losses.setText(words)
        self._losses.setVisible(bool(words))


def one_parameter_a_line(url: str) -> str:
    """A URL broken before each `?` of its query and each `&`, for reading only."""
    address, mark, query = url.partition("?")
    lines = [address, *(part for part in (mark + query).replace("&", "\n&").split("\n") if part)]
    return "\n".join(lines)


def losses_in_words(payload: Payload) -> str:
    """The first losses of a GET, and how many more there are."""
    losses = lost_in_get(payload)
    if not losses:
        return ""
    shown = " · ".join(loss.sentence for loss in losses[:LOSSES_SHOWN])
    more = len(losses) - LOSSES_SHOWN
    return f"GET loses: {shown}" + (f" · {more} more" if more > 0 else "")
