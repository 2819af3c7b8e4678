"""Names for numbers: loaded by hand, they stand wherever an id stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.history.columns import Column
from convert_console.models.document.events import LINE
from convert_console.widgets.fields.choice_line import SearchLine
from convert_console.widgets.fields.field import Field
from convert_console.widgets.fields.id_chips import IdChips
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.main_window.palette_entries import PaletteThings, ThingActions
from convert_console.widgets.profile.catalog_dialog import CatalogDialog
from support.driver import Driver, button, visible
from support.endpoint import Endpoint, answer, silence

GOALS = [
    {"id": "100300301", "name": "Purchase", "type": "revenue"},
    {"id": "100300302", "name": "Add to cart", "type": "clicks_element"},
]
EXPERIENCES = [
    {
        "id": "100200201",
        "name": "Hero test",
        "status": "active",
        "goals": ["100300301", "100300302"],
        "variations": [
            {"id": "1001001001", "name": "Original", "status": "running"},
            {"id": "1001001002", "name": "B", "status": "stopped"},
        ],
    }
]
LISTS = {
    "account_id": "10000009",
    "project": {"id": "10000001", "name": "Example shop"},
    "goals": GOALS,
    "experiences": EXPERIENCES,
    "segments": [{"id": "100700701", "name": "VIP"}],
    "archived_experiences": ["100200299"],
}
KEYED = {
    **LISTS,
    "goals": {goal["id"]: goal for goal in GOALS},
    "experiences": {str(one["id"]): one for one in EXPERIENCES},
}
DOCUMENT = json.dumps(
    {
        "cid": "10000009",
        "pid": "10000001",
        "vid": "1796000000000-0.4126735590148273",
        "seg": {"cust": ["100700701"]},
        "ev": [
            {
                "evt": "hitGoal",
                "goals": ["100300301"],
                "exps": ["100200201"],
                "vars": ["1001001002"],
            }
        ],
    }
)


def open_dialog(driver: Driver) -> CatalogDialog:
    driver.window.trigger("Project names…")
    [dialog] = visible(driver.window, CatalogDialog)
    return dialog


def paste_catalog(driver: Driver, catalog: object) -> CatalogDialog:
    dialog = open_dialog(driver)
    QApplication.clipboard().setText(json.dumps(catalog))
    driver.click(dialog.paste)
    return dialog


def line(driver: Driver) -> str:
    events = driver.window.models.events
    return str(events.index(0).data(LINE))


@pytest.mark.parametrize("form", [LISTS, KEYED], ids=["lists", "keyed by id"])
def test_a_pasted_configuration_names_every_id(driver: Driver, form: object) -> None:
    driver.paste_json(DOCUMENT)
    assert line(driver) == "Purchase · 1001001002", "the sample's name of the goal"
    dialog = paste_catalog(driver, form)
    assert dialog.state.title.text() == "Example shop"
    assert dialog.state.origin.text() == "Loaded just now from the clipboard"
    driver.click(dialog.close_button)
    assert line(driver) == "Purchase · B (stopped)"
    form_of_event = driver.window.builder.events.form
    goals = form_of_event.fields["goals"]
    assert isinstance(goals, IdsField)
    assert goals.single is not None
    assert goals.single.shown_text() == "Purchase"
    row = form_of_event.pairs._rows[0]
    names = [row.experience.text(), row.variation.text()]
    assert names == ["Hero test", "B (stopped)"]
    driver.turn_builder("Segments")
    audiences = chips_of(driver.window.builder.segments.fields["cust"])
    assert [chip.text() for chip in audiences.chips] == ["VIP · 100700701"]


def test_the_history_shows_names_and_the_tooltip_ids(driver: Driver) -> None:
    driver.profiles.add("Shop")
    driver.profiles.alter(reach="free", target="local")
    driver.paste_json(DOCUMENT)
    driver.send()
    assert driver.history(Column.GOALS) == ["100300301"]
    driver.click(paste_catalog(driver, LISTS).close_button)
    assert driver.history(Column.GOALS) == ["Purchase"]
    index = driver.context.history.index(0, Column.GOALS)
    assert "Purchase (100300301)" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_row_keeps_its_names_and_is_found_by_them(driver: Driver) -> None:
    driver.click(paste_catalog(driver, LISTS).close_button)
    driver.activate()
    driver.paste_json(DOCUMENT)
    driver.send()
    renamed = [{**GOALS[0], "name": "Order paid"}, GOALS[1]]
    driver.click(paste_catalog(driver, {**LISTS, "goals": renamed}).close_button)
    driver.activate()
    driver.write(driver.window.history.filter, "purchase hero")
    driver.keys("Return", driver.window.history.filter)
    history = driver.context.history
    driver.until(lambda: history.loader.filtered and not history.loader.search.going)
    assert driver.history(Column.GOALS) == ["Order paid"], "the table speaks today's language"
    kept = history.exchange_at(0)
    assert kept is not None
    assert kept.names == (
        ("goal", "100300301", "Purchase"),
        ("experience", "100200201", "Hero test"),
        ("variation", "1001001002", "B (stopped)"),
        ("segment", "100700701", "VIP"),
    )
    assert "Purchase (100300301), Hero test (100200201)" in evidence_page(
        [AnnotatedExchange(kept)], 0.0
    )


def test_rows_details_comparison_and_palette_use_the_names_of_the_profile_that_sent(
    driver: Driver,
) -> None:
    driver.profiles.add("One")
    driver.profiles.alter(reach="free", target="local")
    driver.click(paste_catalog(driver, LISTS).close_button)
    driver.activate()
    driver.paste_json(DOCUMENT)
    driver.send()
    driver.send()
    driver.profiles.add("Two")
    renamed = [{**GOALS[0], "name": "Wrong name"}, GOALS[1]]
    driver.click(paste_catalog(driver, {**LISTS, "goals": renamed}).close_button)
    driver.activate()
    driver.until(lambda: driver.history(Column.GOALS) == ["Purchase", "Purchase"])
    driver.choose_row(0)
    detail = driver.window.history.detail
    assert detail is not None
    driver.until(lambda: "Purchase" in detail.words.text)
    assert "Wrong name" not in detail.words.text
    driver.window.history.table.select(0, 1)
    driver.window.trigger("Compare selected")
    page = driver.window.comparison
    assert page is not None
    page.unchanged.click()
    model = page.model
    role = Qt.ItemDataRole.AccessibleTextRole
    shown = [str(model.index(row, 1).data(role)) for row in range(model.rowCount())]
    assert any("Purchase" in text for text in shown)
    assert not any("Wrong name" in text for text in shown)
    things = PaletteThings(driver.window.models, ThingActions(str, lambda _id, _instead: None, str))
    row = driver.context.history.row(0)
    assert row is not None
    assert "Purchase" in things.of_row(row).text


def test_the_confirmation_before_a_live_send_uses_names(driver: Driver) -> None:
    driver.paste_json(DOCUMENT)
    driver.click(paste_catalog(driver, LISTS).close_button)
    driver.profiles.alter(target="convert", reach="ask")
    driver.begin("keys")
    assert "1 conversion of Purchase in B (stopped)" in driver.question
    driver.keys("Esc")


def test_an_id_is_found_by_its_name_while_typing(driver: Driver) -> None:
    driver.paste_json(DOCUMENT)
    driver.click(paste_catalog(driver, LISTS).close_button)
    goals = driver.window.builder.events.form.fields["goals"]
    assert isinstance(goals, IdsField)
    goals.begin_another()
    choose_by_typing(driver, goals.chips.input, "cart")
    row = driver.window.builder.events.form.pairs._rows[0]
    choose_by_typing(driver, row.variation, "orig")
    payload = driver.document.payload
    assert isinstance(payload, dict)
    event = json.loads(driver.document.draft.text)["ev"][0]
    assert event["goals"] == ["100300301", "100300302"]
    assert event["vars"] == ["1001001001"]


def test_the_rules_know_the_catalog(driver: Driver) -> None:
    driver.paste_json(DOCUMENT.replace("100300301", "100300399"))
    driver.click(paste_catalog(driver, LISTS).close_button)
    problems = driver.context.problems
    driver.until(lambda: "unknown-goal" in {problem.rule for problem in problems.all})


def test_a_file_is_loaded_and_there_again_after_a_restart(
    driver: Driver, open_console: Callable[[], Driver], tmp_path: Path
) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(LISTS), "utf-8")
    dialog = open_dialog(driver)
    driver.click(dialog.file)
    [chooser] = visible(driver.window, QFileDialog)
    name = chooser.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(str(file))
    driver.keys("Return", name)
    driver.until(lambda: driver.context.catalogs.source == "config.json")
    driver.click(dialog.close_button)
    again = open_console()
    assert again.context.catalogs.source == "config.json"
    assert again.context.catalog.name("goal", "100300301") == "Purchase"


def test_an_invalid_configuration_is_reported_and_the_loaded_one_stays(driver: Driver) -> None:
    dialog = paste_catalog(driver, LISTS)
    QApplication.clipboard().setText('{"goals": [')
    driver.click(dialog.paste)
    assert dialog.message.isVisible()
    assert "This is not JSON" in dialog.message.text()
    assert dialog.state.title.text() == "Example shop"
    driver.click(dialog.forget)
    assert dialog.state.title.text() == "Sample shop", "the names that the sample has"
    assert not dialog.forget.isEnabled()
    driver.click(dialog.close_button)


def test_a_fetch_asks_the_base_that_is_shown_and_only_on_the_click(driver: Driver) -> None:
    with Endpoint([answer(body=json.dumps(LISTS).encode())]) as endpoint:
        dialog = open_dialog(driver)
        assert not dialog.fetch.isEnabled()  # the first profile is local only
        driver.write(dialog.base, endpoint.url)
        assert dialog.url.text() == f"{endpoint.url}/10000009/10000001"
        assert endpoint.requests == []
        driver.click(button(dialog, "Fetch from 127.0.0.1"))
        driver.until(lambda: driver.context.catalog.value is not None)
        driver.until(lambda: not driver.context.catalogs.fetching)
        [request] = endpoint.requests
        assert request.startswith(b"GET /track/10000009/10000001 HTTP/1.1\r\n")
        assert dialog.fetch.text() == "Refresh"
        driver.click(dialog.close_button)


def test_a_refusal_is_explained_and_a_long_wait_can_be_ended(driver: Driver) -> None:
    with Endpoint([answer("404 Not Found"), silence]) as endpoint:
        dialog = open_dialog(driver)
        driver.write(dialog.base, endpoint.url)
        driver.click(dialog.fetch)
        driver.until(lambda: not driver.context.catalogs.fetching)
        assert "There is no such project" in dialog.message.text()
        driver.click(dialog.fetch)
        assert dialog.fetch.text() == "Cancel"
        driver.keys("Esc", dialog)
        driver.until(lambda: not driver.context.catalogs.fetching)
        assert dialog.isVisible()
        driver.keys("Esc", dialog)
        assert not dialog.isVisible()


def chips_of(field: Field) -> IdChips:
    assert isinstance(field, IdsField)
    return field.chips


def choose_by_typing(driver: Driver, field: QLineEdit, text: str) -> None:
    """Type part of a name, and take what is highlighted."""
    assert isinstance(field, SearchLine)
    driver.write(field, text)
    assert field.is_open
    QTest.keyClick(field, Qt.Key.Key_Return)
