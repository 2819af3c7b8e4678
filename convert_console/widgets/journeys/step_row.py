"""A step of a journey as a row: what it does by name, its pause and its method."""

import re
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.journeys.journey import FROM_DRAFT, LONGEST_PAUSE, Step
from convert_console.core.journeys.step_values import step_words
from convert_console.core.linter.problem import Problem
from convert_console.core.text import visible
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.kit.painted import IconLabel, paint_chosen, paint_focus
from convert_console.widgets.kit.texts import ElidedLabel, plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import SEVERITY_TONES, colors, px, set_lengths, set_look
from convert_console.widgets.theme.tokens import tokens

NUMBER, WIRE, PAUSE, METHOD, TAKES, MENU = 24, 96, 88, 80, 184, 32
"""Pixels of the columns at 100 % zoom; what the step does has the rest."""

NARROW, NO_WIRE = 900, 600
"""Pixels of the list below which "Takes over" is left out, and the types on the wire."""

_SIGNS = {"error": "circle-x", "warning": "alert-triangle"}
"""The icon of the severities that a row shows."""

_SECONDS = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*s?\s*")


def pause_words(seconds: float) -> str:
    """A pause as its field shows it.

    >>> pause_words(1.5), pause_words(0)
    ('1.5 s', 'none')
    """
    return f"{seconds:g} s" if seconds else "none"


