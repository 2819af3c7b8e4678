"""Qt's own drawing uses the theme's colours, greyed ones included."""

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from convert_console.widgets.theme.theme import palette_of, tokens


@pytest.mark.parametrize("dark", [False, True])
def test_roles_take_the_theme_s_colours(qtbot: QtBot, dark: bool) -> None:
    colors = tokens().colors(dark)
    palette = palette_of(colors)
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    assert palette.color(role.WindowText).name() == colors.text.lower()
    assert palette.color(role.Base).name() == colors.field.lower()
    assert palette.color(group.Disabled, role.Text).name() == colors.muted.lower()
