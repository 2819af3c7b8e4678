"""Text and chevron both have room."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.menu_button import MenuButton


def test_a_menu_button_is_wider_than_its_text_alone(qtbot: QtBot) -> None:
    menu = QMenu()
    plain, made = QPushButton("Copy as"), MenuButton("Copy as", menu)
    for widget in (plain, made, menu):
        qtbot.addWidget(widget)
    assert plain.sizeHint().width() < made.sizeHint().width() < plain.sizeHint().width() + 60
    assert not made.grab().isNull()
