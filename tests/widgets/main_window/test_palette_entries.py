"""What is typed finds commands and things by their letters, the best match first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convert_console.widgets.main_window.palette_entries import Entry, search


def entry(text: str, more: str = "") -> Entry:
    return Entry(text, text, str, more=more)


def found(typed: str, *texts: str) -> list[str]:
    return [match.entry.text for match in search([entry(text) for text in texts], typed)]


def marked(typed: str, text: str) -> str:
    (match,) = search([entry(text)], typed)
    return "".join(text[start:end] for start, end in match.spans)


def test_a_name_that_begins_so_comes_first_then_a_word_then_the_middle_of_one() -> None:
    assert found("sen", "Resend", "Then send", "Send") == ["Send", "Then send", "Resend"]


def test_every_word_must_match() -> None:
    assert found("new req", "New request", "New profile") == ["New request"]


def test_a_hint_is_found_and_comes_last() -> None:
    entries = [entry("Orders", more="Send orders from a CSV file"), entry("Send")]
    assert [match.entry.text for match in search(entries, "send")] == ["Send", "Orders"]


def test_letters_in_their_order_are_found_from_the_beginning_of_a_word() -> None:
    assert marked("purl", "Paste cURL") == "PURL"
    assert found("vco", "Verify a conversion") == ["Verify a conversion"]
    assert found("zzz", "Verify a conversion") == []


def test_a_typing_error_still_finds_it() -> None:
    assert found("snd", "Send") == ["Send"]
    assert found("thmee", "Theme: dark") == ["Theme: dark"]


def test_the_letters_that_were_looked_for_are_marked() -> None:
    assert marked("pur but", "Purchase, Green button") == "Purbut"


def test_accents_do_not_matter() -> None:
    assert marked("ete", "Soldes d’Été") == "Été"
    assert found("été", "Soldes d'ete") == ["Soldes d'ete"]


def test_nothing_typed_keeps_the_order() -> None:
    assert found("", "b", "a") == ["b", "a"]


@given(st.text(max_size=8), st.text(max_size=30))
def test_no_text_is_too_odd(typed: str, text: str) -> None:
    for match in search([entry(text)], typed):
        assert all(0 <= start <= end <= len(text) for start, end in match.spans)
