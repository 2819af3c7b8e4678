"""A link is a button: it can be pressed from the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.link_button import LinkButton


def test_space_presses_it(qtbot: QtBot) -> None:
    link = LinkButton("add tid")
    qtbot.addWidget(link)
    link.show()
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Space)
