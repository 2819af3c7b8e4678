"""Single calls."""

from convert_console.core.document.payload import Number
from convert_console.core.paste.conv_q import Calls


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


def test_one_transaction_id_is_kept_and_others_are_said():
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
