"""Pictures of the window, and what can be asserted of them.

With CONVERT_CONSOLE_SCREENSHOTS=write they are saved for people to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from convert_console.protocol.blank import blank_request
from convert_console.widgets.kit.elided_label import ElidedLabel
from convert_console.widgets.profile_dialog import ProfileDialog
from support.driver import Driver, settle, visible

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"
WIDE, NARROW = (1280, 800), (1024, 700)
VID = "1796000000000-0.4126735590148273"


@pytest.fixture
def full(driver: Driver) -> Iterator[Driver]:
    """A window that has sent a few requests, of which the last is shown."""
    driver.send()
    driver.write(driver.window.top.agent.combo.line, "curl/8")
    driver.begin()
    driver.confirm()
    driver.profiles.alter(user_agent="ConvertAgent/1.0 (convert-console/0.1.0)")
    driver.choose_method("GET")
    driver.send()
    driver.choose_method("POST")
    driver.send()
    yield driver
    driver.composition.preferences.use_scheme("light")


def photograph(driver: Driver, size: tuple[int, int], name: str = "") -> QImage:
    """A picture of the window at a size; kept under a name, if asked to."""
    driver.window.resize(*size)
    settle()
    settle()  # what changed its words just now asks for another layout
    return keep(driver.window.grab(), name)


def keep(picture: QPixmap, name: str) -> QImage:
    image = picture.toImage()
    if name and os.environ.get("CONVERT_CONSOLE_SCREENSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        opaque = image.convertToFormat(QImage.Format.Format_RGB888)
        assert opaque.save(str(FOLDER / f"{name}.png"), quality=0)
    return image


def colours(image: QImage) -> int:
    """How many colours a coarse grid over a picture meets."""
    points = ((x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7))
    return len({image.pixel(x, y) for x, y in points})


def cut_off(parent: QWidget) -> list[str]:
    """Texts that have less room than they need."""
    found = []
    told: list[QLabel | QAbstractButton] = [
        *visible(parent, QLabel),
        *visible(parent, QAbstractButton),
    ]
    for widget in told:
        if isinstance(widget, ElidedLabel | QToolButton) or not widget.text():
            continue  # the one cuts itself on purpose, the other shows an icon
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        need = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().width()
        room = widget.height() if wraps else widget.width()
        if room < need:
            found.append(f"{type(widget).__name__} {widget.text()!r}: {room} of {need}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_window_in_use(full: Driver, scheme: str) -> None:
    full.window.trigger(f"Theme: {scheme}")
    image = photograph(full, WIDE, f"window-{scheme}")
    assert image.size().toTuple() == WIDE
    assert colours(image) > 20
    for part in (full.window.builder, full.window.preview, full.window.result):
        assert part.isVisible()
    assert full.window.history.table.isVisible()
    assert cut_off(full.window) == []


def test_nothing_is_cut_off_in_a_small_window(full: Driver) -> None:
    for page in ("Request", "Segments", "Events"):
        full.turn_builder(page)
        for view in ("JSON", "GET URL", "Wire", "Answer"):
            full.turn_preview(view)
            image = photograph(full, NARROW, "window-small" if view == "JSON" else "")
            assert image.size().toTuple() == NARROW, "the window has room for less than it needs"
            assert cut_off(full.window) == [], (page, view)


def test_an_empty_window_says_how_to_begin(driver: Driver) -> None:
    driver.document.load(blank_request(driver.profiles.current, VID), "New request")
    image = photograph(driver, NARROW, "window-empty")
    assert colours(image) > 10
    assert cut_off(driver.window) == []


def test_the_profile_dialog(driver: Driver) -> None:
    driver.keys("Ctrl+,")
    dialog = visible(driver.window, ProfileDialog)[0]
    settle()
    assert colours(keep(dialog.grab(), "profile-dialog")) > 5
    assert cut_off(dialog) == []
    dialog.close()


def test_the_window_at_twice_the_size(open_console: Callable[[], Driver]) -> None:
    driver = open_console()
    for _ in range(10):
        driver.composition.preferences.zoom_by(1)
    photograph(driver, (1920, 1200))
    cut = cut_off(driver.window)
    driver.composition.preferences.zoom_by(0)
    assert cut == []
