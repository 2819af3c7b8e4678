"""What the rows of one group come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.services.history import aggregates
from convert_console.services.history.aggregates import GroupTotal, totals
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    yield made
    made.close()


def sale(number: int, amount: str) -> str:
    return f'{{"vid": "v", "ev": [{{"evt": "tr", "goals": ["7"], "r": {amount}}}], "n": {number}}}'


def summed(store: HistoryStore, group: str, key: str, **wanted: object) -> GroupTotal | None:
    return dict(totals(store.path, group, [key], Filter(**wanted), bool))[key]  # type: ignore[arg-type]


def test_a_visitor_s_rows_are_counted_and_their_revenue_is_exact(store: HistoryStore) -> None:
    for number, amount in enumerate(("0.10", "0.20", "0.10")):
        store.append(record(number, vid="v", document=sale(number, amount))).result()
    store.append(record(9, vid="other")).result()
    assert summed(store, "visitor", "v") == GroupTotal(3, 3, Decimal("0.40"))
    assert summed(store, "visitor", "other") == GroupTotal(1, 1)
    assert summed(store, "visitor", "v", verdict="bot") == GroupTotal(0)
    store.delete([1]).result()
    assert summed(store, "visitor", "v") == GroupTotal(2, 2, Decimal("0.30"))


def test_a_day_s_rows_are_those_from_midnight_to_midnight(store: HistoryStore) -> None:
    ids = [store.append(record(number)).result() for number in range(3)]
    days = [
        datetime.fromtimestamp(row.sent_at).astimezone().date().isoformat()
        for row in store.rows(ids)
    ]
    assert summed(store, "day", days[0]) == GroupTotal(days.count(days[0]), days.count(days[0]))
    assert summed(store, "day", "2031-01-01") == GroupTotal(0)


def test_rows_without_a_visitor_s_id_are_left_out(store: HistoryStore) -> None:
    store.append(record(1, vid="")).result()
    assert summed(store, "visitor", "") is None


def test_a_large_group_is_only_reported_as_large(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregates, "MOST", 2)
    for number in range(3):
        store.append(record(number, vid="v")).result()
    assert summed(store, "visitor", "v") == GroupTotal(2, more=True)


def test_it_stops_when_asked(store: HistoryStore) -> None:
    assert list(totals(store.path, "visitor", ["v"], Filter(), lambda: True)) == []
