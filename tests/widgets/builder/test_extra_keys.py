"""Keys that nobody documents are edited by form, and nothing else in the text changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from convert_console.core.request.field_values import KINDS
from convert_console.widgets.builder.extra_keys import KEYS_SHOWN, ExtraKeys, ExtraRow
from support.driver import Driver, focused

TEXT = """{ "cid":"1",  "dbg" : true, "w": 1.10,
  "seg": {"browser": "CH", "lang":  "ro"},
  "ev": [{"evt":"hitGoal", "note": "x","tags":[1, 2.0]}, {"evt":"tr", "note": "y"}] }"""


@pytest.fixture
def extras(driver: Driver) -> ExtraKeys:
    """Those of the top level, with `TEXT` in the window."""
    return shown(driver, "Request", TEXT)


def shown(driver: Driver, page: str, text: str) -> ExtraKeys:
    driver.document.write(text)
    driver.turn_builder(page)
    builder = driver.window.builder
    pages = {
        "Request": builder.request.extras,
        "Segments": builder.segments.extras,
        "Events": builder.events.form.extras,
    }
    found = pages[page]
    assert found is not None
    return found


def keys(extras: ExtraKeys) -> list[str]:
    return [row.name.text() for row in extras.rows]


def choose(row: ExtraRow, kind: str) -> None:
    """Choose a type by the keyboard."""
    row.value.kind.setFocus()
    place = row.value.kind.findText(kind)
    row.value.kind.setCurrentIndex(place)
    row.value.kind.activated.emit(place)


def test_each_page_shows_the_keys_of_its_own_object(driver: Driver) -> None:
    assert keys(shown(driver, "Request", TEXT)) == ["dbg", "w"]
    assert keys(shown(driver, "Segments", TEXT)) == ["lang"]
    assert keys(shown(driver, "Events", TEXT)) == ["note", "tags"]
    driver.window.builder.events.choose(1)
    assert keys(shown(driver, "Events", TEXT)) == ["note"]


def test_typing_a_value_changes_it_alone_and_is_one_step(driver: Driver, extras: ExtraKeys) -> None:
    driver.write(extras.rows[1].value.line, "2.50")
    assert driver.document.draft.text == TEXT.replace("1.10", "2.50")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT


def test_a_name_changes_when_it_is_finished_and_keeps_its_place(
    driver: Driver, extras: ExtraKeys
) -> None:
    driver.write(extras.rows[0].name, "debug")
    assert driver.document.draft.text == TEXT, "not at each letter"
    driver.keys("Return")
    assert driver.document.draft.text == TEXT.replace('"dbg"', '"debug"')
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT
    assert keys(extras) == ["dbg", "w"]


def test_a_name_in_use_is_refused_and_reset(driver: Driver, extras: ExtraKeys) -> None:
    driver.write(extras.rows[0].name, "cid")
    driver.keys("Return")
    assert "already" in driver.message
    assert keys(extras) == ["dbg", "w"]
    assert driver.document.draft.text == TEXT


def test_a_deleted_name_is_restored(driver: Driver, extras: ExtraKeys) -> None:
    driver.write(extras.rows[0].name, "")
    driver.keys("Return")
    assert keys(extras) == ["dbg", "w"]


def test_a_key_named_as_a_documented_one_moves_to_its_field(
    driver: Driver, extras: ExtraKeys
) -> None:
    driver.write(extras.rows[1].name, "tid")
    driver.keys("Return")
    assert keys(extras) == ["dbg"]
    field = driver.window.builder.request.fields["tid"]
    assert field.line.text() == "1.10"  # type: ignore[attr-defined]


def test_a_new_key_waits_for_its_name_in_one_step(driver: Driver, extras: ExtraKeys) -> None:
    driver.click(extras.add)
    assert focused() is extras.rows[2].name
    assert extras.rows[2].name.hasSelectedText()
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT


def test_a_new_key_creates_the_segments_it_is_in(driver: Driver) -> None:
    extras = shown(driver, "Segments", '{"cid": "1"}')
    driver.click(extras.add)
    assert driver.document.payload == {"cid": "1", "seg": {"key1": ""}}


def test_removing_a_key_takes_it_alone_and_keeps_the_keyboard_near(
    driver: Driver, extras: ExtraKeys
) -> None:
    driver.click(extras.rows[0].remove)
    assert driver.document.draft.text == TEXT.replace('  "dbg" : true,', "")
    assert focused() is extras.rows[0].remove
    driver.click(extras.rows[0].remove)
    assert focused() is extras.add
    driver.keys("Ctrl+Z")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT


def test_another_type_is_one_step(driver: Driver, extras: ExtraKeys) -> None:
    driver.write(extras.rows[1].value.line, "3")
    before = driver.document.draft.text
    for kind in KINDS:
        choose(extras.rows[1], kind)
        if driver.document.draft.text != before:
            driver.keys("Ctrl+Z")
        assert driver.document.draft.text == before, kind


def test_half_typed_json_is_reported_below_it_and_not_sent(driver: Driver) -> None:
    extras = shown(driver, "Events", TEXT)
    row = extras.rows[1]
    driver.write(row.value.line, "[1, 2")
    assert driver.document.draft.text == TEXT
    assert row.value.error
    driver.window.builder.events.choose(1)
    driver.window.builder.events.choose(0)
    assert extras.rows[1].value.line.text() == "[1,2.0]", "an event shows what it holds"


def test_the_card_grows_with_the_text_of_its_rows(driver: Driver) -> None:
    extras = shown(driver, "Events", TEXT)
    form = driver.window.builder.events.form
    before = form.height()
    driver.write(extras.rows[1].value.line, "[1, 2")
    driver.until(lambda: form.height() > before)


def test_a_problem_leads_to_its_row(driver: Driver, extras: ExtraKeys) -> None:
    driver.window.builder.go_to(("seg", "lang"))
    segments = driver.window.builder.segments.extras
    assert segments is not None
    assert focused() is segments.rows[0].value.line
    driver.window.builder.go_to(("ev", 0, "tags"))
    assert focused() is driver.window.builder.events.form.extras.rows[1].value.line


def test_more_keys_than_fit_are_named(driver: Driver) -> None:
    many = ", ".join(f'"x{n}": {n}' for n in range(KEYS_SHOWN + 7))
    extras = shown(driver, "Request", f"{{{many}}}")
    assert len(extras.rows) == KEYS_SHOWN
    assert extras._more.text() == "7 more fields – edit in JSON"


def test_scrolling_past_a_type_changes_nothing(driver: Driver, extras: ExtraKeys) -> None:
    kind = extras.rows[0].value.kind
    middle = kind.rect().center()
    turn = QWheelEvent(
        QPointF(middle),
        QPointF(kind.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(kind, turn)
    assert driver.document.draft.text == TEXT


def test_tab_goes_through_a_row_and_ends_at_the_new_key(driver: Driver, extras: ExtraKeys) -> None:
    extras.rows[0].name.setFocus()
    seen = []
    for _ in range(8):
        driver.keys("Tab")
        seen.append(focused())
    enabled = [w for row in extras.rows for w in row.tab_order() if w.isEnabled()]
    assert seen[: len(enabled)] == [*enabled[1:], extras.add]
