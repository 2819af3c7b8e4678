"""Rules for bodies of the v1 API, with the ids of the rules for `/track` that they are like."""

# These rules accept what the SDKs send, even if it would be odd at `/track`: a view with a
# conversion in the same body, two conversions of one goal (bare, then with goalData), own visitor
# ids, and missing pairs with `enrichData: true`, which the server fills in.

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from convert_console.core.document.payload import Path, Payload
from convert_console.core.linter import (
    document_rules,
    get_rules,
    placeholder_rules,
    plan_rules,
    transport_rules,
)
from convert_console.core.linter.catalog_rules import NOT_LISTED
from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.fixes import PutIntoList, Remove, RenameKey, SetValue
from convert_console.core.linter.id_rules import NOUNS, sentence_about, spreadsheet
from convert_console.core.linter.id_shapes import (
    container_in,
    flattened,
    is_blank,
    shape_of,
)
from convert_console.core.linter.problem import Finding, Fix, error, info, short, warning
from convert_console.core.linter.revenue_rules import (
    amount_as_text,
    count_as_text,
    odd_amount,
    odd_count,
)
from convert_console.core.linter.rule import Findings, Rule
from convert_console.core.linter.segment_rules import (
    devices_as_text,
    not_an_object,
    odd_country,
    same_but_for_case,
    unknown_devices,
    unknown_value,
)
from convert_console.core.linter.transaction_rules import time_in_tid
from convert_console.core.linter.transport_rules import UNDEFINED, differs_from_host
from convert_console.core.linter.v1_body import NAMES, V1Event
from convert_console.core.linter.visitor_rules import personal
from convert_console.core.request.parameters import SEGMENTS, Parameter
from convert_console.core.text import id_text

KINDS = ("bucketing", "conversion")
_TRACK_KINDS = {"viewexp": "bucketing", "hitgoal": "conversion", "tr": "conversion"}
_OWN_RULES: list[Rule] = []


