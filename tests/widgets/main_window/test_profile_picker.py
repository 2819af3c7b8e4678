"""Profiles are listed by name; the current one is shown."""

from __future__ import annotations

from convert_console.widgets.kit.tooltips import plain_tip
from support.driver import Driver


def test_the_list_follows_the_profiles(driver: Driver) -> None:
    picker = driver.window.top.picker
    driver.profiles.add("Alpha")
    assert [choice.label for choice in picker.line.choices] == ["Alpha", "Local sample"]
    assert picker.line.shown_text() == "Alpha"
    driver.profiles.alter(name="Zeta")
    assert [choice.label for choice in picker.line.choices] == ["Local sample", "Zeta"]
    assert picker.line.shown_text() == "Zeta"


def test_choosing_uses_a_profile(driver: Driver) -> None:
    picker = driver.window.top.picker
    driver.profiles.add("Alpha")
    driver.search(picker.line, "Local sample")
    assert driver.profiles.current.name == "Local sample"


def test_a_name_of_blanks_makes_no_profile(driver: Driver) -> None:
    next(a for a in driver.window.top.picker.menu.actions() if a.text() == "New profile…").trigger()
    driver.answer_name("   ")
    assert len(driver.profiles.all) == 1


def test_a_profile_without_a_project_says_so_on_hover(driver: Driver) -> None:
    driver.profiles.add("Alpha")
    driver.profiles.alter(target="convert", project="")
    assert "no project id yet" in driver.window.top.picker.line.toolTip()
    driver.profiles.alter(project="7")
    assert driver.window.top.picker.line.toolTip() == plain_tip("Profile: Alpha")
