"""Endless lines are shown in pieces, and the text stays what it is whatever is edited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.widgets.kit import displayed_text
from convert_console.widgets.kit.displayed_text import LINE_SHOWN, PIECE, ShownText, cuts_in

SIGNS = st.text(alphabet="ab, \n😀é" + "x" * 8, max_size=80)


@pytest.fixture(autouse=True, scope="module")
def short_lines() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(displayed_text, "LINE_SHOWN", 20)
        patch.setattr(displayed_text, "PIECE", 6)
        yield


def without_cuts(held: ShownText) -> str:
    return "".join(sign for at, sign in enumerate(held.shown) if not held.is_cut(at))


@given(SIGNS)
def test_what_is_shown_is_the_text_but_for_the_cuts(text: str) -> None:
    held = ShownText(text)
    assert without_cuts(held) == held.text == text
    assert all(len(line) <= 20 for line in held.shown.split("\n"))


@given(SIGNS)
def test_places_are_found_both_ways(text: str) -> None:
    held = ShownText(text)
    assert [held.text_place(held.shown_place(at)) for at in range(len(text) + 1)] == list(
        range(len(text) + 1)
    )


@given(st.lists(SIGNS, min_size=2, max_size=5))
def test_one_text_after_the_other_is_reached_by_what_is_to_be_replaced(texts: list[str]) -> None:
    held = ShownText(texts[0])
    document = held.shown
    for text in texts[1:]:
        span = held.change_to(text)
        if span is not None:
            document = document[: span.start] + span.text + document[span.end :]
        assert (held.text, held.shown) == (text, document)
        assert without_cuts(held) == text


@given(
    SIGNS, st.lists(st.tuples(st.integers(0, 99), st.integers(0, 30), st.text("a,\n", max_size=3)))
)
def test_edits_of_the_document_are_edits_of_the_text(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    held = ShownText(text)
    document = held.shown
    for place, length, inserted in edits:
        start = min(place, len(document))
        end = min(start + length, len(document))
        first, last = held.text_place(start), held.text_place(end)
        wanted = held.text[:first] + inserted + held.text[last:]
        document = document[:start] + inserted + document[end:]
        held.edited(start, end - start, inserted)
        assert (held.text, held.shown) == (wanted, document)


def test_lines_of_the_usual_length_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(displayed_text, "LINE_SHOWN", LINE_SHOWN)
    monkeypatch.setattr(displayed_text, "PIECE", PIECE)
    text = "\n".join(["x" * LINE_SHOWN] * 3)
    assert list(cuts_in(text)) == []
    held = ShownText(text)
    assert held.shown is held.text
    assert len(ShownText(text + "x").cuts) > 10
