"""Reads JSON, valid or broken, and finds out which of the known kinds it is."""

import itertools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, unquote_plus

from convert_console.core.document.formatting import flat_text, spelled
from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste.conv_q import read_conv_q_list, read_conv_q_object
from convert_console.core.paste.har import read_har, read_har_entries
from convert_console.core.paste.kept_requests import read_kept_list, read_kept_requests
from convert_console.core.paste.measure import measure, payload_of
from convert_console.core.paste.pasted_ids import form_encoded
from convert_console.core.paste.programs.php_dumps import dumps_in
from convert_console.core.paste.repair.json_value import (
    AROUND,
    KNOWN,
    UNREADABLE,
    JsonValue,
    further,
    is_certain,
    is_hollow,
    is_ours,
    json_in,
    strict,
)
from convert_console.core.paste.repair.quoted_json import quoted_json
from convert_console.core.paste.results import (
    PastedRequest,
    Reader,
    Recognised,
    Unrecognised,
    numbered,
    only_first,
    reader,
    title_of,
)
from convert_console.core.paste.shopify import (
    DECODED,
    of_base64,
    read_app_data,
    read_cart_attributes,
    read_convert_attributes,
    read_visitor_data,
)
from convert_console.core.paste.unwrap import unescaped
from convert_console.core.paste.v1 import read_v1
from convert_console.core.query import read_query
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import plain_text


@reader("JSON document")
def read_json(text: str) -> Recognised | Unrecognised | None:
    """The requests in the first JSON value of a text; `None` if its kind is unknown."""
    decoded = _percent_decoded(text)
    plain, undone = unescaped(decoded)
    value = json_in(plain)
    if value is None:
        return None
    undone = (*([_DECODED] if decoded != text else []), *undone)
    value = replace(value, notes=(*undone, *value.notes))
    search = _Search()
    if several := _of_lines(plain, search) or _several(value, plain):
        return several
    result = search.known(value)
    if not (isinstance(result, Recognised) and is_certain(value.payload)) and not isinstance(
        result, Unrecognised
    ):
        inside = search.inside(value)
        result = inside if measure(inside) > max(1, measure(result)) else result or inside
    if result or not text.startswith(("{", "[")) or any(sign in text for sign in _ELSEWHERE):
        return result
    return _any(value, text)


def _several(first: JsonValue, text: str) -> Recognised | None:
    """Documents one after another, as a log has them."""
    if not isinstance(first.payload, dict) or not is_certain(first.payload):
        return None
    further_values, left_out = further(text, first.end)
    values = [first, *(document for document in further_values if _is_another(document.payload))]
    if len(values) == 1:
        return None
    requests = numbered(
        PastedRequest(
            title_of(document.payload),
            document.document,
            notes=tuple(note for note in document.notes if not note.startswith(AROUND)),
        )
        for document in values
    )
    return Recognised(requests, left_out, _after_another(len(requests)))


def _after_another(count: int) -> str:
    return f"{count:,} JSON documents one after another" if count > 1 else ""


def _of_lines(text: str, search: "_Search") -> Recognised | None:
    """The documents inside of JSON objects, one a line, as programs write logs."""
    if not _LINES.match(text):
        return None
    found: list[PastedRequest] = []
    others = unreadable = 0
    lines = (line for line in text.splitlines() if line.strip())
    for line in itertools.islice(lines, _ITEMS):
        value = strict(line)
        if value is None and not others and not found:
            return None
        value = value or json_in(line)
        result = search.known(value) or search.inside(value) if value else None
        if isinstance(result, Recognised):
            found += _with_notes(result)
        elif value is None and line.startswith("{"):
            unreadable += 1
        else:
            others += 1
    if not found:
        return None
    notes = (f"{others:,} other line{'s were' if others > 1 else ' was'} left out.",) * (others > 0)
    notes += (UNREADABLE.format(unreadable),) * (unreadable > 0)
    notes += (only_first(_ITEMS, "lines"),) if next(lines, None) else ()
    return Recognised(numbered(iter(found)), notes, _after_another(len(found)))


