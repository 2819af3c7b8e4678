"""A document as a payload of the v1 API, and back."""

import json

import pytest

from convert_console.core.copy_as.v1 import V1Copy, as_v1, v1_events
from convert_console.core.document.payload import Number, parse
from convert_console.core.request.wire import Unsendable
from support.pasting import DATA, document, only

OBSERVED = json.loads((DATA / "observed.json").read_text("utf-8"))
ARTICLE = (DATA / "article-post.json.txt").read_text("utf-8").strip().removesuffix(":")


def copied(text):
    made = as_v1(parse(text).payload)
    assert isinstance(made, V1Copy)
    return made


def test_the_articles_document_becomes_one_event_for_each_pair_and_goal():
    made = copied(ARTICLE)
    payload = json.loads(made.text)
    (visitor,) = payload["visitors"]
    assert (payload["accountId"], payload["projectId"]) == ("12345", "12345")
    assert made.url == "https://metrics.convertexperiments.com/v1/track/12345/12345"
    assert [event["eventType"] for event in visitor["events"]] == [
        "bucketing", "bucketing", "conversion", "conversion",
    ]  # fmt: skip
    assert visitor["events"][3]["data"] == {
        "goalId": 12345,
        "goalData": [{"key": "amount", "value": 123.23}, {"key": "productsCount", "value": 2}],
        "bucketingData": {"ABCD": "12345", "DEF": "6789"},
    }
    assert visitor["segments"]["country"] == "RO"
    assert visitor["segments"]["customSegments"] == ["123", "456"]


def test_what_is_lost_is_listed():
    losses = " ".join(copied(ARTICLE).losses)
    assert "seg.new (1)" in losses and "disagree" in losses
    assert "ev[0]: one event becomes 2." in losses


def test_each_other_loss_has_its_line():
    text = '{"cid":"1","pid":"2","vid":"v","seg":{"source":"Search","x":1},"ev":[],"y":2,"tid":"T"}'
    losses = copied(text).losses
    assert losses == (
        "tid: in v1 only a transaction has a transaction id; there is none.",
        "seg.source: Search is written search in v1.",
        "seg.x: v1 has no such segment.",
        "y: v1 has no field for it.",
    )


def test_a_segment_under_both_of_its_names_is_noted():
    made = copied('{"vid":"v","seg":{"ctry":"RO","country":"US"},"ev":[]}')
    assert '"country": "US"' in made.text
    assert made.losses == ("seg.country: its v1 name is there too; v1 keeps the last.",)


def test_digits_and_source_are_kept():
    made = copied('{"cid":1,"pid":2,"s":"shopify","ev":[{"evt":"tr","goals":[7],"r":1.10}]}')
    assert '"value": 1.10' in made.text and '"source": "shopify"' in made.text
    assert '"visitorId": null' in made.text


@pytest.mark.parametrize("seg", ["null", '"CH"'])
def test_segments_that_are_no_object_are_left_out(seg):
    made = copied(f'{{"vid":"v","seg":{seg},"ev":[]}}')
    assert "segments" not in made.text
    assert len(made.losses) == (seg != "null")


def test_what_is_not_an_object_cannot_be_written():
    assert isinstance(as_v1(None), Unsendable)
    assert isinstance(as_v1([]), Unsendable)


@pytest.mark.parametrize(
    "entry", [e for e in OBSERVED if "payload" in e], ids=lambda entry: entry["name"]
)
def test_every_document_observed_can_be_written_and_read_again(entry):
    made = copied(json.dumps(entry["payload"]))
    again = document(only(made.text))
    for key in ("cid", "pid", "s"):
        assert again.get(key) == entry["payload"].get(key)
    if "vid" in entry["payload"]:
        assert again["vid"] == entry["payload"]["vid"]


TABLE = """{"cid":"1","pid":"2","seg":{"browser":"CH","devices":["DESK"],"source":"search",
"campaign":"c","ctry":"RO","cust":["5"]},"vid":"v","tid":"T","ev":[
{"evt":"viewExp","vars":["21","22"],"exps":["11","12"]},
{"evt":"hitGoal","goals":["7"],"vars":["21"],"exps":["11"]},
{"evt":"tr","goals":["7"],"vars":["21"],"exps":["11"],"r":1.50,"prc":2}],"s":"shopify"}"""


def test_every_row_of_the_table_of_neighbours_comes_back_as_it_was():
    made = copied(TABLE)
    assert made.losses == ("ev[0]: one event becomes 2.",)
    again = only(made.text)
    assert document(again) == json.loads(TABLE)
    assert "1.50" in again.text


# Events of a document as events of v1.


def written(document):
    losses: list[str] = []
    return v1_events(document, losses), losses


def test_a_sale_of_several_goals_is_written_for_each_with_a_note():
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


def test_a_transaction_id_that_no_transaction_takes_is_noted():
    sale = {"evt": "tr", "goals": ["7"]}
    _, losses = written({"tid": "A", "ev": [{**sale, "tid": "B"}]})
    assert losses == ["tid: in v1 only a transaction has a transaction id; each has its own."]
    events, losses = written({"tid": "A", "ev": [{**sale, "tid": None}]})
    assert events[0][1]["goalData"] == [{"key": "transactionId", "value": "A"}]
    assert losses == []


def test_pairs_that_do_not_pair_up_are_cut_with_a_note():
    events, losses = written({"ev": [{"evt": "viewExp", "exps": ["1", "3"], "vars": "2"}]})
    assert events == [("bucketing", {"experienceId": "1", "variationId": "2"})]
    assert "differ in length" in losses[0]


def test_an_experience_that_appears_twice_keeps_its_last_variation():
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
        "ev[0]: not an object, and v1 has no field for it.",
        "ev[1]: v1 has no event type click.",
        "ev[2]: v1 has no event type null.",
        "ev[3].x: v1 has no field for it.",
        "ev[3]: it has no experience and variation, and a v1 bucketing needs them.",
        "ev[4]: it has no goal, and a v1 conversion needs one.",
    ]


def test_without_a_list_there_are_no_events():
    assert written({"ev": {}}) == ([], ["ev: not a list, so v1 gets no events."])
