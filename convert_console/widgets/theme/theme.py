"""Applies one look to the whole application: palette, fonts and style sheet from the tokens."""

import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.resources import resource, resource_text

# Loads the fonts that ship with the program, so that text looks the same on every machine.

FACES = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "JetBrainsMono-Regular")


def load_fonts() -> list[str]:
    """Register Inter and JetBrains Mono with Qt; gives the families found, without repeats.

    A file Qt refuses is passed over: the families named next in the tokens take its place.
    """
    families: dict[str, None] = {}
    for face in FACES:
        number = QFontDatabase.addApplicationFont(str(resource("fonts", f"{face}.ttf")))
        if number >= 0:
            families.update(dict.fromkeys(QFontDatabase.applicationFontFamilies(number)))
    return list(families)


# Reads the colours, spacing and type of both themes, so that no other file writes a colour.


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
    text = resource_text("theme", "tokens.json")
    return read_tokens(json.loads(text))


# Turns one theme's colours into the palette that Qt's own drawing uses.

_Role = QPalette.ColorRole


def _roles(colors: Colors) -> dict[QPalette.ColorRole, str]:
    return {
        _Role.Window: colors.window,
        _Role.WindowText: colors.text,
        _Role.Base: colors.field,
        _Role.AlternateBase: colors.raised,
        _Role.Text: colors.text,
        _Role.Button: colors.pane,
        _Role.ButtonText: colors.text,
        _Role.BrightText: colors.accent_text,
        _Role.ToolTipBase: colors.raised,
        _Role.ToolTipText: colors.text,
        _Role.PlaceholderText: colors.muted,
        _Role.Highlight: colors.selection,
        _Role.HighlightedText: colors.text,
        _Role.Accent: colors.accent,
        _Role.Link: colors.accent,
        _Role.LinkVisited: colors.accent,
        _Role.Light: colors.pane,
        _Role.Midlight: colors.raised,
        _Role.Mid: colors.line,
        _Role.Dark: colors.line_strong,
        _Role.Shadow: colors.line_strong,
    }


def palette_of(colors: Colors) -> QPalette:
    """The whole palette; disabled text is muted, which still meets 4.5:1 on every surface."""
    palette = QPalette()
    for role, color in _roles(colors).items():
        palette.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.muted))
    return palette


# Fills the style sheet's template with the tokens of one theme at one scale.

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


Scheme = Literal["light", "dark", "system"]
Tone = Literal["ok", "warn", "error", "info", "neutral", "live", "local", "accent", "muted"]
TextRole = Literal["base", "small", "heading", "strong", "mono", "mono_small"]

ZOOM_LEAST, ZOOM_MOST = 0.8, 2.0

_THEME = "look_theme"
"""The property of the application that holds its theme."""

_SHEETS = ("base", "controls", "views")

# Looks whose name is a property of every widget already.
_TAKEN = {"size": "look_size"}
# A style sheet can only name image files, so its few signs are written out in their colour.
_INDICATORS = {
    "chevron": ("chevron-down", "muted"),
    "chevron_off": ("chevron-down", "line_strong"),
    "chevron_up": ("chevron-up", "muted"),
    "chevron_right": ("chevron-right", "muted"),
    "tick": ("check", "accent_text"),
    "tick_off": ("check", "muted"),
    "tick_menu": ("check", "text"),
    "dot": ("dot", "accent_text"),
    "dash": ("minus", "accent_text"),
    "cross": ("x", "muted"),
}


class _InForce:
    """What the one application's theme set last; asked hundreds of times at each painting."""

    dark = False
    scale = 1.0
    point = 1.0


def colors() -> Colors:
    """The colours in force; light ones before a theme is applied."""
    return tokens().colors(_InForce.dark)


def is_dark() -> bool:
    """Whether the dark colours are in force."""
    return _InForce.dark


def px(length: float) -> int:
    """A length of the drawing (pixels at 96 dpi) in pixels at the zoom in force."""
    return round(length * _InForce.scale)


def tone_color(tone: Tone) -> str:
    """The text colour of a tone."""
    if tone in ("neutral", "muted"):
        return colors().muted
    return str(getattr(colors(), tone))


def tone_surface(tone: Tone) -> str:
    """The surface that text of this tone stands on with enough contrast."""
    surfaces = {"neutral": "raised", "muted": "raised", "live": "error_soft", "local": "ok_soft"}
    return str(getattr(colors(), surfaces.get(tone, f"{tone}_soft")))


def text_font(role: TextRole = "base") -> QFont:
    """The font of a text role at the zoom in force, for what is painted by hand."""
    return QFont(_font(role, _InForce.point))


