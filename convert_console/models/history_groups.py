"""Under which group a row of the history stands, and what the group is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from convert_console.services.history_rows import Row

Group = Literal["", "day", "visitor"]
GROUPS: tuple[Group, ...] = get_args(Group)

SHOWN = 18
"""Characters of a visitor id that are shown whole; longer ones lose their middle."""


def same_group(one: Row, other: Row, group: Group) -> bool:
    """Whether two rows stand under one name."""
    return _KEYS[group](one) == _KEYS[group](other)


def group_words(row: Row, group: Group, today: date) -> str:
    """The name of a row's group; "" where nothing is grouped."""
    if group == "day":
        return day_words(_day(row), today)
    return visitor_words(row.vid) if group == "visitor" else ""


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


def _day(row: Row) -> date:
    return datetime.fromtimestamp(row.sent_at).astimezone().date()


_KEYS: dict[Group, Callable[[Row], object]] = {
    "": lambda _row: "",
    "day": _day,
    "visitor": lambda row: row.vid,
}
