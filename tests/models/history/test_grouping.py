"""Rows of one day, or of one visitor, stand under one name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Row, unsaved_row
from convert_console.models.history.grouping import (
    Group,
    GroupTotals,
    group_key,
    group_words,
    total_words,
)
from convert_console.services.history.aggregates import GroupTotal
from convert_console.services.history.store import HistoryStore
from support.exchanges import record
from support.histories import fill

ROW = unsaved_row(record(1))
NOON = time.mktime((2026, 11, 26, 12, 0, 0, 0, 0, -1))
DAY = 86_400


def same(one: Row, other: Row, group: Group) -> bool:
    return group_key(one, group) == group_key(other, group)


def of_visitor(vid: str, row: Row = ROW) -> Row:
    return row._replace(summary=row.summary._replace(vid=vid))


def test_rows_of_one_day_form_a_group_and_those_of_the_next_another() -> None:
    row = ROW._replace(sent_at=NOON)
    assert same(row, of_visitor("other", row._replace(sent_at=NOON + 3_600)), "day")
    assert not same(row, row._replace(sent_at=NOON + DAY), "day")


def test_rows_of_one_visitor_form_a_group_whatever_their_day() -> None:
    row = of_visitor("a")
    assert same(row, row._replace(sent_at=0.0), "visitor")
    assert not same(row, of_visitor("b"), "visitor")


def test_days_are_named_in_words() -> None:
    today = date(2026, 11, 26)

    def named(sent_at: float) -> str:
        return group_words(group_key(ROW._replace(sent_at=sent_at), "day"), "day", today)

    assert [named(NOON), named(NOON - DAY), named(NOON - 2 * DAY)] == [
        "Today",
        "Yesterday",
        "Tue 24 Nov",
    ]
    assert named(NOON - 365 * DAY) == "26 Nov 2025"


def test_a_visitor_is_named_by_the_ends_of_the_id_or_as_missing() -> None:
    today = date(2026, 11, 26)
    assert (
        group_words("1796000000000-0.4126735590148273", "visitor", today)
        == "1796000000000-0.4126…8273"
    )
    assert group_words("short", "visitor", today) == "short"
    assert group_words("", "visitor", today) == "No visitor id"
    assert group_words("", "", today) == ""


def test_a_group_says_how_many_were_not_accepted_and_how_many_stayed_here() -> None:
    assert total_words(GroupTotal(3, 3)) == "3 requests"
    assert total_words(GroupTotal(1, 0)) == "1 request, 1 not accepted"
    assert total_words(GroupTotal(3, 1, discarded=1)) == "3 requests, 1 discarded, 1 not accepted"
    assert total_words(GroupTotal(2, 2, here=2)) == "2 requests, on this machine"
    assert total_words(GroupTotal(4, 4, here=3)) == "4 requests, 3 on this machine"
    assert total_words(GroupTotal(2, 2, unreadable=1)) == "2 requests, 1 amount unreadable"
    assert total_words(GroupTotal(20_000, more=True)) == "more than 20,000 requests"


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
