"""Reads `fetch(…)` as browsers copy it and programs write it, and `navigator.sendBeacon(…)`."""

import itertools
import re
from collections.abc import Iterator

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste.address_sums import joined
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.repair.assignments import Assignments
from convert_console.core.paste.repair.json_repair import repaired
from convert_console.core.paste.repair.json_tokens import tokens_of
from convert_console.core.paste.repair.repair_notes import SENTENCES, beyond_style
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    Unrecognised,
    mentions,
    numbered,
    only_first,
    reader,
)
from convert_console.core.request.headers import Headers
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import plain_text

_CALL = re.compile(r"\b(?P<name>fetch|sendBeacon)\s*\(")
_BLOB = re.compile(r"\bnew\s++Blob\s*+\(")
_BLOB_KEY = "new Blob"
_TEXT = ("Content-Type", "text/plain;charset=UTF-8")
_OWN_TYPE = (
    "The call sets no Content-Type: a browser sends text as text/plain, so this was added to the "
    "headers."
)
_NOT_OURS = (
    "This is a fetch call, but not a tracking request. Its address must be the endpoint, or its "
    "body a tracking document."
)


_LONG = "This fetch call is too long and has too many parts to be read. Paste only its body."


@reader("fetch(…) call")
def read_fetch(text: str) -> Recognised | Unrecognised | None:
    """Every tracking request that the text sends."""
    first = _CALL.search(text) if mentions(text, "fetch", "sendbeacon") else None
    if not first:
        return None
    text, about = joined(text)
    requests = numbered(_requests(text))
    if requests:
        calls = sum(1 for _ in itertools.islice(_CALL.finditer(text), CALLS_LIMIT + 1))
        notes = (*about, *((only_first(CALLS_LIMIT, "calls"),) if calls > CALLS_LIMIT else ()))
        name = first["name"]
        label = f"{name}(…) call{'s' * (len(requests) > 1)}"
        return Recognised(requests, notes, label)
    if not _CALL.match(text):
        return None
    return Unrecognised(_LONG if len(text) > PIECES_LIMIT else _NOT_OURS)


def _requests(text: str) -> Iterator[PastedRequest]:
    place = 0
    names = Assignments(text)
    for _ in range(CALLS_LIMIT):
        match = _CALL.search(text, place)
        if not match:
            return
        place, arguments = _arguments(text, match.end())
        captured = _request(match["name"], arguments, names, match.start())
        if captured:
            yield from requests_from(captured)


CALLS_LIMIT = 1_000
PIECES_LIMIT = 100_000
"""Tokens of one call that are looked at; a document of 1,000 events has half as many."""

_DEEPEST = 500


