"""Names for numbers, from a project's configuration in either of its forms."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.catalog.catalog import Catalog, CatalogFault, read_catalog

LISTED = {
    "account_id": "10000009",
    "project": {"id": "10000001", "name": "Shop", "type": "web", "settings": {}},
    "goals": [{"id": "100300301", "key": "buy", "name": "Purchase", "type": "revenue"}],
    "experiences": [
        {
            "id": "100400101",
            "key": "hero",
            "name": "Hero",
            "type": "a/b",
            "status": "active",
            "goals": ["100300301"],
            "variations": [{"id": "1004200201", "key": "b", "name": "Blue", "status": "running"}],
        }
    ],
    "audiences": [{"id": "10020002", "key": "buyers", "name": "Buyers"}],
    "segments": [{"id": "10020001", "key": "members", "name": "Members"}],
    "archived_experiences": ["100400199"],
}


def keyed(rows: list) -> dict:
    return {row["id"]: {key: value for key, value in row.items() if key != "id"} for row in rows}


def catalog(source: object) -> Catalog:
    found = read_catalog(json.dumps(source))
    assert isinstance(found, Catalog)
    return found


def test_the_listed_form_is_read() -> None:
    found = catalog(LISTED)
    assert (found.account, found.project, found.project_name) == ("10000009", "10000001", "Shop")
    assert found.goals["100300301"].type == "revenue"
    assert found.experiences["100400101"].variations == ("1004200201",)
    assert found.experiences["100400101"].goals == frozenset({"100300301"})
    assert found.variations["1004200201"].experience == "100400101"
    assert found.archived == {"100400199"}
    assert found.sections == {"goals", "experiences", "audiences", "segments"}


def test_the_form_keyed_by_id_says_the_same() -> None:
    experience = LISTED["experiences"][0]  # type: ignore[index]
    inner = {
        **experience,
        "variations": keyed(experience["variations"]),
        "goals": {"100300301": {"name": "Purchase"}},
    }
    source = {
        **LISTED,
        **{key: keyed(LISTED[key]) for key in ("goals", "audiences", "segments")},  # type: ignore[arg-type]
        "experiences": keyed([inner]),
        "archived_experiences": {"100400199": {}},
    }
    assert catalog(source) == catalog(LISTED)


def test_ids_may_be_numbers_and_goals_may_be_objects() -> None:
    found = catalog(
        {"goals": [{"id": 7, "name": "Buy"}], "experiences": [{"id": 8, "goals": [7, {"id": "9"}]}]}
    )
    assert found.goals["7"].name == "Buy"
    assert found.experiences["8"].goals == frozenset({"7", "9"})


def test_what_has_no_id_or_is_no_object_is_left_out() -> None:
    found = catalog({"goals": [{"name": "x"}, 7, None, {"id": ""}], "experiences": "none"})
    assert (dict(found.goals), dict(found.experiences)) == ({}, {})
    assert found.sections == {"goals"}


def test_goals_that_are_not_listed_are_not_known_and_empty_ones_are() -> None:
    found = catalog({"experiences": {"1": {}, "2": {"goals": []}}})
    assert found.experiences["1"].goals is None
    assert found.experiences["2"].goals == frozenset()
    assert found.archived == frozenset()


@pytest.mark.parametrize(
    ("kind", "plain", "name"),
    [
        ("goal", "100300301", "Purchase"),
        ("experience", "100400101", "Hero"),
        ("variation", "1004200201", "Blue"),
        ("audience", "10020002", "Buyers"),
        ("segment", "10020001", "Members"),
        ("goal", "999", "999"),
    ],
)
def test_an_id_has_a_name_or_stands_for_itself(kind, plain, name) -> None:
    assert catalog(LISTED).name(kind, plain) == name


def test_a_key_stands_in_for_a_missing_name() -> None:
    found = catalog({"goals": [{"id": "7", "key": "buy"}, {"id": "8"}]})
    assert (found.name("goal", "7"), found.name("goal", "8")) == ("buy", "8")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cid": "1"}', "null"])
def test_what_is_no_configuration_is_said_with_the_next_step(text) -> None:
    found = read_catalog(text)
    assert isinstance(found, CatalogFault)
    assert "Load the " in found.sentence


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["goals", "experiences", "variations", "id", "name", "7"]), inner
            )
        ),
        max_leaves=15,
    )
)
def test_whatever_the_json_reading_it_never_raises(value) -> None:
    assert isinstance(read_catalog(json.dumps({"goals": value})), Catalog)
    read_catalog(json.dumps(value))
