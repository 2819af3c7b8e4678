"""How a function becomes a rule."""

from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.problem import Situation, error
from convert_console.core.linter.rule import Findings, Rule, document_rule, event_rule, id_rule
from convert_console.core.request.draft import Draft
from support.linting import GOAL, PROFILE, changed, document


def test_a_rule_keeps_its_function_and_its_scope() -> None:
    def in_request(_request: Request) -> Findings:
        return ()

    def in_event(_event: Event) -> Findings:
        return ()

    assert document_rule("a")(in_request) == Rule("a", of_request=in_request)
    assert event_rule("b")(in_event) == Rule("b", of_event=in_event)


def test_a_rule_for_ids_of_one_shape_looks_at_audiences_and_at_events() -> None:
    rule = id_rule("c", "empty")(lambda one: [error(one.path, "Empty.")])
    text = document(seg={"cust": [None, "1,2"]}, ev=[changed(GOAL, goals=[""])])
    request = Request(Draft(text), PROFILE, Situation())
    assert rule.of_request is not None and rule.of_event is not None
    assert [found.path for found in rule.of_request(request)] == [("seg", "cust", 0)]
    assert [found.path for found in rule.of_event(request.events[0])] == [("ev", 0, "goals", 0)]


def test_id_rules_may_check_ids_outside_of_lists_first() -> None:
    rule = id_rule("d", "empty", lambda _request: [error(("cid",), "Empty.")])(
        lambda one: [error(one.path, "Empty.")]
    )
    request = Request(Draft(document(seg={"cust": [None]})), PROFILE, Situation())
    assert rule.of_request is not None
    assert [found.path for found in rule.of_request(request)] == [("cid",), ("seg", "cust", 0)]
