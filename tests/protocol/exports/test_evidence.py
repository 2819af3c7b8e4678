"""A page of evidence is whole, escaped, and holds no secret."""

import hashlib
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from convert_console.protocol.exchange import Answer, Exchange, Timings
from convert_console.protocol.exports.evidence import evidence_page, shown
from convert_console.protocol.exports.json_lines import json_line
from convert_console.protocol.exports.kept import Kept
from convert_console.protocol.wire import WireRequest
from support.exchanges import EXCHANGES

TEXT = '{"vid":"<b>x</b>","ev":[{"evt":"tr","goals":["100300301"],"r":123.20}]}'
REQUEST = WireRequest(
    "POST",
    "https://10000001.metrics.convertexperiments.com/track",
    (("Host", "10000001.metrics.convertexperiments.com"), ("Cookie", "planted-secret")),
    TEXT.encode(),
)
ANSWER = Answer(200, "OK", (("Set-Cookie", "planted-secret"),), b"<script>alert(1)</script>", 25)
SENT = Exchange("id", 1_796_000_000.0, "Shop", REQUEST, TEXT, ANSWER, Timings(total=0.132))


def test_it_says_verdict_words_bytes_and_times():
    page = evidence_page([Kept(SENT, note="as agreed")], 1_796_000_000.0)
    for said in ("Accepted", "revenue 123.20", "as agreed", "132.0 ms", "POST /track", "recorded"):
        assert said in page


def test_foreign_markup_is_shown_and_never_run():
    page = evidence_page([Kept(SENT)], 0.0)
    assert "<script>" not in page
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_secrets_are_not_in_it():
    assert "planted-secret" not in evidence_page([Kept(SENT)], 0.0)


def test_ids_can_be_masked_and_keep_their_last_digits():
    page = evidence_page([Kept(SENT)], 0.0, mask_ids=True)
    assert "100300301" not in page
    assert "••••••301" in page


def test_the_digest_is_of_the_same_rows_as_json_lines():
    all_kept = [Kept(SENT), Kept(replace(SENT, id="other"))]
    page = evidence_page(all_kept, 0.0)
    data = "\n".join(json_line(kept) for kept in all_kept).encode()
    assert hashlib.sha256(data).hexdigest() in page


def test_control_and_direction_characters_are_made_visible():
    assert shown("a\x00\u202e\ud800b") == "a⟨U+0000⟩⟨U+202E⟩⟨U+D800⟩b"


@given(st.lists(EXCHANGES, max_size=2), st.text())
def test_every_exchange_makes_a_page(exchanges, note):
    page = evidence_page([Kept(exchange, note) for exchange in exchanges], 0.0)
    page.encode("utf-8")
    assert page.count("<section>") == len(exchanges)
    assert not re.search(r"<(?!/?(?:section|h[1-3]|p|b|pre|code|span|html|head|body|meta|title"
                         r"|style|!doctype)\b)", page)  # fmt: skip
