"""Every rule reports what it should, and nothing else."""

import json

import pytest

from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.checker import check
from convert_console.core.linter.segment_rules import CHOICE_RULES
from convert_console.core.request.draft import Draft
from support.rule_cases import RULES as RULE_CASES
from support.rule_cases import draft_of, name_of, profile_of, situation_of


def test_every_rule_looks_at_something() -> None:
    assert all(rule.of_request or rule.of_event for rule in RULES)


def test_every_rule_has_five_cases_for_it_and_five_near_misses() -> None:
    # Those of the table of parameters may have none: test_segment_rules tries them all.
    written = {rule.id for rule in RULES} - {rule.id for rule in CHOICE_RULES}
    assert written <= {*RULE_CASES} <= {rule.id for rule in RULES}
    few = {
        (rule, kind): len(cases[kind])
        for rule, cases in RULE_CASES.items()
        for kind in ("fires", "quiet")
        if len(cases[kind]) < 5
    }
    assert few == {}


# All cases of a rule in one test: as a test for each, collecting them would take longer than
# checking them. `said` is compared whole, so that a failure shows every case that differs.


@pytest.mark.parametrize("rule", RULE_CASES)
def test_a_rule_speaks_at_its_place_with_its_severity(rule) -> None:
    cases = RULE_CASES[rule]["fires"]
    assert said(rule, cases) == {name_of(case): case["at"] for case in cases}


@pytest.mark.parametrize("rule", RULE_CASES)
def test_a_rule_is_quiet_at_a_near_miss(rule) -> None:
    cases = RULE_CASES[rule]["quiet"]
    assert said(rule, cases) == {name_of(case): [] for case in cases}


def said(rule, cases):
    """Severity and place of what a rule finds in each case."""
    return {
        name_of(case): [f"{one.severity} {one.where}" for one in found(case) if one.rule == rule]
        for case in cases
    }


def found(case):
    return check(draft_of(case), profile_of(case), situation_of(case))


@pytest.mark.parametrize("rule", RULE_CASES)
def test_each_sentence_is_plain_and_complete_and_no_place_appears_twice(rule) -> None:
    for case in RULE_CASES[rule]["fires"]:
        problems = found(case)
        for sentence in (one.sentence for one in problems):
            assert sentence.endswith(".") and "\n" not in sentence and 20 < len(sentence) < 300, (
                name_of(case)
            )
        places = [(one.rule, one.path) for one in problems]
        assert len(places) == len(set(places)), name_of(case)


@pytest.mark.parametrize("rule", RULE_CASES)
def test_a_fix_takes_its_problem_away_and_leaves_the_rest_alone(rule) -> None:
    for case in RULE_CASES[rule]["fires"]:
        draft, profile, situation = draft_of(case), profile_of(case), situation_of(case)
        before = [one for one in check(draft, profile, situation) if one.rule == rule]
        for problem, fix in ((one, one.fix) for one in before if one.fix):
            repaired = Draft(fix.apply(draft.text), draft.method)
            assert problem not in check(repaired, profile, situation), name_of(case)
            assert repaired.payload is not None
            if draft.payload is not None:
                assert _rest(repaired.text, problem) == _rest(draft.text, problem), name_of(case)


MOVED_TO = {
    "tid-in-event": ("tid",),
    "seg.country": ("seg", "ctry"),
    "seg.customSegments": ("seg", "cust"),
    "TID": ("tid",),
    "transaction_id": ("tid",),
    "ev[0].TID": ("ev", 0, "tid"),
    "ev[1].quantity": ("ev", 1, "prc"),
}


def _rest(text, problem):
    """The document without the value, or the list of ids, that a problem is about."""
    document = json.loads(text)
    path = problem.path[:-1] if isinstance(problem.path[-1], int) else problem.path
    also = MOVED_TO.get(problem.rule) or MOVED_TO.get(problem.where) or path
    for *outer, last in (path, also):
        node = document
        for step in outer:
            node = node[step]
        node.pop(last, None)
    return document
