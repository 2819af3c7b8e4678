"""Time limits, proxy and extra certificates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.keyring import Vault
from convert_console.widgets.profile.dialog import ProfileDialog
from support.driver import words


def choose_own(dialog: ProfileDialog) -> None:
    dialog.pages.turn_to(dialog.NETWORK)
    combo = dialog.network.proxy
    combo.setCurrentIndex(combo.findData("own"))
    combo.activated.emit(combo.currentIndex())


def enter(dialog: ProfileDialog, address: str) -> None:
    dialog.network.address.selectAll()
    QTest.keyClicks(dialog.network.address, address)
    QTest.keyClick(dialog.network.address, Qt.Key.Key_Return)


def test_a_time_limit_is_a_number_of_seconds(dialog: ProfileDialog, profiles: Profiles) -> None:
    dialog.network.spins["total_timeout"].setValue(5)
    assert profiles.current.total_timeout == 5.0
    profiles.alter(silence_timeout=7.5)
    assert dialog.network.spins["silence_timeout"].value() == 7.5


def test_a_proxy_counts_once_its_address_is_one(dialog: ProfileDialog, profiles: Profiles) -> None:
    choose_own(dialog)
    assert profiles.current.proxy == "none"
    enter(dialog, "socks5://h:1")
    assert any("Only HTTP proxies" in text for text in words(dialog.network))
    assert profiles.current.proxy == "none"
    enter(dialog, "http://ann@proxy.example:3128")
    assert profiles.current.proxy == "http://ann@proxy.example:3128"


def test_a_password_is_moved_to_the_vault_wherever_it_is_typed(
    dialog: ProfileDialog, profiles: Profiles, vault: Vault
) -> None:
    key = ("shop", "proxy ann@proxy.example:3128")
    choose_own(dialog)
    enter(dialog, "http://ann:planted-1@proxy.example:3128")
    assert vault.held(key) == "planted-1"
    assert "planted" not in dialog.network.address.text() + repr(profiles.current)
    QTest.keyClicks(dialog.network.password, "planted-2")
    QTest.keyClick(dialog.network.password, Qt.Key.Key_Return)
    assert vault.held(key) == "planted-2"
    assert dialog.network.password.text() == ""
    assert "planted" not in repr(profiles.current)


def test_the_system_s_proxy_is_a_choice(dialog: ProfileDialog, profiles: Profiles) -> None:
    combo = dialog.network.proxy
    combo.setCurrentIndex(combo.findData("system"))
    combo.activated.emit(combo.currentIndex())
    assert profiles.current.proxy == "system"
    profiles.alter(proxy="none")
    assert combo.currentData() == "none"


def test_local_only_says_that_no_proxy_is_used(dialog: ProfileDialog, profiles: Profiles) -> None:
    dialog.pages.turn_to(dialog.NETWORK)
    profiles.alter(reach="local", proxy="system")
    assert "This profile is local only, so no proxy is used." in " ".join(words(dialog.network))


def test_extra_certificates_are_chosen_from_a_file(
    dialog: ProfileDialog, profiles: Profiles
) -> None:
    dialog.network.browse.click()
    chooser = dialog.network.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit("/tmp/ca.pem")
    chooser.reject()
    assert profiles.current.ca_file == "/tmp/ca.pem"
