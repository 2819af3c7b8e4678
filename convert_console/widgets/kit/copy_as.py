"""Copies a request to the clipboard as cURL, as a program or in another format."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from convert_console.core.copy_as.request_parts import CopyError
from convert_console.core.copy_as.targets import TARGETS, CopyTarget
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import Unsendable, WireRequest

GetWire = Callable[[], WireRequest | Unsendable | None]


class CopyAs(QObject):
    """Copies requests, and creates menus of all formats.

    Signals:
        copied(str): what was copied, as a sentence.
        refused(str): why nothing was copied, as a sentence.
    """

    copied = Signal(str)
    refused = Signal(str)

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._window = window

    def menu(self, get_wire: GetWire, parent: QMenu | None = None) -> QMenu:
        """A menu that copies the request that `get_wire` returns when an entry is chosen."""
        menu = QMenu("Copy as", parent or self._window)
        for target in TARGETS:
            action = menu.addAction(target.title)
            action.triggered.connect(partial(self._copy_chosen, target, get_wire))
        return menu

    def copy(self, target: CopyTarget, wire: WireRequest | Unsendable | None) -> None:
        """Put a request on the clipboard, with its secrets hidden."""
        if wire is None or isinstance(wire, Unsendable):
            self.refused.emit(wire.reason if wire else "There is no request to copy.")
            return
        try:
            text = target.write(wire._replace(headers=concealed(wire.headers)))
        except CopyError as why:
            self.refused.emit(str(why))
            return
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(f"Copied as {target.title}.")

    def _copy_chosen(self, target: CopyTarget, get_wire: GetWire, _checked: bool = False) -> None:
        self.copy(target, get_wire())
