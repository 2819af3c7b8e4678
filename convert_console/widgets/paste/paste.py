"""The words about the last paste, and the dialog to choose a pasted request."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.document.payload import parse
from convert_console.core.paste.results import PastedRequest, Recognised
from convert_console.core.request.event_summary import goals_and_amount, summarise
from convert_console.core.text import visible
from convert_console.models.paste.pasting import Pasting
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.plain_table import RowDelegate
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.theme import px, set_look

NOTES_SHOWN = 4


def pasted_words(pasting: Pasting) -> str:
    """What was pasted last, and what had to be repaired, in sentences."""
    shown = pasting.notes[:NOTES_SHOWN]
    more = len(pasting.notes) - len(shown)
    notes = (*shown, *((f"And {more} more notes.",) if more else ()))
    return " ".join((f"Pasted: {pasting.label}.", *notes))


class PasteChooser(FittingDialog):
    """Lists the requests of a paste with goals and revenue; the user chooses one, or all of them as
    the steps of a journey, which is offered first `for_journey`.

    Signals:
        journey_wanted(object): the user wants a journey of the requests of this `Recognised`.
    """

    journey_wanted = Signal(object)

    def __init__(
        self,
        pasting: Pasting,
        recognised: Recognised,
        catalog: Catalog | None = None,
        parent: QWidget | None = None,
        *,
        for_journey: bool = False,
    ) -> None:
        super().__init__(parent)
        self._pasting = pasting
        self._recognised = recognised
        self.setWindowTitle("Choose a request")
        self.resize_within_screen(640, 420)
        title = QLabel(f"{recognised.label}: {len(recognised.requests)} requests", self)
        set_look(title, role="strong")
        notes = QLabel(" ".join(recognised.notes), self, wordWrap=True)
        set_look(notes, role="muted")
        notes.setVisible(bool(recognised.notes))
        for label in (title, notes):
            label.setTextFormat(Qt.TextFormat.PlainText)  # both contain pasted text
        self.filter = QLineEdit(self, placeholderText="Filter by words")
        self.filter.setAccessibleName("Filter the requests")
        self.filter.textEdited.connect(self._filter_list)
        self.filter.installEventFilter(self)
        self.list = self._list(catalog)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(10))
        for widget in (title, notes, self.filter, self.list, self._buttons()):
            column.addWidget(widget)
        self.accepted.connect(self._choose)
        set_look(self.make_journey if for_journey else self.use, kind="primary")
        if for_journey:
            self.make_journey.setFocus()

    def _list(self, catalog: Catalog | None) -> QListWidget:
        requests = QListWidget(self)
        requests.setAccessibleName("Requests")
        requests.setItemDelegate(RowDelegate(requests))
        requests.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for request in self._recognised.requests:
            line = visible(line_of(request, catalog))
            requests.addItem(line)
            requests.item(requests.count() - 1).setToolTip(plain_tip(line))
        requests.setCurrentRow(0)
        requests.itemActivated.connect(self.accept)
        return requests

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        self.use = buttons.addButton("Use this request", QDialogButtonBox.ButtonRole.AcceptRole)
        count = len(self._recognised.requests)
        self.make_journey = buttons.addButton(
            f"Make a journey of all {count:,}", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.make_journey.setToolTip(
            "Each request becomes a step of one visitor, which can be repeated"
        )
        self.make_journey.clicked.connect(lambda _checked: self._make_journey())
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.show_keys(buttons)
        return buttons

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list by the arrow keys while the filter has the focus."""
        moves = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
        )  # fmt: skip
        if moves and watched is self.filter and event.type() == QEvent.Type.KeyPress:
            QApplication.sendEvent(self.list, event)
            return True
        return False

    def _filter_list(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(word in item.text().casefold() for word in words))
        if self.list.currentItem() is None or self.list.currentItem().isHidden():
            rows = range(self.list.count())
            first = next((row for row in rows if not self.list.item(row).isHidden()), -1)
            self.list.setCurrentRow(first)

    def _make_journey(self) -> None:
        self.journey_wanted.emit(self._recognised)
        self.reject()

    def _choose(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._pasting.choose(self._recognised, self._recognised.requests[row])


def line_of(request: PastedRequest, catalog: Catalog | None) -> str:
    """A request as one line: `POST  1. tr – visitor v-1 · Purchase · 59.90`."""
    summary = summarise(parse(request.text).payload)
    parts = goals_and_amount(summary.goals, summary.revenue, partial(named, catalog))
    return " · ".join((f"{request.method or ''}  {request.title}".strip(), *parts))
