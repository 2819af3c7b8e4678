"""Lets the person choose one of several requests that a paste holds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.payload import parse
from convert_console.core.paste.found import PastedRequest, Recognised
from convert_console.core.text import visible
from convert_console.models.paste.pasting import Pasting
from convert_console.models.profiles.saved_words import goals_and_revenue
from convert_console.widgets.kit.fitting_dialog import FittingDialog
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.theme import px, set_look


class PasteChooser(FittingDialog):
    """One line a request, with what tells it from the others: goals by name, and revenue. Words
    narrow the list, Enter takes the chosen one.
    """

    def __init__(
        self,
        pasting: Pasting,
        found: Recognised,
        catalog: Catalog | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pasting = pasting
        self._found = found
        self.setWindowTitle("Choose a request")
        self.take_room(640, 420)
        title = QLabel(f"{found.what}: {len(found.drafts)} requests", self)
        set_look(title, role="strong")
        notes = QLabel(" ".join(found.notes), self, wordWrap=True)
        set_look(notes, role="muted")
        notes.setVisible(bool(found.notes))
        for label in (title, notes):
            label.setTextFormat(Qt.TextFormat.PlainText)  # both quote what was pasted
        self.filter = QLineEdit(self, placeholderText="words …")
        self.filter.setAccessibleName("Filter the requests")
        self.filter.textEdited.connect(self._narrow)
        self.list = self._list(catalog)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(10))
        for widget in (title, notes, self.filter, self.list, self._buttons()):
            column.addWidget(widget)
        self.accepted.connect(self._choose)

    def _list(self, catalog: Catalog | None) -> QListWidget:
        requests = QListWidget(self)
        requests.setAccessibleName("Requests")
        requests.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for request in self._found.drafts:
            line = visible(line_of(request, catalog))
            requests.addItem(line)
            requests.item(requests.count() - 1).setToolTip(plain_tip(line))
        requests.setCurrentRow(0)
        requests.itemActivated.connect(self.accept)
        return requests

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        buttons.addButton("Use this one", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.tell_keys(buttons)
        return buttons

    def _narrow(self, words: str) -> None:
        wanted = words.casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(word in item.text().casefold() for word in wanted))
        if self.list.currentItem() is None or self.list.currentItem().isHidden():
            rows = range(self.list.count())
            shown = next((row for row in rows if not self.list.item(row).isHidden()), -1)
            self.list.setCurrentRow(shown)

    def _choose(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._pasting.choose(self._found, self._found.drafts[row])


def line_of(request: PastedRequest, catalog: Catalog | None) -> str:
    """A request as one line: `POST  1. tr – visitor v-1 · Purchase · 59.90`."""
    told = goals_and_revenue(parse(request.text).payload, catalog)
    return " · ".join((f"{request.method or ''}  {request.title}".strip(), *told))
