"""Ids are added, taken out and moved by the person; setting them is silent."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.id_chips import (
    CHIPS_SHOWN,
    Chip,
    ChipInput,
    ChipRow,
    Flow,
    IdChips,
    parts_of,
)

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def chips(qtbot: QtBot) -> IdChips:
    made = IdChips("add a goal…")
    qtbot.addWidget(made)
    made.resize(600, 30)
    made.show()
    made.set_ids([("1", "Purchase"), ("2", None), ("3", None)])
    return made


def test_setting_is_silent(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chips.edited):
        chips.set_ids([("7", None)])
    assert chips.ids() == ["7"]


def test_typing_appends_also_an_id_that_is_there(chips: IdChips, qtbot: QtBot) -> None:
    qtbot.keyClicks(chips.input, "2")
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Return)
    assert edited.args == [["1", "2", "3", "2"]]


def test_backspace_takes_the_last_out(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Backspace)
    assert edited.args == [["1", "2"]]


def test_delete_takes_one_of_the_middle_out(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.chips[1], Qt.Key.Key_Delete)
    assert edited.args == [["1", "3"]]


def test_the_last_one_can_be_taken_out(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_ids([("1", None)])
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Delete)
    qtbot.keyClick(chips.input, Qt.Key.Key_Backspace)
    assert chips.ids() == []


def test_alt_and_an_arrow_move_a_chip_and_stop_at_the_end(chips: IdChips, qtbot: QtBot) -> None:
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Right, ALT)
    assert chips.ids() == ["2", "1", "3"]
    qtbot.keyClick(chips.chips[2], Qt.Key.Key_Right, ALT)
    assert chips.ids() == ["2", "1", "3"]


def test_dragging_moves_a_chip_and_tells_once(chips: IdChips, qtbot: QtBot) -> None:
    first, last = chips.chips[0], chips.chips[2]
    told: list[list[str]] = []
    chips.edited.connect(told.append)
    target = last.geometry().center()
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    first.dragged.emit(target)
    first.dropped.emit()
    assert told == [["2", "3", "1"]]
    assert [chip.text() for chip in chips.chips] == ["2", "3", "Purchase · 1"]


def test_a_drag_that_ends_where_it_began_is_no_edit(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chips.edited):
        chips.chips[0].dragged.emit(QPoint(-50, -50))
        chips.chips[0].dropped.emit()


def test_a_suggestion_chosen_by_name_gives_its_id(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_suggestions([("9", "Newsletter")])
    with qtbot.waitSignal(chips.edited) as edited:
        chips.input.completer().activated.emit("Newsletter · 9")
    assert edited.args == [["1", "2", "3", "9"]]
    assert chips.chips[3].text() == "Newsletter · 9"


def test_a_tone_colours_a_chip_by_its_position(chips: IdChips) -> None:
    chips.set_tones({1: ("warn", "Not in the catalog.")})
    assert chips.chips[1].accessibleName() == "2. Not in the catalog."


# A chip says its id, and how it can be moved and taken out.


@pytest.fixture
def chip(qtbot: QtBot) -> Chip:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = Chip(parent)
    made.set_item("100300301", "Purchase", "neutral", "")
    made.resize(made.sizeHint())
    parent.show()
    made.keeper = parent  # type: ignore[attr-defined]
    return made


def test_a_name_stands_before_its_number(chip: Chip) -> None:
    assert chip.text() == "Purchase · 100300301"
    chip.set_item("1", None, "neutral", "")
    assert chip.text() == "1"


def test_an_empty_id_can_be_seen(chip: Chip) -> None:
    chip.set_item("", None, "error", "An id is empty.")
    assert chip.text() == "“”"
    assert chip.accessibleName() == "“”. An id is empty."


def test_a_name_with_markup_is_only_text(chip: Chip) -> None:
    chip.set_item("1", "<img src=x>", "neutral", "")
    assert "<img" not in chip.toolTip()


def test_an_id_turns_nothing_round(chip: Chip) -> None:
    chip.set_item("\u202e7", "Pur\u2067chase", "neutral", "")
    assert chip.text() == "Pur⟨U+2067⟩chase · ⟨U+202E⟩7"


def test_only_the_cross_takes_it_out(chip: Chip, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chip.removed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(12, 10))
    with qtbot.waitSignal(chip.removed):
        cross = QPoint(chip.width() - 8, 10)
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=cross)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_it_out(chip: Chip, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, key)


def test_arrows_step_and_with_alt_they_move(chip: Chip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chip.stepped) as stepped:
        qtbot.keyClick(chip, Qt.Key.Key_Left)
    with qtbot.waitSignal(chip.moved) as moved:
        qtbot.keyClick(chip, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert (stepped.args, moved.args) == ([-1], [1])


# The row grows with its chips, and shows no more than a form can bear.


def _filled(qtbot: QtBot, count: int) -> ChipRow:
    row = ChipRow("add…")
    qtbot.addWidget(row)
    row.resize(300, 30)
    row.show()
    row.fill([(str(n), None) for n in range(count)], [("neutral", "")] * count)
    return row


def test_more_chips_take_more_lines_and_fewer_give_them_back(qtbot: QtBot) -> None:
    row = _filled(qtbot, 1)
    low = row.height()
    row.fill([(str(n), None) for n in range(30)], [("neutral", "")] * 30)
    assert row.height() > low
    row.fill([], [])
    assert row.height() == low


def test_thousands_of_ids_make_few_widgets(qtbot: QtBot) -> None:
    row = _filled(qtbot, 2000)
    assert len(row.chips) == CHIPS_SHOWN


def test_a_tone_is_painted(qtbot: QtBot) -> None:
    row = _filled(qtbot, 1)
    plain = row.grab().toImage()
    row.fill([("0", None)], [("error", "Odd.")])
    assert row.grab().toImage() != plain


# What is typed or pasted becomes ids.


@pytest.fixture
def field(qtbot: QtBot) -> ChipInput:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ChipInput("add a goal…", parent)
    parent.show()
    made.keeper = parent  # type: ignore[attr-defined]
    return made


def test_a_pasted_json_list_is_its_ids() -> None:
    assert parts_of('["1", "2",\n3]', pasted=True) == ["1", "2", "3"]


def test_a_typed_id_may_hold_a_blank_and_quotes() -> None:
    assert parts_of('a "b", c', pasted=False) == ['a "b"', "c"]


def test_enter_gives_what_was_typed(field: ChipInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "42")
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (given.args, field.text()) == ([["42"]], "")


def test_a_comma_gives_at_once(field: ChipInput, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClicks(field, "42,")
    assert given.args == [["42"]]


def test_pasting_several_splits_them(field: ChipInput, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("1, 2, 3")
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert given.args == [["1", "2", "3"]]


def test_pasting_one_leaves_it_to_be_finished(field: ChipInput, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("100300301")
    with qtbot.assertNotEmitted(field.given):
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "100300301"


def test_backspace_in_an_empty_field_means_the_last_chip(field: ChipInput, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.backed) as backed:
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert backed.args == [True]


# Things flow from line to line and never leave the width.


@given(widths=st.lists(st.integers(10, 500), max_size=20), width=st.integers(100, 900))
def test_nothing_overlaps_or_sticks_out(qapp: QApplication, widths: list[int], width: int) -> None:
    flow = Flow([QSize(w, 20) for w in widths], width)
    places = [*flow.places, flow.rest]
    area = QRect(0, 0, width, flow.height)
    assert all(area.contains(place) for place in places)
    pairs = itertools.pairwise(places)
    assert all(a.right() < b.left() or a.bottom() < b.top() for a, b in pairs)


def test_a_field_without_chips_is_as_high_as_any_field(qapp: QApplication) -> None:
    assert Flow([], 300).height == 30
