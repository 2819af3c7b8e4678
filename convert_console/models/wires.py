"""Remembers the last encoding, so that every preview and Send share one request object."""

from __future__ import annotations

from convert_console.protocol.draft import Draft
from convert_console.protocol.profile import Profile
from convert_console.protocol.wire import Unsendable, WireRequest, encode


class LastWire:
    """`encode` with a memory of one: the same draft and profile give the very same object."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._profile: Profile | None = None
        self._wire: WireRequest | Unsendable | None = None

    def of(self, draft: Draft, profile: Profile) -> WireRequest | Unsendable:
        """The request of a draft under a profile."""
        if self._wire is None or (draft, profile) != (self._draft, self._profile):
            self._draft, self._profile = draft, profile
            self._wire = encode(draft, profile)
        return self._wire
