"""After a switch of the theme the window looks as if it had been opened in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from support.driver import Driver, settle
from support.shop import CATALOG, ORDERS

PAGES = ("Request", "Segments", "Events", "Saved")
VIEWS = ("JSON", "Wire", "Answer")
DIALOGS = ("Profile settings…", "Project names…", "History limits…")
SIZE = 1280, 800
VISITOR = "1588166554499-0.2020703998482254"
"""Made years ago, which is shown for longer than "just now"."""


@pytest.fixture
def open_in(
    open_console: Callable[[], Driver], home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Driver]]:
    """Opens the same window in a theme; the one that is open is closed before."""
    opened: list[Driver] = []
    flash = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)  # a caret that blinks is no colour

    def open_one(scheme: str) -> Driver:
        if opened:
            opened.pop().close()
        settings = home / "console" / "settings.json"
        kept = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps({**kept, "scheme": scheme}), "utf-8")
        opened.append(open_console())
        opened[0].window.resize(*SIZE)
        return opened[0]

    yield open_one
    QApplication.setCursorFlashTime(flash)


def test_every_part_has_the_colours_of_the_theme_after_a_switch(
    open_in: Callable[[str], Driver],
) -> None:
    used = open_in("light")
    used.context.catalogs.load_text(json.dumps(CATALOG), "shop.json")
    for text in ORDERS[:3]:
        used.paste_json(re.sub('"vid": "[^"]*"', f'"vid": "{VISITOR}"', text))
        used.window.trigger("Format JSON")
        used.send()
    used.keys("Ctrl+S", used.window)
    used.answer_name("A purchase")
    used.aim("http://127.0.0.1:9/track")  # the collector has another port in each window
    for _part in look(open_in("light")):
        """The first window had another size before: the next ones divide it alike."""
    wanted: dict[str, dict[str, QImage]] = {}
    for scheme in ("dark", "light"):
        fresh = open_in(scheme)
        for _part in look(fresh):
            """The JSON stays scrolled to the event that was tinted last, in each window."""
        wanted[scheme] = dict(look(fresh))
    switched = fresh
    for scheme in ("dark", "light"):
        switched.context.preferences.use_scheme(scheme)  # type: ignore[arg-type]
        found = dict(look(switched))
        assert found.keys() == wanted[scheme].keys()
        different = {
            part: differences(image, found[part]) for part, image in wanted[scheme].items()
        }
        assert {part: where for part, where in different.items() if where} == {}


def test_open_dialogs_are_switched_too(open_in: Callable[[str], Driver]) -> None:
    wanted: dict[str, QImage] = {}
    fresh = open_in("dark")
    for command in DIALOGS:
        [shown] = opened_dialogs(fresh, command)
        wanted[command] = picture(shown)
        shown.close()
    switched = open_in("light")
    for command in DIALOGS:
        [shown] = opened_dialogs(switched, command)
        picture(shown)
        switched.context.preferences.use_scheme("dark")
        assert differences(wanted[command], picture(shown)) == "", command
        shown.close()
        switched.context.preferences.use_scheme("light")


def look(driver: Driver) -> Iterator[tuple[str, QImage]]:
    """Pictures of the window with each page of its halves, and a row of the history selected."""
    driver.turn_preview("JSON")
    driver.choose_row(1)
    settle()
    for page in PAGES:
        driver.turn_builder(page)
        driver.window.setFocus()
        yield page, picture(driver.window)
    for view in VIEWS:
        driver.turn_preview(view)
        driver.window.setFocus()
        yield view, picture(driver.window)


def opened_dialogs(driver: Driver, command: str) -> list[QWidget]:
    driver.window.trigger(command)
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and widget.parent()
    ]


def picture(widget: QWidget) -> QImage:
    settle()
    settle()
    return widget.grab().toImage()


def differences(one: QImage, other: QImage) -> str:
    """Where two pictures differ; "" for nowhere."""
    if one == other:
        return ""
    if one.size() != other.size():
        return f"{one.size()} and {other.size()}"
    places = [
        (x, y)
        for y in range(one.height())
        for x in range(one.width())
        if one.pixel(x, y) != other.pixel(x, y)
    ]
    across, down = zip(*places, strict=True)
    return f"{len(places)} pixels from {min(across)}, {min(down)} to {max(across)}, {max(down)}"
