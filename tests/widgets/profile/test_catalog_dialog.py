"""The dialog shows what it would ask before it asks, and why it would not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.configuration import USUAL_BASE
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.profiles.api_names import ApiNames
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.convert_api.client import ConvertApi
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.keyring import Vault
from convert_console.services.storage.profiles import ProfileStore
from convert_console.widgets.profile.catalog_dialog import NOT_LOADED, CatalogDialog, CatalogState

SHOP = Profile("shop", "Shop", "10000001", "10000009")


def dialog(
    qtbot: QtBot, folder: Path, profiles: Profiles | None = None
) -> tuple[CatalogDialog, Profiles]:
    profiles = profiles or Profiles(ProfileStore(folder / "profiles"), SHOP)
    catalogs = Catalogs(
        CurrentCatalog(), CatalogStore(folder / "catalogs"), profiles, Sender(), lambda: 0.0
    )
    api = ConvertApi(Sender(), profiles.secrets, lambda: 0.0)
    made = CatalogDialog(catalogs, profiles, ApiNames(api, catalogs, profiles))
    qtbot.addWidget(made)
    made.show()
    return made, profiles


def test_the_whole_url_is_shown_before_anything_is_asked(qtbot: QtBot, tmp_path: Path) -> None:
    made, _ = dialog(qtbot, tmp_path)
    assert made.url.text() == f"{USUAL_BASE}/10000009/10000001"
    assert made.fetch.text() == "Fetch from Convert"
    assert made.fetch.isEnabled()


def test_a_missing_id_greys_the_fetch(qtbot: QtBot, tmp_path: Path) -> None:
    made, profiles = dialog(qtbot, tmp_path)
    profiles.alter(account="")
    assert not made.fetch.isEnabled()
    assert made.url.text() == ""


def test_an_error_goes_once_something_else_was_loaded(qtbot: QtBot, tmp_path: Path) -> None:
    made, _ = dialog(qtbot, tmp_path)
    QApplication.clipboard().setText("nothing of the kind")
    made.paste.click()
    assert made.message.isVisible()
    QApplication.clipboard().setText('{"goals": {"7": {"name": "Purchase"}}}')
    made.paste.click()
    assert not made.message.isVisible()
    assert made.forget.isEnabled()


def test_a_debug_token_is_taken_from_its_field_and_never_shown(
    qtbot: QtBot, tmp_path: Path, profiles: Profiles, vault: Vault
) -> None:
    made, _ = dialog(qtbot, tmp_path, profiles)
    QTest.keyClicks(made.environment, "qa")
    QTest.keyClicks(made.token, "planted-11")
    assert made.token.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClick(made.token, Qt.Key.Key_Return)
    assert vault.held(("shop", "debug token")) == "planted-11"
    assert made.token.text() == ""
    assert made.url.text().endswith("?environment=qa&debug_token=(hidden)")
    made.show()
    made.remove_token.click()
    assert vault.held(("shop", "debug token")) == ""
    assert made.url.text().endswith("?environment=qa")


def test_a_whole_url_as_the_base_is_taken_apart(
    qtbot: QtBot, tmp_path: Path, profiles: Profiles, vault: Vault
) -> None:
    made, _ = dialog(qtbot, tmp_path, profiles)
    QApplication.clipboard().setText(
        "http://127.0.0.1:9/config/10000009/10000001?environment=qa&debug_token=planted-12"
    )
    made.base.paste()
    assert made.base.text() == profiles.current.catalog_base == "http://127.0.0.1:9/config"
    assert profiles.current.catalog_environment == "qa"
    assert vault.held(("shop", "debug token")) == "planted-12"
    assert made.url.text().endswith("?environment=qa&debug_token=(hidden)")


# What is said of the loaded names, and of there being none.


def said(qtbot: QtBot, folder: Path, text: str) -> list[str]:
    profiles = Profiles(ProfileStore(folder / "profiles"), SHOP)
    catalogs = Catalogs(
        CurrentCatalog(), CatalogStore(folder / "catalogs"), profiles, Sender(), lambda: 0.0
    )
    if text:
        catalogs.load_text(text, "config.json")
    state = CatalogState()
    qtbot.addWidget(state)
    state.show_catalog(catalogs, SHOP)
    labels = (state.title, state.counts, state.origin, state.mismatch)
    return [label.text() for label in labels]


def test_without_names_it_says_what_they_are_for(qtbot: QtBot, tmp_path: Path) -> None:
    title, counts, what_for, mismatch = said(qtbot, tmp_path, "")
    assert (title, counts, mismatch) == (NOT_LOADED, "", "")
    assert "by name" in what_for


def test_names_come_with_their_origin_and_age(qtbot: QtBot, tmp_path: Path) -> None:
    text = '{"project": {"id": "10000001", "name": "Example"}, "goals": [{"id": "7"}]}'
    title, counts, origin, mismatch = said(qtbot, tmp_path, text)
    assert (title, origin, mismatch) == ("Example", "Loaded just now from config.json", "")
    assert counts.startswith("1 goal ·")


def test_the_names_of_another_project_are_pointed_out(qtbot: QtBot, tmp_path: Path) -> None:
    text = '{"project": {"id": "10000002"}, "goals": []}'
    title, _counts, _origin, mismatch = said(qtbot, tmp_path, text)
    assert title == "Project 10000002"
    assert "names of project 10000002" in mismatch
