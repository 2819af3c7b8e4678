"""Where a configuration is asked for, and what each kind of answer means."""

from dataclasses import replace

import pytest

from convert_console.core.catalog.configuration import (
    USUAL_BASE,
    configuration_in,
    configuration_request,
    fetch_block_reason,
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
def test_what_cannot_be_asked_for_is_said_with_the_next_step(profile: Profile, words: str) -> None:
    found = configuration_request(profile)
    assert isinstance(found, Unsendable)
    assert words in found.reason


def test_a_local_only_profile_asks_this_machine_and_nobody_else() -> None:
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
