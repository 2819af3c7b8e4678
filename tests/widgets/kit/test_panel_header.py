"""A header keeps its title at the left and its buttons at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.panel_header import PanelHeader, SectionHeader


def test_a_count_shows_only_while_there_is_one(qtbot: QtBot) -> None:
    header = PanelHeader("History")
    qtbot.addWidget(header)
    header.show()
    assert not header.count.isVisible()
    header.set_count("4")
    assert header.count.isVisible()
    header.set_count("")
    assert not header.count.isVisible()


def test_widgets_stand_on_the_side_they_were_added_to(qtbot: QtBot) -> None:
    header, left, right = SectionHeader("Segments"), QPushButton("l"), QPushButton("r")
    qtbot.addWidget(header)
    header.add_right(right)
    header.add_left(left)
    header.resize(600, 30)
    header.show()
    assert header.title.x() < left.x() < right.x()
    assert right.geometry().right() > 560
