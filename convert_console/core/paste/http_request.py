"""Turns a captured HTTP request, from cURL, fetch or a HAR, into its documents."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote_plus

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import parse
from convert_console.core.paste import legacy_url, tracking_url, v1
from convert_console.core.paste.addresses import endpoint_of, parts_of
from convert_console.core.paste.pasted_ids import form_encoded
from convert_console.core.paste.repair.json_value import JsonValue, is_certain, strict
from convert_console.core.paste.repair.repair_notes import short
from convert_console.core.paste.results import (
    ABSENT,
    Absent,
    PastedRequest,
    title_of,
)
from convert_console.core.query import read_query, write_query
from convert_console.core.request.draft import Method
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.verdict.user_agent import judge


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A captured request; `notes` say what was unusual about its spelling.

    `method` is in upper case, `body` is `None` where there is none. An `exact` one was copied in
    this console: it may have any address, and no character of it is altered.
    """

    method: str
    url: str
    headers: Headers = ()
    body: str | None = None
    notes: tuple[str, ...] = ()
    exact: bool = False


def requests_from(request: HttpRequest) -> tuple[PastedRequest, ...]:
    """The documents of one request: several of a v1 request, none of a request to others."""
    parts = parts_of(request.url)
    if parts is None or request.method in _WITHOUT_DOCUMENT:
        return ()
    if request.exact:
        return (_exact(request, parts),)
    legacy = legacy_url.request_from(request.url)
    if legacy:
        return (legacy._replace(notes=(*request.notes, *legacy.notes)),)
    requests = _by_body(request, parts) if (request.body or "").strip() else _by_query(request)
    user_agent = user_agent_of(request.headers)
    notes = (*request.notes, *_about_agent(user_agent))
    return tuple(
        pasted._replace(user_agent=user_agent, notes=(*notes, *pasted.notes)) for pasted in requests
    )


def _exact(request: HttpRequest, parts: SplitResult) -> PastedRequest:
    """The request that was copied, with the headers that a client does not write itself."""
    named = [value for name, value in request.headers if name.lower() == "user-agent"]
    user_agent = named[-1] if named else None
    usual = {("accept", "*/*"), ("accept-encoding", "gzip"), ("host", parts.netloc.lower())}
    headers = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() not in ("user-agent", "content-length", "transfer-encoding")
        and (name.lower(), value.lower()) not in usual
    )
    notes = (*request.notes, *_about_agent(user_agent))
    if request.method == "GET":
        prefix, query = _own_query(parts.query)
        reading = read_query(query)
        title, text = title_of(reading.payload), spelled(reading.payload)
        endpoint = endpoint_of(parts) + (f"?{prefix}" if prefix else "")
        notes += (tracking_url.TEXTS,)
        return PastedRequest(title, text, "GET", endpoint, headers, user_agent, notes)
    value = strict(request.body or "")
    title = title_of(value.payload) if value else "broken document"
    return PastedRequest(title, request.body or "", "POST", request.url, headers, user_agent, notes)


def _own_query(query: str) -> tuple[str, str]:
    """The part of a query that belongs to the endpoint, and the part that is the document.

    The document is spelled the same again; what the endpoint has may be spelled in any way.
    """
    pieces = query.split("&")
    first = next((at for at, piece in enumerate(pieces) if _OUR_PIECE.match(piece)), 0)
    if first and not _is_spelled(query):
        return "&".join(pieces[:first]), "&".join(pieces[first:])
    return "", query


def _is_spelled(query: str) -> bool:
    payload = read_query(query).payload
    return query in (write_query(payload), write_query(payload, "percent"))


_OUR_PIECE = re.compile(r"(?:(?:cid|pid|vid|tid|s)=|(?:seg|ev)(?:\[|%5B))")


def user_agent_of(headers: Headers) -> str | Literal[Absent.ABSENT] | None:
    """The User-Agent that headers name; `None` where they name an empty one."""
    named = [value for name, value in headers if name.lower() == "user-agent"]
    return (named[-1] or None) if named else ABSENT


def _about_agent(user_agent: str | Literal[Absent.ABSENT] | None) -> tuple[str, ...]:
    """What would become of a request with the pasted User-Agent, where that is not its purpose."""
    if user_agent is ABSENT:
        return ()
    kind = judge(user_agent).kind
    if kind == "bot":
        return (_BOT.format(short(user_agent or "")),)
    return (_NO_AGENT,) if kind == "none" else ()


_BOT = (
    "Its User-Agent “{}” looks like a bot's: a request with it would be answered 200 and discarded."
)
_NO_AGENT = "It is sent without a User-Agent: it would be answered 301 and not counted."


def kept_headers(headers: Headers) -> Headers:
    """Headers without those that a client writes itself or that a draft keeps elsewhere."""
    return tuple(
        (name, value)
        for name, value in headers
        if name.lower() not in _OWN and _NAME.fullmatch(name) and value
    )


_WITHOUT_DOCUMENT = ("OPTIONS", "CONNECT", "TRACE")
_OWN = frozenset(
    ("user-agent", "content-length", "transfer-encoding", "host", "connection", "accept-encoding")
)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # so that :authority of HTTP/2 is not a name
_KEPT_BROKEN = "The body is not JSON ({}, line {}, column {}); it is kept as it is."
_BODILESS = "It was sent by {} without a body; the data in its address can only be sent by GET."
_BODY_MISSING = "It was sent by {}, and its body was not copied."
_FORM = "The body was a form, not JSON: it was read as a query, and its values are text."


