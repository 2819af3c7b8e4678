"""The right half of the window: the request as JSON, URL and bytes, and its answer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from convert_console.core.request.wire import WireRequest
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.copy_as import CopyAs
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.paste.paste import PasteField
from convert_console.widgets.preview.answer_pane import AnswerPane
from convert_console.widgets.preview.json_pane import JsonPane
from convert_console.widgets.preview.url_pane import UrlPane
from convert_console.widgets.preview.wire_pane import WirePane

LARGE_TEXT = 200_000
"""Characters of a text from which its GET URL is built only while its page is in front."""


class Preview(TabbedPane):
    """Updates the page in front; the others are updated when they are shown."""

    JSON, URL, WIRE, ANSWER = range(4)

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        request: CurrentRequest,
        sending: SendController,
        problems: Problems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Preview", parent)
        self._request = request
        self._document = document
        self.json = JsonPane(document, problems, self)
        self.add_page("JSON", self.json, "The request as text (Ctrl+J)")
        self.url = UrlPane(document, request, self)
        self.wire = WirePane(request, profiles.secrets, self)
        self.answer = AnswerPane(sending, self)
        for title, page, tip in (
            ("GET URL", self.url, "The same request as a URL (Ctrl+L)"),
            ("Wire", self.wire, "The exact bytes that Send sends (Ctrl+W)"),
            ("Answer", self.answer, "The answer, and the request it belongs to (Ctrl+R)"),
        ):
            self.add_page(title, page, tip)
        self.paste = PasteField(self)
        self.corner.addWidget(self.paste)
        self.copying = CopyAs(self)
        self.corner.addWidget(self._copy_button())
        self.turned.connect(self.refresh)
        request.changed.connect(self.refresh)
        self.refresh()

    def _copy_button(self) -> MenuButton:
        button = MenuButton("Copy as", self.copying.menu(lambda: self._request.wire), self)
        button.setToolTip("Copy the request as cURL, as code or as raw HTTP")
        return button

    def open_find(self) -> None:
        """Open the search of the JSON."""
        self.turn_to(self.JSON)
        self.json.find_bar.open()

    def refresh(self) -> None:
        """Update the page in front."""
        (self.json, self.url, self.wire, self.answer)[self.stack.currentIndex()].refresh()
        # Even the beginning of a long URL takes 5 ms, which each key would take longer.
        small = len(self._document.draft.text) <= LARGE_TEXT
        url = self._request.as_get if small or self.stack.currentIndex() == self.URL else None
        self.set_count(self.URL, size_words(len(url.url)) if isinstance(url, WireRequest) else "")


def size_words(count: int) -> str:
    """A size in bytes as text.

    >>> size_words(412), size_words(70_400)
    ('412 B', '68.8 KB')
    """
    return f"{count} B" if count < 1_000 else f"{count / 1_024:.1f} KB"
