"""Reads requests that programs keep as data: collections of API clients, logs, recordings.

Every tracking request in them is offered, with the variables of the same file put in.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from convert_console.core.document.payload import Payload
from convert_console.core.paste.har import headers_of, named_value
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.kept_bodies import DOCUMENT_KEYS, NOTHING, body_text, form_field
from convert_console.core.paste.kept_variables import (
    REFERENCE,
    Variables,
    folders_by_id,
    name_in,
    scope_inside,
)
from convert_console.core.paste.pasted_ids import listed
from convert_console.core.paste.repair.json_value import is_certain, json_in, strict
from convert_console.core.paste.repair.repair_notes import short
from convert_console.core.paste.results import (
    ABSENT,
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    only_first,
    reader,
)
from convert_console.core.request.headers import header_value
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import plain_text

REQUESTS_LIMIT = 1_000
"""Tracking requests that are read from one file."""

NODES_LIMIT = 8_000
"""Requests of a file that are looked at, including those that are no tracking requests."""

_STEPS_PER_NODE = 4 * STEPS_PER_TOKEN


@reader("Request kept as JSON")
def read_kept_requests(root: dict[str, Payload]) -> Recognised | Unrecognised | None:
    """The tracking requests of a collection, or the one that the object is.

    A refusal only where it is certainly a collection.
    """
    client = _client_of(root)
    if client is None and (is_certain(root) or _CONTAINERS.isdisjoint(root)):
        request = root.get("request")
        nodes = [_Node(held, {}, "") for held in (root, request) if isinstance(held, dict)]
        for node in nodes:
            requests = tuple(_of_node(node, Variables(), ""))
            if requests:
                return Recognised(numbered(iter(requests)))
        return None
    return read_collection(root, client or "")


@reader("Requests kept as JSON")
def read_kept_list(items: list[Payload]) -> Recognised | Unrecognised | None:
    """The tracking requests in a list of collections or requests; `None` where it has neither."""
    objects = [item for item in items if isinstance(item, dict)]
    if not objects or any(not DOCUMENT_KEYS.isdisjoint(item) for item in objects[:_LOOKED_AT]):
        return None
    clients = [client for item in objects[:_LOOKED_AT] if (client := _client_of(item))]
    has_requests = any(
        not _CONTAINERS.isdisjoint(item) or (_URLS.isdisjoint(item) and _url_of(item))
        for item in objects[:_LOOKED_AT]
    )
    if not clients and not has_requests:
        return None
    return read_collection(items, clients[0] if clients else "")


def read_collection(
    root: Payload, client: str, *, certain: bool = True
) -> Recognised | Unrecognised | None:
    """The tracking requests in a tree; `client` names it for people, "" where that is unknown.

    A tree without any is refused if it is `certain` to be the file of a known client. Otherwise it
    is `None`, so that other readers try.
    """
    nodes = _nodes(root)
    some = list(itertools.islice(nodes, NODES_LIMIT))
    variables = Variables.of(root) if some else Variables()
    by_node: list[tuple[PastedRequest, ...]] = []
    taken = 0
    for node in some:
        by_node.append(tuple(_of_node(node, variables, client)))
        taken += len(by_node[-1])
        if taken >= REQUESTS_LIMIT:
            break
    is_whole = len(by_node) == len(some) and next(nodes, None) is None
    requests = numbered(itertools.chain.from_iterable(by_node))
    if not requests:
        counted = f"{'' if is_whole else 'more than '}{len(by_node):,}"
        one = "" if len(by_node) == 1 else "s"
        return _without_tracking(client, f"{counted} request{one}") if client and certain else None
    notes: tuple[str, ...] = () if is_whole else (only_first(len(by_node), "requests"),)
    others = sum(not of_node for of_node in by_node)
    if others:
        notes += (f"{others:,} other request{'s were' if others > 1 else ' was'} left out.",)
    label = client or ("Requests kept as JSON" if len(requests) > 1 else "Request kept as JSON")
    return Recognised(requests, notes, label)


_CONTAINERS = frozenset((
    "item", "items", "requests", "folders", "resources", "collection", "collections", "children",
    "entities", "mappings", "interactions", "http_interactions", "httpRequests", "apiCollection",
    "originalRequest", "http", "examples", "records", "results", "executions",
))  # fmt: skip
"""Keys below which collections and recordings have their requests."""

_LOOKED_AT = 100
"""Items of a list that tell what it is."""


def _without_tracking(client: str, counted: str) -> Unrecognised:
    article = "an" if client[0] in "AEIOU" else "a"
    return Unrecognised(
        f"This is {article} {client} with {counted} and no tracking request among them. Its "
        "address must be the endpoint, or its body a tracking document."
    )


# Collections.


def _client_of(root: Payload) -> str | None:
    """What a file is, for people, where it certainly comes from an API client."""
    if not isinstance(root, dict):
        return None
    kind = plain_text(root.get("type")) + plain_text(root.get("$kind"))
    if root.get("_type") == "export" or "__export_format" in root or "insomnia" in kind:
        return "Insomnia export"
    if "Thunder Client" in (root.get("client"), root.get("clientName")):
        return "Thunder Client collection"
    if "opencollection" in root or "bruno" in plain_text(root.get("exportedUsing")).lower():
        return "Bruno collection"
    if kind == "http-request":
        return "Postman request"
    if "yaakVersion" in root:
        return "Yaak export"
    return next((client for client, shape in _SHAPES if _has_shape(root, shape)), None)


_SHAPES: tuple[tuple[str, dict[str, type]], ...] = (
    ("Postman collection", {"info": dict, "item": list}),
    ("Postman collection", {"order": list, "requests": list}),
    ("Postman request", {"request": dict, "response": list}),
    ("Bruno request", {"info": dict, "http": dict}),
    ("Postman request", {"request": str, "response": list}),
    ("Postman folder", {"name": str, "item": list}),
    ("Bruno collection", {"name": str, "version": str, "items": list}),
    ("Hoppscotch collection", {"folders": list, "requests": list}),
)
"""Keys with the types of their values, for files that do not say whose they are."""


def _has_shape(root: dict[str, Payload], shape: dict[str, type]) -> bool:
    inner = root.get("collection")
    return any(
        all(isinstance(held.get(key), kind) for key, kind in shape.items())
        for held in (root, inner)
        if isinstance(held, dict)
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """An object that may be a request, with the variables of the folders around it."""

    data: dict[str, Payload]
    scope: Mapping[str, str]
    name: str


def _nodes(root: Payload) -> Iterator[_Node]:
    """Every object that has an address, in the order of the file; not what is inside of one."""
    parents = folders_by_id(root)
    waiting: list[tuple[Payload, Mapping[str, str], str, str]] = [(root, {}, "", "")]
    while waiting:
        spend(_STEPS_PER_NODE)
        value, scope, path, own_name = waiting.pop()
        if isinstance(value, list):
            waiting += [(item, scope, path, "") for item in reversed(value)]
        if not isinstance(value, dict) or is_certain(value):
            continue
        own_name = _name_of(value) or own_name
        scope = scope_inside(scope, value, parents)
        inner = next((value[key] for key in _REQUEST if key in value), None)
        if isinstance(inner, str) and "/" in inner:
            inner = {"url": inner}  # a Postman request may be only its address
        if isinstance(inner, dict) and _url_of(inner):
            yield _Node(inner, scope_inside(scope, inner, {}), own_name or path)
            waiting += _examples(value, scope, own_name)
        elif _url_of(value):
            # A proxy may keep the address apart from the request that was sent to it.
            whole = {**inner, **value} if isinstance(inner, dict) else value
            yield _Node(whole, scope, own_name or path)
        else:
            held = [item for key, item in value.items() if key not in _NOT_REQUESTS]
            below = own_name if value is not root else ""
            waiting += [
                (item, scope, below or path, "")
                for item in reversed(held)
                if isinstance(item, dict | list) and item
            ]


def _examples(
    value: dict[str, Payload], scope: Mapping[str, str], name: str
) -> Iterator[tuple[Payload, Mapping[str, str], str, str]]:
    """The requests of saved examples that are not the request itself once more."""
    saved = value.get("response")
    for example in reversed(saved if isinstance(saved, list) else []):
        inner = example.get("originalRequest") if isinstance(example, dict) else None
        if isinstance(inner, dict) and any(
            inner.get(key) != _request_in(value).get(key) for key in ("body", "url", "method")
        ):
            title = _name_of(example) if isinstance(example, dict) else ""
            yield {"request": inner, "name": f"{name}, example {title}".strip()}, scope, "", ""


def _request_in(value: dict[str, Payload]) -> dict[str, Payload]:
    inner = value.get("request")
    return inner if isinstance(inner, dict) else {}


_REQUEST = ("request", "originalRequest", "http")
_NOT_REQUESTS = frozenset((
    "response", "responses", "event", "events", "auth", "headers", "header", "environments",
    "environment", "variable", "variables", "info", "script", "scripts", "settings", "meta",
    "cookies", "response_example", "protocolProfileBehavior",
))  # fmt: skip


def _name_of(value: dict[str, Payload]) -> str:
    info = value.get("info")
    inner = info.get("name") if isinstance(info, dict) else None
    for name in (value.get("name"), value.get("title"), inner):
        if isinstance(name, str):
            return " ".join(name[: 2 * _NAME_SHOWN].split())[:_NAME_SHOWN]
    return ""


_NAME_SHOWN = 60


# One request.

_URL = ("url", "uri", "endpoint", "requestUrl", "request_url", "absoluteUrl", "URL")
_URLS = frozenset(_URL)
_METHOD = ("method", "httpMethod", "verb", "requestMethod")
_BODY = (
    "body", "rawModeData", "payload", "data", "json", "requestBody", "request_body", "postData",
    "bodyAsBase64", "postDataEntries",
)  # fmt: skip
_OWN_AGENTS = {
    "Postman": "PostmanRuntime/<version>",
    "Insomnia": "insomnia/<version>",
    "Bruno": "bruno-runtime/<version>",
}
_NO_AGENT = "The request sets no User-Agent: {} would send its own, {}, which looks like a bot's."
_UNKNOWN = "Variables without a value in this file: {}. Fill them in."
_SEVERAL = "Variables with several values in this file, of which the first was used: {}."
_FROM_FILE = "Its body is in the file {}, which is not read. Paste the content of the file."
_NO_LOGIN = "Left out the login (auth) of the request: the endpoint needs none."


def _of_node(node: _Node, variables: Variables, client: str) -> Iterator[PastedRequest]:
    """The tracking requests of an object, with the values of its variables."""
    several: dict[str, None] = {}

    def put_in(text: str) -> str:
        return variables.put_in(text, node.scope, several)

    url = put_in(_url_of(node.data))
    if not url:
        return
    body = body_text(_body_of(node.data))
    body = body if body is None else put_in(body)
    headers = tuple(
        (put_in(name), put_in(value)) for name, value in headers_of(_headers_in(node.data))
    )
    method = next((node.data[key] for key in _METHOD if node.data.get(key)), None)
    if isinstance(method, dict):
        method = method.get("name")
    named = plain_text(method).upper() if method else "GET" if body is None else "POST"
    in_file = node.data.get("fromFile") or _file_of(_body_of(node.data))
    body, notes = _mended(body)
    notes += (_FROM_FILE.format(short(in_file)),) if isinstance(in_file, str) else ()
    captured = HttpRequest(named, url, headers, body, notes)
    yield from _filled(captured, node.name, client, tuple(several))


_MENDED_LIMIT = 200_000
"""Characters of a broken body that is mended; a hostile one takes two seconds per million."""


def _mended(body: str | None) -> tuple[str | None, tuple[str, ...]]:
    """A body as its client sends it: without comments, and with variables that have no value here
    as texts. Any other broken body stays as it is.
    """
    if body is None or len(body) > _MENDED_LIMIT or not body.lstrip().startswith("{"):
        return body, ()
    if strict(body):
        return body, ()
    value = json_in(body)
    if value is None or value.text is None or not is_certain(value.payload):
        return body, ()
    return value.text, value.notes


def _file_of(body: Payload) -> Payload:
    """The name of the file that a body is in."""
    if not isinstance(body, dict) or plain_text(body.get("mode")) not in ("file", "binary"):
        return None
    file = body.get("file")
    return file.get("src") if isinstance(file, dict) else None


def _filled(
    captured: HttpRequest, name: str, client: str, several: tuple[str, ...] = ()
) -> Iterator[PastedRequest]:
    """The documents of a request after its variables were put in, with notes on those left over.

    An address with a variable without a value is no target.
    """
    url = REFERENCE.sub(lambda match: "{{" + _ODD.sub("", name_in(match)) + "}}", captured.url)
    has_login = header_value(captured.headers, "authorization") is not None
    for request in requests_from(replace(captured, url=url)):
        texts = (captured.url, request.text, *itertools.chain.from_iterable(captured.headers))
        unknown = {m[0]: None for text in texts for m in REFERENCE.finditer(text)}
        notes = list(request.notes)
        notes += [_UNKNOWN.format(listed(unknown))] if unknown else []
        notes += [_SEVERAL.format(listed(several))] if several else []
        notes += [_NO_LOGIN] if has_login else []
        own = next((own for own in _OWN_AGENTS if client.startswith(own)), None)
        if request.user_agent is ABSENT and own:
            notes.append(_NO_AGENT.format(own, _OWN_AGENTS[own]))
        endpoint = request.endpoint
        yield request._replace(
            title=f"{name}: {request.title}" if name else request.title,
            endpoint=None if endpoint and REFERENCE.search(endpoint) else endpoint,
            notes=tuple(notes),
        )


_ODD = re.compile(r"[^\w.$-]")


def _headers_in(data: dict[str, Payload]) -> Payload:
    keys = ("headers", "header", "rawHeaders", "requestHeaders", "headerData")
    held = next((data[key] for key in keys if data.get(key)), None)
    # Charles keeps them as {"headers": […]}.
    inner = held.get("headers") if isinstance(held, dict) else None
    return inner if isinstance(inner, list) else held


def _body_of(data: dict[str, Payload]) -> Payload:
    held = next((data[key] for key in _BODY if data.get(key) not in NOTHING), None)
    if held is not None and data.get("isBase64Encoded") is True and isinstance(held, str):
        return {"base64": held}
    if "bodyAsBase64" in data and held == data["bodyAsBase64"]:
        return {"base64": held}
    return held


def _url_of(data: dict[str, Payload]) -> str:
    """The address with the query that is kept apart from it; "" where there is none."""
    every = [data[key] for key in _URL if data.get(key)]
    full = (held for held in every if isinstance(held, str) and "://" in held)
    held = next(full, every[0] if every else None)
    if isinstance(held, str):
        url = held.strip()
    elif isinstance(held, dict):
        url = _composed(held)
    elif any(key in data for key in _METHOD) and isinstance(data.get("path"), str):
        host = data.get("host") or header_value(headers_of(data.get("headers")), "host")
        url = _composed({**data, "host": host}) if host else ""
    else:
        url = ""
    if not url or any(sign.isspace() for sign in url.partition("?")[0].strip("{}< >")[:1]):
        return ""
    return _with_query(url, data)


def _composed(parts: dict[str, Payload]) -> str:
    """An address from its parts, as Postman and proxies keep it."""
    raw = next((parts[key] for key in ("raw", "full", "href", "raw_url") if parts.get(key)), None)
    url = raw if isinstance(raw, str) else ""
    if not url:
        scheme: Payload = parts.get("protocol") or parts.get("scheme")
        scheme = scheme.get("name") if isinstance(scheme, dict) else scheme
        scheme = scheme or "https"
        host = parts.get("host") or parts.get("hostname") or parts.get("domain")
        path = parts.get("path") or parts.get("pathname") or ""
        if not host:
            return ""
        joined_host = ".".join(map(plain_text, host)) if isinstance(host, list) else host
        pieces = [
            plain_text(piece.get("value") if isinstance(piece, dict) else piece)
            for piece in (path if isinstance(path, list) else [path])
        ]
        port = parts.get("port") or parts.get("actualPort")
        usual = {"https": "443", "http": "80"}.get(plain_text(scheme))
        is_usual = not port or plain_text(port) == usual
        address = plain_text(joined_host) + ("" if is_usual else f":{plain_text(port)}")
        prefix = "" if "{{" in address or "://" in address else f"{plain_text(scheme)}://"
        url = prefix + address + "/" + "/".join(pieces).lstrip("/")
        url = _with_query(url, parts)
    variables = parts.get("variable")
    for item in variables if isinstance(variables, list) else []:
        named = named_value(item)
        if named and named[1]:
            spend(len(url))
            pieces = re.split(rf":{re.escape(named[0])}(?![\w-])", url)
            url = named[1].join(pieces)
    return url


_QUERY = ("query", "params", "parameters", "queryString", "urlParameters", "queryParams", "qs",
    "queryStringParameters",
)  # fmt: skip


def _with_query(url: str, parts: dict[str, Payload]) -> str:
    """The address with its parameters, without those that it has already."""
    held = next((parts[key] for key in _QUERY if parts.get(key)), None)
    if isinstance(held, str):
        return url if "?" in url else f"{url}?{held.removeprefix('?')}"
    if isinstance(held, dict) and isinstance(held.get("items"), list):
        held = held["items"]
    fields = [
        pair
        for item in (held if isinstance(held, list) else [])
        if isinstance(item, dict)
        and plain_text(item.get("type")) != "path"
        and item.get("isPath") is not True
        and (pair := named_value(item))
    ]
    if isinstance(held, dict):
        fields = [(name, plain_text(value)) for name, value in held.items()]
    base, mark, query = url.partition("?")
    known = {unquote_plus(part) for part in query.split("&")}
    more = [form_field(*field) for field in fields]
    more = [part for part in more if unquote_plus(part) not in known]
    return f"{base}{mark or '?'}{'&'.join(filter(None, [query, *more]))}" if more else url
