"""The page that shows the bytes of the request as they are sent."""

from collections.abc import Sequence

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.core.request.secret_headers import hidden_names
from convert_console.core.request.wire import Unsendable, WireRequest, shown
from convert_console.models.profiles.secrets import Secrets
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.editor.wire_view import WireView
from convert_console.widgets.kit.message_bar import MessageBar


class WirePane(QWidget):
    """Shows the request line, headers and body of the very request that Send sends."""

    def __init__(
        self, request: CurrentRequest, secrets: Secrets, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._secrets = secrets
        self.view = WireView(self)
        self.view.setAccessibleName("Request on the wire")
        self.setFocusProxy(self.view)
        self._known: dict[str, str] = {}
        self._profile = ""
        self.hidden_headers = MessageBar("info", self)
        self.hidden_headers.acted.connect(self._toggle_secrets)
        self._reason = MessageBar("warn", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.hidden_headers)
        column.addWidget(self._reason)
        secrets.values_found.connect(self._reveal)

    def refresh(self) -> None:
        """Show what Send would send now, or why it cannot."""
        wire = self._request.wire
        if isinstance(wire, Unsendable):
            self.view.set_text("")
            self.hidden_headers.set_text("")
            self._reason.set_text(wire.reason)
            return
        if self._request.profile.id != self._profile:
            self._known, self._profile = {}, self._request.profile.id
        revealed = shown(wire, self._known)
        self.view.set_text(wire_text(revealed))
        self._show_hidden_headers(hidden_names(wire.headers), revealed=revealed != wire)
        self._reason.set_text("")

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the secrets again when another page is shown."""
        self._known = {}
        super().hideEvent(event)

    def _show_hidden_headers(self, names: Sequence[str], *, revealed: bool) -> None:
        listed, verb = ", ".join(names), "are" if len(names) > 1 else "is"
        if not names:
            self.hidden_headers.set_text("")
        elif revealed:
            text = f"{listed} {verb} shown until you switch to another tab."
            self.hidden_headers.set_text(text, "Hide")
        else:
            text = f"{listed} {verb} sent, but hidden here and in the history."
            self.hidden_headers.set_text(text, "Show")

    def _toggle_secrets(self) -> None:
        wire = self._request.wire
        if self._known:
            self._reveal({})
        elif not isinstance(wire, Unsendable):
            self._secrets.look_up(self._request.profile, wire.headers)

    def _reveal(self, known: dict[str, str]) -> None:
        self._known = known if self.isVisible() else {}
        self.refresh()


def wire_text(wire: WireRequest) -> str:
    """The bytes as text; invalid UTF-8 becomes replacement characters."""
    return wire.raw.decode("utf-8", "replace").replace("\r\n", "\n")
