"""What a received request holds: its documents in words, and its problems."""

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import parse_qsl, unquote

from convert_console.core.document.payload import Path
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.paste import legacy_url
from convert_console.core.paste.v1 import is_v1, requests_from
from convert_console.core.query import read_query
from convert_console.core.query.notes import NoteKind
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import Summary, summarise
from convert_console.core.request.profile import profile_of
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.verdict.exchange import Exchange

PROFILE = "Inbound"
"""Shown in the history in place of a profile name."""

BODY_ENCODING = "body-encoding"
"""The rule id of a body that is not plain JSON in UTF-8."""

QUERY_ENCODING = "query-encoding"
"""The rule id of a query that was encoded for something else than an address."""

_REPAIRED: dict[NoteKind, str] = {
    "entity": "The query has &amp; in place of &, as in HTML: a server reads names such as "
    "“amp;vid”. Send it unescaped.",
    "encoded-twice": "The names are percent-encoded twice: a server sees no brackets, and so no "
    "events. Encode them once.",
}

_GET_WITH_BODY = (
    "This GET has a body, which is not read: the document of a GET is its query. Send the body by "
    "POST."
)

VISITORS_READ = 100
"""Visitors of one request that are read; SDKs send up to ten together."""


@dataclass(frozen=True)
class Document:
    """What one visitor did, in the terms of `/track`.

    `place` is where it is in the request's own document: () for all of it. `notes` say what could
    not be translated.
    """

    draft: Draft
    place: Path = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def summary(self) -> Summary:
        """The document in short."""
        return summarise(self.draft.payload)


def documents_of(arrived: Arrived) -> tuple[Document, ...]:
    """The documents of a request: of the v1 API one for each visitor; never raises.

    A request without a document has none. Visitors after `VISITORS_READ` are left out.

    >>> body = b'{"visitors": [{"visitorId": "a", "events": []}, {"visitorId": "b"}]}'
    >>> [one.summary.vid for one in documents_of(Arrived("POST", "/v1/track/key", (), body))]
    ['a', 'b']
    """
    draft = arrived.draft
    if not draft.text.strip():
        return ()
    payload = draft.payload
    if arrived.aim.endpoint != "v1" or not isinstance(payload, dict) or not is_v1(payload):
        return (Document(draft),)
    listed = payload["visitors"]
    places = [n for n, item in enumerate(listed) if isinstance(item, dict)]
    found = islice(requests_from(payload, *_account_and_project(arrived)), VISITORS_READ)
    return tuple(
        Document(Draft(one.text), ("visitors", place), one.notes)
        for place, one in zip(places, found, strict=False)
    ) or (Document(draft),)


def documents_sent(arrived: Arrived, url: str) -> tuple[Document, ...]:
    """The documents of a request that a page sent to a URL; of the older tracking API, translated.

    >>> arrived = Arrived("GET", "/track/?c=1&p=2&g=7", (), b"")
    >>> url = "https://2.track.convertexperiments.com/track/?c=1&p=2&g=7"
    >>> [one.summary.goals for one in documents_sent(arrived, url)]
    [('7',)]
    """
    translated = _translated(arrived, url)
    return (translated,) if translated else documents_of(arrived)


def _translated(arrived: Arrived, url: str) -> Document | None:
    """The document of a request that is written for the older tracking API, and sent there."""
    if arrived.method != "GET" or "c" not in dict(parse_qsl(arrived.aim.query)):
        return None
    legacy = legacy_url.request_from(url)
    return Document(Draft(legacy.text), (), legacy.notes) if legacy else None


def problems_sent(arrived: Arrived, url: str, situation: Situation) -> tuple[Problem, ...]:
    """What is wrong with a request that a page sent to a URL. The rules are not for the older
    tracking API, except the one that names it.
    """
    found = problems_of(arrived, url, situation)
    if _translated(arrived, url) is not None:
        return tuple(one for one in found if one.rule == "wrong-host")
    if arrived.method == "POST" and not arrived.content:
        # A browser does not give a body that is read from a stream or a file while it is sent.
        found = tuple(one for one in found if one.rule != "json-syntax")
        if BODY_ENCODING not in situation.silenced:
            found = (Problem(BODY_ENCODING, "warning", (), _NO_BODY), *found)
    return found


