"""Only the lines on screen are coloured, again when they or the theme change."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from convert_console.widgets.editor.syntax import (
    LONGEST_COLORED,
    color_block,
    color_visible,
    json_spans,
    url_spans,
    wire_spans,
)
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


def test_colours_are_not_part_of_the_next_change_that_qt_reports(qtbot: QtBot) -> None:
    editor = _editor(qtbot, "1\n" * 1000)
    color_visible(editor, json_spans)
    changes: list[tuple[int, int, int]] = []
    editor.document().contentsChange.connect(lambda *change: changes.append(change))
    cursor = QTextCursor(editor.document())
    cursor.setPosition(1_000)
    cursor.insertText("2")
    assert changes == [(1_000, 0, 1)]


def test_signs_that_count_twice_shift_what_follows(qtbot: QtBot) -> None:
    editor = _editor(qtbot, '"😀": 1')
    block = editor.document().firstBlock()
    color_block(block, json_spans)
    parts = [(part.start, part.length) for part in block.layout().formats()]
    assert parts == [(0, 4), (6, 1)]


# Tokens of a line of JSON are told apart, and broken ones do no harm.


def _named(line: str) -> list[tuple[str, str]]:
    return [(line[start : start + length], color) for start, length, color in json_spans(line)]


def test_a_key_is_distinguished_from_a_string() -> None:
    assert _named('"evt" : "tr",') == [('"evt"', "json_key"), ('"tr"', "json_string")]


def test_numbers_and_words_inside_strings_are_strings() -> None:
    assert _named('["1 true", -1.5e3, null]') == [
        ('"1 true"', "json_string"),
        ("-1.5e3", "json_number"),
        ("null", "json_word"),
    ]


def test_an_escaped_quote_does_not_end_a_string() -> None:
    assert _named(r'"a\"b"') == [(r'"a\"b"', "json_string")]


def test_a_string_without_an_end_runs_to_the_end_of_the_line() -> None:
    assert _named('  "open') == [('"open', "json_string")]


@given(st.text(max_size=80))
def test_spans_stay_in_the_line_and_do_not_overlap(line: str) -> None:
    end = 0
    for start, length, _color in json_spans(line):
        assert end <= start and length > 0
        end = start + length
    assert end <= len(line)


def test_a_line_longer_than_any_screen_is_coloured_at_its_beginning_only() -> None:
    spans = json_spans("1," * LONGEST_COLORED)
    assert spans[-1][0] < LONGEST_COLORED


# Names and values of a wire text are told apart.


def test_a_parameter_without_a_value_is_a_name() -> None:
    assert url_spans("&flag") == [(0, 1, "muted"), (1, 4, "json_key")]


def test_an_address_has_no_parameters() -> None:
    assert url_spans("https://127.0.0.1:8765/track") == []


def test_a_header_is_its_name_and_a_request_line_its_parameters() -> None:
    assert wire_spans("User-Agent: ConvertAgent/1.0") == [(0, 10, "json_key")]
    assert wire_spans("GET /track?cid=1 HTTP/1.1")[1] == (11, 3, "json_key")
