"""Profiles are listed by name, with project and reach; typing finds one of many."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convert_console.widgets.main_window.profile_picker import ProfilePicker
from support.driver import Driver


def labels(picker: ProfilePicker) -> list[str]:
    return [choice.label for choice in picker.choices]


def test_profiles_are_listed_by_name_with_their_project_and_reach(driver: Driver) -> None:
    # The commands are listed last whatever is typed.
    picker = driver.window.top.picker
    driver.keys("Ctrl+P")
    for typed in ("", "xyz"):
        QTest.keyClicks(picker, typed)
        listed = [entry.label for entry in picker.popup.entries]
        assert listed[-5:] == [
            "New profile…", "Profile settings…", "Project names…", "Duplicate profile",
            "Import profile…",
        ]  # fmt: skip
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert len(driver.profiles.all) == 1

    # A command is found by its name where no profile is.
    driver.keys("Ctrl+P")
    QTest.keyClicks(picker, "dupl")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert len(driver.profiles.all) == 2
    driver.profiles.delete()

    # The list follows the profiles.
    picker = driver.window.top.picker
    driver.profiles.add("Alpha")
    first = labels(picker)[1]
    assert labels(picker) == ["Alpha", first]
    assert picker.shown_text() == "Alpha"
    driver.profiles.alter(name="Zeta")
    assert labels(picker) == [first, "Zeta"]
    assert picker.shown_text() == "Zeta"

    # An entry has the project and how far requests may go.
    for name, reach, target in (
        ("A", "local", "local"), ("B", "ask", "convert"), ("C", "free", "custom"),
    ):  # fmt: skip
        driver.profiles.add(name)
        driver.profiles.alter(project="7", reach=reach, target=target, endpoint="http://[::1]/")
    entries = driver.window.top.picker.choices[:3]
    assert [entry.code for entry in entries] == ["7", "7", "7"]
    assert [entry.note for entry in entries] == ["LOCAL ONLY", "LIVE · asks first", "LOCAL · free"]

    # Without a usable target, a profile for this machine only reaches nothing: that is not live.
    for reach, endpoint, word in (
        ("local", "", "LOCAL ONLY"),
        ("local", "127.0.0.1:8765", "LOCAL ONLY"),
        ("local", "https://shop.example/track", "LIVE"),
        ("free", "", "LIVE · free"),
    ):
        driver.profiles.alter(reach=reach, target="custom", endpoint=endpoint)
        current = driver.window.top.picker.choices[driver.window.top.picker.index]
        assert current.note == word

    # A profile without a project says so on hover.
    driver.profiles.add("Alpha")
    driver.profiles.alter(target="convert", project="")
    assert "no project id yet" in driver.window.top.picker.toolTip()
    driver.profiles.alter(project="7")
    assert "no project id yet" not in driver.window.top.picker.toolTip()

    # Numbers in names are sorted as people count.
    for number in (10, 2, 1):
        driver.profiles.add(f"shop {number}")
    shops = [label for label in labels(picker) if label.startswith("shop ")]
    assert shops == ["shop 1", "shop 2", "shop 10"]


def test_one_of_thirty_profiles_is_found_by_name_or_project_number(driver: Driver) -> None:
    picker = driver.window.top.picker
    for number in range(1, 31):
        driver.profiles.add(f"Shop {number}")
        driver.profiles.alter(project=str(10_000_000 + number))
    for typed, found in (("shop 17", "Shop 17"), ("10000023", "Shop 23")):
        driver.keys("Ctrl+P")
        QTest.keyClicks(picker, typed)
        QTest.keyClick(picker, Qt.Key.Key_Return)
        assert driver.profiles.current.name == found
