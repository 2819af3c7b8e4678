"""What is said of bodies of the v1 API, which Convert's SDKs send."""

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Situation
from convert_console.core.request.draft import Draft
from support.linting import DATA, PROFILE

HOST = "https://10000001.metrics.convertexperiments.com"
V1 = replace(PROFILE, target="custom", endpoint=f"{HOST}/v1/track/10000009/10000001")
PASTED = json.loads((DATA / "pasted.json").read_text(encoding="utf-8"))
BODY = next(entry["payload"] for entry in PASTED if entry["name"] == "JS SDK: canonical v1 batch")
VISITOR, EVENTS = "visitors.0.", "visitors.0.events."


def body(**changes):
    """The SDK's own body with values set at paths such as visitors__0__segments; `...` drops."""
    document = copy.deepcopy(BODY)
    for path, value in changes.items():
        *steps, last = (int(step) if step.isdecimal() else step for step in path.split("__"))
        node = document
        for step in steps:
            node = node[step]
        if value is ...:
            del node[last]
        else:
            node[last] = value
    return json.dumps(document)


def found(text, profile=V1, **known):
    return check(Draft(text), profile, Situation(**known))


def said(text, profile=V1, **known):
    return [f"{one.severity} {one.rule} {one.where}" for one in found(text, profile, **known)]


AT = "visitors[0].events[2].data."
DATA_2 = "visitors__0__events__2__data__"
GOAL_DATA = f"{DATA_2}goalData"
BUCKETING = "visitors__0__events__0__data__"


def order(**values):
    return [{"key": key, "value": value} for key, value in values.items()]


def test_what_the_sdk_sends_is_fine() -> None:
    assert found(json.dumps(BODY)) == ()
    captured = (
        '{"enrichData":true,"accountId":"1","projectId":"2","visitors":[{"visitorId":"v","events":'
        '[{"eventType":"bucketing","data":{"experienceId":"5","variationId":"7"}},{"eventType":'
        '"conversion","data":{"goalId":"9","bucketingData":{"5":"7"}}},{"eventType":"conversion",'
        '"data":{"goalId":"9","goalData":[{"key":"amount","value":10.3},{"key":"productsCount",'
        '"value":2},{"key":"transactionId","value":"T-1"}],"bucketingData":{"5":"7"}}}],'
        '"segments":{"browser":"CH","country":"US"}}],"source":"js4.4.3"}'
    )
    assert found(captured, replace(V1, endpoint="https://2.metrics.example/v1/track/key")) == ()


def test_a_v1_body_at_track_has_one_error_and_not_those_of_a_document() -> None:
    assert said(json.dumps(BODY), PROFILE) == ["error body-for-other-endpoint "]


