"""Calls of _conv_q in pages."""

import pytest

from convert_console.core.document.payload import Number
from convert_console.core.paste.conv_q import CALLS_LIMIT, Calls
from support.pasting import document, notes_of, only, recognised, refused


@pytest.mark.parametrize(
    "comment",
    [
        "// _conv_q.push(['triggerConversion', '9']);",
        "/* _conv_q.push(['triggerConversion', '9']);\n */",
        "send(); // old: _conv_q.push(['triggerConversion', '9']);",
    ],
)
def test_a_call_in_a_comment_is_left_out_with_a_note(comment):
    text = f"var u = '//h.example/*';\n_conv_q.push(['triggerConversion', '7']);\n{comment}\n"
    assert document(only(text))["ev"] == [{"evt": "hitGoal", "goals": ["7"]}]
    assert "Calls in comments were left out." in notes_of(text)
    assert document(only(comment))["ev"] == [{"evt": "hitGoal", "goals": ["9"]}]


@pytest.mark.parametrize(
    "text",
    [
        "_conv_q.push(['triggerConversion', '100300301']);",
        '_conv_q = _conv_q || [];\nwindow._conv_q.push(["triggerConversion", "100300301"])',
        "(window._conv_q = window._conv_q || []).push(['triggerConversion', '100300301'])",
        "_conv_q.push({what: 'triggerConversion', params: {goalId: '100300301'}})",
        "_conv_q = [['triggerConversion', '100300301']]",
        '["triggerConversion", "100300301"]',
        '[["triggerConversion", "100300301"]]',
        '{"what": "triggerConversion", "params": {"goalId": "100300301"}}',
        "<script>window._conv_q.push(['triggerConversion','100300301'])</script>",
    ],
)
def test_a_conversion_becomes_a_goal_that_was_hit(text):
    assert recognised(text).label == "_conv_q calls"
    assert document(only(text)) == {"ev": [{"evt": "hitGoal", "goals": ["100300301"]}]}
    assert "fill in cid, pid, vid, exps and vars" in notes_of(text)


def test_calls_keep_their_order_and_their_digits():
    text = """
      _conv_q.push(["run", "true"]);
      _conv_q.push({what: 'identify', params: {visitorId: 'customer-7'}});
      _conv_q.push(["triggerConversion", 7]);
      _conv_q.push(["pushRevenue", 10.50, 2, 7]);
    """
    request = only(text)
    assert document(request) == {
        "vid": "customer-7",
        "ev": [
            {"evt": "hitGoal", "goals": [7]},
            {"evt": "tr", "goals": [7], "r": 10.5, "prc": 2},
        ],
    }
    assert "10.50" in request.text
    assert "Left out calls that report nothing: run." in request.notes


def test_a_variable_of_the_page_becomes_a_placeholder():
    text = "_conv_q.push(['triggerConversion', goals[0]])"
    assert document(only(text))["ev"][0]["goals"] == ["${goals[0]}"]
    assert "goals[0]" in notes_of(text)


def test_it_may_identify_alone():
    assert document(only('["identify", "v"]')) == {"vid": "v", "ev": []}


@pytest.mark.parametrize(
    "text",
    ["window._conv_q", "_conv_q.push(['run'])", "_conv_q.push([" + "[" * 300, "_conv_q.push(x)"],
)
def test_calls_that_report_nothing_are_nothing(text):
    assert refused(text)


def test_a_call_that_asks_first_is_one():
    found = document(only('window._conv_q?.push(["triggerConversion","100300301"])'))
    assert found["ev"] == [{"evt": "hitGoal", "goals": ["100300301"]}]


def test_the_first_of_too_many_calls_are_read_with_a_note():
    found = only("_conv_q.push(['triggerConversion','7']);" * (CALLS_LIMIT + 1))
    assert len(document(found)["ev"]) == CALLS_LIMIT
    assert "Only the first 2,000 calls were read." in " ".join(found.notes)


@pytest.mark.parametrize(
    "text",
    [
        '["triggerConversion","7"]\n["pushRevenue",1.10,2,"7"]',
        '[ "triggerConversion", "7" ],\n["pushRevenue", 1.10, 2, "7"];',
        "{what: 'triggerConversion', params: {goalId: '7'}}\n"
        "{what: 'pushRevenue', params: {goalId: '7', amount: 1.10, productsCount: 2}}",
    ],
)
def test_calls_line_by_line_need_no_queue(text):
    found = only(text)
    assert [event["evt"] for event in document(found)["ev"]] == ["hitGoal", "tr"]
    assert '"r": 1.10' in found.text


def test_after_some_calls_that_cannot_be_read_no_more_are_tried():
    unreadable = "_conv_q.push([" + "[" * 300 + ");"
    read = "_conv_q.push(['triggerConversion','7']);"
    found = only(read + unreadable + read + unreadable * 3 + read)
    assert len(document(found)["ev"]) == 2
    assert "could not be read" in " ".join(found.notes)


