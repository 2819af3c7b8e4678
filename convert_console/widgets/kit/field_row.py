"""One row of a form: a label with its wire name, a control, and messages about it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, px, set_look, tone_color

LABEL_WIDTH = 140

_TONE_ICONS: dict[str, str] = {
    "error": "circle-x",
    "warn": "alert-triangle",
    "ok": "circle-check",
}


class FieldMessage(NamedTuple):
    """A sentence under a field; `FieldRow.acted` emits `key` when its `action` is pressed."""

    text: str
    tone: Tone = "warn"
    action: str = ""
    key: str = ""


class FieldRow(QWidget):
    """The label column has the same width in every row, so that rows align.

    Signals:
        acted(str): the action of the message with this key was pressed.
    """

    acted = Signal(str)

    def __init__(
        self, label: str, wire: str, control: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._label = QLabel(label, self)
        self._label.setBuddy(control)
        self._wire = QLabel(wire, self)
        self._wire.setProperty("role", "wire")
        self._wire.setHidden(not wire)  # an empty line would make the row higher
        self._shown: tuple[FieldMessage, ...] = ()
        self._lines: list[MessageLine] = []
        self._messages = QVBoxLayout()
        self._messages.setContentsMargins(0, px(3), 0, 0)
        self._messages.setSpacing(px(2))
        self._place(control)
        if not control.accessibleName():
            control.setAccessibleName(f"{label} ({wire})" if wire else label)

    def set_help(self, text: str) -> None:
        """Set the tooltip, and the description for screen readers."""
        self._label.setToolTip(text)
        self._wire.setToolTip(text)
        self.control.setAccessibleDescription(text)
        self.control.setToolTip(text)

    def put_in_label_column(self, widget: QWidget) -> None:
        """Put a widget in place of the label."""
        self._label.hide()
        self._wire.hide()
        holder = QHBoxLayout()
        holder.setContentsMargins(0, 0, px(8), 0)
        holder.addWidget(widget)
        self._grid.addLayout(holder, 0, 0, Qt.AlignmentFlag.AlignTop)

    def set_messages(self, messages: Sequence[FieldMessage]) -> None:
        """Show these messages below the control, the worst first, and colour its border."""
        if tuple(messages) == self._shown:
            return
        self._shown = tuple(messages)
        while len(self._lines) > len(messages):
            line = self._lines.pop()
            self._messages.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self._lines) < len(messages):
            line = MessageLine(self)
            line.acted.connect(self.acted)
            self._messages.addWidget(line)
            line.show()  # a child added to a visible parent starts hidden
            self._lines.append(line)
        for line, message in zip(self._lines, messages, strict=True):
            line.set_message(message)
        tones = [message.tone for message in messages]
        worst = next((tone for tone in ("error", "warn") if tone in tones), "")
        control: QWidget | None = self.control
        while control is not None:  # a composite field shows it at the part that has the focus
            set_look(control, tone=worst)
            control = keep_parent(control.focusProxy())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))

    def _place(self, control: QWidget) -> None:
        labels = QVBoxLayout()
        # A label without a wire name is in line with the text of its control.
        labels.setContentsMargins(0, 0 if self._wire.text() else px(6), px(8), 0)
        labels.setSpacing(0)
        for label in (self._label, self._wire):
            label.setTextFormat(Qt.TextFormat.PlainText)
            labels.addWidget(label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(labels, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(control, 0, 1)
        self._grid.addLayout(self._messages, 1, 1)


class MessageLine(QWidget):
    """The icon of a tone, a sentence, and perhaps an action as a link at its end.

    Signals:
        acted(str): the action of the message with this key was pressed.
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = _ToneIcon(self)
        self._text = QLabel(self, wordWrap=True)
        # Rich text for the link; everything else is escaped.
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setProperty("role", "message")
        self._text.linkActivated.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(5))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def set_message(self, message: FieldMessage) -> None:
        self._icon.set_tone(message.tone)
        set_look(self._text, tone=message.tone)
        markup = html.escape(message.text)
        flags = Qt.TextInteractionFlag.NoTextInteraction
        if message.action:
            target = html.escape(message.key or message.action, quote=True)
            action = html.escape(message.action)
            markup += f' <a href="{target}" style="text-decoration:none">{action}</a>'
            flags = Qt.TextInteractionFlag.LinksAccessibleByMouse
            flags |= Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self._text.setTextInteractionFlags(flags)
        self._text.setText(markup)
        self._text.setAccessibleName(f"{message.text} {message.action}".strip())


class _ToneIcon(Painted):
    """The icon of a tone, as high as a line of small text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = "warn"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(13), px(16))

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        name = _TONE_ICONS.get(self._tone, "info")
        paint_icon(QPainter(self), self.rect(), name, tone_color(self._tone))