def _arguments(text: str, start: int) -> tuple[int, str]:
    """Where the call's parentheses end, and what is in them, as the inside of a list."""
    depth = 1
    for pieces, token in enumerate(tokens_of(text, start)):
        spend(STEPS_PER_TOKEN // 3)
        depth += (token.raw == "(") - (token.raw == ")") if token.kind == "other" else 0
        if depth > _DEEPEST or pieces > PIECES_LIMIT:
            return len(text), ""
        if depth == 0:
            return token.end, text[start : token.start]
    return len(text), text[start:]


def _request(name: str, arguments: str, names: Assignments, call: int) -> HttpRequest | None:
    mended = repaired(f"[{_blob_as_data(arguments)}]", 0, names, call)
    read_back = parse(mended.text).payload if mended else None
    values = read_back if isinstance(read_back, list) else []
    if mended is None or not values or not isinstance(values[0], str):
        return None
    url, second = values[0], values[1] if len(values) > 1 else None
    notes = beyond_style(mended.notes)
    if name == "sendBeacon":
        body, own_type = _body(second)
        return HttpRequest("POST", url, own_type, body, notes)
    options = second if isinstance(second, dict) else {}
    # Apps Script calls the body `payload`, axios `data`.
    content = next((options[key] for key in _BODY_KEYS if options.get(key) is not None), None)
    body, own_type = _body(content)
    method = options.get("method")
    named = method.upper() if isinstance(method, str) else "GET" if body is None else "POST"
    headers = _headers(options.get("headers"), names, call)
    kind = options.get("contentType")
    headers += (("Content-Type", kind),) if isinstance(kind, str) else ()
    is_known = headers or not isinstance(options.get("headers"), str)
    is_browser = is_known and "payload" not in options
    if body is not None and is_browser and not _is_typed(headers):
        headers += own_type
        notes += (_OWN_TYPE,) if own_type == (_TEXT,) else ()
    if "${" not in url + (body or ""):  # what is left to fill in is not part of the document
        notes = tuple(note for note in notes if not note.startswith(_TO_FILL_IN))
    return HttpRequest(named, url, headers, body, notes)


_TO_FILL_IN = SENTENCES["name"].partition(":")[0]


def _blob_as_data(arguments: str) -> str:
    """`new Blob([body], {type})` as an object that holds its arguments."""
    match = _BLOB.search(arguments)
    if not match:
        return arguments
    end, inside = _arguments(arguments, match.end())
    return f'{arguments[: match.start()]}{{"{_BLOB_KEY}": [{inside}]}}{arguments[end:]}'


def _body(value: Payload) -> tuple[str | None, Headers]:
    """The body as text, with the Content-Type that a browser sends for it by itself.

    An object, out of `JSON.stringify`, is the JSON that it becomes.
    """
    if value is None or isinstance(value, str):
        return value, (_TEXT,)
    if not isinstance(value, dict) or not isinstance(parts := value.get(_BLOB_KEY), list):
        return spelled(value), (_TEXT,)
    pieces, options = [*parts, None, None][:2]
    listed = pieces if isinstance(pieces, list) else [pieces]
    kind = options.get("type") if isinstance(options, dict) else None
    headers = (("Content-Type", kind),) if isinstance(kind, str) and kind else ()
    return "".join(_body(piece)[0] or "" for piece in listed), headers


def _is_typed(headers: Headers) -> bool:
    return any(name.lower() == "content-type" for name, _ in headers)


_BODY_KEYS = ("body", "payload", "data")
_ADDED = r"(?<![\w.$]){}\.(?:append|set)\(\s*+(?=[\"'`])"
_MADE = re.compile(r"new\s++Headers\(\s*+(?=\{)")
_HEADERS_LIMIT = 100


def _headers(value: Payload, names: Assignments, call: int) -> Headers:
    """Pairs of an object, of a list, or of a `Headers` that the text fills before the call."""
    if isinstance(value, str):
        name = value.removeprefix("${").removesuffix("}")
        return tuple(_filled(name, names, call)) if _PLAIN_NAME.fullmatch(name) else ()
    if isinstance(value, dict):
        return tuple((name, plain_text(content)) for name, content in value.items())
    pairs = value if isinstance(value, list) else []
    return tuple(
        (plain_text(pair[0]), plain_text(pair[1]))
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2
    )


_PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$]{0,60}")


def _filled(name: str, names: Assignments, call: int) -> Iterator[tuple[str, str]]:
    start = names.nearest(name, call)
    made = _MADE.match(names.text, start) if start is not None else None
    given = repaired(names.text, made.end(), names, call) if made else None
    payload = parse(given.text).payload if given else None
    if isinstance(payload, dict):
        yield from ((key, plain_text(content)) for key, content in payload.items())
    spend(len(names.text))
    added = re.finditer(_ADDED.format(re.escape(name)), names.text)
    for match in itertools.islice(added, _HEADERS_LIMIT):
        _, arguments = _arguments(names.text, match.end())
        mended = repaired(f"[{arguments}]", 0, names, call)
        pair = parse(mended.text).payload if mended else None
        if isinstance(pair, list) and len(pair) == 2:
            yield plain_text(pair[0]), plain_text(pair[1])
