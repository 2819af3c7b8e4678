"""Groups in sight are counted beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.history.filter_language import Filter
from convert_console.models.history.group_totals import HistorySums
from convert_console.services.history.aggregates import GroupSum
from convert_console.services.history.store import HistoryStore
from support.histories import fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    fill(made, 3, vid="v")
    yield made
    made.close()


@pytest.fixture
def sums(store: HistoryStore, qtbot: QtBot) -> Iterator[HistorySums]:
    made = HistorySums(store)
    yield made
    made.end()


def test_what_is_asked_for_is_known_a_little_later(sums: HistorySums, qtbot: QtBot) -> None:
    sums.want("visitor", ["v", "w"], Filter())
    assert sums.of("v") is None
    qtbot.waitUntil(lambda: sums.of("w") is not None)
    assert sums.of("v") == GroupSum(3, 3)
    assert sums.of("w") == GroupSum(0)


def test_what_is_asked_for_while_others_are_counted_is_known_as_well(
    sums: HistorySums, qtbot: QtBot
) -> None:
    sums.want("visitor", ["v"], Filter())
    qtbot.waitUntil(sums._look.isActive)
    sums.want("visitor", ["v", "w"], Filter())
    qtbot.waitUntil(lambda: sums.of("w") is not None)
    assert (sums.of("v"), sums.of("w")) == (GroupSum(3, 3), GroupSum(0))


def test_a_doubted_sum_is_said_until_it_is_counted_anew(
    sums: HistorySums, store: HistoryStore, qtbot: QtBot
) -> None:
    sums.want("visitor", ["v"], Filter())
    qtbot.waitUntil(lambda: sums.of("v") is not None)
    store.delete([1]).result()
    sums.doubt()
    assert sums.of("v") == GroupSum(3, 3)
    sums.want("visitor", ["v"], Filter())
    qtbot.waitUntil(lambda: sums.of("v") == GroupSum(2, 2))


def test_another_filter_makes_other_sums(sums: HistorySums, qtbot: QtBot) -> None:
    sums.want("visitor", ["v"], Filter())
    qtbot.waitUntil(lambda: sums.of("v") is not None)
    sums.want("visitor", ["v"], Filter(verdict="bot"))
    assert sums.of("v") is None
    qtbot.waitUntil(lambda: sums.of("v") == GroupSum(0))
