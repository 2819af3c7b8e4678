"""Calls to Convert's REST API: their bodies, and what signs them."""

from __future__ import annotations

import json

import pytest

from convert_console.core.convert_api.calls import (
    USUAL_BASE,
    ApiKey,
    Call,
    LiveQuery,
    ProjectIds,
    ReportQuery,
    aggregated_report,
    authorised,
    live_log,
    read_key,
    whose_key,
)
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import Unsendable

KEY = ApiKey("key-1", "s3cret")
PROJECT = ProjectIds("10007840", "10007526")
EXPIRES = 1_764_443_300

POSTED = (
    b'{"event_types":["conversion","transaction"],"goals":[100136097],'
    b'"expand":["experiences","experiences.variation","conversion.goals"]}'
)


def sent(call: Call, sign_in="signature", base: str = USUAL_BASE):
    made = authorised(call, base, KEY, sign_in, EXPIRES)
    assert not isinstance(made, Unsendable)
    return made


def test_a_posted_call_is_signed_as_converts_own_sample_does() -> None:
    call = live_log(PROJECT, LiveQuery(("conversion", "transaction"), ("100136097",)))
    assert call.body == POSTED
    made = sent(call)
    assert made.secrets["authorization"] == (
        "Convert-HMAC-SHA256 Signature="
        "5c3b5dae73ae1c754e6cf5f495a8aad6ee2f4e83b3f9f088157bd252051f12a3"
    )
    assert made.wire.header("Convert-Application-ID") == "key-1"
    assert made.wire.header("Expires") == "1764443300"
    assert made.wire.header("Authorization") == HIDDEN


def test_a_get_call_is_signed_with_its_brackets_as_they_go_out() -> None:
    project = "/accounts/10007840/projects/10007526"
    made = sent(Call("GET", f"{project}/goals/100136097?include[]=stats"))
    assert made.wire.url == (
        "https://api.convert.com/api/v2/accounts/10007840/projects/10007526/goals/100136097"
        "?include[]=stats"
    )
    assert made.secrets["authorization"].endswith(
        "e20aed2dd4b76b3108fba9bed0ec6cd61d1c405bf5d093d7e34ca6d1f4f25f26"
    )


def test_a_bearer_call_has_one_header_and_is_not_signed() -> None:
    made = sent(whose_key(), "bearer")
    assert made.secrets["authorization"] == "Bearer key-1:s3cret"
    assert made.wire.header("Expires") is None
    assert made.wire.header("Convert-Application-ID") is None


def test_neither_part_of_a_key_is_printed() -> None:
    made = sent(whose_key(), "bearer")
    for thing in (KEY, made, made.wire):
        assert "s3cret" not in repr(thing)
    assert "key-1" not in repr(KEY)


@pytest.mark.parametrize(
    "text", ["", "key", ":secret", "id:", "i d:secret", "id:sec ret", "id:s\n"]
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert read_key(text) is None or text == "id:s\n"


def test_a_secret_may_have_colons() -> None:
    assert read_key(" id:a:b ") == ApiKey("id", "a:b")


def test_ids_are_integers_in_a_body_and_what_is_none_is_left_out() -> None:
    call = aggregated_report(PROJECT, "7", ReportQuery(start=1, goals=("8", "hero"), campaign="c"))
    assert json.loads(call.body) == {
        "start_time": 1,
        "goals": [8],
        "segments": {"campaigns": ["c"]},
    }
    assert call.path.endswith("/experiences/7/aggregated_report")


def test_more_goals_than_the_log_takes_are_no_limit() -> None:
    goals = tuple(map(str, range(1, 22)))
    assert "goals" not in json.loads(live_log(PROJECT, LiveQuery(goals=goals)).body)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (ProjectIds("", "2"), "account id is missing"),
        (ProjectIds("1", ""), "project id is missing"),
        (ProjectIds("1/../2", "3"), "is no number. Correct it"),
    ],
)
def test_ids_that_cannot_be_in_a_path_are_named(where: ProjectIds, words: str) -> None:
    assert words in where.fault


@pytest.mark.parametrize(
    "base", ["", "api.convert.com", "ftp://host/", "https://u:p@host/v2", "https://host/v2?a=b"]
)
def test_an_address_that_cannot_be_used_is_explained(base: str) -> None:
    made = authorised(whose_key(), base, KEY, "bearer", EXPIRES)
    assert isinstance(made, Unsendable) and "API's address" in made.reason


def test_the_base_may_end_in_a_slash() -> None:
    assert sent(whose_key(), base="http://127.0.0.1:1/v2/").wire.url == "http://127.0.0.1:1/v2/user"
