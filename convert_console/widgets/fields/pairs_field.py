"""Experiences and their variations as pairs, the way the endpoint reads the two lists."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.protocol.event_words import plain_text
from convert_console.protocol.payload import Payload
from convert_console.widgets.fields.field import elsewhere
from convert_console.widgets.icons import icon

PAIRS_SHOWN = 50


class PairsField(QWidget):
    """One row a position of `exps` and `vars`; a position that one list lacks stays visible.

    Signals:
        typed(str, int, str): in "exps" or "vars", at a position, the person typed this.
        added: the person wants one more pair.
        removed(int): the person took the pair at a position out.
        left: the person is done typing.
    """

    typed = Signal(str, int, str)
    added = Signal()
    removed = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PairRow] = []
        self._hint = QLabel(self, wordWrap=True)
        self._hint.setProperty("role", "muted")
        self._add = QPushButton("+ pair", self)
        self._add.setProperty("kind", "link")
        self._add.clicked.connect(self._wants_more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
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
        count = max(len(ones), len(others))
        self._set_hint(odd, len(ones), len(others))
        self._add.setEnabled(odd is None)
        self._set_row_count(min(count, PAIRS_SHOWN))
        for place, row in enumerate(self._rows):
            row.set_pair(_item(ones, place), _item(others, place))

    def _set_hint(self, odd: Payload, ones: int, others: int) -> None:
        text = ""
        if odd is not None:
            text = elsewhere(odd)
        elif ones != others:
            text = f"{ones} experiences and {others} variations: they pair up by position."
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
            row = PairRow(len(self._rows), self)
            self._rows.append(row)
            self._column.insertWidget(len(self._rows) - 1, row)
            row.show()  # else it could not take the focus before the loop comes round
            lines = (self._add, row.experience, row.variation, row.remove, self._add)
            for one, other in pairwise(lines):  # Tab comes to "+ pair" last
                self.setTabOrder(one, other)
        self.setFocusProxy(self._rows[0].experience if self._rows else self._add)

    def _wants_more(self) -> None:
        self.added.emit()
        if self._rows:
            self._rows[-1].experience.setFocus()


class PairRow(QWidget):
    """An experience, an arrow and its variation."""

    def __init__(self, place: int, owner: PairsField) -> None:
        super().__init__(owner)
        self.experience = self._line("exps", "experience", place, owner)
        self.variation = self._line("vars", "variation", place, owner)
        remove = self.remove = QToolButton(self)
        remove.setIcon(icon("x", "muted"))
        remove.setToolTip("Remove this pair")
        remove.setAccessibleName(f"Remove pair {place + 1}")
        remove.clicked.connect(lambda: owner.removed.emit(place))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.experience, 1)
        arrow = QLabel("→", self)
        arrow.setProperty("role", "muted")
        row.addWidget(arrow)
        row.addWidget(self.variation, 1)
        row.addWidget(remove)

    def set_pair(self, experience: Payload, variation: Payload) -> None:
        """Show both ids; `None` for a side that has none."""
        for line, value in ((self.experience, experience), (self.variation, variation)):
            text = "" if value is None else plain_text(value)
            if line.text() != text:
                line.setText(text)

    def _line(self, key: str, word: str, place: int, owner: PairsField) -> QLineEdit:
        line = QLineEdit(self, placeholderText=word)
        line.setProperty("mono", True)
        line.setAccessibleName(f"{word} {place + 1}")
        line.textEdited.connect(lambda text: owner.typed.emit(key, place, text))
        line.editingFinished.connect(owner.left)
        return line


def _item(items: list[Payload] | tuple[Payload, ...], place: int) -> Payload:
    return items[place] if place < len(items) else None
