"""Two or more exclusive choices in a row, as in POST | GET."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font
from convert_console.widgets.theme.tokens import tokens

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class SegmentedToggle(QWidget):
    """Choices are pairs of a value and its label, one of which is always chosen.

    Tab goes to the chosen one; arrow keys change the choice.

    Signals:
        chosen(str): the user chose another value.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._segments = [Segment(value, label, self) for value, label in choices]
        for segment in self._segments:
            row.addWidget(segment)
            segment.clicked.connect(partial(self._pick, segment))
            segment.toggled.connect(partial(self._toggled, segment))
        self.set_value(self._segments[0].value)

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        """Choose a value without a signal; an unknown value is ignored."""
        if all(segment.value != value for segment in self._segments):
            return
        self._value = value
        for segment in self._segments:
            segment.set_chosen(segment.value == value)
        self.setFocusProxy(self._chosen())
        self.update()

    def set_choice_tip(self, value: str, tip: str) -> None:
        """Say in the tooltip of one choice what it means."""
        for segment in self._segments:
            if segment.value == value:
                segment.setToolTip(plain_tip(tip))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        index = self._segments.index(self._chosen()) + step
        if 0 <= index < len(self._segments):
            self._pick(self._segments[index])
            self._segments[index].setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box, radius = QRectF(self.rect()), px(tokens().radius.control)
        paint_box(painter, box, radius, colors().pane)
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(QRectF(self._chosen().geometry()), QColor(colors().accent_soft))
        painter.restore()
        painter.setPen(QColor(colors().outline))
        for segment in self._segments[1:]:
            edge = segment.x() + 0.5
            painter.drawLine(QPointF(edge, 1), QPointF(edge, self.height() - 1))
        paint_box(painter, box, radius, None, colors().outline)
        if any(segment.hasFocus() for segment in self._segments):
            paint_focus(painter, box, radius, colors().accent)

    def _chosen(self) -> Segment:
        return next(s for s in self._segments if s.value == self._value)

    def _toggled(self, segment: Segment, on: bool) -> None:
        if on:  # by a screen reader, which does not click
            self._pick(segment)

    def _pick(self, segment: Segment, _checked: bool = False) -> None:
        if segment.value != self._value:
            self.set_value(segment.value)
            self.chosen.emit(segment.value)


class Segment(QAbstractButton):
    """One choice. It paints its label; the toggle paints the background."""

    def __init__(self, value: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = value
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a radio button for screen readers

    def set_chosen(self, chosen: bool) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
        if self.isChecked() != chosen:
            self.setChecked(chosen)
            self._repaint_toggle()

    def nextCheckState(self) -> None:
        """Does nothing: a click must not uncheck the chosen one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()  # the toggle handles it
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self._repaint_toggle()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self._repaint_toggle()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font(strong=True))
        return QSize(metrics.horizontalAdvance(self.text()) + px(28), px(tokens().size.control))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = colors().accent if self.isChecked() else colors().text
        if not self.isEnabled():
            ink = colors().muted
        elif self.underMouse() and not self.isChecked():
            hover = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            paint_box(painter, hover, px(4), colors().raised)
        painter.setFont(self._font(strong=self.isChecked()))
        painter.setPen(QColor(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _font(self, strong: bool) -> QFont:
        return text_font("strong" if strong else "base")

    def _repaint_toggle(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.update()
