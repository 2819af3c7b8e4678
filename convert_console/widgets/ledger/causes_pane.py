"""Why reported numbers may differ from expected ones, and what the words mean."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from convert_console.core.ledger.causes import Cause, CauseKind, Explanation
from convert_console.core.ledger.reported import BASIS_WORDS, Compared, Reading, comparison_title
from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.ledger.notes import Notes
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens

ICONS: dict[CauseKind, str] = {
    "project": "pause",
    "experience": "pause",
    "goal": "target",
    "variation": "target",
    "before": "history",
    "first": "history",
    "outliers": "sliders",
    "blocked": "shield",
    "quota": "user",
    "age": "clock",
    "marker": "filter",
    "others": "globe",
    "delay": "clock",
}

MEANINGS = (
    ("Accepted", "Convert answered 200. No proof that it was recorded."),
    (
        "Seen",
        "Convert's live log shows it. The log keeps the last 100 events, so not seen is no proof "
        "either.",
    ),
    ("Reported", "Convert's report counts it."),
)

WORDS_WIDTH, WIDE = 304, 900
"""Pixels of the column with the words, and the width from which there is place for it."""


class CausesPane(QScrollArea):
    """Signals:
    answered(bool): the user said whether this machine's address is among the blocked ones.
    told(str): something was copied, in a sentence.
    """

    answered = Signal(bool)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget(self)
        set_surface(content, "pane")
        self._left, self._words = QWidget(content), _Words(content)
        self._line = Hairline(content, Qt.Orientation.Vertical)
        self.title, self.summary = QLabel("", self._left), QLabel("", self._left)
        set_look(self.title, role="heading")
        set_look(self.summary, role="muted")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.notes = Notes(self._left)
        """What was not counted or is not known, which no cause of a difference says."""
        self._widgets: list[QWidget] = []
        self.texts: list[str] = []
        self.buttons: list[LinkButton] = []
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(10), px(12), px(10))
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.summary)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(head)
        left.addWidget(Hairline(self))
        left.addLayout(self._rows)
        left.addWidget(self.notes)
        left.addStretch(1)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self._line)
        row.addWidget(self._words)
        self.setWidget(content)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= px(WIDE)
        self._words.setVisible(is_wide)
        self._line.setVisible(is_wide)

    def show_explanation(
        self, found: Explanation, compared: Sequence[Compared], reading: Reading
    ) -> None:
        """Show the causes of a reading's differences."""
        for widget in self._widgets:
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets, self.texts, self.buttons = [], [], []
        self.title.setText(comparison_title(compared))
        self.summary.setText(found.summary(compared))
        for cause in found.causes:
            self._add(self._cause(cause))
            self._add(Hairline(self))
        for fault in dict.fromkeys(reading.faults):
            self._add(self._note("alert-triangle", "warn", f"Not read: {fault.words}"))
        self._add(self._note("info", "muted", BASIS_WORDS[reading.basis]))
        if found.checked and any(one.differs for one in compared):
            checked = f"Also checked, no effect: {', '.join(found.checked)}."
            self._add(self._note("check", "ok", checked))

    def _add(self, widget: QWidget) -> None:
        self._widgets.append(widget)
        self._rows.addWidget(widget)

    def _cause(self, cause: Cause) -> QWidget:
        self.texts.append(f"{cause.title}. {cause.sentence}")
        row = QWidget(self._left)
        grid = QGridLayout(row)
        grid.setContentsMargins(px(12), px(10), px(12), px(10))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        title = sentence_label(row)
        title.setText(visible(cause.title))
        set_look(title, role="strong")
        sentence = sentence_label(row)
        sentence.setText(visible(cause.sentence))
        side = tokens().size.icon
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(IconLabel(ICONS[cause.kind], "warn", side, row), 0, 0, top)
        grid.addWidget(title, 0, 1)
        if cause.effect:
            effect = QLabel(visible(cause.effect), row)
            set_look(effect, tone="warn")
            grid.addWidget(effect, 0, 2, top | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(sentence, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        if cause.addresses:
            grid.addLayout(self._answers(cause, row), 2, 1, 1, 2)
        return row

    def _answers(self, cause: Cause, row: QWidget) -> QHBoxLayout:
        """Copy the addresses, and say whether one of them is this machine's."""
        line = QHBoxLayout()
        line.setSpacing(px(20))
        copy = LinkButton("Copy addresses", row)
        copy.clicked.connect(lambda _checked: self._copy(cause))
        mine, other = LinkButton("Mine is listed", row), LinkButton("Mine is not listed", row)
        mine.clicked.connect(lambda _checked: self.answered.emit(True))
        other.clicked.connect(lambda _checked: self.answered.emit(False))
        for button in (copy, mine, other):
            line.addWidget(button)
            self.buttons.append(button)
        line.addStretch(1)
        return line

    def _copy(self, cause: Cause) -> None:
        QGuiApplication.clipboard().setText("\n".join(cause.addresses))
        self.told.emit("Addresses copied.")

    def _note(self, icon: str, color: str, text: str) -> QWidget:
        self.texts.append(text)
        row = QWidget(self._left)
        line = QHBoxLayout(row)
        line.setContentsMargins(px(12), px(8), px(12), px(4))
        line.setSpacing(px(8))
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(IconLabel(icon, color, tokens().size.icon_small, row), 0, top)
        label = sentence_label(row)
        label.setText(visible(text))
        set_look(label, role="muted")
        line.addWidget(label, 1)
        return row


class _Words(QWidget):
    """The three words and their meanings."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(px(WORDS_WIDTH))
        grid = QGridLayout(self)
        grid.setContentsMargins(px(16), px(10), px(16), px(10))
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(10))
        title = QLabel("What the words mean", self)
        set_look(title, role="heading")
        grid.addWidget(title, 0, 0, 1, 2)
        for row, (word, meaning) in enumerate(MEANINGS, 1):
            name = QLabel(word, self)
            set_look(name, role="small_strong")
            said = QLabel(meaning, self, wordWrap=True)
            set_look(said, role="muted")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, row, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(MEANINGS) + 1, 1)
