"""One request that came in: its bytes, its document, and what the linter says of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from convert_console.core.document.payload import Path
from convert_console.core.document.positions import Span, spans_of
from convert_console.core.linter import Problem
from convert_console.models.traffic.hit import Hit
from convert_console.widgets.kit.code_marks import CodeView, Mark
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.severity import TONES
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.preview.answer_pane import laid_out
from convert_console.widgets.preview.json_marks import shown_span
from convert_console.widgets.problems.problems_pane import ProblemList
from convert_console.widgets.theme.theme import set_look

SHOWN = 200_000
"""Characters put on screen."""

MARKS_SHOWN = 500


class InboundDetail(QWidget):
    """Signals:
    draft_wanted: the document and the method are to become the draft.
    comparison_wanted: it is to be compared with the one that was sent.
    """

    draft_wanted = Signal()
    comparison_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The list's words hold these places and not the pane: Python would collect such a cycle at
        # any moment, be it while Qt paints what is in it.
        spans: dict[Path, Span] = {}
        self._spans = spans
        self.bytes = WireView(self)
        self.bytes.setAccessibleName("Bytes as they came in")
        self.document = CodeView(self)
        self.document.setReadOnly(True)
        self.document.setAccessibleName("Document of what came in")
        self.document.setAccessibleDescription("")
        self.problems = ProblemList(self, lambda p: "show it" if p.path in spans else "")
        self.problems.acted.connect(self._go_to)
        self.pages = TabbedPane("What came in", self)
        self._bytes_page = self.pages.add_page("Bytes", self.bytes)
        self._document_page = self.pages.add_page("Document", self.document)
        self._problems_page = self.pages.add_page("Problems", self.problems)
        self.open = QPushButton("Open as draft", self)
        self.compare = QPushButton("Compare with the sent one", self)
        self._place_buttons()
        self._none = EmptyState("inbox", "", "Choose a line to see what came in.", parent=self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self._none)
        self.show_hit(None)

    def show_hit(self, hit: Hit | None) -> None:
        """Show a hit that has been read, or that none is chosen."""
        self._stack.setCurrentWidget(self._none if hit is None else self.pages)
        if hit is None:
            return
        self.bytes.set_text(bytes_text(hit.received.raw))
        self.document.set_text_minimal(document_text(hit))
        self._mark(hit)
        self.problems.lines.show(hit.problems)
        self.pages.set_count(self._bytes_page, f"{len(hit.received.raw):,}")
        self.pages.set_count(self._problems_page, f"{len(hit.problems)}" if hit.problems else "")

    def set_sent(self, reason: str) -> None:
        """Offer the comparison, or say in a sentence why there is none."""
        self.compare.setEnabled(not reason)
        self.compare.setToolTip(reason or "Compare the request with the one that was sent")

    def _place_buttons(self) -> None:
        for button in (self.open, self.compare):
            button.setAutoDefault(False)
            set_look(button, kind="quiet", size="small")
            self.pages.corner.addWidget(button)
        self.open.clicked.connect(self.draft_wanted)
        self.compare.clicked.connect(self.comparison_wanted)

    def _mark(self, hit: Hit) -> None:
        """Underline what the linter speaks of."""
        draft = hit.arrived.draft
        fault = draft.reading.fault
        self._spans.clear()
        if fault is not None:
            place, _ = shown_span(draft.text, (fault.offset, fault.offset))
            self.document.set_fault(place, fault.sentence)
            return
        found = [problem for problem in hit.problems if problem.path][:MARKS_SHOWN]
        if len(draft.text) <= SHOWN:
            paths = [problem.path for problem in found]
            self._spans.update(spans_of(self.document.text(), paths))
        self.document.set_marks(
            [
                Mark(*self._spans[problem.path], TONES[problem.severity], problem.sentence)
                for problem in found
                if problem.path in self._spans
            ]
        )

    def _go_to(self, problem: Problem) -> None:
        span = self._spans.get(problem.path)
        if span is not None:
            self.pages.turn_to(self._document_page)
            self.document.go_to(*span)


def bytes_text(raw: bytes) -> str:
    """The bytes as text; what is no UTF-8 shows as replacement characters."""
    text = raw[:SHOWN].decode("utf-8", "replace").replace("\r\n", "\n")
    left = len(raw) - SHOWN
    return f"{text}\n\n… {left:,} more bytes" if left > 0 else text


def document_text(hit: Hit) -> str:
    """The document laid out for reading; text that is no JSON as it stands."""
    draft = hit.arrived.draft
    if len(draft.text) > SHOWN:
        return f"{draft.text[:SHOWN]}\n… {len(draft.text) - SHOWN:,} more characters"
    return draft.text if draft.reading.fault else laid_out(draft.text)
