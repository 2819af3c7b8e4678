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

_ICONS: dict[str, str] = {
    "error": "circle-x",
    "warn": "alert-triangle",
    "ok": "circle-check",
}


class FieldMessage(NamedTuple):
    """A sentence under a field; `key` is what `FieldRow.acted` gives when `action` is pressed."""

    text: str
    tone: Tone = "warn"
    action: str = ""
    key: str = ""


class FieldRow(QWidget):
    """Rows below one another align: the label column is 140 pixels wide at every row.

    Signals:
        acted(str): a message's action was pressed; its key.
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
        """Explain the field: on hover, and to a screen reader."""
        self._label.setToolTip(text)
        self._wire.setToolTip(text)
        self.control.setAccessibleDescription(text)
        self.control.setToolTip(text)

    def put_in_label_column(self, widget: QWidget) -> None:
        """Let a widget stand where the label was."""
        self._label.hide()
        self._wire.hide()
        holder = QHBoxLayout()
        holder.setContentsMargins(0, 0, px(8), 0)
        holder.addWidget(widget)
        self._grid.addLayout(holder, 0, 0, Qt.AlignmentFlag.AlignTop)

    def set_messages(self, messages: Sequence[FieldMessage]) -> None:
        """Say these sentences beneath the control, the worst first; colours its edge likewise."""
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
        while control is not None:  # a field made of several shows it where one types
            set_look(control, tone=worst)
            control = keep_parent(control.focusProxy())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))

    def _place(self, control: QWidget) -> None:
        words = QVBoxLayout()
        alone = not self._wire.text()  # then it stands level with the text of its control
        words.setContentsMargins(0, px(6) if alone else 0, px(8), 0)
        words.setSpacing(0)
        for label in (self._label, self._wire):
            label.setTextFormat(Qt.TextFormat.PlainText)
            words.addWidget(label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(words, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(control, 0, 1)
        self._grid.addLayout(self._messages, 1, 1)


class MessageLine(QWidget):
    """A tone's icon, a sentence, and perhaps an action that flows with the words.

    Signals:
        acted(str): the action was pressed; the message's key.
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = _ToneSign(self)
        self._text = QLabel(self, wordWrap=True)
        # Rich text only for the link; all words are escaped, none is guessed at.
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setProperty("role", "message")
        self._text.linkActivated.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(5))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def set_message(self, message: FieldMessage) -> None:

        self._sign.set_tone(message.tone)
        set_look(self._text, tone=message.tone)
        words = html.escape(message.text)
        flags = Qt.TextInteractionFlag.NoTextInteraction
        if message.action:
            target = html.escape(message.key or message.action, quote=True)
            action = html.escape(message.action)
            words += f' <a href="{target}" style="text-decoration:none">{action}</a>'
            flags = Qt.TextInteractionFlag.LinksAccessibleByMouse
            flags |= Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self._text.setTextInteractionFlags(flags)
        self._text.setText(words)
        self._text.setAccessibleName(f"{message.text} {message.action}".strip())


class _ToneSign(Painted):
    """The icon of a tone, as high as the first line of small text."""

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
        name = _ICONS.get(self._tone, "info")
        paint_icon(QPainter(self), self.rect(), name, tone_color(self._tone))
