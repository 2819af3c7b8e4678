"""What an error of Convert's REST API says, in whatever shape it comes."""

from __future__ import annotations

import pytest

from convert_console.core.convert_api.faults import (
    clock_words,
    fault_in,
    read_error,
    seconds_ahead,
)
from convert_console.core.verdict.exchange import Answer, Failure

URL = "https://api.convert.com/api/v2/user"


def answered(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Answer:
    return Answer(status, "Reason", headers, body, len(body))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"code": 422, "message": "One."}', "One."),
        ('{"code": "E7", "message": ["One.", "Two."]}', "One. Two."),
        ('{"message": ["One."], "fields": {"goals": ["a", "b"]}}', "One. (goals: a b)"),
        ('{"message": null, "fields": ["goals"], "parameters": {"page": 3}}', "(goals, page: 3)"),
        ('{"error": {"message": "Inner."}}', "Inner."),
        ("[1, 2]", ""),
        ("<html>", ""),
        ('{"message": {"deep": ["er"]}}', ""),
    ],
)  # fmt: skip
def test_an_error_is_read_in_every_shape(text: str, words: str) -> None:
    assert read_error(text).text == words


def test_what_an_error_says_stays_on_one_line_and_short() -> None:
    said = read_error('{"message": "line\\nbreak \\u202e' + "x" * 5_000 + '"}').text
    assert "\n" not in said and "\u202e" not in said and len(said) <= 300


def test_success_is_no_fault() -> None:
    assert fault_in(answered(200, b"{}"), URL, 0.0) is None
    assert fault_in(answered(204), URL, 0.0) is None


@pytest.mark.parametrize("body", [b"Too Many Requests", b'{"message": ["too many requests"]}'])
def test_a_server_error_that_says_so_is_a_rate_limit(body: bytes) -> None:
    fault = fault_in(answered(500, body), URL, 0.0)
    assert fault is not None and fault.kind == "busy"


@pytest.mark.parametrize(
    ("header", "wait"), [("12", 12.0), ("soon", None), ("99999999", 99_999_999.0), ("-1", None)]
)
def test_the_time_that_a_server_asks_for_is_read(header: str, wait: float | None) -> None:
    fault = fault_in(answered(429, b"", ("Retry-After", header)), URL, 0.0)
    assert fault is not None and fault.retry_after == wait


def test_a_failure_before_anything_was_sent_has_the_usual_next_step() -> None:
    fault = fault_in(Failure("name", "not found"), URL, 0.0)
    assert fault is not None
    assert "api.convert.com was not found" in fault.sentence
    assert "Check" in fault.next_step


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_date_that_is_none_tells_nothing_about_the_clock(date: str) -> None:
    assert seconds_ahead(answered(401, b"", ("Date", date)), 0.0) is None


def test_a_signed_call_with_brackets_that_is_refused_names_what_is_open() -> None:
    fault = fault_in(answered(401), f"{URL}?include[]=goals", 0.0)
    assert fault is not None and "brackets" in fault.next_step and "not known" in fault.next_step


@pytest.mark.parametrize("ahead", [0.0, 29.0, -30.0])
def test_a_clock_that_is_about_right_is_not_named(ahead: float) -> None:
    assert clock_words(ahead) == ""
