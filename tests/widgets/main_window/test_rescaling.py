"""Spaces follow the zoom of an open window, to and fro."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout

from convert_console.widgets.theme.theme import px
from support.driver import Driver, settle


def spaces(driver: Driver) -> list[tuple[int, int, int]]:
    found = []
    for layout in driver.window.findChildren(QLayout):
        if isinstance(layout, QVBoxLayout | QGridLayout):
            margins = layout.contentsMargins()
            found.append((margins.left(), margins.bottom(), layout.spacing()))
    return found


def zoom(driver: Driver, steps: int) -> None:
    for _ in range(abs(steps)):
        driver.composition.preferences.zoom_by(1 if steps > 0 else -1)
    settle()


def test_margins_and_gaps_grow_with_the_zoom(driver: Driver) -> None:
    strip = driver.window.result.layout()
    assert strip is not None
    zoom(driver, 10)
    assert strip.contentsMargins().left() == px(12) == 24
    assert strip.spacing() == px(6)
    driver.composition.preferences.zoom_by(0)
    assert strip.contentsMargins().left() == 12


def test_going_to_and_fro_in_steps_loses_nothing(driver: Driver) -> None:
    settle()
    before = spaces(driver)
    zoom(driver, 10)
    assert spaces(driver) != before
    zoom(driver, -10)
    assert spaces(driver) == before


def test_what_its_owner_set_since_is_taken_as_it_is(driver: Driver) -> None:
    strip = driver.window.result.layout()
    assert strip is not None
    zoom(driver, 10)
    strip.setContentsMargins(px(20), 0, 0, 0)
    driver.composition.preferences.zoom_by(0)
    assert strip.contentsMargins().left() == 20


def test_the_line_above_the_history_has_room_for_its_filter_after_a_zoom(driver: Driver) -> None:
    header, line = driver.window.history.header, driver.window.history.filter
    zoom(driver, 10)
    assert header.height() >= px(42)
    assert header.rect().contains(line.geometry())
    assert line.height() >= line.sizeHint().height()
    driver.composition.preferences.zoom_by(0)
