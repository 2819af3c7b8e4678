"""What a send would add is confirmed first, and a profile decides how far a send may go."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convert_console.app.examples import first_request
from convert_console.core.history.columns import Column
from convert_console.core.request.wire import WireRequest
from convert_console.core.sending.confirmation import visitor_in
from convert_console.core.verdict.exchange import Answer, Timings
from convert_console.services.http.route import SendResult
from convert_console.services.http.sender import Sender
from convert_console.widgets.fields.visitor_field import new_visitor_id
from support.driver import Driver, focused, settle
from support.endpoint import Endpoint, answer

OUTSIDE = "https://collect.example/track"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[WireRequest]:
    """What went out: the edge itself stands in, since a test may not leave this machine."""
    out: list[WireRequest] = []

    async def send(_sender: Sender, wire: WireRequest, *_route: object) -> SendResult:
        out.append(wire)
        return SendResult(Answer(200, "OK", (), b"", 0), Timings(total=0.01))

    monkeypatch.setattr(Sender, "send", send)
    return out


def test_the_confirmed_request_is_sent(driver: Driver, sent: list[WireRequest]) -> None:
    driver.aim(OUTSIDE, reach="ask")
    wire = driver.wire
    driver.begin("keys")
    assert "collect.example" in driver.question
    assert "1 conversion of Purchase in Green button and 123.20" in driver.question
    assert sent == []
    driver.keys("Tab")
    driver.keys("Return", focused())
    driver.wait_until_sent()
    assert sent == [wire]
    assert driver.question == ""
    assert driver.result == "Accepted"


def test_esc_and_an_edit_close_the_confirmation_and_send_nothing(
    driver: Driver, sent: list[WireRequest]
) -> None:
    driver.aim(OUTSIDE, reach="ask")
    driver.begin()
    assert driver.question
    driver.keys("Esc", focused())
    assert driver.question == ""
    assert sent == []
    assert driver.context.history.rowCount() == 0
    driver.begin()
    assert driver.question
    driver.choose_method("GET")
    assert driver.question == "", "an edit closes it too"
    assert sent == []


def test_a_send_to_convert_is_confirmed_as_live_and_one_to_this_machine_is_not(
    driver: Driver,
) -> None:
    driver.profiles.alter(reach="ask")
    driver.send()
    assert driver.question == ""
    assert driver.result == "Accepted"
    driver.document.load(first_request(new_visitor_id()), "Load")
    driver.profiles.alter(target="convert", project="10000001")
    driver.begin("keys")
    assert "live statistics of Sample shop. Send?" in driver.question
    driver.keys("Esc", focused())
    assert driver.history(Column.VERDICT) == ["Accepted"]


def test_a_repetition_is_reported_and_a_new_visitor_makes_it_count(
    driver: Driver, sent: list[WireRequest]
) -> None:
    driver.aim(OUTSIDE, reach="free")
    driver.send()
    old = driver.document.payload
    driver.begin()
    assert "was accepted for this visitor just now" in driver.question
    assert "will not count again" in driver.question
    assert len(sent) == 1
    driver.click(driver.window.question.new_visitor)
    driver.wait_until_sent()
    assert len(sent) == 2
    assert visitor_in(driver.document.payload) != visitor_in(old)
    driver.window.trigger("Undo")
    assert visitor_in(driver.document.payload) == visitor_in(old)


def test_free_sending_reports_a_repetition_once(driver: Driver, sent: list[WireRequest]) -> None:
    driver.aim(OUTSIDE, reach="free")
    driver.send()
    driver.context.problems.check()
    assert "already-sent" in {problem.rule for problem in driver.context.problems.all}
    driver.begin()
    driver.confirm()
    driver.send()
    assert len(sent) == 3


ELSEWHERE = "192.0.2.7"


def lead_away(*_rest: Any, **_named: Any) -> list[Any]:
    """A name service that answers every name, localhost too, with another machine."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ELSEWHERE, 80))]


def test_localhost_that_leads_elsewhere_is_not_connected_to(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.aim("http://localhost:8765/track", reach="local")
    monkeypatch.setattr(socket, "getaddrinfo", lead_away)
    driver.send()
    assert driver.result == "Not sent"
    assert f"localhost leads to {ELSEWHERE}" in driver.window.result.sentence.text()


def test_a_redirect_is_shown_and_a_proxy_is_not_asked(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = answer("302 Found", headers=[f"Location: http://{ELSEWHERE}/track"])
    with Endpoint([away]) as endpoint, Endpoint() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        driver.aim(endpoint.url, reach="local")
        driver.profiles.alter(proxy=proxy.url.removesuffix("/track"))
        driver.send()
        driver.profiles.alter(proxy="system")
        driver.send()
        assert (len(endpoint.requests), proxy.connections) == (2, 0)
    assert driver.result == "Redirected"
    driver.turn_preview("Answer")
    assert ELSEWHERE in driver.window.preview.answer.location.label.text()


def test_ask_opens_no_connection_before_enter_and_free_does_at_once(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the socket, by a name that the window must take for somebody else's."""
    with Endpoint() as endpoint:
        lead_here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", endpoint.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_rest, **_named: lead_here)
        driver.aim(f"http://shop.example:{endpoint.port}/track", reach="ask")
        driver.begin("keys")
        assert "shop.example" in driver.question
        driver.keys("Esc", focused())
        driver.begin("keys")
        settle()
        assert (driver.sending.running, endpoint.connections) == (False, 0)
        driver.confirm()
        assert endpoint.requests == [driver.wire.raw]
        driver.profiles.alter(reach="free")
        driver.fill("Request", "vid", "another-visitor")
        driver.send("keys")
        assert driver.question == ""
        assert endpoint.requests[1:] == [driver.wire.raw]


def test_broken_profile_files_are_all_named_and_kept(
    open_console: Callable[[], Driver], home: Path
) -> None:
    folder = home / "console" / "profiles"
    folder.mkdir(parents=True)
    (folder / "one.json").write_text("{")
    (folder / "two.json").write_text('{"name": "Two", "total_timeout": -1}')
    said = open_console().message
    assert "one.json is not a profile" in said
    assert '"total_timeout" is not a number of seconds' in said
    assert sorted(path.name for path in folder.glob("*.broken-1")) == [
        "one.json.broken-1",
        "two.json.broken-1",
    ]
