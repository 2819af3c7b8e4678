"""Reads the colours, spacing and type of both themes, so that no other file writes a colour."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from convert_console.resources import resource


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
    """One theme's colours as `#rrggbb`; a tone's `_soft` is the surface its text stands on."""

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
    """Everything `tokens.json` says."""

    space: Space
    type: Type
    light: Colors
    dark: Colors

    def colors(self, dark: bool) -> Colors:
        return self.dark if dark else self.light


def read_tokens(data: Mapping[str, Any]) -> Tokens:
    """Build the tokens; a missing or unknown name raises TypeError: no default can be right."""
    kind = {**data["type"], "ui": tuple(data["type"]["ui"]), "mono": tuple(data["type"]["mono"])}
    return Tokens(
        space=Space(**data["space"]),
        type=Type(**kind),
        light=Colors(**data["light"]),
        dark=Colors(**data["dark"]),
    )


@cache
def tokens() -> Tokens:
    """The tokens that ship with the program, read once."""
    text = resource("theme", "tokens.json").read_text(encoding="utf-8")
    return read_tokens(json.loads(text))
