"""The details of an exchange: what was sent, and the answer's headers and body."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.formatting import pretty
from convert_console.core.document.positions import EditImpossible
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.models.sending.answer_file import file_name, save_body
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.editor.syntax import json_spans, wire_spans
from convert_console.widgets.editor.wire_view import WireView
from convert_console.widgets.kit.dialogs import ask_new_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.preview.wire_pane import wire_text
from convert_console.widgets.theme.theme import px, set_look

PARTS = (("body", "Body"), ("headers", "Headers"), ("sent", "Sent"))
LEAST_HEIGHT = 72
LARGEST_BODY = 1_000_000
"""Bytes of a body up to which it is shown; a larger one can be saved."""

LONGEST_FORMATTED = 200_000
"""Characters of JSON up to which it is formatted, which takes a few milliseconds."""


class AnswerPane(QWidget):
    """Shows the last exchange, or the one that is selected in the history."""

    def __init__(self, sending: SendController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sending = sending
        self.part = SegmentedToggle(PARTS, "Part of the exchange", self)
        self.part.setToolTip("Body and headers of the answer, or the bytes that were sent")
        self.part.chosen.connect(self.refresh)
        self._size = QLabel(self)
        self._size.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self._size, role="muted")
        self.save = QPushButton("Save body…", self)
        self.save.setToolTip("Save the body to a file as it was received")
        set_look(self.save, kind="quiet", size="small")
        self.save.clicked.connect(self._choose_file)
        self.view = WireView(self)
        self.view.setAccessibleName("Answer")
        self.large = EmptyState(parent=self)
        self.large.acted.connect(self._choose_file)
        self.meaning = MessageBar("info", self, spoken=False)  # the line of the result is
        self.location = MessageBar("warn", self)
        self.saved = MessageBar("info", self)
        self._empty = EmptyState(parent=self)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._details())
        self._pages.addWidget(self._empty)
        sending.exchange_changed.connect(self._show_new_exchange)

    def minimumSizeHint(self) -> QSize:
        """As low as a few lines, whatever the verdict says: the other pages are as low."""
        return QSize(super().minimumSizeHint().width(), px(LEAST_HEIGHT))

    def refresh(self) -> None:
        """Show the chosen part of the exchange, or that there is none."""
        exchange = self._sending.exchange
        self._pages.setCurrentIndex(0 if exchange else 1)
        if exchange is None:
            self._empty.set_state(
                "inbox", "No answer yet", "Send a request, or choose one in the history."
            )
            return
        answer = exchange.outcome if isinstance(exchange.outcome, Answer) else None
        self._size.setText(size_words(exchange))
        self.save.setVisible(answer is not None and answer.body != b"")
        self._explain(exchange)
        self.location.set_text(location_words(answer) if answer else "")
        part = self.part.value()
        if part == "body" and answer is not None and answer.body_size > LARGEST_BODY:
            self._show_large_body(answer)
            return
        self._show(part_text(exchange, part), as_json=part == "body")

    def _explain(self, exchange: Exchange) -> None:
        """Show the verdict with its whole sentence and the next step."""
        result = verdict(exchange)
        self.meaning.set_tone(result.tone)
        self.meaning.set_text(f"{result.word}. {result.sentence} {result.next_step}".rstrip())

    def _show(self, text: str, *, as_json: bool) -> None:
        self.view.set_text(text, json_spans if as_json else wire_spans)
        self._parts.setCurrentWidget(self.view)

    def _show_large_body(self, answer: Answer) -> None:
        size = f"{answer.body_size / 1_000_000:,.1f} MB"
        kept = f" The first {len(answer.body):,} are kept." if answer.left_out else ""
        sentence = f"It has {answer.body_size:,} bytes and is not shown here.{kept}"
        self.large.set_state("save", f"A large body: {size}", sentence, "Save body…")
        self._parts.setCurrentWidget(self.large)

    def _show_new_exchange(self) -> None:
        self.saved.set_text("")
        self.refresh()

    def _choose_file(self) -> None:
        exchange = self._sending.exchange
        if exchange is None or not isinstance(exchange.outcome, Answer):
            return
        answer = exchange.outcome
        name = file_name(answer)
        ask_new_file(self, "Save body", lambda path: self._save(answer, path), name=name)

    def _save(self, answer: Answer, path: str) -> None:
        saved, sentence = save_body(answer, path)
        self.saved.set_tone("info" if saved else "error")
        self.saved.set_text(sentence)

    def _details(self) -> QWidget:
        details = QWidget(self)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(8), px(12), px(8))
        head.setSpacing(px(8))
        head.addWidget(self.part)
        head.addStretch(1)
        head.addWidget(self._size)
        head.addWidget(self.save)
        self._parts = _SmallStack(details)
        self._parts.addWidget(self.view)
        self._parts.addWidget(self.large)
        column = QVBoxLayout(details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.meaning)
        column.addWidget(self.location)
        column.addWidget(self._parts, 1)
        column.addWidget(self.saved)
        return details


class _SmallStack(QStackedWidget):
    """A stack that can be as small as a text, whichever page is in front."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(48))


