"""The details of an exchange: what was sent, and the answer's headers and body."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from convert_console.models.console import Console
from convert_console.protocol.exchange import Answer, Exchange, Failure
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.preview.wire_pane import wire_text
from convert_console.widgets.theme import px, set_look

PARTS = (("body", "Body"), ("headers", "Headers"), ("sent", "Sent"))
BODY_SHOWN = 1_000_000
"""Bytes of a body beyond which it is cut on screen; the history keeps all that was read."""


class AnswerPane(QWidget):
    """Follows the console's exchange: the one just sent, or one chosen in the history."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self.part = SegmentedToggle(PARTS, "Part of the exchange", self)
        self.part.chosen.connect(self.refresh)
        self._size = QLabel(self)
        set_look(self._size, role="muted")
        self.view = WireView(self)
        self.view.setAccessibleName("Answer")
        self._none = EmptyState(parent=self)
        details = QWidget(self)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(8), px(12), px(8))
        head.addWidget(self.part)
        head.addStretch(1)
        head.addWidget(self._size)
        column = QVBoxLayout(details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(details)
        self._pages.addWidget(self._none)
        console.shown.connect(self.refresh)

    def refresh(self) -> None:
        """Show the chosen part of the exchange, or why there is none."""
        exchange = self._console.exchange
        self._pages.setCurrentIndex(0 if exchange else 1)
        if exchange is None:
            self._none.set_state(
                "inbox", "No answer yet", "Send a request, or choose one in the history."
            )
            return
        self._size.setText(size_words(exchange))
        self.view.set_text(part_text(exchange, self.part.value()))


def part_text(exchange: Exchange, part: str) -> str:
    """The text of one part: "sent", "headers" or "body"."""
    outcome = exchange.outcome
    if part == "sent":
        return wire_text(exchange.request)
    if outcome is None:
        return "Waiting for an answer…"
    if isinstance(outcome, Failure):
        return f"There was no answer.\n{outcome.detail}"
    if part == "headers":
        status = f"{outcome.http_version} {outcome.status} {outcome.reason}".rstrip()
        return "\n".join([status, *(f"{name}: {value}" for name, value in outcome.headers)])
    return body_text(outcome)


def body_text(answer: Answer) -> str:
    """The body as text, in the charset it names; bytes that do not fit show as such."""
    note = f"{answer.note}\n\n" if answer.note else ""
    if not answer.body:
        return note + "The answer has no body."
    text = decoded(answer.body[:BODY_SHOWN], answer.header("content-type") or "")
    more = answer.body_size - min(len(answer.body), BODY_SHOWN)
    return note + text + (f"\n\n… {more:,} more bytes" if more > 0 else "")


def decoded(body: bytes, content_type: str) -> str:
    r"""Bytes as text, whatever charset a header claims.

    >>> decoded(b"caf\xe9", "text/plain; charset=latin-1"), decoded(b"ok", "text/plain; charset=x")
    ('café', 'ok')
    """
    charset = content_type.lower().partition("charset=")[2].split(";")[0].strip(" '\"")
    try:
        return body.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def size_words(exchange: Exchange) -> str:
    """How large the body was: `412 bytes`."""
    answer = exchange.outcome
    return f"{answer.body_size:,} bytes" if isinstance(answer, Answer) else ""
