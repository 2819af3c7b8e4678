"""`history`: lists what was sent, or exports it, without changing it."""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime
from itertools import islice

from convert_console.cli.command import DONE, Command, InvalidInput, whole_number
from convert_console.cli.progress import Advance, progress
from convert_console.cli.target import catalog_of, saved_profiles
from convert_console.core.export.expectations import plan_text
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.har import har_text
from convert_console.core.export.tables import csv_rows, json_line
from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import (
    KEYS,
    STARRED,
    Filter,
    FilterContext,
    FilterFault,
    Owners,
    completions,
    read_filter,
)
from convert_console.core.history.row import Row
from convert_console.core.text import one_line
from convert_console.services.history.reader import HistoryReader
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders

LISTED = 50
"""Rows of the list, unless told otherwise; exports have all."""

MOST_LISTED = 1_000_000_000
"""Rows that may be asked for; more than a history can have."""

_FORMS = {
    "json": "JSON lines",
    "csv": "CSV",
    "har": "HAR 1.2",
    "plan": "the first draft of a tracking plan",
}

AT_A_TIME = 500
"""Rows that are read at a time, so that a million need no more memory than these."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_argument(
        "filter",
        metavar="FILTER",
        nargs="*",
        help="words, and filters as in the window: "
        + ", ".join(f"{key}: – {meaning}" for key, meaning in KEYS.items())
        + f"; {STARRED} – only rows with a star. A row must match all of them",
    )
    words.completer = _complete  # type: ignore[attr-defined]
    form = parser.add_mutually_exclusive_group()
    for name, title in _FORMS.items():
        form.add_argument(
            f"--{name}",
            dest="form",
            action="store_const",
            const=name,
            help=f"export as {title}, the oldest row first",
        )
    parser.add_argument(
        "--limit",
        type=whole_number(1, MOST_LISTED),
        metavar="N",
        help=f"only the newest N rows (default: {LISTED} in the list, all in an export)",
    )


def _history(options: argparse.Namespace) -> int:
    try:
        reader = HistoryReader.read_only(Folders.default().history)
        if reader is None:
            _filter(options.filter, {})
            _print_all(options.form, iter(()), 0)
            print("note: No history is kept yet.", file=sys.stderr)
            return DONE
        with closing(reader):
            with suppress(InvalidInput):  # then rows have the names that they were kept with
                reader.name_profiles({profile.id: profile.name for profile in saved_profiles()})
            wanted = _filter(options.filter, reader.owners())
            if options.form:
                ids = reader.ids(wanted)[: options.limit][::-1]
                _print_all(options.form, _exchanges(reader, ids), len(ids))
            else:
                _print_list(reader, wanted, options.limit or LISTED)
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None
    return DONE


def _filter(words: list[str], profiles: Mapping[str, Owners]) -> Filter:
    now = datetime.fromtimestamp(time.time()).astimezone()
    context = FilterContext(now, profiles, _goals_named)
    wanted = read_filter(" ".join(words), context)
    if isinstance(wanted, FilterFault):
        raise InvalidInput(wanted.sentence)
    return wanted


def _goals_named(name: str) -> list[str]:
    """The ids that any saved profile's catalog has for the name of a goal."""
    folded, ids = name.casefold(), dict[str, None]()
    for profile in saved_profiles():
        catalog = catalog_of(profile)
        for goal in catalog.goals.values() if catalog else ():
            if goal.name.casefold() == folded:
                ids[goal.id] = None
    return list(ids)


def _complete(prefix: str, **_known: object) -> list[str]:
    return list(completions(prefix)) if prefix else [*(f"{key}:" for key in KEYS), STARRED]


def _print_list(reader: HistoryReader, wanted: Filter, limit: int) -> None:
    rows = reader.newest(limit + 1, wanted)
    shown, more = rows[:limit], len(rows) > limit
    if not shown:
        print("note: No rows match.", file=sys.stderr)
        return
    lines = [[column.spec.title for column in _SHOWN], *map(_cells, shown)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(_SHOWN, line, widths, strict=True)
        print("  ".join(_aligned(*cell) for cell in cells).rstrip())
    if more:
        print(f"note: only the newest {limit:,} rows; --limit N shows more.", file=sys.stderr)


_SHOWN = (
    *(Column.VERDICT, Column.TIME, Column.METHOD, Column.PROFILE, Column.EVENTS, Column.GOALS),
    *(Column.REVENUE, Column.VISITOR, Column.STATUS, Column.NOTE),
)


def _cells(row: Row) -> list[str]:
    return [one_line(column.plain_text(row)) for column in _SHOWN]


def _aligned(column: Column, cell: str, width: int) -> str:
    return cell.rjust(width) if column.spec.right else cell.ljust(width)


def _exchanges(reader: HistoryReader, ids: Iterable[int]) -> Iterator[AnnotatedExchange]:
    waiting = iter(ids)
    while some := list(islice(waiting, AT_A_TIME)):
        for row in reversed(reader.rows(some)):
            exchange = reader.exchange(row.id)
            if exchange is not None:
                yield AnnotatedExchange(exchange, row.note, row.starred)


def _print_all(form: str | None, exchanges: Iterator[AnnotatedExchange], total: int) -> None:
    # Where the rows themselves appear on the terminal, they show the progress.
    with progress(0 if sys.stdout.isatty() else total, "rows") as advance:
        counted = _counted(exchanges, advance)
        if form == "har":
            print(har_text(counted))
        elif form == "plan":
            print(plan_text(list(counted)), end="")
        elif form == "csv":
            for line in csv_rows(counted):
                sys.stdout.write(line)
        elif form == "json":
            for annotated in counted:
                print(json_line(annotated))


def _counted(
    exchanges: Iterator[AnnotatedExchange], advance: Advance
) -> Iterator[AnnotatedExchange]:
    for number, annotated in enumerate(exchanges, 1):
        yield annotated
        advance(number, "")


HISTORY = Command(
    "history",
    "list what was sent, or export it; the history is only read, also while the window is open",
    _arguments,
    _history,
    ("history status:301 since:2h", "history verdict:accepted --csv > accepted.csv"),
)
