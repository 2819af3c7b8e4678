"""Ids are added, removed and moved by the user; setting them is silent."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.choice_line import ChoiceEntry
from convert_console.widgets.fields.id_chips import (
    CHIPS_SHOWN,
    Chip,
    ChipInput,
    ChipLayout,
    IdChips,
    split_ids,
)

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def chips(qtbot: QtBot) -> IdChips:
    widget = IdChips("add a goal…")
    qtbot.addWidget(widget)
    widget.resize(600, 30)
    widget.show()
    widget.set_items([("1", "Purchase"), ("2", None), ("3", None)])
    return widget


def test_setting_is_silent(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chips.edited):
        chips.set_items([("7", None)])
    assert chips.ids() == ["7"]


def test_typing_appends_an_id_that_is_already_there(chips: IdChips, qtbot: QtBot) -> None:
    qtbot.keyClicks(chips.input, "2")
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Return)
    assert edited.args == [["1", "2", "3", "2"]]


def test_backspace_removes_the_last_id(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Backspace)
    assert edited.args == [["1", "2"]]


def test_delete_removes_an_id_in_the_middle(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.chips[1], Qt.Key.Key_Delete)
    assert edited.args == [["1", "3"]]


def test_the_last_id_can_be_removed(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_items([("1", None)])
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Delete)
    qtbot.keyClick(chips.input, Qt.Key.Key_Backspace)
    assert chips.ids() == []


def test_alt_and_an_arrow_move_a_chip_and_stop_at_the_end(chips: IdChips, qtbot: QtBot) -> None:
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Right, ALT)
    assert chips.ids() == ["2", "1", "3"]
    qtbot.keyClick(chips.chips[2], Qt.Key.Key_Right, ALT)
    assert chips.ids() == ["2", "1", "3"]


def test_dragging_moves_a_chip_and_reports_one_edit(chips: IdChips, qtbot: QtBot) -> None:
    first, last = chips.chips[0], chips.chips[2]
    edits: list[list[str]] = []
    chips.edited.connect(edits.append)
    target = last.geometry().center()
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    first.dragged.emit(target)
    first.dropped.emit()
    assert edits == [["2", "3", "1"]]
    assert [chip.text() for chip in chips.chips] == ["2", "3", "Purchase · 1"]


def test_a_drag_that_ends_where_it_began_is_not_an_edit(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chips.edited):
        chips.chips[0].dragged.emit(QPoint(-50, -50))
        chips.chips[0].dropped.emit()


def test_a_suggestion_chosen_by_name_gives_its_id(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_suggestions([("9", "Newsletter")])
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClicks(chips.input, "news")
        qtbot.keyClick(chips.input, Qt.Key.Key_Return)
    assert edited.args == [["1", "2", "3", "9"]]
    assert chips.chips[3].text() == "Newsletter · 9"


def test_a_text_without_a_suggestion_is_added_by_a_separate_entry(
    chips: IdChips, qtbot: QtBot
) -> None:
    chips.set_suggestions([("9", "Newsletter")])
    qtbot.keyClicks(chips.input, "ne")
    qtbot.keyClick(chips.input, Qt.Key.Key_Up)
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Return)
    assert edited.args == [["1", "2", "3", "ne"]]


def test_escape_drops_what_was_typed(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_suggestions([("9", "Newsletter")])
    qtbot.keyClicks(chips.input, "ne")
    with qtbot.assertNotEmitted(chips.edited):
        qtbot.keyClick(chips.input, Qt.Key.Key_Escape)
    assert chips.input.text() == ""


def test_a_comma_in_a_name_continues_the_search(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_suggestions([("9", "Shirts, red")])
    qtbot.keyClicks(chips.input, "shirts,")
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Return)
    assert edited.args == [["1", "2", "3", "9"]]


def test_a_tone_colours_a_chip_by_its_position(chips: IdChips) -> None:
    chips.set_tones({1: ("warn", "Not in the catalog.")})
    assert chips.chips[1].accessibleName() == "2. Not in the catalog."


# One chip.


@pytest.fixture
def chip(qtbot: QtBot) -> Chip:
    parent = QWidget()
    qtbot.addWidget(parent)
    widget = Chip(parent)
    widget.set_item("100300301", "Purchase", "neutral", "")
    widget.resize(widget.sizeHint())
    parent.show()
    widget.keeper = parent  # type: ignore[attr-defined]
    return widget


def test_a_name_is_before_its_number(chip: Chip) -> None:
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


def test_characters_that_change_the_writing_direction_are_spelled_out(chip: Chip) -> None:
    chip.set_item("\u202e7", "Pur\u2067chase", "neutral", "")
    assert chip.text() == "Pur⟨U+2067⟩chase · ⟨U+202E⟩7"


def test_a_click_removes_a_chip_only_on_its_cross(chip: Chip, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chip.removed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(12, 10))
    with qtbot.waitSignal(chip.removed):
        cross = QPoint(chip.width() - 8, 10)
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=cross)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_a_chip(chip: Chip, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, key)


def test_arrow_keys_move_the_focus_and_with_alt_the_chip(chip: Chip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chip.stepped) as stepped:
        qtbot.keyClick(chip, Qt.Key.Key_Left)
    with qtbot.waitSignal(chip.moved) as moved:
        qtbot.keyClick(chip, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert (stepped.args, moved.args) == ([-1], [1])


# The row of chips.


def _filled(qtbot: QtBot, count: int) -> IdChips:
    row = IdChips("add…")
    qtbot.addWidget(row)
    row.resize(300, 30)
    row.show()
    row.set_items([(str(n), None) for n in range(count)])
    return row


def test_more_chips_take_more_lines_and_fewer_give_them_back(qtbot: QtBot) -> None:
    row = _filled(qtbot, 1)
    low = row.height()
    row.set_items([(str(n), None) for n in range(30)])
    assert row.height() > low
    row.set_items([])
    assert row.height() == low


def test_thousands_of_ids_make_few_widgets(qtbot: QtBot) -> None:
    row = _filled(qtbot, 2000)
    assert len(row.chips) == CHIPS_SHOWN


def test_a_tone_is_painted(qtbot: QtBot) -> None:
    row = _filled(qtbot, 1)
    plain = row.grab().toImage()
    row.set_tones({0: ("error", "Odd.")})
    assert row.grab().toImage() != plain


# The input.


@pytest.fixture
def field(qtbot: QtBot) -> ChipInput:
    parent = QWidget()
    qtbot.addWidget(parent)
    widget = ChipInput("add a goal…", parent)
    parent.show()
    widget.keeper = parent  # type: ignore[attr-defined]
    return widget


def test_a_pasted_json_list_is_its_ids() -> None:
    assert split_ids('["1", "2",\n3]', pasted=True) == ["1", "2", "3"]


def test_a_typed_id_may_hold_a_blank_and_quotes() -> None:
    assert split_ids('a "b", c', pasted=False) == ['a "b"', "c"]


def test_enter_commits_what_was_typed(field: ChipInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "42")
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (entered.args, field.text()) == ([["42"]], "")


def test_a_comma_commits_at_once(field: ChipInput, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClicks(field, "42,")
    assert entered.args == [["42"]]


def test_pasting_several_splits_them(field: ChipInput, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("1, 2, 3")
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert entered.args == [["1", "2", "3"]]


def test_names_among_several_pasted_ids_are_their_ids(field: ChipInput, qtbot: QtBot) -> None:
    field.set_choices([ChoiceEntry("Add to cart", "42")])
    QGuiApplication.clipboard().setText("Add to cart, 43")
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert entered.args == [["42", "43"]]


def test_a_single_pasted_id_can_still_be_edited(field: ChipInput, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("100300301")
    with qtbot.assertNotEmitted(field.entered):
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "100300301"


def test_backspace_in_an_empty_field_means_the_last_chip(field: ChipInput, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.stepped_back) as stepped_back:
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert stepped_back.args == [True]


# The layout.


@given(widths=st.lists(st.integers(10, 500), max_size=20), width=st.integers(100, 900))
def test_chips_and_input_never_overlap_and_stay_within_the_width(
    qapp: QApplication, widths: list[int], width: int
) -> None:
    layout = ChipLayout([QSize(w, 20) for w in widths], width)
    areas = [*layout.areas, layout.input_area]
    whole = QRect(0, 0, width, layout.height)
    assert all(whole.contains(area) for area in areas)
    pairs = itertools.pairwise(areas)
    assert all(a.right() < b.left() or a.bottom() < b.top() for a, b in pairs)


def test_a_field_without_chips_is_as_high_as_any_field(qapp: QApplication) -> None:
    assert ChipLayout([], 300).height == 28
