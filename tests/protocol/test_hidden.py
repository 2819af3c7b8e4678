"""Which headers are secrets, and how they are hidden."""

import pytest

from convert_console.protocol.exchange import Answer, Failure
from convert_console.protocol.hidden import (
    HIDDEN,
    concealed,
    discreet,
    discreet_failure,
    is_secret,
    revealed,
    secrets_in,
    shown,
)
from convert_console.protocol.wire import Unsendable, WireRequest

WIRE = WireRequest("POST", "http://h/", (("Host", "h"), ("Authorization", HIDDEN)), b"{}")


@pytest.mark.parametrize(
    "name",
    ["Authorization", "proxy-authorization", "Cookie", "X-API-Key", "apikey", "X-Auth-Token",
     "X-Access-Key", "X-Csrf-Token", "X-Shop-Secret", "Client-Password", "X-Amz-Signature"],
)  # fmt: skip
def test_names_that_promise_a_secret_are_believed(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name", ["Host", "User-Agent", "Accept", "Content-Type", "X-Forwarded-For", "Idempotency-Key"]
)
def test_ordinary_headers_stay_in_the_open(name: str) -> None:
    assert not is_secret(name)


def test_hiding_twice_changes_nothing_and_an_empty_value_is_no_secret() -> None:
    headers = (("Cookie", "a=1"), ("Authorization", ""))
    once = concealed(headers)
    assert once == (("Cookie", HIDDEN), ("Authorization", ""))
    assert concealed(once) == once


def test_a_hidden_request_has_bytes_to_show_and_the_same_length_of_body() -> None:
    whole = revealed(WIRE, {"authorization": "Bearer x"})
    assert isinstance(whole, WireRequest)
    assert whole.raw == WIRE.raw.replace(HIDDEN.encode(), b"Bearer x")


@pytest.mark.parametrize("known", [{}, {"authorization": ""}, {"cookie": "a=1"}])
def test_a_secret_that_is_not_known_is_named(known: dict[str, str]) -> None:
    lack = revealed(WIRE, known)
    assert isinstance(lack, Unsendable)
    assert "header authorization" in lack.reason


def test_answers_lose_cookies_and_echoed_secrets_and_nothing_else() -> None:
    headers = (
        ("Set-Cookie", "sid=1; HttpOnly"),
        ("X-Echo", "saw s3cret-value"),
        ("WWW-Authenticate", "Basic realm=x"),
        ("X-Auth-Token", "t"),
        ("Access-Control-Allow-Headers", "authorization"),
    )
    known = {"authorization": "s3cret-value", "x-token": "200"}
    got = discreet(Answer(200, "OK", headers, b"200 s3cret-value", 16), known)
    assert got.headers == (
        ("Set-Cookie", f"sid={HIDDEN}; HttpOnly"),
        ("X-Echo", f"saw {HIDDEN}"),
        ("WWW-Authenticate", "Basic realm=x"),
        ("X-Auth-Token", HIDDEN),
        ("Access-Control-Allow-Headers", "authorization"),
    )
    assert (got.body, got.body_size) == (f"200 {HIDDEN}".encode(), 4 + len(HIDDEN))


def test_what_can_be_shown_is_shown_and_the_rest_stays_hidden() -> None:
    wire = WireRequest("GET", "http://h/", (("Cookie", HIDDEN), ("X-Token", HIDDEN)), b"")
    assert shown(wire, {"cookie": "a=1"}).headers == (("Cookie", "a=1"), ("X-Token", HIDDEN))


@pytest.mark.parametrize("value", ["planted\r\nX: 1", "planted\0", "plantéd 日本"])
def test_a_secret_that_http_cannot_carry_is_refused_without_being_named(value: str) -> None:
    refused = revealed(WIRE, {"authorization": value})
    assert isinstance(refused, Unsendable)
    assert "Authorization" in refused.reason and "plant" not in refused.reason


def test_blanks_around_a_secret_are_no_part_of_it() -> None:
    whole = revealed(WIRE, {"authorization": " Bearer x\t"})
    assert isinstance(whole, WireRequest)
    assert whole.headers[1] == ("Authorization", "Bearer x")


def test_a_failure_repeats_no_secret() -> None:
    failure = Failure("protocol", "Illegal header value b'planted-1'")
    told = discreet_failure(failure, {"authorization": "planted-1"})
    assert told.detail == f"Illegal header value b'{HIDDEN}'"


def test_secrets_that_stand_in_the_open_are_found_by_name() -> None:
    headers = (("Cookie", "a=1"), ("Accept", "*/*"), ("Authorization", HIDDEN), ("X-Api-Key", ""))
    assert secrets_in(headers) == {"cookie": "a=1"}
