"""The name of a journey, how often it runs, and for whom."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.journeys.journey import (
    LONGEST_PAUSE,
    MOST_REPEATS,
    Journey,
    repeats_transaction_id,
)
from convert_console.widgets.kit.buttons import SNAPSHOT, CheckBox, LinkButton
from convert_console.widgets.kit.texts import ElidedLabel, without_line_ends
from convert_console.widgets.theme.icons import icon, leading_icon
from convert_console.widgets.theme.theme import inset_text, px, set_lengths, set_look
from convert_console.widgets.theme.tokens import tokens

REQUEST_SECONDS = 0.15
"""What a request takes, to say how long a run takes."""


EACH = "each with a new"

WRAPS = 640
"""Pixels of the settings below which each takes two lines."""


class _Each(QLabel):
    """As wide as its longest text: what is ticked next to it must not move when it changes."""

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(EACH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class JourneyHead(QWidget):
    """The name of the journey, which is edited in place, and what can be done with it.

    Signals:
        renamed(str, str): the journey that had the first name is to have the second.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        set_lengths(self, fixedHeight=tokens().size.pane_bar)
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Name of the journey")
        self.name.setToolTip("Click to rename the journey")
        set_look(self.name, kind="name", heading=True)
        self.name.textEdited.connect(lambda _text: without_line_ends(self.name))
        self.name.editingFinished.connect(self._take)
        self.name.installEventFilter(self)
        self.name.textChanged.connect(self._fit)
        self.pencil = QToolButton(self)
        self.pencil.setIcon(icon("pencil"))
        self.pencil.setAccessibleName("Rename the journey")
        self.pencil.setToolTip("Rename the journey")
        self.pencil.clicked.connect(self.edit_name)
        self.rebuild = QPushButton(leading_icon("refresh"), "Rebuild from draft", self)
        self.rebuild.setAutoDefault(False)
        self.rebuild.setToolTip("Replace the steps with one for each event of the draft")
        set_look(self.rebuild, kind="quiet")
        self.more = QToolButton(self)
        self.more.setIcon(icon("more-vertical"))
        self.more.setAccessibleName("More for this journey")
        self.more.setToolTip("Undo, rename, duplicate or delete")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(8))
        set_lengths(self.name, minimumWidth=80)
        row.addWidget(self.name, 100)  # as much as it needs, before the stretch
        row.addWidget(self.pencil)
        row.addSpacing(px(12))
        row.addWidget(self.rebuild)
        row.addWidget(self.more)
        row.addStretch(1)

    def show_journey(self, journey: Journey) -> None:
        """Show its name. What is typed stays while the same journey is in sight."""
        if journey.name != self._name:
            self._name = journey.name
            self._restore()
        elif not self.name.hasFocus():
            self._restore()
        self._fit()

    def edit_name(self) -> None:
        """Let the user type another name."""
        self.name.setText(self._name)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def revert(self) -> bool:
        """Take back what was typed and is not kept yet; whether there was anything."""
        typed = self.name.hasFocus() and self.name.text() != self._name
        if typed:
            self._restore()
        return typed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the name takes back what was typed, before the window takes it for Cancel."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape or self.name.text() == self._name:
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._restore()
        event.accept()
        return True

    def _restore(self) -> None:
        if self.name.text() != self._name:
            self.name.setText(self._name)
        if not self.name.hasFocus():
            self.name.setCursorPosition(0)

    def _take(self) -> None:
        text = self.name.text().strip()
        if text and text != self._name:
            before, self._name = self._name, text  # it may end a second time, as the focus leaves
            self.renamed.emit(before, text)
        else:
            self._restore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        width = self.name.fontMetrics().horizontalAdvance(self.name.text()) + px(16)
        self.name.setMaximumWidth(min(max(width, px(80)), px(420)))


