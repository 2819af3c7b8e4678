"""What the rules for ids say of account, project, visitor and transaction id."""

from dataclasses import replace

import pytest

from support.linting import PROFILE, document, fixed, places, problems

OWN_DOMAIN = replace(PROFILE, target="custom", endpoint="https://track.shop.example/track")


@pytest.mark.parametrize(
    ("key", "noun"), [("cid", "account"), ("pid", "project"), ("vid", "visitor"), ("tid", "transa")]
)
def test_json_inside_a_text_is_named_with_its_key(key, noun) -> None:
    (problem,) = problems(document(**{key: '["7", "8"]'}), "id-json-text")
    assert (problem.where, problem.fix) == (key, None)
    assert problem.sentence.startswith(f"The {noun}") and f"({key})" in problem.sentence


@pytest.mark.parametrize("text", ['["7"]', '[["7"]]', '"7"', ' ["7"] '])
def test_the_one_id_inside_json_text_can_be_taken_out(text) -> None:
    assert fixed(document(tid=text), "id-json-text")["tid"] == "7"


def test_json_text_in_place_of_a_visitor_is_said_once() -> None:
    found = problems(document(vid='{"visitorId": "7"}'))
    assert [one.rule for one in found if one.where == "vid"] == ["id-json-text"]


def test_of_several_accounts_nobody_can_tell_the_right_one() -> None:
    (problem,) = problems(document(cid="1, 2, 3"), "id-joined")
    assert (problem.severity, problem.where, problem.fix) == ("warning", "cid", None)
    assert problem.sentence.startswith("3 ids stand in cid, and a request has one account.")


@pytest.mark.parametrize("key", ["cid", "pid"])
def test_blanks_around_a_number_can_be_removed(key) -> None:
    text = document(**{key: " 10000001\n"})
    assert places(text, "id-not-numeric", profile=OWN_DOMAIN) == [("error", key)]
    assert fixed(text, "id-not-numeric", profile=OWN_DOMAIN)[key] == "10000001"


@pytest.mark.parametrize("value", [True, -5, "shop", "١٢"])
def test_what_is_no_number_cannot_be_corrected(value) -> None:
    found = problems(document(cid=value), "id-not-numeric")
    assert [one.fix for one in found] == [None]
    assert "The account id (cid) “" in found[0].sentence


@pytest.mark.parametrize("pid", ["shop", " 10000001 ", True])
def test_a_project_that_differs_from_the_address_is_said_once(pid) -> None:
    assert [one.rule for one in problems(document(pid=pid)) if one.where == "pid"] == ["pid-host"]


@pytest.mark.parametrize("word", ["undefined", "NULL", " NaN "])
def test_a_word_in_place_of_an_id_is_said_by_its_own_rule(word) -> None:
    assert problems(document(cid=word), "id-not-numeric") == []
    assert places(document(cid=word), "host-undefined") == [("error", "cid")]
