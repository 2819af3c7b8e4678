"""Names by Convert's API in the real window, and a debug token, against a stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import keyring.core
import pytest
from keyring.backends.null import Keyring
from PySide6.QtGui import QGuiApplication

from convert_console.core.catalog.catalog import Catalog, name_of
from convert_console.core.convert_api.calls import read_key
from convert_console.widgets.profile.catalog_dialog import CatalogDialog
from support.convert_api import ACCOUNT, KEY, PROJECT, QUICK, ConvertStandIn, convert_stand_in
from support.driver import Driver, settle, visible
from support.pictures import cut_off


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())


@pytest.fixture
def convert() -> Iterator[ConvertStandIn]:
    with convert_stand_in() as made:
        yield made


@pytest.fixture
def keyed(driver: Driver, convert: ConvertStandIn) -> Driver:
    """A window whose profile has a key."""
    driver.context.api.pace = QUICK
    driver.profiles.alter(
        account=ACCOUNT,
        project=PROJECT,
        reach="ask",
        api_base=convert.url,
        api_key_since="2026-01-01T00:00:00+00:00",
    )
    driver.profiles.secrets.put_api_key(driver.profiles.current, read_key(KEY))
    return driver


def catalog(driver: Driver) -> Catalog:
    found = driver.context.catalog.value
    assert found is not None
    return found


def test_drafts_and_completed_experiences_get_names_by_a_command(
    keyed: Driver, convert: ConvertStandIn
) -> None:
    assert convert.calls == []
    keyed.window.trigger("List all names by API")
    keyed.until(lambda: "3 experiences and 3 goals" in keyed.message)
    found = catalog(keyed)
    assert name_of(found, "experience", "100400102") == "Free shipping (draft)"
    assert name_of(found, "experience", "100400103") == "Old hero (completed)"
    assert found.name("goal", "100300399") == "Newsletter"
    assert "Convert's API" in keyed.context.catalogs.source


def test_without_a_key_the_command_says_what_it_needs(driver: Driver) -> None:
    driver.profiles.alter(reach="ask")
    driver.window.trigger("List all names by API")
    assert "Needs an API key" in driver.message


def test_a_local_only_profile_asks_nobody(driver: Driver) -> None:
    driver.profiles.alter(reach="local", api_key_since="2026-01-01T00:00:00+00:00")
    driver.window.trigger("List all names by API")
    assert "local only, and api.convert.com is not this machine" in driver.message


def open_dialog(driver: Driver) -> CatalogDialog:
    driver.window.trigger("Project names…")
    settle()
    [dialog] = visible(driver.window, CatalogDialog)
    return dialog


def test_the_dialog_lists_everything_and_makes_a_token_to_copy(
    keyed: Driver, convert: ConvertStandIn
) -> None:
    dialog = open_dialog(keyed)
    keyed.click(dialog.list_all)
    keyed.until(lambda: "(2 not running)" in dialog.state.counts.text())
    keyed.until(dialog.make_token.isEnabled)
    keyed.click(dialog.make_token)
    keyed.until(lambda: dialog.made_token.text() == "token-9b1c77")
    settle()
    keyed.click(dialog.copy_token)
    assert QGuiApplication.clipboard().text() == "token-9b1c77"
    assert keyed.profiles.current.debug_token_since
    assert cut_off(dialog) == []
    keyed.click(dialog.remove_token)
    assert not keyed.profiles.current.debug_token_since
    assert not dialog.made_token.isVisible()
    dialog.close()


def test_a_key_without_the_right_is_said_in_the_dialog(
    keyed: Driver, convert: ConvertStandIn
) -> None:
    convert.rights = frozenset({"user"})
    dialog = open_dialog(keyed)
    keyed.click(dialog.list_all)
    keyed.until(dialog.message.isVisible)
    assert "403" in dialog.message.text()
    dialog.close()


def test_esc_stops_asking_before_it_closes_the_dialog(
    keyed: Driver, convert: ConvertStandIn
) -> None:
    convert.next_answers = [convert.error(429, "Too many requests", ["Retry-After: 100"])]
    dialog = open_dialog(keyed)
    keyed.click(dialog.list_all)
    keyed.until(lambda: "slow down" in dialog.asking.text())
    keyed.keys("Esc", dialog)
    keyed.until(lambda: not keyed.context.api_names.is_asking)
    assert dialog.isVisible()
    keyed.keys("Esc", dialog)
    keyed.until(lambda: not dialog.isVisible())
