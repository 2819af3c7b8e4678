""""""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.destination import COLLECTOR
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.services.collector.endpoint import names_this_machine
from convert_console.services.collector.faults import (
    FAULTS,
    HUGE_PIECE,
    HUGE_PIECES,
    Fault,
    FaultSwitch,
    fault_json,
    read_fault,
)
from convert_console.services.collector.server import Collector
from support.collecting import ask, connect, post, read_to_end, running, talk
from support.waiting import until

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("target", ["/track", "/track/", "/track?cid=1", "/track/?cid=1"])
@pytest.mark.parametrize("agent", [CONVERT_AGENT, FIREFOX])
def test_a_browser_and_convertagent_are_accepted(
    collector: Collector, method: str, target: str, agent: str
) -> None:
    answer = ask(collector, method, target, headers={"User-Agent": agent})
    assert (answer.status, answer.json) == (200, {"status": "ok"})
    assert answer.headers["Content-Type"] == "application/json"
    assert [one.verdict for one in collector.received()] == ["accepted"]


def test_its_answers_say_that_they_are_its_own(collector: Collector) -> None:
    for agent in (CONVERT_AGENT, "curl/8.5.0"):
        assert ask(collector, headers={"User-Agent": agent}).headers["Server"] == COLLECTOR


def test_a_bot_is_answered_200_with_a_note_in_the_body(collector: Collector) -> None:
    answer = ask(collector, headers={"User-Agent": "curl/8.5.0"})
    assert (answer.status, answer.body) == (200, b'{"code":"BOT"}')
    assert [one.verdict for one in collector.received()] == ["bot"]


@pytest.mark.parametrize("line", [b"", b"User-Agent:\r\n", b"User-Agent:  \t \r\n"])
def test_without_a_user_agent_it_is_301(collector: Collector, line: bytes) -> None:
    answer = talk(collector, b"POST /track HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 301 ")
    assert b"\r\nLocation: /\r\n" in answer
    assert [one.verdict for one in collector.received()] == ["blocked"]


def test_the_301_leads_to_a_page_that_looks_like_success(collector: Collector) -> None:
    assert ask(collector, "GET", "/").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "PATCH", "BREW"])
