"""Keys that nobody documents are edited by form, and nothing else in the text changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convert_console.core.request.draft import Draft
from convert_console.core.request.field_values import KINDS
from convert_console.models.document.events import events_of
from convert_console.widgets.builder.extra_keys import KEYS_SHOWN, ExtraKeys, ExtraRow
from convert_console.widgets.theme.theme import colors
from support.driver import Driver, focused, settle

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


def test_each_page_shows_the_keys_of_its_own_object_and_problems_lead_there(
    driver: Driver, extras: ExtraKeys
) -> None:
    # Each page shows the keys of its own object.
    assert keys(shown(driver, "Request", TEXT)) == ["dbg", "w"]
    assert keys(shown(driver, "Segments", TEXT)) == ["lang"]
    assert keys(shown(driver, "Events", TEXT)) == ["note", "tags"]
    driver.window.builder.events.choose(1)
    assert keys(shown(driver, "Events", TEXT)) == ["note"]

    # A problem leads to its row.
    driver.window.builder.go_to(("seg", "lang"))
    segments = driver.window.builder.segments.extras
    assert segments is not None
    assert focused() is segments.rows[0].value.line
    driver.window.builder.go_to(("ev", 0, "tags"))
    assert focused() is driver.window.builder.events.form.extras.rows[1].value.line

    # The card grows with the text of its rows.
    extras = shown(driver, "Events", TEXT)
    form = driver.window.builder.events.form
    before = form.height()
    driver.write(extras.rows[1].value.line, "[1, 2")
    driver.until(lambda: form.height() > before)

    # Half-typed JSON is reported below it and not sent.
    extras = shown(driver, "Events", TEXT)
    row = extras.rows[1]
    driver.write(row.value.line, "[1, 2")
    assert driver.document.draft.text == TEXT
    assert row.value.error
    driver.window.builder.events.choose(1)
    driver.window.builder.events.choose(0)
    assert extras.rows[1].value.line.text() == "[1,2.0]", "an event shows what it holds"


def test_names_values_and_types_change_nothing_else_in_the_text(
    driver: Driver, extras: ExtraKeys
) -> None:
    # Typing a value changes it alone and is one step.
    driver.write(extras.rows[1].value.line, "2.50")
    assert driver.document.draft.text == TEXT.replace("1.10", "2.50")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT

    # Ctrl+Z takes back first what cannot be read, which is in no step.
    line = extras.rows[1].value.line
    driver.write(line, "2.5")
    QTest.keyClicks(line, "0x")
    assert extras.rows[1].value.error
    driver.keys("Ctrl+Z")
    assert (line.text(), extras.rows[1].value.error) == ("2.50", "")
    assert driver.document.draft.text == TEXT.replace("1.10", "2.50")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT

    # A request that is loaded shows its own value, also if that is the same.
    for text in (f"{TEXT} ", TEXT):
        line.setFocus()
        QTest.keyClicks(line, "0x")
        assert extras.rows[1].value.error
        driver.document.load(Draft(text), "Load")
        assert (line.text(), extras.rows[1].value.error) == ("1.10", "")

    # A name changes when it is finished and keeps its place.
    driver.write(extras.rows[0].name, "debug")
    assert driver.document.draft.text == TEXT, "not at each letter"
    driver.keys("Return")
    assert driver.document.draft.text == TEXT.replace('"dbg"', '"debug"')
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT
    assert keys(extras) == ["dbg", "w"]

    # A name in use is refused and reset.
    driver.write(extras.rows[0].name, "cid")
    driver.keys("Return")
    assert "already" in driver.message
    assert keys(extras) == ["dbg", "w"]
    assert driver.document.draft.text == TEXT

    # A deleted name is restored.
    driver.write(extras.rows[0].name, "")
    driver.keys("Return")
    assert keys(extras) == ["dbg", "w"]

    # Another type is one step.
    driver.write(extras.rows[1].value.line, "3")
    before = driver.document.draft.text
    for kind in KINDS:
        choose(extras.rows[1], kind)
        if driver.document.draft.text != before:
            driver.keys("Ctrl+Z")
        assert driver.document.draft.text == before, kind

    # A key named as a documented one moves to its field.
    extras = shown(driver, "Request", TEXT)
    driver.write(extras.rows[1].name, "tid")
    driver.keys("Return")
    assert keys(extras) == ["dbg"]
    field = driver.window.builder.request.fields["tid"]
    assert field.line.text() == "1.10"  # type: ignore[attr-defined]


def test_keys_are_added_and_removed_by_mouse_and_keyboard(
    driver: Driver, extras: ExtraKeys
) -> None:
    # A new key waits for its name, and is one step.
    driver.click(extras.add)
    assert focused() is extras.rows[2].name
    assert extras.rows[2].name.hasSelectedText()
    settle()
    name = extras.rows[2].name.grab().toImage()
    for x in (0, name.width() - 1):  # the ring of the focus; its left end was once cut off
        assert name.pixelColor(x, name.height() // 2).name() == colors().accent
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT

    # Removing a key takes it alone, and keeps the keyboard near.
    driver.click(extras.rows[0].remove)
    assert driver.document.draft.text == TEXT.replace('  "dbg" : true,', "")
    assert focused() is extras.rows[0].remove
    driver.click(extras.rows[0].remove)
    assert focused() is extras.add
    driver.keys("Ctrl+Z")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == TEXT

    # Scrolling past a type changes nothing.
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

    # Tab goes through a row and ends at the new key.
    extras.rows[0].name.setFocus()
    seen = []
    for _ in range(8):
        driver.keys("Tab")
        seen.append(focused())
    enabled = [w for row in extras.rows for w in row.tab_order() if w.isEnabled()]
    assert seen[: len(enabled)] == [*enabled[1:], extras.add]

    # A new key creates the segments it is in.
    extras = shown(driver, "Segments", '{"cid": "1"}')
    driver.click(extras.add)
    assert driver.document.payload == {"cid": "1", "seg": {"key1": ""}}

    # More keys than fit are named.
    many = ", ".join(f'"x{n}": {n}' for n in range(KEYS_SHOWN + 7))
    extras = shown(driver, "Request", f"{{{many}}}")
    assert len(extras.rows) == KEYS_SHOWN
    assert extras._more.text() == "7 more fields – edit in JSON"


def test_a_command_takes_the_typed_name_first(driver: Driver) -> None:
    def with_name(name: str) -> list[bool]:
        return [isinstance(e, dict) and name in e for e in events_of(driver.document.payload)]

    extras = shown(driver, "Events", TEXT)
    extras.rows[0].name.setFocus()
    for keys, name, found in (
        ("Ctrl+D", "copied", [True, True, False]),
        ("Ctrl+Return", "sent", [False, True, False]),
        ("Alt+Down", "moved", [False, False, True]),
    ):
        row = extras.rows[0]
        driver.write(row.name, name)
        driver.keys(keys)
        assert with_name(name) == found, keys
        assert extras.rows[0].name.text() == name, "the open event has it too"

    # What was typed for one event is not shown for another.
    driver.write(extras.rows[0].name, "unfinished")
    driver.window.builder.events.choose(0)
    assert extras.rows[0].name.text() == "copied"
