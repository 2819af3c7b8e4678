"""The left half of the window: request, segments, events and saved requests."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton, QWidget

from convert_console.core.document.payload import Path, parse
from convert_console.core.request.parameters import REQUEST
from convert_console.core.text import size_text
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import EventsModel
from convert_console.models.linting.problems import Problems
from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.models.sending.run_marking import RunMarking
from convert_console.widgets.builder.events_pane import EventsPane
from convert_console.widgets.builder.form import Form
from convert_console.widgets.builder.saved_pane import SavedPane
from convert_console.widgets.fields.document_field import SEGMENTS_SHOWN, Sources
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.theme.icons import icon

TOO_LARGE = (
    "Edit them in the JSON. The rules do not check a request of this size, and it can only be "
    "sent by POST, as it is."
)

REQUEST_PAGE, SEGMENTS_PAGE, EVENTS_PAGE, SAVED_PAGE = range(4)


class Builder(TabbedPane):
    """Only the current page is refreshed; the others are when they are opened. A request of too
    many events is not shown in forms.

    Signals:
        json_requested: the user wants to edit the JSON instead.
        editing_changed(tuple): the path of what is edited now: the event of the open card, the
            segments while they are in front, or the key with the focus on Request; () for none.
    """

    json_requested = Signal()
    editing_changed = Signal(tuple)

    def __init__(
        self,
        document: RequestDocument,
        events: EventsModel,
        problems: Problems,
        saved: SavedRequests,
        sources: Sources,
        marking: RunMarking,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Builder", parent)
        self._document = document
        self._profiles = sources.profiles
        self._editing: Path = ()
        self.request = Form(document, problems, sources, REQUEST, self.bar, marking)
        self.segments = Form(document, problems, sources, SEGMENTS_SHOWN, self.bar)
        self.segments.put_in_foot(*self._segment_actions())
        self.events = EventsPane(document, events, problems, sources.catalog, self.bar, self)
        for title, page, tip in (
            ("Request", self.request, "Account, project, visitor and order"),
            ("Segments", self.segments, "Browser, devices, source and country of the visitor"),
            ("Events", self.events, "What the visitor saw, reached and bought"),
        ):
            self.add_page(title, page, tip)
        self.saved = SavedPane(saved, document, self)
        self.add_page("Saved", self.saved, "Requests saved under a name (Ctrl+O)")
        saved.counted.connect(lambda: self.set_count(SAVED_PAGE, str(saved.rowCount() or "")))
        self.more = QToolButton(self)
        self.more.setIcon(icon("more-vertical"))
        self.more.setAccessibleName("More actions for the request")
        self.more.setToolTip("Save this request, and actions for what is selected")
        self.more.clicked.connect(self._open_menu)
        self.corner.addWidget(self.more)
        self._too_large = EmptyState(parent=self)
        self._too_large.acted.connect(self.json_requested)
        self.put_below(self._too_large)
        self.turned.connect(self.refresh)
        self.turned.connect(self._refresh_problems)
        self.turned.connect(self._report_editing)
        self.events.opened.connect(self._report_editing)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._report_editing)
        document.changed.connect(self.refresh)
        problems.changed.connect(self._refresh_problems)
        sources.profiles.changed.connect(self._refresh_segment_actions)
        self.turn_to(EVENTS_PAGE)
        self.refresh()

    def refresh(self) -> None:
        """Show the counts, and the values of the current page."""
        payload = self._document.payload
        if self._document.fault is None and not self._document.draft.heavy:
            # A text that cannot be read leaves the counts of the last one that could.
            values = payload if isinstance(payload, dict) else {}
            self.set_count(SEGMENTS_PAGE, _count(values.get("seg")))
            self.set_count(EVENTS_PAGE, _count(values.get("ev")))
        page = self.stack.currentWidget()
        is_too_large = self._document.draft.heavy and isinstance(page, Form | EventsPane)
        self.stack.setVisible(not is_too_large)
        if is_too_large:
            self._show_too_large()
        self._too_large.setVisible(is_too_large)
        if isinstance(page, Form | EventsPane):
            page.refresh()
        if page is self.segments:
            self._refresh_segment_actions()
        self._report_editing()

    @property
    def editing(self) -> Path:
        """The path of what is edited now; () for nothing."""
        return self._editing

    def _report_editing(self) -> None:
        # Without the arguments of the signals: see `Page.scroll_to_focus` in main_window/layout.py.
        match self.bar.currentIndex():
            case _ if not self._document.editable_by_form:
                now: Path = ()
            case index if index == EVENTS_PAGE:
                row = self.events.list.open_row
                now = ("ev", row) if row >= 0 else ()
            case index if index == SEGMENTS_PAGE:
                now = ("seg",)
            case index if index == REQUEST_PAGE:
                focused = QApplication.focusWidget()
                key = self.request.key_of(focused) if focused is not None else ""
                # A menu, or another pane: the field that had the focus was edited last.
                inside = focused is not None and self.request.isAncestorOf(focused)
                now = (key,) if key else self._editing if not inside else ()
                now = now if len(now) == 1 and now != ("seg",) else ()
            case _:
                now = ()
        if now != self._editing:
            self._editing = now
            self.editing_changed.emit(now)

    def refresh_words(self) -> None:
        """Say again what is known of visitor and order, since something was sent."""
        self.request.refresh_words()

    def _segment_actions(self) -> tuple[QPushButton, QPushButton]:
        self._usual = LinkButton("Use the profile's segments", self.segments.foot)
        self._usual.setToolTip("Replace them by those that new requests of the profile begin with")
        self._usual.clicked.connect(self._use_segments)
        self._none = LinkButton("Send none", self.segments.foot)
        self._none.setToolTip("Remove the key seg from the request")
        self._none.clicked.connect(lambda: self._document.remove(("seg",), "Send no segments"))
        return self._usual, self._none

    def _use_segments(self) -> None:
        segments = parse(self._profiles.current.segments).payload
        self._document.set_value(
            ("seg",), segments, "Use the profile's segments", typing=False, before=("ev",)
        )

    def _refresh_segment_actions(self) -> None:
        payload = self._document.payload
        editable = isinstance(payload, dict)
        usual = isinstance(parse(self._profiles.current.segments).payload, dict)
        self._usual.setEnabled(editable and usual)
        self._none.setEnabled(isinstance(payload, dict) and "seg" in payload)

    def _show_too_large(self) -> None:
        scan = self._document.heavy_summary
        size = size_text(len(self._document.draft.text))
        title = f"{scan.events:,} events" if scan and scan.events else f"{size} of JSON"
        self.set_count(SEGMENTS_PAGE, "")
        self.set_count(EVENTS_PAGE, f"{scan.events:,}" if scan and scan.events else "")
        self._too_large.set_state(
            "list", f"{title} – too many for forms", TOO_LARGE, "Edit the JSON"
        )

    def go_to(self, path: Path) -> None:
        """Show the field of a path in the document."""
        match path:
            case ("ev", int(row), *rest):
                self.turn_to(EVENTS_PAGE)
                self.events.go_to(row, str(rest[0]) if rest else "evt")
            case ("seg", *rest):
                self.turn_to(SEGMENTS_PAGE)
                self.segments.go_to(str(rest[0]) if rest else "")
            case ("ev",):
                self.turn_to(EVENTS_PAGE)
            case (str(key), *_):
                self.turn_to(REQUEST_PAGE)
                self.request.go_to(key)

    def key_of(self, field: QWidget) -> str:
        """The wire name of the row that contains a widget, or ""."""
        pages = (self.request, self.segments, self.events.form)
        return next((key for page in pages if (key := page.key_of(field))), "")

    def _refresh_problems(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, Form | EventsPane):
            page.refresh_problems()

    def _open_menu(self) -> None:
        page = self.stack.currentWidget()
        own = page.commands() if isinstance(page, EventsPane | SavedPane) else ()
        save = Command("Save request as…", self.saved.save_as, "Ctrl+S")
        menu = QMenu(self)
        fill(menu, (*own, None, save) if own else (save,), menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def add_event(self, kind: str) -> None:
        """Add an event, and show it."""
        self.turn_to(EVENTS_PAGE)
        self.events.add(kind)


def _count(value: object) -> str:
    return str(len(value)) if isinstance(value, list | dict) and value else ""
