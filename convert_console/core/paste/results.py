"""The result of reading a pasted text, and the decorator that makes a function a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, Literal, NamedTuple, TypeVar

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.request.draft import Method
from convert_console.core.request.event_summary import summarise
from convert_console.core.request.headers import Headers


class Absent(Enum):
    """The paste says nothing about a User-Agent; `None` means that it sends none on purpose."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class PastedRequest(NamedTuple):
    """One request out of a paste. `text` is the document as it goes into the JSON pane.

    `method` and `endpoint` are `None` where the paste names none. `headers` leaves out the
    User-Agent, which is in `user_agent`, and what a client writes itself, such as lengths.
    """

    title: str
    text: str
    method: Method | None = None
    endpoint: str | None = None
    headers: Headers = ()
    user_agent: str | Literal[Absent.ABSENT] | None = ABSENT
    notes: tuple[str, ...] = ()


class Recognised(NamedTuple):
    """At least one request, with notes on the paste as a whole.

    `label` names the kind of text for people; "" means the name of the reader.
    """

    requests: tuple[PastedRequest, ...]
    notes: tuple[str, ...] = ()
    label: str = ""

    def noting(self, *first: str) -> Recognised:
        """The same, preceded by notes on how the text was prepared."""
        return self._replace(notes=(*first, *self.notes)) if first else self


class Unrecognised(NamedTuple):
    """No tracking request, or none that can be used; one sentence with the next step."""

    sentence: str

    def noting(self, *_first: str) -> Unrecognised:
        """The same: its sentence says enough."""
        return self


Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Reader(Generic[Source]):
    """Reads one kind of paste, called `name` for people; `None` where it is something else."""

    name: str
    read: Callable[[Source], Recognised | Unrecognised | None]

    def __call__(self, source: Source) -> Recognised | Unrecognised | None:
        """The result of the reader, under the reader's name unless the result has its own."""
        found = self.read(source)
        if isinstance(found, Recognised) and not found.label:
            return found._replace(label=self.name)
        return found


def reader(
    name: str,
) -> Callable[[Callable[[Source], Recognised | Unrecognised | None]], Reader[Source]]:
    """Make a function a reader that is called `name` for people."""

    def named(read: Callable[[Source], Recognised | Unrecognised | None]) -> Reader[Source]:
        return Reader(name, read)

    return named


def mentions(text: str, *words: str) -> bool:
    """Whether one of some words in lower case is in a text, in whatever case. Where there is none,
    this tells it many times as fast as a pattern.

    >>> mentions("Invoke-WebRequest -Uri", "invoke-"), mentions("curl", "invoke-")
    (True, False)
    """
    lowered = text.lower()
    return any(word in lowered for word in words)


def request_of(
    document: dict[str, Payload],
    *notes: str,
    title: str = "",
    method: Method | None = None,
    endpoint: str | None = None,
) -> PastedRequest:
    """A request put together from what a paste says."""
    text = spelled(document)
    return PastedRequest(title or title_of(document), text, method, endpoint, notes=notes)


def title_of(payload: Payload) -> str:
    """A line to choose a request by: its events and its visitor.

    >>> title_of({"vid": "v-1", "ev": [{"evt": "hitGoal"}]})
    'hitGoal – visitor v-1'
    """
    summary = summarise(payload)
    visitor = f"visitor {summary.vid}" if summary.vid else "no visitor"
    return f"{summary.events or 'no events'} – {visitor}"


def without_empty(**values: Payload) -> dict[str, Payload]:
    """The keys that have a value, in order.

    >>> without_empty(cid="1", vid=None, seg={})
    {'cid': '1'}
    """
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def only_first(count: int, things: str) -> str:
    """The note on a paste that holds more than is read of it.

    >>> only_first(1_000, "calls")
    'Only the first 1,000 calls were read. Paste the others separately.'
    """
    return f"Only the first {count:,} {things} were read. Paste the others separately."


def numbered(requests: Iterator[PastedRequest]) -> tuple[PastedRequest, ...]:
    """Requests with numbered titles where there are several."""
    found = tuple(requests)
    if len(found) < 2:
        return found
    return tuple(r._replace(title=f"{i}. {r.title}") for i, r in enumerate(found, 1))
