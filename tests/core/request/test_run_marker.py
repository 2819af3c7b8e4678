"""A run marker is the campaign of a document, and changes nothing else of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.positions import EditImpossible
from convert_console.core.request.draft import Draft
from convert_console.core.request.run_marker import (
    MARKERS,
    campaign_in,
    marker_in,
    run_marker,
    with_marker,
)


@given(st.integers(0, MARKERS * 2))
def test_what_is_made_is_recognised(number: int) -> None:
    marker = run_marker(number)
    assert marker_in({"seg": {"campaign": marker}}) == marker
    assert not campaign_in({"seg": {"campaign": marker}})


@pytest.mark.parametrize("text", ["cc-7F3A91", "cc-7f3a9", "cc-7f3a911", "xcc-7f3a91", "", 7, None])
def test_what_is_similar_is_no_marker(text: object) -> None:
    payload = Draft(json.dumps({"seg": {"campaign": text}})).payload
    assert not marker_in(payload)
    assert campaign_in(payload) == ("" if text in ("", None) else str(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"cid":"1"}', '{"cid":"1","seg":{"campaign":"cc-000001"}}'),
        ('{"ev": [], "x": 1.10}', '{"seg": {"campaign": "cc-000001"}, "ev": [], "x": 1.10}'),
        ('{"seg":{"ctry":"RO"}}', '{"seg":{"campaign":"cc-000001","ctry":"RO"}}'),
        ('{"seg":{"campaign":"sale"}}', '{"seg":{"campaign":"cc-000001"}}'),
        ('{"seg":null}', '{"seg":{"campaign":"cc-000001"}}'),
    ],
)
def test_it_takes_its_usual_place_among_the_others(before: str, after: str) -> None:
    assert with_marker(Draft(before), run_marker(1)) == after


@pytest.mark.parametrize("text", ['{"seg":[1]}', '{"seg":"x"}', "[]", "{", ""])
def test_without_an_object_there_is_no_place_for_it(text: str) -> None:
    with pytest.raises(EditImpossible):
        with_marker(Draft(text), run_marker(1))
