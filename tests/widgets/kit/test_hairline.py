"""A hairline is one pixel at every zoom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.theme import theme


def test_it_stays_one_pixel_at_double_zoom(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light", 2.0)
    flat, upright = Hairline(), Hairline(orientation=Qt.Orientation.Vertical)
    for hairline in (flat, upright):
        qtbot.addWidget(hairline)
    theme.apply(qapp, "light", 1.0)
    assert (flat.maximumHeight(), upright.maximumWidth()) == (1, 1)