def _rule(rule: str) -> Callable[[Callable[[Request], Findings]], Rule]:
    """Make a rule for v1 bodies of a function; it costs as many steps as the body has values."""

    def make(find: Callable[[Request], Findings]) -> Rule:
        def of_request(request: Request) -> Findings:
            request.effort.spend(request.v1_work // 8)
            yield from find(request)

        made = Rule(rule, of_request=of_request)
        _OWN_RULES.append(made)
        return made

    return make


# The body, its visitors and events.


def _missing(key: str, noun: str) -> None:
    name = NAMES[key]

    @_rule(f"missing-{key}")
    def find(request: Request) -> Iterator[Finding]:
        """The id is neither in the body nor in the address."""
        named = [part for part in (request.v1_key or "").split("/") if part]
        if is_blank(request.document.get(name)) and len(named) < 2:
            state = "is empty" if name in request.document else "is missing"
            yield error((name,), f"The {noun} id ({name}) {state}. Enter the {noun} id.")


_missing("cid", "account")
_missing("pid", "project")


@_rule("missing-vid")
def missing_vid(request: Request) -> Iterator[Finding]:
    """A visitor without an id."""
    for visitor in request.v1.visitors:
        if is_blank(visitor.body.get("visitorId")):
            path = (*visitor.path, "visitorId")
            yield error(path, "The visitor id (visitorId) is missing. Enter the visitor id.")


@_rule("missing-ev")
def missing_events(request: Request) -> Iterator[Finding]:
    """No visitors, or a visitor without events."""
    if request.document.get("visitors") is None:
        yield error(("visitors",), "The list of visitors is missing. Add at least one.")
    for visitor in request.v1.visitors:
        if visitor.body.get("events") is None:
            yield error((*visitor.path, "events"), "This visitor has no events. Add at least one.")


@_rule("ev-empty")
def empty_lists(request: Request) -> Iterator[Finding]:
    """Visitors or events that are no list, or an empty one."""
    yield from _not_a_list(("visitors",), request.document.get("visitors"), "visitors")
    for position, item in enumerate(_listed(request.document.get("visitors"))):
        if not isinstance(item, dict) and container_in(item) is None:
            path: Path = ("visitors", position)
            yield error(path, "This visitor is not an object. Write it as { } with visitorId.")
    for visitor in request.v1.visitors:
        path = (*visitor.path, "events")
        yield from _not_a_list(path, visitor.body.get("events"), "events")


def _not_a_list(path: Path, value: Payload, noun: str) -> Iterator[Finding]:
    if value is None or container_in(value) is not None or (isinstance(value, list) and value):
        return
    if isinstance(value, list):
        yield error(path, f"There are no {noun}. Add at least one.")
        return
    alone = isinstance(value, dict) and ("visitorId" in value or "eventType" in value)
    fix = Fix("Put it into a list", PutIntoList(path)) if alone else None
    yield error(path, f"The {noun} must be a list. Put them into [ ].", fix)


def _listed(value: Payload) -> list[Payload]:
    return value if isinstance(value, list) else []


@_rule("json-text")
def json_text(request: Request) -> Iterator[Finding]:
    """JSON inside a text in place of a list or an object."""
    places: list[tuple[Path, Payload]] = [(("visitors",), request.document.get("visitors"))]
    places += [
        (("visitors", i), item) for i, item in enumerate(_listed(request.document.get("visitors")))
    ]
    for visitor in request.v1.visitors:
        events = visitor.body.get("events")
        places.append(((*visitor.path, "events"), events))
        places += [((*visitor.path, "events", i), item) for i, item in enumerate(_listed(events))]
        for name in ("devices", "customSegments"):
            places.append(((*visitor.path, "segments", name), visitor.segments.get(name)))
    for event in request.v1.events:
        places.append((event.at(), event.body.get("data")))
        places += [(event.at(key), event.data.get(key)) for key in ("goalData", "bucketingData")]
    for path, value in places:
        inner = container_in(value)
        if inner is None:
            continue
        change: Payload = flattened(inner) if path[-1] == "customSegments" else inner
        yield error(
            path,
            "This is JSON inside a text. Write the JSON itself, without the quotes.",
            None if change is None else Fix("Unwrap it", SetValue(path, change)),
        )


@_rule("evt-unknown")
def unknown_type(request: Request) -> Iterator[Finding]:
    """An event that is no object, has another type or no data."""
    for visitor in request.v1.visitors:
        for index, item in enumerate(_listed(visitor.body.get("events"))):
            if not isinstance(item, dict) and container_in(item) is None:
                path = (*visitor.path, "events", index)
                yield error(
                    path,
                    "This event is not an object. Write it as { } with eventType and data.",
                )
    for event in request.v1.events:
        path = (*event.path, "eventType")
        folded = event.kind.strip().lower()
        meant = _TRACK_KINDS.get(folded) or same_but_for_case(event.kind, KINDS)
        if meant and event.kind not in KINDS:
            yield error(
                path,
                f"The v1 API calls this event type {meant}. Write that.",
                Fix(f"Write {meant}", SetValue(path, meant)),
            )
        elif event.kind not in KINDS:
            yield error(path, "Choose the event type: bucketing or conversion.")
        data = event.body.get("data")
        if not isinstance(data, dict) and container_in(data) is None:
            yield error(event.at(), "This event has no data. Write it as { } with its ids.")


@_rule("pairs-missing")
def missing_pairs(request: Request) -> Iterator[Finding]:
    """An event without experience and variation, which the server does not fill in either."""
    filled_in = request.document.get("enrichData") is True
    for visitor in request.v1.visitors:
        bucketed = any(event.kind == "bucketing" for event in visitor.events)
        for event in visitor.events:
            if event.kind == "bucketing":
                for name in ("experienceId", "variationId"):
                    if event.data and is_blank(event.data.get(name)):
                        noun = name.removesuffix("Id")
                        yield error(event.at(name), f"Choose the {noun} the visitor saw.")
            elif event.kind == "conversion" and event.data:
                yield from _conversion_pairs(event, filled_in or bucketed)


def _conversion_pairs(event: V1Event, known_otherwise: bool) -> Iterator[Finding]:
    path, value = event.at("bucketingData"), event.data.get("bucketingData")
    if is_blank(value):
        if not known_otherwise:
            yield error(
                path,
                "Choose the experiences and variations the visitor saw, as bucketingData. They may "
                "be left out only with enrichData true.",
            )
    elif not isinstance(value, dict) and container_in(value) is None:
        yield error(path, "Write bucketingData as an object: each experience with its variation.")


@_rule("goals-missing")
def missing_goals(request: Request) -> Iterator[Finding]:
    """A conversion without a goal."""
    for event in request.v1.events:
        if event.kind == "conversion" and event.data and is_blank(event.data.get("goalId")):
            yield error(event.at("goalId"), "Choose the goal that was reached.")


@_rule("goal-twice")
def goal_twice(request: Request) -> Iterator[Finding]:
    """The same conversion twice: two of one goal are usual, the second with goalData."""
    for visitor in request.v1.visitors:
        seen: set[tuple[str, bool, frozenset[str]]] = set()
        for event in visitor.events:
            goal = id_text(event.data.get("goalId")).strip()
            if event.kind != "conversion" or not goal:
                continue
            experiences = frozenset(id_text(one.value) for one, _ in event.pairs)
            conversion = goal, bool(event.data.get("goalData")), experiences
            if conversion in seen:
                yield warning(
                    event.at("goalId"),
                    "An earlier event of this visitor has the same goal, and it counts once per "
                    "visitor. Remove one of them.",
                )
            seen.add(conversion)


@_rule("variation-conflict")
def variation_conflict(request: Request) -> Iterator[Finding]:
    """An experience with two variations for one visitor."""
    for visitor in request.v1.visitors:
        seen: dict[str, str] = {}
        for event in visitor.events:
            for one, other in event.pairs:
                if {one.shape, other.shape} - {"plain", "odd"}:
                    continue
                experience, variation = id_text(one.value).strip(), id_text(other.value).strip()
                first = seen.setdefault(experience, variation)
                if experience and variation and first != variation:
                    yield error(
                        other.path,
                        f"Experience {short(experience)} has variation {short(first)} in an "
                        "earlier event, and one visitor cannot be in both. Keep the one the "
                        "visitor saw.",
                    )


# Ids.


class _Single(NamedTuple):
    """An id that is not in a list."""

    path: Path
    value: Payload
    noun: str
    digits_only: bool


def _singles(request: Request) -> Iterator[_Single]:
    """The ids outside of `Id`: account, project, visitors and transactions."""
    for name in NAMES.values():
        yield _Single((name,), request.document.get(name), name.removesuffix("Id"), True)
    for visitor in request.v1.visitors:
        yield _Single((*visitor.path, "visitorId"), visitor.body.get("visitorId"), "visitor", False)
    for event in request.v1.events:
        for path, key, value in event.goal_data:
            if key == "transactionId":
                yield _Single(path, value, "transaction", False)


@_rule("id-empty")
def id_empty(request: Request) -> Iterator[Finding]:
    """An empty id in `bucketingData` or `customSegments`; others count as missing."""
    for an_id in request.v1.ids:
        listed = an_id.position is not None
        if (listed or "bucketingData" in an_id.path) and an_id.shape == "empty":
            fix = Fix("Remove the empty id", Remove(an_id.path)) if listed else None
            yield error(an_id.path, f"This {NOUNS[an_id.key]} id is empty. Enter it.", fix)


@_rule("id-nested")
def id_nested(request: Request) -> Iterator[Finding]:
    """A list or an object in place of an id."""
    for path, value, noun in _of_shape(request, "nested"):
        if not is_blank(value):
            fix = _keeping_only(path, value, "Take it out of the list")
            yield error(path, sentence_about(value, noun), fix)


@_rule("id-json-text")
def id_json_text(request: Request) -> Iterator[Finding]:
    """An id that is JSON inside a text."""
    for path, value, noun in _of_shape(request, "json"):
        fix = _keeping_only(path, container_in(value), "Unwrap the id")
        yield error(path, f"This {noun} id is JSON inside a text. Write only the id.", fix)


@_rule("id-joined")
def id_joined(request: Request) -> Iterator[Finding]:
    """Several ids in one text."""
    for path, _, noun in _of_shape(request, "joined"):
        if noun not in ("visitor", "transaction"):
            yield warning(path, f"One text contains several {noun} ids. Keep one for each place.")


def _of_shape(request: Request, shape: str) -> Iterator[tuple[Path, Payload, str]]:
    for an_id in request.v1.ids:
        if an_id.shape == shape:
            yield an_id.path, an_id.value, NOUNS[an_id.key]
    for path, value, noun, _ in _singles(request):
        if shape_of(value) == shape:
            yield path, value, noun


def _keeping_only(path: Path, value: Payload, label: str) -> Fix | None:
    """A repair where a list holds a single plain id, however deep."""
    ids = flattened(value) if isinstance(value, list) else None
    return Fix(label, SetValue(path, ids[0])) if ids and len(ids) == 1 else None


@_rule("id-not-numeric")
def id_not_numeric(request: Request) -> Iterator[Finding]:
    """An id with other characters than digits; a visitor or transaction id may be any text."""
    for an_id in request.v1.ids:
        if an_id.shape == "odd" and an_id.key != "cust":
            grade = warning if an_id.key == "exps" else error
            yield grade(
                an_id.path,
                f"The {NOUNS[an_id.key]} id “{short(an_id.value)}” is not a number. Look up the "
                "number in Convert.",
            )
    for path, value, noun, digits_only in _singles(request):
        elsewhere = id_text(value).strip().lower() in UNDEFINED or (
            noun == "project" and differs_from_host(request)
        )
        if digits_only and shape_of(value) == "odd" and not elsewhere:
            yield error(
                path,
                f"The {noun} id “{short(value)}” is not a number. Write only the number, as "
                "Convert shows it.",
            )


@_rule("id-spreadsheet")
def id_spreadsheet(request: Request) -> Iterator[Finding]:
    """An id that a spreadsheet has changed."""
    for an_id in request.v1.ids:
        if an_id.shape == "odd":
            for finding in spreadsheet(an_id.path, an_id.value):
                is_key = an_id.key == "exps" and "bucketingData" in an_id.path
                yield finding._replace(fix=None) if is_key else finding
    for path, value, _, _ in _singles(request):
        yield from spreadsheet(path, value)


@_rule("vid-personal")
def vid_personal(request: Request) -> Iterator[Finding]:
    """A visitor id that names a person."""
    for visitor in request.v1.visitors:
        vid = id_text(visitor.body.get("visitorId")).strip()
        yield from personal((*visitor.path, "visitorId"), vid)


# Amounts and orders.


@_rule("amount-missing")
def amount_missing(request: Request) -> Iterator[Finding]:
    """An amount that is null, or goalData of an order without one."""
    for event in request.v1.events:
        value = event.data.get("goalData")
        if not is_blank(value) and not isinstance(value, list) and container_in(value) is None:
            yield error(
                event.at("goalData"),
                "Write goalData as a list of objects with key and value, such as "
                '{"key": "amount", "value": 10.3}.',
            )
        keys = {key for _, key, _ in event.goal_data}
        if keys & {"productsCount", "transactionId"} and "amount" not in keys:
            yield warning(event.at("goalData"), "This order has no amount. Enter it in goalData.")
        for path, key, amount in event.goal_data:
            if key == "amount" and amount is None:
                yield error(
                    path,
                    "The amount is null, which is what NaN becomes in JSON. Enter the order "
                    "amount.",
                )


@_rule("amount-not-number")
def amount_not_number(request: Request) -> Iterator[Finding]:
    """An amount that is text."""
    for path, value in _values_of(request, "amount"):
        yield from amount_as_text(path, value, request.draft.method)


@_rule("amount-odd")
def amount_odd(request: Request) -> Iterator[Finding]:
    """An amount that is zero, negative, or has more than two decimals."""
    for path, value in _values_of(request, "amount"):
        yield from odd_amount(path, value)


@_rule("count-odd")
def count_odd(request: Request) -> Iterator[Finding]:
    """A products count that is no whole number from 1."""
    for path, value in _values_of(request, "productsCount"):
        yield from odd_count(path, value)


@_rule("count-not-number")
def count_not_number(request: Request) -> Iterator[Finding]:
    """A products count that is text."""
    for path, value in _values_of(request, "productsCount"):
        yield from count_as_text(path, value, request.draft.method)


@_rule("tr-without-tid")
def tr_without_tid(request: Request) -> Iterator[Finding]:
    """An amount without a transaction id."""
    for event in request.v1.events:
        keys = {key for _, key, _ in event.goal_data}
        if "amount" in keys and is_blank(event.value_of("transactionId")):
            yield warning(
                event.at("goalData"),
                "Enter the transactionId. Without it, repeats cannot be recognised.",
            )


@_rule("tid-unstable")
def tid_unstable(request: Request) -> Iterator[Finding]:
    """A transaction id that holds the time."""
    for visitor in request.v1.visitors:
        vid = id_text(visitor.body.get("visitorId")).strip()
        for event in visitor.events:
            for path, key, value in event.goal_data:
                if key == "transactionId":
                    yield from time_in_tid(path, value, vid, request.situation.now)


def _values_of(request: Request, key: str) -> Iterator[tuple[Path, Payload]]:
    """The values of a key of goalData; the SDKs may send a list of them, which is not judged."""
    for event in request.v1.events:
        for path, name, value in event.goal_data:
            if name == key and not isinstance(value, list):
                yield path, value


# Segments.

_V1_SEGMENTS = frozenset(row.v1 for row in SEGMENTS if row.v1)
_OTHER_NAMES = {row.wire_name: row.v1 for row in SEGMENTS if row.v1 not in ("", row.wire_name)}


@_rule("seg-not-object")
def segments_no_object(request: Request) -> Iterator[Finding]:
    """Segments that are anything but an object."""
    for visitor in request.v1.visitors:
        value = visitor.body.get("segments")
        if "segments" in visitor.body and not isinstance(value, dict):
            path = (*visitor.path, "segments")
            yield error(path, *not_an_object(value, path, "The segments"))


@_rule("seg-unknown-key")
def segment_unknown_key(request: Request) -> Iterator[Finding]:
    """A segment that the v1 API does not name; those of `/track` have other names here."""
    for visitor in request.v1.visitors:
        for key in visitor.segments:
            path: Path = (*visitor.path, "segments", key)
            if key in _OTHER_NAMES:
                name = _OTHER_NAMES[key]
                free = name not in visitor.segments and key != "new"
                yield info(
                    path,
                    f"{key} is the name for /track; the v1 API calls it {name}.",
                    Fix(f"Rename to {name}", RenameKey(path, name)) if free else None,
                )
            elif key not in _V1_SEGMENTS:
                yield info(path, f"The v1 API has no segment “{short(key)}”. Check its spelling.")


def _choice_rule(row: Parameter) -> None:
    key, known = row.v1, row.values
    if key == "source":  # the SDKs write it in lower case
        known = tuple(dict.fromkeys(value.lower() for value in known))

    @_rule(f"{row.wire_name}-unknown")
    def find(request: Request) -> Iterator[Finding]:
        """A value that is not among those of the SDKs."""
        for path, name, value in _segments(request):
            if name != key or value in known:
                continue
            meant = same_but_for_case(value, known)
            if meant:
                fix = Fix(f"Write {meant}", SetValue(path, meant))
                yield info(path, f"Convert's SDKs write the {key} as {meant}. Use that.", fix)
            else:
                yield warning(path, unknown_value(key, value, known))


for _row in SEGMENTS:
    if _row.kind == "choice" and _row.v1:
        _choice_rule(_row)


@_rule("devices-not-list")
def devices_not_list(request: Request) -> Iterator[Finding]:
    """Devices that are text."""
    for path, key, value in _segments(request):
        if key == "devices":
            yield from devices_as_text(path, value)


@_rule("device-unknown")
def device_unknown(request: Request) -> Iterator[Finding]:
    """A device that is not among the values."""
    for path, key, value in _segments(request):
        if key == "devices":
            yield from unknown_devices(path, value)


@_rule("new-odd")
def visitor_type_odd(request: Request) -> Iterator[Finding]:
    """A visitor type other than new or returning."""
    for path, key, value in _segments(request):
        if key == "visitorType" and value not in ("new", "returning"):
            meant = same_but_for_case(value, ("new", "returning"))
            fix = Fix(f"Write {meant}", SetValue(path, meant)) if meant else None
            yield warning(path, f"visitorType is “{short(value)}”. Write new or returning.", fix)


@_rule("country-odd")
def country_odd(request: Request) -> Iterator[Finding]:
    """A country that is not one of ISO 3166-1."""
    for path, key, value in _segments(request):
        if key == "country":
            yield from odd_country(path, value)


def _segments(request: Request) -> Iterator[tuple[Path, str, Payload]]:
    for visitor in request.v1.visitors:
        for key, value in visitor.segments.items():
            yield (*visitor.path, "segments", key), key, value


# Keys that the v1 API is not known to read.

_GOAL_DATA = ("amount", "productsCount", "transactionId")
_GOAL_KEYS = frozenset({*_GOAL_DATA, *(f"customDimension{number}" for number in range(1, 6))})
_MEANT = {
    **{name.lower(): name for name in _GOAL_DATA},
    "revenue": "amount",
    "products": "productsCount",
    "quantity": "productsCount",
    "tid": "transactionId",
    "currency": "",
}


@_rule("unknown-key")
def unknown_key(request: Request) -> Iterator[Finding]:
    """A key that the v1 API is not known to read, at any level."""
    top = frozenset({*NAMES.values(), "visitors", "source", "enrichData"})
    yield from _unknown((), request.document, top)
    for visitor in request.v1.visitors:
        yield from _unknown(
            visitor.path, visitor.body, frozenset({"visitorId", "segments", "events"})
        )
        for event in visitor.events:
            yield from _unknown(event.path, event.body, frozenset({"eventType", "data"}))
            yield from _unknown(event.at(), event.data, _DATA_KEYS)
            for path, key, _ in event.goal_data:
                if key not in _GOAL_KEYS:
                    yield _said_of((*path[:-1], "key"), key)


_DATA_KEYS = frozenset({"experienceId", "variationId", "goalId", "goalData", "bucketingData"})


def _unknown(start: Path, body: Mapping[str, Payload], known: frozenset[str]) -> Iterator[Finding]:
    for key in body:
        if key not in known:
            yield _said_of((*start, key), key)


def _said_of(path: Path, key: str) -> Finding:
    meant = _MEANT.get(key.lower().replace("_", ""))
    if meant is None:
        return info(
            path,
            f"The v1 API is not known to read “{short(key)}”. It is sent as it is; check its "
            "spelling.",
        )
    if not meant:
        return document_rules.no_currency(path, key)
    return warning(
        path,
        f"“{short(key)}” is not known to be read here. Write it in goalData, as an object with the "
        f"key {meant} and its value.",
    )


# Names of a loaded catalog.


def _catalog_rule(rule: str, key: str, section: str, kind: str) -> None:
    @_rule(rule)
    def find(request: Request) -> Iterator[Finding]:
        """The catalog lacks an id."""
        catalog = request.situation.catalog
        if catalog is None or section not in catalog.sections:
            return
        for an_id in request.v1.ids:
            plain = id_text(an_id.value)
            known = an_id.shape != "plain" or plain in catalog.of_kind(kind)
            if an_id.key == key and not known:
                yield warning(an_id.path, f"{kind.capitalize()} {plain} {NOT_LISTED}")


_catalog_rule("unknown-goal", "goals", "goals", "goal")
_catalog_rule("unknown-experience", "exps", "experiences", "experience")
_catalog_rule("unknown-variation", "vars", "experiences", "variation")
_catalog_rule("unknown-segment", "cust", "segments", "segment")


V1_RULES: tuple[Rule, ...] = (
    document_rules.json_syntax,
    transport_rules.pid_host,
    transport_rules.host_undefined,
    transport_rules.wrong_host,
    transport_rules.body_for_other_endpoint,
    transport_rules.sdk_key_undefined,
    placeholder_rules.placeholder,
    placeholder_rules.article_placeholder,
    transport_rules.ua_missing,
    transport_rules.ua_bot,
    transport_rules.content_type,
    get_rules.type_lost_in_get,
    get_rules.empty_lost_in_get,
    get_rules.get_too_long,
    get_rules.get_many_parameters,
    get_rules.get_number_form,
    get_rules.get_key,
    get_rules.get_gap,
    get_rules.get_deep,
    document_rules.number_precision,
    document_rules.duplicate_key,
    plan_rules.planned_v1,
    *_OWN_RULES,
)
"""The rules for a body of the v1 API; each has the id of the rule for `/track` that it is like."""
