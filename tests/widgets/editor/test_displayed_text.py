"""Endless lines are shown in pieces, and the text stays what it is whatever is edited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from convert_console.widgets.editor import displayed_text
from convert_console.widgets.editor.displayed_text import (
    LONGEST_LINE,
    PIECE,
    DisplayedText,
    Span,
    as_shown,
    changed_span,
    cuts_in,
    document_text,
    python_place,
    qt_position,
    replace_span,
)

TEXTS = st.text(alphabet="ab, \n😀é" + "x" * 8, max_size=80)


@pytest.fixture(autouse=True, scope="module")
def short_lines() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(displayed_text, "LONGEST_LINE", 20)
        patch.setattr(displayed_text, "PIECE", 6)
        yield


def without_cuts(content: DisplayedText) -> str:
    return "".join(
        character for at, character in enumerate(content.displayed) if not content.is_cut(at)
    )


@given(TEXTS)
def test_what_is_shown_is_the_text_but_for_the_cuts(text: str) -> None:
    content = DisplayedText(text)
    assert without_cuts(content) == content.text == text
    assert all(len(line) <= 20 for line in content.displayed.split("\n"))


@given(TEXTS)
def test_places_are_found_both_ways(text: str) -> None:
    content = DisplayedText(text)
    assert [content.text_place(content.displayed_place(at)) for at in range(len(text) + 1)] == list(
        range(len(text) + 1)
    )


@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_replacing_the_difference_leads_from_one_text_to_the_other(texts: list[str]) -> None:
    content = DisplayedText(texts[0])
    document = content.displayed
    for text in texts[1:]:
        span = content.change_to(text)
        if span is not None:
            document = document[: span.start] + span.text + document[span.end :]
        assert (content.text, content.displayed) == (text, document)
        assert without_cuts(content) == text


@given(
    TEXTS, st.lists(st.tuples(st.integers(0, 99), st.integers(0, 30), st.text("a,\n", max_size=3)))
)
def test_edits_of_the_document_are_edits_of_the_text(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    content = DisplayedText(text)
    document = content.displayed
    for place, length, inserted in edits:
        start = min(place, len(document))
        end = min(start + length, len(document))
        first, last = content.text_place(start), content.text_place(end)
        wanted = content.text[:first] + inserted + content.text[last:]
        document = document[:start] + inserted + document[end:]
        content.follow_edit(start, end - start, inserted)
        assert (content.text, content.displayed) == (wanted, document)


def test_lines_of_the_usual_length_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(displayed_text, "LONGEST_LINE", LONGEST_LINE)
    monkeypatch.setattr(displayed_text, "PIECE", PIECE)
    text = "\n".join(["x" * LONGEST_LINE] * 3)
    assert list(cuts_in(text)) == []
    content = DisplayedText(text)
    assert content.displayed is content.text
    assert len(DisplayedText(text + "x").cuts) > 10


SHORT_TEXTS = st.text(alphabet=st.sampled_from('ab\n"😀é \u00a0\u2028'), max_size=30)


@given(old=SHORT_TEXTS, new=SHORT_TEXTS)
def test_applying_the_span_gives_the_new_text(old: str, new: str) -> None:
    span = changed_span(old, new)
    if span is None:
        assert old == new
    else:
        assert old[: span.start] + span.text + old[span.end :] == new


@given(old=SHORT_TEXTS, new=SHORT_TEXTS)
def test_a_document_takes_the_change_sign_for_sign(qapp: QApplication, old: str, new: str) -> None:
    document = QTextDocument()
    for before, after in (("", old), (old, new)):
        span = changed_span(before, after)
        if span is not None:
            replace_span(document, before, span)
    assert document_text(document) == new


def test_only_the_difference_is_replaced() -> None:
    assert changed_span("aaaa", "aaa") == Span(3, 4, "")
    assert changed_span("same", "same") is None


@given(text=SHORT_TEXTS, data=st.data())
def test_places_and_positions_are_inverse(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert python_place(text, qt_position(text, place)) == place


def test_every_kind_of_line_break_becomes_a_line_feed() -> None:
    assert as_shown("a\r\nb\rc\ne") == "a\nb\nc\ne"
