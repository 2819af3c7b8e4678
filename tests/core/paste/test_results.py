"""What was found in a paste, as data."""

from convert_console.core.document.payload import Number
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    reader,
    request_of,
    without_empty,
)


def test_requests_are_numbered_only_where_there_are_several():
    requests = [PastedRequest("a", "{}"), PastedRequest("b", "{}")]
    assert [r.title for r in numbered(iter(requests))] == ["1. a", "2. b"]
    assert numbered(iter(requests[:1])) == tuple(requests[:1])


def test_notes_on_the_whole_come_first():
    found = Recognised((PastedRequest("a", "{}"),))
    assert found.noting() is found
    assert found.noting("x").noting("y").notes == ("y", "x")
    refusal = Unrecognised("No.")
    assert refusal.noting("x") is refusal


def test_false_zero_and_empty_text_are_values():
    assert without_empty(a=False, b=Number("0"), c="", d=None, e=[], f={}) == {
        "a": False, "b": Number("0"), "c": ""
    }  # fmt: skip


def test_a_title_names_events_and_visitor():
    made = request_of({"ev": [{"evt": "tr"}]}, "note", endpoint="x")
    assert (made.title, made.notes, made.endpoint) == ("tr – no visitor", ("note",), "x")


def named(found: Recognised | Unrecognised | None) -> Recognised | Unrecognised | None:
    @reader("JSON")
    def read(_text: str) -> Recognised | Unrecognised | None:
        return found

    return read("text")


def test_what_is_found_has_the_name_of_its_reader_unless_it_says_more():
    requests = (PastedRequest("a", "{}"),)
    assert named(Recognised(requests)) == Recognised(requests, (), "JSON")
    assert named(Recognised(requests, (), "Two")) == Recognised(requests, (), "Two")
    assert named(Unrecognised("No.")) == Unrecognised("No.")
    assert named(None) is None
