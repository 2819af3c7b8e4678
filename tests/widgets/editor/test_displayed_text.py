"""Endless lines are shown in pieces, and the text stays what it is whatever is edited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.widgets.editor import displayed_text
from convert_console.widgets.editor.displayed_text import (
    LONGEST_LINE,
    PIECE,
    DisplayedText,
    cuts_in,
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
