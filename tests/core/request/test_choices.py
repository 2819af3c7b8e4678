"""A choice is found by its name and its code, the likeliest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.choices import Option, recognised, search
from convert_console.core.request.parameters import SOURCES

COUNTRIES = [
    Option("Algeria", "DZ"),
    Option("Austria", "AT"),
    Option("Côte d’Ivoire", "CI"),
    Option("Croatia", "HR"),
    Option("Denmark", "DK"),
    Option("Germany", "DE"),
    Option("Niger", "NE"),
    Option("Romania", "RO"),
    Option("United States", "US"),
]
GOALS = [
    Option("Purchase", "100300301"),
    Option("Add to cart", "100300302"),
    Option("Cart viewed", "100300304"),
    Option("Scart", "100300309"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ger", ["Germany", "Algeria", "Niger"]),
        ("de", ["Germany", "Denmark"]),
        ("RO", ["Romania", "Croatia"]),
        ("cote", ["Côte d’Ivoire"]),
        ("COTE d", ["Côte d’Ivoire"]),
        ("states", ["United States"]),
        ("us", ["United States", "Austria"]),
        ("zzz", []),
    ],
)
def test_word_starts_come_first(typed: str, found: list[str]) -> None:
    assert [COUNTRIES[match.choice].label for match in search(COUNTRIES, typed)] == found


def test_a_word_start_in_the_middle_is_before_a_part_of_a_word() -> None:
    found = [GOALS[match.choice].label for match in search(GOALS, "cart")]
    assert found == ["Cart viewed", "Add to cart", "Scart"]


def test_a_number_is_found_by_a_part_of_it() -> None:
    match = search(GOALS, "0302")[0]
    assert GOALS[match.choice].label == "Add to cart"
    assert match.code == ((5, 9),)


def test_what_was_looked_for_is_marked_in_the_text_as_it_is() -> None:
    assert search(COUNTRIES, "ivoire")[0].label == ((7, 13),)
    assert search([Option("Straße")], "strasse")[0].label == ((0, 6),)


def test_every_word_counts_in_any_order() -> None:
    assert [GOALS[m.choice].label for m in search(GOALS, "cart add")] == ["Add to cart"]


def test_the_case_of_a_code_decides_between_two() -> None:
    sources = [Option(choice.label, choice.value) for choice in SOURCES]
    for code in ("search", "Search"):
        assert sources[search(sources, code)[0].choice].code == code
        assert sources[recognised(sources, code) or 0].code == code
    assert recognised(sources, "SEARCH") is None


@pytest.mark.parametrize(
    "text", ["Purchase", "purchase", "100300301", "Purchase · 100300301", "Purchase (100300301)"]
)
def test_a_label_is_recognised_however_it_was_copied(text: str) -> None:
    assert recognised(GOALS, text) == 0


def test_two_equal_names_are_not_one_choice() -> None:
    twins = [Option("Other"), Option("Purchase", "1"), Option("Purchase", "2")]
    assert recognised(twins, "purchase") is None
    assert [match.choice for match in search(twins, "purchase")] == [1, 2]


@given(st.lists(st.builds(Option, st.text(), st.text()), max_size=6), st.text())
def test_any_text_can_be_searched(options: list[Option], query: str) -> None:
    found = search(options, query)
    assert len({match.choice for match in found}) == len(found)
    for match in found:
        for start, end in match.label:
            assert 0 <= start < end <= len(options[match.choice].label)
