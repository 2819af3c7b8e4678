"""The bytes of the request as they will go out."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.core.request.secret_headers import hidden_names
from convert_console.core.request.wire import Unsendable, WireRequest, shown
from convert_console.models.profiles.secrets import Secrets
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.widgets.kit.message_bar import Notice
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.preview.veil import Veil


class WirePane(QWidget):
    """Request line, headers and body of the very request that Send sends."""

    def __init__(
        self, request: CurrentRequest, secrets: Secrets, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._secrets = secrets
        self.view = WireView(self)
        self.view.setAccessibleName("Request on the wire")
        self._known: dict[str, str] = {}
        self._profile = ""
        self.veil = Veil(self)
        self.veil.button.clicked.connect(self._lift)
        self._reason = Notice("warn", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.veil)
        column.addWidget(self._reason)
        secrets.found.connect(self._unveil)

    def refresh(self) -> None:
        """Show what would be sent now, or why nothing can be."""
        wire = self._request.wire
        if isinstance(wire, Unsendable):
            self.view.set_text("")
            self.veil.set_names(())
            self._reason.set_text(wire.reason)
            return
        if self._request.profile.id != self._profile:
            self._known, self._profile = {}, self._request.profile.id
        whole = shown(wire, self._known)
        self.view.set_text(wire_text(whole))
        self.veil.set_names(hidden_names(wire.headers), open_=whole != wire)
        self._reason.set_text("")

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever turns to another page does not leave secrets lying open on this one."""
        self._known = {}
        super().hideEvent(event)

    def _lift(self) -> None:
        wire = self._request.wire
        if self._known:
            self._unveil({})
        elif not isinstance(wire, Unsendable):
            self._secrets.look_up(self._request.profile, wire.headers)

    def _unveil(self, known: dict[str, str]) -> None:
        self._known = known if self.isVisible() else {}
        self.refresh()


def wire_text(wire: WireRequest) -> str:
    """The bytes as text; what is no UTF-8 shows as replacement characters."""
    return wire.raw.decode("utf-8", "replace").replace("\r\n", "\n")
