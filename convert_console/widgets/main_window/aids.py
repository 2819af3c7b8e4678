"""Help at hand: the palette of all commands, and what is known of the field in use."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from convert_console.core.request.parameters import PARAMETERS, Parameter
from convert_console.widgets.builder.builder import Builder
from convert_console.widgets.kit.actions import Menu
from convert_console.widgets.main_window.command_palette import CommandPalette
from convert_console.widgets.main_window.help import HelpCard, help_beside, help_on
from convert_console.widgets.preview.json_pane import JsonPane


class Aids:
    """Both lie over the window; the palette is made when it is first wanted."""

    def __init__(self, builder: Builder, json: JsonPane, window: QWidget) -> None:
        self._builder = builder
        self._json = json
        self._window = window
        self._menus: tuple[Menu, ...] = ()
        self.palette: CommandPalette | None = None
        self.card = HelpCard(window)

    def offer(self, menus: tuple[Menu, ...]) -> None:
        """Let these be the commands of the palette."""
        self._menus = menus

    def show_commands(self) -> None:
        """Open the palette of all commands."""
        if self.palette is None:
            self.palette = CommandPalette(self._menus, self._window)
        self.palette.open()

    def explain(self) -> None:
        """Say what is known of the field, or the JSON value, that has the keyboard."""
        field = QApplication.focusWidget()
        if field is None or field.window() is not self._window:
            return
        row = self._parameter(field)
        markup = help_on(row) if row is not None else help_beside(field)
        if markup:
            self.card.explain(markup, field)

    def _parameter(self, field: QWidget) -> Parameter | None:
        if self._json.isAncestorOf(field):
            keys = tuple(step for step in self._json.path_at_caret() if isinstance(step, str))
            return next((row for row in PARAMETERS if row.path == keys[: len(row.path)]), None)
        key = self._builder.key_of(field)
        return next((row for row in PARAMETERS if row.wire_name == key), None)
