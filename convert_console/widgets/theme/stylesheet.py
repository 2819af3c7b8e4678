"""Fills the style sheet's template with the tokens of one theme at one scale."""

import re

from convert_console.widgets.theme.tokens import Colors, Type

# The mono face draws wider and taller than the text face: a little smaller sits evenly beside it.
MONO_LESS = 0.75

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


def mixed(color: str, other: str, share: float) -> str:
    """A colour moved towards another, `share` from 0 to 1; both are `#rrggbb`.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    ours, theirs = bytes.fromhex(color[1:]), bytes.fromhex(other[1:])
    parts = (round(a + (b - a) * share) for a, b in zip(ours, theirs, strict=True))
    return "#" + bytes(parts).hex()


def token_values(colors: Colors, kind: Type, point: float, radius: int) -> dict[str, str]:
    """What a template may name; `point` is one design point in the points of this screen."""
    mono_point = (kind.base_pt - MONO_LESS) * point
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
