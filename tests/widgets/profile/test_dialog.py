"""The settings of a profile take effect as they are made."""

from __future__ import annotations

import pytest

from convert_console.widgets.profile.dialog import ProfileDialog
from support.driver import Driver, visible


@pytest.fixture
def dialog(driver: Driver) -> ProfileDialog:
    driver.keys("Ctrl+,")
    return visible(driver.window, ProfileDialog)[0]


def test_lines_change_the_profile_in_use(driver: Driver, dialog: ProfileDialog) -> None:
    for setting in ("name", "project", "account", "endpoint"):
        driver.write(dialog.lines[setting], "x1")
        assert getattr(driver.profiles.current, setting) == "x1", setting


def test_choices_change_the_profile_in_use(driver: Driver, dialog: ProfileDialog) -> None:
    for setting, value in (("target", "custom"), ("reach", "free"), ("spelling", "percent")):
        combo = dialog.choices[setting]
        combo.activated.emit(combo.findData(value))
        assert getattr(driver.profiles.current, setting) == value
        assert combo.currentData() == value


def test_a_name_is_never_empty(driver: Driver, dialog: ProfileDialog) -> None:
    driver.write(dialog.lines["name"], "")
    assert driver.profiles.current.name == "Sample shop"


def test_it_follows_the_profile_in_use(driver: Driver, dialog: ProfileDialog) -> None:
    driver.profiles.add("Another")
    assert dialog.lines["name"].text() == "Another"


def test_every_control_has_a_name_for_screen_readers(dialog: ProfileDialog) -> None:
    controls = [*dialog.lines.values(), *dialog.choices.values()]
    assert all(control.accessibleName() for control in controls)
