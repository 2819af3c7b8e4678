"""The right half of the window: the request as JSON, bytes and GET URL, and its answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.kit.badge import MethodBadge
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.copy_as import CopyAs
from convert_console.widgets.kit.panes import Divided
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.preview.answer_pane import AnswerPane
from convert_console.widgets.preview.json_pane import JsonPane
from convert_console.widgets.preview.url_pane import UrlPane
from convert_console.widgets.preview.wire_pane import WirePane
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import set_look


class Preview(TabbedPane):
    """The GET URL is always in sight, below the pages, of which only the one in front is updated;
    the others are when they are opened.
    """

    JSON, WIRE, ANSWER = range(3)

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
        self.wire = WirePane(request, profiles.secrets, self)
        self.answer = AnswerPane(sending, self)
        for title, page, tip in (
            ("JSON", self.json, "The request as text (Ctrl+J)"),
            ("Wire", self.wire, "The exact bytes that Send sends (Ctrl+W)"),
            ("Answer", self.answer, "The answer, and the request it belongs to (Ctrl+R)"),
        ):
            self.add_page(title, page, tip)
        self._post = MethodBadge("POST", self)
        self.add_behind_tabs(self._post)
        self.paste = QPushButton(leading_icon("clipboard-paste"), "Paste", self)
        self.paste.setToolTip(
            "Paste a request in any form: cURL, URL, HAR, cookies, JSON (Ctrl+Shift+V)"
        )
        set_look(self.paste, kind="quiet")
        self.corner.addWidget(self.paste)
        self.copying = CopyAs(self)
        self.corner.addWidget(self._copy_button())
        self.url = UrlPane(document, profiles, request, self)
        self.split = Divided(Qt.Orientation.Vertical, self)
        self.divide(self.split, self.url)
        self.turned.connect(self.refresh)
        request.changed.connect(self.refresh)
        self.refresh()

    def _copy_button(self) -> MenuButton:
        button = MenuButton("Copy as", self.copying.menu(lambda: self._request.wire), self)
        button.setToolTip("Copy the request as cURL, as code or as raw HTTP")
        return button

    def go_to(self, page: int) -> None:
        """Show a page, and put the keyboard into it."""
        self.turn_to(page)
        # The answer has no focus proxy: Tab would go past the controls above its text.
        content = (self.json, self.wire, self.answer.view)[page]
        content.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_find(self) -> None:
        """Open the search of the JSON."""
        self.turn_to(self.JSON)
        self.json.find_bar.open()

    @contextmanager
    def caret_at_change(self) -> Iterator[None]:
        """In the text that has the keyboard, the caret goes where it is changed meanwhile."""
        with self.json.editor.caret_at_change(), self.url.view.caret_at_change():
            yield

    def refresh(self) -> None:
        """Update the page in front, and the GET URL."""
        (self.json, self.wire, self.answer)[self.stack.currentIndex()].refresh()
        self._post.setVisible(self._document.draft.method == "POST")
        self.url.follow()
