"""Rules about what a GET loses, and where parsers of its query disagree."""

from collections.abc import Iterator
from itertools import chain

from convert_console.core.document.payload import Number, Path, path_text
from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.document_rules import is_beyond_exact
from convert_console.core.linter.problem import Finding, Problem, error, info, short, warning
from convert_console.core.linter.rule import Rule, document_rule
from convert_console.core.query import QueryReading
from convert_console.core.query.names import split_name
from convert_console.core.query.notes import Notes
from convert_console.core.request.wire import QUERY_LIMIT, URL_LIMIT

OLD_LIMIT = 2_083
SERVER_LIMIT = 8_000
INDEX_LIMIT = 20
"""Numbered events beyond which qs and similar parsers read an object instead of a list."""
PARAMETER_LIMIT = 1_000
DEPTH_LIMIT = 5
SHOWN = 3

_PROTOTYPE_NAMES = """
__proto__ prototype constructor hasOwnProperty isPrototypeOf propertyIsEnumerable
toLocaleString toString valueOf __defineGetter__ __defineSetter__ __lookupGetter__
__lookupSetter__
"""
PROTOTYPE = frozenset(_PROTOTYPE_NAMES.split())


@document_rule("type-lost-in-get")
def type_lost_in_get(request: Request) -> Iterator[Finding]:
    """Numbers, booleans and null do not arrive as such: one finding for all of them."""
    kinds = ("type", "exponent")
    lost = [
        loss
        for loss in request.losses
        if loss.kind in kinds or (loss.kind == "vanished" and loss.before is None)
    ]
    if lost:
        places = ", ".join(path_text(loss.path) for loss in lost[:SHOWN])
        others = f" and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
        yield info(
            lost[0].path,
            f"A GET carries text only: numbers and booleans arrive as text, and null is left "
            f"out ({places}{others}). Use POST if the type matters.",
        )


@document_rule("empty-lost-in-get")
def empty_lost_in_get(request: Request) -> Iterator[Finding]:
    """An empty list or object has no spelling in a query."""
    for loss in request.losses:
        if loss.kind == "vanished" and loss.before is not None:
            container = "list" if isinstance(loss.before, list) else "object"
            yield warning(
                loss.path,
                f"A GET cannot carry this empty {container}, so it is left out. "
                "Use POST if it must arrive.",
            )


@document_rule("get-too-long")
def get_too_long(request: Request) -> Iterator[Finding]:
    """The URL is longer than some of those it passes will take."""
    length = len(request.get_url)
    if request.is_get_cut or length > URL_LIMIT:
        counted = f"more than {QUERY_LIMIT:,}" if request.is_get_cut else f"{length:,}"
        yield error((), f"The URL has {counted} bytes; the limit is {URL_LIMIT:,}. Use POST.")
    elif length > SERVER_LIMIT:
        yield warning(
            (),
            f"The URL has {length:,} bytes. Above {SERVER_LIMIT:,} nginx, Apache, Tomcat and "
            "CloudFront may refuse it. Use POST.",
        )
    elif length > OLD_LIMIT:
        yield info(
            (),
            f"The URL has {length:,} bytes. Above {OLD_LIMIT:,} IIS and old browsers may refuse "
            "it. Use POST to be safe.",
        )


@document_rule("get-many-events")
def get_many_events(request: Request) -> Iterator[Finding]:
    """More events than common parsers read as a list."""
    listed = request.document.get("ev")
    if request.is_get and isinstance(listed, list) and len(listed) > INDEX_LIMIT:
        yield warning(
            ("ev", INDEX_LIMIT),
            f"{len(listed)} events in a GET: common parsers stop reading a list after "
            f"{INDEX_LIMIT}. Use POST, or send several requests.",
        )


@document_rule("get-many-parameters")
def get_many_parameters(request: Request) -> Iterator[Finding]:
    """More parameters than common parsers read."""
    _, mark, query = request.get_url.partition("?")
    count = query.count("&") + 1 if mark else 0
    if count > PARAMETER_LIMIT:
        more = "more than " if request.is_get_cut else ""
        yield warning(
            (),
            f"The query has {more}{count:,} parameters; common parsers cut after "
            f"{PARAMETER_LIMIT:,}. Use POST.",
        )


def _number_form(place: Request | Event) -> Iterator[Finding]:
    """A number that parsers read or write in different ways."""
    for path, value in place.get_nodes:
        if isinstance(value, Number) and _has_many_forms(value.literal):
            yield info(
                path,
                f"{short(value)} has an exponent or is beyond 2^53, so parsers read its digits "
                "differently. Write it as text, or as a plain number.",
            )


get_number_form = Rule("get-number-form", _number_form, _number_form)


def _odd_key(place: Request | Event) -> Iterator[Finding]:
    """A key that parsers take apart, rename or drop."""
    for path, _ in place.get_nodes:
        key = path[-1]
        if not isinstance(key, str):
            continue
        if "[" in key or "]" in key:
            yield error(
                path,
                f"The key “{short(key)}” contains a bracket, and parsers disagree on it. "
                "Rename it, or use POST.",
            )
        elif key in PROTOTYPE:
            yield warning(
                path, f"Common parsers drop a key called “{key}”. Rename it, or use POST."
            )
        elif len(path) == 1 and ("." in key or " " in key):
            yield warning(
                path,
                f"The key “{short(key)}” contains a dot or a space, which some parsers turn into "
                "an underscore. Rename it, or use POST.",
            )


get_key = Rule("get-key", _odd_key, _odd_key)


@document_rule("get-gap")
def get_gap(request: Request) -> Iterator[Finding]:
    """Something without content is left out, and what follows keeps its number."""
    gaps = [loss.path for loss in request.losses if loss.kind == "gap"]
    first_within: dict[Path, Path] = {}
    for loss in request.losses if gaps else ():
        if loss.path and loss.kind == "vanished":
            first_within.setdefault(loss.path[:-1], loss.path)
    for gap in gaps:
        yield warning(
            first_within[gap],
            "This item is empty, so the numbering in the query has a gap, and parsers differ on "
            "it. Remove the item, or use POST.",
        )


@document_rule("get-deep")
def get_deep(request: Request) -> Iterator[Finding]:
    """Deeper nesting than common parsers read: one finding, for the first place."""
    if not request.is_get:
        return
    most = DEPTH_LIMIT + 1
    deep_events = (event.get_nodes for event in request.events if event.deepest > most)
    for path, _ in chain(request.get_nodes, chain.from_iterable(deep_events)):
        if len(path) > most:
            yield warning(
                path,
                f"More than {DEPTH_LIMIT} levels of brackets: common parsers read the rest as "
                "one key. Use POST.",
            )
            return


def problems_of_query(reading: QueryReading) -> tuple[Problem, ...]:
    """Names that occur twice and numbers with a gap: the document that was read shows neither."""
    gaps = [
        Problem(
            "get-gap",
            "warning",
            _path_of_name(name),
            f"The numbering of {short(name)} has a gap, and parsers differ on it. Number the "
            "items 0, 1, 2 and so on.",
        )
        for name in reading.gaps
    ]
    twice = [
        Problem(
            "duplicate-key",
            "warning",
            _path_of_name(name),
            f"The parameter “{short(name)}” occurs twice; some parsers keep the last, others make "
            "a list of both. Remove one of them.",
        )
        for name in reading.twice
    ]
    return (*gaps, *twice)


def _has_many_forms(literal: str) -> bool:
    return "e" in literal.lower() or is_beyond_exact(literal)


def _path_of_name(name: str) -> Path:
    steps = split_name(name, Notes())
    return tuple(int(step) if step.isdecimal() else step for step in steps)
