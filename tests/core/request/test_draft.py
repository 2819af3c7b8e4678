"""A draft is its text; the tree is a reading of it."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, parse
from convert_console.core.request.draft import Draft


@given(st.text())
def test_a_draft_keeps_any_text_and_reads_it_as_the_parser_does(text: str) -> None:
    draft = Draft(text)
    assert draft.text == text
    assert draft.reading == parse(text)
    assert draft.payload == parse(text).payload


def test_a_broken_text_has_no_tree_and_says_where() -> None:
    draft = Draft('{"a": 1')
    assert draft.payload is None
    assert draft.reading.fault is not None


def test_the_other_method_keeps_text_and_reading() -> None:
    draft = Draft('{"r": 1.10}')
    other = draft.by("GET")
    assert (other.text, other.method) == (draft.text, "GET")
    assert other.reading is draft.reading
    assert other.payload == {"r": Number("1.10")}
    assert other.by("POST") == draft


def test_drafts_are_equal_by_text_and_method_whatever_was_read() -> None:
    read, unread = Draft("{}"), Draft("{}")
    assert read.payload == {}
    assert read == unread
    assert hash(read) == hash(unread)
    assert read != Draft("{}", "GET")
    assert read != Draft("{ }")
