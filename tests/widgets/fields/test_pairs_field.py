"""Experiences and variations pair up by position; a side that is missing stays visible."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.document.payload import Number
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.ids_field import IdLine, IdsField
from convert_console.widgets.fields.pairs_field import (
    PAIRS_SHOWN,
    PairRow,
    PairsField,
    SeparateIdLists,
    all_editable,
)
from support.driver import visible


@pytest.fixture
def field(qtbot: QtBot) -> PairsField:
    made = PairsField(CurrentCatalog())
    qtbot.addWidget(made)
    made.show()
    return made


def texts(field: PairsField) -> list[tuple[str, str]]:
    return [(r.experience.text(), r.variation.text()) for r in visible(field, PairRow)]


def hint(field: PairsField) -> str:
    return " ".join(label.text() for label in visible(field, QLabel) if "match" in label.text())


def test_lists_are_shown_as_pairs(field: PairsField) -> None:
    field.set_lists(["1", "2"], [Number("3"), "4"])
    assert texts(field) == [("1", "3"), ("2", "4")]
    assert hint(field) == ""


def test_lists_of_two_lengths_are_reported_as_two_lists(field: PairsField) -> None:
    field.set_lists(["1", "2"], ["3"])
    assert texts(field) == []
    assert [one.chips.ids() for one in visible(field, IdsField)] == [["1", "2"], ["3"]]
    assert hint(field).startswith("2 experiences and 1 variation do not match.")


def test_a_missing_side_next_to_a_non_id_is_empty(field: PairsField) -> None:
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
    field.add.click()
    assert visible(field, PairRow)[1].experience.hasFocus()


def test_what_is_not_a_list_is_named_and_left_alone(field: PairsField) -> None:
    field.set_lists("1", ["2"])
    assert texts(field) == []
    assert any(t.endswith("edit in JSON") for t in (q.text() for q in visible(field, QLabel)))
    assert field.add.isHidden()


def test_more_pairs_than_there_is_room_for_are_counted(field: PairsField) -> None:
    many = [str(number) for number in range(PAIRS_SHOWN + 3)]
    field.set_lists(many, many)
    assert len(visible(field, PairRow)) == PAIRS_SHOWN
    assert any("3 more pairs" in label.text() for label in visible(field, QLabel))


def test_the_caret_stays_where_the_user_types(field: PairsField, qtbot: QtBot) -> None:
    field.set_lists(["1234"], ["5"])
    line: QLineEdit = visible(field, PairRow)[0].experience
    line.setCursorPosition(2)
    field.typed.connect(lambda _key, _place, text: field.set_lists([text], ["5"]))
    qtbot.keyClicks(line, "9")
    assert (line.text(), line.cursorPosition()) == ("12934", 3)


# A pair shows two ids with their names, and offers what belongs together.

TEXT = """{"experiences": [
 {"id": "1", "name": "Hero", "variations": [{"id": "11", "name": "A"}, {"id": "12", "name": "B"}]},
 {"id": "2", "name": "Basket", "variations": [{"id": "21", "name": "C"}]}]}"""


@pytest.fixture
def one(qtbot: QtBot) -> Iterator[PairRow]:
    owner = QWidget()
    qtbot.addWidget(owner)
    found = read_catalog(TEXT)
    assert isinstance(found, Catalog)
    made = PairRow(0, CurrentCatalog(found), owner)
    owner.show()
    yield made
    del owner  # held until here: the row is its child


def offered(line: IdLine) -> list[str]:
    return [choice.label for choice in line.choices]


def test_ids_are_shown_by_name(one: PairRow) -> None:
    one.set_pair("1", Number("12"))
    assert (one.experience.text(), one.variation.text()) == ("Hero", "B")
    assert one.variation.accessibleDescription() == "B"


def test_an_archived_id_without_a_name_is_shown_with_its_mark(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    row = PairRow(0, CurrentCatalog(Catalog(archived=frozenset({"7"}))), owner)
    row.set_pair("7", None)
    assert row.experience.text() == "7 (archived)"


def test_unknown_ids_are_shown_as_they_are(one: PairRow) -> None:
    one.set_pair("7", "8")
    assert (one.experience.text(), one.variation.text()) == ("7", "8")


def test_only_the_experience_s_own_variations_are_offered(one: PairRow) -> None:
    one.set_pair("2", "")
    assert offered(one.variation) == ["C"]
    one.set_pair("unknown", "")
    assert offered(one.variation) == ["A", "B", "C"]


def test_a_variation_of_another_experience_has_its_name_too(one: PairRow) -> None:
    one.set_pair("2", "12")
    assert one.variation.text() == "B"
    assert one.variation.index == -1


def test_without_a_catalog_there_are_no_names(one: PairRow) -> None:
    one.set_pair("1", "12")
    one._catalog.set(None)
    assert (one.experience.text(), one.variation.text()) == ("1", "12")
    assert offered(one.variation) == []


def test_an_id_is_chosen_by_name(one: PairRow, qtbot: QtBot) -> None:
    one.set_pair("1", "")
    one.variation.setFocus()
    qtbot.keyClicks(one.variation, "b")
    with qtbot.waitSignal(one.typed) as typed:
        QTest.keyClick(one.variation, Qt.Key.Key_Return)
    assert typed.args == ["vars", "12"]


def test_a_side_that_has_no_id_says_so(one: PairRow) -> None:
    one.set_pair("1", None)
    assert one.variation.placeholderText() == "Variation name or number"


def test_what_is_not_an_id_is_named_and_cannot_be_typed_over(one: PairRow) -> None:
    one.set_pair({"a": "b"}, "11")
    assert one.experience.isReadOnly()
    assert one.experience.text() == ""
    assert one.experience.placeholderText() == "{…} – edit in JSON"
    one.set_pair("1", "11")
    assert not one.experience.isReadOnly()


# Two lists say which of them is to be another one.


def test_an_id_added_to_one_list_leaves_the_other(qtbot: QtBot) -> None:
    both = SeparateIdLists(CurrentCatalog())
    qtbot.addWidget(both)
    both.set_lists([Number("1"), Number("2")], ["3"])
    with qtbot.waitSignal(both.list_edited) as listed:
        both.fields["exps"].chips.input.setText("9")
        both.fields["exps"].chips.input.commit()
    assert listed.args == ["exps", [Number("1"), Number("2"), Number("9")]]


def test_only_ids_can_be_chips() -> None:
    assert all_editable(["1", Number("2"), ""])
    assert not all_editable([["1"]])
    assert not all_editable([None])


def test_each_list_has_the_edge_of_its_worst_problem(qtbot: QtBot) -> None:
    lists = SeparateIdLists(CurrentCatalog())
    qtbot.addWidget(lists)
    lists.set_lists(["1", "2"], ["3"])
    lists.mark({("vars", None): ("error", "Too short."), ("exps", 1): ("warn", "Odd.")})
    edges = [field.chips.property("tone") for field in lists.fields.values()]
    assert edges == ["warn", "error"]
    names = [chip.accessibleName() for chip in lists.fields["exps"].chips.chips]
    assert names == ["1", "2. Odd."]
    lists.mark({})
    assert [field.chips.property("tone") for field in lists.fields.values()] == ["", ""]


# A line hands on several ids and pastes one.


def pasted(qtbot: QtBot, key: str, text: str) -> tuple[list[object], str]:
    owner = QWidget()
    qtbot.addWidget(owner)
    line = IdLine(key, "name", "experience", owner)
    found: list[object] = []
    line.ids_pasted.connect(found.append)
    QGuiApplication.clipboard().setText(text)
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))
    return found, line.text()


@pytest.mark.parametrize(
    ("key", "expected"), [("exps", (["1", "2"], [])), ("vars", ([], ["1", "2"]))]
)
def test_several_ids_are_of_the_line_s_own_list(qtbot, key, expected) -> None:
    assert pasted(qtbot, key, "1, 2") == ([expected], "")


def test_pairs_are_of_both_lists_wherever_they_are_pasted(qtbot) -> None:
    assert pasted(qtbot, "vars", "1:10") == ([(["1"], ["10"])], "")


def test_one_id_goes_into_the_line(qtbot) -> None:
    assert pasted(qtbot, "exps", "1") == ([], "1")


@pytest.mark.parametrize("is_open", [False, True])
def test_paste_in_the_menu_takes_several_ids_too(qtbot: QtBot, is_open: bool) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    line = IdLine("exps", "name", "experience", owner)
    line.set_ids([("1", "Checkout button")])
    owner.show()
    if is_open:
        line.open()
    found: list[object] = []
    line.ids_pasted.connect(found.append)
    QGuiApplication.clipboard().setText("1, 2")
    menu = line.context_menu()
    next(action for action in menu.actions() if action.text() == "&Paste\tCtrl+V").trigger()
    assert (found, line.is_open) == ([(["1", "2"], [])], False)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Checkout button, Hero test", ["1", "2"]),
        ("Checkout button\n77; a b", ["1", "77", "a b"]),
        ("1 2", ["1", "2"]),
    ],
)
def test_names_among_several_pasted_ids_are_their_ids(
    qtbot: QtBot, text: str, ids: list[str]
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    line = IdLine("exps", "name", "experience", owner)
    line.set_ids([("1", "Checkout button"), ("2", "Hero test")])
    found: list[object] = []
    line.ids_pasted.connect(found.append)
    QGuiApplication.clipboard().setText(text)
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))
    assert found == [(ids, [])]


def test_the_labels_are_as_high_after_a_narrow_window_as_before(field: PairsField) -> None:
    field.set_lists(["1"], ["2"])
    field.resize(400, 40)
    before = field.labels.sizeHint().height()
    for width in (200, 400, 200, 400):
        field.resize(width, 80)
    assert field.labels.sizeHint().height() == before