# The first line and another one are objects.
_LINES = re.compile(r"\{[^\n]*\}[ \t]*\r?\n(?:[^\n]*\n)*?\{[^\n]*\}[ \t]*\r?(?:\n|\Z)")


def _is_another(payload: Payload) -> bool:
    return is_certain(payload) and not is_hollow(payload)


@reader("JSON document")
def read_encoded_json(text: str) -> Recognised | Unrecognised | None:
    """The requests in JSON that is encoded in base64, in one line or several."""
    inner = _of_base64(re.sub(r"\s+", "", text)) if _ENCODED_OBJECT.match(text) else None
    result = read_json(inner) if inner else None
    return result.noting(DECODED) if result and measure(result) else None


# How the base64 of an object begins: `{"`, or a brace and a line end or a blank.
_ENCODED_OBJECT = re.compile(r"\A(?:eyJ|eyA|ewo|ew0K)[A-Za-z0-9+/_\s-]")


def _of_base64(text: str) -> str | None:
    inner = of_base64(text)
    return inner if inner is not None and strict(inner) else None


@reader("JSON in quotes of a program")
def read_quoted_json(text: str) -> Recognised | None:
    """The documents that a program holds as text."""
    search = _Search()
    found: list[PastedRequest] = []
    texts = quoted_json(text)
    for inner, _ in itertools.islice(texts, QUOTED_LIMIT):
        value = json_in(unescaped(inner)[0])
        result = search.known(value) or search.inside(value) if value else None
        if isinstance(result, Recognised):
            found += _with_notes(result)
    if not found:
        return None
    notes = (only_first(QUOTED_LIMIT, "texts in quotes"),) if next(texts, None) else ()
    return Recognised(numbered(iter(found)), notes)


QUOTED_LIMIT = 300


@reader("PHP dump")
def read_php_dump(text: str) -> Recognised | None:
    """The documents in what PHP prints of its values, and those in JSON around it."""
    search = _Search()
    found: list[PastedRequest] = []
    notes: dict[str, None] = {}
    place = 0
    around: list[str] = []
    for dump in dumps_in(text):
        around.append(text[place : dump.start])
        place = dump.end
        value = JsonValue(dump.payload)
        result = search.known(value) or search.inside(value)
        if isinstance(result, Recognised):
            found += _with_notes(result)
            notes.setdefault(dump.note)
    others = "\n".join([*around, text[place:]])
    if found and _IN_A_LINE.search(others):
        result = read_json(others)
        found += _with_notes(result) if isinstance(result, Recognised) else ()
        found = [request._replace(title=_NUMBER.sub("", request.title)) for request in found]
    return Recognised(numbered(iter(found)), tuple(notes)) if found else None


def _with_notes(result: Recognised) -> Iterator[PastedRequest]:
    return (r._replace(notes=(*result.notes, *r.notes)) for r in result.requests)


@reader("JSON document")
def read_any_json(text: str) -> Recognised | Unrecognised | None:
    """Any JSON object is a document, if a strange one; other JSON is refused in words."""
    value = strict(text) or json_in(text)
    return _unreadable(text) if value is None else _any(value, text)


def _any(value: JsonValue, text: str) -> Recognised | Unrecognised | None:
    if isinstance(value.payload, dict):
        if "_postman_variable_scope" in value.payload:
            return Unrecognised(_ENVIRONMENT)
        return _document(value) if value.payload or not value.notes else _unreadable(text)
    kind = "a list" if isinstance(value.payload, list) else "a single value"
    return Unrecognised(f"This is JSON, but {kind}: a tracking request is an object, in {{ }}.")


def _document(value: JsonValue) -> Recognised:
    request = PastedRequest(title_of(value.payload), value.document)
    label = "JSON document, repaired" if value.notes else ""
    return Recognised((request,), value.notes, label)


