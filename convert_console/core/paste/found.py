"""What a pasted text turned out to be: requests to choose from, or a sentence why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Literal

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.request.draft import Method
from convert_console.core.request.event_summary import summarise
from convert_console.core.request.headers import Headers


class Absent(Enum):
    """Says that a paste speaks of no User-Agent; `None` says that it sends none on purpose."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class PastedRequest:
    """One request out of a paste. `text` is the document as it goes into the JSON pane.

    `method` and `endpoint` are `None` where the paste names none. `headers` leaves out the
    User-Agent, which stands in `user_agent`, and what a client writes itself, such as lengths.
    """

    title: str
    text: str
    method: Method | None = None
    endpoint: str | None = None
    headers: Headers = ()
    user_agent: str | Literal[Absent.ABSENT] | None = ABSENT
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text is, in words, with at least one request. `notes` concern the paste as a whole."""

    what: str
    drafts: tuple[PastedRequest, ...]
    notes: tuple[str, ...] = ()

    def noting(self, *first: str) -> Recognised:
        """The same with sentences before its own, for what was done to the text beforehand."""
        return replace(self, notes=(*first, *self.notes)) if first else self


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Nothing of ours, or nothing that can be used; one sentence with the next step."""

    sentence: str

    def noting(self, *_first: str) -> Unrecognised:
        """Itself: its sentence says enough."""
        return self


def request_of(
    document: dict[str, Payload],
    *notes: str,
    title: str = "",
    method: Method | None = None,
    endpoint: str | None = None,
) -> PastedRequest:
    """A request that was put together from what a paste says."""
    text = spelled(document)
    return PastedRequest(title or title_of(document), text, method, endpoint, notes=notes)


def one(what: str, request: PastedRequest) -> Recognised:
    """A paste that is a single request."""
    return Recognised(what, (request,))


def title_of(payload: Payload) -> str:
    """A line to choose a request by: its events and its visitor.

    >>> title_of({"vid": "v-1", "ev": [{"evt": "hitGoal"}]})
    'hitGoal – visitor v-1'
    """
    told = summarise(payload)
    return f"{told.events or 'no events'} – {f'visitor {told.vid}' if told.vid else 'no visitor'}"


def without_empty(**values: Payload) -> dict[str, Payload]:
    """The keys that have a value, in order: a document names nothing that its source does not.

    >>> without_empty(cid="1", vid=None, seg={})
    {'cid': '1'}
    """
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def only_first(count: int, things: str) -> str:
    """What is said of a paste that holds more than is read of it.

    >>> only_first(1_000, "calls")
    'Only the first 1,000 calls were read. Paste the others by themselves.'
    """
    return f"Only the first {count:,} {things} were read. Paste the others by themselves."


def numbered(requests: Iterator[PastedRequest]) -> tuple[PastedRequest, ...]:
    """Requests whose titles are told apart by a number where there are several."""
    found = tuple(requests)
    if len(found) < 2:
        return found
    return tuple(replace(r, title=f"{i}. {r.title}") for i, r in enumerate(found, 1))
