"""A process that sends the rows of a CSV file until it is killed or done."""

# Run as `python order_sender.py FILE JOURNAL URL LANES`. It exits with 0 if all rows are settled.

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.mapping import RowMapper, VisitorIds, guess
from convert_console.core.orders.order_builder import OrderBuilder
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.services.orders.csv_file import read_rows
from convert_console.services.orders.run import Job, OrderRun, Pace, Rows

COLUMNS = ("order_id", "total", "items")
DRAFT = Draft(
    '{"cid": "10000009", "pid": "10000001", "ev": [{"evt": "hitGoal", '
    '"goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"]}]}'
)
NOW = 1_796_000_000.0
PER_SECOND = 400
"""Limited, so that it is not done before a busy machine kills it."""


def builder_for(url: str, reach: str = "local") -> OrderBuilder:
    """Builds the orders for rows of `COLUMNS`."""
    profile = Profile(id="a", name="A", target="custom", endpoint=url, reach=reach)  # type: ignore[arg-type]
    maker = RowMapper(guess(COLUMNS, DRAFT), COLUMNS, ".", VisitorIds(NOW - 60, "key"))
    return OrderBuilder(maker, profile, len(COLUMNS), NOW)


def job_for(rows: Callable[[], Rows], journal: Path, url: str, pace: Pace) -> Job:
    """A run of these rows to a URL."""
    return Job(rows, builder_for(url), journal, {"file": "orders.csv"}, pace)


def main(file: str, journal: str, url: str, lanes: str) -> int:
    pace = Pace(PER_SECOND, int(lanes))
    run = OrderRun(job_for(lambda: read_rows(Path(file), CsvFormat()), Path(journal), url, pace))
    run.start()
    print("begun", flush=True)
    run.wait()
    print(run.progress, flush=True)
    return int(bool(run.progress.sentence))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
