"""`results`: what the report should show, and with an API key what it shows."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from convert_console.cli.command import DONE, NOT_DELIVERED, Command, InvalidInput
from convert_console.cli.convert_api import KEY_HELP, add_api_url, ask_convert, asking_as, told
from convert_console.cli.target import (
    catalog_of,
    complete_profiles,
    saved_profile,
    saved_profiles,
)
from convert_console.core.catalog.catalog import named
from convert_console.core.convert_api.calls import ProjectIds
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.history.filter_language import FilterContext, FilterFault, read_filter
from convert_console.core.ledger.causes import Cause, Situation, explain
from convert_console.core.ledger.ledger import Ledger, Line, figure, lines_of, summary_words
from convert_console.core.ledger.reported import (
    BASIS_WORDS,
    Compared,
    Reading,
    compare,
    outside,
)
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import Profile
from convert_console.core.text import escaped, one_line
from convert_console.services.convert_api.client import ConvertApi
from convert_console.services.history.reader import HistoryReader
from convert_console.services.ledger.ledger import (
    NamedProfile,
    SentDocument,
    earlier_documents,
    sent_documents,
)
from convert_console.services.ledger.reports import ReportStore, Wanted, read_reports
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders


def _arguments(parser: argparse.ArgumentParser) -> None:
    profile = parser.add_argument(
        "--profile",
        metavar="NAME",
        help=f"the saved profile whose requests count (default: the only one). {KEY_HELP}",
    )
    profile.completer = complete_profiles  # type: ignore[attr-defined]
    parser.add_argument(
        "--since",
        metavar="AGE|DAY|snapshot",
        default="1d",
        help="an age such as 2h or 7d, a day such as 2026-11-23, or the snapshot that the window "
        "took before a run (default: 1d)",
    )
    parser.add_argument("--marker", metavar="M", default="", help="only requests with this marker")
    add_api_url(parser)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is printed. `reading` is what Convert reports, or why that is not known."""

    profile: Profile
    since: float
    ledger: Ledger
    lines: Sequence[Compared]
    reading: Reading | ApiFault | None = None
    causes: tuple[Cause, ...] = ()


def _results(options: argparse.Namespace) -> int:
    profile = _profile(options.profile)
    asking = asking_as(profile, options.api_url)
    try:
        shown = _shown(options, profile, asking)
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None
    if options.json:
        print(escaped(spelled(_as_dict(shown))))
    else:
        _print(shown)
    failed = isinstance(shown.reading, ApiFault) and shown.reading.kind not in _EXPECTED_ONLY
    return NOT_DELIVERED if failed else DONE


_EXPECTED_ONLY = ("no-key", "blocked", "unusable")
"""Faults with which expected results are all that was asked for."""


def _shown(options: argparse.Namespace, profile: Profile, asking: Profile) -> _Shown:
    kept = ReportStore(Folders.default().reports).load(profile.id)
    before = kept.snapshot if options.since == "snapshot" else None
    if options.since == "snapshot" and before is None:
        raise InvalidInput("This profile has no snapshot. Take one in Results, before a run.")
    begin = before.at if before is not None else _since(options.since)
    ledger, sent = _counted(asking, begin, options.marker)
    catalog = catalog_of(profile)
    lines = lines_of(
        ledger, {}, lambda kind, plain: named(catalog, kind, plain), profile.transactions
    )
    experiences = dict.fromkeys(line.cell.experience for line in lines if line.cell.experience)
    where = ProjectIds(profile.account, profile.project)
    wanted = Wanted(where, tuple(experiences), begin, options.marker, before)
    reading = _read(asking, wanted) if experiences else None
    if not isinstance(reading, Reading):
        unknown = [Compared(line, None) for line in lines]
        return _Shown(profile, begin, ledger, unknown, reading)
    if reading.project is not None:
        documents = (parse(one.document).payload for one in sent)
        reading = replace(reading, outside=outside(documents, reading.project))
    known = Situation(
        ledger,
        profile.transactions,
        time.time(),
        max((one.sent_at for one in sent), default=None),
        options.marker,
        kept.is_blocked(reading.project.blocked if reading.project else ()),
    )
    compared = compare(lines, reading)
    causes = explain(compared, reading, known).causes
    return _Shown(profile, begin, ledger, compared, reading, causes)


def _profile(name: str | None) -> Profile:
    if name is not None:
        return saved_profile(name)
    profiles = saved_profiles()
    if len(profiles) != 1:
        known = ", ".join(f"“{profile.name}”" for profile in profiles[:5])
        hint = f"Saved: {known}." if known else "None is saved; the window saves profiles."
        raise InvalidInput(f"Give the profile with --profile. {hint}")
    return profiles[0]


def _since(text: str) -> float:
    """A time in Unix seconds; raises `InvalidInput`."""
    now = datetime.fromtimestamp(time.time()).astimezone()
    found = read_filter(f"since:{text}", FilterContext(now, {}, lambda _name: []))
    if isinstance(found, FilterFault):
        raise InvalidInput(found.sentence.replace("since:", "--since"))
    return found.since or 0.0


