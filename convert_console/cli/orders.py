"""`orders`: sends the rows of a CSV file, each at most once, as the window does."""

import argparse
import asyncio
import json
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from convert_console.cli.asking import confirmed
from convert_console.cli.command import (
    DONE,
    INTERRUPTED,
    NOT_DELIVERED,
    Command,
    InvalidInput,
    whole_number,
)
from convert_console.cli.progress import progress
from convert_console.cli.recording import open_history
from convert_console.cli.target import (
    Target,
    add_target_arguments,
    add_yes_argument,
    plan_of,
    reachable,
    target_of,
)
from convert_console.core.document.payload import value_at
from convert_console.core.orders.dry_run import (
    DryRun,
    dry_run_report,
    effect_sentence,
    repeated_sentence,
)
from convert_console.core.orders.mapping import (
    REPEATED,
    ColumnMapping,
    RowMapper,
    VisitorIds,
    guess,
)
from convert_console.core.orders.order_builder import (
    AMOUNT_UNCLEAR,
    ORDER_REPEATED,
    Order,
    OrderBuilder,
    order_builder,
)
from convert_console.core.orders.survey import Survey
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.services.history.reader import HistoryReader
from convert_console.services.history.recording import Recording
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.route import Route, authorised_route
from convert_console.services.orders.csv_file import (
    OrderFile,
    dry_run,
    load_mapping,
    open_order_file,
)
from convert_console.services.orders.journal import (
    EarlierRun,
    KnownOutcomes,
    archive_journal,
    find_earlier_run,
    header_of,
)
from convert_console.services.orders.run import Job, OrderRun, Pace, Progress
from convert_console.services.orders.run_sentences import (
    block_reason_before_run,
    earlier_sends_text,
    progress_text,
    question_before_run,
    rows_to_send,
)
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.keyring import StoredCredentials, Vault

MOST_PROBLEMS = 10_000
"""Problems that a dry run prints; a note says if there are more."""

POLL_SECONDS = 0.1

MOST_LANES = 64


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a CSV file with one order per row")
    _add_mapping_arguments(parser)
    add_target_arguments(parser, "Convert's host for the pid of the first row")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="send nothing: check every row, and print what would be sent; exit with 1 if rows "
        "have errors",
    )
    parser.add_argument(
        "--rate",
        type=_rate,
        default=5.0,
        metavar="N",
        help="rows per second, 0 for no limit (default: 5)",
    )
    parser.add_argument(
        "--lanes",
        type=whole_number(1, MOST_LANES),
        default=1,
        metavar="N",
        help="rows at the same time (default: 1)",
    )
    parser.add_argument(
        "--send-faulty", action="store_true", help="also send rows that have errors"
    )
    parser.add_argument(
        "--send-unknown",
        action="store_true",
        help="also send rows again of which it is unknown whether they arrived",
    )
    parser.add_argument(
        "--start-over",
        action="store_true",
        help="forget what was sent of this file, so that every row is sent again",
    )
    add_yes_argument(parser)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_mapping_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        help="which column is what, as the window saves it (default: guessed by their names)",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=_constant,
        metavar="PATH=VALUE",
        help="the same value for every row, such as goals=100300301, exps, vars, cid, pid or "
        "seg.source; may be given several times",
    )
    parser.add_argument(
        "--method", choices=("POST", "GET"), help="the HTTP method (default: as mapped, or POST)"
    )
    parser.add_argument(
        "--repeated",
        choices=[name for name, _ in REPEATED],
        help="what to send of an order in several rows: "
        + "; ".join(f"{name} – {_words(title)}" for name, title in REPEATED)
        + " (default: as mapped, or first)",
    )
    parser.add_argument(
        "--decimal",
        choices=(".", ","),
        metavar="SIGN",
        help="the decimal sign of the amounts, a point or a comma (default: as mapped, or the "
        "one they prove)",
    )


def _words(title: str) -> str:
    return title.removeprefix("Send ")


