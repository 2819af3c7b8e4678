"""Takes the visitor of a watched page into a document: its id, and the variations it saw."""

from typing import NamedTuple

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.document.edits import with_value
from convert_console.core.document.payload import Path, Payload, parse
from convert_console.core.paste.cookies import read_cookies
from convert_console.core.paste.results import Recognised
from convert_console.core.text import plain_text

COOKIES = ("_conv_v", "_conv_s")
"""The cookies in which Convert's script keeps its visitor."""


class PageVisitor(NamedTuple):
    """A visitor with the experiences and variations of its page; "" and () for what is unknown."""

    vid: str
    experiences: tuple[Payload, ...]
    variations: tuple[Payload, ...]

    def in_words(self, catalog: Catalog | None) -> str:
        """What is taken of it, in a sentence."""
        names = [named(catalog, "variation", plain_text(one)) for one in self.variations]
        seen = f" in {', '.join(names)}" if names else ", which is in no experience"
        return f"Took visitor {self.vid or '(no id)'}{seen}."


def visitor_in(cookies: str) -> PageVisitor | None:
    """The visitor of a page's cookies; `None` where they name none.

    >>> visitor_in("_conv_v=vi:1*exp:{11.{v.22-g.{}}}; _conv_s=sh:17-0.4*si:1")
    PageVisitor(vid='17-0.4', experiences=('11',), variations=('22',))
    """
    found = read_cookies(cookies) if cookies else None
    if not isinstance(found, Recognised):
        return None
    document = parse(found.requests[0].text).payload
    if not isinstance(document, dict):
        return None
    events = document.get("ev")
    first = events[0] if isinstance(events, list) and events else {}
    pairs = first if isinstance(first, dict) else {}
    visitor = PageVisitor(
        plain_text(document.get("vid") or ""), _list(pairs.get("exps")), _list(pairs.get("vars"))
    )
    return visitor if visitor.vid or visitor.experiences else None


def with_visitor(text: str, visitor: PageVisitor) -> str:
    """A document with the visitor, and its pairs in every event; without an event, with one that
    says that the visitor saw them. Raises `EditImpossible`.
    """
    if visitor.vid:
        text = with_value(text, ("vid",), visitor.vid)
    if not visitor.experiences:
        return text
    payload = parse(text).payload
    events = payload.get("ev") if isinstance(payload, dict) else None
    pairs = {"exps": [*visitor.experiences], "vars": [*visitor.variations]}
    if not isinstance(events, list) or not events:
        return with_value(text, ("ev",), [{"evt": "viewExp", **pairs}])
    for place, event in enumerate(events):
        for key, values in pairs.items() if isinstance(event, dict) else ():
            path: Path = ("ev", place, key)
            text = with_value(text, path, values)
    return text


def _list(value: Payload) -> tuple[Payload, ...]:
    return tuple(value) if isinstance(value, list) else ()
