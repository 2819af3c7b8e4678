"""What is folded is out of sight and still there; the caret and every edit open it."""

from __future__ import annotations

import json
import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextBlock
from pytestqt.qtbot import QtBot

from convert_console.widgets.editor.code_marks import CodeView
from convert_console.widgets.editor.folding import (
    closing_bracket,
    next_visible,
    opens,
    visible_blocks,
)

TREE = {"a": [1, {"b": {"c": [2, 3]}}], "d": {"e": "{", "f": "ends with ["}, "g": 4}
TEXT = json.dumps(TREE, indent=2)
LINES = TEXT.split("\n")


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    made = CodeView()
    qtbot.addWidget(made)
    made.set_text_minimal(TEXT)
    made.resize(400, 500)
    made.show()
    return made


def line(view: CodeView, text: str) -> QTextBlock:
    return view.document().findBlockByNumber(
        next(n for n, one in enumerate(view.text().split("\n")) if text in one)
    )


def shown(view: CodeView) -> list[str]:
    return [block.text() for block, _top in visible_blocks(view)]


def check_whole(view: CodeView) -> None:
    """No line is hidden but right behind one that says so, and the lines are counted right."""
    block, before, visible = view.document().firstBlock(), None, 0
    while block.isValid():
        visible += block.isVisible()
        if not block.isVisible() and before is not None and before.isVisible():
            assert opens(before)
        before, block = block, block.next()
    assert view.document().lineCount() == visible
    assert view.textCursor().block().isVisible()


def test_an_object_is_folded_up_to_its_last_line_and_the_text_stays(view: CodeView) -> None:
    view.folding.fold(line(view, '"d"'))
    assert shown(view) == [one for one in LINES if '"e"' not in one and '"f"' not in one]
    assert view.text() == TEXT
    assert view.folding.is_folded(line(view, '"d"'))
    check_whole(view)
    view.folding.unfold(line(view, '"d"'))
    assert shown(view) == LINES


def test_a_bracket_inside_a_string_folds_nothing(view: CodeView) -> None:
    view.folding.fold(line(view, '"e"'), line(view, '"f"'), line(view, '"g"'))
    assert shown(view) == LINES


def test_a_list_in_a_list_folds_with_what_is_in_it_and_opens_whole(view: CodeView) -> None:
    view.folding.fold(line(view, '"c"'))
    view.folding.fold(line(view, '"a"'))
    assert shown(view)[1:3] == ['  "a": [', "  ],"]
    view.folding.unfold_all()
    assert shown(view) == LINES
    check_whole(view)


def test_the_whole_document_folds_to_two_lines(view: CodeView) -> None:
    view.folding.toggle(view.document().firstBlock())
    assert shown(view) == ["{", "}"]
    assert next_visible(view.document().firstBlock()).text() == "}"
    view.folding.toggle(view.document().firstBlock())
    assert shown(view) == LINES


def test_a_bracket_that_nothing_closes_folds_nothing(view: CodeView) -> None:
    view.set_text_minimal('{\n  "a": [\n    1\n')
    view.folding.fold(line(view, "{"), line(view, "["))
    assert len(shown(view)) == 4


def test_the_caret_s_surroundings_are_folded_and_it_stays_in_sight(view: CodeView) -> None:
    view.go_to(TEXT.index('"f"'), TEXT.index('"f"'))
    view.folding.fold_at_caret()
    assert view.textCursor().block().text() == '  "d": {'
    check_whole(view)
    view.folding.fold_at_caret()  # again: what is around that
    assert shown(view) == ["{", "}"]
    view.folding.unfold_at_caret()
    assert view.textCursor().block().text() == "{"


def test_going_to_a_place_opens_it(view: CodeView) -> None:
    view.folding.fold(view.document().firstBlock())
    view.go_to(TEXT.index("3"), TEXT.index("3") + 1)
    assert view.textCursor().selectedText() == "3"
    assert shown(view) == LINES
    check_whole(view)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_X])
def test_typing_at_the_end_of_a_folded_line_hides_nothing_for_good(
    view: CodeView, qtbot: QtBot, key: Qt.Key
) -> None:
    view.folding.fold(line(view, '"d"'))
    end = TEXT.index('"d": {') + len('"d": {')
    view.put_caret(end, end)
    qtbot.keyClick(view, key)
    check_whole(view)
    assert any('"f"' in one for one in shown(view))


def test_an_edit_elsewhere_leaves_a_fold_alone(view: CodeView) -> None:
    view.folding.fold(line(view, '"a"'))
    view.set_text_minimal(TEXT.replace('"g": 4', '"g": 4444'))
    assert view.folding.is_folded(line(view, '"a"'))
    check_whole(view)


def test_an_edit_of_what_is_folded_opens_it(view: CodeView) -> None:
    view.folding.fold(line(view, '"a"'))
    view.set_text_minimal(TEXT.replace("3", "33"))
    assert any("33" in one for one in shown(view))
    check_whole(view)


def test_another_text_shows_every_line(view: CodeView) -> None:
    view.folding.fold(view.document().firstBlock())
    view.set_text_minimal("[\n1,\n2\n]")
    assert shown(view) == ["[", "1,", "2", "]"]
    check_whole(view)


def test_a_value_of_megabytes_inside_is_passed_over_at_once(view: CodeView) -> None:
    view.set_text_minimal('{\n  "a": "' + "x" * 900_000 + '",\n  "b": [\n    1\n  ]\n}')
    view.folding.fold_at([0])
    assert closing_bracket(view.text(), 0, 500_000) is None


def test_a_click_next_to_a_line_number_folds_and_unfolds(view: CodeView, qtbot: QtBot) -> None:
    top = next(top for block, top in visible_blocks(view) if '"a"' in block.text())
    spot = QPoint(view.gutter.width() - 8, round(top) + 5)
    qtbot.mouseMove(view.gutter, spot)
    qtbot.mouseClick(view.gutter, Qt.MouseButton.LeftButton, pos=spot)
    assert view.folding.is_folded(line(view, '"a"'))
    qtbot.mouseClick(view.gutter, Qt.MouseButton.LeftButton, pos=spot)
    assert shown(view) == LINES


def test_a_folded_line_says_so_on_screen(view: CodeView) -> None:
    before = view.grab().toImage()
    view.folding.fold(line(view, '"d"'))
    folded = view.grab().toImage()
    assert folded != before
    view.folding.any = False  # the same lines without a word about what is hidden
    assert view.grab().toImage() != folded


def test_any_sequence_of_folds_edits_and_carets_hides_nothing_permanently(view: CodeView) -> None:
    chance = random.Random(7)
    for _ in range(400):
        text = view.text()
        block = view.document().findBlockByNumber(chance.randrange(view.blockCount()))
        place = chance.randrange(len(text) + 1)
        match chance.randrange(6):
            case 0 | 1:
                view.folding.toggle(block)
            case 2:
                view.put_caret(place, place)
            case 3:
                view.set_text_minimal(text[:place] + chance.choice('{}[]\n"1,') + text[place:])
            case 4:
                view.set_text_minimal(text[:place] + text[place + chance.randrange(9) :])
            case _:
                view.set_text_minimal(TEXT)
        check_whole(view)
    view.folding.unfold_all()
    assert view.document().lineCount() == view.blockCount()
