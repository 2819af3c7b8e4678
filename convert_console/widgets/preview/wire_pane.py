"""The bytes of the request as they will go out."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.models.console import Console
from convert_console.protocol.wire import Unsendable, WireRequest
from convert_console.widgets.kit.wire_view import WireView
from convert_console.widgets.preview.notice import Notice


class WirePane(QWidget):
    """Request line, headers and body of the very request that Send sends."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self.view = WireView(self)
        self.view.setAccessibleName("Request on the wire")
        self._reason = Notice("warn", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self._reason)

    def refresh(self) -> None:
        """Show what would be sent now, or why nothing can be."""
        wire = self._console.wire
        if isinstance(wire, Unsendable):
            self.view.set_text("")
            self._reason.set_text(wire.reason)
        else:
            self.view.set_text(wire_text(wire))
            self._reason.set_text("")


def wire_text(wire: WireRequest) -> str:
    """The bytes as text; what is no UTF-8 shows as replacement characters."""
    return wire.raw.decode("utf-8", "replace").replace("\r\n", "\n")
