"""A document as a payload of the v1 API, and back."""

import json

import pytest

from convert_console.core.copy_as.v1 import V1Copy, as_v1
from convert_console.core.document.payload import parse
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
        "tid: v1 carries a transaction id with a transaction only; there is none.",
        "seg.source: Search is written search in v1.",
        "seg.x: v1 has no such segment.",
        "y: v1 has no place for it.",
    )


def test_a_segment_under_both_of_its_names_is_said():
    made = copied('{"vid":"v","seg":{"ctry":"RO","country":"US"},"ev":[]}')
    assert '"country": "US"' in made.text
    assert made.losses == ("seg.country: it stands beside its other name; v1 keeps the last.",)


def test_digits_and_source_are_kept():
    made = copied('{"cid":1,"pid":2,"s":"shopify","ev":[{"evt":"tr","goals":[7],"r":1.10}]}')
    assert '"value": 1.10' in made.text and '"source": "shopify"' in made.text
    assert '"visitorId": null' in made.text


@pytest.mark.parametrize("seg", ["null", '"CH"'])
def test_segments_that_are_no_object_are_left_out(seg):
    made = copied(f'{{"vid":"v","seg":{seg},"ev":[]}}')
    assert "segments" not in made.text
    assert len(made.losses) == (seg != "null")


def test_what_is_no_object_cannot_be_written():
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
