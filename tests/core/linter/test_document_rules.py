"""What is said of the document as a whole."""

import json

import pytest

from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from support.linting import (
    CLEAN,
    DATA,
    DROP,
    GOAL,
    PROFILE,
    document,
    fixed,
    places,
    problems,
    with_events,
    with_seg,
)


def test_broken_json_is_reported_with_its_line_and_column() -> None:
    (problem,) = problems('{"cid": "1",\n "pid" 2}', "json-syntax")
    assert (problem.severity, problem.where) == ("error", "")
    assert problem.sentence.startswith("Line 2, column 8: ")
    assert problem.fix is None


def test_readable_json_has_no_syntax_problem() -> None:
    assert problems(CLEAN, "json-syntax") == []


def test_the_colon_that_ends_the_article_s_own_example_can_be_cut() -> None:
    text = (DATA / "article-post.json.txt").read_text(encoding="utf-8")
    (problem,) = problems(text, "json-syntax")
    assert problem.fix is not None
    assert problem.fix.apply(text) == text.rstrip().removesuffix(":") + text[len(text.rstrip()) :]


@pytest.mark.parametrize("text", ['{"a": [1, 2,]}', '{"a": 1,}', '{"a": 1};', '{"a": 1,, "b": 2}'])
def test_one_sign_too_many_can_be_cut(text) -> None:
    assert isinstance(fixed(text, "json-syntax"), dict)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}} ', "{'a': 1}"])
def test_what_is_not_certain_has_no_fix(text) -> None:
    assert [one.fix for one in problems(text, "json-syntax")] == [None]


@pytest.mark.parametrize("text", ["[]", '"cid"', "12", "null", "true"])
def test_a_document_that_is_not_an_object_is_reported_and_nothing_else_as_missing(text) -> None:
    found = [one.rule for one in problems(text)]
    assert found == ["not-an-object"]


def test_an_object_is_an_object() -> None:
    assert problems(CLEAN, "not-an-object") == []
    assert problems("{", "not-an-object") == []


@pytest.mark.parametrize("key", ["cid", "pid", "vid"])
@pytest.mark.parametrize("value", [DROP, None, "", "  ", [], {}])
def test_a_main_key_that_is_absent_null_or_empty_is_reported_at_its_place(key, value) -> None:
    assert places(document(**{key: value}), f"missing-{key}") == [("error", key)]


@pytest.mark.parametrize("key", ["cid", "pid", "vid", "ev"])
def test_a_main_key_that_is_there_is_not_missing(key) -> None:
    assert problems(CLEAN, f"missing-{key}") == []


@pytest.mark.parametrize("value", [10000009, "10000009", 0])
def test_an_id_may_be_a_number_or_a_text(value) -> None:
    assert problems(document(cid=value), "missing-cid") == []


def test_nothing_is_missing_from_a_text_that_cannot_be_read() -> None:
    assert [one.rule for one in problems("{")] == ["json-syntax"]


def test_the_profile_s_own_ids_are_offered_for_what_is_missing() -> None:
    known = Profile(id="t", name="Test", project="10000001", account="10000009")
    assert fixed(document(cid=None), "missing-cid", profile=known)["cid"] == "10000009"
    assert fixed(document(pid=DROP), "missing-pid", profile=known)["pid"] == "10000001"


@pytest.mark.parametrize("project", ["", "undefined"])
def test_no_id_is_offered_that_the_profile_does_not_know(project) -> None:
    profile = Profile(id="t", name="Test", project=project)
    assert [one.fix for one in problems(document(pid=""), "missing-pid", profile=profile)] == [None]


@pytest.mark.parametrize("value", [DROP, None, ""])
def test_a_request_without_ev_is_reported_only_once(value) -> None:
    assert places(document(ev=value), "missing-ev") == [("error", "ev")]
    assert problems(document(ev=value), "ev-empty") == []


@pytest.mark.parametrize("value", [[], {}, {"0": GOAL}, "viewExp", 7, True])
def test_events_that_are_no_list_or_an_empty_one_are_reported(value) -> None:
    assert places(document(ev=value), "ev-empty") == [("error", "ev")]
    assert problems(document(ev=value), "missing-ev") == []


def test_a_list_with_an_event_is_fine() -> None:
    assert problems(CLEAN, "ev-empty") == []


def test_a_lone_event_is_put_into_a_list() -> None:
    assert fixed(document(ev=GOAL), "ev-empty")["ev"] == [GOAL]
    assert problems(document(ev={}), "ev-empty")[0].fix is None


def test_a_key_that_appears_twice_is_reported_at_its_path() -> None:
    text = '{"cid": "1", "ev": [{"evt": "tr", "r": 1, "r": 2}]}'
    assert places(text, "duplicate-key") == [("warning", "ev[0].r")]
    assert problems(CLEAN, "duplicate-key") == []


def test_the_clean_request_is_what_it_says() -> None:
    assert json.loads(CLEAN)["pid"] == PROFILE.project
    assert Draft(CLEAN).reading.fault is None


@pytest.mark.parametrize(
    "ev",
    [
        json.dumps([GOAL]),
        json.dumps(GOAL),
        json.dumps(json.dumps([GOAL])),
        json.dumps([json.dumps(GOAL)]),
        json.dumps({"0": GOAL}),
        [json.dumps(GOAL)],
        [json.dumps([GOAL])],
    ],
)
def test_events_as_json_text_are_unwrapped(ev) -> None:
    assert fixed(document(ev=ev), "json-text")["ev"] == [GOAL]


def test_events_numbered_as_php_writes_them_can_be_written_as_a_list() -> None:
    assert fixed(document(ev={"0": GOAL, "1": GOAL}), "ev-empty")["ev"] == [GOAL, GOAL]
    assert problems(document(ev={"1": GOAL}), "ev-empty")[0].fix is None


def test_json_text_in_segments_is_unwrapped() -> None:
    text = with_seg(devices='["DESK"]', cust='{"10020001": 1}')
    assert fixed(text, "json-text")["seg"]["devices"] == ["DESK"]
    fixes = [one.fix for one in problems(text, "json-text") if one.fix]
    assert json.loads(fixes[1].apply(text))["seg"]["cust"] == ["10020001"]
    assert problems(text, "devices-not-list") == problems(text, "id-json-text") == []


@pytest.mark.parametrize(
    ("key", "meant"),
    [("revenue", "r"), ("quantity", "prc"), ("Revenue", "r"), ("R", "r"), ("products", "prc")],
)
def test_a_known_mistake_in_an_event_can_be_renamed_where_the_name_is_free(key, meant) -> None:
    event = {"evt": "tr", "goals": ["1"], key: 7}
    assert fixed(with_events(event), "unknown-key")["ev"][0][meant] == 7
    taken = with_events({**event, meant: 1})
    assert [one.fix for one in problems(taken, "unknown-key") if one.where != "shop"] == [None]
    listed = with_events({**event, key: [{"id": 1}]})
    found = [one.fix for one in problems(listed, "unknown-key") if one.where != "shop"]
    assert found == [None]


def test_the_intended_key_is_named() -> None:
    said = {
        one.where: one.sentence
        for one in problems(with_events({**GOAL, "currency": "EUR", "seg": {}, "goalId": 1}))
        if one.rule == "unknown-key"
    }
    assert "no currency" in said["ev[0].currency"]
    assert "known at the top level" in said["ev[0].seg"]
    assert "it is sent as it is" in said["shop"].lower()
