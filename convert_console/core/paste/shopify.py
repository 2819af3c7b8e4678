"""Reads `__data` and `_conv_attrs`, which Convert's Shopify app writes as base64 of JSON."""

import binascii
import re
from base64 import urlsafe_b64decode
from urllib.parse import unquote

from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import event, ids_of, left_out, pairs_of, seen, unfolded
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    mentions,
    reader,
    request_of,
    without_empty,
)
from convert_console.core.paste.v1 import translated

# The result of `convert.getAllVisitorData()`: a visitor with segments and bucketing.

_VISITOR_KEYS = ("visitorId", "segments", "bucketing", "accountId", "projectId")


@reader("Visitor data from convert.getAllVisitorData()")
def read_visitor_data(data: dict[str, Payload]) -> Recognised | None:
    """A document that says what the visitor saw."""
    if "visitorId" not in data or not {"bucketing", "segments"} & data.keys():
        return None
    return Recognised((request_from_visitor(data),))


def request_from_visitor(data: dict[str, Payload]) -> PastedRequest:
    """One `viewExp` with every pair."""
    segments, notes = translated(unfolded(data.get("segments")))
    pairs = pairs_of(data.get("bucketing"))
    document = without_empty(cid=data.get("accountId"), pid=data.get("projectId"), seg=segments)
    document |= without_empty(vid=data.get("visitorId"))
    document |= seen(pairs)
    if "accountId" not in data or "projectId" not in data:
        notes += ("It does not contain the account and project: fill in cid and pid.",)
    if not pairs:
        notes += ("It contains no experience with its variation: fill in exps and vars.",)
    notes += left_out(data, _VISITOR_KEYS, "A tracking request has no field for them.")
    return request_of(document, *notes)


# The flat attributes of shop integrations: ids, goals, pairs, segments.


def request_from_attributes(
    attributes: dict[str, Payload], segments: Payload, goals_say: str, notes: tuple[str, ...]
) -> PastedRequest:
    """One event: `hitGoal` with the goals, or `viewExp` where there are none.

    `found` has `cid`, `pid`, `vid`, `goals`, `exps` and `vars`, any of them as JSON text.
    """
    experiences, variations = ids_of(attributes.get("exps")), ids_of(attributes.get("vars"))
    goals = ids_of(attributes.get("goals"))
    if len(experiences) != len(variations):
        notes += (
            f"{len(experiences)} experiences come with {len(variations)} variations: they no "
            "longer pair up.",
        )
    seg, about_segments = translated(segments or None)  # "" where a shop keeps none
    viewed = event("hitGoal" if goals else "viewExp", [], goals)
    viewed |= without_empty(vars=variations, exps=experiences)
    has_event = len(viewed) > 1
    without = (NO_GOALS if has_event else NO_EVENT,)
    notes = (*about_segments, *((goals_say,) if goals else without), *notes)
    document = without_empty(**{key: attributes.get(key) for key in ("cid", "pid")}, seg=seg)
    document |= without_empty(vid=attributes.get("vid"), ev=[viewed] if has_event else None)
    return request_of(document, *notes)


NO_GOALS = "It contains no goal, so the event is viewExp. For a conversion, choose hitGoal."
NO_EVENT = "It contains no experience and no goal: add the events."

# The attributes that integrations set on a Shopify cart, such as `__cid` and `__goals`.

_HOLDERS = ("attributes", "note_attributes", "noteAttributes", "customAttributes", "cart", "order")
_CART_GOALS = "These are all goals in the cart: keep only the one to send."
_CART_KEYS = ("cid", "pid", "vid", "goals", "vars", "exps")


@reader("Shopify cart attributes")
def read_cart_attributes(cart: dict[str, Payload]) -> Recognised | None:
    """A document from them; `None` when they hold none of the known ones."""
    attributes = flat(cart)
    known = [f"__{key}" for key in (*_CART_KEYS, "visitorSegments")]
    if not any(key in attributes for key in known):
        return None
    plain = {key: _plain(attributes.get(f"__{key}")) for key in _CART_KEYS}
    convert = {key: value for key, value in attributes.items() if key.startswith("__")}
    notes = left_out(convert, known, "A tracking request has no field for them.")
    segments = unfolded(attributes.get("__visitorSegments"))
    return Recognised((request_from_attributes(plain, segments, _CART_GOALS, notes),))


