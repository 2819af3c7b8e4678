"""A page of evidence is whole, escaped, and holds no secret."""

import hashlib
import html
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export import evidence
from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import Kept
from convert_console.core.export.tables import json_lines
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Timings
from support.exchanges import EXCHANGES

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
    found = re.search(r"<pre id=data>(.*?)</pre>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def digest(page: str) -> str:
    found = re.search(r"<code class=sum id=digest>([0-9a-f]{64})</code>", page)
    assert found
    return found[1]


def test_it_says_verdict_words_bytes_times_and_problems():
    page = evidence_page([Kept(SENT, note="as agreed")], 1_796_000_000.0)
    for said in (
        "✓ Accepted", "revenue 123.20", "as agreed", "132.0 ms", "POST /track", "recorded",
        "version ", "30 November 2026", "Problems",
    ):  # fmt: skip
        assert said in page
    assert "<li class=error><b>error</b> <code>cid</code>" in page


def test_it_says_what_ids_were_called_when_they_were_sent() -> None:
    named = replace(SENT, names=(("goal", "100300301", "Purchase <b>"),))
    assert "Purchase &lt;b&gt; (100300301)" in evidence_page([Kept(named)], 0.0)
    assert "Purchase &lt;b&gt; (••••••301)" in evidence_page([Kept(named)], 0.0, mask_ids=True)
    assert "to goal Purchase &lt;b&gt; (100300301)." in evidence_page([Kept(named)], 0.0)
    assert "Names at the time" not in evidence_page([Kept(SENT)], 0.0)


def test_foreign_markup_is_shown_and_never_run():
    page = evidence_page([Kept(SENT)], 0.0)
    assert "<script>" not in page
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_secrets_are_not_in_it():
    for mask_ids in (False, True):
        assert "planted-secret" not in evidence_page([Kept(SENT)], 0.0, mask_ids=mask_ids)


def test_ids_can_be_masked_and_keep_their_last_digits():
    page = evidence_page([Kept(SENT), Kept(SENT)], 0.0, mask_ids=True)
    assert "100300301" not in page
    assert "••••••301" in page
    assert "ids masked" in page
    assert "&lt;b&gt;x" not in page, "a visitor's id is masked whatever its form"


def test_the_digest_is_of_the_data_in_it_which_is_an_export_as_json_lines():
    all_kept = [Kept(SENT), Kept(replace(SENT, id="other"))]
    page = evidence_page(all_kept, 0.0)
    assert held(page) == json_lines(all_kept)
    assert digest(page) == hashlib.sha256(held(page).encode()).hexdigest()


def test_a_masked_page_gives_no_digest_of_what_is_masked():
    page = evidence_page([Kept(SENT)], 0.0, mask_ids=True)
    assert digest(page) == hashlib.sha256(held(page).encode()).hexdigest()
    assert hashlib.sha256(json_lines([Kept(SENT)]).encode()).hexdigest() not in page


def test_data_too_large_for_a_page_is_left_out_and_that_is_said(monkeypatch):
    monkeypatch.setattr(evidence, "DATA_SHOWN", 100)
    page = evidence_page([Kept(SENT)], 0.0)
    assert "<pre id=data>" not in page
    assert "too large for this page" in page
    assert digest(page)


def test_several_requests_have_an_index_that_leads_to_them():
    page = evidence_page([Kept(SENT)] * 3, 0.0)
    assert [f"<a href=#r{n}>" in page and f"id=r{n}>" in page for n in (1, 2, 3)] == [True] * 3
    assert "3 Accepted" in page
    assert "<a href" not in evidence_page([Kept(SENT)], 0.0)


NAMES = (
    "section|h[1-3]|p|b|pre|code|span|html|head|body|meta|title|style|!doctype|header|main|footer|"
    "ol|ul|li|a|dl|dt|dd|div|svg|rect|small|details|summary"
)


@given(st.lists(EXCHANGES, max_size=2), st.text(), st.booleans())
def test_every_exchange_makes_a_page(exchanges, note, mask_ids):
    page = evidence_page([Kept(one, note) for one in exchanges], 0.0, mask_ids=mask_ids)
    page.encode("utf-8")
    assert page.count("<section ") == len(exchanges)
    assert not re.search(rf"<(?!/?(?:{NAMES})\b)", page)
