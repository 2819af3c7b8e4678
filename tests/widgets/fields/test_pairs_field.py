"""Experiences and variations pair up by position; a side that is missing stays visible."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.pairs_field import PAIRS_SHOWN, PairRow, PairsField
from support.driver import button, visible


@pytest.fixture
def field(qtbot: QtBot) -> PairsField:
    made = PairsField()
    qtbot.addWidget(made)
    made.show()
    return made


def texts(field: PairsField) -> list[tuple[str, str]]:
    return [(r.experience.text(), r.variation.text()) for r in visible(field, PairRow)]


def hint(field: PairsField) -> str:
    return " ".join(label.text() for label in visible(field, QLabel) if "xp" in label.text())


def test_lists_are_shown_as_pairs(field: PairsField) -> None:
    field.set_lists(["1", "2"], [Number("3"), "4"])
    assert texts(field) == [("1", "3"), ("2", "4")]
    assert hint(field) == ""


def test_lists_of_two_lengths_are_two_lists_and_that_is_said(field: PairsField) -> None:
    field.set_lists(["1", "2"], ["3"])
    assert texts(field) == []
    assert [one.chips.ids() for one in visible(field, IdsField)] == [["1", "2"], ["3"]]
    assert hint(field).startswith("2 experiences and 1 variation do not pair up.")


def test_a_missing_side_beside_what_is_no_id_is_empty(field: PairsField) -> None:
    field.set_lists(["1", ["2"]], ["3"])
    assert texts(field) == [("1", "3"), ("", "")]


def test_typing_names_list_and_place(field: PairsField, qtbot: QtBot) -> None:
    field.set_lists(["1", "2"], ["3", "4"])
    line = visible(field, PairRow)[1].variation
    line.end(False)
    with qtbot.waitSignal(field.typed) as typed:
        qtbot.keyClicks(line, "5")
    assert typed.args == ["vars", 1, "45"]


def test_a_pair_is_taken_out_by_its_place(field: PairsField, qtbot: QtBot) -> None:
    field.set_lists(["1", "2"], ["3", "4"])
    with qtbot.waitSignal(field.removed) as removed:
        visible(field, PairRow)[1].remove.click()
    assert removed.args == [1]


def test_a_new_pair_waits_for_its_experience(field: PairsField, qtbot: QtBot) -> None:
    field.added.connect(lambda: field.set_lists(["1", ""], ["2", ""]))
    field.set_lists(["1"], ["2"])
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    button(field, "+ pair").click()
    assert visible(field, PairRow)[1].experience.hasFocus()


def test_what_is_no_list_is_named_and_left_alone(field: PairsField) -> None:
    field.set_lists("1", ["2"])
    assert texts(field) == []
    assert any(t.endswith("edit in JSON") for t in (q.text() for q in visible(field, QLabel)))
    assert not button(field, "+ pair").isEnabled()


def test_more_pairs_than_there_is_room_for_are_counted(field: PairsField) -> None:
    many = [str(number) for number in range(PAIRS_SHOWN + 3)]
    field.set_lists(many, many)
    assert len(visible(field, PairRow)) == PAIRS_SHOWN
    assert any("3 more pairs" in label.text() for label in visible(field, QLabel))


def test_the_caret_stays_where_one_types(field: PairsField, qtbot: QtBot) -> None:
    field.set_lists(["1234"], ["5"])
    line: QLineEdit = visible(field, PairRow)[0].experience
    line.setCursorPosition(2)
    field.typed.connect(lambda _key, _place, text: field.set_lists([text], ["5"]))
    qtbot.keyClicks(line, "9")
    assert (line.text(), line.cursorPosition()) == ("12934", 3)