_CONFIGURATION = (
    "This is a project configuration, not a request. Load it in Project names (Ctrl+I)."
)
_ENVIRONMENT = (
    "This is an environment of Postman: it has variables, but no request. Paste the collection."
)
_DECODED = "It was percent-encoded, as in an address or a cookie, and has been decoded."
_CATALOG_KEYS = frozenset(("goals", "experiences", "segments", "audiences"))
_DOCUMENT = frozenset(("cid", "pid", "vid", "seg", "ev", "tid"))
# Collections of the programs in `kept_requests` and a HAR, too: one that is inside of others is
# read as a whole.
_TELLING = (KNOWN - _DOCUMENT) | {"url", "uri", "item", "requests", "resources", "log"}


class _Search:
    """Searches the values of one text for requests.

    A nested value is reached again from each value around it, so values without a document are
    remembered; otherwise brackets nested n deep would be read about 2**n times.
    """

    def __init__(self) -> None:
        # Keyed by id(); the value is kept with it, so that no other value can get the same id.
        self._known: dict[int, tuple[Payload, Recognised | Unrecognised | None]] = {}
        self._inside: dict[int, tuple[Payload, Recognised | None]] = {}
        self._in_text: dict[str, JsonValue] = {}
        self._depth = 0

    def known(self, value: JsonValue) -> Recognised | Unrecognised | None:
        """The requests in a value, recognised by its keys, or in the items of a list."""
        payload = value.payload
        before = self._known.get(id(payload))
        if before is not None:
            return before[1]
        if self._depth == _DEEPEST:  # each level takes half a dozen frames of Python's stack
            return None
        self._depth += 1
        result = self._of_object(value) if isinstance(payload, dict) else self._of_list(value)
        self._depth -= 1
        if not isinstance(result, Recognised) or _is_address(result):
            self._known[id(payload)] = payload, result
        return result

    def _of_object(self, value: JsonValue) -> Recognised | Unrecognised | None:
        payload = value.payload
        assert isinstance(payload, dict)
        if isinstance(payload.get("project"), dict) and not _CATALOG_KEYS.isdisjoint(payload):
            return Unrecognised(_CONFIGURATION)
        for read in OBJECT_READERS:
            result = read(payload)
            if result:
                return result.noting(*value.notes_of_part)
        if any(_FIELD.match(key) for key in payload):
            return _of_fields(payload).noting(*value.notes_of_part)
        if plain_text(payload.get("evt")) in _EVENTS and _DOCUMENT.isdisjoint(payload):
            text = f'{{"ev":[{flat_text(payload)}]}}'
            notes = (*value.notes_of_part, _ONE_EVENT)
            return _document(JsonValue({"ev": [payload]}, text, notes))
        return None if _DOCUMENT.isdisjoint(payload) else _document(value)

    def _of_list(self, value: JsonValue) -> Recognised | Unrecognised | None:
        payload = value.payload
        assert isinstance(payload, list)
        result = read_conv_q_list(payload) or read_cart_attributes({"attributes": payload})
        result = result or read_app_data({"attributes": payload}) or read_kept_list(payload)
        recognised = result or self._documents(payload)
        return recognised.noting(*value.notes_of_part) if recognised else None

    def _documents(self, items: list[Payload]) -> Recognised | Unrecognised | None:
        """The requests in a list, such as a log or test data."""
        if items and isinstance(items[0], dict) and isinstance(items[0].get("request"), dict):
            entries = read_har_entries(items)
            if isinstance(entries, Recognised):
                return entries
            flows = [item.get("request") for item in items[:_ITEMS] if isinstance(item, dict)]
            return read_kept_list(flows) or entries
        drafts: list[PastedRequest] = []
        skipped = 0
        for item in map(self._read, items[:_ITEMS]):
            result = self._item(item) if isinstance(item.payload, dict) else None
            if isinstance(result, Recognised):
                drafts += (
                    draft._replace(notes=(*result.notes, *draft.notes)) for draft in result.requests
                )
            else:
                skipped += 1
        if not drafts:
            return None
        skipped += len(items[_ITEMS:])
        notes = (f"{skipped:,} other items of the list were left out.",) if skipped else ()
        requests = numbered(iter(drafts))
        return Recognised(requests, notes, f"List of {len(requests):,} JSON documents")

    def _item(self, item: JsonValue) -> Recognised | Unrecognised | None:
        return self.known(item) or self.inside(item)

    def inside(self, value: JsonValue) -> Recognised | Unrecognised | None:
        """The requests that are nested some levels down, such as `{"body": "{…}"}` in a log."""
        if id(value.payload) in self._inside:
            return self._inside[id(value.payload)][1]
        least: Recognised | None = None
        found: list[Recognised] = []
        seen: set[str] = set()
        waiting = deque(_held(value.payload, ""))
        for _ in range(_LOOKED_INTO):
            if not waiting:
                break
            spend(STEPS_PER_TOKEN)
            path, held = waiting.popleft()
            read = self._read(held)
            inner = read.payload
            if not isinstance(inner, dict | list):
                continue
            if _may_be_ours(inner, path):
                recognised = self.known(read)
                if isinstance(recognised, Recognised):
                    taken = recognised.noting(*value.notes_of_part, f"Taken from {path[:80]}.")
                    if found or not _is_address(taken):
                        if _is_new(taken, seen) or not found:
                            found.append(taken)
                        continue
                    least = least or taken
            if path.count(".") < _LEVELS:
                waiting.extend(_held(inner, f"{path}."))
        if found:
            return found[0] if len(found) == 1 else _together(found)
        self._inside[id(value.payload)] = value.payload, least
        return least

    def _read(self, held: Payload) -> JsonValue:
        """What a value says; the same text gives the same value each time."""
        if not isinstance(held, str):
            return JsonValue(held)
        if held not in self._in_text:
            self._in_text[held] = _of_text(held)
        return self._in_text[held]