def flat(source: dict[str, Payload] | list[Payload], depth: int = 3) -> dict[str, Payload]:
    """Attributes by name, whether in an object or in a list of names and values.

    >>> flat({"note_attributes": [{"name": "__cid", "value": "1"}]})
    {'__cid': '1'}
    """
    if isinstance(source, list):
        return _listed(source)
    for holder in _HOLDERS if depth else ():
        inner = unfolded(source.get(holder))
        if isinstance(inner, dict | list) and (attributes := flat(inner, depth - 1)):
            return attributes
    return _listed([source]) or source


def _listed(items: list[Payload]) -> dict[str, Payload]:
    attributes: dict[str, Payload] = {}
    for item in items:
        name = (item.get("name") or item.get("key")) if isinstance(item, dict) else None
        if isinstance(item, dict) and isinstance(name, str) and "value" in item:
            attributes[name] = item.get("value")
    return attributes


def _plain(value: Payload) -> Payload:
    """An id without the quotes of JSON text around it."""
    return unfolded(value) if isinstance(value, str) and value.startswith('"') else value


# `convert_attributes`, the JSON that Convert's pixels store in the browser.

_PIXEL_KEYS = (
    "cid",
    "pid",
    "vid",
    "goals",
    "vars",
    "exps",
    "defaultSegments",
    "conversionRate",
)
_LISTS = frozenset(("goals", "vars", "exps"))
_DOCUMENT_KEYS = frozenset(("ev", "evt"))
_PIXEL_GOALS = "These goals were already reached in that browser: keep only the one to send."


@reader("convert_attributes, as Convert's pixel keeps them")
def read_convert_attributes(attributes: dict[str, Payload]) -> Recognised | None:
    """A document from it."""
    inner = unfolded(attributes.get("convert_attributes"))
    if isinstance(inner, dict):
        attributes = inner
    is_pixel_data = "defaultSegments" in attributes or len(_LISTS & attributes.keys()) > 1
    if not is_pixel_data or not _DOCUMENT_KEYS.isdisjoint(attributes):
        return None
    notes = left_out(attributes, _PIXEL_KEYS, "A tracking request has no field for them.")
    if "conversionRate" in attributes:
        notes += (
            "It says conversionRate, while the pixel reads conversion_rate: amounts may be in the "
            "shopper's currency.",
        )
    segments = unfolded(attributes.get("defaultSegments"))
    return Recognised((request_from_attributes(attributes, segments, _PIXEL_GOALS, notes),))


_NAMES = ("__data", "_conv_attrs")
_NAMED = re.compile(
    r"(?:\b(?:__data|_conv_attrs)\b[\"'\]]*+(?:\s*+[=:]|[^\S\t]*+\t)|\batob\()\s*+[\"']?([A-Za-z0-9+/_=%-]{16,}+)"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]++={0,2}+")


@reader("Data of Convert's Shopify app")
def read_app_data(cart: dict[str, Payload]) -> Recognised | None:
    """A document from an attribute of that name; `None` when there is none."""
    attributes = flat(cart)
    for name in _NAMES:
        value = attributes.get(name)
        data = _decoded(value) if isinstance(value, str) else value
        if isinstance(data, dict) and (recognised := _recognised(data)):
            return recognised
    return None


@reader("Data of Convert's Shopify app")
def read_base64(text: str) -> Recognised | None:
    """The same from `__data=…`, from a cookie, or from the base64 alone."""
    named = _NAMED.search(text) if mentions(text, "__data", "_conv_attrs", "atob(") else None
    coded = named[1] if named else text if len(text) <= _LONGEST else ""
    data = _decoded(coded)
    return _recognised(data) if isinstance(data, dict) else None


DECODED = "Decoded from base64."
_LONGEST = 200_000
_SHORTEST = 16


def _recognised(data: dict[str, Payload]) -> Recognised | None:
    if "visitorId" not in data and "bucketing" not in data:
        return None
    request = request_from_visitor(data)
    return Recognised((request._replace(notes=(DECODED, *request.notes)),))


def _decoded(text: str) -> Payload:
    text = re.sub(r"\s+", "", unquote(text))
    inner = of_base64(text)
    if inner is None:
        return unfolded(text) if text.startswith("{") else None
    return unfolded(inner)


def of_base64(text: str) -> str | None:
    """What base64 says, with either alphabet and without its padding too; `None` if it is none."""
    if len(text) < _SHORTEST or not _BASE64.fullmatch(text):
        return None
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        return None