def test_experience_and_visitor_of_a_call_are_kept():
    call = "{what: '%s', params: {goalId: '7', experienceId: '5', visitorId: 'v'}}"
    for name, kind in (("triggerConversion", "hitGoal"), ("sendRevenue", "tr")):
        found = only(f"_conv_q.push({call % name})")
        expected = {"evt": kind, "goals": ["7"], "exps": ["5"]}
        assert document(found) == {"vid": "v", "ev": [expected]}
        assert "fill in cid, pid and vars." in notes_of(call % name)
        assert "Left out" not in " ".join(found.notes)
    by_position = document(only("_conv_q.push(['triggerConversion', '7', '5'])"))
    assert by_position == {"ev": [{"evt": "hitGoal", "goals": ["7"], "exps": ["5"]}]}


def test_every_call_of_the_tracking_types_is_an_event():
    text = """
      _conv_q.push({what: 'assignVariation', params: {experienceId: '5', variationId: '9'}});
      _conv_q.push(['triggerExperienceVariation', '6', '8']);
      _conv_q.push({what: 'triggerConversions', params: {goalId: ['7', '71'], experienceId: '5'}});
      _conv_q.push({what: 'sendRevenue', params: {goalId: '7', experienceId: '5',
        transactionId: 'T-1', amount: 10.50, productsCount: 2, forceMultiple: true}});
    """
    found = only(text)
    assert document(found) == {
        "tid": "T-1",
        "ev": [
            {"evt": "viewExp", "vars": ["9"], "exps": ["5"]},
            {"evt": "viewExp", "vars": ["8"], "exps": ["6"]},
            {"evt": "hitGoal", "goals": ["7", "71"], "vars": ["9"], "exps": ["5"]},
            {"evt": "tr", "goals": ["7"], "vars": ["9"], "exps": ["5"], "r": 10.5, "prc": 2},
        ],
    }
    assert "10.50" in found.text
    assert "forceMultiple (true)" in " ".join(found.notes)
    assert "needs a hitGoal" not in " ".join(found.notes)


def test_each_visitor_of_the_calls_has_a_request():
    text = """
      _conv_q.push(['triggerConversion', '1']);
      _conv_q.push({what: 'identify', params: {visitorId: 'a'}});
      _conv_q.push(['triggerConversion', '2']);
      _conv_q.push({what: 'triggerConversion', params: {goalId: '3', visitorId: 'b'}});
      _conv_q.push(['triggerConversion', '4']);
    """
    first, second = recognised(text).requests
    goals = [each["goals"] for each in document(first)["ev"]]
    assert (document(first)["vid"], goals) == ("a", [["1"], ["2"], ["4"]])
    assert document(second) == {"vid": "b", "ev": [{"evt": "hitGoal", "goals": ["3"]}]}
    assert "name 2 visitors" in notes_of(text)


def test_functions_of_other_calls_do_not_hide_a_conversion():
    other = "_conv_q.push({what: 'addListener', params: {event: 'x', handler: function (e) {}}});\n"
    found = only(other * 5 + "_conv_q.push({what: 'triggerConversion', params: {goalId: '7'}})")
    assert document(found) == {"ev": [{"evt": "hitGoal", "goals": ["7"]}]}
    assert "Left out calls that report nothing: addListener." in found.notes


# Single calls.


def taken(*calls):
    found = Calls()
    for call in calls:
        found.take(call)
    return found


def test_revenue_is_read_by_position_and_by_name():
    by_position = taken(["pushRevenue", Number("1.10"), Number("2"), "7"])
    params = {"goalId": "7", "amount": Number("1.10"), "productsCount": Number("2")}
    by_name = taken({"what": "pushRevenue", "params": params})
    assert (
        by_position.events
        == by_name.events
        == [{"evt": "tr", "goals": ["7"], "r": Number("1.10"), "prc": Number("2")}]
    )


def test_one_transaction_id_is_kept_and_others_are_noted():
    calls = [{"what": "pushRevenue", "params": {"transactionId": tid}} for tid in ("A", "B", "A")]
    found = taken(*calls)
    assert found.transaction == "A"
    assert any("left out: B" in note for note in found.notes)


def test_what_a_call_says_besides_is_named():
    by_name = {"what": "pushRevenue", "params": {"amount": Number("5"), "currency": "EUR"}}
    assert "currency (EUR)" in taken(by_name).notes[-1]
    assert "argument 4 (O-1)" in taken(["pushRevenue", Number("5"), "1", "7", "O-1"]).notes[-1]
    assert taken(["triggerConversion", "7"]).notes == ()
    assert taken(["pushRevenue", Number("5")]).events == [{"evt": "tr", "r": Number("5")}]


def test_several_goals_in_one_call_stay_together():
    assert taken(["triggerConversion", "7,8"]).events == [{"evt": "hitGoal", "goals": ["7", "8"]}]


def test_odd_calls_are_named_and_never_fail():
    found = taken([], {}, "x", None, ["other"], {"what": "triggerConversion", "params": "x"})
    assert found.events == [{"evt": "hitGoal"}]
    assert "other" in found.notes[-1]
