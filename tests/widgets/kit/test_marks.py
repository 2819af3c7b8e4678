"""A mark beyond the text is drawn in, and knows its lines."""

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.code_editor import CodeEdit
from convert_console.widgets.kit.code_marks import Mark, PlacedMark


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
