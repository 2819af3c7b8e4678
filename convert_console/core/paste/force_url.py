"""Reads the addresses that force or preview a variation: they name experiences and variations."""

from __future__ import annotations

import re
from urllib.parse import unquote

from convert_console.core.paste.found import Recognised
from convert_console.core.paste.pieces import Pair
from convert_console.core.paste.project_ids import of_pairs

_FORCE = re.compile(r"\b_conv_eforce=([\d.,;%A-F\s]+)", re.IGNORECASE)
_PAIR = re.compile(r"(?<!\d)(\d++)\.(\d++)")
_LISTED = r"=(\d++(?:(?:,|%2C)\d++)*+)"
_EXPERIENCE = re.compile(rf"\bconvert_e{_LISTED}", re.IGNORECASE)
_VARIATION = re.compile(rf"\bconvert_v{_LISTED}", re.IGNORECASE)
_OTHERS = "The address says nothing of the visitor or the project: fill in cid, pid and vid."
_UNPAIRED = "It names {} experiences and {} variations; those without a partner were left out."
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
    experiences, variations = _ids(_EXPERIENCE, text), _ids(_VARIATION, text)
    if experiences and variations:
        pairs: list[Pair] = list(zip(experiences, variations, strict=False))
        counts = len(experiences), len(variations)
        odd = () if len(set(counts)) == 1 else (_UNPAIRED.format(*counts),)
        return of_pairs("Address that previews a variation", pairs, _OTHERS, *odd, _PREVIEW)
    return None


def _ids(pattern: re.Pattern[str], text: str) -> list[str]:
    return [one for value in pattern.findall(text) for one in unquote(value).split(",")]
