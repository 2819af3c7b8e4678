"""Under which group a row of the history stands, and what the group is called."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from convert_console.models.history.cells import local_time
from convert_console.services.history.aggregates import GroupSum
from convert_console.services.history.records import Row

Group = Literal["", "day", "visitor"]
GROUPS: tuple[Group, ...] = get_args(Group)

SHOWN = 18
"""Characters of a visitor id that are shown whole; longer ones lose their middle."""


def group_key(row: Row, group: Group) -> str:
    """The key that the rows of a group share; "" where nothing is grouped, and for the day of a row
    whose time is unreadable.
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
    """A day as people say it.

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


def sum_words(found: GroupSum) -> tuple[str, ...]:
    """What a group comes to, in lines.

    >>> from decimal import Decimal
    >>> sum_words(GroupSum(12, 9, Decimal("79.96")))
    ('9 of 12 accepted', 'revenue 79.96')
    >>> sum_words(GroupSum(1, 1)), sum_words(GroupSum(20_000, more=True))
    (('accepted',), ('more than 20,000 rows',))
    >>> sum_words(GroupSum(2, 2, Decimal("9"), unreadable=1))
    ('all 2 accepted', '1 amount unreadable', 'revenue 9')
    """
    if not found.count:  # an id that is damaged is not the one that is shown
        return ()
    if found.more:
        return (f"more than {found.count:,} rows",)
    if found.count == 1:
        said = "accepted" if found.accepted else "not accepted"
    elif found.accepted == found.count:
        said = f"all {found.count:,} accepted"
    else:
        said = f"{found.accepted or 'none'} of {found.count:,} accepted"
    lines = [said]
    if found.unreadable:  # first, since a small group has no room for all
        s = "" if found.unreadable == 1 else "s"
        lines.append(f"{found.unreadable:,} amount{s} unreadable")
    if found.revenue is not None:
        lines.append(f"revenue {found.revenue:,f}")
    return tuple(lines)
