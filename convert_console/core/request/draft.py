"""The draft: the text of a request, and the method to send it by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from convert_console.core.document.edits import with_value
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import Payload, Reading, parse
from convert_console.core.document.size_limits import is_heavy
from convert_console.core.request.profile import Profile

Method = Literal["POST", "GET"]


@dataclass(frozen=True)
class Draft:
    """The text is the source of truth; `payload` is parsed from it, `None` while it is broken."""

    text: str
    method: Method = "POST"

    @cached_property
    def reading(self) -> Reading:
        """The text, parsed once."""
        return parse(self.text)

    @cached_property
    def heavy(self) -> bool:
        """Whether it has too many events to be parsed while it is edited."""
        return is_heavy(self.text)

    def by(self, method: Method) -> Draft:
        """The same text by another method, sharing what was parsed."""
        draft = Draft(self.text, method)
        if not self.heavy:
            draft.read_as(self.reading)
        return draft.weighed_as(heavy=self.heavy)

    def weighed_as(self, *, heavy: bool) -> Draft:
        """The same draft, if it is known already whether it is heavy."""
        self.__dict__["heavy"] = heavy
        return self

    def read_as(self, reading: Reading) -> Draft:
        """The same draft with the result of `parse(text)`, if that is known already."""
        self.__dict__["reading"] = reading
        return self

    @property
    def payload(self) -> Payload:
        """The tree of the text."""
        return self.reading.payload


def blank_request(profile: Profile, vid: str) -> Draft:
    """A draft for a profile's project and a visitor, without events.

    It begins with the profile's segments, where these can be read.
    """
    document = {"cid": profile.account, "pid": profile.project, "vid": vid, "ev": []}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    segments = parse(profile.segments).payload
    if segments and isinstance(segments, dict):
        text = pretty(with_value(text, ("seg",), segments))
    return Draft(text)


def segments_fault(text: str) -> str:
    """Why a text cannot be the segments of new requests; "" if it can, or is empty."""
    reading = parse(text)
    if not text.strip() or isinstance(reading.payload, dict):
        return ""
    if reading.fault:
        return f"New requests start without segments: {reading.fault.sentence}"
    return 'New requests start without segments. Enter a JSON object such as {"browser": "CH"}.'
