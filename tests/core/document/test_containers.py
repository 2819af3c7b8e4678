"""A path's containers are given with the place of each member."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import parse, value_at
from convert_console.core.document.positions import Member, containers_on
from support.json_texts import paths_in, written

TEXT = '{"a": [1,\n 2], "b": {}}'


def test_there_is_a_container_for_each_step_that_exists() -> None:
    outer, inner = containers_on(TEXT, ("a", 1))
    assert (outer.start, outer.end, outer.chosen) == (0, len(TEXT), 0)
    assert outer.members == [Member("a", 1, 6, 13), Member("b", 15, 20, 22)]
    assert inner.members == [Member(0, 7, 7, 8), Member(1, 11, 11, 12)]
    assert inner.chosen == 1
    assert (outer.is_object, inner.is_object) == (True, False)
    assert (outer.before(1), inner.before(0), inner.before(1)) == (", ", "", ",\n ")


def test_the_last_container_lacks_the_step_that_is_missing() -> None:
    outer, inner = containers_on(TEXT, ("b", "x", "y"))
    assert outer.chosen == 1
    assert (inner.chosen, inner.members) == (None, [])
    assert inner.fits("x")
    assert not inner.fits(0)


def test_plain_values_hold_nothing() -> None:
    assert containers_on("1", ("a",)) == []
    assert len(containers_on(TEXT, ("a", 0, "x"))) == 2


def test_a_container_is_spread_when_it_goes_over_lines() -> None:
    outer, inner = containers_on('{\n"a": [1, 2]}', ("a", 0))
    assert outer.spread
    assert not inner.spread


def test_the_last_of_two_equal_keys_is_on_the_way() -> None:
    outer, inner = containers_on('{"a": {"b": {"c": 1}}, "a": {"d": 2}}', ("a", "b", "c"))
    assert outer.chosen == 1
    assert [member.step for member in inner.members] == ["d"]


@given(written(doubles=True), st.data())
def test_the_chosen_members_are_the_way_to_the_value(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    for length, here in enumerate(containers_on(text, path)):
        assert here.chosen is not None
        chosen = here.members[here.chosen]
        assert chosen.step == path[length]
        assert parse(text[chosen.start : chosen.end]).payload == value_at(tree, path[: length + 1])
