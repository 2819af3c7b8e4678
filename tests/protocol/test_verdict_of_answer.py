"""Every kind of answer gets the verdict that is known of it, and no better one."""

from __future__ import annotations

import pytest

from convert_console.protocol.exchange import Answer
from convert_console.protocol.profile import CONVERT_AGENT
from convert_console.protocol.reach import COLLECTOR
from convert_console.protocol.verdict_kinds import Verdict
from convert_console.protocol.verdict_of_answer import of_answer
from convert_console.protocol.wire import WireRequest

LIVE = "https://10000001.metrics.convertexperiments.com/track"
LOCAL = "http://127.0.0.1:8765/track"
CDN = "https://cdn-4.convertexperiments.com/track"
LEGACY = "https://10000001.track.convertexperiments.com/track"


def judged(
    status: int,
    body: bytes = b"",
    *,
    url: str = LIVE,
    agent: str | None = CONVERT_AGENT,
    location: str = "",
    note: str = "",
    server: str = "",
) -> Verdict:
    headers = (("Host", "h"),) + ((("user-agent", agent),) if agent is not None else ())
    named = (("Location", location), ("Server", server))
    given = tuple((name, value) for name, value in named if value)
    answer = Answer(status, "Reason", given, body, len(body), note=note)
    return of_answer(answer, WireRequest("POST", url, headers, b"{}"))


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_success_is_accepted_and_never_called_recorded(status: int) -> None:
    verdict = judged(status)
    assert (verdict.kind, verdict.word, verdict.tone) == ("accepted", "Accepted", "ok")
    assert verdict.sentence == "The endpoint took it; this does not prove that it was recorded."
    assert verdict.delivered


def test_the_local_collector_touches_nobodys_statistics() -> None:
    verdict = judged(200, url=LOCAL, server=COLLECTOR)
    assert verdict.kind == "accepted"
    assert "nobody's statistics are touched" in verdict.sentence
    assert "report" not in verdict.next_step


@pytest.mark.parametrize("server", ["", "nginx"])
def test_of_another_program_on_this_machine_no_more_is_said_than_is_known(server: str) -> None:
    verdict = judged(200, url="http://localhost:3000/track", server=server)
    assert (verdict.kind, verdict.delivered) == ("accepted", True)
    assert "whether it passes it on is not known" in verdict.sentence
    assert "collector" not in verdict.sentence
    assert "statistics" not in verdict.sentence


def test_a_distant_endpoint_that_calls_itself_the_collector_is_not_it() -> None:
    assert "recorded" in judged(200, server=COLLECTOR).sentence


@pytest.mark.parametrize("agent", [CONVERT_AGENT, "curl/8.5.0", None])
def test_a_body_that_says_bot_is_discarded_whoever_asked(agent: str | None) -> None:
    verdict = judged(200, b'{"code":"BOT"}', agent=agent)
    assert (verdict.kind, verdict.word) == ("bot", "Discarded as bot")
    assert "for /track it is likely the same" in verdict.sentence


def test_for_v1_the_meaning_of_bot_is_documented() -> None:
    verdict = judged(200, b'{"code":"BOT"}', url=LIVE.replace("/track", "/v1/track/1/2"))
    assert verdict.kind == "bot"
    assert "likely" not in verdict.sentence


@pytest.mark.parametrize("body", [b"", b'{"code":200}', b"ok"])
def test_a_bot_like_agent_and_a_silent_body_are_probably_discarded(body: bytes) -> None:
    verdict = judged(200, body, agent="python-httpx/0.28.1")
    assert (verdict.kind, verdict.word) == ("probably-bot", "Probably discarded")
    assert not verdict.delivered


def test_success_without_a_user_agent_is_said_to_be_odd() -> None:
    verdict = judged(200, agent=None)
    assert verdict.kind == "accepted"
    assert "documented to answer that with 301" in verdict.sentence


def test_a_body_with_another_code_is_pointed_out() -> None:
    assert "code “403”" in judged(200, b'{"code":403}').sentence
    assert "code" not in judged(200, b'{"code":200}').sentence


def test_a_body_that_broke_off_may_have_said_more() -> None:
    assert "may have said more" in judged(200, note="the body broke off: reset").sentence


@pytest.mark.parametrize("agent", [None, "", "  "])
def test_301_without_a_user_agent_is_the_firewall(agent: str | None) -> None:
    verdict = judged(301, agent=agent, location="https://www.convert.com/")
    assert (verdict.kind, verdict.word) == ("blocked", "Blocked")


def test_301_with_a_user_agent_says_what_is_known_and_what_is_not() -> None:
    verdict = judged(301, location="https://elsewhere.example/")
    assert (verdict.kind, verdict.word) == ("redirected", "Redirected")
    assert "https://elsewhere.example/" in verdict.sentence
    assert "this one had one" in verdict.sentence


@pytest.mark.parametrize("status", [300, 302, 303, 304, 307, 308])
def test_other_redirects_show_where_to(status: int) -> None:
    assert judged(status).kind == "redirected"
    assert "to /there" in judged(status, location="/there").sentence
    assert "without saying where to" in judged(status).sentence


@pytest.mark.parametrize("url", [CDN, LEGACY])
@pytest.mark.parametrize("status", [200, 403, 404])
def test_hosts_that_are_not_the_metrics_host_are_named(url: str, status: int) -> None:
    verdict = judged(status, url=url)
    assert (verdict.kind, verdict.word) == ("wrong-host", "Wrong host")
    assert "convertexperiments.com" in verdict.sentence
    assert not verdict.delivered


def test_somebody_elses_cdn_is_not_converts() -> None:
    assert judged(403, url="https://cdn-4.example.com/track").kind == "rejected"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 414, 429, 499])
def test_client_errors_are_rejected_with_a_next_step(status: int) -> None:
    verdict = judged(status)
    assert (verdict.kind, verdict.word) == ("rejected", "Rejected")
    assert verdict.next_step


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_server_errors_leave_open_whether_the_request_was_taken(status: int) -> None:
    verdict = judged(status)
    assert verdict.kind == "server-error"
    assert "not known" in verdict.sentence


@pytest.mark.parametrize("status", [0, 99, 101, 600, 999])
def test_a_status_http_does_not_know_is_unreadable(status: int) -> None:
    assert judged(status).kind == "unreadable"


def test_foreign_text_is_kept_short() -> None:
    assert len(judged(302, location="/" + "x" * 70_000).sentence) < 300