def _constant(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not PATH=VALUE")
    return _IN_EVENT.sub("", name.strip()), value


_IN_EVENT = re.compile(r"ev(\[[0-9]*\])?\.")
"""What may come before the name of an event's key; every event gets the value."""


def _rate(text: str) -> float:
    with suppress(ValueError):
        if 0 <= float(text) <= 10_000:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 10000")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options say: the file, which column is what, where to, and how."""

    file: OrderFile
    mapping: ColumnMapping
    target: Target
    pace: Pace

    def builder(self, found: Survey, visitors: VisitorIds) -> OrderBuilder:
        """Builds the requests of the rows."""
        builder = order_builder(
            self.mapping, self.file.columns, found, profile=self.target.shown, visitors=visitors,
            catalog=self.target.catalog, now=time.time(),
        )  # fmt: skip
        return replace(builder, plan=plan_of(self.target.profile))


def _orders(options: argparse.Namespace) -> int:
    try:
        stored = load_mapping(Path(options.mapping)) if options.mapping else None
        path = Path(options.file)
        if path.exists() and not path.is_file():
            raise InvalidInput(f"{path} is not a file. Orders are read several times; save them.")
        file = open_order_file(path, stored.header if stored else None)
        mapping = _mapping(options, file, stored)
        target = _target(options, file, mapping)
        mapping = mapping if stored else _with_ids(mapping, target)
        _print_missing_amount(mapping, file)
        pace = Pace(options.rate, options.lanes, options.send_faulty, options.send_unknown)
        with reachable(target) as reached:
            chosen = Chosen(file, mapping, reached, pace)
            return _check(chosen, options) if options.dry_run else _send(chosen, options)
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None


def _mapping(
    options: argparse.Namespace, file: OrderFile, stored: ColumnMapping | None
) -> ColumnMapping:
    mapping = stored or guess(file.columns, Draft("{}"))
    choices = {
        name: getattr(options, name)
        for name in ("method", "repeated", "decimal")
        if getattr(options, name) is not None
    }
    mapping = replace(mapping, **choices)
    for name, value in options.set:
        try:
            mapping = mapping.with_constant(name, value)
        except ValueError as why:
            raise InvalidInput(str(why)) from None
    missing = mapping.missing_columns(file.columns)
    if missing:
        raise InvalidInput(
            f"{file.path.name} has no column “{missing[0]}”, which the mapping names. It has "
            f"{', '.join(file.columns)}."
        )
    return mapping


def _print_missing_amount(mapping: ColumnMapping, file: OrderFile) -> None:
    """Say why every row will be faulty, before it is said of each row."""
    if "tr" in mapping.events and mapping.of("r").kind == "none":
        named = ", ".join(file.columns[:20])
        print(
            f"note: No column has a known name of the amount (r): {named}. Map it with --mapping, "
            "or give every row the same with --set r=AMOUNT.",
            file=sys.stderr,
        )


def _target(options: argparse.Namespace, file: OrderFile, mapping: ColumnMapping) -> Target:
    """A dry run needs no target: what the rows contain is checked in any case."""
    drafts = RowMapper(mapping, file.columns, "", VisitorIds(0.0, ""))
    first = drafts.draft(1, file.head[0]).payload if file.head else None
    project = value_at(first, ("pid",))
    given = options.local or options.endpoint is not None or options.profile is not None
    if options.dry_run and project is None and not given:
        return Target(Profile(id="terminal-local", name="Terminal", target="local"))
    return target_of(options, project, "The first row")


def _with_ids(mapping: ColumnMapping, target: Target) -> ColumnMapping:
    """Account and project of a saved profile, unless a column or an option gives them."""
    profile = target.profile
    for name, own in (("cid", profile.account), ("pid", profile.project)):
        if target.saved and own and mapping.of(name).kind == "none":
            mapping = mapping.with_constant(name, own)
    return mapping


# Before sending.


def _dry_run(chosen: Chosen, past: EarlierRun, visitors: VisitorIds) -> tuple[DryRun, OrderBuilder]:
    """Check all rows; the dry run, and the builder for them."""
    survey = chosen.file.survey(chosen.mapping)
    builder = chosen.builder(survey, visitors)
    dry = DryRun(MOST_PROBLEMS, past.is_done)
    with progress(past.total, "rows checked") as advance:
        dry_run(chosen.file, builder, dry, lambda: bool(advance(dry.rows, "")))
    return dry, builder


def _past(chosen: Chosen, known: KnownOutcomes) -> EarlierRun:
    place = Folders.default().orders, chosen.target.profile.id
    return find_earlier_run(chosen.file.path, chosen.file.form, place, bool, known)


def _check(chosen: Chosen, options: argparse.Namespace) -> int:
    reader = HistoryReader.read_only(Folders.default().history)
    if reader is None:
        past = _past(chosen, lambda _uids: {})
    else:
        with closing(reader):
            past = _past(chosen, reader.outcomes)
    dry, builder = _dry_run(chosen, past, VisitorIds(past.began or time.time(), past.key))
    if options.json:
        report = dry_run_report(dry, chosen.file.columns, chosen.mapping)
        print(json.dumps(report, indent=2, ensure_ascii=False))
        if len(dry.problems) == MOST_PROBLEMS:
            print(f"note: only the first {MOST_PROBLEMS:,} problems are listed.", file=sys.stderr)
    else:
        first = builder.build(1, chosen.file.head[0]) if chosen.file.head else None
        print(earlier_sends_text(past))
        print("\n".join(_about(dry, builder, chosen.mapping)))
        if first is not None and isinstance(first.wire, WireRequest):
            header = chosen.file.form.header
            reason = block_reason_before_run(first, chosen.target.profile, past, header)
            print(f"Without --dry-run: {reason or effect_sentence(dry.due, first.wire)}")
    _print_choices(dry, options)
    return NOT_DELIVERED if dry.faulty else DONE


def _about(dry: DryRun, builder: OrderBuilder, mapping: ColumnMapping) -> list[str]:
    """What the rows contain, and their problems by rule."""
    about = [f"{dry.rows:,} row{'' if dry.rows == 1 else 's'}, {dry.faulty:,} with errors."]
    repeated = repeated_sentence(builder.survey, mapping)
    about += [repeated] if repeated else []
    return about + [
        f"{count.severity}: {count.rule}, {count.rows:,} row{'s' if count.rows > 1 else ''} "
        f"({count.which}): {count.sentence}"
        for count in dry.ranked
    ]


def _print_choices(dry: DryRun, options: argparse.Namespace) -> None:
    """Name the options for the choices that the problems ask for, in the words of the window."""
    if ORDER_REPEATED in dry.rules and options.repeated is None:
        names = ", ".join(name for name, _ in REPEATED)
        print(
            f"note: --repeated chooses what happens to orders in several rows: {names}; --help "
            "explains each.",
            file=sys.stderr,
        )
    if AMOUNT_UNCLEAR in dry.rules:
        print(
            "note: --decimal chooses the decimal sign of the amounts: “--decimal .” or "
            "“--decimal ,”.",
            file=sys.stderr,
        )


# Sending.


def _send(chosen: Chosen, options: argparse.Namespace) -> int:
    with closing(open_history()) as store:
        past = _past(chosen, store.outcomes)
        if options.start_over:
            archive_journal(past.journal)
            past = _past(chosen, store.outcomes)
        began = past.began or time.time()
        visitors = VisitorIds(began, past.key)
        _check_reach(chosen, past, visitors)
        print(earlier_sends_text(past), file=sys.stderr)
        dry, builder = _dry_run(chosen, past, visitors)
        print("\n".join(_about(dry, builder, chosen.mapping)), file=sys.stderr)
        _print_choices(dry, options)
        first = builder.build(1, chosen.file.head[0]) if chosen.file.head else None
        pace = chosen.pace
        due = rows_to_send(past, chosen.mapping, faulty=pace.faulty, unknown=pace.unknown)
        ended: tuple[Progress, bool] = Progress(), False
        if first is not None and due:
            if not _may_send(first, chosen, past, dry, yes=options.yes):
                return NOT_DELIVERED
            job = _job(chosen, builder, past, began)
            ended = _run(_recorded(job, store, chosen.target), past.total)
        return _report(ended, _past(chosen, store.outcomes), as_json=options.json)


def _check_reach(chosen: Chosen, past: EarlierRun, visitors: VisitorIds) -> None:
    """Raise `InvalidInput` if nothing can be sent, before all rows are read."""
    if chosen.file.head:
        first = chosen.builder(Survey(), visitors).build(1, chosen.file.head[0])
        header = chosen.file.form.header
        reason = block_reason_before_run(first, chosen.target.profile, past, header)
        if reason:
            raise InvalidInput(reason)


def _may_send(first: Order, chosen: Chosen, past: EarlierRun, dry: DryRun, *, yes: bool) -> bool:
    if isinstance(first.wire, Unsendable):
        raise InvalidInput(first.wire.reason)
    effect = effect_sentence(dry.due, first.wire)
    question = question_before_run(first, chosen.target.profile, chosen.mapping, past, effect)
    if not question:
        print(effect, file=sys.stderr)
    return confirmed(question, yes=yes)


def _job(chosen: Chosen, builder: OrderBuilder, past: EarlierRun, began: float) -> Job:
    route = asyncio.run(_route(chosen.target, builder.profile))
    if isinstance(route, Unsendable):
        raise InvalidInput(route.reason)
    header = header_of(chosen.file.path, began, chosen.mapping, chosen.file.form.header)
    return Job(chosen.file.rows, builder, past.journal, header, chosen.pace, route)


async def _route(target: Target, shown: Profile) -> Route | Unsendable:
    credentials = StoredCredentials(Vault())
    return await authorised_route(target.profile, shown.url, shown.headers, credentials)


def _recorded(job: Job, store: HistoryStore, target: Target) -> Job:
    recording = Recording(store, lambda: target.catalog)
    return replace(job, begin=recording.begin, keep=recording.keep, known=store.outcomes)


def _run(job: Job, total: int) -> tuple[Progress, bool]:
    """Send the rows; how far it came, and whether Ctrl+C or SIGTERM has stopped it."""
    run = OrderRun(job)
    with progress(total, "rows") as advance, _stop_signals() as stopped:
        run.start()
        while not run.wait(POLL_SECONDS):
            advance(run.progress.settled, f"{run.progress.accepted:,} accepted")
            if stopped.is_set():
                run.finish()  # waits a moment for the rows that are being sent
    return run.progress, stopped.is_set()


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """An event that is set by a request to stop.

    An exception instead could interrupt `Thread.join`, and until Python 3.12 the thread is then
    taken for ended.
    """
    stopped = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stopped.set()) for number in numbers]
    try:
        yield stopped
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _report(ended: tuple[Progress, bool], now: EarlierRun, *, as_json: bool) -> int:
    done, stopped = ended
    delivered = now.accepted + now.repeated == now.total
    if as_json:
        print(json.dumps(_as_dict(now, done), indent=2, ensure_ascii=False))
    else:
        ran = replace(done, ended=True)
        print(progress_text(ran, now.total) if done.settled else earlier_sends_text(now))
    if done.sentence:
        print(done.sentence, file=sys.stderr)
    if not delivered and (stopped or done.sentence):
        print("The same command goes on with the rows that are left.", file=sys.stderr)
    if stopped:
        return INTERRUPTED
    return DONE if delivered else NOT_DELIVERED


def _as_dict(now: EarlierRun, done: Progress) -> dict[str, object]:
    """The outcome of all rows, also those of earlier runs; `sent` counts those of this run."""
    held_back = now.left_out + now.repeated
    return {
        "rows": now.total,
        "accepted": now.accepted,
        "not_accepted": now.settled - now.accepted - held_back - now.unknown,
        "faulty": now.left_out,
        "repeated": now.repeated,
        "unknown": now.unknown,
        "left": max(now.total - now.settled, 0),
        "sent": done.sent,
        "seconds": round(done.seconds, 3),
    }


ORDERS = Command(
    "orders",
    "send the orders of a CSV file, one request per order and each at most once, also after a "
    "crash; exit with 0 if all were accepted",
    _arguments,
    _orders,
    (
        "orders orders.csv --dry-run --set goals=100300301",
        'orders orders.csv --profile "Shop" --mapping mapping.json --rate 20 --lanes 4',
    ),
)
