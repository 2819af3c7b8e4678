"""A list of ids as chips: typed, pasted, taken out and put in another order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from convert_console.widgets.kit.chip_row import CHIPS_SHOWN, ChipRow, Item

if TYPE_CHECKING:
    from convert_console.widgets.kit.chip import Chip
    from convert_console.widgets.theme.theme import Tone


class IdChips(ChipRow):
    """The same id twice is allowed: it may be the test.

    Signals:
        edited(list): the person made it these ids.
    """

    edited = Signal(list)

    def __init__(self, placeholder: str = "add an id…", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self._items: list[Item] = []
        self._before_drag: list[Item] | None = None
        self._tones: Mapping[int, tuple[Tone, str]] = {}
        self._known: dict[str, Item] = {}
        self.input.given.connect(self._add)
        self.input.backed.connect(self._step_back)

    def tie(self, chip: Chip) -> None:
        chip.removed.connect(partial(self._remove, chip))
        chip.moved.connect(partial(self._move, chip))
        chip.stepped.connect(partial(self._step, chip))
        chip.dragged.connect(partial(self._drag, chip))
        chip.dropped.connect(self._drop)

    def ids(self) -> list[str]:
        """The ids as they stand."""
        return [number for number, _name in self._items]

    def set_ids(self, items: Sequence[Item]) -> None:
        """Show these ids, each with its name if it is known; silent, and nothing if they are."""
        if list(items) != self._items:
            self._items = list(items)
            self._refill()

    def set_tones(self, tones: Mapping[int, tuple[Tone, str]]) -> None:
        """Colour chips by position, each with a sentence to show on hover."""
        if tones != self._tones:
            self._tones = dict(tones)
            self._refill()

    def set_suggestions(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer these ids by name or number while typing."""
        known: dict[str, Item] = {f"{name} · {number}": (number, name) for number, name in items}
        if known == self._known:
            return
        self._known = known
        completer = QCompleter(self)
        completer.setModel(QStringListModel(list(known), completer))
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._choose)
        self.input.setCompleter(completer)

    def _choose(self, text: str) -> None:
        item = self._known.get(text)
        if item is not None:
            self._change([*self._items, item])
            # Qt writes the suggestion into the field after this signal.
            QTimer.singleShot(0, self.input.clear)

    def _add(self, texts: list[str]) -> None:
        names = dict(self._known.values())
        numbers = [self._meant(text) for text in texts]
        self._change([*self._items, *((number, names.get(number)) for number in numbers)])

    def _meant(self, text: str) -> str:
        """The id that a suggestion or a name stands for; any other text is an id itself."""
        if text in self._known:
            return self._known[text][0]
        wanted = text.casefold()
        found = {
            number for number, name in self._known.values() if (name or "").casefold() == wanted
        }
        return found.pop() if len(found) == 1 else text

    def _remove(self, chip: Chip) -> None:
        place = self.chips.index(chip)
        self._change(self._items[:place] + self._items[place + 1 :])
        left = min(len(self._items), CHIPS_SHOWN)
        target = self.chips[min(place, left - 1)] if left else self.input
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, chip: Chip, step: int) -> None:
        place = self.chips.index(chip)
        target = place + step
        if 0 <= target < min(len(self._items), CHIPS_SHOWN):
            self._change(_swapped(self._items, place, target))
            self.chips[target].setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, chip: Chip, step: int) -> None:
        target = self.chips.index(chip) + step
        shown = min(len(self._items), CHIPS_SHOWN)
        widget = self.input if target >= shown else self.chips[max(target, 0)]
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step_back(self, delete: bool) -> None:
        if not self._items:
            return
        if delete:
            self._change(self._items[:-1])
        else:
            last = min(len(self._items), CHIPS_SHOWN) - 1
            self.chips[last].setFocus(Qt.FocusReason.OtherFocusReason)

    def _drag(self, chip: Chip, spot: QPoint) -> None:
        """Change places with the chip beneath; told only when the drag is over."""
        if self._before_drag is None:
            self._before_drag = list(self._items)
        place = self.chips.index(chip)
        for target, other in enumerate(self.chips[: len(self._items)]):
            if target != place and other.geometry().contains(spot):
                self._items.insert(target, self._items.pop(place))
                # The chip under the pointer must stay the one that is dragged.
                self.chips.insert(target, self.chips.pop(place))
                self.lay_out()
                return

    def _drop(self) -> None:
        before, self._before_drag = self._before_drag, None
        if before is not None and before != self._items:
            self._change(list(self._items))

    def _change(self, items: list[Item]) -> None:
        self._items = items
        self._refill()
        self.edited.emit(self.ids())

    def _refill(self) -> None:
        places = range(len(self._items))
        self.fill(self._items, [self._tones.get(place, ("neutral", "")) for place in places])


def _swapped(items: list[Item], one: int, other: int) -> list[Item]:
    made = list(items)
    made[one], made[other] = made[other], made[one]
    return made
