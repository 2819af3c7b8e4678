"""What the chosen rows of the history can be used for."""

from __future__ import annotations

from PySide6.QtCore import QObject

from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.verdict.exchange import CANNOT_BE_SENT, unreadable_words
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.sending.console import Console
from convert_console.models.sending.resend import MOST, Resending
from convert_console.widgets.history.compare_dialog import CompareDialog
from convert_console.widgets.history.table_view import HistoryView
from convert_console.widgets.kit.history_strip import HistoryStrip


class HistoryUses(QObject):
    """Acts on the table's choice, and says in the strip what came of it."""

    def __init__(
        self,
        table: HistoryView,
        strip: HistoryStrip,
        models: tuple[HistoryModel, Console, RequestDocument],
    ) -> None:
        super().__init__(table)
        self.table = table
        self.strip = strip
        self._history, self._console, self._document = models
        self.resending = Resending(self._history, self._console, self)
        self._history.edits.deletions_changed.connect(self._say_deleted)
        self.resending.changed.connect(self._say_progress)
        self.resending.stopped.connect(self.strip.say)
        self.strip.acted.connect(self._act)

    def resend(self) -> None:
        """Send the chosen requests again, byte for byte, the oldest first."""
        chosen = self.table.chosen()
        if len(chosen) > MOST:
            self.strip.say(f"Up to {MOST:,} can be sent again at once; {len(chosen):,} are chosen.")
        elif len(chosen) > 1:
            self.resending.start(self._history.ids_at(chosen)[::-1])
        else:
            exchange = self._history.exchange_at(self.table.currentIndex().row())
            if exchange is not None:
                self._console.resend(exchange)

    def edit_again(self) -> None:
        """Put the current row's document into the forms."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is None:
            return
        if {"document", "method"} & dict(exchange.unreadable).keys():
            self.strip.say(unreadable_words(exchange.unreadable))
        else:
            draft = Draft(exchange.document, exchange.request.method)
            self._document.load(draft, "Edit from history")

    def compare(self) -> None:
        """Show two chosen rows side by side, the older one at the left."""
        pair = [self._history.exchange_at(place) for place in self.table.chosen()]
        if len(pair) != 2:
            self.strip.say("Choose two rows to compare, the second one with Ctrl.")
        elif pair[0] is not None and pair[1] is not None:
            dialog = CompareDialog(pair[1], pair[0], self.table)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def star(self) -> None:
        """Give the chosen rows a star, or take it from them."""
        self._history.edits.star(self.table.chosen())

    def delete(self) -> None:
        """Take the chosen rows out of the history, until that is undone."""
        self._history.edits.delete(self.table.chosen())

    def chosen_ids(self) -> list[int]:
        """The ids of the chosen rows, from the top."""
        return self._history.ids_at(self.table.chosen())

    def current_wire(self) -> WireRequest | Unsendable | None:
        """The request of the current row."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is None:
            return None
        if exchange.unreadable:
            return Unsendable(f"{unreadable_words(exchange.unreadable)} {CANNOT_BE_SENT}")
        if not exchange.request.can_go:
            return Unsendable(f"This row of the history holds no request. {CANNOT_BE_SENT}")
        return exchange.request

    def _say_deleted(self) -> None:
        count = self._history.edits.deleted
        words = f"{count:,} {'row' if count == 1 else 'rows'} deleted" if count else ""
        self.strip.say(words, "Undo" if count else "")

    def _say_progress(self) -> None:
        sending = self.resending
        words = f"Sending {sending.done} of {sending.total} again" if sending.going else ""
        self.strip.say(words, "Cancel" if words else "")

    def _act(self) -> None:
        if self.resending.going:
            self.resending.cancel()
        else:
            self._history.edits.undo()
