"""A line of any length is shown in pieces and copied in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.wire_view import (
    PIECE,
    UrlView,
    WireView,
    in_lines,
    in_one,
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


def test_copying_gives_the_text_unbroken(qtbot: QtBot) -> None:
    view = WireView()
    qtbot.addWidget(view)
    view.set_text(LONG + "\nHost: h")
    view.moveCursor(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    assert view.createMimeDataFromSelection().text() == LONG + "\nHost: h"
    assert view.document().blockCount() > 10


def test_another_text_takes_the_place_of_the_first(qtbot: QtBot) -> None:
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


# A URL is edited a parameter a line, and read in one piece.

URL = "https://127.0.0.1:8765/track?cid=1&seg[browser]=CH&ev[0][goals][]=1"


@pytest.fixture
def view(qtbot: QtBot) -> UrlView:
    made = UrlView()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


@given(st.text(alphabet="ab?&=[]%", max_size=900))
def test_lines_join_to_the_same_url(url: str) -> None:
    assert in_one(in_lines(url)) == url


def test_each_parameter_has_its_line(view: UrlView) -> None:
    view.set_url(URL)
    assert view.text().split("\n")[1:] == ["?cid=1", "&seg[browser]=CH", "&ev[0][goals][]=1"]


def test_typing_gives_the_url_in_one_piece(view: UrlView, qtbot: QtBot) -> None:
    view.set_url(URL)
    view.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(view.url_edited) as edited:
        qtbot.keyClicks(view, "2")
    assert edited.args == [URL + "2"]


def test_a_line_break_is_no_edit(view: UrlView, qtbot: QtBot) -> None:
    view.set_url(URL)
    with qtbot.assertNotEmitted(view.url_edited):
        view.insertPlainText("\n")
    view.set_url(URL)
    assert view.text().startswith("\n")


def test_setting_is_silent(view: UrlView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.url_edited):
        view.set_url(URL)
    assert view.url() == URL


def test_copying_gives_one_piece(view: UrlView) -> None:
    view.set_url(URL)
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == URL
