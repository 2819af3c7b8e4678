"""Which conversions an endpoint has had before."""

import pytest

from convert_console.core.document.payload import Number, Payload
from convert_console.core.sending.confirmation import Accepted, Repeat, repeats, sent_in, visitor_in


def document(kind: str, goal: Payload, tid: Payload = None, vid: Payload = "v") -> Payload:
    whole: dict[str, Payload] = {"vid": vid, "ev": [{"evt": kind, "goals": [goal]}]}
    return whole if tid is None else {**whole, "tid": tid}


def accepted(payload: Payload, at: float = 100.0) -> Accepted:
    return Accepted(at, sent_in(payload))


def test_a_conversion_counts_once_whatever_its_transaction() -> None:
    before = [accepted(document("hitGoal", "7", "t1"))]
    assert repeats(document("hitGoal", "7", "t2"), before) == (Repeat("7", 100.0),)


def test_a_transaction_of_another_id_is_another_one() -> None:
    before = [accepted(document("tr", "7", "t1"))]
    assert repeats(document("tr", "7", "t2"), before) == ()
    assert repeats(document("tr", "7", "t1"), before) == (Repeat("7", 100.0),)
    assert repeats(document("tr", "7"), before) == (Repeat("7", 100.0),)


@pytest.mark.parametrize("other", [document("hitGoal", "8"), document("hitGoal", "7", vid="w")])
def test_another_goal_or_visitor_is_no_repetition(other: Payload) -> None:
    assert repeats(other, [accepted(document("hitGoal", "7"))]) == ()


def test_a_view_is_never_a_repetition() -> None:
    assert repeats(document("viewExp", "7"), [accepted(document("hitGoal", "7"))]) == ()


def test_the_newest_send_is_named_and_numbers_are_ids_as_text_is() -> None:
    before = [accepted(document("tr", "7"), 5.0), accepted(document("tr", Number("7")), 9.0)]
    assert repeats(document("tr", Number("7")), before) == (Repeat("7", 9.0),)


@pytest.mark.parametrize("odd", [None, [], "x", {"ev": {}}, {"ev": [None, {"evt": "tr"}]}])
def test_a_document_that_cannot_be_read_repeats_nothing(odd: Payload) -> None:
    assert repeats(odd, [accepted(document("tr", "7"))]) == ()
    assert visitor_in(odd) == ""
