"""Experiences and their variations as pairs, the way the endpoint reads the two lists."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.fields.field import elsewhere
from convert_console.widgets.fields.pair_row import PairRow
from convert_console.widgets.fields.two_lists import TwoLists, fits
from convert_console.widgets.kit.unclaimed import unclaimed

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.document.payload import Payload
    from convert_console.widgets.fields.field import Marks

PAIRS_SHOWN = 50


class PairsField(QWidget):
    """One row a position of `exps` and `vars`. Two lists of which one is longer do not pair up:
    they are shown as two, until they are of one length.

    Signals:
        typed(str, int, str): in "exps" or "vars", at a position, the person typed this.
        pasted(int, object): at a position, the person pasted several; `PastedIds`.
        listed(str, object): "exps" or "vars" is to be this list.
        added: the person wants one more pair.
        removed(int): the person took the pair at a position out.
        left: the person is done typing.
    """

    typed = Signal(str, int, str)
    pasted = Signal(int, object)
    listed = Signal(str, object)
    added = Signal()
    removed = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PairRow] = []
        self._catalog: Catalog | None = None
        self._hint = QLabel(self, wordWrap=True)
        self._hint.setProperty("role", "muted")
        self._add = QPushButton("+ pair", self)
        self._add.setProperty("kind", "link")
        self._add.clicked.connect(self._wants_more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._lists: TwoLists | None = None
        self._column.addWidget(self._hint)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        self._column.addLayout(foot)

    def set_lists(self, experiences: Payload, variations: Payload) -> None:
        """Show both lists; what is not a list is named and left alone."""
        odd = next((v for v in (experiences, variations) if not isinstance(v, list | None)), None)
        ones = experiences if isinstance(experiences, list) and odd is None else []
        others = variations if isinstance(variations, list) and odd is None else []
        apart = len(ones) != len(others) and fits(ones) and fits(others)
        count = 0 if apart else max(len(ones), len(others))
        self._set_hint(odd, len(ones), len(others))
        self._add.setEnabled(odd is None)
        self._set_row_count(min(count, PAIRS_SHOWN))
        for place, row in enumerate(self._rows):
            row.set_pair(_item(ones, place), _item(others, place))
        self._part(ones if apart else None, others)

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name experiences and variations, and offer them."""
        self._catalog = catalog
        for row in self._rows:
            row.set_catalog(catalog)
        if self._lists is not None:
            self._lists.set_catalog(catalog)

    def mark(self, marks: Marks) -> None:
        """Colour the edge of each id of which something is said."""
        for place, row in enumerate(self._rows):
            row.mark(*(_tone(marks, key, place) for key in ("exps", "vars")))
        if self._lists is not None:
            self._lists.mark(marks)

    def tab_order(self) -> tuple[QWidget, ...]:
        """Pair after pair, and "+ pair" last, which was made first."""
        rows = [part for row in self._rows for part in row.tab_order()]
        lists = () if self._lists is None else self._lists.findChildren(QWidget)
        return (*rows, *lists, self._add)

    def _part(self, ones: list[Payload] | None, others: list[Payload]) -> None:
        """Show two lists in place of the rows; `None` puts them away."""
        self._add.setVisible(ones is None)
        if ones is None:
            if self._lists is not None and not self._lists.isHidden():
                typing = self._lists.isAncestorOf(unclaimed(self.window().focusWidget()) or self)
                self._lists.hide()
                if typing and self._rows:
                    self._rows[-1].variation.setFocus()
            return
        if self._lists is None:
            lists = self._lists = TwoLists(self)
            lists.listed.connect(self.listed)
            lists.set_catalog(self._catalog)
            self._column.insertWidget(1, lists)
        self._lists.set_lists(ones, others)
        self._lists.show()
        self.setFocusProxy(self._lists.fields["exps"])

    def _set_hint(self, odd: Payload, ones: int, others: int) -> None:
        text = ""
        if odd is not None:
            text = elsewhere(odd)
        elif ones != others:
            text = (
                f"{_counted(ones, 'experience')} and {_counted(others, 'variation')} do not pair "
                "up. Make both lists equally long; they pair up by position."
            )
        elif ones > PAIRS_SHOWN:
            text = f"{ones - PAIRS_SHOWN} more pairs – edit in JSON"
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _set_row_count(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()  # at once: it goes with the next turn of the loop only
            row.deleteLater()
        while len(self._rows) < count:
            row = self._new_row(len(self._rows))
            self._rows.append(row)
            self._column.insertWidget(len(self._rows) - 1, row)
            row.show()  # else it could not take the focus before the loop comes round
            for one, other in pairwise((self._add, *row.tab_order(), self._add)):  # as below
                self.setTabOrder(one, other)
        self.setFocusProxy(self._rows[0].experience if self._rows else self._add)

    def _new_row(self, place: int) -> PairRow:
        row = PairRow(place, self)
        row.set_catalog(self._catalog)
        row.typed.connect(lambda key, text: self.typed.emit(key, place, text))
        row.several.connect(lambda found: self.pasted.emit(place, found))
        row.removed.connect(lambda: self.removed.emit(place))
        row.left.connect(self.left)
        return row

    def _wants_more(self) -> None:
        self.added.emit()
        if self._rows:
            self._rows[-1].experience.setFocus()


def _item(items: list[Payload] | tuple[Payload, ...], place: int) -> Payload:
    return items[place] if place < len(items) else None


def _tone(marks: Marks, key: str, place: int) -> str:
    """What is said of a list as a whole shows at its first id."""
    whole = marks.get((key, None)) if place == 0 else None
    mark = marks.get((key, place)) or whole
    return mark[0] if mark else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
