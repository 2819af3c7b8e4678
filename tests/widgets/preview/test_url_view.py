"""A URL is edited in lines, and copied in one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from convert_console.widgets.preview.url_pane import UrlView, joined_url, url_lines

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
    assert joined_url(url_lines(url)) == url


def test_a_long_url_is_cut_before_parameters(view: UrlView) -> None:
    view.set_url(URL + "&x=1" * 2_000)
    lines = view.text().split("\n")
    assert len(lines) > 2
    assert all(line.startswith("&x=1") for line in lines[1:])


def test_typing_gives_the_url_joined_url_piece(view: UrlView, qtbot: QtBot) -> None:
    view.set_url(URL)
    view.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(view.url_edited) as edited:
        qtbot.keyClicks(view, "2")
    assert edited.args == [URL + "2"]


def test_a_line_break_is_not_an_edit(view: UrlView, qtbot: QtBot) -> None:
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
