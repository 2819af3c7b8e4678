"""The content of an empty pane: why it is empty, and what to do."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px

WIDEST_SENTENCE, NARROWEST = 380, 220
"""Pixels of a sentence at most, and of the widget at least."""


class EmptyState(QWidget):
    """An icon, a title, one sentence and perhaps one action, centred.

    Signals:
        acted: the action button was pressed.
    """

    acted = Signal()

    def __init__(
        self,
        icon: str = "inbox",
        title: str = "",
        sentence: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._available_width = px(WIDEST_SENTENCE)
        self._icon = _Icon(self)
        self._title = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._title.setProperty("role", "heading")
        self._sentence = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._sentence.setProperty("role", "muted")
        self._action = QPushButton(self)
        self._action.clicked.connect(self.acted)
        for label in (self._title, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setSpacing(px(6))
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(4))
        column.addWidget(self._title)
        column.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(6))
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setMinimumWidth(px(NARROWEST))
        self.set_state(icon, title, sentence, action)

    def set_state(self, icon: str, title: str, sentence: str, action: str = "") -> None:
        """Set the content; without an action the button is hidden."""
        title, sentence = visible(title), visible(sentence)
        self._icon.set_name(icon)
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._fit_sentence()
        self._action.setText(action)
        self._action.setToolTip(plain_tip(sentence))
        self._action.setVisible(bool(action))
        self.setAccessibleName(f"{title}. {sentence}" if title else sentence)

    def take_focus(self) -> None:
        """Give the keyboard to the action."""
        self._action.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._available_width = self.width() - 2 * px(12)
        self._fit_sentence()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setMinimumWidth(px(NARROWEST))
            self._fit_sentence()

    def _fit_sentence(self) -> None:
        """Set the size of the sentence: Qt makes a wrapping label too narrow in a centred cell."""
        self._sentence.ensurePolished()
        one_line = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + px(4)
        self._sentence.setMinimumSize(0, 0)  # else it keeps its last fixed size
        width = max(min(one_line, px(WIDEST_SENTENCE), self._available_width), 1)
        self._sentence.setFixedSize(width, max(0, self._sentence.heightForWidth(width)))


class _Icon(Painted):
    """The muted icon above the text, 28 pixels."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = "inbox"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(28), px(28))

    def set_name(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._name, colors().line_strong)
