"""Run markers: campaigns that nobody else uses, so that Convert's live log can be searched."""

import re

from convert_console.core.document.edits import with_key_before, with_value
from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.request.draft import Draft
from convert_console.core.request.parameters import keys_after
from convert_console.core.text import plain_text

SEGMENTS: Path = ("seg",)
CAMPAIGN: Path = ("seg", "campaign")
"""Where a marker is: the one segment that takes any text, and that the live log is said to show."""

MARKERS = 1 << 24
"""How many markers there are."""

_MARKER = re.compile(r"cc-[0-9a-f]{6}")


def run_marker(number: int) -> str:
    """The marker with a number.

    >>> run_marker(8338065)
    'cc-7f3a91'
    """
    return f"cc-{number % MARKERS:06x}"


def marker_in(payload: Payload) -> str:
    """The marker of a document; "" where its campaign is none.

    >>> marker_in({"seg": {"campaign": "cc-7f3a91"}}), marker_in({"seg": {"campaign": "sale"}})
    ('cc-7f3a91', '')
    """
    campaign = value_at(payload, CAMPAIGN)
    return campaign if isinstance(campaign, str) and _MARKER.fullmatch(campaign) else ""


def campaign_in(payload: Payload) -> str:
    """The campaign of a document that is no marker, as text; "" for none.

    >>> campaign_in({"seg": {"campaign": "sale"}}), campaign_in({"seg": {"campaign": "cc-7f3a91"}})
    ('sale', '')
    """
    campaign = value_at(payload, CAMPAIGN)
    if campaign is None or campaign == "" or marker_in(payload):
        return ""
    return plain_text(campaign)


def with_marker(draft: Draft, marker: str) -> str:
    """The text of a draft with a marker as its campaign; everything else stays to the character.

    Raises `EditImpossible` where the text is not JSON, or its segments are no object.

    >>> with_marker(Draft('{"vid": "v", "ev": []}'), "cc-7f3a91")
    '{"vid": "v", "seg": {"campaign": "cc-7f3a91"}, "ev": []}'
    """
    payload = draft.payload
    has_segments = value_at(payload, SEGMENTS) is not None
    path: Path = CAMPAIGN if has_segments else SEGMENTS
    value: Payload = marker if has_segments else {str(CAMPAIGN[-1]): marker}
    around = value_at(payload, path[:-1])
    known = around if isinstance(around, dict) else {}
    following = next((key for key in keys_after(tuple(map(str, path))) if key in known), "")
    if following:
        return with_key_before(draft.text, path, value, following)
    return with_value(draft.text, path, value)