def test_only_one_of_both_shapes_is_a_v1_body() -> None:
    both = json.dumps({**BODY, "ev": []})
    assert "error ev-empty ev" in said(both)
    assert "error missing-ev visitors" in said('{"accountId": "10000009", "projectId": "10000001"}')


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"accountId": ...}, []),
        ({"projectId": ""}, []),
        ({"projectId": "10000002"}, ["error pid-host projectId"]),
        ({"projectId": " 10000001"}, ["error pid-host projectId"]),
        ({"accountId": "null"}, ["error host-undefined accountId"]),
        ({"accountId": "x"}, ["error id-not-numeric accountId"]),
        ({"accountId": "10000009.0"}, None),
        ({"accountId": ["10000009"]}, ["error id-nested accountId"]),
        ({"accountId": '["10000009"]'}, ["error id-json-text accountId"]),
        ({"visitors": None}, ["error missing-ev visitors"]),
        ({"visitors": []}, ["error ev-empty visitors"]),
        ({"visitors": {"visitorId": "v", "events": []}}, ["error ev-empty visitors"]),
        ({"visitors": "x"}, ["error ev-empty visitors"]),
        ({"visitors": '[{"visitorId":"v"}]'}, ["error json-text visitors"]),
        ({"visitors__0": "x"}, ["error ev-empty visitors[0]"]),
        ({"visitors__0": '{"visitorId":"v"}'}, ["error json-text visitors[0]"]),
        ({"visitors__0__visitorId": ...}, ["error missing-vid visitors[0].visitorId"]),
        ({"visitors__0__visitorId": " "}, ["error missing-vid visitors[0].visitorId"]),
        (
            {"visitors__0__visitorId": "jo@example.com"},
            ["error vid-personal visitors[0].visitorId"],
        ),
        (
            {"visitors__0__visitorId": "1.76005E+12"},
            ["warning id-spreadsheet visitors[0].visitorId"],
        ),
        ({"visitors__0__visitorId": "{{id}}"}, ["error placeholder visitors[0].visitorId"]),
        (
            {"visitors__0__visitorId": "session_id"},
            ["error article-placeholder visitors[0].visitorId"],
        ),
        ({"visitors__0__events": ...}, ["error missing-ev visitors[0].events"]),
        ({"visitors__0__events": []}, ["error ev-empty visitors[0].events"]),
        ({"visitors__0__events__0": 7}, ["error evt-unknown visitors[0].events[0]"]),
        (
            {"visitors__0__events__0__eventType": "viewExp"},
            ["error evt-unknown visitors[0].events[0].eventType"],
        ),
        (
            {"visitors__0__events__0__eventType": "Bucketing"},
            ["error evt-unknown visitors[0].events[0].eventType"],
        ),
        (
            {"visitors__0__events__0__eventType": "purchase"},
            ["error evt-unknown visitors[0].events[0].eventType"],
        ),
        ({"visitors__0__events__0__data": None}, ["error evt-unknown visitors[0].events[0].data"]),
        (
            {f"{BUCKETING}variationId": ...},
            ["error pairs-missing visitors[0].events[0].data.variationId"],
        ),
        ({f"{DATA_2}goalId": ""}, [f"error goals-missing {AT}goalId"]),
        ({f"{DATA_2}goalId": "buy"}, [f"error id-not-numeric {AT}goalId"]),
        ({f"{DATA_2}goalId": "1,2"}, [f"warning id-joined {AT}goalId"]),
        (
            {f"{DATA_2}bucketingData": {"100400101": None}},
            [f"error id-empty {AT}bucketingData.100400101"],
        ),
        (
            {f"{DATA_2}bucketingData": {"100400101": "1004200209"}},
            [f"error variation-conflict {AT}bucketingData.100400101"],
        ),
        ({f"{DATA_2}bucketingData": [["1", "2"]]}, [f"error pairs-missing {AT}bucketingData"]),
        ({GOAL_DATA: {"amount": 1}}, [f"error amount-missing {AT}goalData"]),
        (
            {GOAL_DATA: order(productsCount=1, transactionId="A")},
            [f"warning amount-missing {AT}goalData"],
        ),
        (
            {GOAL_DATA: order(amount=None, transactionId="A")},
            [f"error amount-missing {AT}goalData[0].value"],
        ),
        (
            {GOAL_DATA: order(amount="10.3", transactionId="A")},
            [f"warning amount-not-number {AT}goalData[0].value"],
        ),
        (
            {GOAL_DATA: order(amount="10,3", transactionId="A")},
            [f"error amount-not-number {AT}goalData[0].value"],
        ),
        (
            {GOAL_DATA: order(amount=-1, transactionId="A")},
            [f"warning amount-odd {AT}goalData[0].value"],
        ),
        (
            {GOAL_DATA: order(amount=1, transactionId="A", productsCount=0)},
            [f"warning count-odd {AT}goalData[2].value"],
        ),
        (
            {GOAL_DATA: order(amount=1, transactionId="A", productsCount="2")},
            [f"warning count-not-number {AT}goalData[2].value"],
        ),
        ({GOAL_DATA: order(amount=1)}, [f"warning tr-without-tid {AT}goalData"]),
        (
            {GOAL_DATA: order(amount=1, transactionId="A-1755431112345")},
            [f"warning tid-unstable {AT}goalData[1].value"],
        ),
        (
            {GOAL_DATA: order(amount=1, transactionId="5.67E+12")},
            [f"warning id-spreadsheet {AT}goalData[1].value"],
        ),
        ({GOAL_DATA: order(amount=[1, "x"], transactionId="A", customDimension1="x")}, []),
        (
            {GOAL_DATA: order(amount=1, transactionId="A", total=2)},
            [f"info unknown-key {AT}goalData[2].key"],
        ),
        ({GOAL_DATA: ...}, ["warning goal-twice visitors[0].events[2].data.goalId"]),
        ({f"{DATA_2}revenue": 9.5}, [f"warning unknown-key {AT}revenue"]),
        ({f"{DATA_2}currency": "EUR"}, [f"warning unknown-key {AT}currency"]),
        ({"campaign": "x"}, ["info unknown-key campaign"]),
        ({"visitors__0__name": "x"}, ["info unknown-key visitors[0].name"]),
        ({"visitors__0__segments": []}, ["error seg-not-object visitors[0].segments"]),
        ({"visitors__0__segments": "{}"}, ["error seg-not-object visitors[0].segments"]),
        (
            {"visitors__0__segments": {"ctry": "CA"}},
            ["info seg-unknown-key visitors[0].segments.ctry"],
        ),
        (
            {"visitors__0__segments__source": "Search"},
            ["info source-unknown visitors[0].segments.source"],
        ),
        ({"visitors__0__segments__source": "ai_tool"}, []),
        ({"visitors__0__segments__browser": "EDG"}, []),
        (
            {"visitors__0__segments__browser": "Chrome"},
            ["warning browser-unknown visitors[0].segments.browser"],
        ),
        (
            {"visitors__0__segments__devices": "DESK"},
            ["warning devices-not-list visitors[0].segments.devices"],
        ),
        (
            {"visitors__0__segments__devices": ["PC"]},
            ["warning device-unknown visitors[0].segments.devices[0]"],
        ),
        (
            {"visitors__0__segments__visitorType": 1},
            ["warning new-odd visitors[0].segments.visitorType"],
        ),
        (
            {"visitors__0__segments__country": "ca"},
            ["warning country-odd visitors[0].segments.country"],
        ),
        (
            {"visitors__0__segments__customSegments": '["1"]'},
            ["error json-text visitors[0].segments.customSegments"],
        ),
        (
            {"visitors__0__segments__customSegments": ["1", ""]},
            ["error id-empty visitors[0].segments.customSegments[1]"],
        ),
        ({"source": 9007199254740993}, ["info number-precision source"]),
    ],
    ids=str,
)
def test_a_v1_body_is_judged_by_its_own_rules(changes, expected) -> None:
    if expected is None:
        expected = ["error id-not-numeric accountId", "warning id-spreadsheet accountId"]
    assert said(body(**changes)) == expected


