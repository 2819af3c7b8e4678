"""The colours, spacing and type of both themes, read from `resources/theme/tokens.json`."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from convert_console.resources import resource_text


@cache
def tokens() -> "Tokens":
    """The tokens that ship with the program, read once."""
    return read_tokens(json.loads(resource_text("theme", "tokens.json")))


class Space(NamedTuple):
    """Distances in pixels at 96 dpi and 100 % zoom."""

    unit: int
    field_gap: int
    sheet_padding: int
    hairline: int


class Radius(NamedTuple):
    """Radii of corners in pixels, by what is rounded."""

    small: int
    control: int
    panel: int


class Type(NamedTuple):
    """Font families, best first; sizes in points of 1/72 inch at 96 dpi; weights."""

    ui: tuple[str, ...]
    mono: tuple[str, ...]
    base_pt: float
    small_pt: float
    heading_pt: float
    figure_pt: float
    heading_weight: int


class Size(NamedTuple):
    """Outer sizes of controls and panes in pixels, borders included."""

    rail_width: int
    rail_item: int
    rail_icon: int
    rail_marker: int
    band: int
    top_bar: int
    pane_bar: int
    notice: int
    control: int
    control_large: int
    form_row: int
    form_label: int
    table_header: int
    table_row: int
    group_row: int
    list_row: int
    card_header: int
    card_gap: int
    icon: int
    icon_small: int
    bar: int
    bar_thin: int
    splitter_grab: int
    problems_line: int
    result_line: int
    get_lines: int
    sheet_guided: int
    sheet: int
    sheet_small: int
    palette_width: int
    palette_row: int
    timeline: int
    results_chain: int
    toast: int
    window_min: tuple[int, int]
    window_max_first: tuple[int, int]


class Colors(NamedTuple):
    """One theme's colours as `#rrggbb`, `scrim` with alpha as the last two digits.

    `colour_meaning` in `tokens.json` says what each is for.
    """

    window: str
    pane: str
    field: str
    popup: str
    raised: str
    line: str
    line_strong: str
    outline: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_text: str
    accent_soft: str
    selection: str
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
    band_live: str
    band_local: str
    band_text: str
    tint: str
    tint_bar: str
    toast: str
    toast_text: str
    toast_action: str
    scrim: str
    bar_expected: str
    json_key: str
    json_string: str
    json_number: str
    json_word: str


class Tokens(NamedTuple):
    """The content of `tokens.json`; the colours of high contrast are complete."""

    space: Space
    radius: Radius
    type: Type
    size: Size
    light: Colors
    dark: Colors
    light_high: Colors
    dark_high: Colors

    def colors(self, dark: bool, high: bool = False) -> Colors:
        """The colours of a theme, those of high contrast if `high`."""
        if high:
            return self.dark_high if dark else self.light_high
        return self.dark if dark else self.light


def read_tokens(data: Mapping[str, Any]) -> Tokens:
    """Create the tokens; a missing or unknown name raises TypeError."""

    def group(name: str) -> dict[str, Any]:
        values = {key: value for key, value in data[name].items() if key != "about"}
        return {
            k: tuple(value) if isinstance(value, list) else value for k, value in values.items()
        }

    return Tokens(
        space=Space(**group("space")),
        radius=Radius(**group("radius")),
        type=Type(**group("type")),
        size=Size(**group("size")),
        light=Colors(**data["light"]),
        dark=Colors(**data["dark"]),
        light_high=Colors(**data["light"])._replace(**data["light_high_contrast"]),
        dark_high=Colors(**data["dark"])._replace(**data["dark_high_contrast"]),
    )


def mixed(color: str, other: str, share: float) -> str:
    """A colour mixed with a share, from 0 to 1, of another; both are `#rrggbb`.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    ours, theirs = bytes.fromhex(color[1:]), bytes.fromhex(other[1:])
    parts = (round(a + (b - a) * share) for a, b in zip(ours, theirs, strict=True))
    return "#" + bytes(parts).hex()
