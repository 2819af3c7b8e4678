"""The settings of a profile take effect as they are made."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from convert_console.core.request.profile import Profile
from convert_console.widgets.profile.dialog import ProfileDialog
from support.driver import Driver, button, settle, visible, words


@pytest.fixture
def dialog(driver: Driver) -> ProfileDialog:
    driver.keys("Ctrl+,")
    return visible(driver.window, ProfileDialog)[0]


def test_settings_take_effect_as_they_are_made(dialog: ProfileDialog, driver: Driver) -> None:
    # Every control has a name for screen readers.
    toggles = dialog.general.segments.values()
    controls = [*dialog.lines.values(), *dialog.choices.values(), *toggles]
    assert all(control.accessibleName() for control in controls)

    # Each way of sending says what follows.
    for reach, sentence in (
        ("local", "Requests never leave this machine, whatever the target is."),
        ("ask", "Before a request leaves this machine, says in words what it adds, and asks."),
        ("free", "Requests leave this machine at once, and nothing asks before."),
    ):
        driver.profiles.alter(reach=reach)
        assert sentence in words(dialog.general)

    # A name is never empty.
    driver.write(dialog.lines["name"], "")
    assert driver.profiles.current.name == "Sample shop"

    # Choices change the profile in use.
    combo = dialog.choices["target"]
    combo.activated.emit(combo.findData("custom"))
    assert driver.profiles.current.target == combo.currentData() == "custom"
    for setting, text in (("reach", "Free"), ("spelling", "%5B %5D")):
        toggle = dialog.general.segments[setting]
        driver.click(button(toggle, text))
        assert getattr(driver.profiles.current, setting) == toggle.value()
    assert driver.profiles.current.reach == "free"
    assert driver.profiles.current.spelling == "percent"

    # Lines change the profile in use.
    driver.profiles.alter(target="custom")
    for setting in ("name", "project", "account", "endpoint"):
        driver.write(dialog.lines[setting], "x1")
        assert getattr(driver.profiles.current, setting) == "x1", setting

    # The endpoint is asked for where the target is a custom one.
    for target, shown in (("custom", True), ("convert", False)):
        driver.profiles.alter(target=target)
        assert dialog.lines["endpoint"].isVisible() is shown

    # The dialog follows the profile in use.
    driver.profiles.add("Another")
    assert dialog.lines["name"].text() == "Another"

    # The pages are turned by arrow keys and named for screen readers.
    titles = dialog.pages.titles
    titles.setFocus()
    driver.keys("Down", titles)
    assert dialog.headers.isVisible() and not dialog.general.isVisible()
    driver.profiles.alter(headers=(("X-A", "1"), ("X-B", "2")))
    spoken = titles.item(dialog.HEADERS).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Headers, 2"


def test_a_profile_is_deleted_here_and_a_message_offers_to_undo_it(
    driver: Driver, dialog: ProfileDialog
) -> None:
    driver.click(dialog.delete_button)
    assert dialog.isVisible(), "the only one stays"
    driver.profiles.add("Another")
    driver.click(dialog.delete_button)
    assert not dialog.isVisible()
    assert [profile.name for profile in driver.profiles.all] == ["Sample shop"]
    assert "Another" in driver.message


@pytest.mark.parametrize("names", ["a sample's names", "no names"])
def test_nothing_moves_under_the_mouse_that_chooses_a_reach(
    dialog: ProfileDialog, driver: Driver, names: str
) -> None:
    if names == "no names":
        driver.profiles.add("Own", Profile("own", "Own", account="10000009", project="10000077"))
    toggle = dialog.general.segments["reach"]
    places = []
    for reach in ("local", "ask", "free"):
        driver.profiles.alter(reach=reach)
        for _layout in range(4):  # of the note, its row, the page and the dialog
            settle()
        places.append(toggle.mapTo(dialog, toggle.rect().topLeft()).y())
    assert len(set(places)) == 1, places
