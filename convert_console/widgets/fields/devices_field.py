"""The visitor's devices as check boxes, since several may be true at once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.parameters import Choice
from convert_console.core.text import plain_text
from convert_console.widgets.fields.field import (
    Field,
    UnsupportedValueLabel,
    is_plain,
    is_short,
    sentence_case,
    unsupported_text,
)
from convert_console.widgets.kit.buttons import CheckBox
from convert_console.widgets.theme.theme import colors, px, text_font
from convert_console.widgets.theme.tokens import tokens

COLUMNS = 2
"""Columns of boxes; one if two do not fit."""

OTHERS_SHOWN = 50
"""Undocumented devices that get a box: thousands of them would make the form slow."""

BELOW_ALL_BOXES = 1_000
"""The row of the grid for the text below the boxes."""


class DeviceBox(CheckBox):
    """A box with the words for a device at the left and its code at the right."""

    def __init__(self, text: str, code: str, parent: QWidget) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.code = code
        self.setAccessibleDescription(f"Sent as {code}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        code = QFontMetrics(text_font("mono_small")).horizontalAdvance(self.code)
        return QSize(super().sizeHint().width() + px(4) + code, px(tokens().size.list_row))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(text_font("mono_small"))
        painter.setPen(QColor(colors().muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -px(4), 0), right, self.code)


class DevicesField(Field):
    """A box for each documented device, and for each other device in the list."""

    def __init__(self, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Payload = None
        self._boxes: dict[str, DeviceBox] = {}
        self._columns = COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._grid.setHorizontalSpacing(px(12))
        self._documented = {choice.value for choice in choices}
        for choice in choices:
            self._add_box(choice.value, sentence_case(choice.label))
        # Created after the boxes: Tab reaches a composite widget only if its focus proxy directly
        # follows it.
        self._unsupported = UnsupportedValueLabel(self)
        self._grid.addWidget(self._unsupported, BELOW_ALL_BOXES, 0, 1, COLUMNS)
        self.setFocusProxy(self._boxes[choices[0].value])

    def set_value(self, value: Payload) -> None:
        self._value = value
        items = value if isinstance(value, list) else []
        listed = {plain_text(item) for item in items if is_plain(item) and is_short(item)}
        others = sorted(listed - self._documented)
        listed -= set(others[OTHERS_SHOWN:])
        removed = self._boxes.keys() - self._documented - listed
        for device in removed:
            self._boxes.pop(device).deleteLater()
        if removed:  # close the gaps: a new box is placed by the number of boxes
            self._place_boxes()
        for other in sorted(listed - self._boxes.keys()):
            self._add_box(other, "Not documented")
        editable = value is None or isinstance(value, list)
        self.setEnabled(editable)
        other_values = [item for item in items if not (is_plain(item) and is_short(item))]
        unsupported = other_values if editable else [value]
        more = len(others) - OTHERS_SHOWN
        more_text = f"{more:,} more devices – edit in JSON" if more > 0 else ""
        self._unsupported.show_text(unsupported_text(unsupported[0]) if unsupported else more_text)
        for device, box in self._boxes.items():
            if box.isChecked() != (device in listed):
                box.setChecked(device in listed)

    def minimumSizeHint(self) -> QSize:
        """As wide as one column, which `resizeEvent` uses if two do not fit."""
        return QSize(self._widest_box(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = COLUMNS * self._widest_box() + self._grid.horizontalSpacing()
        columns = COLUMNS if self.width() >= needed else 1
        if columns != self._columns:
            self._columns = columns
            self._place_boxes()

    def _widest_box(self) -> int:
        return max(box.sizeHint().width() for box in self._boxes.values())

    def _add_box(self, device: str, text: str) -> None:
        box = DeviceBox(text, device, self)
        box.clicked.connect(lambda checked: self._set_device(device, checked))
        self._place_box(box, len(self._boxes))
        self._boxes[device] = box

    def _place_boxes(self) -> None:
        for index, box in enumerate(self._boxes.values()):
            self._place_box(box, index)

    def _place_box(self, box: CheckBox, index: int) -> None:
        documented = -(-len(self._documented) // self._columns)  # in each column, rounded up
        if index < len(self._documented):
            self._grid.addWidget(box, index % documented, index // documented)
        else:  # the others follow below, from left to right
            below, column = divmod(index - len(self._documented), self._columns)
            self._grid.addWidget(box, documented + below, column)

    def _set_device(self, device: str, checked: bool) -> None:
        items = list(self._value) if isinstance(self._value, list) else []
        if checked:
            items.append(device)
        else:
            items = [item for item in items if not is_plain(item) or plain_text(item) != device]
        self.edited.emit(items)
        self.left.emit()
