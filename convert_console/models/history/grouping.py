"""The group of a row of the history, and the words for groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from convert_console.core.history.row import Row
from convert_console.core.text import local_time
from convert_console.services.history.aggregates import GroupTotal

Group = Literal["", "day", "visitor"]
GROUPS: tuple[Group, ...] = get_args(Group)

SHOWN = 28
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
    '1796000000000-0.4126…8273'
    """
    if not vid:
        return "No visitor id"
    return vid if len(vid) <= SHOWN else f"{vid[:20]}…{vid[-4:]}"


def total_words(total: GroupTotal) -> str:
    """What a group consists of.

    >>> total_words(GroupTotal(4, 3, discarded=1, here=3)), total_words(GroupTotal(1, 1))
    ('4 requests, 1 discarded, 3 on this machine', '1 request')
    >>> total_words(GroupTotal(20_000, more=True)), total_words(GroupTotal(0))
    ('more than 20,000 requests', '')
    """
    if not total.count:  # a damaged id differs from the one that is shown
        return ""
    if total.more:
        return f"more than {total.count:,} requests"
    failed = total.count - total.accepted - total.discarded
    return ", ".join(
        [
            f"{total.count:,} request{'' if total.count == 1 else 's'}",
            *([f"{total.discarded:,} discarded"] if total.discarded else []),
            *([f"{failed:,} not accepted"] if failed else []),
            *([_here_words(total)] if total.here else []),
            *([_unreadable_words(total.unreadable)] if total.unreadable else []),
        ]
    )


def _here_words(total: GroupTotal) -> str:
    return "on this machine" if total.here == total.count else f"{total.here:,} on this machine"


def _unreadable_words(amounts: int) -> str:
    return f"{amounts:,} amount{'' if amounts == 1 else 's'} unreadable"
