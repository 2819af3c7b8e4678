"""The bar that shows the result of a send."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from convert_console.core.history.columns import local_time
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable
from convert_console.core.text import visible
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.verdict import verdict
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.main_window.timing_bar import TimingBar
from convert_console.widgets.theme.theme import px, set_look

NOT_RECORDED = "It is not in the history yet."


class ResultBar(QWidget):
    """The verdict with a sentence, then status, time and the phases of the exchange.

    It has the colour of the verdict while the draft is the request that the verdict is about.
    """

    def __init__(
        self, request: CurrentRequest, sending: SendController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._sending = sending
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Result")
        self.word = QLabel(self)
        set_look(self.word, role="strong")
        self.sentence = sentence_label(self)
        self.figures = QLabel(self)
        set_look(self.figures, role="muted")
        self.timing = TimingBar(self)
        self.details = QPushButton("Details", self)
        self.details.setToolTip("Show what was sent and what came back (Ctrl+R)")
        set_look(self.details, kind="link")
        for label in (self.word, self.figures):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._place()
        sending.exchange_changed.connect(self.refresh)
        self._is_current = True
        request.changed.connect(self._follow_draft)
        self.refresh()

    def _place(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.word, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.sentence, 1)
        top.addWidget(self.details, 0, Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.setSpacing(px(12))
        bottom.addWidget(self.figures)
        bottom.addWidget(self.timing, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.setSpacing(px(6))
        column.addLayout(top)
        column.addLayout(bottom)

    def sizeHint(self) -> QSize:
        """No wider than necessary: a long sentence must not resize the panes."""
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())

    def _follow_draft(self) -> None:
        exchange = self._sending.exchange
        if exchange is None or self._is_of_draft(exchange) != self._is_current:
            self.refresh()

    def _is_of_draft(self, exchange: Exchange) -> bool:
        draft = self._request.draft
        return (exchange.document, exchange.request.method) == (draft.text, draft.method)

    def _hint(self) -> str:
        wire = self._request.wire
        return wire.reason if isinstance(wire, Unsendable) else what_to_try(self._request.profile)

    def refresh(self) -> None:
        """Show the exchange, or how to get one."""
        exchange = self._sending.exchange
        for part in (self.word, self.figures, self.timing, self.details):
            part.setVisible(exchange is not None)
        if exchange is None:
            set_look(self, surface="pane")
            set_look(self.sentence, role="muted")
            self.sentence.setText(visible(self._hint()))
            return
        result = verdict(exchange)
        # The colour of the bar must not speak for a draft that was changed since, and not sent.
        self._is_current = self._is_of_draft(exchange)
        set_look(self, surface=result.tone if self._is_current else "pane")
        set_look(self.word, tone=result.tone)
        set_look(self.sentence, role="")
        self.word.setText(result.word)
        note = NOT_RECORDED if self._sending.outcome_unsaved else ""
        sentences = (result.sentence, result.next_step, note)
        self.sentence.setText(visible(" ".join(filter(None, sentences))))
        earlier = "" if self._is_current else "Earlier request"
        self.figures.setText(visible(" · ".join(filter(None, (earlier, figures(exchange))))))
        self.timing.set_timings(exchange.timings)
        self.timing.setVisible(exchange.timings.total > 0)
        self.figures.setVisible(bool(self.figures.text()))


def what_to_try(profile: Profile) -> str:
    """What Send would do now, as long as there is no result."""
    if profile.target != "local" and destination_kind(profile.url) == "loopback":
        return "Press Send (Ctrl+Enter): it goes to the program that listens there on this machine."
    if destination_kind(profile.url) == "loopback":
        return (
            "Press Send (Ctrl+Enter) to try it: this request goes to this machine only, and "
            "does not affect any statistics."
        )
    if profile.reach == "local":
        return (
            "This profile is local only, and its target is not this machine. Choose the local "
            "collector as target, or another profile."
        )
    host = host_of(profile.url) or "its target"
    if profile.reach == "ask":
        return f"Press Send (Ctrl+Enter): you are asked before anything goes to {host}."
    return f"Press Send (Ctrl+Enter): it goes to {host} at once."


def figures(exchange: Exchange) -> str:
    """When it was sent, the status and the duration, if known: `12:03:41 · 200 · 132 ms`."""
    outcome, total = exchange.outcome, exchange.timings.total
    when = None if "time" in dict(exchange.unreadable) else local_time(exchange.sent_at)
    parts = [f"{when:%H:%M:%S}"] if when else []
    parts += [str(outcome.status)] if isinstance(outcome, Answer) else []
    parts += [milliseconds(total)] if total else []
    return " · ".join(parts)


def milliseconds(seconds: float) -> str:
    """A duration with its unit.

    >>> milliseconds(0.132), milliseconds(0.0042), milliseconds(12.5)
    ('132 ms', '4.2 ms', '12.5 s')
    """
    if seconds >= 10:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:,.0f} ms"
