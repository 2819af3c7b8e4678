"""HAR files hold what the format asks for, and nothing else."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.har import har_text
from support.exchanges import EXCHANGES, record
from support.har_format import faults


@given(st.lists(EXCHANGES, max_size=3))
def test_every_file_is_as_har_1_2_demands(exchanges):
    har = json.loads(har_text(AnnotatedExchange(exchange) for exchange in exchanges))
    assert faults(har) == []
    assert har["log"]["version"] == "1.2"
    assert len(har["log"]["entries"]) == len({exchange.of_request for exchange in exchanges})


def test_the_rows_of_the_visitors_of_one_request_are_one_entry():
    came_in = record(1).exchange._replace(source="collector", inbound="accepted")
    rows = [
        AnnotatedExchange(came_in._replace(id=str(number)), note)
        for number, note in enumerate(("", "called back", "called back", "odd"))
    ]
    later = AnnotatedExchange(came_in._replace(sent_at=2.0))
    entries = json.loads(har_text([*rows, later]))["log"]["entries"]
    assert len(entries) == 2
    assert entries[0]["comment"].endswith("called back odd")
    sent = [AnnotatedExchange(record(1).exchange._replace(id=name)) for name in "ab"]
    assert len(json.loads(har_text(sent))["log"]["entries"]) == 2


def spoil(har, *place):
    *way, last = place
    at = har["log"]["entries"][0]
    for step in way:
        at = at[step]
    at[last] = None


@pytest.mark.parametrize(
    "place",
    [
        ("startedDateTime",),
        ("request", "url"),
        ("request", "headers"),
        ("response", "content"),
        ("response", "status"),
        ("timings", "receive"),
        ("request", "colour"),
    ],
)
def test_the_check_itself_detects_errors(place):
    har = json.loads(har_text([AnnotatedExchange(record(1).exchange)]))
    assert faults(har) == []
    wrong = copy.deepcopy(har)
    spoil(wrong, *place)
    assert faults(wrong) != []


def test_a_body_that_is_not_text_is_said_to_be_changed():
    sent = record(1).exchange
    plain, packed = [
        json.loads(har_text([AnnotatedExchange(sent._replace(request=request))]))
        for request in (sent.request, sent.request._replace(body=b"\x1f\x8b{}"))
    ]
    assert "comment" not in plain["log"]["entries"][0]["request"]["postData"]
    assert "not UTF-8" in packed["log"]["entries"][0]["request"]["postData"]["comment"]
    assert faults(packed) == []
