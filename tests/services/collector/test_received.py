""""""

from __future__ import annotations

import base64
import gzip
import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.services.collector.received import (
    Backlog,
    Problems,
    Received,
    ReceivedLog,
    received_json,
)

ONE = Received(
    number=1,
    received_at=1_700_000_000.25,
    raw=b"POST /track HTTP/1.1\r\n\r\n",
    head="POST /track HTTP/1.1\r\n\r\n",
    body=b"",
    method="POST",
    target="/track",
    headers=(("Host", "a"), ("host", "b")),
    verdict="accepted",
)


def spelled(*kept: Received) -> Any:
    return json.loads(b"".join(received_json(kept, Problems(None, 100))))


def log(most: int, most_bytes: int) -> ReceivedLog:
    return ReceivedLog(most, most_bytes, 2, 1_000_000)


def test_the_oldest_is_dropped_when_there_are_too_many() -> None:
    kept = log(3, 1_000_000)
    for number in range(5):
        kept.add(replace(ONE, number=number))
    assert [one.number for one in kept.all()] == [2, 3, 4]


def test_the_oldest_are_dropped_when_there_are_too_many_bytes() -> None:
    kept = log(1_000, 10 * ONE.size)
    for number in range(10):
        kept.add(replace(ONE, number=number))
    kept.add(replace(ONE, number=10, body=b"x" * 2 * ONE.size))
    assert [one.number for one in kept.all()] == [3, 4, 5, 6, 7, 8, 9, 10]


def test_a_request_larger_than_the_whole_limit_is_not_kept() -> None:
    kept = log(10, ONE.size)
    kept.add(replace(ONE, body=b"x"))
    assert kept.all() == ()
    kept.add(ONE)
    assert kept.all() == (ONE,)


def test_clearing_says_how_many_there_were_and_frees_their_room() -> None:
    kept = log(10, 2 * ONE.size)
    kept.add(ONE)
    kept.add(ONE)
    assert kept.clear() == 2
    assert kept.clear() == 0
    kept.add(ONE)
    kept.add(ONE)
    assert len(kept.all()) == 2


def test_adding_gives_those_who_subscribed_until_they_are_gone() -> None:
    kept = log(10, 1_000_000)
    heard: list[Received] = []
    gone = kept.subscribe(heard.append)
    (listener,) = kept.add(ONE)
    listener(ONE)
    assert heard == [ONE]
    gone()
    assert kept.add(ONE) == ()


def test_unsubscribing_leaves_the_others_even_if_they_are_the_same_function() -> None:
    kept = log(10, 1_000_000)
    listener: Any = print
    first, _ = kept.subscribe(listener), kept.subscribe(listener)
    first()
    assert kept.add(ONE) == (listener,)
    first()
    assert kept.add(ONE) == (listener,)


def test_an_entry_says_everything_about_a_request() -> None:
    (entry,) = spelled(replace(ONE, body=b'{"cid": "1"}', verdict="faulted", fault="cut"))
    assert {problem["rule"] for problem in entry.pop("problems")} >= {"missing-ev", "ua-missing"}
    assert entry == {
        "number": 1,
        "received_at": "2023-11-14T22:13:20.250000+00:00",
        "endpoint": "track",
        "outcome": "faulted",
        "status": 200,
        "reason": None,
        "scheme": "http",
        "method": "POST",
        "target": "/track",
        "verdict": "faulted",
        "fault": "cut",
        "head": "POST /track HTTP/1.1\r\n\r\n",
        "headers": [["Host", "a"], ["host", "b"]],
        "body": '{"cid": "1"}',
        "body_encoding": "utf-8",
        "document": {"cid": "1"},
        "documents": [{"cid": "1"}],
    }


def test_no_request_is_an_empty_list() -> None:
    assert spelled() == []


def test_several_requests_are_one_list() -> None:
    assert [entry["number"] for entry in spelled(ONE, replace(ONE, number=2))] == [1, 2]


def test_the_digits_of_a_posted_document_stay_as_they_were_written() -> None:
    kept = replace(ONE, body=b'{"r": 1.10, "id": 12345678901234567890}')
    text = b"".join(received_json((kept,), Problems(None, 100)))
    assert b'"document": {"r": 1.10, "id": 12345678901234567890}' in text


def test_a_get_has_the_document_of_its_query() -> None:
    target = "/track?cid=1&ev[0][evt]=tr&ev[0][goals][]=5"
    (entry,) = spelled(replace(ONE, method="GET", target=target))
    assert entry["document"] == {"cid": "1", "ev": [{"evt": "tr", "goals": ["5"]}]}


def test_a_query_that_looks_like_an_address_is_read_as_a_query() -> None:
    (entry,) = spelled(replace(ONE, method="GET", target="/track?https://a.example/?cid=1"))
    assert entry["document"] == {"https://a.example/?cid": "1"}


