"""Remembers the last encoding, so that every preview and Send share one request object."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.core.document.payload import Payload
    from convert_console.core.query import QueryWriter
    from convert_console.core.request.draft import Draft
    from convert_console.core.request.profile import Profile, Spelling
    from convert_console.core.request.wire import Unsendable, WireRequest

TOO_LARGE_FOR_GET = (
    "This request is too large for a GET URL: it has more than 100,000 objects and lists. Use POST."
)


class LastWire:
    """`encode` with a memory of one: the same draft and profile give the very same object."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._profile: Profile | None = None
        self._wire: WireRequest | Unsendable | None = None
        self._spelling: Spelling | None = None
        self._writer: QueryWriter | None = None

    def of(self, draft: Draft, profile: Profile) -> WireRequest | Unsendable:
        """The request of a draft under a profile."""
        if self._wire is None or (draft, profile) != (self._draft, self._profile):
            from convert_console.core.request.wire import Unsendable, encode

            self._draft, self._profile = draft, profile
            if draft.method == "GET" and draft.heavy:
                self._wire = Unsendable(TOO_LARGE_FOR_GET)
            else:
                self._wire = encode(draft, profile, self._spell)
        return self._wire

    def _spell(self, payload: Payload, spelling: Spelling) -> str:
        """Spell a query anew only where an event is another one than in the last query."""
        if self._writer is None or spelling != self._spelling:
            from convert_console.core.query import QueryWriter
            from convert_console.core.request.wire import URL_LIMIT

            self._spelling, self._writer = spelling, QueryWriter(spelling, URL_LIMIT)
        return self._writer.write(payload)
