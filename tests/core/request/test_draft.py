"""A draft is its text; the tree is a reading of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, parse, value_at
from convert_console.core.request.draft import Draft, blank_request, segments_fault
from convert_console.core.request.profile import Profile


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


def test_changing_the_method_keeps_text_and_parsed_document() -> None:
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


# A new request is the profile's, for its visitor, and waits for its first event.


def test_it_contains_its_owner_and_nothing_else() -> None:
    profile = Profile(id="a", name="A", account="10000009", project="10000001")
    draft = blank_request(profile, "1588166554499-0.2020703998482254")
    assert draft.method == "POST"
    assert value_at(draft.payload, ("cid",)) == "10000009"
    assert value_at(draft.payload, ("pid",)) == "10000001"
    assert value_at(draft.payload, ("vid",)) == "1588166554499-0.2020703998482254"
    assert value_at(draft.payload, ("ev",)) == []


def test_it_begins_with_the_profile_s_segments() -> None:
    draft = blank_request(Profile(id="a", name="A", segments='{"browser": "CH"}'), "v")
    assert value_at(draft.payload, ("seg",)) == {"browser": "CH"}


@pytest.mark.parametrize("segments", ["", "{", "{}", "[1]", "null"])
def test_segments_that_cannot_be_read_or_say_nothing_are_left_out(segments: str) -> None:
    draft = blank_request(Profile(id="a", name="A", segments=segments), "v")
    assert value_at(draft.payload, ("seg",)) is None


@pytest.mark.parametrize("text", ["", " ", "{}", '{"browser": "CH"}'])
def test_an_object_or_nothing_is_fine_as_segments(text: str) -> None:
    assert segments_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "why"), [("{", "without segments: "), ("[]", "Enter a JSON object"), ("7", "object")]
)
def test_what_cannot_be_segments_is_reported_with_the_reason(text: str, why: str) -> None:
    assert why in segments_fault(text)
