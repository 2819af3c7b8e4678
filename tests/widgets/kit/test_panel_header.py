"""The header of a pane, and hairlines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.panel_header import Hairline, PanelHeader, SectionHeader
from convert_console.widgets.theme import theme


def test_a_count_shows_only_while_there_is_one(qtbot: QtBot) -> None:
    header = PanelHeader("History")
    qtbot.addWidget(header)
    header.show()
    assert not header.count.isVisible()
    header.set_count("4")
    assert header.count.isVisible()
    header.set_count("")
    assert not header.count.isVisible()


def test_widgets_are_on_the_side_they_were_added_to(qtbot: QtBot) -> None:
    header, left, right = SectionHeader("Segments"), QPushButton("l"), QPushButton("r")
    qtbot.addWidget(header)
    header.add_right(right)
    header.add_left(left)
    header.resize(600, 30)
    header.show()
    assert header.title.x() < left.x() < right.x()
    assert right.geometry().right() > 560


def test_a_hairline_is_one_pixel_at_every_zoom(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light", 2.0)
    horizontal, vertical = Hairline(), Hairline(orientation=Qt.Orientation.Vertical)
    for hairline in (horizontal, vertical):
        qtbot.addWidget(hairline)
    theme.apply(qapp, "light", 1.0)
    assert (horizontal.maximumHeight(), vertical.maximumWidth()) == (1, 1)
