"""Reads a payload of the v1 API: one document for each of its visitors, with what gets lost."""

from collections.abc import Iterator

from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import Pair, event, left_out, listed, pairs_of
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    numbered,
    reader,
    request_of,
    without_empty,
)
from convert_console.core.request.parameters import SEGMENTS, parameter
from convert_console.core.text import plain_text

_USED = ("accountId", "projectId", "visitors", "source")
_VISITOR = ("visitorId", "segments", "events")
_SEVERAL = "It contains {} visitors: each needs a separate request here."
_FORM = "It was translated from the v1 format for the /track endpoint."


def is_v1(payload: Payload) -> bool:
    """Whether an object is one."""
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("visitors"), list)
        and "ev" not in payload
    )


@reader("Payload of the v1 API")
def read_v1(payload: dict[str, Payload]) -> Recognised | None:
    """One document for each visitor."""
    if not is_v1(payload):
        return None
    requests = numbered(requests_from(payload))
    return Recognised(requests, about(payload)) if requests else None


def requests_from(
    payload: dict[str, Payload], account: str | None = None, project: str | None = None
) -> Iterator[PastedRequest]:
    """The requests of a payload; `account` and `project` are those of its URL."""
    top = without_empty(
        cid=payload.get("accountId") or account, pid=payload.get("projectId") or project
    )
    missing = tuple(key for key in ("cid", "pid") if key not in top)
    note = f"It has no {' and no '.join(missing)}: add what is missing."
    about_ids = (note,) if missing else ()
    visitors = payload.get("visitors")
    assert isinstance(visitors, list)
    return _requests(visitors, top, payload.get("source"), about_ids)


def about(payload: dict[str, Payload]) -> tuple[str, ...]:
    """Notes on the payload as a whole."""
    visitors = payload.get("visitors")
    count = len(visitors) if isinstance(visitors, list) else 0
    several = (_SEVERAL.format(count),) if count > 1 else ()
    return (_FORM, *several, *left_out(payload, _USED, "This endpoint has no field for them."))


def _requests(
    visitors: list[Payload], top: dict[str, Payload], source: Payload, notes: tuple[str, ...]
) -> Iterator[PastedRequest]:
    for visitor in visitors:
        if isinstance(visitor, dict):
            yield _request(visitor, top, source, notes)


def _request(
    visitor: dict[str, Payload], top: dict[str, Payload], source: Payload, notes: tuple[str, ...]
) -> PastedRequest:
    segments, about_segments = translated(visitor.get("segments"))
    events = V1Events(visitor.get("events"))
    document = dict(top) | without_empty(
        seg=segments, vid=visitor.get("visitorId"), tid=events.transaction_id
    )
    document["ev"] = list(events.events)
    document |= without_empty(s=source)
    lost = left_out(visitor, _VISITOR, "This endpoint has no field for them.")
    title = f"visitor {plain_text(visitor.get('visitorId'))[:60]}" if "visitorId" in visitor else ""
    return request_of(document, *notes, *about_segments, *events.notes, *lost, title=title)


# A visitor's segments under the names of the v1 API, in those of this endpoint.

_NAMES = {
    row.v1: row.wire_name
    for row in SEGMENTS
    if row.v1 not in ("", row.wire_name) and row.kind != "newness"
}


def translated(segments: Payload) -> tuple[Payload, tuple[str, ...]]:
    """Segments with `ctry` and `cust`, and notes on them.

    `visitorType` stays: the sources disagree which digit of `new` it is, and the linter asks.

    >>> translated({"country": "CA"})
    ({'ctry': 'CA'}, ('Segments: country is called ctry here.',))
    """
    if not isinstance(segments, dict):
        return segments, ()
    renamed: dict[str, str] = {
        old: new for old, new in _NAMES.items() if old in segments and new not in segments
    }
    notes = []
    if renamed:
        names = ", ".join(f"{old} is called {new} here" for old, new in renamed.items())
        notes.append(f"Segments: {names}.")
    if "visitorType" in segments:
        notes.append(
            f"visitorType “{plain_text(segments['visitorType'])}” is kept under its v1 name: the "
            "sources disagree on whether new is 0 or 1 for it. Choose one."
        )
    named: Payload = {renamed.get(key) or key: value for key, value in segments.items()}
    return named, tuple(notes)


# The events of one visitor of the v1 API as events of this endpoint.

PAIRS_ASSUMED = 50
"""Pairs that a conversion without its own is given at most: real visitors have a few."""

