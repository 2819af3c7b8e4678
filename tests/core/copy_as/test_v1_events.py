"""Events of a document as events of v1."""

from convert_console.core.copy_as.v1 import v1_events
from convert_console.core.document.payload import Number


def written(document):
    losses: list[str] = []
    return v1_events(document, losses), losses


def test_a_sale_of_several_goals_is_written_for_each_and_said():
    sale = {"evt": "tr", "goals": ["7", "8"], "exps": ["1"], "vars": ["2"], "r": Number("1.10")}
    events, losses = written({"tid": "T", "ev": [sale]})
    data = [{"key": "amount", "value": Number("1.10")}, {"key": "transactionId", "value": "T"}]
    assert events == [
        ("conversion", {"goalId": goal, "goalData": data, "bucketingData": {"1": "2"}})
        for goal in ("7", "8")
    ]
    assert losses == [
        "ev[0]: the whole amount is written for each of 2 goals.",
        "ev[0]: one event becomes 2.",
    ]


def test_an_event_may_have_its_own_transaction_id():
    events, losses = written({"ev": [{"evt": "tr", "goals": ["7"], "tid": "T"}]})
    assert events[0][1]["goalData"] == [{"key": "transactionId", "value": "T"}]
    assert losses == []


def test_a_transaction_id_that_no_transaction_takes_is_said():
    sale = {"evt": "tr", "goals": ["7"]}
    _, losses = written({"tid": "A", "ev": [{**sale, "tid": "B"}]})
    assert losses == [
        "tid: v1 carries a transaction id with a transaction only; each has one of its own."
    ]
    events, losses = written({"tid": "A", "ev": [{**sale, "tid": None}]})
    assert events[0][1]["goalData"] == [{"key": "transactionId", "value": "A"}]
    assert losses == []


def test_pairs_that_do_not_pair_up_are_cut_and_said():
    events, losses = written({"ev": [{"evt": "viewExp", "exps": ["1", "3"], "vars": "2"}]})
    assert events == [("bucketing", {"experienceId": "1", "variationId": "2"})]
    assert "differ in length" in losses[0]


def test_an_experience_that_stands_twice_keeps_its_last_variation():
    hit = {"evt": "hitGoal", "goals": "7", "exps": ["1", "1", "1"], "vars": ["2", "2", "3"]}
    events, losses = written({"ev": [hit]})
    assert events[0][1]["bucketingData"] == {"1": "3"}
    assert len(losses) == 1 and "twice" in losses[0]


def test_what_v1_has_no_place_for_is_named():
    events, losses = written(
        {"ev": ["odd", {"evt": "click"}, {}, {"evt": "viewExp", "x": 1}, {"evt": "hitGoal"}]}
    )
    assert events == []
    assert losses == [
        "ev[0]: it is not an object, and v1 has no place for it.",
        "ev[1]: v1 knows no event click.",
        "ev[2]: v1 knows no event null.",
        "ev[3].x: v1 has no place for it.",
        "ev[3]: it names no pair, and a bucketing of v1 needs one.",
        "ev[4]: it names no goal, and a conversion of v1 needs one.",
    ]


def test_without_a_list_there_are_no_events():
    assert written({"ev": {}}) == ([], ["ev: it is not a list, so that v1 gets no events."])