def _of_text(text: str) -> JsonValue:
    """What a text in JSON says: JSON once more, perhaps in base64 or in a line of a log, or what
    PHP prints; any other text itself.
    """
    inner = _of_base64(text) if _ENCODED_OBJECT.match(text) else None
    value = _of_json_text(inner or text)
    if value is None and _IN_A_LINE.search(text, 0, _LOOKED_AT):
        value = _of_line(unescaped(text)[0])
    return value or _of_dumps(text) or JsonValue(text)


def _of_json_text(text: str) -> JsonValue | None:
    """The value of JSON, which may be the text of JSON a few times."""
    for _ in range(_TEXT_LAYERS):
        if not text.lstrip().startswith(("{", "[", '"')):
            break
        value = strict(text)
        if value is None or not isinstance(value.payload, str):
            return value
        text = value.payload
    return None


def _of_line(text: str) -> JsonValue | None:
    """The document in lines of a log, or a list of them; `None` without any."""
    first = json_in(text)
    if first is None or not is_certain(first.payload):
        return None
    others = [v for v in further(text, first.end)[0] if _is_another(v.payload)]
    notes = dict.fromkeys(
        note for value in (first, *others) for note in value.notes if not note.startswith(AROUND)
    )
    if not others:
        return replace(first, notes=tuple(notes))
    return JsonValue([first.payload, *(value.payload for value in others)], notes=tuple(notes))


def _of_dumps(text: str) -> JsonValue | None:
    """What PHP prints of a value, or a list of what it prints of several."""
    dumps = list(dumps_in(text))
    notes = tuple(dict.fromkeys(dump.note for dump in dumps))
    if len(dumps) < 2:
        return JsonValue(dumps[0].payload, notes=notes) if dumps else None
    return JsonValue([dump.payload for dump in dumps], notes=notes)


_TEXT_LAYERS = 3
# A line of a log around a document: `[info] sending {"cid": …`, or an array of PHP.
_IN_A_LINE = re.compile(r"[{\[(]\s*+\\*+[\"'](?:cid|pid|vid|ev|seg)\\*+[\"']\s*+(?::|=>)")
_ITEMS = 1_000
_EVENTS = ("viewExp", "hitGoal", "tr")
_ONE_EVENT = "It is one event only: add account, project and visitor."
_FIELD = re.compile(r"(?:ev|seg)(?:\[[^\[\]]{0,40}\])+\Z")
_FIELDS = "They were the fields of a form: read as query parameters, so every value is text."


