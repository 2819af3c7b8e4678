"""The top row says at a glance where requests go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.request.profile import Profile
from convert_console.models.profiles.preferences import Scheme
from convert_console.widgets.main_window.top_bar import target_words
from convert_console.widgets.theme.theme import tone_color
from support.driver import Driver, settle, words


@pytest.mark.parametrize(
    ("profile", "text", "tone"),
    [
        (Profile("a", "A", project="7"), "LIVE project 7", "live"),
        (Profile("a", "A"), "LIVE – no project id yet", "live"),
        (Profile("a", "A", target="local"), "LOCAL", "local"),
        (Profile("a", "A", target="custom", endpoint="http://h.example/"), "OTHER HOST", "live"),
    ],
)
def test_a_badge_says_whose_machine_it_is(profile: Profile, text: str, tone: str) -> None:
    assert target_words(profile) == (text, tone)


def test_a_live_project_is_called_by_its_name_which_may_be_long() -> None:
    profile = Profile("a", "A", project="7")
    assert target_words(profile, "Example shop") == ("LIVE Example shop", "live")
    text, _tone = target_words(profile, "Sommerschlussverkauf – Startseite")
    assert text == "LIVE Sommerschlussverkauf…"


def test_the_names_of_another_project_are_not_taken_for_the_live_one(driver: Driver) -> None:
    driver.profiles.alter(target="convert", reach="ask")
    for project, text in (("10000001", "LIVE Example shop"), ("7", "LIVE project 10000001")):
        driver.window.top.set_catalog(Catalog(project=project, project_name="Example shop"))
        assert driver.window.top.badge.text() == text


def test_what_is_chosen_changes_the_profile_in_use(driver: Driver) -> None:
    top = driver.window.top
    top.target.combo.activated.emit(0)
    assert driver.profiles.current.target == "convert"
    driver.write(top.target.combo.line, "http://127.0.0.1:9/x")
    assert driver.wire.url == "http://127.0.0.1:9/x"
    driver.write(top.agent.combo.line, "Own/1")
    assert driver.profiles.current.user_agent == "Own/1"


def test_captions_give_way_where_room_is_short(driver: Driver) -> None:
    driver.window.resize(1300, 700)
    assert "Target" in words(driver.window.top)
    driver.window.resize(1024, 700)
    assert "Target" not in words(driver.window.top)


@pytest.mark.parametrize("project", ["10000001", ""])
def test_the_user_agent_s_name_is_whole_in_a_small_window(driver: Driver, project: str) -> None:
    driver.window.resize(1024, 700)
    driver.profiles.alter(target="convert", project=project, reach="ask", name="Example shop")
    settle()
    line = driver.window.top.agent.combo.line
    room = line.width() - line.textMargins().right()
    assert room >= line.fontMetrics().horizontalAdvance("ConvertAgent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_band_of_a_live_target_stays_red_when_the_theme_changes(
    driver: Driver, scheme: Scheme
) -> None:
    driver.profiles.alter(target="convert", reach="ask")
    driver.composition.preferences.use_scheme(scheme)
    band = driver.window.grab().toImage().pixelColor(300, 1)
    assert band.name() == tone_color("live")
    driver.composition.preferences.use_scheme("light")


@pytest.mark.parametrize(("zoom", "width"), [(1.0, 1280), (1.5, 1280), (2.0, 1280), (2.0, 1024)])
def test_send_and_the_profile_are_in_sight_at_every_zoom(
    driver: Driver, zoom: float, width: int
) -> None:
    preferences, window = driver.composition.preferences, driver.window
    preferences.zoom_by(round((zoom - 1) * 10))
    for target in ("local", "convert"):
        driver.profiles.alter(target=target, reach="ask", name="Shop – staging " * 4)
        window.resize(width, 700)
        settle()
        for part in (window.menu, window.top.picker, window.top.target, window.top.buttons.send):
            place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
            assert window.rect().contains(place)
            assert part.width() >= part.minimumSizeHint().width()
    preferences.zoom_by(0)
