"""Headers of a profile; secret ones are typed once and never seen again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from convert_console.core.request.secret_headers import HIDDEN
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.keyring import Vault
from convert_console.widgets.profile.dialog import ProfileDialog


def add(dialog: ProfileDialog, name: str, value: str) -> None:
    dialog.pages.turn_to(dialog.HEADERS)
    dialog.headers.add.click()
    row = dialog.headers.headers[-1]
    QTest.keyClicks(row.name, name)
    QTest.keyClicks(row.value, value)
    QTest.keyClick(row.value, Qt.Key.Key_Return)


def test_a_header_is_added_changed_and_removed(dialog: ProfileDialog, profiles: Profiles) -> None:
    add(dialog, "X-Shop", "7")
    add(dialog, "X-Other", "8")
    assert dict(profiles.current.headers) == {"X-Shop": "7", "X-Other": "8"}
    dialog.headers.headers[0].remove.click()
    assert dict(profiles.current.headers) == {"X-Other": "8"}


def test_a_secret_value_is_kept_elsewhere_and_hidden(
    dialog: ProfileDialog, profiles: Profiles, vault: Vault
) -> None:
    add(dialog, "Authorization", "planted-3")
    row = dialog.headers.headers[0]
    assert row.value.echoMode() == QLineEdit.EchoMode.Password
    assert row.value.text() == ""
    assert profiles.current.headers == (("Authorization", HIDDEN),)
    assert vault.held(("shop", "header authorization")) == "planted-3"
    add(dialog, "X-Shop", "7")
    assert vault.held(("shop", "header authorization")) == "planted-3"


def test_what_http_cannot_carry_is_named_and_not_taken(
    dialog: ProfileDialog, profiles: Profiles
) -> None:
    add(dialog, "X Shop", "7")
    assert dialog.headers.message.isVisible()
    assert profiles.current.headers == ()


def test_a_row_that_is_being_filled_in_stays_when_something_else_changes(
    dialog: ProfileDialog, profiles: Profiles
) -> None:
    add(dialog, "X-Shop", "7")
    dialog.headers.add.click()
    profiles.alter(project="778")
    assert len(dialog.headers.headers) == 2
