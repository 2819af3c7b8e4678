"""SDKs get their configuration from the collector, and its names are known there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from convert_console.services.collector.server import Collector
from support.collecting import ask, running

GOAL = {"id": "100300301", "name": "Purchase", "key": "purchase", "type": "revenue"}
EXPERIENCE = {
    "id": "100400101",
    "name": "Checkout",
    "goals": ["100300301"],
    "variations": [{"id": "1004200201", "name": "Green"}],
}
CONFIGURATION = {
    "account_id": "10000009",
    "project": {"id": "10000001", "name": "Shop", "settings": {"min_order_value": 1.10}},
    "goals": [GOAL],
    "experiences": [EXPERIENCE],
}
KEYED = {
    **CONFIGURATION,
    "goals": {"100300301": {key: value for key, value in GOAL.items() if key != "id"}},
    "experiences": {
        "100400101": {**EXPERIENCE, "variations": {"1004200201": {"name": "Green"}}},
    },
}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@pytest.mark.parametrize("key", ["10000009/10000001", "sdk-key"])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(CONFIGURATION),
        json.dumps({"environment": "live", "data": CONFIGURATION}),
        json.dumps(KEYED),
        f"window.convert = {{}}; convert.data = {json.dumps(KEYED)};",
    ],
)
def test_an_sdk_gets_what_is_loaded_in_the_form_it_reads(
    collector: Collector, key: str, text: str
) -> None:
    collector.use_configuration(text)
    answer = ask(collector, "GET", f"/api/v1/config/{key}?environment=live")
    assert answer.status == 200
    served = answer.json
    assert served["goals"][0]["name"] == "Purchase"
    assert served["goals"][0]["id"] == "100300301"
    assert served["experiences"][0]["variations"][0]["id"] == "1004200201"
    assert b"1.1" in answer.body
    (entry,) = ask(collector, "GET", "/received").json
    assert (entry["endpoint"], entry["outcome"]) == ("other", "configuration")


def test_a_page_of_another_origin_may_read_it(collector: Collector) -> None:
    collector.use_configuration(json.dumps(CONFIGURATION))
    origin = {"Origin": "https://shop.example"}
    asking = {
        **origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = ask(collector, "OPTIONS", "/api/v1/config/key", headers=asking)
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization"
    answer = ask(collector, "GET", "/api/v1/config/key", headers=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"


def test_without_one_the_next_step_is_said(collector: Collector) -> None:
    answer = ask(collector, "GET", "/api/v1/config/10000009/10000001")
    assert answer.status == 404
    assert b"Start the collector with --catalog FILE" in answer.body
    assert collector.others()[0].reason == answer.body.decode().strip()


def test_the_configuration_of_another_project_is_not_given(collector: Collector) -> None:
    collector.use_configuration(json.dumps(CONFIGURATION))
    answer = ask(collector, "GET", "/api/v1/config/10000009/77")
    assert answer.status == 404
    assert b"The configuration of project 10000009/10000001 is loaded" in answer.body


def test_its_names_are_used_by_rules_and_filters(collector: Collector) -> None:
    collector.use_configuration(json.dumps(CONFIGURATION))
    for goal in ("100300301", "999999999"):
        event = {"evt": "hitGoal", "goals": [goal], "exps": ["100400101"], "vars": ["1004200201"]}
        document = {"cid": "10000009", "pid": "10000001", "vid": f"v-{goal}", "ev": [event]}
        ask(collector, body=json.dumps(document).encode())
    entries = ask(collector, "GET", "/received").json
    unknown = [
        [problem["rule"] for problem in entry["problems"] if problem["rule"] == "unknown-goal"]
        for entry in entries
    ]
    assert unknown == [[], ["unknown-goal"]]
    named = ask(collector, "GET", "/received?filter=goal%3APurchase").json
    assert [entry["number"] for entry in named] == [1]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("verdict:bot", [2]),
        ("verdict:inbound-bot", [2]),
        ("vid:v-1", [1]),
        ("goal:5", [1]),
        ("method:GET", [3, 4]),
        ("status:404", [4]),
        ("curl", [2]),
        ("cur", [2]),
        ("cu", []),
        ("nothing at wrong", [4]),
        ("since:1h verdict:accepted", [1, 3]),
        ("since:9998-12-31", []),
        ("café", [1]),
        ("CAFE", [1]),
    ],
)
def test_what_came_is_filtered_as_the_history_is(
    collector: Collector, words: str, numbers: list[int]
) -> None:
    document = {"vid": "v-1", "s": "café", "ev": [{"evt": "hitGoal", "goals": ["5"]}]}
    ask(collector, body=json.dumps(document).encode())
    ask(collector, body=b"{}", headers={"User-Agent": "curl/8.5.0"})
    ask(collector, "GET", "/track?vid=v-2")
    ask(collector, "GET", "/wrong")
    selected = ask(collector, "GET", f"/received?{urlencode({'filter': words})}").json
    assert [entry["number"] for entry in selected] == numbers


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("status:x", b"three-digit"),
        ("status:", b"needs a value"),
        ("starred", b"only the history has it"),
    ],
)
def test_a_filter_that_cannot_be_read_is_answered_with_a_sentence(
    collector: Collector, words: str, said: bytes
) -> None:
    answer = ask(collector, "GET", f"/received?filter={words}")
    assert answer.status == 400
    assert said in answer.body
