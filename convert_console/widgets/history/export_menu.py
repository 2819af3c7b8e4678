"""Asks in which form and into which file chosen rows of the history are exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

if TYPE_CHECKING:
    from convert_console.models.history.export import ExportForm

GetIds = Callable[[], Sequence[int]]


class ExportMenu(QObject):
    """Filled when it is opened, since the writers are not needed before.

    Signals:
        wanted(object, object, str): ids of rows, the `ExportForm`, and the file's path.
        refused(str): there is nothing to export; why, in a sentence.
    """

    wanted = Signal(object, object, str)
    refused = Signal(str)

    def __init__(self, get_ids: GetIds, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._get_ids = get_ids

    def menu(self, parent: QMenu | None = None) -> QMenu:
        """A menu of the forms."""
        menu = QMenu("Export", parent or self._window)
        menu.aboutToShow.connect(partial(self._fill, menu))
        return menu

    def ask_for(self, label: str) -> None:
        """Ask for the file of a form, by its label."""
        from convert_console.models.history.export import FORMS

        self._ask(next(form for form in FORMS if form.label == label))

    def _fill(self, menu: QMenu) -> None:
        from convert_console.models.history.export import FORMS

        if menu.isEmpty():
            for form in FORMS:
                menu.addAction(f"{form.label}…").triggered.connect(partial(self._ask, form))

    def _ask(self, form: ExportForm, _checked: bool = False) -> None:
        ids = list(self._get_ids())
        if not ids:
            self.refused.emit("Choose the rows to export first; Ctrl+A chooses all that are shown.")
            return
        dialog = QFileDialog(self._window, f"Export {len(ids):,} as {form.label}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form.ending)
        dialog.selectFile(f"tracking-requests.{form.ending}")
        dialog.fileSelected.connect(lambda path: self.wanted.emit(ids, form, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