@pytest.mark.parametrize(
    "one",
    [
        replace(ONE, body=b'{"cid":'),
        replace(ONE, body=b""),
        replace(ONE, body=b"[" * 100_000),
        replace(ONE, body=b'{"r": NaN}'),
        replace(ONE, method="GET"),
    ],
)
def test_what_cannot_be_read_has_no_document(one: Received) -> None:
    (entry,) = spelled(one)
    assert entry["document"] is None


def test_a_body_that_is_not_text_comes_as_base64() -> None:
    (entry,) = spelled(replace(ONE, body=b"\x1f\x8b\xff"))
    assert entry["body_encoding"] == "base64"
    assert base64.b64decode(entry["body"]) == b"\x1f\x8b\xff"
    assert entry["document"] is None


@given(st.one_of(st.binary(), st.text().map(lambda text: json.dumps(text).encode())))
def test_any_body_gives_readable_json(body: bytes) -> None:
    (entry,) = spelled(replace(ONE, body=body))
    again = entry["body"].encode() if entry["body_encoding"] == "utf-8" else None
    assert (base64.b64decode(entry["body"]) if again is None else again) == body


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_any_query_gives_readable_json(query: str) -> None:
    (entry,) = spelled(replace(ONE, method="GET", target=f"/track?{query}"))
    assert entry["target"] == f"/track?{query}"


def test_a_packed_body_is_read_as_what_it_was_before() -> None:
    packed = gzip.compress(b'{"vid": "v"}')
    (entry,) = spelled(replace(ONE, body=packed, headers=(("content-encoding", "gzip"),)))
    assert entry["document"] == {"vid": "v"}
    assert base64.b64decode(entry["body"]) == packed
    assert "body-encoding" in [problem["rule"] for problem in entry["problems"]]


def test_a_v1_body_is_one_document_for_each_visitor() -> None:
    event = {"eventType": "conversion", "data": {"goalId": "5"}}
    visitors = [{"visitorId": name, "events": [event]} for name in ("a", "b")]
    body = {"accountId": "1", "projectId": "2", "visitors": visitors}
    (entry,) = spelled(replace(ONE, target="/v1/track/key", body=json.dumps(body).encode()))
    assert entry["endpoint"] == "v1"
    assert entry["document"] == body
    assert [(one["vid"], one["ev"]) for one in entry["documents"]] == [
        ("a", [{"evt": "hitGoal", "goals": ["5"]}]),
        ("b", [{"evt": "hitGoal", "goals": ["5"]}]),
    ]


def test_what_is_no_tracking_drops_none() -> None:
    kept = log(10, 1_000_000)
    kept.add(ONE)
    for number in range(2, 6):
        kept.add(replace(ONE, number=number, verdict="refused", reason="It has no Host."))
    kept.add(replace(ONE, number=6))
    assert [one.number for one in kept.tracking()] == [1, 6]
    assert [one.number for one in kept.all()] == [1, 4, 5, 6]
    assert kept.refusals == 4
    (entry,) = spelled(kept.others()[0])
    assert (entry["outcome"], entry["reason"], entry["problems"]) == (
        "refused",
        "It has no Host.",
        [],
    )


# Requests that wait between two threads are limited, and those dropped are counted.


def test_requests_come_out_in_their_order() -> None:
    backlog = Backlog[Received](5)
    for number in range(4):
        backlog.put(replace(ONE, number=number))
    assert [one.number for one in backlog.take(3)] == [0, 1, 2]
    assert [one.number for one in backlog.take(3)] == [3]
    assert backlog.take(3) == []


def test_the_oldest_are_dropped_and_counted() -> None:
    backlog = Backlog[Received](3)
    for number in range(10):
        backlog.put(replace(ONE, number=number))
    assert backlog.dropped == 7
    assert [one.number for one in backlog.take(10)] == [7, 8, 9]


def test_bytes_are_bounded_too() -> None:
    backlog = Backlog[Received](100, 2 * ONE.size)
    for number in range(5):
        backlog.put(replace(ONE, number=number))
    assert (len(backlog), backlog.dropped) == (2, 3)


def test_clearing_does_not_count_as_dropping() -> None:
    backlog = Backlog[Received](3, 3 * ONE.size)
    for _ in range(2):
        backlog.put(ONE)
    backlog.clear()
    for _ in range(3):
        backlog.put(ONE)
    assert (len(backlog), backlog.dropped) == (3, 0)


def test_nothing_is_lost_between_threads() -> None:
    backlog = Backlog[Received](10_000)

    def write() -> None:
        for _ in range(1_000):
            backlog.put(ONE)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    taken = 0
    while any(writer.is_alive() for writer in writers):
        taken += len(backlog.take(100))
    taken += len(backlog.take(10_000))
    assert (taken, backlog.dropped) == (4_000, 0)
