"""A text of very many events is weighed without being read, and looked over without a tree."""

from __future__ import annotations

import json

import pytest

from convert_console.core.document.incremental import summarise_heavy
from convert_console.core.document.payload import parse
from convert_console.core.document.size_limits import HEAVY, HeavySummary, is_heavy
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.core.sending.confirmation import question_before

EVENTS = '{"vid": "1", "ev": [' + ",\n".join(["{}"] * HEAVY) + '], "z": {}}'


def test_many_events_are_heavy_and_a_long_text_of_brackets_is_not() -> None:
    assert is_heavy(EVENTS)
    assert not is_heavy(json.dumps({"vid": "{[" * HEAVY}))
    assert not is_heavy(json.dumps({"vid": "x" * 5_000_000}))
    assert not is_heavy(json.dumps({"ev": [{"goals": ["1"], "exps": [], "vars": []}] * 10_000}))


def test_a_heavy_text_is_counted() -> None:
    assert summarise_heavy(EVENTS) == HeavySummary(HEAVY, None, heavy=True)
    assert summarise_heavy('{"ev": [1, {"ev": [2]}], "ev": [3]}') == HeavySummary(
        1, None, heavy=False
    )
    assert summarise_heavy("[]") == HeavySummary(0, None, heavy=False)


@pytest.mark.parametrize("text", ['{"ev": [1,]}', '{"ev": [1}', "{", "", EVENTS[:-20], "[" * 300])
def test_what_is_wrong_is_what_the_parser_reports(text: str) -> None:
    assert summarise_heavy(text).fault == parse(text).fault


def test_the_same_text_by_another_method_weighs_the_same_and_is_not_read() -> None:
    draft = Draft(EVENTS)
    other = draft.by("GET")
    assert other.heavy
    assert "reading" not in other.__dict__
    assert Draft("{}").by("GET").reading.payload == {}


def test_a_heavy_request_is_asked_about_without_a_sum() -> None:
    profile = Profile(id="a", name="A", target="convert", project="10000001", reach="ask")
    draft = Draft(EVENTS)
    wire = encode(draft, profile)
    assert isinstance(wire, WireRequest)
    question = question_before(wire, draft, profile)
    assert question is not None
    assert "KB of events, which are not checked" in question.sentence
    assert "reading" not in draft.__dict__
