"""Turns one theme's colours into the palette that Qt's own drawing uses."""

from PySide6.QtGui import QColor, QPalette

from convert_console.widgets.theme.tokens import Colors

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
