"""One verdict for every exchange there can be."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.destination import COLLECTOR
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, FailureKind, Inbound
from convert_console.core.verdict.kinds import Verdict
from convert_console.core.verdict.verdict import (
    Tone,
    VerdictKind,
    codes_in,
    of_answer,
    says_bot,
    verdict,
)

AGENTS = st.sampled_from([None, "", "curl/8.5.0", "ConvertAgent/1.0"]) | st.text(max_size=30)
URLS = st.sampled_from(
    [
        "https://1.metrics.convertexperiments.com/track",
        "https://cdn-4.convertexperiments.com/track",
        "http://[::1]:8765/track",
        "http://[broken/track",
        "",
    ]
)
BODIES = st.binary(max_size=60) | st.sampled_from([b'{"code":"BOT"}', b'{"code":"', b"[[["])
HEADERS = st.lists(st.tuples(st.sampled_from(["location", "X"]), st.text(max_size=20)), max_size=2)
ANSWERS = st.builds(
    lambda status, reason, headers, body, note: Answer(
        status, reason, tuple(headers), body, len(body), note=note
    ),
    st.integers(-1, 1000),
    st.text(max_size=20),
    HEADERS,
    BODIES,
    st.text(max_size=20),
)
FAILURES = st.builds(Failure, st.sampled_from(get_args(FailureKind)), st.text(max_size=40))


def exchange(outcome: Answer | Failure | None, url: str, agent: str | None = None) -> Exchange:
    headers = () if agent is None else (("User-Agent", agent),)
    return Exchange("id", 0.0, "P", WireRequest("POST", url, headers, b""), "", outcome)


def test_a_send_under_way_is_pending() -> None:
    judged = verdict(exchange(None, "http://127.0.0.1/track"))
    assert (judged.kind, judged.tone, judged.delivered) == ("pending", "info", False)


@given(st.none() | ANSWERS | FAILURES, URLS, AGENTS)
def test_any_exchange_is_judged(
    outcome: Answer | Failure | None, url: str, agent: str | None
) -> None:
    judged = verdict(exchange(outcome, url, agent))
    assert judged.kind in get_args(VerdictKind)
    assert judged.tone in get_args(Tone)
    assert judged.word
    assert judged.sentence


@given(ANSWERS, URLS, AGENTS)
def test_the_word_recorded_appears_only_with_not(answer: Answer, url: str, agent: str) -> None:
    judged = verdict(exchange(answer, url, agent))
    said = f"{judged.word} {judged.sentence} {judged.next_step}"
    claimed = re.sub("does not prove that it was recorded", "", said)
    assert "recorded" not in claimed.replace(answer.reason or "\0", "")


@pytest.mark.parametrize("outcome", [one for one in get_args(Inbound) if one])
def test_what_came_in_is_never_accepted_and_says_where_it_came_from(outcome: Inbound) -> None:
    came_in = exchange(None, "http://127.0.0.1/track")._replace(inbound=outcome)
    judged = verdict(came_in)
    assert judged.kind == f"inbound-{outcome}"
    assert "this machine" in judged.sentence
    assert not judged.delivered


# Every kind of answer gets the verdict that is known of it, and no better one.

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
    content_type: str = "",
) -> Verdict:
    headers = (("Host", "h"),) + ((("user-agent", agent),) if agent is not None else ())
    named = (("Location", location), ("Server", server), ("Content-Type", content_type))
    given = tuple((name, value) for name, value in named if value)
    answer = Answer(status, "Reason", given, body, len(body), note=note)
    return of_answer(answer, WireRequest("POST", url, headers, b"{}"))


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_success_is_accepted_and_never_called_recorded(status: int) -> None:
    verdict = judged(status)
    assert (verdict.kind, verdict.word, verdict.tone) == ("accepted", "Accepted", "ok")
    assert verdict.sentence == "The endpoint took it; this does not prove that it was recorded."
    assert verdict.delivered


def test_the_local_collector_affects_no_statistics() -> None:
    verdict = judged(200, url=LOCAL, server=COLLECTOR)
    assert verdict.kind == "accepted"
    assert "no statistics are affected" in verdict.sentence
    assert "report" not in verdict.next_step


@pytest.mark.parametrize("server", ["", "nginx"])
def test_about_another_local_program_only_known_facts_are_reported(server: str) -> None:
    verdict = judged(200, url="http://localhost:3000/track", server=server)
    assert (verdict.kind, verdict.delivered) == ("accepted", True)
    assert "not known whether it forwards it" in verdict.sentence
    assert "collector" not in verdict.sentence
    assert "statistics" not in verdict.sentence


def test_a_distant_endpoint_that_calls_itself_the_collector_is_not_it() -> None:
    assert "recorded" in judged(200, server=COLLECTOR).sentence


@pytest.mark.parametrize("agent", [CONVERT_AGENT, "curl/8.5.0", None])
def test_a_body_that_says_bot_means_discarded_for_any_user_agent(agent: str | None) -> None:
    verdict = judged(200, b'{"code":"BOT"}', agent=agent)
    assert (verdict.kind, verdict.word) == ("bot", "Discarded as bot")
    assert "for /track it is likely the same" in verdict.sentence


def test_a_user_agent_that_the_sources_disagree_on_is_remarked() -> None:
    verdict = judged(200, agent="okhttp/4.12.0 ConvertAgent/1.0")
    assert verdict.kind == "accepted"
    assert "sources disagree" in verdict.sentence


def test_for_v1_the_meaning_of_bot_is_documented() -> None:
    verdict = judged(200, b'{"code":"BOT"}', url=LIVE.replace("/track", "/v1/track/1/2"))
    assert verdict.kind == "bot"
    assert "likely" not in verdict.sentence


@pytest.mark.parametrize("body", [b"", b'{"code":200}', b"ok"])
def test_a_bot_like_agent_and_a_silent_body_are_probably_discarded(body: bytes) -> None:
    verdict = judged(200, body, agent="python-httpx/0.28.1")
    assert (verdict.kind, verdict.word) == ("probably-bot", "Probably discarded")
    assert not verdict.delivered


def test_success_without_a_user_agent_is_reported_as_odd() -> None:
    verdict = judged(200, agent=None)
    assert verdict.kind == "accepted"
    assert "documented to answer that with 301" in verdict.sentence


def test_a_body_with_another_code_is_pointed_out() -> None:
    assert "code “403”" in judged(200, b'{"code":403}').sentence
    assert "code" not in judged(200, b'{"code":200}').sentence


def test_a_truncated_body_may_have_contained_more() -> None:
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


@pytest.mark.parametrize("status", [300, 302, 303, 305, 307, 308])
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


def test_a_foreign_cdn_is_not_converts() -> None:
    assert judged(403, url="https://cdn-4.example.com/track").kind == "rejected"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 414, 429, 499])
def test_client_errors_are_rejected_with_a_next_step(status: int) -> None:
    verdict = judged(status)
    assert (verdict.kind, verdict.word) == ("rejected", "Rejected")
    assert verdict.next_step


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_server_errors_leave_open_whether_the_request_was_accepted(status: int) -> None:
    verdict = judged(status)
    assert verdict.kind == "server-error"
    assert "not known" in verdict.sentence


@pytest.mark.parametrize("status", [0, 99, 101, 600, 999])
def test_a_status_http_does_not_know_is_unreadable(status: int) -> None:
    assert judged(status).kind == "unreadable"


def test_not_modified_proves_nothing() -> None:
    verdict = judged(304)
    assert (verdict.kind, verdict.word, verdict.tone) == ("not-modified", "Not modified", "warn")
    assert "proves neither" in verdict.sentence
    assert not verdict.delivered


PAGES = [
    b"<!DOCTYPE html><html><head><title>Hotel WiFi</title></head></html>",
    b"\n\t <!doctype HTML>",
    b"\xef\xbb\xbf<html lang=en>",
    b"<HTML>",
    b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>",
    b"<!-- a proxy -->\n<!-- and more --><head><meta charset=utf-8>",
    b"<title>This domain is parked</title>",
    b"<body onload='go()'>",
    b"<script>location='/login'</script>",
    b"<script src='/portal.js'></script>",
    b'<meta name=x http-equiv="refresh" content="0; url=/login">',
    b"<frameset cols='*'>",
    b"<form action='/login' method=post><input name=user></form>",
    b"<style>body{color:red}</style><p>Log in</p>",
    b"<meta charset=utf-8><p>Log in</p>",
    b"<iframe src='https://parked.example/'></iframe>",
    b"Warning: mysql in /srv/x.php\n<br />\n<!DOCTYPE html>\n<html>",
    "<!DOCTYPE html><title>Přihlášení</title>".encode("utf-16"),
    b"<html>" + b"x" * 3_000_000,
    b"<!DOCTYPE html><html><head>",
    *("<html><title>Hôtel</title>".encode(name) for name in ("utf-16-le", "utf-16-be", "utf-32")),
    gzip.compress(b"<!DOCTYPE html><title>WiFi</title>", mtime=0),  # and no header tells of it
    zlib.compress(b"<html>" + b"<br>" * 100_000),
    b"<!-- " + b"x" * 100_000 + b" -->\n<html>",
    b"\n" * 100_000 + b"<html>",
    b"\xef\xbb\xbf\r\n\xef\xbb\xbf<html>",
    b"<h1>It works!</h1>",
    b"<center>Please log in</center>",
    b'<div class="portal"><form action="/login"></form></div>',
    b"<table><tr><td>Log in</td></tr></table>",
    b"<a href='http://portal.example/'>Continue</a>",
    b"<?xml version='1.0'?><WISPAccessGatewayParam><Redirect></Redirect></WISPAccessGatewayParam>",
]
NO_PAGES = [
    b"",
    b"ok",
    b"OK <b>thanks</b>",
    b"{}",
    b'{"code":200}',
    b'{"code":200,"message":"<!doctype html><html>"}',
    b'["<html>"]',
    b'"<html>"',
    b'{"message": "\n<html>\n", broken',
    b"taken: see <html> in the manual",
    b"<response><status>ok</status></response>",
    b"<htmlish>",
    b"<!-- mock -->ok",
    b'<br />\n<b>Warning</b>: Undefined variable in <b>/srv/mock.php</b>\n{"code": 200}',
    gzip.compress(b'{"code": 200}', mtime=0),
    b"x\x9c no zlib",
    b"<p>ok</p>",
    b"\x00\x01\x02",
    b"\xff\xfe",
]


@pytest.mark.parametrize("status", [200, 201, 203])
@pytest.mark.parametrize("url", [LIVE, "https://shop.example/track", LOCAL])
def test_a_web_page_is_not_the_endpoints_answer(url: str, status: int) -> None:
    for body in PAGES:
        verdict = judged(status, body, url=url)
        assert (verdict.kind, verdict.word, verdict.tone) == (
            "not-endpoint",
            "Not the endpoint",
            "warn",
        ), body
        assert "a web page" in verdict.sentence, body
        assert "not known" in verdict.sentence, body
        assert verdict.next_step and not verdict.delivered, body


@pytest.mark.parametrize("url", [LIVE, "https://shop.example/track", LOCAL])
def test_json_and_unknown_text_stay_accepted(url: str) -> None:
    assert [body for body in NO_PAGES if judged(200, body, url=url).kind != "accepted"] == []


def test_a_page_is_named_by_its_title() -> None:
    body = b"<html><head><title>\n Hotel &amp; WiFi\n login </title>"
    assert "a web page, “Hotel & WiFi login”, not Convert's endpoint" in judged(200, body).sentence


@pytest.mark.parametrize("charset", ["shift_jis", "gb18030", "windows-1251", "utf-16-le", "utf-8"])
def test_the_title_of_a_page_is_read_in_its_own_charset(charset: str) -> None:
    page = f"<html><meta charset={charset}><title>Д</title>"
    assert "Д”" in judged(200, page.encode(charset)).sentence


@pytest.mark.parametrize("charset", ["", "<meta charset=hex>", "<meta charset=nonsense>"])
def test_a_title_that_cannot_be_read_is_not_shown(charset: str) -> None:
    for encoding in ("shift_jis", "iso2022_jp", "gb18030"):
        body = f"<html>{charset}<title>ログイン登录</title>".encode(encoding, "replace")
        sentence = judged(200, body).sentence
        assert "a web page, not Convert's endpoint" in sentence


def test_markup_that_is_not_a_page_is_pointed_out() -> None:
    assert "Its body is HTML or XML" in judged(200, b"<ok/>", content_type="text/xml").sentence
    assert "markup" not in judged(200, b"<ok/>", url=LOCAL).sentence


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("the gzip data ends early", "broke off and may have said more"),
        ("encoded as br, shown as it was sent", "cannot be read here"),
        ("broken gzip (x), shown as it was sent", "cannot be read here"),
    ],
)
def test_success_with_a_body_that_cannot_be_read_says_so(note: str, said: str) -> None:
    assert said in judged(200, b"?", note=note).sentence


@pytest.mark.parametrize("status", [302, 303, 307, 308])
def test_a_redirect_to_another_host_may_lead_to_a_login_of_the_network(status: int) -> None:
    verdict = judged(status, location="http://login.hotel.example/?from=x")
    assert "log in there; otherwise correct the target" in verdict.next_step
    for location in ("", "/other", LIVE + "/", "http://[broken"):
        assert judged(status, location=location).next_step == "Correct the target and send again."


def test_a_page_that_mentions_bots_is_a_page() -> None:
    assert judged(200, b"<html>error code: bot").kind == "not-endpoint"


def test_a_page_for_a_bot_like_agent_is_a_page() -> None:
    assert judged(200, b"<html>", agent="curl/8").kind == "not-endpoint"


def test_plain_text_that_is_labelled_as_a_page_is_accepted_and_pointed_out() -> None:
    """Express answers `res.send("ok")` as text/html."""
    assert "labelled as a web page" in judged(200, b"ok", content_type="text/html").sentence
    assert judged(200, b"ok", content_type="text/html").kind == "accepted"
    assert "labelled" not in judged(200, b"", content_type="text/html").sentence
    assert "labelled" not in judged(200, b"ok", url=LOCAL, content_type="text/html").sentence


PIXEL = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)


def test_a_pixel_in_place_of_converts_answer_hints_at_a_blocker() -> None:
    verdict = judged(200, PIXEL)
    assert verdict.kind == "not-endpoint"
    assert "an image (GIF, 43 bytes)" in verdict.sentence
    assert "blocker" in verdict.next_step


@pytest.mark.parametrize("url", ["https://shop.example/track", LOCAL])
def test_a_pixel_of_a_foreign_endpoint_is_accepted_and_reported(url: str) -> None:
    verdict = judged(200, PIXEL, url=url)
    assert verdict.kind == "accepted"
    assert "image (GIF)" in verdict.sentence


def test_an_answer_by_this_machine_for_converts_name_is_not_converts() -> None:
    note = "the name led to this machine (127.0.0.1)"
    verdict = judged(200, b'{"code":200}', note=note)
    assert verdict.kind == "not-endpoint"
    assert "(127.0.0.1)" in verdict.sentence
    assert "blocker" in verdict.next_step
    assert judged(200, url="https://shop.example/", note=note).kind == "accepted"


def test_success_before_the_request_had_gone_out_says_so() -> None:
    note = "answered before the whole request had gone out"
    assert "before the whole request had gone out" in judged(200, note=note).sentence


@pytest.mark.parametrize(
    "body",
    [
        b"<html><center>The plain HTTP request was sent to HTTPS port</center></html>",
        b"Client sent an HTTP request to an HTTPS server.\n",
        b"Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        b"Bad Request\r\nThis combination of host and port requires TLS.\r\n",
    ],
)
def test_a_server_that_says_it_speaks_tls_is_believed(body: bytes) -> None:
    verdict = judged(400, body, url="http://shop.example/track")
    assert verdict.kind == "rejected"
    assert "speaks TLS" in verdict.sentence
    assert "https://" in verdict.next_step
    assert "https://" not in judged(400, body, url="https://shop.example/track").next_step


def test_a_network_that_asks_for_a_login_is_named() -> None:
    verdict = judged(511, b"<html>")
    assert verdict.kind == "rejected"
    assert "asks for a login" in verdict.sentence
    assert "browser" in verdict.next_step


def test_looking_for_a_page_takes_time_that_grows_with_the_body_alone() -> None:
    """Each of these made a pattern that backtracks run for minutes."""
    for piece in (b"<!--", b"<title", b"\n", b" ", b"<meta ", b"<?xml ", b"<!-- -->", b"\n <"):
        judged(200, piece * 300_000)


def test_foreign_text_is_kept_short() -> None:
    assert len(judged(302, location="/" + "x" * 70_000).sentence) < 300


# Bodies that say BOT, and bodies that only look like it.

SAYS_BOT = [
    b'{"code":"BOT"}',
    b'{"code":"BOT","message":"Bot traffic"}',
    b' \n{ "Code" : " bot " }',
    b'{"error":{"code":"BOT"}}',
    b'[{"ok":1},{"data":[{"CODE":"Bot"}]}]',
    b'{"message":"{\\"code\\":\\"BOT\\"}"}',
    b'\xef\xbb\xbf{"code":"BOT"}',
    '{"code":"BOT"}'.encode("utf-16"),
    '{"code":"BOT"}'.encode("utf-16-le"),
    b'{"code":"BOT",}',
    b'callback({code: "BOT"})',
    b"{'code': 'BOT'}",
    b"<error><code>BOT</code></error>",
    b"code=BOT",
    b'\xff\xfe\xfa {"code":"BOT"}'.replace(b"\xff\xfe", b"\xe9"),
    b"[" * 50_000 + b'{"code":"BOT"}',
]
DOES_NOT = [
    b"",
    b"{}",
    b"BOT",
    b'"BOT"',
    b'{"code":200,"message":"BOT"}',
    b'{"code":"ROBOT"}',
    b'{"code":"BOTTLE",}',
    b'{"code":true}',
    b'{"code":null,"bot":false}',
    b'{"code":{"BOT":1}}',
    b"<html>Please decode: bottom</html>",
    b"\x00\x01\x02\xff",
]


@pytest.mark.parametrize("body", SAYS_BOT, ids=range(len(SAYS_BOT)))
def test_bot_is_read_loosely(body: bytes) -> None:
    assert says_bot(body)


@pytest.mark.parametrize("body", DOES_NOT, ids=range(len(DOES_NOT)))
def test_what_is_not_a_code_is_not_taken_for_one(body: bytes) -> None:
    assert not says_bot(body)


def test_numbers_are_codes_too() -> None:
    assert codes_in(b'{"code":200}') == ("200",)
    assert codes_in(b"code: 403, sorry") == ("403",)


def test_only_the_beginning_of_a_huge_body_is_searched() -> None:
    assert not says_bot(b" " * 5_000_000 + b'{"code":"BOT"}')


@given(st.binary())
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(codes_in(body), tuple)


@given(st.text())
def test_no_text_in_any_usual_charset_raises(text: str) -> None:
    for charset in ("utf-8", "utf-16", "utf-32"):
        codes_in(text.encode(charset, "surrogatepass"))
    codes_in(json.dumps({"code": text}).encode())
