"""The header of a pane, and hairlines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.panes import Hairline, PanelHeader
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


def test_a_hairline_is_one_pixel_at_every_zoom(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light", 2.0)
    horizontal, vertical = Hairline(), Hairline(orientation=Qt.Orientation.Vertical)
    for hairline in (horizontal, vertical):
        qtbot.addWidget(hairline)
    theme.apply(qapp, "light", 1.0)
    assert (horizontal.maximumHeight(), vertical.maximumWidth()) == (1, 1)
