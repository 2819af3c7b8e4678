"""Icons are drawn in the theme's colour, at the screen's own resolution."""

import gc

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from convert_console.resources import resource
from convert_console.widgets.theme import icons, theme


def _ink(pixmap: QPixmap) -> set[str]:
    """The colours of the fully opaque points."""
    image = pixmap.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {c.name() for c in (image.pixelColor(*p) for p in points) if c.alpha() == 255}


def test_an_icon_follows_the_theme_without_being_set_again(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    icon = icons.icon("plus")
    light = _ink(icon.pixmap(QSize(32, 32)))
    theme.apply(qapp, "dark")
    dark = _ink(icon.pixmap(QSize(32, 32)))
    theme.apply(qapp, "light")
    assert (light, dark) == ({"#1b2230"}, {"#e7eaf0"})


def test_a_disabled_icon_is_paler(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    pixmap = icons.icon("plus").pixmap(QSize(32, 32), QIcon.Mode.Disabled)
    assert _ink(pixmap) == {theme.colors().line_strong}


def test_a_sharp_screen_gets_a_sharp_icon(qapp: QApplication) -> None:
    pixmap = icons.icon_pixmap("send", "#000000", 16, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)
    assert icons.icon("send").pixmap(QSize(16, 16), 2.0).width() == 32


def test_icons_survive_a_garbage_collection(qapp: QApplication) -> None:
    kept = [QIcon(icons.icon("send")) for _ in range(50)]
    gc.collect()
    assert all(not icon.pixmap(QSize(16, 16)).isNull() for icon in kept)


def test_an_unknown_name_is_a_programming_error_and_fails_at_once(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_draws_something(qapp: QApplication, path: object) -> None:
    name = getattr(path, "stem", "")
    assert _ink(icons.icon_pixmap(name, QColor("black").name(), 48))