class Options(QWidget):
    """How often the journey runs, and for whom.

    Signals:
        altered(object): the user changed these settings of the journey, by name.
        snapshot_wanted: the user wants to keep what Convert's reports say before the run.
    """

    altered = Signal(object)
    snapshot_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._showing = False
        self.repeats = QSpinBox(self, minimum=1, maximum=MOST_REPEATS)
        self.repeats.setAccessibleName("Repeat")
        self.repeats.setToolTip("How often to run it")
        self.visitor = CheckBox("visitor", self)
        self.visitor.setAccessibleName("A new visitor each time")
        self.order = CheckBox("order number", self)
        self.order.setAccessibleName("A new order number each time")
        self.each = _Each(EACH, self)
        self.whose = ElidedLabel("", self)
        self.between = QDoubleSpinBox(self, decimals=1, maximum=LONGEST_PAUSE, suffix=" s")
        self.between.setAccessibleName("Seconds between visitors")
        self.between.setToolTip("How long to wait before the next visitor")
        self.takes = ElidedLabel("", self)
        self.stop = CheckBox("Stop at the first step that was not delivered", self)
        self.mark = CheckBox("Mark as test", self)
        self.mark.setToolTip("Give each run one marker as campaign, to find it in the live log")
        self.snapshot = LinkButton("Take a snapshot…", self)
        self.snapshot.setToolTip(SNAPSHOT)
        self.snapshot.clicked.connect(self.snapshot_wanted)
        for box in (self.repeats, self.between):
            box.setKeyboardTracking(False)
            set_lengths(box, fixedWidth=100)
            inset_text(box)
        for label in (self.each, self.whose, self.takes):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_look(label, role="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(4))
        column.setSpacing(0)
        self._wraps: list[QHBoxLayout] = []
        for name, buddy, parts in (
            ("Repeat", self.repeats, (self.each, self.visitor, self.order, self.whose)),
            ("Between visitors", self.between, (self.takes,)),
            ("If a step fails", self.stop, (self.mark, self.snapshot)),
        ):
            column.addWidget(self._line(name, buddy, parts))
        self.repeats.valueChanged.connect(lambda value: self._tell(repeats=value))
        self.between.valueChanged.connect(lambda value: self._tell(between=value))
        self.visitor.clicked.connect(lambda on: self._tell(new_visitor=on))
        self.order.clicked.connect(lambda on: self._tell(new_order=on))
        self.stop.clicked.connect(lambda on: self._tell(stop=on))
        self.mark.clicked.connect(lambda on: self._tell(mark=on))

    def _line(self, name: str, buddy: QWidget, parts: Sequence[QWidget]) -> QWidget:
        """A label with what it names, and more beside it or, in a narrow place, below it."""
        holder = QWidget(self)
        label = QLabel(name, holder)
        label.setBuddy(buddy)
        set_lengths(label, fixedWidth=tokens().size.form_label)
        more = QHBoxLayout()
        more.setSpacing(px(8))
        for part in parts:
            more.addWidget(part)
        more.addStretch(1)
        wrapped = QHBoxLayout()
        wrapped.setSpacing(px(8))
        wrapped.addWidget(buddy, 0, Qt.AlignmentFlag.AlignLeft)
        wrapped.addLayout(more, 1)
        self._wraps.append(wrapped)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, px(4))
        row.setSpacing(px(8))
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(wrapped, 1)
        set_lengths(label, minimumHeight=tokens().size.control)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        narrow = self.width() < px(WRAPS)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        for wrapped in self._wraps:
            if wrapped.direction() != way:
                wrapped.setDirection(way)

    def show_journey(self, journey: Journey, whose: str, live: bool, marks: bool) -> None:
        """Show the settings of a journey."""
        self._showing = True
        self.repeats.setSuffix(" time" if journey.repeats == 1 else " times")
        if self.repeats.value() != journey.repeats:
            self.repeats.setValue(journey.repeats)
        if self.between.value() != journey.between:
            self.between.setValue(journey.between)
        self.between.setEnabled(journey.repeats > 1)
        self.visitor.setChecked(journey.makes_visitors)
        self.order.setChecked(journey.new_order)
        self.mark.setChecked(marks)
        self.stop.setChecked(live if journey.stop is None else journey.stop)
        self.each.setText(EACH if journey.repeats > 1 else "with a new")
        same = "The order number repeats."
        told = "" if journey.makes_visitors else whose
        self.whose.setText(same if repeats_transaction_id(journey) else told)
        set_look(self.whose, tone="warn" if repeats_transaction_id(journey) else "")
        count = journey.requests
        seconds = journey.pauses + count * REQUEST_SECONDS
        self.takes.setText(
            f"{count:,} request{'' if count == 1 else 's'}, takes about {_about(seconds)}"
            if count
            else ""
        )
        self._showing = False

    def _tell(self, **changes: object) -> None:
        if not self._showing:
            self.altered.emit(changes)


def _about(seconds: float) -> str:
    """A duration, rounded.

    >>> _about(13.9), _about(200)
    ('14 s', '3 min')
    """
    if seconds < 100:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
