"""A request with nothing in it yet but whose it is."""

from __future__ import annotations

import json

from convert_console.protocol.draft import Draft
from convert_console.protocol.profile import Profile


def blank_request(profile: Profile, vid: str) -> Draft:
    """A draft for a profile's project and a visitor, waiting for its first event."""
    document = {"cid": profile.account, "pid": profile.project, "vid": vid, "ev": []}
    return Draft(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
