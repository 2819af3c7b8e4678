"""A new profile is made of whatever names its project."""

from __future__ import annotations

import json

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.models.profiles.catalogs import FoundNames
from convert_console.widgets.profile.new_profile import NOTHING_FOUND, NewProfileDialog
from support.driver import Driver, button, settle, visible

NAMES = '{"project": {"name": "Example shop"}, "goals": [{"id": "7", "name": "Purchase"}]}'


@pytest.fixture
def dialog(driver: Driver) -> NewProfileDialog:
    driver.window.trigger("New profile…")
    settle()
    return visible(driver.window, NewProfileDialog)[0]


def ids(driver: Driver) -> tuple[str, str]:
    document = json.loads(driver.document.draft.text)
    return document["cid"], document["pid"]


def sentence(dialog: NewProfileDialog) -> str:
    return dialog.asked.accessibleDescription()


def test_a_project_is_set_up_by_one_text_and_enter(
    driver: Driver, dialog: NewProfileDialog
) -> None:
    before = driver.document.draft
    driver.write(dialog.asked, "https://app.convert.com/accounts/10000019/projects/10000011/x")
    assert sentence(dialog) == "Project URL: account 10000019, project 10000011"
    assert dialog.name.text() == "Project 10000011"
    driver.keys("Return", dialog.asked)
    profile = driver.profiles.current
    assert (profile.account, profile.project) == ("10000019", "10000011")
    assert (profile.target, profile.reach) == ("local", "local")
    assert ids(driver) == ("10000019", "10000011")
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before, "one step puts both ids in"


def test_a_pasted_name_is_on_one_line(driver: Driver, dialog: NewProfileDialog) -> None:
    driver.write(dialog.asked, "10000019_10000011")
    dialog.name.selectAll()
    QApplication.clipboard().setText("My\nshop\n")
    dialog.name.paste()
    driver.keys("Return", dialog.asked)
    assert driver.profiles.current.name == "My shop"


def test_the_draft_keeps_its_ids_where_that_is_wanted(
    driver: Driver, dialog: NewProfileDialog
) -> None:
    before = ids(driver)
    driver.write(dialog.asked, "10000019_10000011")
    dialog.ids.click()
    driver.keys("Return", dialog.asked)
    assert driver.profiles.current.project == "10000011"
    assert ids(driver) == before


def test_a_text_is_looked_at_before_anything_is_made_or_fetched(
    driver: Driver, dialog: NewProfileDialog, qapp: QApplication
) -> None:
    # A text without a project is explained and makes nothing.
    assert not dialog.create_button.isEnabled()
    driver.write(dialog.asked, "https://shop.example/checkout")
    assert sentence(dialog) == NOTHING_FOUND
    driver.keys("Return", dialog.asked)
    assert dialog.isVisible()
    assert len(driver.profiles.all) == 1
    driver.write(dialog.asked, "1000")
    assert sentence(dialog) != NOTHING_FOUND, "it may still become one"
    driver.write(dialog.asked, "10000019 10000011")
    assert dialog.create_button.isEnabled()

    # The dialog says nothing is fetched before it is asked.
    driver.write(dialog.asked, "10000019_10000011")
    assert not driver.context.catalogs.fetching
    driver.click(button(dialog.reach, "Ask first"))
    assert not driver.context.catalogs.fetching
    assert "One request to Convert" in dialog.names.note.text()

    # Names are not fetched for a profile that must not reach out.
    driver.click(button(dialog.reach, "This machine only"))
    driver.write(dialog.asked, "10000019_10000011")
    assert not dialog.names.button.isEnabled()
    assert "this machine only" in dialog.names.note.text()
    assert "this machine only" in dialog.names.button.accessibleDescription()
    driver.click(button(dialog.reach, "Ask first"))
    assert dialog.names.button.isEnabled()
    driver.click(button(dialog.reach, "This machine only"))
    assert not dialog.names.button.isEnabled()
    dialog._load()
    assert not driver.context.catalogs.fetching, "nor in any other way"
    driver.click(button(dialog.reach, "Ask first"))
    driver.keys("Return", dialog.asked)
    assert (driver.profiles.current.reach, driver.profiles.current.target) == ("ask", "local")


def test_an_own_name_is_kept(driver: Driver, dialog: NewProfileDialog) -> None:
    driver.write(dialog.asked, "10000019_10000011")
    driver.write(dialog.name, "Boutique")
    driver.write(dialog.asked, "10000019_10000012")
    assert dialog.name.text() == "Boutique"
    driver.keys("Return", dialog.name)
    assert driver.profiles.current.name == "Boutique"


def test_names_that_were_looked_up_name_the_profile_and_are_kept_with_it(
    driver: Driver, dialog: NewProfileDialog
) -> None:
    driver.write(dialog.asked, "10000019_10000011")
    catalog = read_catalog(NAMES)
    assert isinstance(catalog, Catalog)
    driver.context.catalogs.looked_up.emit(FoundNames(NAMES, "https://cdn.example/config", catalog))
    assert dialog.name.text() == "Example shop"
    driver.keys("Return", dialog.asked)
    assert driver.profiles.current.name == "Example shop"
    assert driver.context.catalog.name("goal", "7") == "Purchase"
