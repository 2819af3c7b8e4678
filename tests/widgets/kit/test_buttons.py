"""A link is a button: it can be pressed from the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.buttons import HintButton, LinkButton, MenuButton


def test_space_presses_it(qtbot: QtBot) -> None:
    link = LinkButton("add tid")
    qtbot.addWidget(link)
    link.show()
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Space)


# Text and chevron both have room.


def test_a_menu_button_is_wider_than_its_text_alone(qtbot: QtBot) -> None:
    menu = QMenu()
    plain, made = QPushButton("Copy as"), MenuButton("Copy as", menu)
    for widget in (plain, made, menu):
        qtbot.addWidget(widget)
    assert plain.sizeHint().width() < made.sizeHint().width() < plain.sizeHint().width() + 60
    assert not made.grab().isNull()


# Text and hint both have room, and it works as any button does.


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
