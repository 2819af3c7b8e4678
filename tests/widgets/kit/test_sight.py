"""What is in sight is known by line and by character."""

import pytest
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.code_editor import CodeEdit, lines_in_sight, text_of, widened

TEXT = "\n".join(f"line {n:03}" for n in range(500))


@pytest.fixture
def edit(qtbot: QtBot) -> CodeEdit:
    made = CodeEdit()
    qtbot.addWidget(made)
    made.set_text_minimal(TEXT)
    made.resize(300, 200)
    made.show()
    return made


def test_a_screen_is_in_sight_from_the_first_line_on(edit: CodeEdit) -> None:
    edit.verticalScrollBar().setValue(100)
    lines = lines_in_sight(edit)
    assert lines.start == 100
    assert 5 < len(lines) < 40
    start, end = text_of(edit, lines)
    assert TEXT[start:end].startswith("line 100\n")
    assert TEXT[start:end].count("\n") == len(lines)


def test_more_is_a_screen_on_either_side_and_never_before_the_beginning() -> None:
    assert widened(range(100, 120)) == range(80, 140)
    assert widened(range(5, 25)) == range(45)


def test_lines_beyond_the_end_hold_nothing(edit: CodeEdit) -> None:
    assert text_of(edit, range(900, 950)) == (len(TEXT), len(TEXT))
    assert text_of(edit, range(499, 950))[1] == len(TEXT)


def test_signs_beyond_the_basic_plane_count_once(edit: CodeEdit) -> None:
    edit.set_text_minimal("😀😀\nab\ncd")
    assert text_of(edit, range(1, 2)) == (3, 6)
