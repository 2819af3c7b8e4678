"""Reads the attributes that integrations put on a Shopify cart, such as `__cid` and `__goals`."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.paste.attributes import document_from
from convert_console.core.paste.found import Recognised, one
from convert_console.core.paste.pieces import left_out, unfolded

WHAT = "Shopify cart attributes"
_HOLDERS = ("attributes", "note_attributes", "noteAttributes", "customAttributes", "cart", "order")
_GOALS = "The goals are those that the cart carries: keep the one to send."
_KEYS = ("cid", "pid", "vid", "goals", "vars", "exps")


def read(found: dict[str, Payload]) -> Recognised | None:
    """A document from them; `None` when they hold none of the known ones."""
    attributes = flat(found)
    known = [f"__{key}" for key in (*_KEYS, "visitorSegments")]
    if not any(key in attributes for key in known):
        return None
    plain = {key: _plain(attributes.get(f"__{key}")) for key in _KEYS}
    convert = {key: value for key, value in attributes.items() if key.startswith("__")}
    notes = left_out(convert, known, "A tracking request has no place for them.")
    segments = unfolded(attributes.get("__visitorSegments"))
    return one(WHAT, document_from(plain, segments, _GOALS, notes))


def flat(found: dict[str, Payload] | list[Payload], depth: int = 3) -> dict[str, Payload]:
    """Attributes by name, whether they stand in an object or in a list of names and values.

    >>> flat({"note_attributes": [{"name": "__cid", "value": "1"}]})
    {'__cid': '1'}
    """
    if isinstance(found, list):
        return _listed(found)
    for holder in _HOLDERS if depth else ():
        inner = unfolded(found.get(holder))
        if isinstance(inner, dict | list) and (attributes := flat(inner, depth - 1)):
            return attributes
    return _listed([found]) or found


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
