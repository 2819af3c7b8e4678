"""Text set from outside disturbs nobody; text from the user is announced."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.editor.code_editor import CodeEdit
from convert_console.widgets.editor.displayed_text import PIECE, document_text
from convert_console.widgets.editor.folding import visible_blocks, visible_line_range

DATA = Path(__file__).parents[2] / "data"


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


def test_the_scroll_stays_when_a_line_changes(edit: CodeEdit) -> None:
    edit.set_text_minimal("line\n" * 500)
    edit.verticalScrollBar().setValue(200)
    edit.set_text_minimal("LINE\n" + "line\n" * 499)
    assert edit.verticalScrollBar().value() == 200


def test_what_the_user_typed_comes_back_without_a_change(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.edited.connect(edit.set_text_minimal)
    qtbot.keyClicks(edit, "abc")
    assert (edit.text(), edit.textCursor().position()) == ("abc", 3)


@pytest.mark.parametrize("filler", ["", '"' + "long, " * 3_000 + '"'], ids=["short", "cut"])
def test_a_paragraph_separator_within_a_string_survives_typing_and_copying(
    edit: CodeEdit, qtbot: QtBot, filler: str
) -> None:
    text = (
        (DATA / "cases" / "F17-u2029.json").read_text("utf-8").rstrip().replace("[]", f"[{filler}]")
    )
    edit.set_text_minimal(text)
    assert (edit.document().blockCount() == 1) == (filler == "")
    qtbot.keyClicks(edit, " ")
    assert edit.text() == f" {text}"
    edit.selectAll()
    copied = edit.createMimeDataFromSelection()
    assert copied.text() == f" {text}"
    edit.insertFromMimeData(copied)
    assert edit.text() == f" {text}"
    place = edit.position_of(text.index("\u2029") + 1)
    edit.put_caret(place, place + 1)
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.text() == f" {text}".replace("\u2029", "")


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


def test_tab_leaves_and_ctrl_tab_indents(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, edit, after = QVBoxLayout(window), CodeEdit(), QLineEdit()
    column.addWidget(edit)
    column.addWidget(after)
    window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == "  "
    assert "Ctrl+Tab" in edit.accessibleDescription()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "  "
    assert window.focusWidget() is after


def test_undo_is_the_windows(edit: CodeEdit) -> None:
    assert not edit.isUndoRedoEnabled()


LONG = '{"vid": "' + "abc, " * 15_000 + '"}'


def longest(edit: CodeEdit) -> int:
    return max(len(line) for line in document_text(edit.document()).split("\n"))


def test_an_endless_line_is_shown_in_pieces_and_stays_one_line(edit: CodeEdit) -> None:
    edit.set_text_minimal(f"[\n{LONG}\n]")
    assert edit.text() == f"[\n{LONG}\n]"
    assert longest(edit) <= PIECE
    last = edit.document().lastBlock()
    assert [edit.number_of(edit.document().findBlockByNumber(n)) for n in (0, 1, 2)] == [1, 2, None]
    assert edit.number_of(last) == 3


def test_what_is_typed_into_an_endless_line_is_where_it_was_typed(
    edit: CodeEdit, qtbot: QtBot
) -> None:
    edit.set_text_minimal(LONG)
    place = 40_000
    edit.put_caret(edit.position_of(place), edit.position_of(place))
    with qtbot.waitSignal(edit.edited) as edited:
        qtbot.keyClicks(edit, "x")
    assert edited.args == [LONG[:place] + "x" + LONG[place:]]


@pytest.mark.parametrize("place", [1, 8, 30_000, 60_000])
def test_typing_while_pieces_of_an_endless_line_are_coloured_adds_no_seam(
    edit: CodeEdit, qtbot: QtBot, place: int
) -> None:
    """Qt then reports every line from the first coloured one to the caret as changed."""
    text = '{\n"vid": "' + "x" * 60_000 + '"\n}'
    edit.set_text_minimal(text)
    edit.put_caret(edit.position_of(place), edit.position_of(place))
    edit.repaint()
    qtbot.keyClicks(edit, "7")
    assert edit.text().count("\n") == 2
    assert edit.text() == text[:place] + "7" + text[place:]


@pytest.mark.parametrize(("key", "at"), [(Qt.Key.Key_Backspace, 0), (Qt.Key.Key_Delete, -1)])
def test_deleting_passes_over_the_seam_between_two_pieces(
    edit: CodeEdit, qtbot: QtBot, key: Qt.Key, at: int
) -> None:
    edit.set_text_minimal(LONG)
    block = edit.document().findBlockByNumber(100)
    place = edit.place_of(block.position())
    edit.put_caret(block.position() + at, block.position() + at)
    qtbot.keyClick(edit, key)
    gone = place - 1 if key == Qt.Key.Key_Backspace else place
    assert edit.text() == LONG[:gone] + LONG[gone + 1 :]


def test_copying_from_an_endless_line_copies_no_seam(edit: CodeEdit) -> None:
    edit.set_text_minimal(LONG)
    edit.put_caret(edit.position_of(1_000), edit.position_of(70_000))
    assert edit.createMimeDataFromSelection().text() == LONG[1_000:70_000]


def test_an_endless_line_is_pasted_in_pieces(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.set_text_minimal("[1, 2]")
    edit.put_caret(4, 4)
    data = QMimeData()
    data.setText(LONG + "\r\n")
    with qtbot.waitSignal(edit.edited) as edited:
        edit.insertFromMimeData(data)
    assert edited.args == [f"[1, {LONG}\n2]"]
    qtbot.waitUntil(lambda: not edit.loading)
    assert longest(edit) <= PIECE + 4
    assert edit.place_of(edit.textCursor().position()) == 4 + len(LONG) + 1


MANY = "\n".join(f"line {n}" for n in range(60_000))


def test_a_large_text_is_inserted_completely_in_parts(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.set_text_minimal(MANY)
    assert edit.loading
    assert edit.text() == MANY
    qtbot.keyClicks(edit, "x")  # not yet
    edit.put_caret(len(MANY), len(MANY))
    qtbot.waitUntil(lambda: not edit.loading)
    assert document_text(edit.document()) == edit.text() == MANY
    assert edit.textCursor().position() == len(MANY)
    qtbot.keyClicks(edit, "x")
    assert edit.text() == MANY + "x"


def test_another_text_may_come_while_a_large_one_is_put_in(edit: CodeEdit, qtbot: QtBot) -> None:
    edit.set_text_minimal(MANY)
    other = MANY.replace("line 5", "LINE 5")
    edit.set_text_minimal(other)
    edit.set_text_minimal("short")
    assert (edit.loading, document_text(edit.document())) == (False, "short")
    edit.set_text_minimal(other)
    edit.set_text_minimal(other + "\nmore")
    qtbot.waitUntil(lambda: not edit.loading)
    assert document_text(edit.document()) == other + "\nmore"


def test_a_large_text_is_replaced_by_one_key(edit: CodeEdit, qtbot: QtBot) -> None:
    text = MANY * 2
    edit.set_text_minimal(text)
    qtbot.waitUntil(lambda: not edit.loading)
    edit.put_caret(6, len(text))
    with qtbot.waitSignal(edit.edited) as edited:
        qtbot.keyClicks(edit, "x")
    assert edited.args == ["line 0x"]
    assert document_text(edit.document()) == "line 0x"


# The gutter makes room for the numbers of the text.


def test_more_lines_take_more_room(qtbot: QtBot) -> None:
    view = CodeEdit()
    qtbot.addWidget(view)
    few = view.gutter.width_needed()
    view.set_text_minimal("\n" * 5000)
    assert view.gutter.width_needed() > few
    assert view.viewportMargins().left() == view.gutter.width_needed()


def test_without_numbers_only_a_margin_is_left(qtbot: QtBot) -> None:
    view = CodeEdit(numbered=False)
    qtbot.addWidget(view)
    view.set_text_minimal("\n" * 5000)
    assert view.gutter.width_needed() < 20


def test_marked_lines_are_painted(qtbot: QtBot) -> None:
    view = CodeEdit()
    qtbot.addWidget(view)
    view.set_text_minimal("{\n}")
    view.resize(200, 100)
    view.show()
    plain = view.grab().toImage()
    view.gutter.set_tones({1: "error"})
    assert view.grab().toImage() != plain


def test_the_lines_on_screen_are_counted_from_the_scroll_on(edit: CodeEdit) -> None:
    edit.set_text_minimal("\n".join(f"line {n:03}" for n in range(500)))
    edit.resize(300, 200)
    edit.verticalScrollBar().setValue(100)
    lines = visible_line_range(edit)
    assert lines.start == 100
    assert 5 < len(lines) < 40
    assert next(visible_blocks(edit))[0].text() == "line 100"


def test_the_first_line_comes_back_after_a_size_in_which_all_lines_fit(edit: CodeEdit) -> None:
    edit.set_text_minimal("\n".join(map(str, range(30))))
    bar = edit.verticalScrollBar()
    bar.setValue(12)
    for height in (2000, 200):
        edit.resize(300, height)
    assert bar.value() == 12
    edit.resize(300, 2000)
    edit.set_text_minimal("\n".join(map(str, range(29))))
    edit.resize(300, 200)
    assert bar.value() == 0, "it is that of the former text"
