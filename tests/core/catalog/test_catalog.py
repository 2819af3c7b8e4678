"""Names for numbers, from a project's configuration in either of its forms."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.catalog.catalog import (
    MOST,
    Catalog,
    CatalogFault,
    catalog_of_names,
    choices,
    counts,
    mark_of,
    name_and_id,
    name_of,
    named,
    names_of_ids,
    read_catalog,
)
from convert_console.core.document.payload import parse
from support.shop import CATALOG

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
def test_an_id_without_a_name_is_shown_itself(kind, plain, name) -> None:
    assert catalog(LISTED).name(kind, plain) == name


def test_a_key_replaces_a_missing_name() -> None:
    found = catalog({"goals": [{"id": "7", "key": "buy"}, {"id": "8"}]})
    assert (found.name("goal", "7"), found.name("goal", "8")) == ("buy", "8")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cid": "1"}', "null"])
def test_what_is_not_a_configuration_is_reported_with_the_next_step(text) -> None:
    found = read_catalog(text)
    assert isinstance(found, CatalogFault)
    assert "Load the " in found.sentence


ENVELOPED = [
    {"data": LISTED},
    {"environment": "staging", "data": LISTED},
    {"sdkKey": "1/2", "config": {"environment": "live", "data": LISTED}},
    json.dumps(LISTED),
    {"data": json.dumps(LISTED)},
]


@pytest.mark.parametrize("wrapped", ENVELOPED, ids=lambda one: str(one)[:30])
def test_the_wrapper_of_the_sdks_is_opened(wrapped) -> None:
    assert read_catalog(json.dumps(wrapped)) == read_catalog(json.dumps(LISTED))


SCRIPTS = [
    "convert.data = @;",
    "window.convert=window.convert||{};convert.data=@;convert.run();",
    "/* v */ window.convert.data\n=\n@\n",
    "window['convert']={};convert['data'] = @;",
    "<script>var a = {b: 1}; convert.data = @</script>",
    "convert.data = {}; x(); convert.data = @;",
    'convert.data = {"environment": "live", "data": @};',
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_a_script_assigns_to_convert_data_is_read(script) -> None:
    assert read_catalog(script.replace("@", json.dumps(LISTED))) == read_catalog(json.dumps(LISTED))


def test_a_script_s_object_need_not_be_json() -> None:
    script = "convert.data = {goals: {7: {name: 'Purchase', type: 'revenue'}}, a: true,};"
    found = read_catalog(script)
    assert isinstance(found, Catalog)
    assert found.name("goal", "7") == "Purchase"


def test_the_names_of_older_scripts_are_read() -> None:
    script = """convert.data={"u_id":"9","prj":{"id":"1","name":"Shop"},"experiments":{"7":
        {"id":"7","n":"Test #7 Hero","vars":{"71":{"id":"71","name":"Blue"}},"goals":["5"]}},
        "goals":{"5":{"n":"Purchase","type":"revenue"}}};"""
    found = read_catalog(script)
    assert isinstance(found, Catalog)
    assert (found.account, found.project, found.project_name) == ("9", "1", "Shop")
    names = [("experience", "7"), ("variation", "71"), ("goal", "5")]
    assert [found.name(*one) for one in names] == ["Test #7 Hero", "Blue", "Purchase"]


@pytest.mark.parametrize(
    "text",
    [
        "convert.data = ",
        "convert.data = {",
        "convert.data = {a: 1};",
        'myconvert.data = {"goals": []};',
        'convert.data == {"goals": []}',
        '{"data": {"data": {"data": {"data": {"data": {"goals": []}}}}}}',
        '{"data": []}',
        '"convert"',
        "convert.data = {" * 10_000,
    ],
    ids=lambda text: text[:30],
)
def test_a_script_or_wrapper_without_a_configuration_is_refused(text) -> None:
    assert isinstance(read_catalog(text), CatalogFault)


def test_draft_and_paused_experiences_have_names_and_marks() -> None:
    experiences = [
        {"id": "1", "name": "Hero", "status": "draft", "variations": [{"id": "11", "name": "A"}]},
        {"id": "2", "name": "Price", "status": "paused"},
        {"id": "3", "name": "Menu", "status": "active"},
    ]
    found = read_catalog(json.dumps({"experiences": experiences}))
    assert isinstance(found, Catalog)
    shown = [name_of(found, "experience", plain) for plain in "123"]
    assert shown == ["Hero (draft)", "Price (paused)", "Menu"]
    assert name_of(found, "variation", "11") == "A"
    assert "3 experiences (2 not running)" in counts(found)


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


# Names with their marks, in the order people look for them.

TEXT = """{
 "goals": [{"id": "7", "name": "Purchase", "type": "revenue"}, {"id": "8", "key": "add-to-cart"}],
 "experiences": [
  {"id": "1", "name": "Hero", "status": "active", "variations": [
    {"id": "11", "name": "Original", "status": "running"}, {"id": "12", "name": "B",
     "status": "stopped"}]},
  {"id": "2", "name": "Basket", "status": "paused", "variations": [{"id": "21", "name": "A"}]}],
 "segments": [{"id": "5", "name": "VIP"}],
 "archived_experiences": ["2", "3"]}"""


def _found() -> Catalog:
    found = read_catalog(TEXT)
    assert isinstance(found, Catalog)
    return found


FOUND = _found()


def test_names_carry_a_mark_where_nothing_runs_any_more() -> None:
    assert name_of(FOUND, "experience", "1") == "Hero"
    assert name_of(FOUND, "variation", "12") == "B (stopped)"
    assert name_of(FOUND, "experience", "2") == "Basket (archived)"
    assert name_of(FOUND, "variation", "21") == "A (archived)"


def test_an_archived_experience_without_a_name_is_marked_all_the_same() -> None:
    assert name_of(FOUND, "experience", "3") == "archived"
    assert named(FOUND, "experience", "3") == "3 (archived)"
    assert name_and_id(FOUND, "experience", "3") == "3 (archived)"


def test_a_thing_without_a_name_goes_by_its_key_and_an_unknown_one_by_its_id() -> None:
    assert named(FOUND, "goal", "8") == "add-to-cart"
    assert named(FOUND, "goal", "9") == "9"
    assert named(None, "goal", "7") == "7"
    assert name_of(FOUND, "goal", "9") == name_of(None, "goal", "7") == ""


def test_a_question_names_both_name_and_id() -> None:
    assert name_and_id(FOUND, "goal", "7") == "Purchase (7)"
    assert name_and_id(FOUND, "goal", "9") == "9"


def test_choices_begin_with_what_runs() -> None:
    assert choices(FOUND, "experience") == (("1", "Hero"), ("2", "Basket (archived)"))
    assert choices(FOUND, "segment") == (("5", "VIP"),)
    assert choices(None, "goal") == ()


def test_the_variations_of_a_known_experience_are_its_own() -> None:
    own = (("11", "Original"), ("12", "B (stopped)"))
    assert choices(FOUND, "variation", "1") == own
    assert len(choices(FOUND, "variation", "unknown")) == 3


def test_a_goal_has_no_status() -> None:
    assert mark_of(FOUND, "goal", "2") == ""


def test_counts_name_what_there_is() -> None:
    words = "2 goals · 2 experiences · 3 variations · 1 segment · 2 archived"
    assert counts(FOUND) == words


def test_counts_leave_out_what_is_archived_where_nothing_is() -> None:
    assert counts(Catalog()) == "0 goals · 0 experiences · 0 variations · 0 segments"


# What a catalog called the ids of a request is told once for each id that it knows.

EVENT = {"evt": "tr", "goals": [100300301, "9"], "exps": ["100400101"], "vars": ["1004200201"]}


@pytest.fixture
def named_catalog() -> Catalog:
    found = read_catalog(json.dumps(CATALOG))
    assert isinstance(found, Catalog)
    return found


def test_each_known_id_is_named_once_whatever_its_form(named_catalog: Catalog) -> None:
    document = {"ev": [EVENT, {**EVENT, "goals": ["100300301"]}]}
    assert names_of_ids(named_catalog, parse(json.dumps(document)).payload) == (
        ("goal", "100300301", "Purchase"),
        ("experience", "100400101", "Checkout button"),
        ("variation", "1004200201", "Green button"),
    )


def test_without_a_catalog_or_a_document_nothing_is_named(named_catalog: Catalog) -> None:
    for text in ("", "[]", '{"ev": {"goals": 7}}', '{"ev": [7], "seg": []}'):
        assert names_of_ids(named_catalog, parse(text).payload) == ()
    assert names_of_ids(None, parse(json.dumps({"ev": [EVENT]})).payload) == ()


def test_names_make_a_catalog_again(named_catalog: Catalog) -> None:
    names = names_of_ids(named_catalog, parse(json.dumps({"ev": [EVENT]})).payload)
    assert (
        names_of_ids(catalog_of_names(names), parse(json.dumps({"ev": [EVENT]})).payload) == names
    )
    assert catalog_of_names(()) == Catalog()


def test_only_a_readable_number_is_kept() -> None:
    whole = {**CATALOG, "goals": [{"id": str(n), "name": f"Goal {n}"} for n in range(2 * MOST)]}
    found = read_catalog(json.dumps(whole))
    assert isinstance(found, Catalog)
    document = {"ev": [{"goals": [str(n) for n in range(2 * MOST)]}]}
    assert len(names_of_ids(found, parse(json.dumps(document)).payload)) == MOST


def test_custom_audiences_are_named_too() -> None:
    found = read_catalog(json.dumps({**CATALOG, "segments": [{"id": "5", "name": "Buyers"}]}))
    assert isinstance(found, Catalog)
    names = names_of_ids(found, parse('{"seg": {"cust": ["5"]}}').payload)
    assert names == (("segment", "5", "Buyers"),)
    assert catalog_of_names(names).segments["5"].name == "Buyers"