_GOAL_DATA = {
    row.v1: row.wire_name
    for row in (parameter("ev", "r"), parameter("ev", "prc"), parameter("tid"))
}
_NO_PLACE = "This endpoint has no field for them."
_EVENT = ("eventType", "data")
_INVENTED = {"revenue": "amount", "amount": "amount", "productsCount": "productsCount"}


class V1Events:
    """Bucketing in a row becomes one `viewExp`; a conversion `hitGoal`, or `tr` with goalData.

    `transaction_id` is the one for the whole document: the first that is named.
    """

    def __init__(self, events: Payload) -> None:
        self.events: list[Payload] = []
        self.transaction_id: Payload = None
        self._row: list[Pair] = []
        self._bucketed: dict[str, Pair] = {}
        self._lost: dict[str, Payload] = {}
        self._odd: dict[str, None] = {}
        self._other_ids: dict[str, None] = {}
        self._assumed = False
        if not isinstance(events, list):
            self._lost |= {"events": events} if events is not None else {}
            events = []
        for item in events:
            self._take(item)
        self._end_row()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was added, and what could not be kept."""
        remarks = left_out(self._lost, (), _why(self._lost))
        if self._assumed:
            remarks += ("A conversion without bucketingData got the pairs seen before it.",)
        if self._odd:
            remarks += (f"Left out events with a type that v1 does not have: {listed(self._odd)}.",)
        if self._other_ids:
            other_ids = listed(self._other_ids)
            remarks += (f"A request has one tid; the others stay in their events: {other_ids}.",)
        return remarks

    def _take(self, item: Payload) -> None:
        kind = item.get("eventType") if isinstance(item, dict) else None
        data = item.get("data") if isinstance(item, dict) else None
        if isinstance(item, dict) and isinstance(data, dict):
            self._lose(item, _EVENT)
        if kind == "bucketing" and isinstance(data, dict):
            pairs = pairs_of([data])
            self._row += pairs
            self._bucketed |= {plain_text(pair[0]): pair for pair in pairs}
            self._lose(data, ("experienceId", "variationId"))
        elif kind == "conversion" and isinstance(data, dict):
            self._end_row()
            self._convert(data)
        else:
            self._odd.setdefault(plain_text(kind))

    def _end_row(self) -> None:
        if self._row:
            self.events.append(event("viewExp", self._row))
            self._row = []

    def _convert(self, data: dict[str, Payload]) -> None:
        goals = [data["goalId"]] if data.get("goalId") is not None else []
        values = self._goal_data(data.get("goalData"))
        converted = event("tr" if values else "hitGoal", self._pairs_for(data), goals)
        transaction = values.pop("tid", None)
        converted |= values
        if transaction is not None:
            self._book(converted, transaction)
        self.events.append(converted)
        self._lose(data, ("goalId", "goalData", "bucketingData"))

    def _pairs_for(self, data: dict[str, Payload]) -> list[Pair]:
        pairs = pairs_of(data.get("bucketingData"))
        if pairs or not self._bucketed:
            return pairs
        self._assumed = True
        return list(self._bucketed.values())[:PAIRS_ASSUMED]

    def _goal_data(self, goal_data: Payload) -> dict[str, Payload]:
        """What `[{key, value}]` says; of a key that appears twice, the last value."""
        values: dict[str, Payload] = {}
        items = goal_data if isinstance(goal_data, list) else [goal_data]
        for item in items if goal_data is not None else []:
            key = item.get("key") if isinstance(item, dict) else None
            if not isinstance(item, dict) or not isinstance(key, str):
                self._lost["goalData"] = item
            elif key not in _GOAL_DATA:
                self._lost[key] = item.get("value")
            else:
                if _GOAL_DATA[key] in values:
                    self._lost[f"another {key}"] = values[_GOAL_DATA[key]]
                values[_GOAL_DATA[key]] = item.get("value")
        return {key: values[key] for key in _GOAL_DATA.values() if key in values}

    def _book(self, transaction_event: dict[str, Payload], transaction: Payload) -> None:
        """A document has one transaction id; a second one stays inside its event."""
        if self.transaction_id in (None, transaction):
            self.transaction_id = transaction
            return
        transaction_event["tid"] = transaction
        self._other_ids.setdefault(plain_text(transaction))

    def _lose(self, data: dict[str, Payload], known: tuple[str, ...]) -> None:
        self._lost |= {key: value for key, value in data.items() if key not in known}


def _why(lost: dict[str, Payload]) -> str:
    meant = [f"{key} as goalData {name}" for key, name in _INVENTED.items() if key in lost]
    hint = f" The v1 API knows {' and '.join(meant)}; here it is a tr event." if meant else ""
    return f"{_NO_PLACE}{hint}"
