"""`since:` means local midnight and elapsed time, whatever the clocks of a zone do."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from convert_console.core.history.filter_language import (
    Filter,
    FilterContext,
    FilterFault,
    read_filter,
)

# The zone, what time it is there, a day, and when that day begins, in UTC.
DAYS = [
    ("Europe/Berlin", "2026-11-23T14:00", "2026-10-20", "2026-10-19T22:00"),
    ("Europe/Berlin", "2026-11-23T14:00", "2026-10-25", "2026-10-24T22:00"),
    ("Europe/Berlin", "2026-11-23T14:00", "2026-10-26", "2026-10-25T23:00"),
    ("Europe/Berlin", "2026-07-01T14:00", "2026-01-15", "2026-01-14T23:00"),
    ("America/St_Johns", "2026-11-23T14:00", "2026-07-01", "2026-07-01T02:30"),
    ("Australia/Lord_Howe", "2026-07-01T14:00", "2026-01-01", "2025-12-31T13:00"),
    ("Australia/Lord_Howe", "2026-11-23T14:00", "2026-07-01", "2026-06-30T13:30"),
    ("Asia/Kathmandu", "2026-11-23T14:00", "2026-10-20", "2026-10-19T18:15"),
    ("UTC", "2026-11-23T14:00", "2026-10-20", "2026-10-20T00:00"),
    # There was no midnight: the clocks went from 23:59 to 01:00.
    ("America/Sao_Paulo", "2018-12-01T12:00", "2018-11-04", "2018-11-04T03:00"),
    ("America/Sao_Paulo", "2026-11-23T14:00", "2017-10-15", "2017-10-15T03:00"),
    ("Asia/Beirut", "2026-11-23T14:00", "2026-03-29", "2026-03-28T22:00"),
    # Midnight came twice: the first one counts.
    ("America/Havana", "2026-11-23T14:00", "2026-11-01", "2026-11-01T04:00"),
    # The whole day was left out, at the change of the date line.
    ("Pacific/Apia", "2026-11-23T14:00", "2011-12-30", "2011-12-30T10:00"),
    ("Pacific/Apia", "2026-11-23T14:00", "2011-12-31", "2011-12-30T10:00"),
]
AGES = [
    ("Europe/Berlin", "2026-10-25T12:00", "24h", timedelta(hours=24)),
    ("Europe/Berlin", "2026-03-29T12:00", "1d", timedelta(days=1)),
    ("Europe/Berlin", "2026-03-29T03:30", "2h", timedelta(hours=2)),
    ("America/Sao_Paulo", "2018-11-04T01:30", "2h", timedelta(hours=2)),
    ("Pacific/Apia", "2011-12-31T12:00", "1w", timedelta(weeks=1)),
]
_ASKED = """
import sys
from datetime import datetime
from convert_console.core.history.filter_language import FilterContext, read_filter
now = datetime.fromisoformat(sys.argv[1]).astimezone()
for asked in sys.argv[2:]:
    print(read_filter(f"since:{asked}", FilterContext(now)).since)
"""


def moment(zone: str, told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(zone))


def since(zone: str, now: str, asked: str) -> float | None:
    found = read_filter(f"since:{asked}", FilterContext(moment(zone, now)))
    assert isinstance(found, Filter), found
    return found.since


@pytest.mark.parametrize(("zone", "now", "day", "begins"), DAYS)
def test_a_day_begins_at_its_own_midnight(zone: str, now: str, day: str, begins: str) -> None:
    assert since(zone, now, day) == moment("UTC", begins).timestamp()


@pytest.mark.parametrize("zone", sorted({zone for zone, *_ in DAYS}))
def test_a_day_begins_at_midnight_of_the_zone_that_the_machine_has(zone: str) -> None:
    """The window only knows what `astimezone()` says, which is the offset of today."""
    asked = [(now, day, begins) for named, now, day, begins in DAYS if named == zone]
    for now in {now for now, _, _ in asked}:
        days = [(day, begins) for at, day, begins in asked if at == now]
        ran = subprocess.run(
            [sys.executable, "-c", _ASKED, now, *(day for day, _ in days)],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        expected = [moment("UTC", begins).timestamp() for _, begins in days]
        assert list(map(float, ran.stdout.split())) == expected


@pytest.mark.parametrize(("zone", "now", "age", "back"), AGES)
def test_an_age_is_elapsed_time_across_a_change_of_clocks(
    zone: str, now: str, age: str, back: timedelta
) -> None:
    assert since(zone, now, age) == moment(zone, now).timestamp() - back.total_seconds()


@pytest.mark.parametrize(
    "asked",
    ["0001-01-01", "1969-12-31", "9999-12-31", "2026-02-30", "2026-13-01", "0000-00-00",
     "10000-01-01", "2026-10", "\u0662026-10-20", "\xb2d", "\u0663h", "99999d", "-1d"],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/Sao_Paulo", "UTC"])
def test_a_day_that_cannot_be_is_answered_with_a_sentence(zone: str, asked: str) -> None:
    around = FilterContext(moment(zone, "2026-11-23T14:00"))
    found = read_filter(f"since:{asked}", around)
    assert isinstance(found, FilterFault)
    assert asked in found.sentence


def test_the_greatest_age_is_no_overflow() -> None:
    now = moment("UTC", "2026-11-23T14:00")
    found = read_filter("since:9999w", FilterContext(now))
    assert isinstance(found, Filter)
    assert found.since == now.timestamp() - 9999 * 7 * 86_400
