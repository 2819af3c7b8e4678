"""How long ago something was, in words."""

from __future__ import annotations

_UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"))


def ago(seconds: float) -> str:
    """An age of so many seconds, in its largest whole unit.

    >>> ago(7_200.0), ago(90_000.0), ago(3.0)
    ('2 hours ago', '1 day ago', 'just now')
    """
    for size, unit in _UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count:,} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
