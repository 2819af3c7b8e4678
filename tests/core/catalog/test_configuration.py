"""Where a configuration is asked for, and what each kind of answer means."""

from dataclasses import replace

import pytest

from convert_console.core.catalog.configuration import (
    USUAL_BASE,
    address_in,
    configuration_in,
    configuration_request,
    fetch_block_reason,
    moment_text,
    token_note,
    with_debug_token,
    without_token,
)
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.verdict.exchange import Answer, Failure

SHOP = Profile(id="shop", name="Shop", project="10000001", account="10000009")
URL = f"{USUAL_BASE}/10000009/10000001"


def test_the_request_is_a_plain_get_of_account_and_project() -> None:
    wire = configuration_request(SHOP)
    assert isinstance(wire, WireRequest)
    assert (wire.method, wire.url, wire.body) == ("GET", URL, b"")
    assert dict(wire.headers)["User-Agent"].startswith("ConvertAgent/")


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/config", "http://127.0.0.1:9/config/"])
def test_the_base_can_be_another(base: str) -> None:
    wire = configuration_request(replace(SHOP, catalog_base=base))
    assert isinstance(wire, WireRequest)
    assert wire.url == "http://127.0.0.1:9/config/10000009/10000001"


def test_nothing_of_the_profile_s_own_headers_is_sent_to_the_configuration_host() -> None:
    wire = configuration_request(replace(SHOP, headers=(("Cookie", "secret"),), user_agent=None))
    assert isinstance(wire, WireRequest)
    assert "Cookie" not in dict(wire.headers)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (replace(SHOP, account=""), "no account id yet"),
        (replace(SHOP, project=""), "no project id yet"),
        (replace(SHOP, project="../7"), "cannot be used in an address"),
        (replace(SHOP, catalog_base="ftp://host"), "not a web address"),
    ],
)
def test_what_cannot_be_asked_for_is_reported_with_the_next_step(
    profile: Profile, words: str
) -> None:
    found = configuration_request(profile)
    assert isinstance(found, Unsendable)
    assert words in found.reason


def test_a_local_only_profile_contacts_only_this_machine() -> None:
    local = replace(SHOP, reach="local")
    far, near = (
        configuration_request(local),
        configuration_request(replace(local, catalog_base="http://127.0.0.1:9")),
    )
    assert isinstance(far, WireRequest)
    assert isinstance(near, WireRequest)
    assert "is local only" in fetch_block_reason(far, local)
    assert fetch_block_reason(near, local) == ""
    assert fetch_block_reason(far, SHOP) == ""


def test_an_answer_of_200_gives_its_text_without_a_byte_order_mark() -> None:
    assert configuration_in(answer(200, "\ufeff{}".encode()), URL) == "{}"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Failure("name", "not found"), "ad or DNS blocker"),
        (Failure("timeout", "connected, but no answer within 20 s"), "Gave up waiting"),
        (Answer(403, "Forbidden", (), b"", 0), "may require a key"),
        (Answer(404, "Not Found", (), b"", 0), "There is no such project"),
        (Answer(301, "Moved", (("Location", "https://x/"),), b"", 0), "redirects to https://x/"),
        (Answer(502, "Bad Gateway", (), b"", 0), "Try again later"),
        (Answer(418, "Teapot", (), b"", 0), "Check the base address"),
        (Answer(200, "OK", (), b"{}", 9_000_000), "9.0 MB"),
        (Answer(200, "OK", (), b"\xff", 1), "not UTF-8 text"),
    ],
)
def test_every_other_outcome_is_explained(outcome: Answer | Failure, words: str) -> None:
    found = configuration_in(outcome, URL)
    assert isinstance(found, Unsendable)
    assert words in found.reason


def answer(status: int, body: bytes) -> Answer:
    return Answer(status, "OK", (), body, len(body))


# The environment and the debug token.

TOKEN = "planted-9f41c7"
SINCE = "2025-11-29T19:08:20+00:00"
QA = replace(SHOP, catalog_environment="staging & qa", debug_token_since=SINCE)
NOW = 1_764_443_300.0


def test_the_token_is_in_the_request_that_goes_out_and_in_nothing_that_is_shown() -> None:
    shown = configuration_request(QA)
    assert isinstance(shown, WireRequest)
    assert shown.url == f"{URL}?environment=staging%20%26%20qa&debug_token=(hidden)"
    sent = with_debug_token(shown, f"{TOKEN}/+")
    assert sent.url.endswith(f"&debug_token={TOKEN}%2F%2B")
    assert TOKEN not in repr(sent) and "(hidden)" in repr(sent)


def test_a_token_that_an_answer_repeats_is_hidden() -> None:
    assert without_token(f"a {TOKEN} b", TOKEN) == "a (hidden) b"
    assert without_token("https://h/?t=a%2Bb-secret", "a+b-secret") == "https://h/?t=(hidden)"
    assert without_token("nothing", "") == without_token("nothing", "n") == "nothing"


@pytest.mark.parametrize(
    ("since", "age", "words"),
    [
        ("", 0, ""),
        (SINCE, 0, "Entered just now; a debug token is valid for 24 hours"),
        (SINCE, 7_200, "Entered 2 hours ago;"),
        (SINCE, 86_400, "it has expired"),
        ("no moment", 0, "valid for 24 hours"),
    ],
)
def test_the_age_of_a_token_is_shown_with_its_24_hours(since: str, age: float, words: str) -> None:
    note = token_note(since, NOW + age)
    assert words in note and bool(note) == bool(since)
    assert moment_text(NOW) == SINCE


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_may_have_expired(status: int) -> None:
    wire = configuration_request(QA)
    assert isinstance(wire, WireRequest)
    refused = configuration_in(Answer(status, "No", (), b"", 0), wire.url)
    assert isinstance(refused, Unsendable)
    assert "may have expired" in refused.reason


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{URL}?debug_token={TOKEN}", (USUAL_BASE, "", TOKEN)),
        (
            f"{URL}/?environment=qa&debug_token={TOKEN}#x",
            (USUAL_BASE, "qa", TOKEN),
        ),
        ("https://h/config?exp=1", ("https://h/config", "", "")),
        (USUAL_BASE, None),
    ],
)
def test_a_whole_url_is_taken_apart(text: str, found: tuple[str, str, str] | None) -> None:
    assert address_in(text, SHOP) == found
