"""A word that is typed is one step, the next word another."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from convert_console.core.document.incremental import Change, change_between
from convert_console.models.document.document import continues_typing, continues_word

Rule = Callable[[Change, Change], bool]


def steps(texts: list[str], rule: Rule) -> list[str]:
    """The texts that undo goes back to, as the document decides it."""
    kept: list[str] = []
    before: Change | None = None
    for old, new in pairwise(texts):
        change = change_between(old, new)
        if before is None or not rule(before, change):
            kept.append(old)
        before = change
    return kept


def typed(start: str, keys: str, end: str) -> list[str]:
    return [f"{start}{keys[:count]}{end}" for count in range(len(keys) + 1)]


@pytest.mark.parametrize("rule", [continues_word, continues_typing])
def test_each_word_begins_a_step(rule) -> None:
    texts = typed('{"a": "', "spring sale  now", '"}')
    assert steps(texts, rule) == ['{"a": ""}', '{"a": "spring "}', '{"a": "spring sale  "}']


@pytest.mark.parametrize("rule", [continues_word, continues_typing])
def test_signs_and_digits_are_of_the_word_they_are_in(rule) -> None:
    assert len(steps(typed('{"a": "', "-123.50/x@y", '"}'), rule)) == 1


def test_existing_blanks_separate_nothing() -> None:
    assert len(steps(["a |b", "a x|b", "a xy|b"], continues_typing)) == 1


def test_typing_elsewhere_begins_a_step() -> None:
    texts = ["ab cd ef", "ab1 cd ef", "ab12 cd ef", "ab12 cd3 ef"]
    assert steps(texts, continues_typing) == ["ab cd ef", "ab12 cd ef"]


def test_what_is_pasted_is_a_step_in_the_text() -> None:
    texts = ["a", "ab", "abPASTED", "abPASTEDc", "abPASTEDcd"]
    assert steps(texts, continues_typing) == ["a", "ab", "abPASTED"]


def test_deleting_after_typing_is_a_step_in_the_text_and_none_in_a_field() -> None:
    texts = ["", "x", "xy", "x", ""]
    assert steps(texts, continues_typing) == ["", "xy"]
    assert steps(texts, continues_word) == [""]


def test_a_selection_that_is_typed_over_goes_with_the_word() -> None:
    assert steps(["[old one]", "[n]", "[ne]", "[new]"], continues_typing) == ["[old one]"]


def test_a_field_that_writes_quotes_continues_the_same_word() -> None:
    texts = ['{"r": 1}', '{"r": 12}', '{"r": "12,"}', '{"r": "12,5"}', '{"r": 12}']
    assert steps(texts, continues_word) == ['{"r": 1}']
