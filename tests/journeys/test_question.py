"""Before a send that leaves this machine the window says what it adds: Enter sends, Esc not."""

from __future__ import annotations

import pytest

from convert_console.core.request.wire import WireRequest
from convert_console.core.sending.confirmation import visitor_in
from convert_console.core.verdict.exchange import Answer, Timings
from convert_console.services.http.route import Route, SendResult
from convert_console.services.http.sender import Sender
from support.driver import Driver, focused

OUTSIDE = "https://collect.example/track"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[WireRequest]:
    """What went out: the edge itself stands in, since a test may not leave this machine."""
    out: list[WireRequest] = []

    async def send(_sender: Sender, wire: WireRequest, _route: Route) -> SendResult:
        out.append(wire)
        return SendResult(Answer(200, "OK", (), b"", 0), Timings(total=0.01))

    monkeypatch.setattr(Sender, "send", send)
    return out


def test_enter_sends_what_was_asked_about(driver: Driver, sent: list[WireRequest]) -> None:
    driver.aim(OUTSIDE, reach="ask")
    wire = driver.wire
    driver.begin("keys")
    assert "collect.example" in driver.question
    assert "100300301" in driver.question
    assert sent == []
    driver.keys("Return", focused())
    driver.wait_until_sent()
    assert sent == [wire]
    assert driver.question == ""
    assert driver.result == "Accepted"


def test_esc_does_not_send(driver: Driver, sent: list[WireRequest]) -> None:
    driver.aim(OUTSIDE, reach="ask")
    driver.begin()
    driver.keys("Esc", focused())
    assert driver.question == ""
    assert sent == []
    assert driver.context.history.rowCount() == 0


def test_an_edit_withdraws_the_question(driver: Driver, sent: list[WireRequest]) -> None:
    driver.aim(OUTSIDE, reach="ask")
    driver.begin()
    driver.choose_method("GET")
    assert driver.question == ""
    assert sent == []


def test_convert_s_own_host_is_asked_about_as_live(driver: Driver, sent: list[WireRequest]) -> None:
    driver.profiles.alter(target="convert", reach="ask", project="10000001")
    driver.begin("keys")
    assert "live statistics of project 10000001" in driver.question
    driver.keys("Esc", focused())
    assert sent == []


def test_this_machine_is_never_asked_about(driver: Driver) -> None:
    driver.profiles.alter(reach="ask")
    driver.send()
    assert driver.question == ""
    assert driver.result == "Accepted"


def test_what_was_accepted_before_is_said_and_a_new_visitor_makes_it_count(
    driver: Driver, sent: list[WireRequest]
) -> None:
    driver.aim(OUTSIDE, reach="free")
    driver.send()
    old = driver.document.payload
    driver.begin()
    assert "was accepted for this visitor just now" in driver.question
    assert "will not count again" in driver.question
    assert len(sent) == 1
    driver.click(driver.window.question.another)
    driver.wait_until_sent()
    assert len(sent) == 2
    assert visitor_in(driver.document.payload) != visitor_in(old)
    driver.window.trigger("Undo")
    assert visitor_in(driver.document.payload) == visitor_in(old)


def test_whoever_sends_freely_is_told_of_a_repetition_once(
    driver: Driver, sent: list[WireRequest]
) -> None:
    driver.aim(OUTSIDE, reach="free")
    driver.send()
    driver.begin()
    driver.keys("Return", focused())
    driver.wait_until_sent()
    driver.send()
    assert len(sent) == 3


def test_the_problems_name_what_was_sent_before(driver: Driver, sent: list[WireRequest]) -> None:
    driver.aim(OUTSIDE, reach="free")
    driver.send()
    driver.context.problems.check()
    assert "already-sent" in {problem.rule for problem in driver.context.problems.all}