_NO_BODY = "No document: the page sent an empty body, or one that the browser did not give."


def problems_of(arrived: Arrived, url: str, situation: Situation) -> tuple[Problem, ...]:
    """What is wrong with a request; `url` is the collector's address.

    A body of the v1 API is judged by that API's rules, and its paths are those of that body.
    """
    # The rules take 30 ms to import, and the collector is wanted before a request is judged.
    from convert_console.core.linter.checker import check

    encoding = _about_encoding(arrived, situation)
    if arrived.method != "GET" and arrived.body.is_cut:
        return encoding  # what is not read would be called missing
    return encoding + check(
        arrived.draft,
        profile_of(arrived.known_method, _address(arrived, url), arrived.headers, PROFILE),
        situation,
    )


_TRACKING = ("accepted", "bot", "blocked", "faulted")


def problems_in(exchange: Exchange, situation: Situation) -> tuple[Problem, ...]:
    """What is wrong with an exchange of the history, whatever its source. Of a v1 request it is
    what concerns the visitor of the row, and the request as a whole.
    """
    from convert_console.core.linter.checker import check

    request = exchange.request
    if exchange.source == "sent":
        profile = profile_of(request.method, request.url, request.headers, exchange.profile)
        return check(Draft(exchange.document, request.method), profile, situation)
    if not exchange.document and exchange.inbound not in _TRACKING:
        return ()
    arrived = Arrived(request.method, request.target, request.headers, request.body)
    if exchange.source == "page":
        if exchange.inbound in ("refused", "preflight"):
            return ()
        problems = problems_sent(arrived, request.url, situation)
    else:
        problems = problems_of(arrived, request.url, situation)
    own = (one for one in documents_of(arrived) if one.draft.text == exchange.document)
    document = next(own, None)
    return of_document(problems, document) if document else problems


def of_document(problems: tuple[Problem, ...], document: Document) -> tuple[Problem, ...]:
    """The problems of one visitor, and those of the request as a whole."""
    place = document.place
    return tuple(
        problem
        for problem in problems
        if not place or problem.path[:1] != place[:1] or problem.path[:2] in (place, place[:1])
    )


def full_url(arrived: Arrived, url: str) -> str:
    """The URL as the other program wrote it, as far as the request shows.

    >>> full_url(Arrived("POST", "/track?x=1", (), b""), "http://127.0.0.1:8765/track")
    'http://127.0.0.1:8765/track?x=1'
    """
    if arrived.target.startswith("/"):
        origin = url[: url.index("/", url.index("//") + 2)]
        return f"{origin}{arrived.target}"
    return arrived.target  # a request to a proxy has scheme and host


def _address(arrived: Arrived, url: str) -> str:
    """Where the request went; a host that a proxy's client has written is not looked at."""
    origin = url[: url.index("/", url.index("//") + 2)]
    _, path, query = arrived.aim
    return f"{origin}{path}" + (f"?{query}" if query else "")


def _about_encoding(arrived: Arrived, situation: Situation) -> tuple[Problem, ...]:
    if arrived.method == "GET":
        rule, repairs = QUERY_ENCODING, read_query(f"?{arrived.aim.query}").repairs
        remarks = tuple(_REPAIRED[kind] for kind in repairs)
        remarks += (_GET_WITH_BODY,) if arrived.content.strip() else ()
    else:
        rule, remarks = BODY_ENCODING, arrived.body.remarks
    if rule in situation.silenced:
        return ()
    return tuple(Problem(rule, "warning", (), remark) for remark in remarks)


def _account_and_project(arrived: Arrived) -> tuple[str | None, str | None]:
    """The ids in an address such as `/v1/track/{account}/{project}`."""
    parts = [unquote(part) for part in arrived.aim.path.split("/")[3:]]
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else (None, None)
