"""Fills the templates of the style sheet with the tokens of a theme."""

from __future__ import annotations

import re
from functools import cache

from convert_console.resources import resource_text
from convert_console.widgets.theme.tokens import Colors, Tokens, mixed

MONO_SMALLER_PT = 0.75
"""How much smaller the mono font is set, since it is wider and taller than the text font."""

_SHEETS = ("base", "controls", "views")


@cache
def template() -> str:
    return "\n".join(resource_text("theme", f"{name}.qss") for name in _SHEETS)


_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PIXELS = re.compile(r"(?<![\w#.])(-?\d+)px")

HEIGHTS = (20, 22, 26, 30)
"""Pixels inside the border of controls that show their focus by a wider one."""


def families(names: tuple[str, ...]) -> str:
    """Font families as in a style sheet: `"Inter", "Segoe UI"`."""
    return ", ".join(f'"{name}"' for name in names)


def build_stylesheet(template: str, values: dict[str, str], scale: float) -> str:
    """Replace `{name}` by its value, and scale every length except hairlines of one pixel.

    An unknown name raises KeyError.

    >>> build_stylesheet("a { color: {text}; margin: 8px; border: 1px }", {"text": "red"}, 1.5)
    'a { color: red; margin: 12px; border: 1px }'
    """

    def scaled(match: re.Match[str]) -> str:
        length = int(match[1])
        return match[0] if abs(length) <= 1 else f"{round(length * scale)}px"

    return _PLACEHOLDER.sub(lambda match: values[match[1]], _PIXELS.sub(scaled, template))


def token_values(colors: Colors, tokens: Tokens, point: float, scale: float) -> dict[str, str]:
    """The values for a template; `point` is a point of the design in points of this screen, and
    `scale` multiplies lengths.
    """
    kind = tokens.type
    mono_point = (kind.base_pt - MONO_SMALLER_PT) * point
    return {
        **colors._asdict(),
        "accent_hover": mixed(colors.accent, colors.text, 0.14),
        "accent_pressed": mixed(colors.accent, colors.text, 0.28),
        **{f"round_{name}": f"{round(r * scale)}px" for name, r in tokens.radius._asdict().items()},
        # The ring of the focus takes its width from the height inside: controls keep their size.
        **{f"ringed_{h}": f"{round(h * scale) + 2 - 2 * round(2 * scale)}px" for h in HEIGHTS},
        "code": f"{mono_point:.2f}pt",
        "wire": f"{mono_point - point:.2f}pt",
        "ui": families(kind.ui),
        "mono": families(kind.mono),
        "base": f"{kind.base_pt * point:.2f}pt",
        "small": f"{kind.small_pt * point:.2f}pt",
        "heading": f"{kind.heading_pt * point:.2f}pt",
        "figure": f"{kind.figure_pt * point:.2f}pt",
        "heading_weight": str(kind.heading_weight),
    }
