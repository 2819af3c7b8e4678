"""One verdict for every exchange there can be."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, FailureKind, Inbound
from convert_console.core.verdict.verdict import Tone, VerdictKind, verdict

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
def test_recorded_is_only_ever_said_with_a_not(answer: Answer, url: str, agent: str) -> None:
    judged = verdict(exchange(answer, url, agent))
    said = f"{judged.word} {judged.sentence} {judged.next_step}"
    claimed = re.sub("does not prove that it was recorded|was not recorded", "", said)
    assert "recorded" not in claimed.replace(answer.reason or "\0", "")


@pytest.mark.parametrize("outcome", [one for one in get_args(Inbound) if one])
def test_what_came_in_is_never_accepted_and_says_where_it_came_from(outcome: Inbound) -> None:
    came_in = replace(exchange(None, "http://127.0.0.1/track"), inbound=outcome)
    judged = verdict(came_in)
    assert judged.kind == f"inbound-{outcome}"
    assert judged.word.startswith("Inbound")
    assert "Another program sent this" in judged.sentence
    assert not judged.delivered