@pytest.mark.parametrize("enrich", [True, False, ...])
def test_missing_pairs_are_no_error_where_the_server_fills_them_in(enrich) -> None:
    conversion = {"eventType": "conversion", "data": {"goalId": "100300301"}}
    text = body(visitors__0__events=[conversion], enrichData=enrich)
    path = "visitors[0].events[0].data.bucketingData"
    assert said(text) == ([] if enrich is True else [f"error pairs-missing {path}"])


def test_missing_pairs_are_no_error_after_a_bucketing_of_the_same_visitor() -> None:
    assert said(body(visitors__0__events__1__data__bucketingData=...)) == []


def test_ids_are_missing_where_the_address_does_not_name_them_either() -> None:
    keyed = replace(V1, endpoint=f"{HOST}/v1/track/some-key")
    assert said(body(accountId=..., projectId=""), keyed) == [
        "error missing-cid accountId",
        "error missing-pid projectId",
    ]


def test_different_visitors_may_see_different_variations() -> None:
    other = {"eventType": "bucketing", "data": {"experienceId": "100400101", "variationId": "1"}}
    text = json.dumps(
        {**BODY, "visitors": [*BODY["visitors"], {"visitorId": "b", "events": [other]}]}
    )
    assert said(text) == []


@pytest.mark.parametrize(
    ("agent", "source", "severity"),
    [
        ("axios/1.9.0", "js4.4.3", "error"),
        ("python-requests/2.31.0", "js-sdk", "warning"),
        ("okhttp/4 ConvertAgent/1.0", "js4.4.3", "warning"),
        (None, "js-sdk", "error"),
    ],
)
def test_the_user_agent_is_judged_with_the_source_in_mind(agent, source, severity) -> None:
    rule = "ua-missing" if agent is None else "ua-bot"
    assert said(body(source=source), replace(V1, user_agent=agent)) == [f"{severity} {rule} "]


