"""The visitor's devices as check boxes, since several may be true at once."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.parameters import Choice
from convert_console.core.text import plain_text
from convert_console.widgets.fields.field import (
    Field,
    UnsupportedValueLabel,
    is_plain,
    is_short,
    unsupported_text,
)

COLUMNS = 2
"""Columns where there is room; else one."""

OTHERS_SHOWN = 50
"""Undocumented devices that get a box: thousands of them would make the form slow."""

LAST = 1_000
"""A row of the grid that is below all boxes."""


class DevicesField(Field):
    """A box for each documented device, and for each other device in the list."""

    def __init__(self, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Payload = None
        self._boxes: dict[str, QCheckBox] = {}
        self._columns = COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(6)
        self._documented = {choice.value for choice in choices}
        for choice in choices:
            self._add(choice.value, f"{choice.value}  {choice.label}")
        # After the boxes: Qt puts a field into the tab order only with its first part right behind.
        self._unsupported = UnsupportedValueLabel(self)
        self._grid.addWidget(self._unsupported, LAST, 0, 1, COLUMNS)
        self.setFocusProxy(self._boxes[choices[0].value])

    def set_value(self, value: Payload) -> None:
        self._value = value
        items = value if isinstance(value, list) else []
        chosen = {plain_text(item) for item in items if is_plain(item) and is_short(item)}
        others = sorted(chosen - self._documented)
        chosen -= set(others[OTHERS_SHOWN:])
        gone = self._boxes.keys() - self._documented - chosen
        for device in gone:
            self._boxes.pop(device).deleteLater()
        if gone:  # those behind it come up: the next one is put behind the last
            self._place()
        for other in sorted(chosen - self._boxes.keys()):
            self._add(other, f"{other}  not documented")
        usable = value is None or isinstance(value, list)
        self.setEnabled(usable)
        shown = (item for item in items if not (is_plain(item) and is_short(item)))
        odd = list(shown) if usable else [value]
        more = len(others) - OTHERS_SHOWN
        words = f"{more:,} more devices – edit in JSON" if more > 0 else ""
        self._unsupported.show_text(unsupported_text(odd[0]) if odd else words)
        for device, box in self._boxes.items():
            if box.isChecked() != (device in chosen):
                box.setChecked(device in chosen)

    def minimumSizeHint(self) -> QSize:
        """As wide as one column: `resizeEvent` uses one where two do not fit."""
        return QSize(self._widest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = COLUMNS * self._widest() + self._grid.horizontalSpacing()
        columns = COLUMNS if self.width() >= needed else 1
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _widest(self) -> int:
        return max(box.sizeHint().width() for box in self._boxes.values())

    def _add(self, device: str, text: str) -> None:
        box = QCheckBox(text.replace("&", "&&"), self)
        box.clicked.connect(lambda checked: self._toggled(device, checked))
        self._put(box, len(self._boxes))
        self._boxes[device] = box

    def _place(self) -> None:
        for place, box in enumerate(self._boxes.values()):
            self._put(box, place)

    def _put(self, box: QCheckBox, place: int) -> None:
        self._grid.addWidget(box, place // self._columns, place % self._columns)

    def _toggled(self, device: str, checked: bool) -> None:
        items = list(self._value) if isinstance(self._value, list) else []
        if checked:
            items.append(device)
        else:
            items = [item for item in items if not is_plain(item) or plain_text(item) != device]
        self.edited.emit(items)
        self.left.emit()
