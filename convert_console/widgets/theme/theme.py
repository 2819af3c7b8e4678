"""Applies one look to the whole application: palette, fonts and style sheet from the tokens."""

import sys
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.resources import resource
from convert_console.widgets.theme.fonts import load_fonts
from convert_console.widgets.theme.palette import palette_of
from convert_console.widgets.theme.stylesheet import MONO_LESS, build_stylesheet, token_values
from convert_console.widgets.theme.tokens import Colors, tokens

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
    return "\n".join(
        resource("theme", f"{name}.qss").read_text(encoding="utf-8") for name in _SHEETS
    )


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
            source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
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
