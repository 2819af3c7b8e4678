"""The menu of the forms in which a request is handed to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from convert_console.core.copy_as import FORMS, HandoffImpossible
from convert_console.core.copy_as.v1 import as_v1
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import Unsendable, WireRequest

GetWire = Callable[[], WireRequest | Unsendable | None]


class CopyAs(QObject):
    """Fills menus when they are opened, since the writers are not needed before.

    Signals:
        copied(str): what is on the clipboard now, in a sentence.
        refused(str): nothing was copied; why, in a sentence.
    """

    copied = Signal(str)
    refused = Signal(str)

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._window = window

    def menu(self, get_wire: GetWire, parent: QMenu | None = None) -> QMenu:
        """A menu that copies what `get_wire` gives when an entry is chosen."""
        menu = QMenu("Copy as", parent or self._window)
        menu.aboutToShow.connect(partial(self._fill, menu, get_wire))
        return menu

    def copy(self, form_id: str, wire: WireRequest | Unsendable | None) -> None:
        """Put a request onto the clipboard in a form."""
        form = next(form for form in FORMS if form.id == form_id)
        if wire is None or isinstance(wire, Unsendable):
            self.refused.emit(wire.reason if wire else "There is no request to copy.")
            return
        try:
            text = form.write(replace(wire, headers=concealed(wire.headers)))
        except HandoffImpossible as why:
            self.refused.emit(str(why))
            return
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(f"Copied as {form.label}.")

    def _fill(self, menu: QMenu, get_wire: GetWire) -> None:

        if menu.isEmpty():
            for form in FORMS:
                action = menu.addAction(form.label)
                action.triggered.connect(partial(self._chosen, form.id, get_wire))

    def _chosen(self, form_id: str, get_wire: GetWire, _checked: bool = False) -> None:
        self.copy(form_id, get_wire())


def copy_as_v1(document: object) -> tuple[bool, str]:
    """Put a document onto the clipboard as a v1 payload; whether, and what to say of it."""
    copied = as_v1(document)  # type: ignore[arg-type]  # any tree is judged there
    if isinstance(copied, Unsendable):
        return False, copied.reason
    QGuiApplication.clipboard().setText(copied.text)
    losses = " ".join(copied.losses)
    return True, f"Copied as a v1 payload for {copied.url}. {losses}".strip()
