"""The look of the application: palette, fonts and style sheet, light or dark, at any zoom."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget

from convert_console.models.profiles.preferences import Contrast, Scheme
from convert_console.resources import resource, resource_text
from convert_console.widgets.theme.tokens import Colors, Tokens, mixed, tokens

# Fills the templates of the style sheet with the tokens of a theme.

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


Tone = Literal["ok", "warn", "error", "info", "neutral", "live", "local", "accent", "muted"]
TextRole = Literal["base", "small", "heading", "strong", "mono", "mono_small"]

SEVERITY_TONES: dict[str, Tone] = {"error": "error", "warning": "warn", "info": "info"}
"""The tone in which a problem of each severity is shown, worst first."""


def apply(
    app: QApplication, scheme: Scheme = "system", zoom: float = 1.0, contrast: Contrast = "system"
) -> Theme:
    """Apply a theme to the application, and return it."""
    theme = theme_of(app)
    theme.use(scheme, zoom, contrast)
    return theme


def theme_of(app: QApplication) -> Theme:
    """The application's theme, created at the first call."""
    theme = app.property(_THEME)
    if not isinstance(theme, Theme):
        theme = Theme(app)
        app.setProperty(_THEME, theme)
    return theme


ZOOM_LEAST, ZOOM_MOST = 0.8, 2.0

_THEME = "look_theme"
"""The property of the application that holds its theme."""

# Names of looks that are also the name of a Qt property.
_RENAMED = {"size": "look_size"}
# A style sheet needs image files, so these icons are written to files in their colour.
_INDICATORS = {
    "chevron": ("chevron-down", "muted"),
    "chevron_off": ("chevron-down", "disabled"),
    "chevron_up": ("chevron-up", "muted"),
    "chevron_right": ("chevron-right", "muted"),
    "tick": ("check", "accent_text"),
    "tick_off": ("check", "muted"),
    "tick_menu": ("check", "text"),
    "dot": ("dot", "accent_text"),
    "dash": ("minus", "accent_text"),
    "cross": ("x", "muted"),
}


class _Current:
    """The values that the theme set last, which are read hundreds of times at each paint."""

    dark = False
    high = False
    scale = 1.0
    point = 1.0
    zoom = 1.0


def colors() -> Colors:
    """The current colours; the light ones before a theme is applied."""
    return tokens().colors(_Current.dark, _Current.high)


def px(length: float) -> int:
    """A length in pixels at 96 dpi and 100 % zoom, at the current zoom."""
    return round(length * _Current.scale)


def current_zoom() -> float:
    """The zoom that the user has chosen, from 0.8 to 2.0."""
    return _Current.zoom


def tone_color(tone: Tone) -> str:
    """The text colour of a tone."""
    if tone in ("neutral", "muted"):
        return colors().muted
    return str(getattr(colors(), tone))


def tone_surface(tone: Tone) -> str:
    """The background with enough contrast for text of this tone."""
    surfaces = {"neutral": "raised", "muted": "raised", "live": "error_soft", "local": "ok_soft"}
    return str(getattr(colors(), surfaces.get(tone, f"{tone}_soft")))


def text_font(role: TextRole = "base") -> QFont:
    """The font of a text role at the current zoom, for painting."""
    return QFont(_font(role, _Current.point))


def figures_font() -> QFont:
    """The font of numbers in tables, whose digits are all of the same width."""
    font = text_font()
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _font(role: TextRole, point: float) -> QFont:
    kind = tokens().type
    font = QFont()
    font.setFamilies(list(kind.mono if role.startswith("mono") else kind.ui))
    size = {"heading": kind.heading_pt, "small": kind.small_pt}
    points = size.get(role, kind.base_pt)
    if role.startswith("mono"):
        points = kind.base_pt - MONO_SMALLER_PT - (1 if role == "mono_small" else 0)
    font.setPointSizeF(points * point)
    if role in ("heading", "strong"):
        font.setWeight(QFont.Weight(kind.heading_weight))
    return font


def set_look(widget: QWidget, **looks: str | bool) -> None:
    """Set properties the style sheet asks for (`kind="primary"`); repaint if any changed."""
    wanted = {_RENAMED.get(name, name): look for name, look in looks.items()}
    changed = [name for name, look in wanted.items() if widget.property(name) != look]
    for name in changed:
        widget.setProperty(name, wanted[name])
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        # Buttons and tabs keep their size until they get this event.
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()


def inset_text(box: QAbstractSpinBox) -> None:
    """Give the text of a number box the margin that it has in other fields."""
    # A style sheet cannot: its padding belongs to the box, and the line edit inside covers it.
    set_lengths(box.lineEdit(), textMargins=(6, 0, 0, 0))


_LENGTHS = "look_lengths"

NO_LIMIT = 16_777_215
"""The maximum length of a widget that has none: Qt's QWIDGETSIZE_MAX, which PySide leaves out."""


def set_lengths(widget: QWidget, **lengths: float | tuple[float, ...]) -> None:
    """Set lengths in pixels at 100 % zoom that follow the zoom: `set_lengths(box, fixedWidth=100)`
    calls `setFixedWidth`.
    """
    widget.setProperty(_LENGTHS, {**(widget.property(_LENGTHS) or {}), **lengths})
    rescale_lengths(widget)


