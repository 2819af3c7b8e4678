"""The GET of the draft, editable, with what a GET loses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.core.query import write_query
from convert_console.widgets.preview.url_pane import (
    NO_ADDRESS,
    UrlView,
    joined_url,
    losses_text,
    url_lines,
)
from support.driver import Driver


def type_at_end(driver: Driver, text: str) -> None:
    view = driver.window.preview.url.view
    view.setFocus()
    driver.keys("Ctrl+End", view)
    driver.qtbot.keyClicks(view, text)


def test_the_url_is_the_get_of_the_draft_and_edits_it(driver: Driver) -> None:
    # The URL is shown also while the method is POST.
    shown = driver.window.preview.url.view.url()
    driver.choose_method("GET")
    assert driver.wire.url == shown

    # Undo and redo of what was typed show in the URL.
    view = driver.window.preview.url.view
    before = view.url()
    type_at_end(driver, "7")
    typed = view.url()
    assert typed == before + "7"
    driver.keys("Ctrl+Z", view)
    assert view.url() == before
    driver.keys("Ctrl+Shift+Z", view)
    assert view.url() == typed

    # What is typed changes the document.
    driver.keys("Ctrl+Z", view)
    type_at_end(driver, "7")
    assert driver.document.draft.text.count('"prc": "27"') + driver.document.draft.text.count(
        '"prc": 27'
    )

    # The spelling of brackets is a setting of the profile.
    pane = driver.window.preview.url
    assert "seg[browser]" in pane.view.url()
    spelling = next(action for action in pane.options.menu().actions() if "%5B" in action.text())
    spelling.trigger()
    assert driver.profiles.current.spelling == "percent"
    assert "seg%5Bbrowser%5D" in pane.view.url()

    # Broken text has no URL and says why.
    driver.paste_json("{")
    assert driver.window.preview.url.view.url() == ""
    assert "is not valid JSON" in driver.window.preview.url.view.placeholderText()

    # What is pasted over it cannot be taken, and does not stay.
    replace_all(driver, OTHER)
    assert (view.url(), driver.document.draft.text) == (OTHER, "{")
    assert pane.note.text()
    driver.window.preview.json.setFocus()
    assert view.url() == ""


OTHER = "http://127.0.0.1:5555/track?cid=1&pid=2&vid=3&ev[0][evt]=viewExp"


def replace_all(driver: Driver, text: str) -> None:
    """Select the whole URL as people do, and paste over it; "" deletes it."""
    view = driver.window.preview.url.view
    view.setFocus()
    driver.keys("Ctrl+A", view)
    QApplication.clipboard().setText(text)
    driver.keys("Ctrl+V" if text else "Delete", view)


def test_a_pasted_url_of_another_host_is_request_and_target_in_one_step(driver: Driver) -> None:
    view, before = driver.window.preview.url.view, driver.document.draft
    target = driver.request.profile.url
    replace_all(driver, OTHER)
    assert view.url() == OTHER
    assert driver.request.profile.url == "http://127.0.0.1:5555/track"
    assert write_query(driver.document.payload) == OTHER.partition("?")[2]

    # The next key goes on from there.
    type_at_end(driver, "9")
    assert view.url() == f"{OTHER}9"
    assert driver.document.draft.text.count("viewExp9") == 1
    driver.keys("Ctrl+Z", view)
    assert view.url() == OTHER

    # One step takes both back, and one brings both again.
    driver.keys("Ctrl+Z", view)
    assert (driver.document.draft, driver.request.profile.url) == (before, target)
    assert view.url() == driver.request.as_get.url
    driver.keys("Ctrl+Shift+Z", view)
    assert (view.url(), driver.request.profile.url) == (OTHER, "http://127.0.0.1:5555/track")


def test_an_event_that_is_typed_leaves_the_others_as_they_are(driver: Driver) -> None:
    # `&ev` once replaced all events by a text, and their numbers came back as texts.
    type_at_end(driver, "&ev[2][evt]=viewExp")
    assert '"evt": "viewExp"' in driver.document.draft.text
    assert '"r": 123.20' in driver.document.draft.text


def test_typing_in_the_host_is_one_step(driver: Driver) -> None:
    view, target = driver.window.preview.url.view, driver.request.profile.url
    shown, before = view.url(), driver.document.draft
    place = shown.index("/track")
    view.setFocus()
    view.put_caret(place, place)
    driver.qtbot.keyClicks(view, "/beta")
    assert driver.request.profile.url == target.replace("/track", "/beta/track")
    assert view.url() == shown.replace("/track", "/beta/track", 1)
    assert driver.document.draft == before
    driver.keys("Ctrl+Z", view)
    assert (view.url(), driver.request.profile.url) == (shown, target)


def test_a_query_alone_is_the_query_of_the_target(driver: Driver) -> None:
    pane, target = driver.window.preview.url, driver.request.profile.url
    replace_all(driver, "cid=9&pid=8")
    assert driver.document.payload == {"cid": "9", "pid": "8"}
    assert pane.note.text() == NO_ADDRESS
    driver.window.preview.json.setFocus()
    assert pane.view.url() == f"{target}?cid=9&pid=8"


def test_what_is_no_address_is_not_taken_over(driver: Driver) -> None:
    pane, before, profile = (
        driver.window.preview.url,
        driver.document.draft,
        driver.profiles.current,
    )
    shown, target = pane.view.url(), driver.request.profile.url
    for typed in ("", "h", "http:", "127.0.0.1/track?cid=7"):
        replace_all(driver, typed)
        assert driver.profiles.current == profile
        assert pane.view.url() == typed
        assert pane.note.text() == NO_ADDRESS

        # It is not left there, and one step brings back what was deleted.
        driver.window.preview.json.setFocus()
        assert pane.view.url() == driver.request.as_get.url
        assert pane.view.url().startswith(target)
        driver.keys("Ctrl+Z")
        assert (driver.document.draft, pane.view.url()) == (before, shown)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"a": "text"}, ""),
        (
            {"ev": [{"r": Number("1.10"), "prc": Number("2")}, {"r": Number("2")}]},
            "Sent as text in GET: amount, products",
        ),
        ({str(n): [] for n in range(5)}, "Left out of GET: 0, 1, 2 and 2 more"),
        ({"a": True, "b": []}, "Sent as text in GET: a · Left out of GET: b"),
    ],
)
def test_the_fields_that_a_get_changes_are_named(payload: Payload, text: str) -> None:
    assert losses_text(payload) == text


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


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_another_reason_for_no_url_takes_the_place_of_the_first(driver: Driver) -> None:
    view = driver.window.preview.url.view
    paints = Paints(view.viewport())
    driver.document.write('{"cid": }', "Edit")
    first = view.placeholderText()
    driver.qtbot.waitUntil(lambda: paints.count > 0)
    QTest.qWait(0)
    paints.count = 0
    driver.document.write('{"cid": "1"', "Edit")
    assert view.placeholderText() not in ("", first)
    driver.qtbot.waitUntil(lambda: paints.count > 0)