def location_words(answer: Answer) -> str:
    """Where a redirect points; "" for other answers.

    >>> location_words(Answer(301, "Moved", (("Location", "/elsewhere"),), b"", 0))
    'Redirect to /elsewhere, not followed.'
    """
    if not 300 <= answer.status < 400:
        return ""
    location = answer.header("location")
    if location is None:
        return "This redirect has no Location header."
    return f"Redirect to {location}, not followed."


def part_text(exchange: Exchange, part: str) -> str:
    """The text of one part: "sent", "headers" or "body"."""
    outcome = exchange.outcome
    if part == "sent":
        return wire_text(exchange.request)
    if outcome is None:
        if not exchange.inbound:
            return "Waiting for an answer…"
        if exchange.source == "page":
            return f"Answered on this machine with {exchange.answered}. The answer is not kept."
        return "Received from another program. The answer to it is not kept."
    if isinstance(outcome, Failure) and outcome.kind == "unseen":
        detail = f"{outcome.detail[:1].upper()}{outcome.detail[1:]}" or "No answer seen"
        return f"{detail}. It is not known whether there was an answer."
    if isinstance(outcome, Failure):
        return f"No answer.\n{outcome.detail}"
    if part == "headers":
        status = f"{outcome.http_version} {outcome.status} {outcome.reason}".rstrip()
        return "\n".join([status, *(f"{name}: {value}" for name, value in outcome.headers)])
    return body_text(outcome)


def body_text(answer: Answer) -> str:
    """The body as text in its charset, with replacement characters for invalid bytes. JSON is
    formatted, which changes only white space.
    """
    note = f"{answer.note}\n\n" if answer.note else ""
    if not answer.body:
        return note + "The answer has no body."
    text = formatted(decoded(answer.body[:LARGEST_BODY], answer.header("content-type") or ""))
    more = answer.left_out + max(0, len(answer.body) - LARGEST_BODY)
    return note + text + (f"\n\n… {more:,} more bytes" if more > 0 else "")


def formatted(text: str) -> str:
    r"""JSON over several lines; any other text as it is.

    >>> formatted('{"code":200}'), formatted("fine")
    ('{\n  "code": 200\n}', 'fine')
    """
    if len(text) > LONGEST_FORMATTED or not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return pretty(text)
    except EditImpossible:
        return text


def decoded(body: bytes, content_type: str) -> str:
    r"""Bytes as text, also if the header names an unknown charset.

    >>> decoded(b"caf\xe9", "text/plain; charset=latin-1"), decoded(b"ok", "text/plain; charset=x")
    ('café', 'ok')
    """
    charset = content_type.lower().partition("charset=")[2].split(";")[0].strip(" '\"")
    try:
        return body.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def size_words(exchange: Exchange) -> str:
    """The size of the body: `412 bytes`."""
    answer = exchange.outcome
    return f"{answer.body_size:,} bytes" if isinstance(answer, Answer) else ""