@cache
def _font(role: TextRole, point: float) -> QFont:
    kind = tokens().type
    font = QFont()
    font.setFamilies(list(kind.mono if role.startswith("mono") else kind.ui))
    size = {"heading": kind.heading_pt, "small": kind.small_pt}
    points = size.get(role, kind.base_pt)
    if role.startswith("mono"):
        points = kind.base_pt - MONO_LESS - (1 if role == "mono_small" else 0)
    font.setPointSizeF(points * point)
    if role in ("heading", "strong"):
        font.setWeight(QFont.Weight(kind.heading_weight))
    return font


def set_look(widget: QWidget, **looks: str | bool) -> None:
    """Set properties the style sheet asks for (`kind="primary"`); polish anew if any changed."""
    wanted = {_TAKEN.get(name, name): look for name, look in looks.items()}
    changed = [name for name, look in wanted.items() if widget.property(name) != look]
    for name in changed:
        widget.setProperty(name, wanted[name])
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        # Buttons and tabs remember their size until they hear of another style.
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()


def set_surface(widget: QWidget, surface: str) -> None:
    """Give a widget a background: "pane", "window", "raised", or a tone's soft colour.

    Heirs of QWidget paint none unless told to.
    """
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    set_look(widget, surface=surface)


@cache
def _template() -> str:
    return "\n".join(resource_text("theme", f"{name}.qss") for name in _SHEETS)


class Theme(QObject):
    """The look of the one application; lives as its child.

    Signals:
        changed: palette, fonts and style sheet were set anew.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scheme: Scheme = "system"
        self._zoom = 1.0
        self._signs = QTemporaryDir()
        self._written: set[str] = set()
        load_fonts()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def zoom(self) -> float:
        return self._zoom

    def use(self, scheme: Scheme, zoom: float) -> None:
        """Apply a scheme at a zoom, which is kept within 80 and 200 %."""
        self.prepare(scheme, zoom)
        self.dress()

    def prepare(self, scheme: Scheme, zoom: float) -> None:
        """Set colours and fonts, but no style sheet yet: widgets that are built under one are
        matched with it again at each step into a layout, which makes a start 30 ms longer.
        """
        self._scheme = scheme
        self._zoom = min(max(zoom, ZOOM_LEAST), ZOOM_MOST)
        self._set_basics()

    def dress(self) -> None:
        """Set the style sheet that belongs to colours and fonts."""
        self._app.setStyleSheet(self._sheet())
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._scheme == "system":
            self._set_basics()
            self.dress()

    def _wants_dark(self) -> bool:
        if self._scheme != "system":
            return self._scheme == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _set_basics(self) -> None:
        app, dark = self._app, self._wants_dark()
        # macOS counts 72 dots to the inch, all others 96: a point of the design is of 1/96.
        point = self._zoom * (96 / 72 if sys.platform == "darwin" else 1.0)
        screen = app.primaryScreen()
        dots = screen.logicalDotsPerInch() if screen is not None else 96.0
        _InForce.dark, _InForce.point = dark, point
        _InForce.scale = self._zoom * max(1.0, dots / 96)
        app.setPalette(palette_of(colors()))
        app.setFont(text_font())

    def _sheet(self) -> str:
        scale = _InForce.scale
        radius = round(tokens().space.radius * scale)
        values = token_values(colors(), tokens().type, _InForce.point, radius)
        # A radius above half of its box draws no rounding at all, and both are rounded by zoom.
        values["radio_round"] = f"{(round(14 * scale) + 2) // 2}px"
        values["bar_round"] = f"{(round(10 * scale) - 2 * round(2 * scale)) // 2}px"
        values |= {name: self._sign(*sign) for name, sign in _INDICATORS.items()}
        return build_stylesheet(_template(), values, scale)

    def _sign(self, name: str, color_name: str) -> str:
        """An icon in a colour as `url(…)`, or `none`. Written once: the colour is in its name."""
        color = str(getattr(colors(), color_name))
        path = self._signs.filePath(f"{name}-{color[1:]}.svg")
        if path not in self._written:
            source = resource_text("icons", f"{name}.svg")
            try:
                Path(path).write_text(source.replace("currentColor", color), encoding="utf-8")
            except OSError:  # no folder for temporary files: the window works without these icons
                return "none"
            self._written.add(path)
        return f'url("{path}")'


def apply(app: QApplication, scheme: Scheme = "system", zoom: float = 1.0) -> Theme:
    """Give the application its look, now and at each later call; answers the theme itself."""
    theme = theme_of(app)
    theme.use(scheme, zoom)
    return theme


def theme_of(app: QApplication) -> Theme:
    """The application's theme, made when it is first asked for."""
    # A property and no search of its children, which makes a Python class of each one's: 6 ms.
    theme = app.property(_THEME)
    if not isinstance(theme, Theme):
        theme = Theme(app)
        app.setProperty(_THEME, theme)
    return theme
