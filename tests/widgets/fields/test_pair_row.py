"""A pair shows two ids with their names, and offers what belongs together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.document.payload import Number
from convert_console.widgets.fields.pairs_field import PairRow

TEXT = """{"experiences": [
 {"id": "1", "name": "Hero", "variations": [{"id": "11", "name": "A"}, {"id": "12", "name": "B"}]},
 {"id": "2", "name": "Basket", "variations": [{"id": "21", "name": "C"}]}]}"""


@pytest.fixture
def one(qtbot: QtBot) -> Iterator[PairRow]:
    owner = QWidget()
    qtbot.addWidget(owner)
    made = PairRow(0, owner)
    found = read_catalog(TEXT)
    assert isinstance(found, Catalog)
    made.set_catalog(found)
    owner.show()
    yield made
    del owner  # held until here: the row is its child


def offered(one: PairRow) -> int:
    completer = one.variation.completer()
    assert completer is not None
    completer.setCompletionPrefix("")
    return completer.completionCount()


def test_names_stand_under_the_ids_they_belong_to(one: PairRow) -> None:
    one.set_pair("1", Number("12"))
    assert [label.text() for label in one.names] == ["Hero", "B"]
    assert all(label.isVisible() for label in one.names)
    assert one.variation.accessibleDescription() == "B"


def test_unknown_ids_take_no_room_for_names(one: PairRow) -> None:
    one.set_pair("7", "8")
    assert not any(label.isVisible() for label in one.names)


def test_only_the_experience_s_own_variations_are_offered(one: PairRow) -> None:
    one.set_pair("2", "")
    assert offered(one) == 1
    one.set_pair("unknown", "")
    assert offered(one) == 3


def test_without_a_catalog_there_are_no_names(one: PairRow) -> None:
    one.set_pair("1", "12")
    one.set_catalog(None)
    assert [label.text() for label in one.names] == ["", ""]
    assert offered(one) == 0


def test_a_side_that_has_no_id_says_so(one: PairRow) -> None:
    one.set_pair("1", None)
    assert one.variation.placeholderText() == "no variation"
    one.set_pair("", "")
    assert one.variation.placeholderText() == "variation"


def test_what_is_no_id_is_named_and_cannot_be_typed_over(one: PairRow) -> None:
    one.set_pair({"a": "b"}, "11")
    assert one.experience.isReadOnly()
    assert one.experience.text() == ""
    assert one.experience.placeholderText() == "{…} – edit in JSON"
    one.set_pair("1", "11")
    assert not one.experience.isReadOnly()
