"""Reads the addresses that force or preview a variation: they name experiences and variations."""

from __future__ import annotations

import re
from urllib.parse import unquote

from convert_console.protocol.paste.found import Recognised
from convert_console.protocol.paste.pieces import Pair
from convert_console.protocol.paste.project_ids import of_pairs

_FORCE = re.compile(r"\b_conv_eforce=([\d.,;%A-F\s]+)", re.IGNORECASE)
_PAIR = re.compile(r"(\d+)\.(\d+)")
_EXPERIENCE = re.compile(r"\bconvert_e=(\d+)")
_VARIATION = re.compile(r"\bconvert_v=(\d+)")
_OTHERS = "The address says nothing of the visitor or the project: fill in cid, pid and vid."
_PREVIEW = "It is a preview: real visitors may not see this variation."


def read(text: str) -> Recognised | None:
    """The pairs; `None` when the text forces and previews nothing."""
    forced = dict.fromkeys(
        (experience, variation)
        for value in _FORCE.findall(text)
        for experience, variation in _PAIR.findall(unquote(value))
    )
    if forced:
        return of_pairs("Address that forces a variation", list[Pair](forced), _OTHERS)
    experiences, variations = _EXPERIENCE.findall(text), _VARIATION.findall(text)
    if experiences and variations:
        pairs: list[Pair] = list(zip(experiences, variations, strict=False))
        return of_pairs("Address that previews a variation", pairs, _OTHERS, _PREVIEW)
    return None
