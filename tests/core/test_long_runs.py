"""Texts of many like signs are read in time that grows with their length alone.

Each of these took minutes or hours: a search began again at each character, or gave back one
character after the other. Nothing is measured here: a reader that falls back hangs.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from convert_console.cli.check import _is_url_or_query
from convert_console.core.document.payload import parse
from convert_console.core.history.filter_language import (
    FilterContext,
    completions,
    read_filter,
)
from convert_console.core.orders.csv_dialect import CsvFormat, column_names
from convert_console.core.paste.pasted_ids import ids_in, pairs_in
from convert_console.core.paste.recognise import recognise
from convert_console.core.query import QueryTooLong, lost_in_get, read_query, write_query
from convert_console.core.request.profile import read_proxy, without_password
from convert_console.core.verdict.verdict import codes_in

N = 100_000
CURL = "curl https://1.metrics.convertexperiments.com/track"


def filtered(text: str) -> object:
    return completions(text), read_filter(text, FilterContext(datetime.now(UTC)))


def there_and_back(text: str) -> object:
    payload = read_query(text).payload
    return lost_in_get(payload), write_query(payload)


def spelled(text: str) -> object:
    with pytest.raises(QueryTooLong):
        write_query(parse(text).payload)
    return None


LONG: dict[str, tuple[Callable[[str], object], str]] = {
    "quotes in a filter": (filtered, '"a ' * N),
    "a filter without a blank": (filtered, "a" * N + " " + '"' * N),
    "encoded brackets": (there_and_back, "%255B" * N),
    "digits without a partner": (pairs_in, "9" * N),
    "digits and blanks": (pairs_in, "9 " * N),
    "commas": (ids_in, "," * N),
    "a code that never comes": (lambda text: codes_in(text.encode()), "code" + " " * 90_000 + "x"),
    "an ID and blanks": (recognise, "ID" + " " * N + "x"),
    "data and tabs": (recognise, "__data" + "\t" * N + "x"),
    "prompts on one line": (recognise, ";PS " * N + CURL),
    "commands that pipe nothing": (recognise, "echo x\n" * N + CURL),
    "a path that asks nothing": (_is_url_or_query, "/" + "a" * N),
    "colons in a proxy": (without_password, "a:" * N),
    "signs in a proxy": (read_proxy, "@:" * N),
    "columns without a name": (lambda text: column_names(text.split(","), CsvFormat()), "," * N),
    "columns of one name": (lambda text: column_names(text.split(","), CsvFormat()), "a," * 2_000),
    "a name above many values": (spelled, '{"' + "k" * N + '":[' + "1," * N + "1]}"),
    "a name above many names": (spelled, '{"' + "k" * N + '":[' + '{"a":1},' * N + "1]}"),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_a_long_run_of_signs_is_read_to_its_end(name: str) -> None:
    read, text = LONG[name]
    read(text)
