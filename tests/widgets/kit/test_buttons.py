"""Links, menu buttons, and the button that shows its shortcut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.buttons import CheckBox, HintButton, LinkButton, MenuButton, Switch


def test_space_presses_a_link(qtbot: QtBot) -> None:
    link = LinkButton("add tid")
    qtbot.addWidget(link)
    link.show()
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Space)


def test_a_menu_button_is_wider_than_its_text_alone(qtbot: QtBot) -> None:
    menu = QMenu()
    plain, with_menu = QPushButton("Copy as"), MenuButton("Copy as", menu)
    for widget in (plain, with_menu, menu):
        qtbot.addWidget(widget)
    assert plain.sizeHint().width() < with_menu.sizeHint().width() < plain.sizeHint().width() + 60
    assert not with_menu.grab().isNull()


def test_the_focus_of_a_switch_does_not_cross_its_words(qtbot: QtBot) -> None:
    switch = Switch("HTTPS", worded=True)
    qtbot.addWidget(switch)
    switch.setFixedSize(switch.sizeHint())
    image = switch.grab().toImage()
    edge = [*range(3), *range(image.width() - 3, image.width())]
    drawn = {image.pixelColor(x, y).name() for x in edge for y in range(image.height())}
    assert len(drawn) == 1, "there is only the background where the ring is"


@pytest.mark.parametrize("kind", [CheckBox, Switch])
def test_a_screen_reader_toggles_what_a_click_would(kind: type[CheckBox], qtbot: QtBot) -> None:
    box = kind("Mark as test")
    qtbot.addWidget(box)
    told: list[bool] = []

    def tell(on: bool) -> None:
        told.append(on)

    box.clicked.connect(tell)
    box.toggle()
    assert told == [True]
    box.setChecked(False)
    assert told == [True], "the program did it"
    box.click()
    assert told == [True, True]


def test_a_hint_makes_the_button_wider(qtbot: QtBot) -> None:
    button, bare = HintButton("Send", "Ctrl ↵"), HintButton("Send", "")
    qtbot.addWidget(button)
    qtbot.addWidget(bare)
    assert bare.sizeHint().width() < button.sizeHint().width()
    assert not button.grab().isNull()


def test_the_hint_is_drawn_right_of_the_text(qtbot: QtBot) -> None:
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


def test_a_button_with_a_hint_can_be_clicked(qtbot: QtBot) -> None:
    button = HintButton("Send", "Ctrl ↵")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
