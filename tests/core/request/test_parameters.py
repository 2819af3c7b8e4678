"""The table of parameters is whole and says what it knows from where."""

import json
import re
from pathlib import Path

import pytest

from convert_console.core.request.parameters import (
    COUNTRIES,
    EVENT,
    EVENT_TYPES,
    LOOK_ALIKES,
    PARAMETERS,
    REQUEST,
    SEGMENTS,
    parameter,
)

DATA = Path(__file__).parents[2] / "data"


def test_every_key_of_the_article_s_own_request_is_in_the_table() -> None:
    text = (DATA / "article-post.json.txt").read_text().strip().removesuffix(":")
    document = json.loads(text)
    keys: set[tuple[str, ...]] = {(key,) for key in document if key not in ("seg", "ev")}
    keys |= {("seg", key) for key in document["seg"]}
    keys |= {("ev", key) for event in document["ev"] for key in event}
    assert keys <= {row.path for row in PARAMETERS}


def test_the_groups_make_up_the_table_without_duplicates() -> None:
    paths = [row.path for row in PARAMETERS]
    assert len(set(paths)) == len(paths) == len(REQUEST) + len(SEGMENTS) + len(EVENT)


@pytest.mark.parametrize("row", PARAMETERS, ids=lambda row: ".".join(row.path))
def test_each_row_has_words_and_distinct_values(row) -> None:
    assert row.label and row.meaning.endswith(".")
    assert len(set(row.values)) == len(row.values)
    assert row.kind not in ("choice", "choices", "newness") or row.choices
    assert set(row.events) <= {choice.value for choice in EVENT_TYPES}


def test_a_row_is_found_by_its_path() -> None:
    assert parameter("seg", "ctry").wire_name == "ctry"
    with pytest.raises(KeyError):
        parameter("seg", "country")


def test_documented_choices_come_before_those_only_the_sdk_knows() -> None:
    for row in PARAMETERS:
        standings = [choice.evidence for choice in row.choices]
        assert standings == sorted(standings), row.path


def test_no_two_parameters_claim_the_same_column_of_a_csv_or_the_same_name_of_v1() -> None:
    titles = [title for row in PARAMETERS for title in row.columns or ()]
    assert len(set(titles)) == len(titles)
    names = [(row.path[:-1], row.v1) for row in PARAMETERS if row.v1]
    assert len(set(names)) == len(names)


# The list of countries.


def test_all_249_assigned_codes_are_there_in_their_form() -> None:
    assert len(COUNTRIES) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
    assert {"RO", "GB", "US", "CA", "SS", "CW"} <= COUNTRIES


def test_codes_that_are_not_assigned_are_not_there() -> None:
    assert not {"UK", "EU", "XK", "XX", "AN", "SU"} & COUNTRIES
    assert set(LOOK_ALIKES.values()) <= COUNTRIES
    assert not set(LOOK_ALIKES) & COUNTRIES
