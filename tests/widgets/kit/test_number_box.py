"""Number boxes have the room at the left that other fields have."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.number_box import inset_text
from convert_console.widgets.theme.theme import px


def test_the_text_stands_off_the_frame_and_can_still_be_read_whole(qtbot: QtBot) -> None:
    box = QSpinBox(minimum=1, maximum=64, suffix=" at a time")
    qtbot.addWidget(box)
    inset_text(box)
    assert box.lineEdit().textMargins().left() == px(6)
    box.show()
    text = box.fontMetrics().horizontalAdvance("64 at a time")
    assert box.lineEdit().width() >= text + px(6)
