"""One row of a form: a label with its wire name, a control, and messages about it."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, colors, px, set_look, tone_color
from convert_console.widgets.theme.tokens import tokens

ROW = 32
"""The least height of a row, in pixels at 100 % zoom."""

LABEL_GAP = 4
"""Pixels between the longest label and its control. With more, it would be wider than its column
at some zooms, and the control would not be in line with the others."""

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
    """The label column has the same width in every row, so that rows align. While the control has
    the focus, an icon after the label explains it.

    Signals:
        acted(str): the action of the message with this key was pressed.
    """

    acted = Signal(str)

    def __init__(
        self, label: str, wire: str, control: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._problems = ""
        self._label = QLabel(label, self)
        self._help = _HelpIcon(self)
        self._wire = QLabel(wire, self)
        self._wire.setProperty("role", "wire")
        self._wire.setHidden(not wire)  # an empty line would make the row higher
        self._messages = FieldMessages(self)
        self._messages.acted.connect(self.acted)
        self._place(control)
        self.set_buddy(control)
        says_itself = isinstance(control, QAbstractButton) and bool(control.text())
        if not control.accessibleName() and not says_itself:
            control.setAccessibleName(f"{label} ({wire})" if wire else label)

    def set_label(self, text: str) -> None:
        if self._label.text() != text:
            self._label.setText(text)
            self._place_help()

    def set_buddy(self, control: QWidget) -> None:
        """Let the label name a control, or the part of a composite one that takes the focus."""
        while (proxy := keep_parent(control.focusProxy())) is not None:
            control = proxy
        if self._label.buddy() is not control:  # Qt would paint the label again
            self._label.setBuddy(control)

    def set_help(self, text: str) -> None:
        """Set the tooltip, and the description for screen readers."""
        self.show_help(text)
        self.control.setAccessibleDescription(text)
        self.control.setToolTip(text)

    def show_help(self, text: str) -> None:
        """Set what the label and the icon of the focused control explain."""
        for part in (self._label, self._wire, self._help):
            part.setToolTip(text)

    def set_focused(self, focused: bool) -> None:
        """Show the icon that explains the control, if there is something to explain. It is after
        the label, or after the wire name where that leaves more room.
        """
        shown = focused and bool(self._help.toolTip()) and not self._label.isHidden()
        self._help.setVisible(shown)
        self._place_help()

    def _place_help(self) -> None:
        if not self._help.isHidden():
            side, gap = px(tokens().size.icon_small), px(4)
            room = px(tokens().size.form_label) - side - 2 * gap
            text = next(
                (label for label in (self._label, self._wire) if label.sizeHint().width() <= room),
                self._wire,
            )
            left = text.x() + text.sizeHint().width() + gap
            self._help.setGeometry(left, text.y() + (text.height() - side) // 2, side, side)
            self._help.raise_()

    def put_in_label_column(self, widget: QWidget) -> None:
        """Put a widget in place of the label."""
        self._label.hide()
        self._wire.hide()
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, px(8), 0)
        holder.addWidget(widget)
        self._grid.addLayout(holder, 0, 0, Qt.AlignmentFlag.AlignTop)

    def put_below(self, part: QWidget | QLayout) -> None:
        """Put something between the control and its messages."""
        if isinstance(part, QWidget):
            self._grid.addWidget(part, 1, 1)
        else:
            self._grid.addLayout(part, 1, 1)

    def set_messages(self, messages: Sequence[FieldMessage]) -> None:
        """Show these messages below the control, the worst first, and colour its border."""
        if not self._messages.set_messages(messages):
            return
        tones = [message.tone for message in messages]
        worst = next((tone for tone in ("error", "warn") if tone in tones), "")
        control: QWidget | None = self.control
        while control is not None:  # a composite field shows it at the part that has the focus
            set_look(control, tone=worst)
            control = keep_parent(control.focusProxy())
        self._describe(messages)

    def _describe(self, messages: Sequence[FieldMessage]) -> None:
        """Begin the description of what takes the focus with the problems, as a screen reader has
        no other way to learn of them: PySide has no line edit with a state of its own.
        """
        target = keep_parent(self._label.buddy())
        if target is None:
            return
        own = target.accessibleDescription().removeprefix(self._problems)
        words = {"error": "Error", "warn": "Warning"}
        parts = (
            f"{words[message.tone]}: {message.text} " for message in messages
            if message.tone in words
        )  # fmt: skip
        self._problems = "".join(parts)
        target.setAccessibleDescription(f"{self._problems}{own}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._place_help()  # the labels have their places by now
        return handled

    def _fit(self) -> None:
        self._grid.setColumnMinimumWidth(0, px(tokens().size.form_label))
        self._grid.setRowMinimumHeight(0, px(ROW))

    def _place(self, control: QWidget) -> None:
        labels = QVBoxLayout()
        # A label without a wire name is in line with the text of its control.
        labels.setContentsMargins(0, 0 if self._wire.text() else px(6), px(LABEL_GAP), 0)
        labels.setSpacing(0)
        for label in (self._label, self._wire):
            label.setTextFormat(Qt.TextFormat.PlainText)
            labels.addWidget(label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(labels, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(control, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._messages, 2, 1)
        self._fit()


class FieldMessages(QWidget):
    """Sentences below a field, each with its icon and perhaps an action.

    Signals:
        acted(str): the action of the message with this key was pressed.
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[FieldMessage, ...] = ()
        self._lines: list[MessageLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, px(4))
        self._column.setSpacing(px(2))
        self.hide()

    def set_messages(self, messages: Sequence[FieldMessage]) -> bool:
        """Show these, and return whether they differ from those before."""
        if tuple(messages) == self._shown:
            return False
        self._shown = tuple(messages)
        while len(self._lines) > len(messages):
            line = self._lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self._lines) < len(messages):
            line = MessageLine(self)
            line.acted.connect(self.acted)
            self._column.addWidget(line)
            line.show()  # a child added to a visible parent starts hidden
            self._lines.append(line)
        for line, message in zip(self._lines, messages, strict=True):
            line.set_message(message)
        self.setVisible(bool(messages))
        return True


class _HelpIcon(Painted):
    """The icon of the focused field, whose tooltip explains it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), "circle-help", colors().muted)


class MessageLine(QWidget):
    """The icon of a tone, a sentence, and perhaps an action at the right.

    Signals:
        acted(str): the action of the message with this key was pressed.
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._icon = _ToneIcon(self)
        self._text = QLabel(self, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setProperty("role", "message")
        self._action = LinkButton("", self)
        set_look(self._action, size="message")
        self._action.clicked.connect(lambda: self.acted.emit(self._key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(5))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._icon, 0, top)
        row.addWidget(self._text, 1, top)
        row.addWidget(self._action, 0, top)

    @property
    def action(self) -> LinkButton:
        """The button of the action."""
        return self._action

    def text(self) -> str:
        return self._text.text()

    def set_message(self, message: FieldMessage) -> None:
        self._icon.set_tone(message.tone)
        set_look(self._text, tone=message.tone)
        self._key = message.key or message.action
        self._text.setText(message.text)
        self._action.setText(message.action)
        self._action.setToolTip(plain_tip(f"{message.action}: {message.text}"))
        self._action.setVisible(bool(message.action))


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
