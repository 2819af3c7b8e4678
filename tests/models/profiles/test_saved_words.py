"""What a saved request holds, in one line."""

import pytest

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.document.payload import Number, Payload
from convert_console.models.profiles.saved_requests import saved_line

SALE: Payload = {"evt": "tr", "goals": ["7"], "r": Number("1234.50")}


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        ({"ev": [SALE]}, "tr – Purchase – 1,234.50"),
        ({"ev": [{"evt": "tr", "r": Number("1e5")}]}, "tr – 100,000"),
        ({"ev": [{"evt": "hitGoal", "goals": ["8"]}]}, "hitGoal – 8"),
        ({"ev": []}, "no events"),
        ([], "not an object"),
        (None, "broken JSON"),
    ],
)
def test_events_goals_and_revenue_are_said(payload: Payload, line: str) -> None:
    assert saved_line(payload, Catalog(goals={"7": Goal("7", "Purchase")})) == line
