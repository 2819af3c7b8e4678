"""Flat attributes of shops, in each of the forms in which they keep ids."""

import pytest

from convert_console.core.paste.shopify import NO_EVENT, document_from
from support.pasting import document


@pytest.mark.parametrize("goals", ['{"7":1}', ["7"], "7", '["7"]', '"7"', {"7": 2}])
def test_goals_may_be_a_list_a_text_or_json_text(goals):
    request = document_from({"goals": goals, "exps": '["1"]', "vars": "2"}, None, "kept", ())
    event = {"evt": "hitGoal", "goals": ["7"], "vars": ["2"], "exps": ["1"]}
    assert document(request) == {"ev": [event]}
    assert request.notes == ("kept",)


def test_without_goals_the_event_is_a_view():
    request = document_from({"vid": "v", "exps": ["1"], "vars": ["2"]}, {}, "kept", ())
    assert document(request)["ev"] == [{"evt": "viewExp", "vars": ["2"], "exps": ["1"]}]
    assert "no goal" in request.notes[0]


def test_with_nothing_to_tell_there_is_no_event():
    request = document_from({"cid": "1"}, None, "kept", ())
    assert document(request) == {"cid": "1"}
    assert request.notes == (NO_EVENT,)


def test_lists_that_no_longer_pair_up_are_said():
    request = document_from({"exps": ["1", "2"], "vars": ["2"]}, None, "kept", ())
    assert "2 experiences stand beside 1 variations" in request.notes[-1]
