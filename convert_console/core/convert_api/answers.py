"""Reads the answers of Convert's REST API, loosely: nobody of this project has seen one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.request.event_summary import exact_amount
from convert_console.core.text import LAST_MOMENT, trimmed_id

# Ids are integers here and text in tracking requests; expanded, they are objects with an `id`. What
# is absent or of another kind counts as not said, and never fails the whole answer.

T = TypeVar("T")
Object = Mapping[str, Payload]


class Unreadable(NamedTuple):
    """Why an answer is not as described: the end of a sentence."""

    why: str


class LiveEvent(NamedTuple):
    """An entry of the live log; `at` is in Unix seconds, `None` where it is not said.

    A variation is "" where only its experience is said. `names` are those of the ids, as far as
    they were expanded: kind, id and name. `entry` is the entry as it came, for evidence.
    """

    kind: str
    at: float | None
    pairs: tuple[tuple[str, str], ...] = ()
    goals: tuple[str, ...] = ()
    revenue: Decimal | None = None
    products: int | None = None
    campaign: str = ""
    source: str = ""
    visitor_type: str = ""
    names: tuple[tuple[str, str, str], ...] = ()
    entry: Payload = None


MARKER = re.compile(r"cc-[0-9a-f]{6}", re.IGNORECASE)
"""The campaign that marks a run of the console, in whatever case the log gives it."""

LIVE_EVENTS = 100
"""Events that the live log keeps."""


class LiveLog(NamedTuple):
    """The events of the live log, the newest first; `skipped` entries could not be read."""

    events: tuple[LiveEvent, ...]
    skipped: int = 0

    @property
    def unread(self) -> int:
        """Entries that say too little to be told apart: they may be any event."""
        return self.skipped + sum(not event.kind or event.at is None for event in self.events)

    @property
    def is_full(self) -> bool:
        """Whether earlier events may have been pushed out."""
        return len(self.events) + self.skipped >= LIVE_EVENTS

    @property
    def oldest(self) -> float | None:
        """When its earliest event was, in Unix seconds."""
        return min((event.at for event in self.events if event.at is not None), default=None)


def read_live_log(text: str) -> LiveLog | Unreadable:
    """The live log of an answer.

    >>> entry = '{"event_type":"conversion","timestamp":9,"conversion":{"goals":[{"id":7}]}}'
    >>> read_live_log(f'{{"data":[{entry},null]}}').events[0].goals
    ('7',)
    """
    data = _data(text)
    if isinstance(data, Unreadable):
        return data
    if not isinstance(data, list):
        return Unreadable("it has no list of events")
    events = [_live_event(row) for row in data if isinstance(row, dict)]
    events.sort(key=lambda event: event.at if event.at is not None else 0.0, reverse=True)
    return LiveLog(tuple(events), len(data) - len(events))


def _live_event(row: Object) -> LiveEvent:
    conversion = _object(row.get("conversion"))
    pairs, names = [], []
    for place in _items(row.get("experiences")):
        experience = _id(place)
        inner = place.get("variation") if isinstance(place, dict) else None
        pairs.append((experience, _id(inner)))
        names += [("experience", experience, _name(place)), ("variation", _id(inner), _name(inner))]
    goals = [_id(goal) for goal in _items(conversion.get("goals"))]
    names += [("goal", _id(goal), _name(goal)) for goal in _items(conversion.get("goals"))]
    return LiveEvent(
        kind=trimmed_id(row.get("event_type")),
        at=_moment(row.get("timestamp")),
        pairs=tuple(pair for pair in pairs if pair[0]),
        goals=tuple(filter(None, goals)),
        revenue=exact_amount(conversion.get("revenue")),
        products=_whole(conversion.get("products_ordered_count")),
        campaign=_campaign(row.get("campaign")),
        source=_first(row.get("sources")),
        visitor_type=_first(row.get("visitor_type")),
        names=tuple(named for named in names if named[1] and named[2]),
        entry=row,
    )


# Reports.


class ReportedFigures(NamedTuple):
    """What a report says of one variation and goal; `None` is not said. Never a rate: their units
    disagree between the sources.
    """

    visitors: int | None = None
    conversions: int | None = None
    revenue: Decimal | None = None
    products: int | None = None


class Report(NamedTuple):
    """The aggregated report of an experience: figures by variation and goal."""

    figures: Mapping[tuple[str, str], ReportedFigures]
    names: Mapping[str, str]
    """The names of its variations."""

    def visitors(self, variation: str) -> int | None:
        """The visitors of a variation, whichever goal says them."""
        counts = (
            figures.visitors for (of, _goal), figures in self.figures.items() if of == variation
        )
        return max((count for count in counts if count is not None), default=None)


def read_report(text: str) -> Report | Unreadable:
    """The aggregated report of an answer, in either shape of `reportData`: a list with an entry for
    each goal, or an object with a list of variations.

    >>> part = '{"id": 2, "visitors": 4, "conversion_data": {"conversions": 1}}'
    >>> answer = f'{{"data":{{"reportData":[{{"goal_id":7,"variations":[{part}]}}]}}}}'
    >>> read_report(answer).figures["2", "7"].conversions
    1
    """
    data = _data(text)
    if isinstance(data, Unreadable):
        return data
    if not isinstance(data, dict):
        return Unreadable("it has no report")
    rows = data.get("reportData")
    if not isinstance(rows, list | dict):
        return Unreadable("it has no reportData")
    figures: dict[tuple[str, str], ReportedFigures] = {}
    for row in _items(rows):
        if not isinstance(row, dict):
            continue
        goal = _id(row.get("goal_id"))
        for variation in _items(row.get("variations")):
            if isinstance(variation, dict) and _id(variation):
                own = _id(variation.get("goal_id")) or goal
                figures[_id(variation), own] = _figures(variation)
    names = {_id(row): _name(row) for row in _items(data.get("variations_data")) if _id(row)}
    return Report(figures, names)


def _figures(row: Object) -> ReportedFigures:
    """The deprecated `*_data` first: `metric_total` is an integer even for revenue.

    Of the daily shape only the visitors are taken: of which metric its `totals` are is not said.
    """
    metrics = {
        trimmed_id(metric.get("metric_type")).lower(): metric.get("metric_total")
        for metric in _items(row.get("metrics"))
        if isinstance(metric, dict)
    }
    days = [_object(day) for day in _items(row.get("stats"))]
    visitors = [_count(said.get("visitors")) for said in (row, *days)]
    return ReportedFigures(
        visitors=max((count for count in visitors if count is not None), default=None),
        conversions=_either(
            _count(_object(row.get("conversion_data")).get("conversions")),
            _count(_metric(metrics, "conversion")),
        ),
        revenue=_either(
            exact_amount(_object(row.get("revenue_data")).get("total_revenue")),
            exact_amount(_metric(metrics, "revenue")),
        ),
        products=_either(
            _count(_object(row.get("products_data")).get("total_products")),
            _count(_metric(metrics, "product")),
        ),
    )


def _metric(metrics: Mapping[str, Payload], word: str) -> Payload:
    return next((total for kind, total in metrics.items() if word in kind), None)


def read_campaigns(text: str) -> Mapping[str, int | None] | Unreadable:
    """The campaigns that a report knows, each with its visitors, as far as they are said."""
    data = _data(text)
    if isinstance(data, Unreadable):
        return data
    rows = _items(_object(data).get("campaigns"))
    return {_name(row): _count(row.get("visitors_count")) for row in rows if isinstance(row, dict)}


# What explains a difference.


class OutlierLimit(NamedTuple):
    """How a project limits the amounts or product counts of orders; `least` and `most` where it
    says them.
    """

    kind: str
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def limits(self) -> bool:
        """Whether anything is limited at all."""
        return self.kind.lower() not in ("", "none")


NO_LIMIT = OutlierLimit("")


class ProjectSettings(NamedTuple):
    """What a project's settings say of its reports; "" and `None` where they do not.

    `blocked` are single addresses, and ranges as they are written.
    """

    status: str = ""
    blocked: tuple[str, ...] = ()
    visitors_quota: int | None = None
    stop_after_days: int | None = None
    order_value: OutlierLimit = NO_LIMIT
    products: OutlierLimit = NO_LIMIT
    unsaid: frozenset[str] = frozenset()
    """Names of settings that the answer leaves out: nothing is known of them."""


_READ_SETTINGS = (
    "blocked_ips",
    "tested_visitors_quota",
    "stop_tracking_goals_after_days",
    "outliers",
)


def read_project(text: str) -> ProjectSettings | Unreadable:
    """The settings of a project."""
    data = _data(text)
    if isinstance(data, Unreadable):
        return data
    if not isinstance(data, dict):
        return Unreadable("it has no project")
    reporting = _object(data.get("reporting_settings"))
    outliers = _object(reporting.get("outliers"))
    return ProjectSettings(
        status=trimmed_id(data.get("status")),
        blocked=tuple(_addresses(reporting.get("blocked_ips"))),
        visitors_quota=_count(reporting.get("tested_visitors_quota")),
        stop_after_days=_count(reporting.get("stop_tracking_goals_after_days")),
        order_value=_outlier(outliers.get("order_value")),
        products=_outlier(outliers.get("products_ordered_count")),
        unsaid=frozenset(name for name in _READ_SETTINGS if name not in reporting)
        | frozenset({"status"} if not trimmed_id(data.get("status")) else ()),
    )


def _addresses(value: Payload) -> Iterator[str]:
    """Single addresses and ranges, in lists or objects; a range may have a start and an end."""
    if isinstance(value, list):
        for item in value:
            yield from _addresses(item)
    elif isinstance(value, dict):
        ends = [trimmed_id(value.get(key)) for key in ("start", "end")]
        if all(ends):
            yield " – ".join(ends)
        else:
            for inner in value.values():
                yield from _addresses(inner)
    elif isinstance(value, str) and ("." in value or ":" in value):  # not what kind it is
        yield value.strip()


def _outlier(value: Payload) -> OutlierLimit:
    if isinstance(value, str):
        return OutlierLimit(value)
    limit = _object(value)
    kind = trimmed_id(limit.get("detection_type")) or trimmed_id(limit.get("type"))
    return OutlierLimit(kind, exact_amount(limit.get("min")), exact_amount(limit.get("max")))


class ListedVariation(NamedTuple):
    """A variation of a listed experience."""

    id: str
    name: str = ""
    key: str = ""
    status: str = ""


class ListedExperience(NamedTuple):
    """An experience; `goals` is `None` where the answer does not say which are attached."""

    id: str
    name: str = ""
    key: str = ""
    type: str = ""
    status: str = ""
    variations: tuple[ListedVariation, ...] = ()
    goals: frozenset[str] | None = None


class ListedGoal(NamedTuple):
    """A goal."""

    id: str
    name: str = ""
    key: str = ""
    type: str = ""
    status: str = ""


def read_experience(text: str) -> ListedExperience | Unreadable:
    """One experience."""
    data = _data(text)
    if isinstance(data, Unreadable):
        return data
    found = _experience(data)
    return found or Unreadable("it has no experience")


class Page(NamedTuple):
    """A page of a list, and how many pages there are."""

    items: tuple[Payload, ...]
    pages: int = 1


def read_experiences(text: str) -> tuple[tuple[ListedExperience, ...], int] | Unreadable:
    """A page of experiences, and how many pages there are."""
    page = _page(text)
    if isinstance(page, Unreadable):
        return page
    return tuple(found for row in page.items if (found := _experience(row))), page.pages


def read_goals(text: str) -> tuple[tuple[ListedGoal, ...], int] | Unreadable:
    """A page of goals, and how many pages there are."""
    page = _page(text)
    if isinstance(page, Unreadable):
        return page
    return tuple(found for row in page.items if (found := _goal(row))), page.pages


def _page(text: str) -> Page | Unreadable:
    root = _root(text)
    if isinstance(root, Unreadable):
        return root
    rows = _inner(root)
    if not isinstance(rows, list):
        return Unreadable("it has no list")
    about = _object(_object(_object(root).get("extra")).get("pagination"))
    return Page(tuple(rows), max(_count(about.get("pages_count")) or 1, 1))


def _experience(row: Payload) -> ListedExperience | None:
    if not isinstance(row, dict) or not _id(row):
        return None
    goals = row.get("goals")
    return ListedExperience(
        id=_id(row),
        name=_name(row),
        key=trimmed_id(row.get("key")),
        type=trimmed_id(row.get("type")),
        status=trimmed_id(row.get("status")),
        variations=tuple(
            ListedVariation(
                _id(inner),
                _name(inner),
                trimmed_id(_object(inner).get("key")),
                trimmed_id(_object(inner).get("status")),
            )
            for inner in _items(row.get("variations"))
            if _id(inner)
        ),
        goals=frozenset(filter(None, map(_id, goals))) if isinstance(goals, list) else None,
    )


def _goal(row: Payload) -> ListedGoal | None:
    if not isinstance(row, dict) or not _id(row):
        return None
    return ListedGoal(
        id=_id(row),
        name=_name(row),
        key=trimmed_id(row.get("key")),
        type=trimmed_id(row.get("type")),
        status=trimmed_id(row.get("status")),
    )


class DebugToken(NamedTuple):
    """A debug token, which is never printed, and the seconds that it lasts."""

    value: str
    ttl: int | None = None

    def __repr__(self) -> str:
        return f"DebugToken(ttl={self.ttl})"


def read_debug_token(text: str) -> DebugToken | Unreadable:
    """The token of an answer."""
    data = _data(text)
    if isinstance(data, Unreadable):
        return data
    value = trimmed_id(_object(data).get("value"))
    return (
        DebugToken(value, _count(_object(data).get("ttl")))
        if value
        else Unreadable("it has no token")
    )


# Loose reading.


def _root(text: str) -> "Payload | Unreadable":
    reading = parse(text.removeprefix("\ufeff"))
    if reading.fault:
        return Unreadable("it is not JSON")
    if not isinstance(reading.payload, dict | list):
        return Unreadable("it is neither an object nor a list")
    return reading.payload


def _data(text: str) -> "Payload | Unreadable":
    root = _root(text)
    return root if isinstance(root, Unreadable) else _inner(root)


def _inner(root: Payload) -> Payload:
    """What is in `data`; an answer without it may be the thing itself."""
    return root["data"] if isinstance(root, dict) and "data" in root else root


def _object(value: Payload) -> Object:
    return value if isinstance(value, dict) else {}


def _items(value: Payload) -> Sequence[Payload]:
    """A list, or a single value as one; nothing for null."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _id(value: Payload) -> str:
    """An id as text, bare or expanded; 7.0 and 7e0 are 7.

    >>> _id(Number("7.0")), _id("7"), _id({"id": Number("7")})
    ('7', '7', '7')
    """
    plain = value.get("id") if isinstance(value, dict) else value
    if isinstance(plain, Number) and not plain.literal.isdigit():
        whole = _count(plain)
        return trimmed_id(plain) if whole is None else str(whole)
    return trimmed_id(plain)


def _name(value: Payload) -> str:
    return trimmed_id(value.get("name")) if isinstance(value, dict) else ""


def _first(value: Payload) -> str:
    """A text that may be in a list, or expanded."""
    return next(_texts(value), "")


def _campaign(value: Payload) -> str:
    """The campaign of an entry; of several, the one that marks a run."""
    campaigns = list(_texts(value))
    return next(filter(MARKER.fullmatch, campaigns), campaigns[0] if campaigns else "")


def _texts(value: Payload) -> Iterator[str]:
    found = (trimmed_id(item) or _name(item) for item in _items(value))
    return (text for text in found if text)


def _whole(value: Payload) -> int | None:
    amount = exact_amount(value)
    whole = amount is not None and amount == amount.to_integral_value()
    return int(amount) if amount is not None and whole else None


def _count(value: Payload) -> int | None:
    whole = _whole(value)
    return whole if whole is not None and whole >= 0 else None


def _moment(value: Payload) -> float | None:
    amount = exact_amount(value)
    return float(amount) if amount is not None and 0 <= amount < LAST_MOMENT else None


def _either(*values: T | None) -> T | None:
    return next((value for value in values if value is not None), None)
