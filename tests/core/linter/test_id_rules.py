"""What is said of single ids."""

from dataclasses import replace

import pytest

from support.linting import (
    CLEAN,
    DROP,
    GOAL,
    PROFILE,
    changed,
    document,
    fixed,
    places,
    problems,
    with_events,
    with_seg,
)


def goals(*ids) -> str:
    return with_events(changed(GOAL, goals=list(ids)))


@pytest.mark.parametrize("empty", [None, "", " "])
def test_an_empty_id_is_reported_at_its_place(empty) -> None:
    assert places(goals("7", empty), "id-empty") == [("error", "ev[0].goals[1]")]
    assert places(with_seg(cust=[empty]), "id-empty") == [("error", "seg.cust[0]")]
    paired = with_events(changed(GOAL, exps=["1", "2"], vars=[empty, "4"]))
    assert places(paired, "id-empty") == [("error", "ev[0].vars[0]")]


def test_an_empty_id_next_to_others_can_be_removed_but_not_from_a_pair() -> None:
    assert fixed(goals("", "7"), "id-empty")["ev"][0]["goals"] == ["7"]
    assert problems(goals(""), "id-empty")[0].fix is None
    paired = with_events(changed(GOAL, exps=["1", ""], vars=["3", "4"]))
    assert problems(paired, "id-empty")[0].fix is None


@pytest.mark.parametrize(
    "rule", ["id-empty", "id-nested", "id-json-text", "id-joined", "id-not-numeric"]
)
def test_ids_may_be_numbers_or_text_and_lists_may_be_empty(rule) -> None:
    assert problems(CLEAN, rule) == []
    assert problems(goals(7, "8", "007"), rule) == []
    assert problems(with_seg(cust=[]), rule) == []
    assert problems(with_seg(cust=DROP), rule) == []
    assert problems(with_events(changed(GOAL, goals="100300301")), rule) == []


@pytest.mark.parametrize(
    ("nested", "flat"),
    [
        (["7", "8"], ["7", "8"]),
        ([["7"], [8]], ["7", 8]),
        ({"0": "7", "1": "8"}, ["7", "8"]),
        ({"100300301": 1}, ["100300301"]),
    ],
)
def test_a_list_or_an_object_in_place_of_an_id_can_be_flattened(nested, flat) -> None:
    text = goals("6", nested, "9")
    assert places(text, "id-nested") == [("error", "ev[0].goals[1]")]
    assert fixed(text, "id-nested")["ev"][0]["goals"] == ["6", *flat, "9"]


@pytest.mark.parametrize("nested", [[], {}, [[]], {"a": "7"}, [None], [True], ["a"]])
def test_what_is_not_certain_to_be_ids_is_not_flattened(nested) -> None:
    assert [one.fix for one in problems(goals(nested), "id-nested")] == [None]


def test_an_object_in_place_of_the_list_becomes_a_list() -> None:
    text = with_events(changed(GOAL, goals={"100300301": 1}))
    assert places(text, "id-nested") == [("error", "ev[0].goals")]
    assert fixed(text, "id-nested")["ev"][0]["goals"] == ["100300301"]


def test_the_kind_of_thing_and_of_id_is_named() -> None:
    assert problems(goals([7]), "id-nested")[0].sentence.startswith(
        "This is a list, not a goal id."
    )
    text = with_events(changed(GOAL, exps=[{}]))
    assert problems(text, "id-nested")[0].sentence.startswith(
        "This is an object, not an experience id."
    )


@pytest.mark.parametrize(
    ("key", "noun"),
    [
        ("cid", "an account"),
        ("pid", "a project"),
        ("vid", "a visitor"),
        ("tid", "a transaction"),
    ],
)
@pytest.mark.parametrize(
    ("value", "what"), [(["x", "y"], "a list"), ([[]], "a list"), ({"a": 1}, "an object")]
)
def test_a_list_or_an_object_in_place_of_a_lone_id_is_reported(key, noun, value, what) -> None:
    (problem,) = problems(document(**{key: value}), "id-nested")
    assert (problem.severity, problem.where, problem.fix) == ("error", key, None)
    assert problem.sentence.startswith(f"{key} is {what}, not {noun} id.")


@pytest.mark.parametrize("value", [["10000009"], [["10000009"]], [10000009]])
def test_a_lone_id_can_be_taken_out_of_its_list(value) -> None:
    inner = value[0][0] if isinstance(value[0], list) else value[0]
    assert fixed(document(cid=value), "id-nested")["cid"] == inner


@pytest.mark.parametrize("value", [[None], [""], [True], [{"a": "1"}], {"10000009": 1}])
def test_what_is_not_certain_to_be_the_lone_id_stays(value) -> None:
    assert [one.fix for one in problems(document(tid=value), "id-nested")] == [None]


@pytest.mark.parametrize("empty", [[], {}])
def test_an_empty_transaction_id_is_nested_and_the_other_ids_are_reported_as_missing(empty) -> None:
    assert places(document(tid=empty), "id-nested") == [("error", "tid")]
    assert problems(document(cid=empty, pid=empty, vid=empty), "id-nested") == []


def test_lone_ids_come_before_those_of_audiences_and_events() -> None:
    text = document(vid=["x"], seg={"cust": [["7"]]}, ev=[changed(GOAL, goals=[["7"]])])
    where = [one.where for one in problems(text, "id-nested")]
    assert where == ["vid", "seg.cust[0]", "ev[0].goals[0]"]


