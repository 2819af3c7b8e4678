"""The order of saved requests as text: one line each, so that a diff shows what was done."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.services.storage.saved_requests import (
    Entry,
    OrderBroken,
    read_order,
    write_order,
)

ENTRIES = st.lists(
    st.builds(Entry, st.text(), st.text(min_size=1), st.sampled_from(["POST", "GET"])),
    unique_by=lambda entry: entry.file,
)


@given(ENTRIES)
def test_an_order_comes_back(entries: list[Entry]) -> None:
    text = write_order(entries).decode("utf-8", "surrogatepass")
    assert read_order(text) == entries
    assert isinstance(json.loads(text), dict)


def test_moving_one_request_moves_one_line() -> None:
    one, two = Entry("a", "A", "POST"), Entry("b", "Ünïcode", "GET")
    there = write_order([one, two]).decode().replace(",\n", "\n").splitlines()
    back = write_order([two, one]).decode().replace(",\n", "\n").splitlines()
    assert len(there) == 4
    assert sorted(there) == sorted(back)
    assert '"name": "Ünïcode"' in there[2]


def test_what_is_missing_has_a_usual_value_and_a_file_counts_once() -> None:
    text = (
        '{"requests": [{"file": "a"}, {"file": "b", "name": "", "method": "PUT"}, {"file": "a"}]}'
    )
    assert read_order(text) == [Entry("a", "a", "POST"), Entry("b", "b", "POST")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"requests": [1]}', '{"requests": {}}'])
def test_what_is_no_order_is_refused(text: str) -> None:
    with pytest.raises(OrderBroken):
        read_order(text)
