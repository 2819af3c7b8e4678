"""A header is found by its name."""

from convert_console.core.request.headers import header_value

HEADERS = (("Location", "/a"), ("location", "/b"), ("X-Empty", ""))


def test_the_first_of_a_name_in_any_letter_case_is_found() -> None:
    assert header_value(HEADERS, "LOCATION") == "/a"


def test_an_empty_value_differs_from_a_missing_header() -> None:
    assert header_value(HEADERS, "x-empty") == ""
    assert header_value(HEADERS, "Server") is None
