"""Which event of which request an entry of the live log is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from convert_console.core.convert_api.answers import LiveLog, read_live_log
from convert_console.core.convert_api.matching import (
    AGREES,
    Finding,
    Looks,
    SentRequest,
    combined,
    match,
    sent_request,
)
from convert_console.core.convert_api.sighting import read_sighting
from convert_console.core.document.payload import parse

MARKER = "cc-7f3a91"
SENT, LOOKED = 1_000.0, 1_060.0


def request(*events: Any, at: float = SENT, marker: str = MARKER, **seg: Any) -> SentRequest:
    return sent_request(parse(json.dumps({"seg": seg, "ev": list(events)})).payload, at, marker)


def event(kind: str = "tr", **more: Any) -> dict[str, Any]:
    facts = {"evt": kind, "goals": ["7"], "exps": ["1"], "vars": ["2"]}
    sold = {"r": 123.2, "prc": 2} if kind == "tr" else {}
    return {**facts, **sold, **more}


def entry(kind: str = "transaction", **more: Any) -> dict[str, Any]:
    conversion = {"goals": [7], "revenue": 123.20, "products_ordered_count": 2}
    return {
        "event_type": kind,
        "timestamp": SENT + 3,
        "experiences": [{"id": 1, "variation": 2}],
        "conversion": None if kind == "view_experience" else conversion,
        "campaign": MARKER,
        **more,
    }


def log(*entries: Any) -> LiveLog:
    read = read_live_log(json.dumps({"data": list(entries)}))
    assert isinstance(read, LiveLog)
    return read


def found(requests: Any, *entries: Any, since: float = 0.0) -> list[Finding]:
    listed = requests if isinstance(requests, list) else [requests]
    return match(listed, log(*entries), LOOKED, since)


def states(findings: list[Finding]) -> list[list[str]]:
    return [[one.state for one in finding.events] for finding in findings]


@pytest.mark.parametrize(
    ("kind", "named"),
    [("viewExp", "view_experience"), ("hitGoal", "conversion"), ("tr", "transaction")],
)
def test_each_type_of_event_is_found_by_what_the_log_calls_it(kind: str, named: str) -> None:
    (finding,) = found(request(event(kind)), entry(named))
    assert finding.state == "seen"
    assert MARKER in finding.reason


@pytest.mark.parametrize(
    "more",
    [
        {"timestamp": SENT - 60},
        {"experiences": [{"id": 9, "variation": 2}]},
        {"experiences": [{"id": 1, "variation": 9}]},
        {"conversion": {"goals": [9], "revenue": 123.2, "products_ordered_count": 2}},
        {"event_type": "conversion"},
        {"campaign": "cc-000000"},
    ],
)
def test_an_entry_that_says_something_else_is_another_event(more: Any) -> None:
    (finding,) = found(request(event()), entry(**more))
    assert finding.state == "not-seen"


@pytest.mark.parametrize("campaign", [None, "", "sale"])
def test_the_same_facts_without_the_marker_are_similar(campaign: str | None) -> None:
    (finding,) = found(request(event()), entry(campaign=campaign))
    assert finding.state == "similar"
    assert "but it has no marker" in finding.reason


@pytest.mark.parametrize(
    "more",
    [
        {"timestamp": SENT + AGREES + 60},
        {"conversion": {"goals": [7], "revenue": 1, "products_ordered_count": 2}},
        {"conversion": {"goals": [7], "revenue": 123.2, "products_ordered_count": 1}},
        {"conversion": {"goals": [7]}},
        {"experiences": None},
        {"experiences": [{"id": 1}]},
    ],
)
def test_without_the_marker_everything_must_agree(more: Any) -> None:
    (finding,) = found(request(event()), entry(campaign=None, **more))
    assert finding.state == "not-seen"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"experiences": None}, ""),
        ({"experiences": [{"id": 1}]}, ""),
        ({"timestamp": None}, ""),
        (
            {"conversion": {"goals": [7], "revenue": 99, "products_ordered_count": 2}},
            "the amount 99 instead of 123.2",
        ),
        ({"conversion": {"goals": [7]}}, "but with no amount and with no number of products."),
    ],
)
def test_with_the_marker_it_is_seen_though_the_log_says_less(more: Any, words: str) -> None:
    (finding,) = found(request(event()), entry(**more))
    assert finding.state == "seen"
    assert words in finding.reason


def test_amounts_are_compared_as_numbers() -> None:
    conversion = {"goals": [7], "revenue": "123.200", "products_ordered_count": "2"}
    (finding,) = found(request(event(r="123.2")), entry(campaign=None, conversion=conversion))
    assert finding.state == "similar"


@pytest.mark.parametrize(
    "odd", [None, 7, {"kind": "transaction"}, entry(timestamp=None, campaign=None)]
)
def test_an_entry_that_cannot_be_read_may_be_any_event(odd: Any) -> None:
    (finding,) = found(request(event()), odd)
    assert finding.state == "cannot-tell"
    assert "An entry of the live log could not be read" in finding.reason
    (finding,) = found(request(event()), odd, entry())
    assert finding.state == "seen"


@pytest.mark.parametrize(
    "ids", [(1.0, 2.0, 7.0), ("1", "2", "7"), ({"id": 1.0}, {"id": "2"}, {"id": 7})]
)
def test_ids_are_the_same_however_they_are_written(ids: Any) -> None:
    experience, variation, goal = ids
    own = experience["id"] if isinstance(experience, dict) else experience
    written = entry(
        experiences=[{"id": own, "variation": variation}],
        conversion={"goals": [goal], "revenue": 123.2, "products_ordered_count": 2.0},
    )
    (finding,) = found(request(event()), written)
    assert (finding.state, finding.differs) == ("seen", "")


def test_amounts_and_products_may_be_negative() -> None:
    refund = {"goals": [7], "revenue": -5, "products_ordered_count": -2}
    (finding,) = found(request(event(r=-5, prc=-2)), entry(conversion=refund))
    assert (finding.state, finding.differs) == ("seen", "")


def test_an_entry_stands_for_one_event_only() -> None:
    twice = [request(event(), at=SENT), request(event(), at=SENT + 1)]
    assert states(found(twice, entry())) == [["not-seen"], ["seen"]]
    assert states(found(twice, entry(), entry())) == [["seen"], ["seen"]]


def test_an_entry_goes_to_the_request_of_the_nearest_time() -> None:
    run = [request(event(), at=SENT + 2 * number) for number in range(3)]
    seen = found(run, entry(timestamp=SENT), entry(timestamp=SENT + 4))
    assert states(seen) == [["seen"], ["not-seen"], ["seen"]]


def test_which_of_several_that_are_alike_is_seen_is_not_claimed_to_be_known() -> None:
    run = [request(event(), at=SENT + number) for number in range(3)]
    other = request(event(r=9), at=SENT)
    nine = {"goals": [7], "revenue": 9, "products_ordered_count": 2}
    first, *_others, apart = found([*run, other], entry(), entry(), entry(conversion=nine))
    for finding in (first, *_others):
        assert "2 of 3 that are alike, and which ones is not known" in finding.reason
    assert "2 of 3 that are alike" in _others[0].differs
    assert (apart.state, apart.differs) == ("seen", "")
    assert all(not finding.differs for finding in found(run, entry(), entry(), entry()))


def look_again(
    requests: list[SentRequest], known: list[Finding | None], *entries: Any
) -> list[Finding]:
    return match(requests, log(*entries), LOOKED, known=known)


@pytest.mark.parametrize("campaign", [MARKER, None])
def test_what_an_event_has_is_not_given_to_another_one_later(campaign: str | None) -> None:
    first, second = request(event(), at=SENT), request(event(), at=SENT + 1)
    (known,) = found(first, entry(campaign=campaign))
    assert known.state in ("seen", "similar")
    again = look_again([second, first], [None, known], entry(campaign=campaign))
    assert [one.state for one in again] == ["not-seen", known.state]
    both = look_again(
        [second, first], [None, known], entry(campaign=campaign), entry(campaign=campaign)
    )
    assert [one.state for one in both] == [known.state, known.state]


def test_what_was_similar_is_seen_once_the_marker_is_there() -> None:
    sent = request(event())
    (known,) = found(sent, entry(campaign=None))
    (now,) = look_again([sent], [known], entry(campaign=None), entry())
    assert (known.state, now.state) == ("similar", "seen")
    assert [one.campaign for one in now.events[0].entries] == [MARKER]


def test_requests_of_one_run_share_a_marker_and_are_told_apart_by_their_amounts() -> None:
    run = [request(event(r=amount), at=SENT) for amount in (10, 20, 30)]
    thirty = {"goals": [7], "revenue": 30, "products_ordered_count": 2}
    assert states(found(run, entry(conversion=thirty))) == [["not-seen"], ["not-seen"], ["seen"]]


def test_an_exact_entry_is_not_taken_by_a_request_that_differs() -> None:
    """The first entry, with an amount that nobody sent, goes to what is left."""
    run = [request(event(r=10), at=SENT), request(event(r=20), at=SENT + 1)]
    odd = entry(conversion={"goals": [7], "revenue": 5, "products_ordered_count": 2})
    ten = entry(conversion={"goals": [7], "revenue": 10, "products_ordered_count": 2})
    first, second = found(run, odd, ten)
    assert (first.state, second.state) == ("seen", "seen")
    assert "instead of" not in first.reason
    assert "the amount 5 instead of 20" in second.reason


PAIRS: dict[str, Any] = {"exps": ["1", "3"], "vars": ["2", "4"]}


def test_an_event_with_two_pairs_may_be_one_entry() -> None:
    both = [{"id": 1, "variation": 2}, {"id": 3, "variation": 4}]
    (finding,) = found(request(event(**PAIRS)), entry(experiences=both))
    assert (finding.state, "of its" in finding.reason) == ("seen", False)


def test_an_event_with_two_pairs_may_be_two_entries_and_says_if_one_is_missing() -> None:
    one, other = [{"id": 1, "variation": 2}], [{"id": 3, "variation": 4}]
    twice = [request(event(**PAIRS)), request(event(**PAIRS), at=SENT + 1)]
    whole = found(twice[0], entry(experiences=one), entry(experiences=other))
    assert "of its" not in whole[0].reason
    part = found(twice, entry(experiences=one), entry(experiences=other), entry(experiences=one))
    assert sorted("for 1 of its 2 pairs" in finding.reason for finding in part) == [False, True]


def test_all_entries_of_an_event_are_kept() -> None:
    one, other = [{"id": 1, "variation": 2}], [{"id": 3, "variation": 4}]
    (finding,) = found(request(event(**PAIRS)), entry(experiences=one), entry(experiences=other))
    kept = read_sighting(finding.text)
    assert kept is not None
    pairs = [seen.pairs for seen in kept.events[0].entries]
    assert sorted(pairs) == [(("1", "2"),), (("3", "4"),)]
    assert kept.events == finding.events


def test_an_entry_that_says_more_than_the_event_is_another_one() -> None:
    both = [{"id": 1, "variation": 2}, {"id": 3, "variation": 4}]
    assert states(found(request(event()), entry(experiences=both))) == [["not-seen"]]


def test_an_event_without_pairs_is_found_without_them() -> None:
    bare = {"evt": "hitGoal", "goals": ["7"]}
    assert states(found(request(bare), entry("conversion", experiences=None))) == [["seen"]]


def test_a_type_that_the_log_does_not_have_cannot_be_told() -> None:
    (finding,) = found(request({"evt": "custom"}, event()), entry())
    assert states([finding]) == [["cannot-tell", "seen"]]
    assert finding.state == "cannot-tell"
    assert finding.reason.startswith("Event 1: ")


@pytest.mark.parametrize("document", ["{}", "[]", "null", '{"ev": {}}', '{"ev": [3]}'])
def test_a_document_that_has_no_events_cannot_be_told(document: str) -> None:
    odd = sent_request(parse(document).payload, SENT)
    (finding,) = found(odd, entry())
    assert finding.state == "cannot-tell"


def test_what_was_sent_before_the_looks_begin_cannot_be_told() -> None:
    (finding,) = found(request(event()), entry(campaign="x", experiences=None), since=SENT + 30)
    assert finding.state == "cannot-tell"
    assert "all of them were later" in finding.reason


def test_the_reason_of_a_request_names_each_event_that_differs() -> None:
    both = request(event("hitGoal"), event())
    cheap = {"goals": [7], "revenue": 9.9, "products_ordered_count": 2}
    (finding,) = found(both, entry("conversion"), entry(conversion=cheap))
    assert finding.state == "seen"
    plain = f"Convert's live log shows it, with the marker {MARKER}"
    differs = "with the amount 9.9 instead of 123.2"
    assert finding.reason == f"{plain}, but event 2 {differs}."
    assert finding.differs == differs
    kept = read_sighting(finding.text)
    assert kept is not None and kept.differs == differs
    one, other = request(event(), event("hitGoal")), entry(conversion=cheap)
    (first,) = found(one, entry("conversion"), other)
    assert first.reason == f"{plain}, but event 1 {differs}."


def test_another_server_is_never_called_convert() -> None:
    sent = [request(event()), request(event(r=1), at=SENT - 2_000)]
    for host, word in (
        ("api.convert.com", "Convert's"),
        ("127.0.0.1", "The live log of 127.0.0.1"),
    ):
        found_there = match(sent, log(entry()), LOOKED, SENT - 60, asked=host)
        assert [one.reason.startswith(word) for one in found_there] == [True, True]
        kept = read_sighting(found_there[0].text)
        assert kept is not None and kept.asked == host
        assert kept.is_of_convert is (word == "Convert's")


def test_observations_name_the_field_and_both_values() -> None:
    sent = request(event(), new=1, source="Google")
    seen = entry(visitor_type="returning", sources=["Google"])
    (finding,) = found(sent, seen)
    said = {observed.about: observed.sentence for observed in finding.observations}
    assert said["new"] == "A visitor sent with seg.new 1 is shown as “returning”."
    assert said["source"] == "The source “Google” is shown as it was sent."
    assert found(sent, {**seen, "campaign": None})[0].observations == ()


def test_findings_are_json_with_the_logs_own_entry() -> None:
    (finding,) = found(request(event()), entry(unheard_of=True))
    told = json.loads(finding.text)
    assert told["state"] == "seen"
    assert told["events"][0]["entry"]["unheard_of"] is True


@pytest.mark.parametrize(
    ("before", "now", "together"),
    [
        ("seen", "not-seen", "seen"),
        ("similar", "seen", "seen"),
        ("similar", "cannot-tell", "similar"),
        ("not-seen", "cannot-tell", "cannot-tell"),
        ("cannot-tell", "not-seen", "not-seen"),
    ],
)
def test_a_later_look_never_forgets_what_was_seen(before: str, now: str, together: str) -> None:
    def finding(state: str) -> Finding:
        entries = {"seen": [entry()], "similar": [entry(campaign=None)]}.get(state, [])
        since = SENT + 30 if state == "cannot-tell" else 0.0
        return found(request(event()), *entries, since=since)[0]

    assert combined(finding(before), finding(now)).state == together


def test_what_a_later_look_does_not_add_to_is_of_the_time_when_it_was_seen() -> None:
    (before,) = found(request(event()), entry())
    (now,) = match([request(event())], log(), LOOKED + 9_000, known=[before])
    assert combined(before, now).looked_at == LOOKED


def full(oldest: float) -> LiveLog:
    return log(*[{"timestamp": oldest + number} for number in range(100)])


def test_looks_that_overlap_cover_the_time_between_them() -> None:
    looks = Looks()
    looks.add(full(1_000), 1_100.0)
    looks.add(full(1_090), 1_190.0)
    assert looks.since == 1_000


def test_a_gap_between_two_looks_begins_anew() -> None:
    looks = Looks()
    looks.add(full(1_000), 1_100.0)
    looks.add(full(1_150), 1_250.0)
    assert looks.since == 1_150


def test_a_log_that_is_not_full_covers_everything() -> None:
    looks = Looks()
    looks.add(log({"timestamp": 5}), 10.0)
    assert looks.since == 0.0
