"""The strip for editing the request as a GET URL, which shows what a GET changes."""

import re

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QTextOption,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.payload import Path, Payload, path_text
from convert_console.core.query import lost_in_get, read_query
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.request.query_edits import with_query
from convert_console.core.request.wire import Unsendable, endpoint_fault
from convert_console.core.text import visible
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles, TargetChange
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.editor.code_editor import CodeEdit
from convert_console.widgets.editor.syntax import url_spans
from convert_console.widgets.editor.wire_view import pieces_of
from convert_console.widgets.kit.badge import MethodBadge
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import Tone, px, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

# The editor for a URL, which wraps anywhere.

PIECE = 2_000
"""Characters of a line that is cut: each key in it costs 0.6 ms, as Qt lays it out again."""


COMES_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Why the keyboard leaves the URL for its own menu, or for another program."""


class UrlView(CodeEdit):
    """Line breaks are not part of the URL: it is copied in one piece, and may be pasted with some.
    At least three lines are in sight.

    Signals:
        url_edited(str): the user changed the URL to this.
        left: the keyboard went elsewhere in the window.
    """

    url_edited = Signal(str)
    left = Signal()

    top_margin = 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, url_spans, numbered=False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._url = ""
        self.edited.connect(self._edited)

    def url(self) -> str:
        """The URL in one piece."""
        return self._url

    def set_url(self, url: str) -> None:
        """Show a URL, unless it is shown already with other line breaks."""
        if url != self._url:
            self._url = url
            self.set_text_minimal(url_lines(url))

    def show_reason(self, reason: str) -> None:
        """Show why there is no URL, in its place."""
        if reason != self.placeholderText():
            self.setPlaceholderText(reason)
            self.viewport().update()  # Qt leaves one placeholder on the screen for another one

    def minimumSizeHint(self) -> QSize:
        line = QFontMetrics(text_font("mono")).lineSpacing()
        return QSize(0, tokens().size.get_lines * line)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(joined_url(self.textCursor().selectedText().replace("\u2029", "\n")))
        return data

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in COMES_BACK:
            self.left.emit()

    def _edited(self, text: str) -> None:
        url = joined_url(text)
        if url != self._url:
            self._url = url
            self.url_edited.emit(url)


def url_lines(url: str) -> str:
    r"""A long URL in lines that are quick to edit, each but the first beginning with a parameter.

    >>> url_lines("https://h/track?cid=1&pid=2")
    'https://h/track?cid=1&pid=2'
    """
    # A URL that was typed may have line breaks; its lines stay as they are.
    return "\n".join(piece for line in url.split("\n") for piece in pieces_of(line, PIECE))


def joined_url(text: str) -> str:
    """The reverse of `url_lines`; spaces at the ends of lines are removed."""
    return "".join(line.strip() for line in text.splitlines())


def parted(url: str) -> tuple[str, str]:
    """The address and the query of a URL; a query may be alone, as in a log.

    >>> parted("https://h/track?cid=1"), parted("cid=1&pid=2"), parted("https://h")
    (('https://h/track', 'cid=1'), ('', 'cid=1&pid=2'), ('https://h', ''))
    """
    address, mark, query = url.partition("?")
    return ("", url) if not mark and _ASSIGNED.match(url) else (address, query)


_ASSIGNED = re.compile(r"[^:/#=&]+=")

LABEL = "Edit URL"
NO_ADDRESS = "No address yet: the target stays."
LOSSES_SHOWN = NOTES_SHOWN = 3
BEGINNING = 4_000
"""Characters that are shown of a URL that is too long to be sent."""

LARGE_TEXT = 20_000
"""Characters of a text from which its URL, which takes up to 5 ms, follows after a moment and not
with each key."""

FOLLOW_MS = 60

SPELLINGS = (
    ("literal", "Brackets as [ ]", "As in Convert's article"),
    ("percent", "Brackets as %5B %5D", "Percent-encoded, as RFC 3986 requires"),
)

TEXT_HINT = "A URL holds only text, so the endpoint receives these numbers as text."


class UrlPane(QWidget):
    """Shows the draft as a GET, also if its method is POST; the URL is copied in one piece.

    Typing changes the document, and the target of the profile, in one undo step. The typed text
    stays as it is while both mean the same, so that no character is escaped while the user types.
    What cannot be taken over, such as half an address, goes once the keyboard goes elsewhere.

    Signals:
        spelled(str): the user chose "literal" or "percent" brackets.
    """

    spelled = Signal(str)

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        request: CurrentRequest,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._profiles = profiles
        self._request = request
        self._typed: tuple[str, str] | None = None  # the document and the target of what was typed
        self._untyped = ""  # the document before it was
        self._is_writing = False
        self._later = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._later.timeout.connect(self.refresh)
        self.view = UrlView(self)
        self.view.setAccessibleName("GET URL")
        self.view.url_edited.connect(self._edited)
        self.view.left.connect(self._drop_what_is_not_taken)
        self.bytes = QLabel(self)
        set_look(self.bytes, role="small")
        self.badge = MethodBadge("GET", self)
        self._note_icon = IconLabel("info", "info", tokens().size.icon_small, self)
        self.note = ElidedLabel(parent=self)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_look(self.note, role="message", tone="info")
        self._spellings: dict[str, QAction] = {}
        self.options = self._options_button()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def follow(self) -> None:
        """Show the draft: at once, or in a moment if its text is large."""
        if len(self._document.draft.text) <= LARGE_TEXT:
            self._later.stop()
            self.refresh()
        elif not self._later.isActive():
            self._later.start()

    def refresh(self) -> None:
        """Show the draft as it is now."""
        if self._is_writing:  # half of what was typed is no reason to show something else
            return
        get = self._request.as_get
        self.badge.setVisible(self._document.draft.method == "GET")
        self._spellings[self._request.profile.spelling].setChecked(True)
        if isinstance(get, Unsendable):
            self._show_unsendable(get)
            return
        self.view.setReadOnly(False)
        self.view.show_reason("")
        self.bytes.setText(size_words(len(get.url)))
        if not self._shows_typed:
            self._typed = None  # so that a redo of the typed text is shown
            self.view.set_url(get.url)
        notes = self._notes()
        losses = "" if notes else losses_text(self._document.payload)
        self._show_note(notes or losses, "warn" if notes else "info", TEXT_HINT if losses else "")

    def _show_unsendable(self, get: Unsendable) -> None:
        """Show why there is no URL: in its place, or if it is too long, next to its beginning."""
        self._typed = None
        self.bytes.setText("")
        self.view.set_url(f"{get.url[:BEGINNING]}…" if get.url else "")
        self.view.show_reason("" if get.url else visible(get.reason))
        self.view.setReadOnly(bool(get.url) or self._document.draft.heavy)
        self._show_note(get.reason if get.url else "", "warn")

    def _show_note(self, text: str, tone: Tone, hint: str = "") -> None:
        self.note.setText(visible(text))
        self.note.setToolTip(hint)
        set_look(self.note, tone=tone)
        self._note_icon.set_icon("alert-triangle" if tone == "warn" else "info", tone)
        self._note_icon.setVisible(bool(text))

    def _head(self) -> QHBoxLayout:
        title = QLabel("GET URL", self)
        set_look(title, role="strong")
        title.setBuddy(self.view)
        title.setToolTip("The same request as a URL (Ctrl+L)")
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(3), px(8), px(3))
        head.setSpacing(px(8))
        for part in (title, self.bytes, self.badge):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self._note_icon)
        head.addWidget(self.note)
        head.addWidget(self.options)
        return head

    def _options_button(self) -> QToolButton:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction(icon("copy"), "Copy URL").triggered.connect(self._copy)
        menu.addSeparator()
        group = QActionGroup(menu)
        for value, label, hint in SPELLINGS:
            action = self._spellings[value] = menu.addAction(label)
            action.setCheckable(True)
            action.setToolTip(hint)
            action.triggered.connect(lambda _checked=False, to=value: self._spell(to))
            group.addAction(action)
        button = QToolButton(self)
        button.setIcon(icon("more-vertical"))
        button.setAccessibleName("Options of the GET URL")
        button.setToolTip("Copy the URL, or choose how its brackets are written")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.url())

    def _spell(self, spelling: str) -> None:
        self._typed = None
        self.spelled.emit(spelling)

    @property
    def _address(self) -> str:
        """The target as it is before a query."""
        return self._request.profile.url.partition("?")[0]

    @property
    def _shows_typed(self) -> bool:
        """Whether what was typed still means the draft and its target."""
        return (self._document.draft.text, self._address) == self._typed

    @property
    def _address_fault(self) -> str:
        """Why the typed address is not taken over; "" if it is the target."""
        address = parted(self.view.url())[0]
        return "" if address == self._address else endpoint_fault(address)

    def _edited(self, url: str) -> None:
        address, query = parted(url)
        if not self._shows_typed:
            self._untyped = self._document.draft.text
        try:
            # Half a parameter may replace what the whole one leaves: `&ev` before `&ev[1][evt]=`.
            text = with_query(self._untyped, query)
        except EditImpossible as why:
            self._typed = None
            self._show_note(str(why), "warn")
            return
        if self._address_fault:
            address = self._address
        self._is_writing = True
        self._write(text, address)
        self._is_writing = False
        self._typed = text, address
        self.follow()

    def _write(self, text: str, address: str) -> None:
        """Change the document, the target, or both in one undo step."""
        stack = self._document.undo_group.activeStack()
        if stack is None or address == self._address:
            self._document.write(text, LABEL, typing="url")
            return
        aim = TargetChange(self._profiles, self._address, address)
        if text == self._document.draft.text:
            stack.push(aim)
        else:
            stack.beginMacro(LABEL)
            self._document.write(text, LABEL, typing="")
            stack.push(aim)
            stack.endMacro()

    def _drop_what_is_not_taken(self) -> None:
        if not self._shows_typed or self._address_fault:
            self._typed = None
            self.refresh()

    def _notes(self) -> str:
        """Notes on what is not taken over, or is ambiguous, in the typed URL."""
        if not self._shows_typed:
            return ""
        if self._address_fault:
            return NO_ADDRESS
        return " ".join(read_query(self.view.url()).notes[:NOTES_SHOWN])


def size_words(count: int) -> str:
    """A size in bytes as text.

    >>> size_words(412), size_words(70_400)
    ('412 bytes', '70,400 bytes')
    """
    return f"{count:,} byte{'' if count == 1 else 's'}"


def losses_text(payload: Payload) -> str:
    """What a GET changes, by field: `Sent as text in GET: amount, products`."""
    as_text: dict[str, None] = {}
    left_out: dict[str, None] = {}
    others: list[str] = []
    for loss in lost_in_get(payload):
        if loss.kind in ("type", "exponent"):
            as_text[_field_name(loss.path)] = None
        elif loss.kind == "vanished":
            left_out[_field_name(loss.path)] = None
        else:
            others.append(loss.sentence)
    parts = [_listed("Sent as text in GET: ", ", ", list(as_text))]
    parts += [_listed("Left out of GET: ", ", ", list(left_out))]
    return " · ".join(filter(None, [*parts, _listed("", " · ", others)]))


def _listed(title: str, separator: str, names: list[str]) -> str:
    if not names:
        return ""
    more = len(names) - LOSSES_SHOWN
    shown = separator.join(visible(name) for name in names[:LOSSES_SHOWN])
    return f"{title}{shown}" + (f" and {more} more" if more > 0 else "")


def _field_name(path: Path) -> str:
    """The label of a documented field, or the path of another one."""
    keys = tuple(step for step in path if isinstance(step, str))
    parameter = next((parameter for parameter in PARAMETERS if parameter.path == keys), None)
    return parameter.label.lower() if parameter else path_text(path) or "the document"
