"""Marks move with the text, and tell on hover what they mean."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from convert_console.widgets.editor.code_editor import CodeEdit
from convert_console.widgets.editor.code_marks import CodeView, Mark, PlacedMark, bracket_pair
from convert_console.widgets.theme import theme

TEXT = '{\n  "cid": "1",\n  "r": 2\n}'


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    made = CodeView()
    qtbot.addWidget(made)
    made.set_text_minimal(TEXT)
    made.resize(300, 200)
    made.show()
    return made


def test_a_mark_shows_its_sentence_at_its_place(view: CodeView) -> None:
    place = TEXT.index('"1"')
    view.set_marks([(place, place + 3, "warn", "A sample id.")])
    assert view.sentence_at(place + 1) == "A sample id."
    assert view.sentence_at(0) == ""


def test_a_mark_moves_along_with_an_edit_before_it(view: CodeView) -> None:
    place = TEXT.index("2")
    view.set_marks([Mark(place, place + 1, "error", "Odd.")])
    view.set_text_minimal(TEXT.replace('"1"', '"1234"'))
    assert view.sentence_at(place + 3) == "Odd."


def test_the_gutter_shows_the_line_to_which_a_mark_has_moved(view: CodeView, qtbot: QtBot) -> None:
    moved = TEXT.replace(",", ",\n")
    view.set_marks([Mark(TEXT.index("2"), TEXT.index("2") + 1, "error", "Odd.")])
    view.set_text_minimal(moved)
    fresh = CodeView()
    qtbot.addWidget(fresh)
    fresh.set_text_minimal(moved)
    fresh.resize(300, 200)
    fresh.show()
    for one in (view, fresh):
        one.set_marks([Mark(moved.index("2"), moved.index("2") + 1, "error", "Odd.")])
    assert view.gutter.grab().toImage() == fresh.gutter.grab().toImage()


def test_a_fault_is_marked_at_its_place_and_not_along_its_line(view: CodeView) -> None:
    place = TEXT.index('"r"')
    view.set_fault(place, "Expected a comma.")
    assert view.sentence_at(place + 1) == "Expected a comma."
    assert view.sentence_at(place + 5) == ""


def test_a_fault_at_the_end_is_marked_at_the_last_sign(view: CodeView) -> None:
    view.set_text_minimal('{"a": 1,\n\n')
    view.set_fault(10, "A bracket is missing.")
    assert view.sentence_at(7) == "A bracket is missing."


def test_a_fault_beyond_what_is_shown_marks_nothing(view: CodeView) -> None:
    view.set_fault(99, "no")
    assert [view.sentence_at(place) for place in range(len(TEXT))] == [""] * len(TEXT)


def test_going_to_a_place_selects_it(view: CodeView) -> None:
    view.go_to(TEXT.index('"r"'), TEXT.index('"r"') + 3)
    assert view.textCursor().selectedText() == '"r"'


def test_the_caret_next_to_a_bracket_highlights_both(view: CodeView) -> None:
    view.put_caret(5, 5)
    assert view.extraSelections() == []
    view.put_caret(1, 1)
    places = sorted(part.cursor.selectionStart() for part in view.extraSelections())
    assert places == [0, len(TEXT) - 1]


def test_markup_in_a_sentence_is_shown_as_it_is(view: CodeView) -> None:
    view.set_marks([(0, 1, "error", "<b>&")])
    spot = view.cursorRect(view.textCursor()).center() + QPoint(1, 0)
    view.viewportEvent(QHelpEvent(QEvent.Type.ToolTip, spot, view.mapToGlobal(spot)))
    assert "&lt;b&gt;&amp;" in QToolTip.text()
    QToolTip.hideText()


def test_it_can_be_painted_in_both_themes(qapp: QApplication, view: CodeView) -> None:
    view.set_marks([(0, 1, "error", "x"), (4, 9, "info", "y")])
    light = view.grab().toImage()
    theme.apply(qapp, "dark")
    dark = view.grab().toImage()
    theme.apply(qapp, "light")
    assert light != dark


# A mark beyond the text is drawn in, and knows its lines.


def editor(qtbot: QtBot, text: str) -> CodeEdit:
    made = CodeEdit()
    qtbot.addWidget(made)
    made.set_text_minimal(text)
    return made


def test_a_mark_beyond_the_end_stays_within_the_text(qtbot: QtBot) -> None:
    edit = editor(qtbot, "abc")
    placed = PlacedMark(Mark(90, 95, "error"), edit)
    assert (placed.cursor.selectionStart(), placed.cursor.selectionEnd()) == (3, 3)


def test_a_mark_over_a_break_touches_both_lines(qtbot: QtBot) -> None:
    edit = editor(qtbot, "ab\ncd")
    assert list(PlacedMark(Mark(1, 4, "warn"), edit).lines()) == [0, 1]


def test_a_mark_of_no_length_covers_one_sign(qtbot: QtBot) -> None:
    edit = editor(qtbot, "abc")
    placed = PlacedMark(Mark(1, 1, "warn"), edit)
    assert placed.cursor.selectedText() == "b"


# A bracket finds its partner, and is not fooled by one inside a string.

TEXT_TEST_BRACKETS = '{\n  "a": ["]", [1]],\n  "b": {}\n}'


def _pair(text: str, position: int) -> tuple[int, int] | None:
    document = QTextDocument(text)
    cursor = QTextCursor(document)
    cursor.setPosition(position)
    return bracket_pair(cursor)


def test_partners_are_found_both_ways(qapp: QApplication) -> None:
    last = len(TEXT_TEST_BRACKETS) - 1
    assert _pair(TEXT_TEST_BRACKETS, 0) == (0, last)
    assert _pair(TEXT_TEST_BRACKETS, len(TEXT_TEST_BRACKETS)) == (last, 0)


def test_a_bracket_inside_a_string_does_not_count(qapp: QApplication) -> None:
    opening = TEXT_TEST_BRACKETS.index("[")
    assert _pair(TEXT_TEST_BRACKETS, opening) == (opening, TEXT_TEST_BRACKETS.index("]]") + 1)


def test_away_from_brackets_there_is_no_pair(qapp: QApplication) -> None:
    assert _pair(TEXT_TEST_BRACKETS, TEXT_TEST_BRACKETS.index('"a"') + 1) is None


def test_a_bracket_without_partner_has_no_pair(qapp: QApplication) -> None:
    assert _pair("[[1]", 0) is None
