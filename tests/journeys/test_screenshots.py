"""Pictures of the window, and what can be asserted of them.

With CONVERT_CONSOLE_SCREENSHOTS=write they are saved for people to look at.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from convert_console.core.request.draft import blank_request
from convert_console.widgets.kit.visitor_ids import new_visitor_id
from convert_console.widgets.profile.dialog import ProfileDialog
from support.driver import Driver, settle, visible
from support.pictures import NARROW, WIDE, both_schemes, colours, cut_off, keep, photograph


@pytest.fixture
def full(driver: Driver) -> Driver:
    """A window that has sent a few requests, of which the last is shown."""
    driver.send("keys")
    driver.write(driver.window.top.agent.combo.line, "curl/8")
    driver.begin("keys")
    driver.confirm()
    driver.profiles.alter(user_agent="ConvertAgent/1.0 (convert-console/0.1.0)")
    driver.choose_method("GET")
    driver.send("keys")
    driver.choose_method("POST")
    driver.send("keys")
    return driver


def test_the_window_in_use(full: Driver) -> None:
    for scheme in both_schemes(full):
        image = photograph(full, WIDE, f"window-{scheme}")
        assert image.size().toTuple() == WIDE
        assert colours(image) > 20
    for part in (full.window.builder, full.window.preview, full.window.result):
        assert part.isVisible()
    assert full.window.history.table.isVisible()
    assert cut_off(full.window) == []
    for page in ("Request", "Segments", "Events"):
        full.turn_builder(page)
        image = photograph(full, NARROW, "window-small")
        assert image.size().toTuple() == NARROW, "the window needs more room than it has"
        assert cut_off(full.window) == [], page


def test_an_empty_window_says_how_to_begin(driver: Driver) -> None:
    blank = blank_request(driver.profiles.current, new_visitor_id())
    driver.document.load(blank, "New request")
    driver.until(lambda: [one.rule for one in driver.context.problems.all] == ["ev-empty"])
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


def test_a_window_that_is_zoomed_to_200_percent(open_console: Callable[[], Driver]) -> None:
    driver = open_console()
    driver.context.preferences.zoom_by(10)
    photograph(driver, (1920, 1200))
    assert cut_off(driver.window) == []
