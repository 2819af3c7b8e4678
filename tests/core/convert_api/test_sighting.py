"""A finding is kept with its request as JSON, and read back whatever became of that."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.convert_api.answers import LiveLog, read_live_log
from convert_console.core.convert_api.matching import (
    EventFinding,
    Finding,
    Observation,
)
from convert_console.core.convert_api.sighting import (
    event_lines,
    read_sighting,
    sighting_values,
    tally_words,
    with_entries_as_text,
)
from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from support.exchanges import ACCEPTED, TEXT

ENTRY = {
    "event_type": "conversion",
    "timestamp": 1_764_443_300,
    "experiences": [{"id": 100400101, "variation": {"id": 100400202, "name": "Green"}}],
    "conversion": {"goals": [{"id": 100300301}], "revenue": None},
    "campaign": "cc-7f3a91",
}


def finding(entry: object = ENTRY) -> Finding:
    log = read_live_log(json.dumps({"data": [entry]}))
    assert isinstance(log, LiveLog)
    seen = EventFinding(1, "seen", "Convert's live log shows it.", log.events[:1])
    absent = EventFinding(2, "not-seen", "Not seen.")
    observed = Observation("new", "A visitor is shown as “new”.", 1_764_443_400.0)
    return Finding((seen, absent), 1_764_443_400.0, (observed,))


def test_what_is_kept_is_read_back_with_the_log_s_own_entry() -> None:
    kept = finding()
    assert read_sighting(kept.text) == kept
    assert sighting_values(kept.text)["events"][0]["entry"] == ENTRY
    lines = event_lines(kept, {"ev": [{"evt": "hitGoal"}]})
    assert [(line.title, line.word) for line in lines] == [
        ("Event 1, Goal reached", "Seen"),
        ("Event 2, Event", "Not seen"),
    ]
    assert '"campaign": "cc-7f3a91"' in lines[0].entry


@given(TEXT | st.recursive(st.none() | TEXT | st.floats(), st.lists).map(json.dumps))
def test_any_text_is_read_or_is_none(text: str) -> None:
    read_sighting(text)
    with_entries_as_text(sighting_values(text))


@pytest.mark.parametrize(
    "damaged",
    [
        '{"events": [{"event": 1e30, "state": "seen", "reason": "x"}], "looked_at": 1e30}',
        '{"events": [{"event": 1, "state": "gone", "reason": "x"}, 7, null]}',
        '{"events": [{"event": 1, "state": "seen", "reason": "x", "entry": [1]}]}',
        '{"events": {"a": 1}, "observations": [{"about": "x", "observed": "y"}, 3]}',
        '{"looked_at": "soon", "observations": "none"}',
    ],
)
def test_a_damaged_finding_shows_what_is_left_of_it(damaged: str) -> None:
    found = read_sighting(damaged)
    assert found is not None
    assert found.reason
    assert all(event.state == "seen" for event in found.events)


def test_a_page_with_masked_ids_masks_those_of_the_log_too() -> None:
    document = json.dumps({"ev": [{"evt": "hitGoal", "goals": ["100300301"]}]})
    request = WireRequest("POST", "https://shop.example/track", (), document.encode())
    exchange = Exchange("u", 0.0, "Shop", request, document, ACCEPTED, sighting=finding().text)
    page = evidence_page([AnnotatedExchange(exchange)], 0.0, mask_ids=True)
    assert "Seen" in page
    for secret in ("100300301", "100400101", "100400202"):
        assert secret not in page


def test_many_requests_are_counted_in_one_sentence() -> None:
    assert tally_words(["seen", "seen"]) == "Convert's live log shows both."
    assert tally_words(["cannot-tell"]) == "Cannot tell."
    said = tally_words(["seen", "similar", "not-seen", "cannot-tell"])
    assert said.endswith("shows 1 of 4 requests; 1 similar, 1 not seen, 1 not known.")
