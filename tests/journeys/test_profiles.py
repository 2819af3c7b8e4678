"""Profiles are added, renamed, duplicated, deleted and chosen; each keeps a draft of its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.profile.new_profile import NewProfileDialog
from support.driver import Driver, settle, visible


def command(driver: Driver, text: str) -> None:
    """Take a command at the end of the list of profiles, by the keyboard."""
    line = driver.window.top.picker
    driver.keys("Ctrl+P")
    while line.popup.entries[line.popup.row].label != text:
        QTest.keyClick(line, Qt.Key.Key_Up)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()


def set_up(driver: Driver, project: str, name: str) -> None:
    """Make a profile by the dialog for a new one."""
    command(driver, "New profile…")
    dialog = visible(driver.window, NewProfileDialog)[0]
    driver.write(dialog.asked, project)
    driver.write(dialog.name, name)
    driver.keys("Return", dialog.name)
    settle()


def choose(driver: Driver, name: str) -> None:
    """Choose a profile of the list by the keyboard."""
    line = driver.window.top.picker
    driver.keys("Ctrl+P")
    while line.popup.entries[line.popup.row].label != name:
        QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)


def names(driver: Driver) -> list[str]:
    return [choice.label for choice in driver.window.top.picker.choices]


def test_a_profile_is_added_renamed_duplicated_and_deleted(driver: Driver) -> None:
    set_up(driver, "10000009_10000002", "Shop A")
    assert names(driver) == ["Sample shop", "Shop A"]
    assert driver.profiles.current.name == "Shop A"
    command(driver, "Profile settings…")
    dialog = visible(driver.window, ProfileDialog)[0]
    driver.write(dialog.lines["name"], "Shop B")
    dialog.close()
    settle()
    assert names(driver) == ["Sample shop", "Shop B"]
    command(driver, "Duplicate profile")
    assert driver.profiles.current.name == "Shop B copy"
    driver.window.trigger("Delete profile")
    assert names(driver) == ["Sample shop", "Shop B"]
    assert driver.profiles.current.name == "Sample shop"


def test_the_last_profile_cannot_be_deleted(driver: Driver) -> None:
    driver.window.trigger("Delete profile")
    assert names(driver) == ["Sample shop"]
    assert driver.message == "This is the only profile. Add another one before you delete it."


def test_each_profile_keeps_its_own_draft_and_undo(driver: Driver) -> None:
    first = driver.document.draft
    command(driver, "Duplicate profile")
    driver.fill("Request", "cid", "777")
    second = driver.document.draft
    choose(driver, "Sample shop")
    assert driver.document.draft == first
    driver.fill("Request", "cid", "888")
    choose(driver, "Sample shop copy")
    assert driver.document.draft == second
    assert driver.line("Request", "cid").text() == "777"
    driver.keys("Ctrl+Z")
    assert driver.document.draft == first
    choose(driver, "Sample shop")
    assert driver.document.draft.text == first.text.replace("10000009", "888")


def test_settings_take_effect_as_they_are_made(driver: Driver) -> None:
    driver.keys("Ctrl+,")
    dialog = visible(driver.window, ProfileDialog)[0]
    driver.write(dialog.lines["project"], "30000003")
    combo = dialog.choices["target"]
    combo.setCurrentIndex(combo.findData("convert"))
    combo.activated.emit(combo.currentIndex())
    dialog.close()
    assert driver.wire.url == "https://30000003.metrics.convertexperiments.com/track"
    assert driver.window.top.picker.accessibleDescription().startswith("LIVE, project 30000003.")
    assert driver.window.bar.target.line.shown_text() == driver.wire.url


def test_a_live_profile_without_a_project_sends_nothing_until_one_is_entered(
    driver: Driver,
) -> None:
    driver.profiles.add("Shop")
    driver.profiles.alter(target="convert", project="", reach="free")
    driver.begin("keys")
    assert "no project id yet. Enter it in the profile settings (Ctrl+,)" in driver.message
    assert not driver.sending.running
    assert driver.context.history.rowCount() == 0
    driver.keys("Ctrl+,")
    dialog = visible(driver.window, ProfileDialog)[0]
    driver.write(dialog.lines["project"], "30000003")
    dialog.close()
    assert driver.message == ""
    assert driver.wire.url.startswith("https://30000003.metrics.")


@pytest.mark.parametrize("url", ["https://collect.example/track", "http://192.0.2.7/track"])
def test_a_local_only_profile_sends_nothing_beyond_this_machine(driver: Driver, url: str) -> None:
    driver.aim(url, reach="local")
    driver.begin("keys")
    assert "is local only" in driver.message
    assert not driver.sending.running
    assert driver.context.history.rowCount() == 0


def test_a_copy_of_a_profile_has_its_names(driver: Driver) -> None:
    driver.window.trigger("Duplicate profile")
    driver.context.catalogs.load_text('{"goals": [{"id": "7", "name": "Signed up"}]}', "a file")
    driver.window.trigger("Duplicate profile")
    assert driver.profiles.current.name.endswith("copy copy")
    assert driver.context.catalog.value is not None
    assert driver.context.catalog.value.goals["7"].name == "Signed up"
