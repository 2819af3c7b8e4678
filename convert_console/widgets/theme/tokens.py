"""The colours, spacing and type of both themes, read from `resources/theme/tokens.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from convert_console.resources import resource_text


@cache
def tokens() -> Tokens:
    """The tokens that ship with the program, read once."""
    return read_tokens(json.loads(resource_text("theme", "tokens.json")))


class Space(NamedTuple):
    """Pixels at 96 dpi and 100 % zoom."""

    unit: int
    field_gap: int
    row_height: int
    pane_padding: int
    section_gap: int
    radius: int
    hairline: int


class Type(NamedTuple):
    """Font families, best first, and sizes in points of 1/72 inch at 96 dpi."""

    ui: tuple[str, ...]
    mono: tuple[str, ...]
    base_pt: float
    small_pt: float
    heading_pt: float
    heading_weight: int


class Colors(NamedTuple):
    """One theme's colours as `#rrggbb`; a tone's `_soft` is the surface for its text."""

    window: str
    pane: str
    field: str
    raised: str
    line: str
    line_strong: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    error: str
    error_soft: str
    info: str
    info_soft: str
    live: str
    local: str
    json_key: str
    json_string: str
    json_number: str
    json_word: str
    selection: str


class Tokens(NamedTuple):
    """The content of `tokens.json`."""

    space: Space
    type: Type
    light: Colors
    dark: Colors

    def colors(self, dark: bool) -> Colors:
        return self.dark if dark else self.light


def read_tokens(data: Mapping[str, Any]) -> Tokens:
    """Create the tokens; a missing or unknown name raises TypeError."""
    kind = {**data["type"], "ui": tuple(data["type"]["ui"]), "mono": tuple(data["type"]["mono"])}
    return Tokens(
        space=Space(**data["space"]),
        type=Type(**kind),
        light=Colors(**data["light"]),
        dark=Colors(**data["dark"]),
    )


def mixed(color: str, other: str, share: float) -> str:
    """A colour mixed with a share, from 0 to 1, of another; both are `#rrggbb`.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    ours, theirs = bytes.fromhex(color[1:]), bytes.fromhex(other[1:])
    parts = (round(a + (b - a) * share) for a, b in zip(ours, theirs, strict=True))
    return "#" + bytes(parts).hex()
