"""The sheet that sends one conversion by names, and shows what is known of it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.convert_api.matching import STATE_WORDS, State
from convert_console.core.document.payload import parse
from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.history.columns import duration
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.draft import Draft
from convert_console.core.request.run_marker import marker_in
from convert_console.core.text import local_time, visible
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.kinds import KINDS
from convert_console.core.verdict.verdict import verdict
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.verify.verification import Verification
from convert_console.widgets.kit.buttons import HintButton, LinkButton
from convert_console.widgets.kit.cards import FloatingCard, QuestionCard
from convert_console.widgets.kit.dialogs import FittingDialog, ask_name, ask_new_file
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.panes import Hairline, scroll_area
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens
from convert_console.widgets.verify.form import ConversionForm
from convert_console.widgets.verify.outcome import LookRow, OutcomeBox
from convert_console.widgets.verify.timeline import Step, Timeline

HEIGHT, ASIDE, QUESTION = 528, 344, 376
"""Pixels of the sheet, of its right side, and of the width of its question."""

SEEN = "What is accepted is looked for in Convert's live log."
REPORTED = "Reports follow later; see Results."
REPORTED_NOT = "No report counts it."
COUNTS_NOT = "What goes to this machine counts nowhere. Choose Convert as target to see it count."


SEEN_STATES: Mapping[State, str] = {
    "seen": "ok",
    "similar": "info",
    "not-seen": "warn",
    "cannot-tell": "info",
}
"""How the step is shown."""


class VerifyDialog(FittingDialog):
    """Signals:
    results_wanted: the user wants to see the expected results.
    names_wanted: the user wants to load the project's names.
    key_wanted: the user wants to enter an API key.
    evidence_wanted(int, object, str): write this row of the history in an `ExportFormat` to a path.
    """

    results_wanted = Signal()
    names_wanted = Signal()
    key_wanted = Signal()
    evidence_wanted = Signal(int, object, str)

    def __init__(
        self,
        model: Verification,
        catalog: CurrentCatalog,
        save: Callable[[str, Draft], object],
        parent: QWidget | None = None,
    ) -> None:
        """`save` keeps a draft under a name."""
        super().__init__(parent)
        self._model, self._save = model, save
        self.setWindowTitle("Verify a conversion")
        self.resize_within_screen(tokens().size.sheet_guided, HEIGHT)
        set_surface(self, "pane")
        self.form = ConversionForm(model, catalog, self)
        self.timeline = Timeline(4, self)
        self.look = LookRow(model, self.timeline)
        self.look.key_wanted.connect(self.key_wanted)
        self.timeline.steps[2].put_below(self.look)
        self.outcome = OutcomeBox(self)
        self.outcome.evidence_wanted.connect(self._ask_for_evidence)
        self.request = QPlainTextEdit(self)
        self.request.setReadOnly(True)
        self.request.setAccessibleName("The request as JSON")
        self.request.setTabChangesFocus(True)
        set_look(self.request, mono=True, bare=True)
        self.side_pages = QStackedWidget(self)
        self.notice = sentence_label(self)
        set_look(self.notice, tone="error")
        self.stop = LinkButton("Cancel", self)
        self.stop.setToolTip("Stop waiting for the answer (Esc)")
        self.save_as = QPushButton("Save as request…", self)
        self.put = QPushButton("Put into the draft", self)
        for button in (self.save_as, self.put):
            set_look(button, kind="quiet", size="large")
        self.save_as.setToolTip("Save it under a name")
        self.put.setToolTip("Replace the draft by this request; Ctrl+Z takes it back")
        self.results = QPushButton("Open Results", self)
        self.results.setToolTip("See what Convert's report should show (Ctrl+E)")
        set_look(self.results, size="large")
        self.send = HintButton("Send", "Ctrl+↵", self)
        set_look(self.send, size="large")
        for button in (self.save_as, self.put, self.results):
            button.setAutoDefault(False)
        self.question = QuestionCard(self)
        FloatingCard(self.question, self._place_question)
        self._place()
        self._connect()
        self.refresh()
        self.form.goal.setFocus()

    def refresh(self) -> None:
        """Show what was sent, and what is asked."""
        model = self._model
        self.send.setText("Send another" if model.is_sent else "Send")
        self.send.setToolTip(
            "For a new visitor and with a new order number (Ctrl+Enter)"
            if model.is_sent
            else "Send it (Ctrl+Enter)"
        )
        self.send.setEnabled(not model.is_sending)
        self.stop.setVisible(model.is_sending)
        self.request.setPlainText(visible(model.draft.text))
        self._show_steps(model.exchange)
        self._show_question()

    def reject(self) -> None:
        """Esc first declines the question or stops waiting, then closes the sheet."""
        if self._model.is_looking:
            self._model.stop_looking()
            return
        if self._model.question is not None:
            self._model.answer(yes=False)
        elif self._model.is_sending:
            self._model.cancel()
        else:
            super().reject()

    def _show_question(self) -> None:
        question = self._model.question
        focused = keep_parent(QApplication.focusWidget())
        if question is None and focused is not None and self.question.isAncestorOf(focused):
            self.send.setFocus()
        self.question.ask(question.text if question else "", question.answer if question else "")
        self._place_question()

    def _show_steps(self, exchange: Exchange | None) -> None:
        sent, answered, seen, reported = self.timeline.steps
        here = self._model.is_here
        reported.show_state("due", "Reported", REPORTED_NOT if here else REPORTED)
        self._show_seen(seen)
        self.outcome.show_sentence(self._model.to_forward)
        if exchange is None:
            sent.show_state("due", "Sent", f"Not sent yet. {self._marker_words()}")
            answered.show_state("due", "Accepted", "What the endpoint answers is shown here.")
            return
        request, moment = exchange.request, local_time(exchange.sent_at)
        where = "this machine" if here else host_of(request.url)
        time = f"{moment:%H:%M:%S}" if moment else ""
        if exchange.outcome is None:
            sent.show_state("waiting", "Sending", f"By {request.method} to {where}.", time)
            answered.show_state("due", "Accepted", "Waiting for the answer.")
            return
        marker = marker_in(parse(exchange.document).payload)
        way = f"By {request.method} to {where}{f', with marker {marker}' if marker else ''}."
        result = verdict(exchange)
        went_out = KINDS[result.kind].group != "not-sent"
        sent.show_state(
            "ok" if went_out else "error",
            "Sent" if went_out else "Not sent",
            way,
            time,
        )
        took = duration(exchange.timings.total) if exchange.timings.total else ""
        accepted = result.kind == "accepted"
        sentence = " ".join(filter(None, (result.sentence, result.next_step)))
        if accepted and isinstance(exchange.outcome, Answer):
            status = exchange.outcome.status
            convert = destination_kind(request.url) == "convert"
            sentence = f"{'Convert' if convert else where} answered {status}. Not yet proof."
            if here:
                sentence = f"The program on this machine answered {status}."
        answered.show_state(result.tone, result.word, sentence, took)

    def _marker_words(self) -> str:
        """What it will be marked with."""
        model = self._model
        if model.kept_campaign:
            return f"Not marked: the profile's campaign is {model.kept_campaign}."
        return f"It gets the marker {model.conversion.marker}."

    def _show_seen(self, step: Step) -> None:
        """What Convert's live log showed, or why it is not read."""
        model = self._model
        finding = model.finding
        self.look.refresh()
        if model.is_looking:
            step.show_state("waiting", "Seen", "Looking in Convert's live log.", self.look.waited)
        elif finding is not None:
            when = local_time(finding.looked_at)
            step.show_state(
                SEEN_STATES[finding.state],
                STATE_WORDS[finding.state],
                finding.reason,
                f"{when:%H:%M}" if when else "",
            )
        elif model.exchange is not None and model.exchange.outcome is not None:
            reason = COUNTS_NOT if model.is_here else model.why_no_look
            step.show_state("due", "Seen", reason or "Not looked up.")
        else:
            step.show_state("due", "Seen", COUNTS_NOT if model.is_here else SEEN)

    def _ask_for_evidence(self) -> None:
        row_id, form = self._model.row_id, EXPORT_FORMATS["evidence"]
        ask_new_file(
            self,
            "Save the evidence page",
            lambda path: self.evidence_wanted.emit(row_id, form, path),
            name=f"conversion-{self._model.conversion.marker}.{form.suffix}",
            suffix=form.suffix,
        )

    def _connect(self) -> None:
        model = self._model
        self.form.names_wanted.connect(self.names_wanted)
        self.form.request_wanted.connect(lambda shown: self.side_pages.setCurrentIndex(int(shown)))
        self.send.clicked.connect(self._send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._send, autoRepeat=False)
        self.stop.clicked.connect(model.cancel)
        self.results.clicked.connect(self.results_wanted)
        self.put.clicked.connect(self._put_into_draft)
        self.save_as.clicked.connect(self._save_under_name)
        self.question.answered.connect(lambda yes: model.answer(yes=yes))
        model.changed.connect(self.refresh)
        model.refused.connect(self._refuse)

    def _send(self) -> None:
        self.notice.hide()
        self._model.send()

    def _refuse(self, sentence: str) -> None:
        self.notice.setText(visible(sentence))
        self.notice.show()

    def _put_into_draft(self) -> None:
        self._model.put_into_draft()
        self.accept()

    def _save_under_name(self) -> None:
        draft = self._model.draft
        name = ", ".join(self._model.names())
        ask_name(self, "Save request as", name, lambda name: self._save(name, draft))

    def _place(self) -> None:
        right = QWidget(self)
        set_surface(right, "window")
        steps = QWidget(right)
        column = QVBoxLayout(steps)
        padding = px(tokens().space.sheet_padding)
        column.setContentsMargins(padding, px(20), padding, px(12))
        column.addWidget(self.timeline)
        column.addWidget(self.outcome)
        column.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)
        set_surface(steps, "window")
        self.side_pages.addWidget(scroll_area(steps, right))  # a fault may need many words
        text = QWidget(right)
        around = QVBoxLayout(text)
        around.setContentsMargins(px(16), px(16), px(4), px(12))
        around.addWidget(self.request)
        self.side_pages.addWidget(text)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.side_pages)
        right.setMinimumWidth(px(ASIDE))
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.form, 1)
        body.addWidget(Hairline(self, Qt.Orientation.Vertical))
        body.addWidget(right)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(12), padding, px(12))
        foot.setSpacing(px(8))
        foot.addWidget(self.save_as)
        foot.addWidget(self.put)
        foot.addWidget(self.notice, 1)
        foot.addStretch(0)
        foot.addWidget(self.results)
        foot.addWidget(self.send)
        self.notice.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(body, 1)
        outer.addWidget(Hairline(self))
        outer.addLayout(foot)

    def _place_question(self) -> None:
        """Put the question over Send, so that nothing moves."""
        card = self.question
        if card.isHidden():
            return
        width = min(px(QUESTION), self.width() - 2 * px(12))
        height = card.height_for(width)
        corner = self.send.mapTo(self, QPoint(self.send.width(), 0))
        card.setGeometry(corner.x() - width, corner.y() - px(20) - height, width, height)
        card.raise_()
