"""A line of any length is shown in pieces and copied in one."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.wire_view import PIECE, WireView, in_pieces, joined, pieces_of

LONG = "https://h/track?" + "&".join(f"ev[{n}][goals][]=100300{n}" for n in range(500))


@given(st.text(alphabet="a&\n😀", max_size=2 * PIECE + 50))
def test_pieces_join_to_the_same_text(text: str) -> None:
    assert joined(in_pieces(text)) == text


@given(st.text(alphabet="a&", min_size=1, max_size=4 * PIECE))
def test_no_piece_is_empty_or_too_long(line: str) -> None:
    pieces = list(pieces_of(line))
    assert "".join(pieces) == line
    assert all(0 < len(piece) <= PIECE for piece in pieces)


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
