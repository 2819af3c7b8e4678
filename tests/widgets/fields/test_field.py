"""What a field can hold, and what it says of the rest."""

import pytest

from convert_console.core.document.payload import Number, Payload
from convert_console.widgets.fields.field import elsewhere, is_plain, is_short


@pytest.mark.parametrize("value", [None, "", "7", Number("7")])
def test_text_and_numbers_are_plain(value: Payload) -> None:
    assert is_plain(value)


@pytest.mark.parametrize("value", [True, False, [], {}, ["7"]])
def test_all_else_is_not(value: Payload) -> None:
    assert not is_plain(value)
    assert elsewhere(value).endswith("– edit in JSON")


def test_a_long_text_is_named_by_its_beginning() -> None:
    assert elsewhere("a\nb" + "c" * 30_000) == f"a b{'c' * 57}… – edit in JSON"


def test_a_text_that_fills_no_line_is_named_by_its_size() -> None:
    assert elsewhere("c" * 5_000_000) == "5.0 MB of text – edit it in the JSON"
    assert elsewhere("c" * 40_000) == "40 KB of text – edit it in the JSON"
    assert not is_short("c" * 40_000)
