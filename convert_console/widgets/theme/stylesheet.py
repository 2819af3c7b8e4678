"""Fills the templates of the style sheet with the tokens of one theme at one scale."""

from __future__ import annotations

import re
from functools import cache

from convert_console.resources import resource_text
from convert_console.widgets.theme.tokens import Colors, Type, mixed

# The mono face is wider and taller than the text face: slightly smaller it looks the same size.
MONO_SMALLER_PT = 0.75

_SHEETS = ("base", "controls", "views")


@cache
def template() -> str:
    return "\n".join(resource_text("theme", f"{name}.qss") for name in _SHEETS)


_PLACE = re.compile(r"\{(\w+)\}")
_PIXELS = re.compile(r"(?<![\w#.])(-?\d+)px")


def families(names: tuple[str, ...]) -> str:
    """Font families as a style sheet spells them: `"Inter", "Segoe UI"`."""
    return ", ".join(f'"{name}"' for name in names)


def build_stylesheet(template: str, values: dict[str, str], scale: float) -> str:
    """Replace `{name}` by its value, and scale every length but hairlines of one pixel.

    An unknown name raises KeyError: a template must not quietly lose a colour.

    >>> build_stylesheet("a { color: {text}; margin: 8px; border: 1px }", {"text": "red"}, 1.5)
    'a { color: red; margin: 12px; border: 1px }'
    """

    def scaled(match: re.Match[str]) -> str:
        length = int(match[1])
        return match[0] if abs(length) <= 1 else f"{round(length * scale)}px"

    return _PLACE.sub(lambda match: values[match[1]], _PIXELS.sub(scaled, template))


def token_values(colors: Colors, kind: Type, point: float, radius: int) -> dict[str, str]:
    """What a template may name; `point` is one design point in the points of this screen."""
    mono_point = (kind.base_pt - MONO_SMALLER_PT) * point
    return {
        **colors._asdict(),
        "accent_hover": mixed(colors.accent, colors.text, 0.14),
        "accent_pressed": mixed(colors.accent, colors.text, 0.28),
        "radius": f"{radius}px",
        "code": f"{mono_point:.2f}pt",
        "wire": f"{mono_point - point:.2f}pt",
        "ui": families(kind.ui),
        "mono": families(kind.mono),
        "base": f"{kind.base_pt * point:.2f}pt",
        "small": f"{kind.small_pt * point:.2f}pt",
        "heading": f"{kind.heading_pt * point:.2f}pt",
        "heading_weight": str(kind.heading_weight),
    }
