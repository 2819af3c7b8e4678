"""Chips that flow from line to line, with a field after the last, in one frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from convert_console.widgets.kit.chip import Chip
from convert_console.widgets.kit.chip_input import ChipInput
from convert_console.widgets.kit.flow import Flow
from convert_console.widgets.kit.painted import Painted, paint_box, paint_focus
from convert_console.widgets.kit.unclaimed import unclaimed
from convert_console.widgets.theme.theme import Tone, colors, px, set_look
from convert_console.widgets.theme.tokens import tokens

# A widget for each of thousands would make the form slow; the rest is edited as JSON.
CHIPS_SHOWN = 100

Item = tuple[str, str | None]
"""An id and its name, if it is known."""


class ChipRow(Painted):
    """Grows in height with its lines. What the chips do is for heirs to say."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self.input = ChipInput(placeholder, self)
        # After the field: Qt orders a whole for Tab only with its first part right behind it.
        self._more = QLabel(self)
        set_look(self._more, role="muted")
        self._more.hide()
        self.setFocusProxy(self.input)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lay_out()

    def tie(self, chip: Chip) -> None:
        """Connect a new chip's signals."""

    def fill(self, items: Sequence[Item], tones: Sequence[tuple[Tone, str]]) -> None:
        """Show these ids, as many as there is room for; a tone and a sentence for each."""
        shown = items[:CHIPS_SHOWN]
        while len(self.chips) < len(shown):
            self.chips.append(Chip(self))
            self.tie(self.chips[-1])
        for place, chip in enumerate(self.chips):
            if place < len(shown):
                chip.set_item(*shown[place], *tones[place])
            chip.setVisible(place < len(shown))
        more = len(items) - len(shown)
        self._more.setText(f"{more} more – edit in JSON")
        self._more.setVisible(more > 0)
        self.lay_out()

    def sizeHint(self) -> QSize:
        return QSize(px(240), self._flow(max(self.width(), px(160))).height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(30))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        radius, theme = px(tokens().space.radius), colors()
        tone = {"error": theme.error, "warn": theme.warn}.get(str(self.property("tone")))
        line = tone or (theme.line_strong if self.isEnabled() else theme.line)
        paint_box(painter, box, radius, theme.field if self.isEnabled() else theme.window, line)
        if (
            self.isAncestorOf(unclaimed(self.window().focusWidget()) or self)
            and self.isActiveWindow()
        ):
            paint_focus(painter, box, radius, theme.accent)

    def _flow(self, width: int) -> Flow:
        shown = [chip for chip in self.chips if not chip.isHidden()]
        sizes = [chip.sizeHint() for chip in shown]
        if not self._more.isHidden():
            sizes.append(self._more.sizeHint())
        return Flow(sizes, width)

    def lay_out(self) -> None:
        """Put everything in its place, and take the height that needs."""
        flow = self._flow(self.width())
        shown: list[QWidget] = [chip for chip in self.chips if not chip.isHidden()]
        if not self._more.isHidden():
            shown.append(self._more)
        for widget, place in zip(shown, flow.places, strict=True):
            widget.setGeometry(place)
        self.input.setGeometry(flow.rest)
        if self.height() != flow.height:
            self.setFixedHeight(flow.height)
