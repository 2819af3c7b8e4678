"""What rules look at."""

from dataclasses import replace

from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.problem import Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import encode
from support.linting import CLEAN, GOAL, PROFILE, with_events


def request(text: str, method: str = "POST", profile=PROFILE) -> Request:
    return Request(Draft(text, method), profile, Situation())  # type: ignore[arg-type]


def test_events_that_are_no_objects_keep_the_numbering() -> None:
    assert [event.index for event in request(with_events(None, GOAL)).events] == [1]


def test_a_document_that_is_not_an_object_reads_as_an_empty_one() -> None:
    seen = request("[]")
    assert (seen.document, seen.events, seen.segments) == ({}, (), {})


def test_the_wire_is_what_send_sends() -> None:
    seen = request(CLEAN, "GET")
    assert seen.wire == encode(Draft(CLEAN, "GET"), PROFILE)
    assert seen.get_url == seen.wire.url


def test_a_post_has_nothing_of_a_get() -> None:
    seen = request(CLEAN)
    assert (seen.get_url, seen.get_nodes, seen.losses) == ("", (), ())


def test_a_host_is_in_lower_case_and_without_a_final_dot() -> None:
    profile = replace(PROFILE, target="custom", endpoint="https://A.Example.:8443/track")
    assert request(CLEAN, profile=profile).host == "a.example"


def test_nodes_come_in_the_document_s_order() -> None:
    seen = request('{"a": {"b": [1, 2]}, "c": 3}', "GET")
    assert [path for path, _ in seen.get_nodes] == [
        ("a",),
        ("a", "b"),
        ("a", "b", 0),
        ("a", "b", 1),
        ("c",),
    ]
