"""What a page has sent, in a few words."""

from collections.abc import Iterator, Sequence

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.document.payload import Payload
from convert_console.core.request.event_summary import event_name
from convert_console.core.text import cut_short, plain_text
from convert_console.core.traffic.reading import Document

_SHOWN = 2


def request_words(documents: Sequence[Document], catalog: Catalog | None = None) -> str:
    """The goals, the amount and the variations of a request; "" where nothing can be read.

    >>> from convert_console.core.request.draft import Draft
    >>> text = '{"ev": [{"evt": "tr", "goals": ["7"], "r": 59.90, "vars": ["2"]}]}'
    >>> request_words([Document(Draft(text))])
    '7 · 59.90 · 2'
    >>> request_words([Document(Draft('{"ev": [{"evt": "viewExp", "vars": ["2"]}]}'))] * 2)
    'Variation seen · 2, and 1 more visitor'
    """
    if not documents:
        return ""
    words = _of_document(documents[0], catalog)
    more = len(documents) - 1
    return f"{words}, and {more} more visitor{'' if more == 1 else 's'}" if more else words


def _of_document(document: Document, catalog: Catalog | None) -> str:
    summary, payload = document.summary, document.draft.payload
    events = payload.get("ev") if isinstance(payload, dict) else None
    listed = [one for one in events if isinstance(one, dict)] if isinstance(events, list) else []
    goals = [named(catalog, "goal", goal) for goal in summary.goals]
    kinds = dict.fromkeys(event_name(event.get("evt")) for event in listed)
    variations = dict.fromkeys(
        named(catalog, "variation", one) for event in listed for one in _ids(event.get("vars"))
    )
    amount = "" if summary.revenue is None else f"{summary.revenue:f}"
    parts = (_listed(goals) or _listed([*kinds]), amount, _listed([*variations]))
    return " · ".join(part for part in parts if part)


def _ids(value: Payload) -> Iterator[str]:
    items = value if isinstance(value, list) else []
    return (cut_short(plain_text(item)) for item in items if not isinstance(item, list | dict))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