class StepRow(QAbstractButton):
    """One step.

    Signals:
        acted(str): "open", "up", "down", "duplicate", "delete", "compose", "previous" or "next".
        paused(float): the user changed the seconds before the step.
        method_chosen(str): the user chose POST or GET.
    """

    acted = Signal(str)
    paused = Signal(float)
    method_chosen = Signal(str)

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self._current = self._is_second_click = False
        self._step: Step | None = None
        self._problems = ""
        self.setToolTip(plain_tip("Click or press Enter to edit; Alt+Up and Alt+Down move it"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.number = QLabel(str(place + 1), self)
        set_look(self.number, role="muted")
        self.title, self.details = QLabel(self), ElidedLabel("", self)
        self.wire = QLabel(self)
        self.sign, self.problem = IconLabel("circle-x", "error", side=14, parent=self), QLabel(self)
        for label in (self.title, self.wire, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.title, role="strong")
        set_look(self.details, role="muted")
        set_look(self.wire, role="wire")
        self.wire.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pause = QLineEdit(self)
        set_look(self.pause, kind="quiet")
        self.pause.setAccessibleName(f"Pause before step {place + 1}")
        self.pause.setToolTip("Seconds to wait before this step")
        self.pause.editingFinished.connect(self._take_pause)
        self.method = ChoiceLine(f"Method of step {place + 1}", self, as_typed=None)
        self.method.set_choices([ChoiceEntry(name, value=name) for name in ("POST", "GET")])
        self.method.chosen.connect(
            lambda index: self.method_chosen.emit(str(self.method.choices[index].value))
        )
        set_look(self.method, kind="quiet")
        self.takes = ElidedLabel("", self)
        set_look(self.takes, role="muted")
        self.more = QToolButton(self)
        self.more.setIcon(icon("more-vertical"))
        self.more.setAccessibleName(f"More for step {place + 1}")
        self.more.setToolTip("Edit, move, duplicate or delete this step")
        self.more.clicked.connect(self._open_menu)
        self._place_parts()
        self.show_problems(())

    def _place_parts(self) -> None:
        for part, width in (
            (self.number, NUMBER), (self.pause, PAUSE), (self.method, METHOD), (self.takes, TAKES),
            (self.more, MENU),
        ):  # fmt: skip
            set_lengths(part, fixedWidth=width)
        set_lengths(self.wire, minimumWidth=WIRE)
        set_lengths(self, minimumHeight=40)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        words = QHBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(self.title)
        words.addWidget(self.details, 1)
        words.addWidget(self.sign)
        words.addWidget(self.problem)
        words.addWidget(self.wire)
        row.addWidget(self.number)
        row.addLayout(words, 1)
        for part in (self.pause, self.method, self.takes, self.more):
            row.addWidget(part)

    def show_step(self, step: Step, catalog: Catalog | None, *, first: bool) -> None:
        """Show a step."""
        self._step = step
        title, details, wire = (visible(text) for text in step_words(step, catalog))
        self.title.setText(title)
        self.details.setText(details)
        self.wire.setText(wire)
        self.pause.setText(pause_words(step.delay))
        self.method.show_choice(int(step.method == "GET"))
        taken = "account, project and visitor of the draft"
        self.takes.setText("account, project of the draft" if first else "visitor of step 1")
        keys = ", ".join(FROM_DRAFT)
        self.takes.setToolTip(plain_tip(f"Each step is sent with {taken} ({keys})"))
        self._name()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show how many errors and warnings the step has; the tooltip says which."""
        counts: Counter[str] = Counter(problem.severity for problem in problems)
        worst = next((each for each in ("error", "warning") if counts[each]), "")
        for part in (self.sign, self.problem):
            part.setVisible(bool(worst))
        self._problems = ""
        if worst:
            icon_name, tone = _SIGNS[worst], SEVERITY_TONES[worst]
            self.sign.set_icon(icon_name, tone)
            self.problem.setText(f"{counts[worst]:,}")
            set_look(self.problem, tone=tone)
            said = [each.sentence for each in problems if each.severity in _SIGNS]
            for part in (self.sign, self.problem):
                part.setToolTip(plain_tip("\n".join(map(visible, said))))
            plural = "" if counts[worst] == 1 else "s"
            self._problems = f"{counts[worst]:,} {worst}{plural}: {' '.join(said)}"
        self._name()

    def _name(self) -> None:
        words = (self.title.text(), self.details.text(), visible(self._problems))
        self.setAccessibleName(f"Step {self._place + 1}: {', '.join(filter(None, words))}")

    def set_current(self, current: bool) -> None:
        """Mark the row whose fields are open."""
        if current != self._current:
            self._current = current
            self.update()

    def menu(self) -> QMenu:
        """What can be done with the step."""
        menu = QMenu(self)
        for text, keys, action in (
            ("&Edit", "Enter", "open"),
            ("Edit in &Compose", "", "compose"),
            ("", "", ""),
            ("Move &up", "Alt+Up", "up"),
            ("Move do&wn", "Alt+Down", "down"),
            ("D&uplicate", "Ctrl+D", "duplicate"),
            ("", "", ""),
            ("&Delete", "Del", "delete"),
        ):
            if not text:
                menu.addSeparator()
                continue
            entry = menu.addAction(f"{text}\t{keys}" if keys else text)
            entry.triggered.connect(lambda _checked=False, action=action: self.acted.emit(action))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def context_menu(self) -> QMenu:
        """The same for the window's rules of input."""
        return self.menu()

    def event(self, event: QEvent) -> bool:
        # The keys of a row go before the commands of the window.
        if is_override(event) and _action_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = _action_of(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            self.acted.emit(action)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._is_second_click = True  # else it would close what the first one has opened

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_second, self._is_second_click = self._is_second_click, False
        inside = self.rect().contains(event.position().toPoint()) and not is_second
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.acted.emit("open")

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.takes.setVisible(self.width() >= px(NARROW))
        self.wire.setVisible(self.width() >= px(NO_WIRE))

    def enterEvent(self, event: object) -> None:
        super().enterEvent(event)  # type: ignore[arg-type]
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._current:
            painter.fillRect(self.rect(), QColor(colors().selection))
            paint_chosen(painter, self.rect())
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colors().raised))
        if self.hasFocus():
            area = self.rect().toRectF().adjusted(px(4), 1, -px(4), -1)
            paint_focus(painter, area, px(tokens().radius.control), colors().accent)

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _take_pause(self) -> None:
        if self._step is None:
            return
        text = self.pause.text().strip()
        found = _SECONDS.fullmatch(text)
        seconds = 0.0 if text in ("", "none") else None
        if found is not None:
            seconds = min(float(found[1].replace(",", ".")), LONGEST_PAUSE)
        if seconds is None or seconds == self._step.delay:
            self.pause.setText(pause_words(self._step.delay))
        else:
            self.paused.emit(seconds)


def _action_of(event: QKeyEvent) -> str | None:
    """What a key does in a row; `None` for nothing."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    match modifiers & ~Qt.KeyboardModifier.KeypadModifier:
        case Qt.KeyboardModifier.NoModifier:
            return {
                Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open", Qt.Key.Key_F2: "open",
                Qt.Key.Key_Space: "open", Qt.Key.Key_Up: "previous", Qt.Key.Key_Down: "next",
                Qt.Key.Key_Delete: "delete",
            }.get(key)  # fmt: skip
        case Qt.KeyboardModifier.AltModifier:
            return {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}.get(key)
        case Qt.KeyboardModifier.ControlModifier:
            return "duplicate" if key == Qt.Key.Key_D else None
    return None