def test_other_methods_are_answered_with_the_allowed_ones(
    collector: Collector, method: str
) -> None:
    answer = ask(collector, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, OPTIONS, POST")
    assert collector.received() == ()


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("POST", "/received", "DELETE, GET, HEAD"),
        ("DELETE", "/received/good", "GET, HEAD"),
        ("OPTIONS", "/received", "DELETE, GET, HEAD"),
        ("POST", "/fault", "DELETE, GET, HEAD, PUT"),
    ],
)
def test_each_page_has_its_own_methods(
    collector: Collector, method: str, target: str, allowed: str
) -> None:
    answer = ask(collector, method, target)
    assert (answer.status, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("target", ["/", "/received", "/received/good", "/refused", "/fault"])
def test_a_tool_that_waits_for_a_server_may_ask_for_a_page_by_head(
    collector: Collector, target: str
) -> None:
    head = f"HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with connect(collector) as plain:
        plain.sendall(head + head + post(more="Connection: close\r\n"))
        answers = read_to_end(plain)
    assert answers.count(b"HTTP/1.1 200") == 3
    assert answers.endswith(b'\r\n\r\n{"status":"ok"}')
    assert collector.refusals == 0
    assert ask(collector, "HEAD", "/nowhere").status == 404


@pytest.mark.parametrize("target", ["/nowhere", "/track/more", "/Track", "//track", "/received/x"])
def test_other_paths_are_not_found_and_listed_with_the_reason(
    collector: Collector, target: str
) -> None:
    assert ask(collector, "GET", target).status == 404
    assert collector.received() == ()
    (listed,) = ask(collector, "GET", "/received").json
    assert (listed["outcome"], listed["status"], listed["target"]) == ("refused", 404, target)
    assert listed["reason"].startswith(f"There is nothing at {target}")


def test_scripts_read_what_was_received(collector: Collector) -> None:
    ask(collector, body=b'{"cid": "1"}')
    ask(collector, body=b"no json", headers={"User-Agent": "curl/8.5.0"})
    talk(collector, b"GET /track?cid=3 HTTP/1.1\r\nHost: a\r\n\r\n")

    def numbers(target: str) -> list[int]:
        return [entry["number"] for entry in ask(collector, "GET", target).json]

    assert numbers("/received") == [1, 2, 3]
    assert numbers("/received/") == [1, 2, 3]
    assert numbers("/received/good") == [1]
    assert numbers("/received/bad") == [2, 3]
    entries = ask(collector, "GET", "/received").json
    assert [entry["document"] for entry in entries] == [{"cid": "1"}, None, {"cid": "3"}]
    assert [entry["verdict"] for entry in entries] == ["accepted", "bot", "blocked"]


def test_a_script_clears_what_was_received(collector: Collector) -> None:
    ask(collector)
    assert ask(collector, "DELETE", "/received").json == {"forgotten": 1}
    assert ask(collector, "GET", "/received").json == []


def test_reading_and_clearing_are_not_received_themselves(collector: Collector) -> None:
    for target in ("/", "/received", "/fault"):
        ask(collector, "GET", target)
    assert collector.received() == ()


def test_a_full_store_is_read_at_once(collector: Collector) -> None:
    """Several megabytes of list, sent in chunks."""
    for _ in range(40):
        ask(collector, body=b'"' + b"x" * 60_000 + b'"')
    assert len(ask(collector, "GET", "/received").json) == 40


def test_any_web_page_may_send_and_none_may_read(collector: Collector) -> None:
    """What a shop's page in a browser needs, preflight included, for tracking only."""
    origin = {"Origin": "https://shop.example"}
    asking = {
        **origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, x-own",
    }
    for target in ("/track", "/v1/track/10000009/10000001"):
        preflight = ask(collector, "OPTIONS", target, headers=asking)
        assert (preflight.status, preflight.body) == (204, b"")
        assert preflight.headers["Access-Control-Allow-Headers"] == "content-type, x-own"
        assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
        for answer in (preflight, ask(collector, "POST", target, b"{}", headers=origin)):
            assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
            assert answer.headers["Access-Control-Allow-Credentials"] == "true"
            assert "Origin" in answer.headers["Vary"]
    private = ask(
        collector,
        "OPTIONS",
        headers={**asking, "Access-Control-Request-Private-Network": "true"},
    )
    assert private.headers["Access-Control-Allow-Private-Network"] == "true"
    assert ask(collector).headers["Access-Control-Allow-Origin"] == "*"
    for target in ("/", "/received", "/received/good", "/fault", "/nowhere"):
        for method in ("GET", "OPTIONS"):
            read = ask(collector, method, target, headers=origin)
            assert not any("access-control" in name.lower() for name in read.headers)
    assert len(collector.received()) == 3


def test_a_header_of_a_page_cannot_break_the_answer(collector: Collector) -> None:
    answer = talk(
        collector,
        b"POST /track HTTP/1.1\r\nHost: a\r\nUser-Agent: ConvertAgent/1.0\r\n"
        b"Origin: https://caf\xe9.example\r\nContent-Length: 2\r\n\r\n{}",
    )
    assert b"\r\nAccess-Control-Allow-Origin: https://caf\xe9.example\r\n" in answer


def test_a_custom_host_name_is_used_for_the_tracking_address_only(collector: Collector) -> None:
    """A page may have its own name point to this machine (DNS rebinding)."""
    foreign = {"Host": "evil.example:8765"}
    assert ask(collector, headers=foreign).status == 200
    for method, target in (("GET", "/received"), ("DELETE", "/received"), ("PUT", "/fault")):
        assert ask(collector, method, target, headers=foreign).status == 421
    assert len(collector.received()) == 1
    assert collector.fault is None


def test_the_target_of_a_proxys_request_is_understood(collector: Collector) -> None:
    """And the host in it counts, whatever the Host header says."""
    with_agent = b" HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ConvertAgent/1.0\r\n\r\n"
    assert b" 200 " in talk(collector, b"GET http://10000001.example/track?cid=1" + with_agent)
    assert b" 421 " in talk(collector, b"GET http://evil.example/received" + with_agent)
    assert b" 200 " in talk(collector, b"GET http://127.0.0.1:8765/received" + with_agent)
    assert collector.received()[0].target == "http://10000001.example/track?cid=1"


@pytest.mark.parametrize(
    "host",
    [None, "localhost", "LOCALHOST:1", "127.0.0.1:8765", "127.9.9.9", "[::1]", "[::1]:8765"],
)
def test_names_of_this_machine(host: str | None) -> None:
    assert names_this_machine(host)


@pytest.mark.parametrize(
    "host",
    ["", "example.com", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]:80"],
)
def test_names_of_others(host: str) -> None:
    assert not names_this_machine(host)


def test_a_fault_is_switched_by_a_script(collector: Collector) -> None:
    assert ask(collector, "GET", "/fault").json is None
    wanted = {"kind": "slow", "seconds": 0.5, "location": "/", "times": 2}
    assert ask(collector, "PUT", "/fault", json.dumps(wanted).encode()).json == wanted
    assert ask(collector, "GET", "/fault").json == wanted
    assert ask(collector, "PUT", "/fault?kind=redirect&location=/x&times=1").status == 200
    answer = ask(collector)
    assert (answer.status, answer.headers["Location"]) == (302, "/x")
    assert ask(collector).status == 200
    ask(collector, "PUT", "/fault?kind=error")
    assert ask(collector).status == 500
    assert ask(collector, "DELETE", "/fault").json is None
    assert ask(collector).status == 200


def test_a_fault_that_cannot_be_is_refused_with_a_sentence(collector: Collector) -> None:
    answer = ask(collector, "PUT", "/fault?kind=tired")
    assert answer.status == 400
    assert b"The kind of a fault is one of " in answer.body
    assert collector.fault is None


@pytest.mark.parametrize(("kind", "status"), [("forbidden", 403), ("error", 500)])
def test_a_status_can_be_answered(collector: Collector, kind: Any, status: int) -> None:
    collector.fault = Fault(kind)
    assert ask(collector).status == status
    assert ask(collector, "GET", "/track?cid=1").status == status


def test_a_redirect_leads_to_the_configured_place(collector: Collector) -> None:
    collector.fault = Fault("redirect", location="https://shop.example/")
    answer = ask(collector)
    assert (answer.status, answer.headers["Location"]) == (302, "https://shop.example/")


def test_a_slow_answer_is_the_usual_one(collector: Collector) -> None:
    collector.fault = Fault("slow", seconds=0.01)
    assert ask(collector).json == {"status": "ok"}
    assert ask(collector, headers={"User-Agent": "curl/8.5.0"}).json == {"code": "BOT"}
    kept = [(one.verdict, one.fault) for one in collector.received()]
    assert kept == [("accepted", "slow"), ("bot", "slow")]


def test_a_slow_answer_delays_neither_others_nor_a_stop(collector: Collector) -> None:
    collector.fault = Fault("slow", seconds=3_600, times=1)
    with connect(collector) as plain:
        plain.sendall(post())
        wait_for_one(collector)
        assert ask(collector).status == 200
        collector.stop()
        assert is_unanswered(plain)


def test_silence_lasts_until_the_caller_has_sent_everything(collector: Collector) -> None:
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
    until(collector.received)


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


def test_a_huge_body_arrives_complete(collector: Collector) -> None:
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


def test_false_gzip_is_not_unpacked(collector: Collector) -> None:
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


def test_consuming_decreases_the_count() -> None:
    switch = FaultSwitch()
    assert switch.next() is None
    switch.fault = Fault("error", times=2)
    assert switch.next() == Fault("error", times=2)
    assert switch.fault == Fault("error", times=1)
    assert switch.next() == Fault("error", times=1)
    assert switch.next() is None


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
        (b'{"kind": "tired"}', "", f"is one of {', '.join(FAULTS)}"),
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
def test_an_invalid_fault_is_reported_in_a_sentence(body: bytes, query: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_fault(body, query)


@given(st.binary(max_size=60), st.text(max_size=60))
def test_reading_a_fault_fails_in_no_other_way(body: bytes, query: str) -> None:
    try:
        fault = read_fault(body, query)
    except ValueError:
        return
    assert read_fault(fault_json(fault), "") == fault