def _counted(profile: Profile, since: float, marker: str) -> tuple[Ledger, list[SentDocument]]:
    """What left this machine and was accepted, and the documents. Without a history nothing."""
    path = Folders.default().history
    reader = HistoryReader.read_only(path)  # raises for a history of another version
    if reader is None:
        return Ledger(), []
    reader.close()
    owner = NamedProfile(profile.id, profile.name)
    ledger = Ledger()
    for document, url in earlier_documents(path, owner, since) if since else ():
        if destination_kind(url) != "loopback":
            ledger.add_earlier(parse(document).payload)
    sent = [
        one
        for one in sent_documents(path, owner, since, marker)
        if one is not None and one.verdict == "accepted" and _counts(one.url, profile)
    ]
    for one in sent:
        ledger.add(parse(one.document).payload)
    return ledger, sent


def _counts(url: str, profile: Profile) -> bool:
    """Whether a request can be in a report: not a rehearsal, unless the API is here, too."""
    return destination_kind(url) != "loopback" or destination_kind(profile.api_base) == "loopback"


def _read(asking: Profile, wanted: Wanted) -> Reading | ApiFault:
    async def asked(api: ConvertApi) -> Reading | ApiFault:
        return await api.why_not(asking) or await read_reports(api, asking, wanted, told)

    return ask_convert(asked)


# In words.


def _print(shown: _Shown) -> None:
    for one in shown.lines:
        print(escaped(_line_words(one.line)))
        for title, figures in _rows(one):
            print(f"  {title:<12}" + "  ".join(f"{part:>14}" for part in figures))
    print(escaped(summary_words(shown.ledger, local=False)))
    match shown.reading:
        case Reading() as reading:
            print(BASIS_WORDS[reading.basis])
            for fault in dict.fromkeys(reading.faults):
                print(escaped(f"not read: {fault.words}"))
            for cause in shown.causes:
                effect = f" ({cause.effect})" if cause.effect else ""
                print(escaped(f"may explain: {cause.title}{effect}. {cause.sentence}"))
        case ApiFault() as fault:
            print(one_line(f"note: Expected results only. {fault.words}"), file=sys.stderr)


def _line_words(line: Line) -> str:
    """Where a line counts: names, with ids where they differ."""
    cell = line.cell
    named_ids = (
        (line.experience, cell.experience),
        (line.variation, cell.variation),
        (line.goal, cell.goal),
    )
    parts = [f"{name} ({plain})" if plain not in ("", name) else name for name, plain in named_ids]
    return " · ".join(filter(None, parts))


def _rows(one: Compared) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Expected, reported and difference, each with what it counts."""
    line, figures = one.line, one.line.figures
    noun = "conversions" if line.cell.goal else "visitors"
    sold = bool(line.cell.goal) and bool(figures.transactions or one.revenue)

    def row(people: int | None, revenue: Decimal | None, products: int | None) -> tuple[str, ...]:
        cells = (f"{figure(people)} {noun}",)
        if not sold:
            return cells
        return (*cells, f"{figure(revenue)} revenue", f"{figure(products)} products")

    yield "expected", row(figures.people, figures.revenue, figures.products)
    if one.reported is not None:
        yield "reported", row(one.people, one.revenue, one.products)
        yield (
            "difference",
            row(one.people_difference, one.revenue_difference, one.products_difference),
        )


# As JSON.


def _as_dict(shown: _Shown) -> dict[str, Payload]:
    reading = shown.reading
    about: dict[str, Payload] = {
        "profile": shown.profile.name,
        "since": Number(f"{shown.since:.0f}"),
        "lines": [_line_dict(one) for one in shown.lines],
    }
    if isinstance(reading, Reading):
        about["reported"] = {
            "asked": reading.asked,
            "basis": reading.basis,
            "read_at": Number(f"{reading.at:.0f}"),
            "not_read": [fault.words for fault in dict.fromkeys(reading.faults)],
            "may_explain": [
                {"kind": cause.kind, "title": cause.title, "sentence": cause.sentence}
                | ({"effect": cause.effect} if cause.effect else {})
                for cause in shown.causes
            ],
        }
    else:
        about["reported"] = None
        about["reason"] = reading.words if reading is not None else "There is nothing to read."
    return about


def _line_dict(one: Compared) -> dict[str, Payload]:
    line, figures = one.line, one.line.figures
    what = "conversions" if line.cell.goal else "visitors"
    found: dict[str, Payload] = {
        "experience": line.cell.experience,
        "experience_name": line.experience,
        "variation": line.cell.variation,
        "variation_name": line.variation,
        "goal": line.cell.goal,
        "goal_name": line.goal if line.cell.goal else "",
        "expected": _figures(what, figures.people, figures.revenue, figures.products),
        "reported": None,
        "difference": None,
    }
    if one.reported is not None:
        found["reported"] = _figures(what, one.people, one.revenue, one.products)
        found["difference"] = _figures(
            what, one.people_difference, one.revenue_difference, one.products_difference
        )
    return found


def _figures(
    what: str, people: int | None, revenue: Decimal | None, products: int | None
) -> dict[str, Payload]:
    parts = ((what, people), ("revenue", revenue), ("products", products))
    kept = parts if what == "conversions" else parts[:1]
    return {name: None if value is None else Number(f"{Decimal(value):f}") for name, value in kept}


RESULTS = Command(
    "results",
    "print what the report should show, and with an API key what it shows; the history is only "
    "read",
    _arguments,
    _results,
    ("results --profile Shop --since 2h", "results --profile Shop --since snapshot --json"),
)
