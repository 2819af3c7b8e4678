"""What is painted by hand follows the zoom."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.labels import Badge
from convert_console.widgets.theme import theme


def test_a_painted_widget_grows_with_the_zoom(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light", 1.0)
    badge = Badge("ok", "ok")
    qtbot.addWidget(badge)
    small = badge.sizeHint().height()
    theme.apply(qapp, "light", 2.0)
    large = badge.sizeHint().height()
    theme.apply(qapp, "light", 1.0)
    assert large > small * 1.7