@pytest.mark.parametrize(
    ("changes", "where", "after"),
    [
        (
            {"visitors": '[{"visitorId": "v", "n": 1.10}]'},
            ("visitors",),
            '[{"visitorId":"v","n":1.10}]',
        ),
        ({"visitors__0__segments": [], "accountId": "1"}, ("visitors", 0, "segments"), "{}"),
        (
            {"visitors__0__segments": {"ctry": "CA"}},
            ("visitors", 0, "segments"),
            '{"country":"CA"}',
        ),
        ({f"{DATA_2}goalId": ["7"]}, ("visitors", 0, "events", 2, "data", "goalId"), '"7"'),
    ],
    ids=str,
)
def test_what_is_certain_can_be_fixed(changes, where, after) -> None:
    text = body(**changes)
    (fix,) = [one.fix for one in found(text) if one.fix]
    fixed = fix.apply(text)
    value = json.loads(fixed)
    for step in where:
        value = value[step]
    assert value == json.loads(after)
    assert all(part in fixed.replace(" ", "") for part in (after[1:-1],))


def test_names_of_the_catalog_are_compared() -> None:
    text = (Path(DATA) / "catalog.json").read_text(encoding="utf-8")
    catalog = read_catalog(text)
    assert isinstance(catalog, Catalog)
    assert said(json.dumps(BODY), catalog=catalog) == []
    changed = body(**{f"{DATA_2}goalId": "999", "visitors__0__segments__customSegments": ["998"]})
    assert said(changed, catalog=catalog) == [
        f"warning unknown-goal {AT}goalId",
        "warning unknown-segment visitors[0].segments.customSegments[0]",
    ]


def test_a_rule_can_be_muted() -> None:
    text = body(campaign="x")
    assert said(text, silenced=frozenset({"unknown-key"})) == []


KEYS = ["visitors", "visitorId", "segments", "events", "eventType", "data", "goalId", "goalData",
        "bucketingData", "experienceId", "variationId", "key", "value", "devices", "customSegments",
        "source", "accountId", "enrichData"]  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5)
    | st.sampled_from(["bucketing", "conversion", "amount", '{"a":[1]}', "[1]", "1,2", "1.0"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), st.sampled_from(["POST", "GET"]))
def test_whatever_the_body_the_linter_answers(value, method) -> None:
    draft = Draft(json.dumps({"visitors": [value], **value}), method)
    catalog = Catalog(sections=frozenset({"goals", "experiences", "segments"}))
    for problem in check(draft, V1, Situation(now=1.7e9, catalog=catalog)):
        assert problem.sentence.endswith(".")
        if problem.fix:
            assert problem not in check(replace(draft, text=problem.fix.apply(draft.text)), V1)


def test_a_body_of_very_many_events_is_checked_in_bounded_steps() -> None:
    many = BODY["visitors"][0]["events"] * 2_000
    assert {one.rule for one in found(body(visitors__0__events=many))} <= {
        "goal-twice",
        "not-checked",
    }
