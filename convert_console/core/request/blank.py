"""A request with nothing in it yet but whose it is."""

from __future__ import annotations

import json

from convert_console.core.document.edits import with_value
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import parse
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile


def blank_request(profile: Profile, vid: str) -> Draft:
    """A draft for a profile's project and a visitor, waiting for its first event.

    It begins with the profile's segments, where these can be read.
    """
    document = {"cid": profile.account, "pid": profile.project, "vid": vid, "ev": []}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    segments = parse(profile.segments).payload
    if segments and isinstance(segments, dict):
        text = pretty(with_value(text, ("seg",), segments))
    return Draft(text)


def segments_fault(text: str) -> str:
    """Why a text cannot be the segments of new requests; "" where it can, or says nothing."""
    reading = parse(text)
    if not text.strip() or isinstance(reading.payload, dict):
        return ""
    if reading.fault:
        return f"New requests begin without segments: {reading.fault.sentence}"
    return 'New requests begin without segments: an object is expected, as in {"browser": "CH"}.'
