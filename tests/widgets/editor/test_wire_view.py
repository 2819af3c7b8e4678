"""A line of any length is shown in pieces and copied in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF, QTextCursor
from pytestqt.qtbot import QtBot

from convert_console.widgets.editor.wire_view import (
    PIECE,
    WireView,
    full_lines_of,
    in_pieces,
    joined,
    pieces_of,
)

LONG = "https://h/track?" + "&".join(f"ev[{n}][goals][]=100300{n}" for n in range(500))


@given(st.text(alphabet="a&\n😀", max_size=2 * PIECE + 50))
def test_pieces_join_to_the_same_text(text: str) -> None:
    assert joined(in_pieces(text)) == text


@given(st.text(alphabet="a&", min_size=1, max_size=4 * PIECE))
def test_no_piece_is_empty_or_too_long(line: str) -> None:
    pieces = list(pieces_of(line))
    assert "".join(pieces) == line
    assert all(0 < len(piece) <= PIECE for piece in pieces)


@given(st.text(alphabet="a&中\u0301", min_size=1, max_size=4 * PIECE), st.integers(1, 300))
def test_pieces_of_whole_lines_join_to_the_same_text(line: str, columns: int) -> None:
    assert "".join(full_lines_of(line, columns)) == line


@pytest.mark.parametrize("line", ["x" * 3_000, LONG])
def test_nothing_is_seen_of_a_cut(qtbot: QtBot, line: str) -> None:
    """A cut once showed as a line break that is not in the bytes."""
    view = WireView()
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    view.set_text(line)
    for width in (700, 533):
        view.resize(width, 300)
        room = view.viewport().width() - 2 * view.document().documentMargin()
        columns = int(room / QFontMetricsF(view.font()).horizontalAdvance("x"))
        block = view.document().firstBlock()
        while block.next().isValid():
            view.blockBoundingRect(block)  # lays it out
            shown = block.lineCount()
            assert len(block.text()) - 1 == shown * columns, "each line is full, and so is the last"
            block = block.next()
        view.blockBoundingRect(block)
        assert block.blockNumber() > 3


def test_copying_gives_the_text_unbroken(qtbot: QtBot) -> None:
    view = WireView()
    qtbot.addWidget(view)
    view.set_text(LONG + "\nHost: h")
    view.moveCursor(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    assert view.createMimeDataFromSelection().text() == LONG + "\nHost: h"
    assert view.document().blockCount() > 10


def test_another_text_replaces_the_first(qtbot: QtBot) -> None:
    view = WireView()
    qtbot.addWidget(view)
    view.set_text(LONG)
    view.set_text("short")
    assert (view.text(), view.toPlainText()) == ("short", "short")


def test_it_is_for_reading_only(qtbot: QtBot) -> None:
    view = WireView()
    qtbot.addWidget(view)
    view.set_text("a")
    qtbot.keyClicks(view, "x")
    assert view.toPlainText() == "a"


ENDS = "\u2028\u2029\ufdd0\ufdd1\x85\x0b\x0c"
"""Characters that end a line for Qt or others, but not in HTTP or JSON."""


@pytest.mark.parametrize("name", ["x", "x" * PIECE, "x\u2060"])
def test_only_a_line_feed_ends_a_line_and_all_is_copied(qtbot: QtBot, name: str) -> None:
    view = WireView()
    qtbot.addWidget(view)
    view.resize(4000, 300)
    view.show()
    text = f'POST / HTTP/1.1\n\n{{"{name}": "{"😀".join(ENDS)}"}}'
    view.set_text(text)
    block, lines = view.document().firstBlock(), 0
    while block.isValid():
        view.blockBoundingRect(block)  # lays it out
        lines += block.lineCount()
        block = block.next()
    assert lines == 3
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == text


def test_the_body_in_json_has_none_of_the_colours_of_a_query(qtbot: QtBot) -> None:
    view = WireView()
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    for body, is_coloured in (('{\n "name": "a&b=1"\n}', False), ("a=1\n&b=2", True)):
        view.set_text(f"POST /track?a=1 HTTP/1.1\nHost: h\n\n{body}")
        view.grab()
        document = view.document()
        coloured = [
            bool(document.findBlockByNumber(number).layout().formats())
            for number in range(document.blockCount())
        ]
        assert coloured[:2] == [True, True]
        assert any(coloured[3:]) is is_coloured, body
