from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.services.collector.endpoint import (
    HUGE_PIECE,
    HUGE_PIECES,
    Fault,
    FaultSwitch,
    as_json,
    read_fault,
)
from convert_console.services.collector.server import Collector
from support.collecting import ask, connect, post, read_to_end, running, talk


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@pytest.mark.parametrize(("kind", "status"), [("forbidden", 403), ("error", 500)])
def test_a_status_can_be_answered(collector: Collector, kind: Any, status: int) -> None:
    collector.fault = Fault(kind)
    assert ask(collector).status == status
    assert ask(collector, "GET", "/track?cid=1").status == status


def test_a_redirect_leads_where_it_is_told_to(collector: Collector) -> None:
    collector.fault = Fault("redirect", location="https://shop.example/")
    answer = ask(collector)
    assert (answer.status, answer.headers["Location"]) == (302, "https://shop.example/")


def test_a_slow_answer_is_the_usual_one(collector: Collector) -> None:
    collector.fault = Fault("slow", seconds=0.01)
    assert ask(collector).json == {"status": "ok"}
    assert ask(collector, headers={"User-Agent": "curl/8.5.0"}).json == {"code": "BOT"}
    kept = [(one.verdict, one.fault) for one in collector.received()]
    assert kept == [("accepted", "slow"), ("bot", "slow")]


def test_a_slow_answer_holds_up_neither_others_nor_a_stop(collector: Collector) -> None:
    collector.fault = Fault("slow", seconds=3_600, times=1)
    with connect(collector) as plain:
        plain.sendall(post())
        wait_for_one(collector)
        assert ask(collector).status == 200
        collector.stop()
        assert is_unanswered(plain)


def test_silence_lasts_until_the_asker_has_said_all(collector: Collector) -> None:
    collector.fault = Fault("silent")
    assert talk(collector, post() + post()) == b""
    assert [(one.verdict, one.fault) for one in collector.received()] == [("faulted", "silent")]


def test_silence_ends_with_a_stop(collector: Collector) -> None:
    collector.fault = Fault("silent")
    with connect(collector) as plain:
        plain.sendall(post())
        wait_for_one(collector)
        collector.stop()
        assert is_unanswered(plain)


def wait_for_one(collector: Collector) -> None:
    while not collector.received():
        assert collector.running


def is_unanswered(plain: socket.socket) -> bool:
    try:
        return read_to_end(plain) == b""
    except ConnectionError:
        return True


def test_a_reset_breaks_the_connection(collector: Collector) -> None:
    collector.fault = Fault("reset")
    with connect(collector) as plain:
        plain.sendall(post())
        with pytest.raises(ConnectionResetError):
            read_to_end(plain)


def test_a_huge_body_comes_whole(collector: Collector) -> None:
    collector.fault = Fault("huge")
    answer = ask(collector)
    assert len(answer.body) > len(HUGE_PIECE) * HUGE_PIECES == 6 * 1024 * 1024
    assert answer.json == {"status": "ok"}
    assert ask(collector).json == {"status": "ok"}


def test_a_cut_body_is_shorter_than_promised(collector: Collector) -> None:
    collector.fault = Fault("cut")
    with connect(collector) as plain:
        plain.sendall(post())
        head, _, body = read_to_end(plain).partition(b"\r\n\r\n")
    assert b"Content-Length: 20" in head
    assert body == b'{"status":'


def test_what_claims_to_be_gzip_is_not(collector: Collector) -> None:
    collector.fault = Fault("not-gzip")
    answer = ask(collector)
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(answer.body)


def test_a_fault_lasts_for_its_times_and_is_noted(collector: Collector) -> None:
    collector.fault = Fault("error", times=2)
    assert [ask(collector).status for _ in range(3)] == [500, 500, 200]
    assert collector.fault is None
    assert [(one.verdict, one.fault) for one in collector.received()] == [
        ("faulted", "error"),
        ("faulted", "error"),
        ("accepted", ""),
    ]


def test_a_fault_without_times_lasts_until_it_is_cleared(collector: Collector) -> None:
    collector.fault = Fault("forbidden")
    assert {ask(collector).status for _ in range(5)} == {403}
    collector.fault = None
    assert ask(collector).status == 200


def test_the_pages_for_scripts_meet_no_fault(collector: Collector) -> None:
    collector.fault = Fault("silent", times=1)
    assert ask(collector, "GET", "/received").json == []
    assert ask(collector, "OPTIONS").status == 204
    assert collector.fault == Fault("silent", times=1)


def test_the_answer_of_a_fault_can_be_read_by_a_web_page(collector: Collector) -> None:
    collector.fault = Fault("error")
    assert ask(collector).headers["Access-Control-Allow-Origin"] == "*"


def test_taking_counts_down() -> None:
    switch = FaultSwitch()
    assert switch.take() is None
    switch.fault = Fault("error", times=2)
    assert switch.take() == Fault("error", times=2)
    assert switch.fault == Fault("error", times=1)
    assert switch.take() == Fault("error", times=1)
    assert switch.take() is None


@pytest.mark.parametrize(
    ("body", "query", "fault"),
    [
        (b'{"kind": "silent"}', "", Fault("silent")),
        (b'{"kind": "slow", "seconds": 2, "times": null}', "", Fault("slow", seconds=2)),
        (b'{"kind": "error", "times": 3}', "kind=slow", Fault("error", times=3)),
        (b"", "kind=slow&seconds=0.5&times=2", Fault("slow", seconds=0.5, times=2)),
        (
            b"",
            "kind=redirect&location=https%3A%2F%2Fa%2F",
            Fault("redirect", location="https://a/"),
        ),
    ],
)
def test_a_script_spells_a_fault_as_json_or_as_a_query(
    body: bytes, query: str, fault: Fault
) -> None:
    assert read_fault(body, query) == fault


@pytest.mark.parametrize(
    ("body", "query", "sentence"),
    [
        (b"", "", "needs a kind"),
        (b"[]", "", "is a JSON object"),
        (b"{", "", "is a JSON object"),
        (b"\xff", "", "is a JSON object"),
        (b"[" * 100_000, "", "is a JSON object"),
        (b'{"kind": "tired"}', "", "is one of forbidden, error, redirect"),
        (b'{"kind": []}', "", r"kind of a fault cannot be \[\]"),
        (b'{"kind": "slow", "second": 1}', "", "has no 'second'; it has kind, seconds"),
        (b'{"kind": "slow", "seconds": -1}', "", "between 0 and 3,600"),
        (b'{"kind": "slow", "seconds": NaN}', "", "between 0 and 3,600"),
        (b'{"kind": "slow", "seconds": true}', "", "cannot be True"),
        (b'{"kind": "slow", "times": 0}', "", "whole number from 1"),
        (b'{"kind": "slow", "times": 1.5}', "", "cannot be 1.5"),
        (b'{"kind": "redirect", "location": "/\\r\\nX: y"}', "", "printable ASCII"),
        (b'{"kind": "redirect", "location": ""}', "", "printable ASCII"),
        (b"", "kind=slow&seconds=long", "The seconds of a fault are a number"),
        (b"", "kind=slow&times=1.5", "The times of a fault are a number"),
    ],
)
def test_what_is_no_fault_is_said_in_a_sentence(body: bytes, query: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_fault(body, query)


@given(st.binary(max_size=60), st.text(max_size=60))
def test_reading_a_fault_fails_in_no_other_way(body: bytes, query: str) -> None:
    try:
        fault = read_fault(body, query)
    except ValueError:
        return
    assert read_fault(as_json(fault), "") == fault