def _by_query(request: HttpRequest) -> tuple[PastedRequest, ...]:
    pasted = tracking_url.request_from(request.url)
    if pasted is None:
        return ()
    notes = pasted.notes
    if request.method != "GET":
        note = _BODILESS if pasted.method == "GET" else _BODY_MISSING
        notes += (note.format(request.method),)
    return (pasted._replace(headers=kept_headers(request.headers), notes=notes),)


def _by_body(request: HttpRequest, parts: SplitResult) -> tuple[PastedRequest, ...]:
    body, value, about_form = _out_of_form(request)
    if value and v1.is_v1(value.payload):
        assert isinstance(value.payload, dict)
        ids = tracking_url.ids_in_path(parts) or (None, None)
        about = v1.about(value.payload)
        return tuple(
            pasted_v1._replace(notes=(*about, *pasted_v1.notes))
            for pasted_v1 in v1.requests_from(value.payload, *ids)
        )
    by_path = parts.path.rstrip("/").endswith("/track")  # a custom domain, or a local endpoint
    if not tracking_url.is_tracking_address(parts) and not _carries_ours(
        body, value, by_path=by_path
    ):
        return ()
    if not _looks_like_json(body) and len(body) > tracking_url.QUERY_LIMIT:
        return ()
    pasted = _from_json(body, value) if _looks_like_json(body) else _from_form(body)
    if about_form:
        pasted = pasted._replace(notes=(about_form, *pasted.notes))
    return (_with_address(pasted, request, parts),)


def _out_of_form(request: HttpRequest) -> tuple[str, JsonValue | None, str]:
    """The body with its JSON, if it is JSON, and a note where a form was around it.

    A recorder takes JSON that is sent as a form for the name of a field, perhaps cut at its first
    equals sign; and programs send JSON as the value of one.
    """
    body = request.body or ""
    value = strict(body)
    if value:
        return body, value, ""
    boundary = _BOUNDARY.search(header_value(request.headers, "content-type") or "")
    if boundary:
        body = _of_parts(body, boundary["mark"]) or body
    start = body.lstrip()[:_ENCODED_QUOTE].lower()
    if start.startswith(("%7b", "%5b")) and len(body) <= _DECODED_LIMIT:
        decoded = unquote_plus(body.strip())
        for text in (decoded, decoded.removesuffix("=")):
            value = strict(text)
            if value:
                return text, value, _FIELD_NAME
    if not _looks_like_json(body) and len(body) <= tracking_url.QUERY_LIMIT:
        for name, text in parse_qsl(body):
            value = strict(text) if text.lstrip().startswith("{") else None
            if value and (is_certain(value.payload) or v1.is_v1(value.payload)):
                return text, value, _FIELD_VALUE.format(short(name))
    return body, None, ""


_ENCODED_QUOTE = 3
_DECODED_LIMIT = 16_000_000
_FIELD_NAME = "The document was kept as the name of a form's field, and was taken from there."
_FIELD_VALUE = "The document was taken from the form's field “{}”."
_BOUNDARY = re.compile(
    r"multipart/form-data;.*?boundary=\"?(?P<mark>[^\s\";]{1,200})", re.IGNORECASE
)
_PART = re.compile(r"\bname=(?:\"(?P<quoted>[^\"\r\n]*+)\"|(?P<plain>[^\s;]++))", re.IGNORECASE)
_HEAD_END = re.compile(r"\r?\n\r?\n")


def _of_parts(body: str, mark: str) -> str:
    """The fields of a form of several parts as a plain form; "" where there are none."""
    fields: list[str] = []
    for part in body.split(f"--{mark}")[1:]:
        end = _HEAD_END.search(part)
        name = _PART.search(part, 0, end.start()) if end else None
        if end and name:
            text = part[end.end() :].removesuffix("\n").removesuffix("\r")
            fields.append(
                f"{form_encoded(name['quoted'] or name['plain'] or '')}={form_encoded(text)}"
            )
    return "&".join(fields)


def _carries_ours(body: str, value: JsonValue | None, *, by_path: bool) -> bool:
    """Whether a body that went to another host is a document all the same.

    At a path like the endpoint's, `by_path`, one of its keys is enough.
    """
    if value:
        return is_certain(value.payload) or (by_path and tracking_url.is_document(value.payload))
    keys = {match[1] for match in _OUR_KEY.finditer(body)}
    return len(keys) > 1 or (not _looks_like_json(body) and tracking_url.is_tracking_query(body))


_OUR_KEY = re.compile(r"[\"'](cid|pid|vid|ev)[\"']\s*+:")


def _looks_like_json(body: str) -> bool:
    return body.lstrip()[:1] in ("{", "[", '"') or "=" not in body


def _from_json(body: str, value: JsonValue | None) -> PastedRequest:
    if value:
        return PastedRequest(title_of(value.payload), value.document, notes=value.notes)
    fault = parse(body).fault
    assert fault is not None
    note = _KEPT_BROKEN.format(fault.sentence, fault.line, fault.column)
    return PastedRequest("broken document", body, notes=(note,))


def _from_form(body: str) -> PastedRequest:
    reading = read_query(body)
    notes = (_FORM, *reading.notes)
    return PastedRequest(title_of(reading.payload), spelled(reading.payload), notes=notes)


def _with_address(pasted: PastedRequest, request: HttpRequest, parts: SplitResult) -> PastedRequest:
    method: Method | None = "POST" if request.method == "POST" else None
    headers, notes = kept_headers(request.headers), pasted.notes
    if method is None:
        notes += (f"It was sent by {request.method} with a body; choose POST or GET yourself.",)
    if _FORM in notes:
        headers = tuple(h for h in headers if h[0].lower() != "content-type")
    endpoint = endpoint_of(parts) + (f"?{parts.query}" if parts.query else "")
    return pasted._replace(method=method, endpoint=endpoint, headers=headers, notes=notes)