@pytest.mark.parametrize("value", [DROP, None, "", "10000009", 10000009, True, -5])
def test_a_lone_plain_value_is_not_nested(value) -> None:
    assert problems(document(cid=value, tid=value), "id-nested") == []


@pytest.mark.parametrize(
    ("value", "ids"),
    [("[1,2]", [1, 2]), ('["1"]', ["1"]), ('{"100300301":1}', ["100300301"]), ('"7"', ["7"])],
)
def test_json_inside_a_text_can_be_unwrapped(value, ids) -> None:
    text = goals(value)
    assert places(text, "id-json-text") == [("error", "ev[0].goals[0]")]
    assert fixed(text, "id-json-text")["ev"][0]["goals"] == ids
    assert problems(text, "id-not-numeric") == []


def test_json_text_in_place_of_the_list_becomes_the_list() -> None:
    text = with_events(changed(GOAL, goals="[1,2]"))
    assert places(text, "id-json-text") == [("error", "ev[0].goals")]
    assert fixed(text, "id-json-text")["ev"][0]["goals"] == [1, 2]


@pytest.mark.parametrize("value", ["[]", "{}", '""', '["a"]'])
def test_json_text_without_certain_ids_has_no_fix(value) -> None:
    assert [one.fix for one in problems(goals(value), "id-json-text")] == [None]


@pytest.mark.parametrize("value", ["1,2", "1, 2", "1;2", "1|2", "1 2", "1,2,"])
def test_several_ids_in_one_text_can_be_split(value) -> None:
    text = goals("0", value)
    assert places(text, "id-joined") == [("warning", "ev[0].goals[1]")]
    assert fixed(text, "id-joined")["ev"][0]["goals"] == ["0", "1", "2"]
    assert problems(text, "id-not-numeric") == []


def test_joined_audiences_are_reported_too() -> None:
    text = with_seg(cust="10020001,10020002")
    assert places(text, "id-joined") == [("warning", "seg.cust")]
    assert fixed(text, "id-joined")["seg"]["cust"] == ["10020001", "10020002"]


@pytest.mark.parametrize("value", ["ABCD", "7a", "-7", 1.5, True, "1.2", "[7", "\u0661"])
def test_an_id_with_anything_but_digits_is_reported(value) -> None:
    assert places(goals(value), "id-not-numeric") == [("error", "ev[0].goals[0]")]
    paired = with_events(changed(GOAL, exps=[value], vars=[value]))
    assert places(paired, "id-not-numeric") == [
        ("warning", "ev[0].exps[0]"),
        ("error", "ev[0].vars[0]"),
    ]


@pytest.mark.parametrize("value", ["{{goal}}", None, ["7"]])
def test_what_another_rule_reports_about_an_id_is_not_repeated(value) -> None:
    assert problems(goals(value), "id-not-numeric") == []


def test_blanks_around_an_id_can_be_removed() -> None:
    assert fixed(goals(" 7 "), "id-not-numeric")["ev"][0]["goals"] == ["7"]
    assert problems(goals("ABCD"), "id-not-numeric")[0].fix is None


def test_a_long_id_is_abbreviated() -> None:
    assert len(problems(goals("y" * 999), "id-not-numeric")[0].sentence) < 140


def test_audiences_may_have_names_of_another_form() -> None:
    assert problems(with_seg(cust=["abc"]), "id-not-numeric") == []


# What the rules for ids say of account, project, visitor and transaction id.

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


def test_json_text_in_place_of_a_visitor_is_reported_once() -> None:
    found = problems(document(vid='{"visitorId": "7"}'))
    assert [one.rule for one in found if one.where == "vid"] == ["id-json-text"]


def test_several_accounts_are_ambiguous() -> None:
    (problem,) = problems(document(cid="1, 2, 3"), "id-joined")
    assert (problem.severity, problem.where, problem.fix) == ("warning", "cid", None)
    assert problem.sentence.startswith("cid contains 3 ids, and a request has one account.")


@pytest.mark.parametrize("key", ["cid", "pid"])
def test_blanks_around_a_number_can_be_removed(key) -> None:
    text = document(**{key: " 10000001\n"})
    assert places(text, "id-not-numeric", profile=OWN_DOMAIN) == [("error", key)]
    assert fixed(text, "id-not-numeric", profile=OWN_DOMAIN)[key] == "10000001"


@pytest.mark.parametrize("value", [True, -5, "shop", "١٢"])
def test_what_is_not_a_number_cannot_be_corrected(value) -> None:
    found = problems(document(cid=value), "id-not-numeric")
    assert [one.fix for one in found] == [None]
    assert "The account id (cid) “" in found[0].sentence


@pytest.mark.parametrize("pid", ["shop", " 10000001 ", True])
def test_a_project_that_differs_from_the_address_is_reported_once(pid) -> None:
    assert [one.rule for one in problems(document(pid=pid)) if one.where == "pid"] == ["pid-host"]


@pytest.mark.parametrize("word", ["undefined", "NULL", " NaN "])
def test_a_word_in_place_of_an_id_is_reported_by_its_own_rule(word) -> None:
    assert problems(document(cid=word), "id-not-numeric") == []
    assert places(document(cid=word), "host-undefined") == [("error", "cid")]