def _of_fields(fields: dict[str, Payload]) -> Recognised:
    """A document whose parameters are written as the names of a form: `{"ev[0][evt]": "tr"}`."""
    pairs = (
        (name, item)
        for name, held in fields.items()
        for item in (held if isinstance(held, list) else [held])
    )
    query = "&".join(f"{name}={form_encoded(plain_text(item))}" for name, item in pairs)
    reading = read_query(query)
    request = PastedRequest(title_of(reading.payload), spelled(reading.payload))
    return Recognised((request,), (_FIELDS, *reading.notes), "Fields of a form")


_LOOKED_INTO = 500
_LEVELS = 10
_DEEPEST = 30


def _is_address(result: Recognised) -> bool:
    """Whether an address is all that was found; its body may be elsewhere."""
    is_short = sum(len(request.text) for request in result.requests) < _SHORT
    return is_short and measure(result) <= 1


_SHORT = 1_000


def _is_new(result: Recognised, seen: set[str]) -> bool:
    """Whether all of a result are documents, and none was seen before; they are from now on."""
    payloads = [payload_of(request) for request in result.requests]
    texts = set(map(flat_text, payloads))
    is_new = all(map(_is_another, payloads)) and seen.isdisjoint(texts)
    seen |= texts
    return is_new


def _together(results: list[Recognised]) -> Recognised:
    requests = (
        request._replace(title=_NUMBER.sub("", request.title))
        for result in results
        for request in _with_notes(result)
    )
    return Recognised(numbered(requests))


_NUMBER = re.compile(r"\A\d+\. ")


def _may_be_ours(inner: Payload, path: str) -> bool:
    return _is_certain_inside(inner) or ("." not in path and is_ours(inner))


def _held(payload: Payload, before: str) -> Iterator[tuple[str, Payload]]:
    if isinstance(payload, dict):
        items = itertools.islice(payload.items(), _LOOKED_INTO)
        return ((f"{before}{key[:40]}", item) for key, item in items)
    inner = payload[:_LOOKED_INTO] if isinstance(payload, list) else []
    return ((f"{before}{place}", item) for place, item in enumerate(inner))


def _is_certain_inside(inner: Payload) -> bool:
    """Whether an inner value is certainly a document: a pid alone may belong to another system."""
    if isinstance(inner, list):
        return is_ours(inner) and _is_certain_inside(inner[0])
    assert isinstance(inner, dict)
    return is_certain(inner) or not _TELLING.isdisjoint(inner)


def _unreadable(text: str) -> Unrecognised | None:
    if not text.startswith(("{", "[")):
        return None
    fault = parse(text).fault
    assert fault is not None
    return Unrecognised(
        f"This starts like JSON, but cannot be repaired: {fault.sentence} (line {fault.line}, "
        f"column {fault.column}). Paste it into the JSON pane and correct it there."
    )


def _percent_decoded(text: str) -> str:
    """`convert_attributes=%7B%22cid%22…`, as a cookie holds it.

    Where even the colons are encoded, a plus sign of the text's own would be so too.
    """
    if "{" in text or "%7b%22" not in (begin := text[:_LOOKED_AT].lower()):
        return text
    return unquote_plus(text) if "%22%3a" in begin else unquote(text)


_LOOKED_AT = 100_000
_ELSEWHERE = ("_conv_", "//", "cid=")  # a cookie or an address, whatever JSON is around it


# The readers of a JSON object that is not a document, in the order in which they are tried.
OBJECT_READERS: tuple[Reader[dict[str, Payload]], ...] = (
    read_har,
    read_kept_requests,
    read_v1,
    read_app_data,
    read_cart_attributes,
    read_convert_attributes,
    read_visitor_data,
    read_conv_q_object,
)
