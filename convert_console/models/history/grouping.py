"""The group of a row of the history, and the words for groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from convert_console.core.history.columns import local_time
from convert_console.core.history.row import Row
from convert_console.services.history.aggregates import GroupTotal

Group = Literal["", "day", "visitor"]
GROUPS: tuple[Group, ...] = get_args(Group)

SHOWN = 18
"""Characters of a visitor id that are shown whole; longer ones lose their middle."""


def group_key(row: Row, group: Group) -> str:
    """What the rows of a group have in common; "" where nothing is grouped, and for a day that is
    unreadable.
    """
    if group == "day":
        when = local_time(row.sent_at)
        return when.date().isoformat() if when else ""
    return row.vid if group == "visitor" else ""


def group_words(key: str, group: Group, today: date) -> str:
    """The name of a group; "" where nothing is grouped."""
    if group == "day":
        return day_words(date.fromisoformat(key), today) if key else "Time unknown"
    return visitor_words(key) if group == "visitor" else ""


def day_words(day: date, today: date) -> str:
    """A day in words.

    >>> day_words(date(2026, 11, 25), date(2026, 11, 26))
    'Yesterday'
    >>> day_words(date(2026, 3, 2), date(2026, 11, 26))
    'Mon 2 Mar'
    >>> day_words(date(2025, 3, 2), date(2026, 11, 26))
    '2 Mar 2025'
    """
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return f"{day:%a} {day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"


def visitor_words(vid: str) -> str:
    """A visitor id by its ends.

    >>> visitor_words("1796000000000-0.4126735590148273")
    '17960000…90148273'
    """
    if not vid:
        return "No visitor id"
    return vid if len(vid) <= SHOWN else f"{vid[:8]}…{vid[-8:]}"


def total_words(total: GroupTotal) -> tuple[str, ...]:
    """The totals of a group, in lines.

    >>> from decimal import Decimal
    >>> total_words(GroupTotal(12, 9, Decimal("79.96")))
    ('9 of 12 accepted', 'revenue 79.96')
    >>> total_words(GroupTotal(1, 1)), total_words(GroupTotal(20_000, more=True))
    (('accepted',), ('more than 20,000 rows',))
    >>> total_words(GroupTotal(2, 2, Decimal("9"), unreadable=1))
    ('all 2 accepted', '1 amount unreadable', 'revenue 9')
    """
    if not total.count:  # a damaged id differs from the one that is shown
        return ()
    if total.more:
        return (f"more than {total.count:,} rows",)
    if total.count == 1:
        accepted_words = "accepted" if total.accepted else "not accepted"
    elif total.accepted == total.count:
        accepted_words = f"all {total.count:,} accepted"
    else:
        accepted_words = f"{total.accepted or 'none'} of {total.count:,} accepted"
    lines = [accepted_words]
    if total.unreadable:  # first, since a small group has no room for all
        s = "" if total.unreadable == 1 else "s"
        lines.append(f"{total.unreadable:,} amount{s} unreadable")
    if total.revenue is not None:
        lines.append(f"revenue {total.revenue:,f}")
    return tuple(lines)
