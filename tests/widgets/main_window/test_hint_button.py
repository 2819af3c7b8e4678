"""Text and shortcut both have room, and it works as any button does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.widgets.main_window.hint_button import HintButton


def test_the_hint_takes_room_and_can_go(qtbot: QtBot) -> None:
    button = HintButton("Send", "Ctrl ↵")
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    button.set_hint("")
    assert button.sizeHint().width() < wide
    assert not button.grab().isNull()


def test_the_hint_is_drawn_in_the_room_right_of_the_text(qtbot: QtBot) -> None:
    button = HintButton("Send", "Ctrl ↵")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    hinted = button.grab().toImage()
    button._hint = "     "
    bare = button.grab().toImage()
    changed = [
        x
        for x in range(bare.width())
        if any(bare.pixel(x, y) != hinted.pixel(x, y) for y in range(bare.height()))
    ]
    assert button.width() / 3 < changed[0] and changed[-1] < button.width() - 1


def test_pressing_it_is_a_click(qtbot: QtBot) -> None:
    button = HintButton("Send", "Ctrl ↵")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
