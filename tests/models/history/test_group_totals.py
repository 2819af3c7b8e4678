"""Groups on screen are counted in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.history.filter_language import Filter
from convert_console.models.history.grouping import GroupTotals
from convert_console.services.history.aggregates import GroupTotal
from convert_console.services.history.store import HistoryStore
from support.histories import fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    fill(made, 3, vid="v")
    yield made
    made.close()


@pytest.fixture
def totals(store: HistoryStore, qtbot: QtBot) -> Iterator[GroupTotals]:
    made = GroupTotals(store)
    yield made
    made.end()


def test_a_requested_result_is_known_later(totals: GroupTotals, qtbot: QtBot) -> None:
    totals.request("visitor", ["v", "w"], Filter())
    assert totals.get("v") is None
    qtbot.waitUntil(lambda: totals.get("w") is not None)
    assert totals.get("v") == GroupTotal(3, 3, here=3)
    assert totals.get("w") == GroupTotal(0)


def test_what_is_asked_for_while_others_are_counted_is_known_as_well(
    totals: GroupTotals, qtbot: QtBot
) -> None:
    totals.request("visitor", ["v"], Filter())
    qtbot.waitUntil(totals._poll.isActive)
    totals.request("visitor", ["v", "w"], Filter())
    qtbot.waitUntil(lambda: totals.get("w") is not None)
    assert (totals.get("v"), totals.get("w")) == (GroupTotal(3, 3, here=3), GroupTotal(0))


def test_a_doubted_sum_is_marked_until_it_is_counted_again(
    totals: GroupTotals, store: HistoryStore, qtbot: QtBot
) -> None:
    totals.request("visitor", ["v"], Filter())
    qtbot.waitUntil(lambda: totals.get("v") is not None)
    store.delete([1]).result()
    totals.invalidate()
    assert totals.get("v") == GroupTotal(3, 3, here=3)
    totals.request("visitor", ["v"], Filter())
    qtbot.waitUntil(lambda: totals.get("v") == GroupTotal(2, 2, here=2))


def test_another_filter_makes_other_sums(totals: GroupTotals, qtbot: QtBot) -> None:
    totals.request("visitor", ["v"], Filter())
    qtbot.waitUntil(lambda: totals.get("v") is not None)
    totals.request("visitor", ["v"], Filter(verdict="bot"))
    assert totals.get("v") is None
    qtbot.waitUntil(lambda: totals.get("v") == GroupTotal(0))
