"""Steps one below the other: what has happened to a request, and what comes next."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look

ICON, LINE = 20, 2
"""Pixels of a step's icon, and of the line to the next one."""

STATES: dict[str, tuple[str, str]] = {
    "due": ("circle", "muted"),
    "waiting": ("clock", "accent"),
    "ok": ("circle-check", "ok"),
    "warn": ("alert-triangle", "warn"),
    "error": ("circle-x", "error"),
    "info": ("info", "info"),
}
"""The icon of each state of a step, and its colour."""


class Timeline(QWidget):
    """Shows steps; each is a title with a text at its right, and a sentence."""

    def __init__(self, steps: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = [Step(self, last=number == steps - 1) for number in range(steps)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for step in self.steps:
            column.addWidget(step)
        column.addStretch(1)


class Step(QWidget):
    """One step of a timeline."""

    def __init__(self, parent: QWidget, *, last: bool) -> None:
        super().__init__(parent)
        self._mark = _Mark(self, last=last)
        self.title, self.note = QLabel(self), QLabel(self)
        set_look(self.title, role="strong")
        set_look(self.note, role="muted")
        self.sentence = sentence_label(self)
        set_look(self.sentence, role="muted")
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(2))
        grid.addWidget(self._mark, 0, 0, 4, 1)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.note, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.sentence, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowMinimumHeight(3, px(16))
        grid.setRowStretch(3, 1)

    def put_below(self, part: QWidget) -> None:
        """Put something below the sentence."""
        self._grid.addWidget(part, 2, 1, 1, 2)

    def show_state(self, state: str, title: str, sentence: str, note: str = "") -> None:
        """Show the state of the step; `state` is one of `STATES`."""
        self._mark.set_state(state)
        self.title.setText(title)
        self.note.setText(note)
        self.sentence.setText(visible(sentence))
        self.setAccessibleName(" ".join(filter(None, (title, note, visible(sentence)))))


class _Mark(Painted):
    """The icon of a step, and the line to the next."""

    def __init__(self, parent: QWidget, *, last: bool) -> None:
        super().__init__(parent)
        self._state, self._last = "due", last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_state(self, state: str) -> None:
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(ICON), px(ICON))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, color = STATES[self._state]
        paint_icon(painter, QRect(0, 0, px(ICON), px(ICON)), name, str(getattr(colors(), color)))
        if not self._last:
            ink = colors().ok if self._state == "ok" else colors().line
            left = (px(ICON) - px(LINE)) // 2
            top = px(ICON) + px(4)
            painter.fillRect(left, top, px(LINE), self.height() - top - px(4), QColor(ink))
