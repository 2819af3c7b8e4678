"""A page of evidence is whole, escaped, and holds no secret."""

import hashlib
import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export import evidence
from convert_console.core.export.evidence import evidence_page, problems_of
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.tables import json_lines
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Situation
from convert_console.core.paste import Recognised
from convert_console.core.paste.recognise import recognise
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from support.exchanges import EXCHANGES, record

TEXT = '{"vid":"<b>x</b>","ev":[{"evt":"tr","goals":["100300301"],"r":123.20}]}'
REQUEST = WireRequest(
    "POST",
    "https://10000001.metrics.convertexperiments.com/track",
    (("Host", "10000001.metrics.convertexperiments.com"), ("Cookie", "planted-secret")),
    TEXT.encode(),
)
ANSWER = Answer(200, "OK", (("Set-Cookie", "planted-secret"),), b"ok<script>alert(1)</script>", 27)
SENT = Exchange("id", 1_796_000_000.0, "Shop", REQUEST, TEXT, ANSWER, Timings(total=0.132))


def held(page: str) -> str:
    """The data in a page."""
    found = re.search(r'<pre id="data">(.*?)</pre>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def digest(page: str) -> str:
    found = re.search(r'<code class="sum" id="digest">([0-9a-f]{64})</code>', page)
    assert found
    return found[1]


def test_it_says_verdict_words_bytes_times_and_problems():
    page = evidence_page([AnnotatedExchange(SENT, note="as agreed")], 1_796_000_000.0)
    for said in (
        "✓ Accepted", "revenue 123.20", "as agreed", "132.0 ms", "POST /track", "recorded",
        "version ", "30 November 2026", "Problems",
    ):  # fmt: skip
        assert said in page
    assert '<li class="error"><b>error</b> <code>cid</code>' in page


def test_it_says_what_ids_were_called_when_they_were_sent() -> None:
    named = SENT._replace(names=(("goal", "100300301", "Purchase <b>"),))
    assert "Purchase &lt;b&gt; (100300301)" in evidence_page([AnnotatedExchange(named)], 0.0)
    assert "Purchase &lt;b&gt; (••••••301)" in evidence_page(
        [AnnotatedExchange(named)], 0.0, mask_ids=True
    )
    assert "to goal Purchase &lt;b&gt; (100300301)." in evidence_page(
        [AnnotatedExchange(named)], 0.0
    )
    assert "Names when sent" not in evidence_page([AnnotatedExchange(SENT)], 0.0)


def test_foreign_markup_is_shown_and_never_run():
    page = evidence_page([AnnotatedExchange(SENT)], 0.0)
    assert "<script>" not in page
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_secrets_are_not_in_it():
    for mask_ids in (False, True):
        assert "planted-secret" not in evidence_page(
            [AnnotatedExchange(SENT)], 0.0, mask_ids=mask_ids
        )


def test_ids_can_be_masked_and_keep_their_last_digits():
    page = evidence_page([AnnotatedExchange(SENT), AnnotatedExchange(SENT)], 0.0, mask_ids=True)
    assert "100300301" not in page
    assert "••••••301" in page
    assert "ids masked" in page
    assert "&lt;b&gt;x" not in page, "a visitor's id is masked whatever its form"


def test_the_digest_is_of_the_data_in_it_which_is_an_export_as_json_lines():
    exchanges = [AnnotatedExchange(SENT), AnnotatedExchange(SENT._replace(id="other"))]
    page = evidence_page(exchanges, 0.0)
    assert held(page) == json_lines(exchanges)
    assert digest(page) == hashlib.sha256(held(page).encode()).hexdigest()


def test_a_masked_page_gives_no_digest_of_what_is_masked():
    page = evidence_page([AnnotatedExchange(SENT)], 0.0, mask_ids=True)
    assert digest(page) == hashlib.sha256(held(page).encode()).hexdigest()
    assert hashlib.sha256(json_lines([AnnotatedExchange(SENT)]).encode()).hexdigest() not in page


def test_data_too_large_for_a_page_is_left_out_with_a_note(monkeypatch):
    monkeypatch.setattr(evidence, "DATA_SHOWN", 100)
    page = evidence_page([AnnotatedExchange(SENT)], 0.0)
    assert '<pre id="data">' not in page
    assert "too large for this page" in page
    assert digest(page)


def test_several_requests_have_an_index_that_leads_to_them():
    page = evidence_page([AnnotatedExchange(SENT)] * 3, 0.0)
    assert [f'<a href="#r{n}">' in page and f'id="r{n}">' in page for n in (1, 2, 3)] == [True] * 3
    assert "3 Accepted" in page
    assert "<a href" not in evidence_page([AnnotatedExchange(SENT)], 0.0)


NAMES = (
    "section|h[1-3]|p|b|pre|code|span|html|head|body|meta|title|style|!doctype|header|main|footer|"
    "ol|ul|li|a|dl|dt|dd|div|svg|rect|small|details|summary"
)


@given(st.lists(EXCHANGES, max_size=2), st.text(), st.booleans())
def test_every_exchange_makes_a_page(exchanges, note, mask_ids):
    page = evidence_page(
        [AnnotatedExchange(one, note) for one in exchanges], 0.0, mask_ids=mask_ids
    )
    page.encode("utf-8")
    assert page.count("<section ") == len(exchanges)
    assert not re.search(rf"<(?!/?(?:{NAMES})\b)", page)


# Each part of an exchange is told, and what is left out is said.

RECORDED = record(1).exchange


def part(**changes: object) -> str:
    return evidence_page([AnnotatedExchange(RECORDED._replace(**changes))], 0.0)  # type: ignore[arg-type]


def test_times_are_a_bar_of_their_phases_with_figures() -> None:
    told = part(timings=Timings(0.01, None, 0.03, 0.0, 0.05))
    assert "50.0 ms in total" in told
    assert "connect 10.0 ms" in told and "TLS" not in told
    assert '<rect class="connect" x="0.000" width="20.000" height="8" />' in told
    assert '<rect class="waiting" x="20.000" width="60.000" height="8" />' in told
    assert "<h3>Time" not in part(timings=Timings())
    assert 'class="bar"' not in part(timings=Timings(total=1.0))


def test_bytes_that_are_not_text_are_shown_by_number() -> None:
    request = WireRequest("POST", "http://127.0.0.1/track", (("X-A", "é"),), b"\xff\r\n\r\0<")
    told = part(request=request)
    assert "X-A: ⟨0xE9⟩\n\n⟨0xFF⟩\n⟨U+000D⟩⟨U+0000⟩&lt;</pre>" in told


def test_what_is_cut_off_is_counted(monkeypatch) -> None:
    monkeypatch.setattr(evidence, "BODY_SHOWN", 60)
    answer = Answer(200, "OK", (), b"x" * 100, 5_000_000, note="cut at 1 MB")
    told = part(outcome=answer)
    assert "57 more characters are not shown on this page." in told
    assert "body: 5,000,000 bytes" in told
    assert "cut at 1 MB" in told


def test_an_id_at_the_cut_is_masked_before_it_is_cut(monkeypatch) -> None:
    monkeypatch.setattr(evidence, "BODY_SHOWN", 66)
    for length in range(50, 80):
        request = WireRequest("POST", "http://a/", (), b" " * length + b"100300301")
        page = evidence_page(
            [AnnotatedExchange(RECORDED._replace(request=request))], 0.0, mask_ids=True
        )
        assert "1003" not in page


def test_what_was_not_answered_is_reported() -> None:
    assert "None: No answer within 30 s" in part(
        outcome=Failure("timeout", "No answer within 30 s")
    )
    assert "None yet." in part(outcome=None)


def test_what_came_in_is_not_called_sent() -> None:
    told = part(outcome=None, inbound="accepted")
    assert "Received, byte for byte" in told
    assert "<h3>Answer" not in told


def test_an_index_line_shows_the_request_and_its_outcome() -> None:
    page = evidence_page([AnnotatedExchange(RECORDED)] * 2, 0.0)
    line = re.search(r'<li><a href="#r2">2. POST at .*</li>', page)
    assert line and "Accepted" in line[0]


def test_a_request_without_problems_says_that_there_are_none() -> None:
    profile, draft = SHOP, Draft(SOUND)
    wire = encode(draft, profile)
    assert isinstance(wire, WireRequest)
    told = part(request=wire, document=SOUND, sent_at=NOW)
    assert check(draft, profile, Situation(NOW)) == ()
    assert "none found in the request" in told


# What an exchange's request was judged to be is found from what went out.

NOW = 1_796_000_000.0
SOUND = (
    '{"cid":"10000009","pid":"10000001","vid":"1795999999000-0.41",'
    '"ev":[{"evt":"hitGoal","goals":["100300301"],"exps":["100400101"],"vars":["1004200201"]}]}'
)
ODD = '{"cid":"10000009","pid":"2","vid":"1","ev":[{"evt":"tr","goals":[],"r":"1,5"}]}'
SHOP = Profile(id="shop", name="Shop", project="10000001")


@pytest.mark.parametrize(
    ("text", "method"),
    [(SOUND, "POST"), (SOUND, "GET"), (ODD, "POST"), (ODD, "GET"), ("{", "POST"), ("[]", "POST")],
)
@pytest.mark.parametrize("agent", [SHOP.user_agent, None, "curl/8.5.0"])
@pytest.mark.parametrize("spelling", ["literal", "percent"])
def test_they_are_those_that_were_shown_in_the_window(text, method, agent, spelling) -> None:
    profile = replace(SHOP, user_agent=agent, spelling=spelling, headers=(("X-A", "1"),))
    draft = Draft(text, method)
    wire = encode(draft, profile)
    assert isinstance(wire, WireRequest)
    sent = record(1).exchange._replace(sent_at=NOW, request=wire, document=text)
    shown = {(p.rule, p.path, p.severity) for p in check(draft, profile, Situation(NOW))}
    found = problems_of(sent)
    assert {(p.rule, p.path, p.severity) for p in found} == shown


def test_the_worst_come_first() -> None:
    sent = record(1).exchange._replace(document=ODD)
    ranks = [("error", "warning", "info").index(p.severity) for p in problems_of(sent)]
    assert ranks == sorted(ranks) and len(set(ranks)) > 1


OTHER = SENT._replace(
    id="other",
    document='{"vid":"w","ev":[{"evt":"tr","goals":["5"],"r":1.10}]}',
    request=WireRequest(
        "GET",
        "http://127.0.0.1:8765/track?vid=w&ev[0][evt]=tr&ev[0][goals][]=5&ev[0][r]=1.10",
        (("Host", "127.0.0.1:8765"), ("User-Agent", "ConvertAgent/1.0")),
        b"",
    ),
)


@pytest.mark.parametrize("write", [lambda rows: evidence_page(rows, 1_796_000_000.0), json_lines])
@pytest.mark.parametrize("exchanges", [[SENT, OTHER], [OTHER, SENT], [OTHER], [SENT]])
def test_an_export_that_is_opened_has_the_requests_it_was_made_of(write, exchanges) -> None:
    found = recognise(write([AnnotatedExchange(one) for one in exchanges]))
    assert isinstance(found, Recognised)
    assert found.label in ("Page of evidence", "Requests exported as JSON lines")
    got = [(one.method, one.text, one.endpoint) for one in found.requests]
    assert got == [
        (one.request.method, one.document, one.request.url.partition("?")[0]) for one in exchanges
    ]
    for exchange, request in zip(exchanges, found.requests, strict=True):
        agent = dict(exchange.request.headers).get("User-Agent")
        assert request.user_agent == agent
        assert "Cookie" not in dict(request.headers)
        hidden = "Cookie" in dict(exchange.request.headers)
        assert any("secret headers" in note for note in request.notes) is hidden


def test_a_page_that_was_edited_is_read_as_well_as_may_be() -> None:
    page = evidence_page([AnnotatedExchange(SENT)], 1_796_000_000.0)
    found = recognise(re.sub(r'(<pre id="data">.*?)request', r"\1asked", page, flags=re.DOTALL))
    assert isinstance(found, Recognised)
    assert found.label != "Page of evidence"
