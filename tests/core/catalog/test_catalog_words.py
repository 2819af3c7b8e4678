"""Names with their marks, in the order people look for them."""

from convert_console.core.catalog.catalog import (
    Catalog,
    choices,
    counts,
    mark_of,
    name_and_id,
    name_of,
    named,
    read_catalog,
)

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
