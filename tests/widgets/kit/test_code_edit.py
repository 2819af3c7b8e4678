"""Text set from outside disturbs nobody; text from the person is announced."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.code_edit import CodeEdit


@pytest.fixture
def edit(qtbot: QtBot) -> CodeEdit:
    made = CodeEdit()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def test_setting_a_text_is_silent(edit: CodeEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(edit.edited):
        edit.set_text_minimal('{"a": 1}')
    assert edit.text() == '{"a": 1}'


def test_typing_is_announced_with_the_whole_text(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.set_text_minimal("ab")
    edit.put_caret(1, 1)
    with qtbot.waitSignal(edit.edited) as edited:
        qtbot.keyClicks(edit, "x")
    assert edited.args == ["axb"]


@pytest.mark.parametrize(
    ("caret", "new", "expected"),
    [
        (1, "one 2 three", 1),  # before the change
        (4, "one 2 three", 4),  # at its beginning
        (6, "one 2 three", 5),  # inside it
        (11, "one 2 three", 9),  # after it
    ],
)
def test_the_caret_stays_with_its_text(edit: CodeEdit, caret: int, new: str, expected: int) -> None:
    edit.set_text_minimal("one two three")
    edit.put_caret(caret, caret)
    edit.set_text_minimal(new)
    assert edit.textCursor().position() == expected


def test_the_scroll_stays(edit: CodeEdit) -> None:
    edit.set_text_minimal("line\n" * 500)
    edit.verticalScrollBar().setValue(200)
    edit.set_text_minimal("LINE\n" + "line\n" * 499)
    assert edit.verticalScrollBar().value() == 200


def test_what_the_person_typed_comes_back_without_a_change(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.edited.connect(edit.set_text_minimal)
    qtbot.keyClicks(edit, "abc")
    assert (edit.text(), edit.textCursor().position()) == ("abc", 3)


def test_a_no_break_space_survives(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.set_text_minimal('"a\u00a0b"')
    with qtbot.waitSignal(edit.edited) as edited:
        qtbot.keyClicks(edit, "x")
    assert edited.args == ['x"a\u00a0b"']


def test_a_new_line_begins_where_the_last_one_began(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.set_text_minimal("  [")
    edit.put_caret(3, 3)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "  [\n    "


def test_tab_indents_and_after_escape_it_leaves(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, edit, after = QVBoxLayout(window), CodeEdit(), QLineEdit()
    column.addWidget(edit)
    column.addWidget(after)
    window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "  "
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "  "
    assert window.focusWidget() is after


def test_undo_is_the_windows(edit: CodeEdit) -> None:
    assert not edit.isUndoRedoEnabled()
