"""The left half: the request, its segments and its events as forms."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from convert_console.models.document import RequestDocument
from convert_console.models.events import EventsModel
from convert_console.protocol.parameters import EVENT_TYPES, REQUEST, SEGMENTS
from convert_console.widgets.builder.events_pane import EventsPane
from convert_console.widgets.builder.form import Form
from convert_console.widgets.tabs import TabbedPane
from convert_console.widgets.theme import set_look

REQUEST_PAGE, SEGMENTS_PAGE, EVENTS_PAGE = range(3)


class Builder(TabbedPane):
    """Only the page in front is brought up to date; the others are when they are turned to."""

    def __init__(
        self, document: RequestDocument, events: EventsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__("Builder", parent)
        self._document = document
        self.request = Form(document, REQUEST, self)
        self.segments = Form(document, SEGMENTS, self)
        self.events = EventsPane(document, events, self)
        for title, page in (
            ("Request", self.request),
            ("Segments", self.segments),
            ("Events", self.events),
        ):
            self.add_page(title, page)
        self._add_buttons = [self._add_button(choice.value) for choice in EVENT_TYPES]
        self.turned.connect(self.refresh)
        document.changed.connect(self.refresh)
        self.turn_to(EVENTS_PAGE)
        self.refresh()

    def refresh(self) -> None:
        """Show the counts, and the values of the page in front."""
        payload = self._document.payload
        if isinstance(payload, dict):
            segments = payload.get("seg")
            self.set_count(SEGMENTS_PAGE, _count(segments))
            self.set_count(EVENTS_PAGE, _count(payload.get("ev")))
        for button in self._add_buttons:
            button.setEnabled(self._document.editable_by_form)
        page = self.stack.currentWidget()
        if isinstance(page, Form | EventsPane):
            page.refresh()

    def _add_button(self, kind: str) -> QPushButton:
        button = QPushButton(f"+ {kind}", self)
        button.setAccessibleName(f"Add a {kind} event")
        set_look(button, size="small")
        button.clicked.connect(lambda: self._add(kind))
        self.corner.addWidget(button)
        return button

    def _add(self, kind: str) -> None:
        self.turn_to(EVENTS_PAGE)
        self.events.add(kind)


def _count(value: object) -> str:
    return str(len(value)) if isinstance(value, list | dict) and value else ""
