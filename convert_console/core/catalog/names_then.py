"""What a catalog called the ids of a request when it was sent, for names change and ids stay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from convert_console.core.catalog.catalog_words import name_of
from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.event_summary import plain_text

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.verdict.exchange import Names

MOST = 500
"""Names that are kept of one request."""

_KINDS = {"goals": "goal", "exps": "experience", "vars": "variation"}


def names_then(catalog: Catalog | None, payload: Payload) -> Names:
    """The names of the ids of a document, each once, in the order of the events.

    >>> from convert_console.core.catalog.catalog import Catalog, Goal
    >>> known = Catalog(goals={"7": Goal("7", "Purchase")})
    >>> names_then(known, {"ev": [{"goals": ["7", "8"]}, {"goals": ["7"]}]})
    (('goal', '7', 'Purchase'),)
    """
    if catalog is None or not isinstance(payload, dict):
        return ()
    named = (
        (kind, plain, name)
        for kind, plain in dict.fromkeys(_ids(payload))
        if (name := name_of(catalog, kind, plain))
    )
    return tuple(islice(named, MOST))


def catalog_then(names: Names) -> Catalog:
    """A catalog of nothing but these names, for words that take one.

    >>> catalog_then((("goal", "7", "Purchase"),)).name("goal", "7")
    'Purchase'
    """
    from convert_console.core.catalog.catalog import Audience, Catalog, Experience, Goal, Variation

    def called(wanted: str) -> dict[str, str]:
        return {plain: name for kind, plain, name in names if kind == wanted}

    return Catalog(
        goals={plain: Goal(plain, name) for plain, name in called("goal").items()},
        experiences={p: Experience(p, name) for p, name in called("experience").items()},
        variations={p: Variation(p, "", name) for p, name in called("variation").items()},
        segments={plain: Audience(plain, name) for plain, name in called("segment").items()},
    )


def _ids(payload: dict[str, Payload]) -> Iterator[tuple[str, str]]:
    events = payload.get("ev")
    for event in events if isinstance(events, list) else ():
        if isinstance(event, dict):
            for key, kind in _KINDS.items():
                yield from ((kind, plain) for plain in _texts(event.get(key)))
    seg = payload.get("seg")
    if isinstance(seg, dict):
        yield from (("segment", plain) for plain in _texts(seg.get("cust")))


def _texts(value: Payload) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str | Number):
            yield plain_text(one)
