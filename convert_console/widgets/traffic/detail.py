"""The details of a received request: its bytes, its document and its problems."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from convert_console.core.document.payload import Path
from convert_console.core.document.positions import Span, spans_of
from convert_console.core.linter.problem import Problem
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.widgets.kit.code_marks import CodeView, Mark
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.preview.answer_pane import formatted
from convert_console.widgets.preview.json_marks import shown_span
from convert_console.widgets.problems.problems_pane import ProblemList
from convert_console.widgets.theme.theme import SEVERITY_TONES, set_look

LONGEST_SHOWN = 200_000
"""Characters of a text that are shown."""

MARKS_SHOWN = 500


class TrafficDetail(QWidget):
    """Signals:
    draft_wanted: the user wants to open the document as the draft.
    comparison_wanted: the user wants to compare it with the request that was sent.
    """

    draft_wanted = Signal()
    comparison_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The callback refers to this dict and not to the widget: Python might collect a cycle with
        # the widget while Qt paints it.
        spans: dict[Path, Span] = {}
        self._spans = spans
        self.bytes = WireView(self)
        self.bytes.setAccessibleName("Received bytes")
        self.document = CodeView(self)
        self.document.setReadOnly(True)
        self.document.setAccessibleName("Received document")
        self.document.setAccessibleDescription("")
        self.problems = ProblemList(self, lambda p: "Show" if p.path in spans else "")
        self.problems.acted.connect(self._go_to)
        self.pages = TabbedPane("Received request", self)
        self._bytes_page = self.pages.add_page("Bytes", self.bytes, "The request as it arrived")
        self._document_page = self.pages.add_page(
            "Document", self.document, "The JSON that it carries"
        )
        self._problems_page = self.pages.add_page(
            "Problems", self.problems, "What is wrong with it"
        )
        self.open = QPushButton("Open as draft", self)
        self.compare = QPushButton("Compare with sent request", self)
        self._place_buttons()
        self._empty = EmptyState("inbox", "", "Select a row to see the request.", parent=self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self._empty)
        self.show_request(None)

    def show_request(self, request: IncomingRequest | None) -> None:
        """Show a parsed request, or the empty state."""
        self._stack.setCurrentWidget(self._empty if request is None else self.pages)
        if request is None:
            return
        self.bytes.set_text(bytes_text(request.received.raw))
        self.document.set_text_minimal(document_text(request))
        self._mark(request)
        self.problems.problem_model.set_problems(request.problems)
        self.pages.set_count(self._bytes_page, f"{len(request.received.raw):,}")
        self.pages.set_count(
            self._problems_page, f"{len(request.problems)}" if request.problems else ""
        )

    def set_sent(self, reason: str) -> None:
        """Enable the comparison, or disable it with a reason."""
        self.compare.setEnabled(not reason)
        self.compare.setToolTip(reason or "Compare the request with the one that was sent")

    def _place_buttons(self) -> None:
        self.open.setToolTip("Edit the document in Compose")
        for button in (self.open, self.compare):
            button.setAutoDefault(False)
            set_look(button, kind="quiet", size="small")
            self.pages.corner.addWidget(button)
        self.open.clicked.connect(self.draft_wanted)
        self.compare.clicked.connect(self.comparison_wanted)

    def _mark(self, request: IncomingRequest) -> None:
        """Underline the places that have problems."""
        draft = request.arrived.draft
        fault = draft.reading.fault
        self._spans.clear()
        if fault is not None:
            place, _ = shown_span(draft.text, (fault.offset, fault.offset))
            self.document.set_fault(place, fault.sentence)
            return
        problems = [problem for problem in request.problems if problem.path][:MARKS_SHOWN]
        if len(draft.text) <= LONGEST_SHOWN:
            paths = [problem.path for problem in problems]
            self._spans.update(spans_of(self.document.text(), paths))
        self.document.set_marks(
            [
                Mark(*self._spans[problem.path], SEVERITY_TONES[problem.severity], problem.sentence)
                for problem in problems
                if problem.path in self._spans
            ]
        )

    def _go_to(self, problem: Problem) -> None:
        span = self._spans.get(problem.path)
        if span is not None:
            self.pages.turn_to(self._document_page)
            self.document.go_to(*span)


def bytes_text(raw: bytes) -> str:
    """The bytes as text; invalid UTF-8 becomes replacement characters."""
    text = raw[:LONGEST_SHOWN].decode("utf-8", "replace").replace("\r\n", "\n")
    more = len(raw) - LONGEST_SHOWN
    return f"{text}\n\n… {more:,} more bytes" if more > 0 else text


def document_text(request: IncomingRequest) -> str:
    """The document as indented JSON; broken JSON as it is."""
    draft = request.arrived.draft
    if len(draft.text) > LONGEST_SHOWN:
        return (
            f"{draft.text[:LONGEST_SHOWN]}\n… {len(draft.text) - LONGEST_SHOWN:,} more characters"
        )
    return draft.text if draft.reading.fault else formatted(draft.text)
