"""Content made to mislead: shown sign for sign everywhere, bounded, and never run."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import Qt as Guessing
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPlainTextEdit, QWidget

from convert_console.core.request.draft import Draft
from convert_console.core.verdict.exchange import BODY_KEPT, Answer
from support.driver import Driver
from support.endpoint import Endpoint, answer

MARKUP = "<b>bold</b><img src='file:///etc/hostname'>"
HOSTILE = f"{MARKUP}\u202egnp.exe\x07\x1b[31m=cmd|' /C calc'!A0 &lt;"
"""Markup, a direction override, control characters and a formula."""


def document(value: str) -> str:
    """A request whose every text, name and id is this."""
    event = {"evt": value, "goals": [value], "exps": [value], "vars": [value], value: value}
    whole = {"cid": value, "pid": value, "vid": value, "seg": {value: value}, "tid": value}
    return json.dumps({**whole, value: value, "ev": [event, {**event, "evt": "hitGoal"}]})


def read_as_markup(window: QWidget) -> Iterator[str]:
    """Texts of others that Qt would take for markup, with where they stand."""
    for widget in [window, *window.findChildren(QWidget)]:
        where = f"{type(widget).__name__} {widget.accessibleName()!r}"
        if isinstance(widget, QLabel) and _as_markup(widget):
            yield f"{where} shows {widget.text()!r}"
        if _is_markup(widget.toolTip()):
            yield f"{where} has the tip {widget.toolTip()!r}"
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from (f"{where} has the tip {tip!r}" for tip in _tips(widget.model()))


def _as_markup(label: QLabel) -> bool:
    guessed = label.textFormat() is Qt.TextFormat.AutoText and Guessing.mightBeRichText(
        label.text()
    )
    return MARKUP in label.text() and (guessed or label.textFormat() is Qt.TextFormat.RichText)


def _is_markup(tip: str) -> bool:
    return Guessing.mightBeRichText(tip) and ("<b>bold" in tip or "<img" in tip)


def _columns(model: QAbstractItemModel) -> int:
    # A list's number of columns is private to C++, and is 1.
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())


def _tips(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(QModelIndex()), 20)):
        for column in range(_columns(model)):
            index = model.index(row, column, QModelIndex())
            tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str) and _is_markup(tip):
                yield tip


def turn_everything(driver: Driver) -> Iterator[None]:
    """Show every page of both halves, one after the other."""
    for bar in (driver.window.builder.bar, driver.window.preview.bar):
        for place in range(bar.count()):
            bar.setCurrentIndex(place)
            driver.until(lambda: True)
            yield


def test_markup_in_every_text_is_shown_and_not_rendered(driver: Driver) -> None:
    driver.profiles.alter(name=HOSTILE, project="1", account="2", user_agent=MARKUP)
    driver.document.load(Draft(document(HOSTILE)), "Load")
    said = set[str]()
    for _ in turn_everything(driver):
        driver.context.problems.check()
        said.update(read_as_markup(driver.window))
    driver.window.message.show_error(HOSTILE)
    driver.window.message.pin(HOSTILE)
    said.update(read_as_markup(driver.window))
    assert said == set()


def test_markup_in_an_answer_and_in_a_note_is_shown_and_not_rendered(driver: Driver) -> None:
    page = answer("200 <b>bold</b>", MARKUP.encode(), [f"X-Odd: {MARKUP}", f"Location: /{MARKUP}"])
    with Endpoint([page]) as endpoint:
        driver.aim(f"{endpoint.url}?<b>bold</b>")
        driver.document.load(Draft(document(HOSTILE)), "Load")
        driver.begin()
        if driver.question:
            assert set(read_as_markup(driver.window)) == set()
            driver.confirm()
        driver.wait_until_sent()
    driver.context.history.edits.note(0, HOSTILE)
    said = set[str]()
    for _ in turn_everything(driver):
        said.update(read_as_markup(driver.window))
    assert said == set()


MEGABYTES = {
    "a line of a megabyte": json.dumps({"vid": "v", "ev": [{"evt": "x" * 1_000_000}]}),
    "brackets": "[" * 1_000_000,
    "objects in objects": '{"a":' * 200_000,
    "NUL": '{"vid": "' + "\\u0000" * 150_000 + '"}',
}


def test_a_megabyte_that_is_pasted_is_held_to_the_character_and_undone(driver: Driver) -> None:
    before = driver.document.draft
    for name, text in MEGABYTES.items():
        driver.paste_json(text)
        assert driver.document.draft.text == text, name
        driver.context.problems.check()
        for _ in turn_everything(driver):
            assert driver.document.draft.text == text, name
        driver.keys("Ctrl+Z")
        assert driver.document.draft == before, name


def test_a_gzip_bomb_is_cut_off_and_reported(driver: Driver) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    with Endpoint([answer("200 OK", bomb, ["Content-Encoding: gzip"])]) as endpoint:
        driver.aim(endpoint.url)
        driver.send()
    for _ in turn_everything(driver):
        pass
    kept = driver.context.history.exchange_at(0)
    assert kept is not None
    assert isinstance(kept.outcome, Answer)
    assert len(kept.outcome.body) == BODY_KEPT
    assert "reading stopped" in kept.outcome.note


def test_an_answer_of_five_megabytes_is_kept_and_not_laid_out(driver: Driver) -> None:
    body = b"<p>" + b"\xe2\x80\xae\0" * 1_250_000
    with Endpoint([answer("200 OK", body)]) as endpoint:
        driver.aim(endpoint.url)
        driver.send()
    for _ in turn_everything(driver):
        pass
    kept = driver.context.history.exchange_at(0)
    assert kept is not None
    assert isinstance(kept.outcome, Answer)
    assert kept.outcome.body_size == len(body)
    longest = max(len(pane.toPlainText()) for pane in driver.window.findChildren(QPlainTextEdit))
    assert longest < 1_000_000
