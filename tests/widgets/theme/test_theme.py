"""One call gives the whole application its look, and a second one another."""

from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.theme import theme
from convert_console.widgets.theme.theme import tokens


def test_light_and_dark_set_the_palette(qapp: QApplication) -> None:
    for scheme, colors in (("light", tokens().light), ("dark", tokens().dark)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        window = qapp.palette().color(QPalette.ColorRole.Window).name()
        assert window == colors.window
        assert theme.colors() == colors


def test_text_is_set_in_the_font_that_ships_with_the_program(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert QFontInfo(theme.text_font("mono")).family() == "JetBrains Mono"


def test_zoom_scales_fonts_and_lengths_and_keeps_within_its_bounds(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    small, length = qapp.font().pointSizeF(), theme.px(10)
    assert theme.apply(qapp, "light", 2.0).zoom == 2.0
    assert (qapp.font().pointSizeF(), theme.px(10)) == (small * 2, length * 2)
    assert theme.apply(qapp, "light", 9.0).zoom == 2.0
    assert theme.apply(qapp, "light", 0.1).zoom == 0.8
    theme.apply(qapp, "light", 1.0)


def test_a_change_is_announced_and_the_theme_is_one(qapp: QApplication, qtbot: QtBot) -> None:
    first = theme.apply(qapp, "light")
    with qtbot.waitSignal(first.changed):
        assert theme.apply(qapp, "dark") is first
    assert theme.is_dark()
    theme.apply(qapp, "light")


def test_every_tone_has_a_colour_and_a_surface(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    for tone in ("ok", "warn", "error", "info", "neutral", "live", "local", "accent", "muted"):
        assert theme.tone_color(tone).startswith("#")
        assert theme.tone_surface(tone).startswith("#")


def test_a_look_set_later_takes_effect(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    button = QPushButton("Send")
    qtbot.addWidget(button)
    button.ensurePolished()
    plain = button.sizeHint().height()
    theme.set_look(button, size="large")
    assert button.sizeHint().height() > plain
