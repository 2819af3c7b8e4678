"""Only lines in sight are coloured, and anew when they or the theme change."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.syntax import color_block, color_visible, json_spans
from convert_console.widgets.theme import theme


def _editor(qtbot: QtBot, text: str) -> QPlainTextEdit:
    editor = QPlainTextEdit()
    qtbot.addWidget(editor)
    editor.setPlainText(text)
    editor.resize(300, 200)
    editor.show()
    return editor


def test_a_line_out_of_sight_is_left_alone(qtbot: QtBot) -> None:
    editor = _editor(qtbot, "1\n" * 1000)
    color_visible(editor, json_spans)
    assert editor.document().firstBlock().layout().formats()
    assert not editor.document().lastBlock().previous().layout().formats()


def test_a_line_is_coloured_once_and_again_after_a_change(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    editor = _editor(qtbot, "12")
    block = editor.document().firstBlock()
    assert color_block(block, json_spans)
    assert not color_block(block, json_spans)
    QTextCursor(block).insertText("3")
    assert color_block(editor.document().firstBlock(), json_spans)
    theme.apply(qapp, "dark")
    assert color_block(editor.document().firstBlock(), json_spans)
    theme.apply(qapp, "light")


def test_signs_that_count_twice_shift_what_follows(qtbot: QtBot) -> None:
    editor = _editor(qtbot, '"😀": 1')
    block = editor.document().firstBlock()
    color_block(block, json_spans)
    parts = [(part.start, part.length) for part in block.layout().formats()]
    assert parts == [(0, 4), (6, 1)]
