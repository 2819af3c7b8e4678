"""What Convert's API lists is added to a configuration, and not given to SDKs."""

from __future__ import annotations

import json

import pytest

from convert_console.core.catalog.catalog import (
    Catalog,
    name_of,
    read_catalog,
    sdk_configuration,
)
from convert_console.core.catalog.listed import with_listed
from convert_console.core.convert_api.answers import (
    ListedExperience,
    ListedGoal,
    ListedVariation,
)
from convert_console.core.convert_api.calls import ProjectIds

WHERE = ProjectIds("1", "2")
DRAFT = ListedExperience(
    "8", "Free shipping", status="draft", variations=(ListedVariation("81", "A"),)
)
HERO = ListedExperience(
    "7",
    "Another name",
    status="paused",
    variations=(ListedVariation("71"), ListedVariation("72", "B")),
)
CONFIGURATION = {
    "account_id": "1",
    "project": {"id": "2", "name": "Shop"},
    "goals": [{"id": 5, "name": "Purchase"}],
    "experiences": [
        {
            "id": "7",
            "name": "Hero",
            "status": "active",
            "variations": [{"id": "71", "name": "Original"}],
        }
    ],
}


def merged(text: str) -> Catalog:
    listed = with_listed(
        text, WHERE, [HERO, DRAFT], [ListedGoal("5", "Other"), ListedGoal("6", "New")]
    )
    found = read_catalog(listed)
    assert isinstance(found, Catalog)
    return found


def test_drafts_come_with_their_status_and_variations() -> None:
    found = merged(json.dumps(CONFIGURATION))
    assert name_of(found, "experience", "8") == "Free shipping (draft)"
    assert found.name("variation", "81") == "A"
    assert found.name("goal", "6") == "New"


def test_what_is_known_keeps_its_names_and_gets_its_status_of_now() -> None:
    found = merged(json.dumps(CONFIGURATION))
    assert name_of(found, "experience", "7") == "Hero (paused)"
    assert found.experiences["7"].variations == ("71", "72")
    assert found.name("goal", "5") == "Purchase"


@pytest.mark.parametrize("text", ["", "not a configuration", "{}"])
def test_without_a_configuration_one_is_made(text: str) -> None:
    found = merged(text)
    assert (found.account, found.project) == ("1", "2")
    assert set(found.experiences) == {"7", "8"}


def test_a_configuration_keyed_by_id_is_merged_as_well() -> None:
    keyed = {"goals": {"5": {"name": "Purchase"}}, "experiences": {"7": {"name": "Hero"}}}
    found = merged(json.dumps({"data": keyed}))
    assert found.name("experience", "7") == "Hero"


def test_listing_again_changes_nothing_more() -> None:
    once = with_listed(json.dumps(CONFIGURATION), WHERE, [HERO, DRAFT], [ListedGoal("6", "New")])
    assert with_listed(once, WHERE, [HERO, DRAFT], [ListedGoal("6", "New")]) == once


def test_sdks_do_not_get_what_only_the_api_lists() -> None:
    before = json.dumps({**CONFIGURATION, "unheard_of": 0}).replace(": 0}", ": 1.10}")
    text = with_listed(before, WHERE, [DRAFT], [ListedGoal("6", "New")])
    served = json.loads(sdk_configuration(text))
    assert [row["id"] for row in served["experiences"]] == ["7"]
    assert [row["id"] for row in served["goals"]] == [5]
    assert '"unheard_of":1.10' in text, "numbers keep their digits"
