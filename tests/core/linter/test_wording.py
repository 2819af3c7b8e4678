"""Values in sentences."""

import pytest

from convert_console.core.document.payload import Number
from convert_console.core.linter.wording import article, container, short


@pytest.mark.parametrize(
    ("value", "shown"),
    [("tr", "tr"), (Number("1.10"), "1.10"), (None, "null"), (["7"], "[…]"), ("x" * 40, "x" * 40)],
)
def test_a_short_value_is_shown_whole(value, shown) -> None:
    assert short(value) == shown


def test_a_long_value_is_cut_with_an_ellipsis() -> None:
    assert short("x" * 41) == "x" * 39 + "…"


def test_signs_that_cannot_be_seen_are_spelled() -> None:
    assert short("7\n\u202e8") == "7\\n\\u202e8"


def test_a_noun_has_its_article_and_a_container_its_name() -> None:
    assert [article(noun) for noun in ("account", "goal")] == ["an account", "a goal"]
    assert (container(["7"]), container({})) == ("A list", "An object")
