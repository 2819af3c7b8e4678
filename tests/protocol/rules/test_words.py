"""Values in sentences."""

import pytest

from convert_console.protocol.payload import Number
from convert_console.protocol.rules.words import short


@pytest.mark.parametrize(
    ("value", "shown"),
    [("tr", "tr"), (Number("1.10"), "1.10"), (None, "null"), (["7"], "[…]"), ("x" * 40, "x" * 40)],
)
def test_a_short_value_is_shown_whole(value, shown) -> None:
    assert short(value) == shown


def test_a_long_value_is_cut_with_an_ellipsis() -> None:
    assert short("x" * 41) == "x" * 39 + "…"
