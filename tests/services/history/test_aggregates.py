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
        store.keep(record(number, vid="v", document=sale(number, amount))).row.result()
    store.keep(record(9, vid="other")).row.result()
    assert summed(store, "visitor", "v") == GroupTotal(3, 3, here=3, revenue_here=Decimal("0.40"))
    assert summed(store, "visitor", "other") == GroupTotal(1, 1, here=1)
    assert summed(store, "visitor", "v", verdict="bot") == GroupTotal(0)
    store.delete([1]).result()
    assert summed(store, "visitor", "v") == GroupTotal(2, 2, here=2, revenue_here=Decimal("0.30"))


LIVE = "https://10000001.metrics.convertexperiments.com/track"


def test_what_stayed_on_this_machine_is_summed_apart_also_in_rows_of_earlier_versions(
    store: HistoryStore,
) -> None:
    for number, url in enumerate((LIVE, "http://127.0.0.1:8765/track")):
        made = record(number, vid="v", document=sale(number, f"{number + 1}.50"))
        request = made.exchange.request._replace(url=url)
        store.keep(made._replace(exchange=made.exchange._replace(request=request))).row.result()
    expected = GroupTotal(2, 2, here=1, revenue=Decimal("1.50"), revenue_here=Decimal("2.50"))
    assert summed(store, "visitor", "v") == expected
    assert [row.here for row in store.newest(2)] == [True, False]
    store.change(lambda db: db.execute("UPDATE entry SET here = NULL")).result()
    assert summed(store, "visitor", "v") == expected
    assert [row.here for row in store.newest(2)] == [True, False]


def test_discarded_rows_are_counted(store: HistoryStore) -> None:
    store.keep(record(1, vid="v", verdict="bot")).row.result()
    assert summed(store, "visitor", "v") == GroupTotal(1, 0, discarded=1, here=1)


def test_a_day_s_rows_are_those_from_midnight_to_midnight(store: HistoryStore) -> None:
    ids = [store.keep(record(number)).row.result() for number in range(3)]
    days = [
        datetime.fromtimestamp(row.sent_at).astimezone().date().isoformat()
        for row in store.rows(ids)
    ]
    count = days.count(days[0])
    assert summed(store, "day", days[0]) == GroupTotal(count, count, here=count)
    assert summed(store, "day", "2031-01-01") == GroupTotal(0)


def test_rows_without_a_visitor_s_id_are_left_out(store: HistoryStore) -> None:
    store.keep(record(1, vid="")).row.result()
    assert summed(store, "visitor", "") is None


def test_a_large_group_is_only_reported_as_large(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregates, "MOST", 2)
    for number in range(3):
        store.keep(record(number, vid="v")).row.result()
    assert summed(store, "visitor", "v") == GroupTotal(2, more=True)


def test_it_stops_when_asked(store: HistoryStore) -> None:
    assert list(totals(store.path, "visitor", ["v"], Filter(), lambda: True)) == []
