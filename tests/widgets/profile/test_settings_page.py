"""Rows follow the profile in use, wherever it is changed."""

from __future__ import annotations

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.profile.settings_page import SettingsPage, combo_of

CHOICES = (("local", "Local only"), ("ask", "Ask"))


def page(qtbot: QtBot, profiles: Profiles) -> SettingsPage:
    made = SettingsPage(profiles)
    made.add_line("account", "Account id", "cid")
    made.add_choice("reach", "Reach", CHOICES)
    qtbot.addWidget(made)
    made.refresh()
    return made


def test_a_line_and_a_choice_change_the_profile(qtbot: QtBot, profiles: Profiles) -> None:
    made = page(qtbot, profiles)
    QTest.keyClicks(made.lines["account"], "1")
    made.choices["reach"].activated.emit(0)
    assert (profiles.current.account, profiles.current.reach) == ("100000091", "local")


def test_a_change_elsewhere_is_shown_and_typing_keeps_its_caret(
    qtbot: QtBot, profiles: Profiles
) -> None:
    made = page(qtbot, profiles)
    made.lines["account"].setCursorPosition(3)
    made.refresh()
    assert made.lines["account"].cursorPosition() == 3
    profiles.alter(account="7", reach="local")
    made.refresh()
    assert made.lines["account"].text() == "7"
    assert made.choices["reach"].currentData() == "local"


def test_each_control_has_a_name_for_a_screen_reader(qtbot: QtBot, profiles: Profiles) -> None:
    made = page(qtbot, profiles)
    assert made.lines["account"].accessibleName() == "Account id (cid)"
    assert made.choices["reach"].accessibleName() == "Reach"


def test_a_list_may_be_narrower_than_its_longest_line(qtbot: QtBot, profiles: Profiles) -> None:
    made = page(qtbot, profiles)
    long = combo_of((("a", "x" * 400),), made)
    assert long.sizeHint().width() < 400
