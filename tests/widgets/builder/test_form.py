"""A form shows the document's values and rests while they cannot be read."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import value_at
from convert_console.core.request.draft import Draft
from convert_console.core.request.new_ids import age_words
from convert_console.core.request.parameters import PARAMETERS, parameter
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.widgets.fields.choice_field import ChoiceField
from convert_console.widgets.fields.devices_field import DevicesField
from convert_console.widgets.fields.document_field import (
    FieldBinding,
    field_for,
    name_field,
)
from convert_console.widgets.fields.field import TextField
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.visitor_field import VisitorField
from support.driver import Driver, words


def test_a_row_of_the_segments_edits_its_own_key(driver: Driver) -> None:
    # Each row edits its own key.
    before = driver.document.payload
    driver.fill("Segments", "source", "email")
    after = driver.document.payload
    assert value_at(after, ("seg", "source")) == "email"
    assert {**after, "seg": None} == {**before, "seg": None}  # type: ignore[dict-item]

    # A segment makes the object it is in.
    driver.paste_json('{"ev": []}')
    driver.fill("Segments", "campaign", "x")
    assert value_at(driver.document.payload, ("seg", "campaign")) == "x"

    # A value in place of the segments is named and the fields rest.
    driver.turn_builder("Segments")
    form = driver.window.builder.segments
    for segments in ("5", "[]"):
        driver.paste_json(f'{{"seg": {segments}, "ev": []}}')
        assert words(form)[0] == f"seg: {segments} – edit in JSON"
        assert not form.fields["campaign"].isEnabled(), segments
        driver.paste_json('{"seg": {}, "ev": []}')
        assert words(form)[0] == "Browser", segments
        assert form.fields["campaign"].isEnabled(), segments


def test_the_request_page_rests_where_it_cannot_show_a_value_and_fits_a_small_window(
    driver: Driver,
) -> None:
    # A form rests while the text is broken.
    line = driver.line("Request", "cid")
    driver.paste_json('{"cid": ')
    assert not line.isEnabled()

    # A value that a field cannot show stays.
    driver.paste_json('{"cid": ["1"], "seg": "none", "ev": []}')
    line = driver.line("Request", "cid")
    assert line.isReadOnly()
    assert line.placeholderText().endswith("edit in JSON")
    driver.fill("Request", "pid", "2")
    assert value_at(driver.document.payload, ("cid",)) == ["1"]

    # A new visitor can have a new order number in one step.
    driver.turn_builder("Request")
    text = '{"vid": "old", "tid": "ORDER-100045", "ev": []}'
    driver.paste_json(text)
    visitor = driver.window.builder.request.fields["vid"]
    assert isinstance(visitor, VisitorField)
    [with_order] = visitor.menu.actions()
    with_order.trigger()
    payload = driver.document.payload
    assert isinstance(payload, dict)
    assert age_words(str(payload["vid"]), int(str(payload["vid"])[:13]) / 1000)
    assert re.fullmatch(r"ORDER-[0-9]{6}", str(payload["tid"]))
    assert payload["tid"] != "ORDER-100045"
    driver.document.undo_group.undo()
    assert driver.document.draft.text == text, "both are one step"
    driver.paste_json('{"vid": "old", "ev": []}')
    assert visitor.more.isHidden()

    # The request page fits the smallest window.
    driver.window.resize(1024, 600)
    driver.turn_builder("Request")
    driver.paste_json('{"vid": "v", "tid": "ORDER-100045", "ev": []}')
    form = driver.window.builder.request
    assert form._page.minimumSizeHint().width() <= form._scroll.viewport().width()


# A field is tied to one place of the document and edits nothing else.

TEXT = '{ "cid":"1",\n\t"n": 1.50, "pid" : "2" }'


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("vid",), VisitorField),
        (("seg", "browser"), ChoiceField),
        (("seg", "devices"), DevicesField),
        (("ev", "goals"), IdsField),
        (("ev", "r"), TextField),
    ],
)
def test_each_kind_of_parameter_has_its_field(
    qtbot: QtBot, path: tuple[str, ...], kind: type
) -> None:
    field = field_for(parameter(*path), CurrentCatalog())
    qtbot.addWidget(field)
    assert isinstance(field, kind)


def test_every_field_says_what_it_is_for(qtbot: QtBot) -> None:
    for row in PARAMETERS:
        if row.kind == "pairs":
            continue
        field = field_for(row, CurrentCatalog())
        qtbot.addWidget(field)
        name_field(field, row)
        named = [field, *field.findChildren(QLineEdit), *(c for c in [field.focusProxy()] if c)]
        assert any(w.accessibleName() == f"{row.label} ({row.wire_name})" for w in named), row.path
        assert field.toolTip() == row.meaning


def test_a_check_box_keeps_its_own_words(qtbot: QtBot) -> None:
    field = field_for(parameter("seg", "devices"), CurrentCatalog())
    qtbot.addWidget(field)
    name_field(field, parameter("seg", "devices"))
    assert [box.accessibleName() for box in field.findChildren(QCheckBox)] == [""] * 8


@pytest.fixture
def document(qtbot: QtBot) -> RequestDocument:
    made = RequestDocument()
    made.open("a", Draft(TEXT))
    return made


def test_typing_changes_its_own_value_and_no_other_character(
    document: RequestDocument, qtbot: QtBot
) -> None:
    field = TextField()
    qtbot.addWidget(field)
    binding = FieldBinding(field, document, lambda: ("cid",), "Account")
    binding.refresh(document.payload)
    field.line.setCursorPosition(1)
    qtbot.keyClicks(field.line, "23")
    assert document.draft.text == TEXT.replace('"1"', '"123"')
    document.undo_group.undo()
    assert document.draft.text == TEXT


def test_emptying_takes_the_key_out_and_undo_brings_it_back(
    document: RequestDocument, qtbot: QtBot
) -> None:
    field = TextField()
    qtbot.addWidget(field)
    binding = FieldBinding(field, document, lambda: ("pid",), "Project")
    binding.refresh(document.payload)
    field.cleared.emit()
    assert "pid" not in document.draft.text
    document.undo_group.undo()
    assert document.draft.text == TEXT
