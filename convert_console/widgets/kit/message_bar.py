"""Says once what could not be done, or what should be known, until the person goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import Tone, px, set_look


class MessageStrip(QWidget):
    """A strip under the top row with one sentence and a cross that closes it.

    Signals:
        turned: it has appeared or gone.
    """

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = LinkButton("", self)
        self.action.clicked.connect(self._act)
        close = QToolButton(self)
        close.setIcon(icon("x"))
        close.setAccessibleName("Close this message")
        close.setToolTip("Close this message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.addWidget(self.label, 1)
        row.addWidget(self.action)
        row.addWidget(close)
        self._held: dict[str, str] = {}
        self._pinned: tuple[str, ...] = ()
        self._todo: Callable[[], None] | None = None
        self._passing = False
        self.hide()

    def pin(self, sentence: str) -> None:
        """Say what no later sentence may displace, until the strip is hidden."""
        if sentence not in self._pinned:
            self._pinned = (*self._pinned, sentence)
        self._put("", "error")

    def hold(self, sentence: str, about: str = "") -> None:
        """Say what stays true until `release`, whatever is done meanwhile; one sentence for each
        thing it is about. Closing the strip hides it until something else is said or begun.
        """
        self._held[about] = sentence
        self._put("", "error")

    def release(self, about: str = "") -> None:
        """What was held is true no more."""
        if self._held.pop(about, ""):
            self._show_standing()

    def move_on(self) -> None:
        """Something else is begun: only what is held is still of use."""
        self._pinned = ()
        self._show_standing()

    def say(self, sentence: str) -> None:
        """Say what could not be done, in place of the sentence before."""
        self._put(sentence, "error")

    def refuse(self, sentence: str) -> None:
        """Say what could not be done as things stand; `pass_on` takes it away."""
        self._put(sentence, "error")
        self._passing = True

    def tell(self, sentence: str, action: str = "", todo: Callable[[], None] | None = None) -> None:
        """Say what was done and should be known, with one thing to do about it if given."""
        self._put(sentence, "info")
        self._todo = todo
        self.action.setText(action)
        self.action.setVisible(bool(action))

    def pass_on(self) -> None:
        """Things stand otherwise by now: take back what was refused before."""
        if self._passing:
            self._show_standing()

    def _show_standing(self) -> None:
        if self._held or self._pinned:
            self._put("", "error")
        else:
            self.hide()

    def _put(self, sentence: str, tone: str) -> None:
        standing = (*self._held.values(), *self._pinned)
        tone = "error" if standing else tone
        set_look(self, surface=tone)
        set_look(self.label, tone=tone)
        self.label.setText(visible("\n".join(filter(None, (*standing, sentence)))))
        self._todo, self._passing = None, False
        self.action.hide()
        self.show()

    def _act(self) -> None:
        todo = self._todo
        self.hide()
        if todo is not None:
            todo()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.turned.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # which it is when the window is only minimised
            self._pinned, self._passing = (), False
        super().hideEvent(event)
        self.turned.emit()


# A strip in the history: what was just done there, and one thing to do about it.


class HistoryStrip(QWidget):
    """One sentence at a time.

    Signals:
        acted: the action was pressed.
        closed: the cross was pressed.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="info")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.label, tone="info")
        self.action = LinkButton("", self)
        self.action.clicked.connect(self.acted)
        close = QToolButton(self)
        close.setIcon(icon("x"))
        close.setAccessibleName("Close this message")
        close.setToolTip("Close this message")
        close.clicked.connect(self._close)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(3), px(8), px(3))
        row.setSpacing(px(8))
        row.addWidget(self.label)
        row.addWidget(self.action)
        row.addStretch(1)
        row.addWidget(close)
        self.hide()

    def say(self, sentence: str, action: str = "") -> None:
        """Say a sentence in place of the one before; "" hides the strip."""
        self.label.setText(visible(sentence))
        self.label.setWordWrap(False)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(sentence))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


# A strip with a sentence under a pane; it is gone when there is nothing to say.


class Notice(QWidget):
    """A tinted strip in a tone; the sentence can be selected and copied."""

    def __init__(self, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set_tone(tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.addWidget(self.label, 1)
        self.hide()

    def set_tone(self, tone: Tone) -> None:
        """Say the next sentence in another tone."""
        set_look(self, surface=tone)
        set_look(self.label, tone=tone)

    def set_text(self, text: str) -> None:
        """Say a sentence; "" hides the strip."""
        text = visible(text)
        if self.label.text() != text:
            self.label.setText(text)
        self.setVisible(bool(text))
