"""The visitor's devices as check boxes, since several may be true at once."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from convert_console.protocol.event_words import plain_text
from convert_console.protocol.parameters import Choice
from convert_console.protocol.payload import Payload
from convert_console.widgets.fields.field import Field

COLUMNS = 2


class DevicesField(Field):
    """One box a documented device; other devices of the list get boxes of their own."""

    def __init__(self, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Payload = None
        self._boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(6)
        self._documented = {choice.value for choice in choices}
        for choice in choices:
            self._add(choice.value, f"{choice.value}  {choice.label}")
        self.setFocusProxy(self._boxes[choices[0].value])

    def set_value(self, value: Payload) -> None:
        self._value = value
        chosen = {plain_text(item) for item in value} if isinstance(value, list) else set()
        for other in sorted(chosen - self._boxes.keys()):
            self._add(other, f"{other}  not documented")
        for device in self._boxes.keys() - self._documented - chosen:
            self._boxes.pop(device).deleteLater()
        usable = value is None or isinstance(value, list)
        self.setEnabled(usable)
        self.setToolTip("" if usable else f"{plain_text(value)} – not a list; edit in JSON")
        for device, box in self._boxes.items():
            if box.isChecked() != (device in chosen):
                box.setChecked(device in chosen)

    def _add(self, device: str, text: str) -> None:
        box = QCheckBox(text.replace("&", "&&"), self)
        box.clicked.connect(lambda checked: self._toggled(device, checked))
        place = len(self._boxes)
        self._grid.addWidget(box, place // COLUMNS, place % COLUMNS)
        self._boxes[device] = box

    def _toggled(self, device: str, checked: bool) -> None:
        items = list(self._value) if isinstance(self._value, list) else []
        if checked:
            items.append(device)
        else:
            items = [item for item in items if plain_text(item) != device]
        self.edited.emit(items)
        self.left.emit()
