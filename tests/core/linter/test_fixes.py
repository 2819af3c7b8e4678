"""Repairs change one place of a text and leave every other character alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.payload import Number
from convert_console.core.linter.fixes import (
    CutText,
    MoveUp,
    PutIntoList,
    Remove,
    RenameKey,
    SetValue,
    Splice,
    all_fixed,
)
from support.linting import CLEAN, GOAL, document, problems, with_events

TEXT = '{ "cid":"1" ,\n  "ev": [ {"evt" : "tr", "tid": "A", "r": 1.10,"goals":[ 7, "1,2",9 ]} ] }'
GOALS = ("ev", 0, "goals")


def test_a_value_is_replaced_in_its_place() -> None:
    assert SetValue(("ev", 0, "r"), Number("1.20"))(TEXT) == TEXT.replace("1.10", "1.20")


def test_a_key_is_renamed_in_its_place() -> None:
    assert RenameKey(("ev", 0, "r"), "amount")(TEXT) == TEXT.replace('"r"', '"amount"')


def test_a_value_is_removed_with_its_comma() -> None:
    after = Remove((*GOALS, 2))(TEXT)
    assert after.startswith(TEXT[: TEXT.index(",9")])
    assert "9" not in after


def test_several_items_take_the_place_of_one() -> None:
    after = Splice(GOALS, 1, ("1", "2"))(TEXT)
    assert after.replace(" ", "").endswith('"goals":[7,"1","2",9]}]}')
    assert after[: TEXT.index("[ 7")] == TEXT[: TEXT.index("[ 7")]


def test_a_list_takes_the_place_of_a_bare_value() -> None:
    after = Splice(("cid",), None, ("1", "2"))(TEXT)
    assert after.replace(" ", "").startswith('{"cid":["1","2"],')


def test_a_list_is_put_around_an_object_without_touching_it() -> None:
    text = '{ "ev" : {"evt" : "tr",\n "r":1.10, "goals":"", "goals":[7 ]} }'
    assert PutIntoList(("ev",))(text) == text.replace('{"evt"', '[{"evt"').replace("]} }", "]}] }")
    for gone in ("{}", '{"ev": []}'):
        with pytest.raises(EditImpossible):
            PutIntoList(("ev",))(gone)


def test_a_value_is_moved_up_once() -> None:
    move = MoveUp(("ev", 0, "tid"), ("tid",), "A")
    after = move(TEXT)
    assert '"tid"' in after.partition("]")[2] + after.partition('"ev"')[0]
    assert '"tid": "A", "r"' not in after
    kept = TEXT.replace('"cid"', '"tid":"A", "cid"')
    assert move(kept).count('"A"') == 1


def test_a_character_is_removed_only_where_it_still_is() -> None:
    assert CutText(2, ",")("{},") == "{}"
    with pytest.raises(EditImpossible):
        CutText(2, ",")("{} ")


def test_a_repair_whose_place_is_gone_is_refused_or_changes_nothing() -> None:
    with pytest.raises(EditImpossible):
        RenameKey(("seg", "country"), "ctry")(CLEAN)
    with pytest.raises(EditImpossible):
        SetValue(("ev", 9, "goals", 0), "7")(CLEAN)
    assert Remove(("ev", 9, "goals", 0))(CLEAN) == CLEAN


FIXED_ALONE = {
    "": [],
    "1, 2": ["1", "2"],
    '["3","4"]': ["3", "4"],
    "{{goal}}": ["{{goal}}"],
    " 5": ["5"],
    "6": ["6"],
}


@given(st.lists(st.sampled_from(sorted(FIXED_ALONE)), max_size=6, unique=True))
def test_all_certain_fixes_together_equal_each_one_alone(goals) -> None:
    goals = [*goals, "7"]
    expected = [one for goal in goals for one in FIXED_ALONE.get(goal, [goal])]
    text = with_events({**GOAL, "goals": goals})
    fixed = json.loads(all_fixed(text, problems(text)))
    assert fixed["ev"][0]["goals"] == expected


def test_fixes_outside_of_lists_are_made_in_the_order_of_the_problems() -> None:
    text = document(seg={"country": "ro", "devices": "DESK"}, ev=[{**GOAL, "tid": "A"}], tid="")
    fixed = json.loads(all_fixed(text, problems(text)))
    assert fixed["seg"] == {"ctry": "ro", "devices": ["DESK"]}
    assert (fixed["tid"], fixed["ev"]) == ("A", [GOAL])


FIXABLE = st.sampled_from(
    ["", "7", 7, "1, 2", '["3","4"]', ["5"], '="0012"', "1001.0", "'9", " 5", None, "5E+12", "tr"]
)
EVENTS = st.fixed_dictionaries(
    {"evt": st.sampled_from(["viewexp", "hitGoal", "TR", "tr"])},
    optional={
        "goals": st.lists(FIXABLE, max_size=4) | FIXABLE,
        "exps": st.lists(FIXABLE, max_size=3),
        "vars": st.lists(FIXABLE, max_size=3) | FIXABLE,
        "tid": FIXABLE,
        "TID": FIXABLE,
        "transactionId": FIXABLE,
        "revenue": FIXABLE,
        "r": st.sampled_from(["12.50", 1.10, "12,5", 10.300000001, "10.3000000001", None]),
        "prc": FIXABLE,
        "quantity": FIXABLE,
        "Goals": FIXABLE,
    },
)
LISTED = st.lists(EVENTS | EVENTS.map(json.dumps), max_size=3)
DOCUMENTS = st.fixed_dictionaries(
    {"cid": FIXABLE, "x": st.just(1.10)},
    optional={
        "ev": LISTED | LISTED.map(json.dumps) | EVENTS | EVENTS.map(json.dumps),
        "seg": st.sampled_from(
            [[], None, "{}", '{"devices": "[\\"DESK\\"]"}', [{"ctry": "uk"}], "CH"]
        )
        | st.fixed_dictionaries(
            {},
            optional={
                "devices": st.sampled_from(["desk", '["DESK"]', ["desk"], "DESK, IPH"]),
                "cust": FIXABLE,
                "country": st.just("ro"),
                "ctry": st.just("ro"),
                "new": st.just(True),
            },
        ),
        "tid": FIXABLE,
        "Tid": FIXABLE,
        "vid": st.sampled_from(["sh:1760049583065-0.41*", " 1760049583065-0.41", "'7"]),
    },
)


@given(DOCUMENTS, st.sampled_from(["POST", "GET"]))
def test_fixing_everything_again_and_again_ends(document, method) -> None:
    text = json.dumps(document)
    for _ in range(12):
        fixable = [problem for problem in problems(text, method=method) if problem.fix]
        if not fixable:
            break
        text = all_fixed(text, fixable)
    assert not fixable
    assert text.count("1.1") == json.dumps(document).count("1.1")


@given(DOCUMENTS, st.sampled_from(["POST", "GET"]))
def test_no_fix_brings_another_problem_of_its_kind(document, method) -> None:
    text = json.dumps(document)
    for problem in problems(text, method=method):
        if problem.fix:
            before = problems(text, problem.rule, method)
            after = problems(problem.fix.apply(text), problem.rule, method)
            assert problem not in after
            assert len(after) < len(before)
