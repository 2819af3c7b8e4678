"""Rows follow the profile in use, wherever it is changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.keyring import Vault
from convert_console.widgets.profile.dialog import ProfileDialog
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


def test_a_pasted_line_end_goes_into_no_setting(
    dialog: ProfileDialog, profiles: Profiles, vault: Vault
) -> None:
    """Some programs copy one along with a cell or a key."""

    def paste(line: QLineEdit, text: str) -> None:
        QGuiApplication.clipboard().setText(f"{text}\r\n")
        line.selectAll()
        line.paste()
        QTest.keyClick(line, Qt.Key.Key_Return)

    paste(dialog.lines["project"], "10000077")
    assert profiles.current.project == "10000077"

    dialog.pages.turn_to(dialog.HEADERS)
    dialog.headers.add.click()
    row = dialog.headers.headers[-1]
    paste(row.name, "Authorization")
    paste(row.value, "planted-3")
    assert vault.held(("shop", "header authorization")) == "planted-3"

    network = dialog.network
    dialog.pages.turn_to(dialog.NETWORK)
    profiles.alter(proxy="http://ann@proxy.example:3128")
    paste(network.password, "planted-2")
    assert vault.held(("shop", "proxy ann@proxy.example:3128")) == "planted-2"