def rescale_lengths(widget: QWidget) -> None:
    """Set the lengths of a widget again, at the current zoom."""
    for name, length in (widget.property(_LENGTHS) or {}).items():
        values = length if isinstance(length, list | tuple) else (length,)
        getattr(widget, f"set{name[0].upper()}{name[1:]}")(*map(px, values))


def set_surface(widget: QWidget, surface: str) -> None:
    """Give a widget a background: "pane", "window", "raised", or a tone's soft colour.

    A subclass of QWidget paints none by itself.
    """
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    set_look(widget, surface=surface)


class Theme(QObject):
    """The look of the application, which is its parent.

    Signals:
        changed: palette, fonts and style sheet were set.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scheme: Scheme = "system"
        self._contrast: Contrast = "system"
        self._zoom = 1.0
        self._icon_folder = QTemporaryDir()
        self._written: set[str] = set()
        load_fonts()
        # Kept: PySide takes what the system tells of its contrast for a part of these hints, and
        # for deleted as soon as nothing refers to them.
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        changed = self._hints.accessibility().contrastPreferenceChanged
        changed.connect(self._follow_system_contrast)

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def zoom(self) -> float:
        return self._zoom

    def use(self, scheme: Scheme, zoom: float, contrast: Contrast = "system") -> None:
        """Apply a scheme, a zoom, which is limited to 80 to 200 %, and a contrast."""
        self._remove_stylesheet()
        self.prepare(scheme, zoom, contrast)
        self.apply_stylesheet()

    def prepare(self, scheme: Scheme, zoom: float, contrast: Contrast = "system") -> None:
        """Set colours and fonts, but no style sheet yet."""
        # Widgets created under a style sheet are matched with it at each layout, which takes 30 ms.
        self._scheme, self._contrast = scheme, contrast
        self._zoom = min(max(zoom, ZOOM_LEAST), ZOOM_MOST)
        self._set_basics()

    def apply_stylesheet(self) -> None:
        """Set the style sheet for the current colours and fonts."""
        self._remove_stylesheet()
        self._app.setStyleSheet(self._sheet())
        self.changed.emit()

    def _remove_stylesheet(self) -> None:
        # To replace a style sheet Qt visits each widget once for itself and for each of its
        # ancestors, to remove one and set another only twice: a quarter of the time. It would also
        # visit widgets that were asked for their size but never shown, and that are deleted.
        if self._app.styleSheet():
            self._app.setStyleSheet("")

    def end(self) -> None:
        """Delete the files of icons; called before the process ends."""
        self._icon_folder.remove()

    def _follow_system(self) -> None:
        if self._scheme == "system":
            self.use("system", self._zoom, self._contrast)

    def _follow_system_contrast(self) -> None:
        if self._contrast == "system":
            self.use(self._scheme, self._zoom, "system")

    def _wants_high_contrast(self) -> bool:
        if self._contrast == "high":
            return True
        wanted = self._hints.accessibility().contrastPreference()
        return bool(wanted == Qt.ContrastPreference.HighContrast)

    def _wants_dark(self) -> bool:
        if self._scheme != "system":
            return self._scheme == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _set_basics(self) -> None:
        app, dark = self._app, self._wants_dark()
        # macOS has 72 dots per inch, other systems 96, for which the design is made.
        point = self._zoom * (96 / 72 if sys.platform == "darwin" else 1.0)
        screen = app.primaryScreen()
        dots = screen.logicalDotsPerInch() if screen is not None else 96.0
        _Current.high = self._wants_high_contrast()
        _Current.dark, _Current.point, _Current.zoom = dark, point, self._zoom
        _Current.scale = self._zoom * max(1.0, dots / 96)
        app.setPalette(palette_of(colors()))
        app.setFont(text_font())

    def _sheet(self) -> str:
        scale = _Current.scale
        values = token_values(colors(), tokens(), _Current.point, scale)
        # A radius above half the size of its box draws no rounding, and the zoom rounds both.
        values["radio_round"] = f"{(round(14 * scale) + 2) // 2}px"
        values["bar_round"] = f"{(round(8 * scale) - 2) // 2}px"
        values |= {name: self._icon_url(*icon) for name, icon in _INDICATORS.items()}
        return build_stylesheet(template(), values, scale)

    def _icon_url(self, name: str, color_name: str) -> str:
        """An icon in a colour as `url(…)`, or `none` if its file cannot be written."""
        color = str(getattr(colors(), color_name))
        path = self._icon_folder.filePath(f"{name}-{color[1:]}.svg")
        if path not in self._written:
            source = resource_text("icons", f"{name}.svg")
            try:
                Path(path).write_text(source.replace("currentColor", color), encoding="utf-8")
            except OSError:  # the window works without these icons
                return "none"
            self._written.add(path)
        return f'url("{path}")'


FACES = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "JetBrainsMono-Regular")


def load_fonts() -> list[str]:
    """Register Inter and JetBrains Mono with Qt, and return their families.

    A file that Qt refuses is skipped; then the next family in the tokens is used.
    """
    families: dict[str, None] = {}
    for face in FACES:
        font_id = QFontDatabase.addApplicationFont(str(resource("fonts", f"{face}.ttf")))
        if font_id >= 0:
            families.update(dict.fromkeys(QFontDatabase.applicationFontFamilies(font_id)))
    return list(families)


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
    """The palette. Disabled text is muted, which still has a contrast of 4.5:1 on every surface."""
    palette = QPalette()
    for role, color in _roles(colors).items():
        palette.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.muted))
    return palette
