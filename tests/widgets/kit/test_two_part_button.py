"""Both parts of a button have room, and it works as any button does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.two_part_button import HintButton, MenuButton


def test_a_menu_button_is_wider_than_its_text_alone(qtbot: QtBot) -> None:
    menu = QMenu()
    plain, made = QPushButton("Copy as"), MenuButton("Copy as", menu)
    for widget in (plain, made, menu):
        qtbot.addWidget(widget)
    assert plain.sizeHint().width() < made.sizeHint().width() < plain.sizeHint().width() + 60
    assert not made.grab().isNull()


def test_the_hint_takes_room_and_can_go(qtbot: QtBot) -> None:
    button = HintButton("Send", "Ctrl ↵")
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    button.set_hint("")
    assert button.sizeHint().width() < wide
    assert not button.grab().isNull()


def test_pressing_it_is_a_click(qtbot: QtBot) -> None:
    button = HintButton("Send", "Ctrl ↵")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
