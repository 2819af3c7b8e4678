"""The steps of a flow: which are done, which is in sight, and which can be opened."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from convert_console.widgets.kit.painted import Painted, paint_box, paint_focus
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font
from convert_console.widgets.theme.tokens import tokens

CIRCLE, GAP, DASH = 18, 8, 16
"""Pixels of the circle with the number, between it and the word, and of the line after it."""

_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class StepBar(Painted):
    """Tab goes to the step in sight, arrow keys to the others that can be opened.

    Signals:
        chosen(str): the user opened this step.
    """

    chosen = Signal(str)

    def __init__(
        self, steps: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """`steps` has the value and the word of each, and what it is for."""
        super().__init__(parent)
        self.setAccessibleName("Steps")
        self._shown = ""
        self.steps = {
            value: Step(value, word, number, len(steps), self)
            for number, (value, word, _tip) in enumerate(steps, 1)
        }
        for value, _word, tip in steps:
            self.steps[value].setToolTip(f"{self.steps[value].text()}: {tip[0].lower()}{tip[1:]}")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(4))
        for step in self.steps.values():
            self._row.addWidget(step)
            step.clicked.connect(lambda _checked=False, value=step.value: self.chosen.emit(value))
            step.toggled.connect(partial(self._toggled, step.value))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def full_width(self) -> int:
        """How wide the bar is if every step has its word."""
        gaps = self._row.spacing() * (len(self.steps) - 1)
        return sum(step.width_with(words=True) for step in self.steps.values()) + gaps

    def set_compact(self, compact: bool) -> None:
        """Leave out the words of the steps that are not in sight."""
        for step in self.steps.values():
            step.set_compact(compact)

    def value(self) -> str:
        """The step in sight."""
        return self._shown

    def show_step(self, value: str) -> None:
        """Mark the step in sight."""
        self._shown = value
        for step in self.steps.values():
            step.set_current(step.value == value)

    def _toggled(self, value: str, on: bool) -> None:
        if on and value != self._shown:  # by a screen reader, which does not click
            self.chosen.emit(value)

    def set_state(self, value: str, *, enabled: bool, done: bool) -> None:
        """Say whether a step can be opened, and whether it is done."""
        self.steps[value].set_state(enabled=enabled, done=done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by, steps = _MOVES.get(Qt.Key(event.key())), list(self.steps.values())
        at = next((place for place, step in enumerate(steps) if step.isChecked()), 0)
        if by is None or not 0 <= at + by < len(steps) or not steps[at + by].isEnabled():
            super().keyPressEvent(event)
            return
        self.chosen.emit(steps[at + by].value)
        steps[at + by].setFocus(Qt.FocusReason.OtherFocusReason)


class Step(QAbstractButton):
    """A circle with a number or a tick, a word, and a line to the next step."""

    def __init__(self, value: str, word: str, number: int, of: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.value, self._number, self._of = value, number, of
        self._done = self._compact = False
        self.setText(word)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a radio button for screen readers
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._show_name()

    def set_current(self, current: bool) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.setChecked(current)
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Leave out the word while another step is in sight."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    @property
    def _has_word(self) -> bool:
        return self.isChecked() or not self._compact

    def width_with(self, *, words: bool) -> int:
        """How wide the step is with or without its word."""
        word = QFontMetrics(text_font("strong")).horizontalAdvance(self.text())
        dash = px(DASH + 8) if self._number < self._of else 0
        return px(8 + CIRCLE) + (px(GAP) + word if words else 0) + dash

    def set_state(self, *, enabled: bool, done: bool) -> None:
        if (enabled, done) != (self.isEnabled(), self._done):
            self._done = done
            self.setEnabled(enabled)
            self._show_name()
            self.update()

    def nextCheckState(self) -> None:
        """Does nothing: the flow checks the step that it shows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _MOVES:
            event.ignore()  # the bar handles it
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self.width_with(words=self._has_word), px(tokens().size.control))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, middle = px(CIRCLE), self.height() // 2
        circle = QRect(px(4), middle - side // 2, side, side)
        current = self.isChecked()
        ink = colors().text if self.isEnabled() else colors().muted
        if self._done and not current:
            paint_icon(painter, circle, "circle-check", colors().ok)
        else:
            fill = colors().accent if current else colors().raised
            paint_box(painter, QRectF(circle), side / 2, fill)
            painter.setFont(text_font("strong" if current else "small"))
            painter.setPen(QColor(colors().accent_text if current else colors().muted))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        if self._has_word:
            painter.setFont(text_font("strong" if current else "base"))
            painter.setPen(QColor(ink))
            left = circle.right() + 1 + px(GAP)
            place = QRect(left, 0, self.width() - left, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._number < self._of:
            right = self.width()
            painter.fillRect(right - px(DASH), middle, px(DASH), 1, QColor(colors().line_strong))
        if self.hasFocus():
            dash = px(DASH + 4) if self._number < self._of else 0
            area = QRectF(self.rect()).adjusted(0, 0, -dash, 0)
            paint_focus(painter, area, px(tokens().radius.control), colors().accent)

    def _show_name(self) -> None:
        done = ", done" if self._done else ""
        self.setAccessibleName(f"Step {self._number} of {self._of}: {self.text()}{done}")
