"""Help for the focused field, and the palette of all commands."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from convert_console.core.request.parameters import PARAMETERS, Evidence, Parameter
from convert_console.widgets.builder.builder import Builder
from convert_console.widgets.kit.actions import Menu
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.main_window.models import Models
from convert_console.widgets.main_window.palette_entries import PaletteThings, ThingActions
from convert_console.widgets.preview.json_pane import JsonPane
from convert_console.widgets.theme.theme import px

if TYPE_CHECKING:
    from convert_console.widgets.main_window.command_palette import CommandPalette

WIDTH = 400
CHOICES_SHOWN = 12

EVIDENCE_WORDS: dict[Evidence, str] = {
    "doc": "Documented in Convert's article on the tracking structure.",
    "sdk": "Not in Convert's article; known from Convert's open-source SDKs.",
    "seen": "Not in the first revision of Convert's article; seen in public integrations.",
}


class HelpCard(QFrame):
    """A card over the window that closes at the next key or click."""

    CLOSING_EVENTS = (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.WindowDeactivate,
    )

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("card", True)
        self.setAccessibleName("Help")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.addWidget(self.label)
        self.hide()

    def explain(self, markup: str, field: QWidget) -> None:
        """Show a text below a field, or above it if it does not fit below."""
        window = self.parentWidget()
        assert window is not None
        self.label.setText(markup)
        self.label.setAccessibleName(markup)
        width = min(px(WIDTH), window.width() - px(16))
        height = self.label.heightForWidth(width - px(26)) + px(24)
        top_left = field.mapTo(window, QPoint(0, 0))
        below = top_left.y() + field.height() + px(4)
        fits = below + height <= window.height()
        y = below if fits else max(top_left.y() - height - px(4), 0)
        x = max(min(top_left.x(), window.width() - width - px(8)), 0)
        self.setGeometry(x, y, width, height)
        self.raise_()
        self.show()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.CLOSING_EVENTS:
            self.hide()
            app = QApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
        return False


def help_on(row: Parameter) -> str:
    """A parameter's label, wire name, meaning, values and evidence, as markup."""
    where = ".".join(row.path)
    parts = [
        f"<b>{html.escape(row.label)}</b> &nbsp;<code>{html.escape(where)}</code>",
        html.escape(row.meaning),
    ]
    if row.choices:
        parts.append(_values(row))
    if row.events:
        parts.append(f"Used in: {html.escape(', '.join(row.events))}.")
    if row.example:
        parts.append(f"Example: <code>{html.escape(row.example)}</code>")
    parts.append(EVIDENCE_WORDS[row.evidence])
    return "<qt>" + "".join(f"<p style='margin:0 0 6px 0'>{part}</p>" for part in parts) + "</qt>"


def help_on_control(field: QWidget) -> str:
    """Name, tooltip and description of a control without a parameter, as markup, or "".

    If a control has no tooltip, that of its parent is used.
    """
    name, tip = field.accessibleName(), _tip_of(field)
    description = html.escape(field.accessibleDescription(), quote=False).replace("\n", "<br>")
    title = f"<b>{html.escape(name)}</b>" if name else ""
    parts = [title, tip, "" if description in tip else description]
    return "<br>".join(filter(None, parts))


def _tip_of(field: QWidget) -> str:
    tip, parent = field.toolTip(), field.parentWidget()
    if parent is not None and not (tip or field.accessibleDescription()):
        tip = parent.toolTip()
    if tip.startswith("<qt>"):  # markup by `plain_tip`
        return tip.removeprefix("<qt>").removesuffix("</qt>")
    return html.escape(tip, quote=False)


def _values(row: Parameter) -> str:
    lines = [
        f"<code>{html.escape(choice.value)}</code> – {html.escape(choice.label)}"
        + (" (SDK only)" if choice.evidence == "sdk" else "")
        for choice in row.choices[:CHOICES_SHOWN]
    ]
    return "<br>".join(lines)


class Help:
    """Opens the command palette, and the card that explains the focused field."""

    def __init__(
        self,
        builder: Builder,
        json: JsonPane,
        models: Models,
        actions: ThingActions,
        window: QWidget,
    ) -> None:
        """`actions` is what the palette does with things."""
        self._models, self._actions = models, actions
        self._builder = builder
        self._json = json
        self._window = window
        self._menus: tuple[Menu, ...] = ()
        self.palette: CommandPalette | None = None
        self.card = HelpCard(window)

    def set_menus(self, menus: tuple[Menu, ...]) -> None:
        """Set the commands of the palette."""
        self._menus = menus

    def show_commands(self) -> None:
        """Open the palette of commands and things."""
        if self.palette is None:
            from convert_console.widgets.main_window.command_palette import CommandPalette

            models = self._models
            self.palette = CommandPalette(
                self._menus,
                PaletteThings(models, self._actions),
                models.finder,
                models.preferences,
                self._window,
            )
        self.palette.open()

    def show_shortcuts(self) -> None:
        """List every shortcut."""
        from convert_console.widgets.main_window.shortcuts_dialog import ShortcutsDialog

        open_dialog(ShortcutsDialog(self._menus, self._window))

    def explain(self) -> None:
        """Explain the field or the JSON value that has the focus."""
        field = QApplication.focusWidget()
        if field is None or field.window() is not self._window:
            return
        row = self._parameter(field)
        markup = help_on(row) if row is not None else help_on_control(field)
        if markup:
            self.card.explain(markup, field)

    def _parameter(self, field: QWidget) -> Parameter | None:
        if self._json.isAncestorOf(field):
            keys = tuple(step for step in self._json.path_at_caret() if isinstance(step, str))
            return next((row for row in PARAMETERS if row.path == keys[: len(row.path)]), None)
        key = self._builder.key_of(field)
        return next((row for row in PARAMETERS if row.wire_name == key), None)
