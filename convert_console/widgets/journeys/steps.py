"""The steps of a journey: what each does by name, edited in place."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.positions import EditImpossible
from convert_console.core.journeys.journey import FROM_DRAFT, LONGEST_PAUSE, Step
from convert_console.core.journeys.step_values import KINDS, step_words, values_of, with_values
from convert_console.core.text import visible
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.named_choices import goal_entries, variation_entries
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import paint_chosen, paint_focus
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import colors, px, set_look
from convert_console.widgets.theme.tokens import tokens

NUMBER, WIRE, PAUSE, METHOD, TAKES, MENU = 24, 96, 88, 80, 184, 32
"""Pixels of the columns at 100 % zoom; what the step does has the rest."""

NARROW = 900
"""Pixels of the list below which "Takes over" is left out."""

_PAIR = re.compile(r"\s*([0-9]+)\s*[/, ]\s*([0-9]+)\s*")
_SECONDS = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*s?\s*")


def pause_words(seconds: float) -> str:
    """A pause as its field shows it.

    >>> pause_words(1.5), pause_words(0)
    ('1.5 s', 'none')
    """
    return f"{seconds:g} s" if seconds else "none"


class StepList(QWidget):
    """Up and Down go through the steps, Enter edits one, Alt+Up and Alt+Down move it, Ctrl+D makes
    a copy, Delete deletes it.

    Signals:
        altered(object, str): the steps are these now, and what was done, for Undo.
        compose_wanted(int): the user wants to edit a step in Compose.
    """

    altered = Signal(object, str)
    compose_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Steps of the journey")
        self._steps: tuple[Step, ...] = ()
        self._catalog: Catalog | None = None
        self._open = -1
        self.rows: list[StepRow] = []
        self.editor = StepEditor(self)
        self.editor.edited.connect(self._edit)
        self.editor.closed.connect(self.close_editor)
        self.editor.compose_wanted.connect(lambda: self.compose_wanted.emit(self._open))
        self.editor.hide()
        self.header = _Header(self)
        inside = QWidget(self)
        set_look(inside, surface="clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._footer: QWidget | None = None
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Hairline(self))
        column.addWidget(self.area, 1)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._scroll_to_focus)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are shown."""
        return self._steps

    def show_steps(self, steps: tuple[Step, ...], catalog: Catalog | None) -> None:
        """Show these steps; the row and the field with the keyboard keep it."""
        if (steps, catalog) == (self._steps, self._catalog):
            return
        self._steps, self._catalog = steps, catalog
        while len(self.rows) > len(steps):
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(steps):
            self.rows.append(self._new_row(len(self.rows)))
        for place, step in enumerate(steps):
            self.rows[place].show_step(step, catalog, first=place == 0)
        if self._open >= len(steps):
            self.close_editor()
        elif self._open >= 0:
            self.editor.show_step(steps[self._open], catalog)

    def add_footer(self, footer: QWidget) -> None:
        """Put a widget below the last step."""
        self._footer = footer
        self._column.insertWidget(self._column.count() - 1, footer)

    def open_editor(self, place: int) -> None:
        """Open the fields of a step below its row."""
        if not 0 <= place < len(self._steps):
            return
        self._put_editor(place)
        self.editor.show_step(self._steps[place], self._catalog)
        self.editor.show()
        self.editor.take_focus()

    def close_editor(self) -> None:
        """Close the fields; the keyboard goes back to the row."""
        place, self._open = self._open, -1
        had_focus = self.editor.isAncestorOf(QApplication.focusWidget() or self)
        self.editor.hide()
        for row in self.rows:
            row.set_current(False)
        if had_focus and 0 <= place < len(self.rows):
            self.rows[place].setFocus()

    def _put_editor(self, place: int) -> None:
        """Put the fields below a row, and mark it."""
        self._open = place
        self._column.removeWidget(self.editor)
        self._column.insertWidget(place + 1, self.editor)
        for number, row in enumerate(self.rows):
            row.set_current(number == place)

    @property
    def opened(self) -> int:
        """The step whose fields are open; -1 for none."""
        return self._open

    def move_step(self, place: int, by: int) -> None:
        """Swap a step with its neighbour."""
        to = place + by
        if 0 <= place < len(self._steps) and 0 <= to < len(self._steps):
            steps = list(self._steps)
            steps[place], steps[to] = steps[to], steps[place]
            if self._open in (place, to):
                self._put_editor(to if self._open == place else place)
            self._change(steps, f"Move step {place + 1}")
            self.rows[to].setFocus()

    def duplicate(self, place: int) -> None:
        """Put a copy of a step below it."""
        steps = list(self._steps)
        steps.insert(place + 1, steps[place])
        follows = self._open > place
        self._change(steps, f"Duplicate step {place + 1}")
        if follows:
            self._put_editor(self._open + 1)
            self.editor.show_step(self._steps[self._open], self._catalog)
        self.rows[place + 1].setFocus()

    def remove(self, place: int) -> None:
        """Delete a step."""
        steps = list(self._steps)
        del steps[place]
        if self._open == place:
            self.close_editor()
        elif self._open > place:
            self._put_editor(self._open - 1)
        self._change(steps, f"Delete step {place + 1}")
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].setFocus()

    def _new_row(self, place: int) -> StepRow:
        row = StepRow(place, self)
        row.acted.connect(lambda action, place=place: self._act(place, action))
        row.paused.connect(lambda seconds, place=place: self._set(place, "pause", seconds))
        row.method_chosen.connect(lambda method, place=place: self._set(place, "method", method))
        at = self._column.count() - 1 - int(self._footer is not None)  # and the stretch
        self._column.insertWidget(at, row)
        row.show()
        return row

    def _act(self, place: int, action: str) -> None:
        match action:
            case "open":
                if self._open == place:
                    self.close_editor()
                else:
                    self.open_editor(place)
            case "up" | "down":
                self.move_step(place, -1 if action == "up" else 1)
            case "duplicate":
                self.duplicate(place)
            case "delete":
                self.remove(place)
            case "compose":
                self.compose_wanted.emit(place)
            case "previous" | "next":
                to = place + (-1 if action == "previous" else 1)
                if 0 <= to < len(self.rows):
                    self.rows[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, place: int, what: str, value: object) -> None:
        step = self._steps[place]
        made = (
            Step(step.text, step.method, float(str(value)))
            if what == "pause"
            else Step(step.text, "GET" if value == "GET" else "POST", step.delay)
        )
        self._replace(place, made, f"Change the {what} of step {place + 1}")

    def _edit(self, changes: dict[str, str]) -> None:
        if self._open < 0:
            return
        try:
            made = with_values(self._steps[self._open], **changes)
        except EditImpossible:
            return
        words = {"kind": "event", "order": "order number"}.get(next(iter(changes)))
        what = words or next(iter(changes))
        self._replace(self._open, made, f"Change the {what} of step {self._open + 1}")

    def _replace(self, place: int, step: Step, label: str) -> None:
        if step != self._steps[place]:
            steps = list(self._steps)
            steps[place] = step
            self._change(steps, label)

    def _change(self, steps: list[Step], label: str) -> None:
        self.altered.emit(tuple(steps), label)

    def _scroll_to_focus(self) -> None:
        focused = keep_parent(QApplication.focusWidget())
        if focused is not None and self.area.isAncestorOf(focused):
            self.area.ensureWidgetVisible(focused, 0, px(8))


class _Header(QWidget):
    """The titles over the columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(px(tokens().size.table_header))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        self.takes = QLabel("Takes over", self)
        row.addSpacing(px(NUMBER + 12))
        for label, width in (
            (QLabel("Step", self), 0),
            (QLabel("Pause before", self), PAUSE),
            (QLabel("Method", self), METHOD),
            (self.takes, TAKES),
        ):
            set_look(label, role="small")
            if width:
                label.setFixedWidth(px(width))
            row.addWidget(label, int(not width))
        row.addSpacing(px(MENU + 12))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.takes.setVisible(self.width() >= px(NARROW))


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
        self._current = False
        self._step: Step | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(px(40))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.number = QLabel(str(place + 1), self)
        self.number.setFixedWidth(px(NUMBER))
        set_look(self.number, role="muted")
        self.title, self.details = QLabel(self), ElidedLabel("", self)
        self.wire = QLabel(self)
        for label in (self.title, self.wire):
            label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.title, role="strong")
        set_look(self.details, role="muted")
        set_look(self.wire, role="wire")
        self.wire.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.wire.setMinimumWidth(px(WIRE))
        self.pause = QLineEdit(self)
        set_look(self.pause, kind="quiet")
        self.pause.setFixedWidth(px(PAUSE))
        self.pause.setAccessibleName(f"Pause before step {place + 1}")
        self.pause.setToolTip("Seconds to wait before this step")
        self.pause.editingFinished.connect(self._take_pause)
        self.method = ChoiceLine(f"Method of step {place + 1}", self, as_typed=None)
        self.method.set_choices([ChoiceEntry(name, value=name) for name in ("POST", "GET")])
        self.method.chosen.connect(
            lambda index: self.method_chosen.emit(str(self.method.choices[index].value))
        )
        set_look(self.method, kind="quiet")
        self.method.setFixedWidth(px(METHOD))
        self.takes = ElidedLabel("", self)
        set_look(self.takes, role="muted")
        self.takes.setFixedWidth(px(TAKES))
        self.more = QToolButton(self)
        self.more.setIcon(icon("more-vertical"))
        self.more.setAccessibleName(f"More for step {place + 1}")
        self.more.setToolTip("Edit, move, duplicate or delete this step")
        self.more.setFixedWidth(px(MENU))
        self.more.clicked.connect(self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        words = QHBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(self.title)
        words.addWidget(self.details, 1)
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
        self.setAccessibleName(f"Step {self._place + 1}: {title}, {details}".rstrip(", "))
        self.setToolTip(plain_tip("Click or press Enter to edit; Alt+Up and Alt+Down move it"))

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
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _action_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = _action_of(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            self.acted.emit(action)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.acted.emit("open")

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.takes.setVisible(self.width() >= px(NARROW))

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


class StepEditor(QWidget):
    """The fields of one step, below its row.

    Signals:
        edited(object): the user changed these values, by name.
        closed: the user is done (Esc).
        compose_wanted: the user wants to edit the whole request.
    """

    edited = Signal(object)
    closed = Signal()
    compose_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = ChoiceLine("Event", self, as_typed=None, shows_note=True)
        self.kind.set_choices([ChoiceEntry(words, "", wire, kind) for kind, words, wire in KINDS])
        self.goal = ChoiceLine("Goal", self, as_typed=_typed_goal, shows_note=True)
        self.goal.show_hint("choose the goal")
        self.variation = ChoiceLine("Variation", self, as_typed=_typed_pair, shows_note=True)
        self.variation.show_hint("choose what the visitor sees")
        self.amount = self._line("Amount", "none")
        self.products = self._line("Products", "none")
        self.order = self._line("Order number", "none")
        self.whole = QLabel(self)
        self.whole.setText("Edit this step in Compose: it has other events or several goals.")
        self.labels: dict[QWidget, QLabel] = {}
        self._shown = {"amount": "", "products": "", "order": ""}
        self._place_parts()
        self.kind.chosen.connect(lambda row: self._emit(kind=self.kind.choices[row].value))
        self.goal.chosen.connect(lambda row: self._emit(goal=self.goal.choices[row].value))
        self.goal.typed.connect(lambda text: self._emit(goal=text.strip()))
        self.variation.chosen.connect(
            lambda row: self._take_pair(self.variation.choices[row].value)
        )
        self.variation.typed.connect(self._type_pair)
        for line, key in (
            (self.amount, "amount"), (self.products, "products"), (self.order, "order"),
        ):  # fmt: skip
            line.editingFinished.connect(lambda line=line, key=key: self._take(line, key))
            line.installEventFilter(self)

    def show_step(self, step: Step, catalog: Catalog | None) -> None:
        """Show the values of a step."""
        values = values_of(step)
        self.goal.set_choices(goal_entries(catalog))
        self.variation.set_choices(variation_entries(catalog))
        sale = values.kind in ("tr", "sale")
        for field, shown in (
            (self.kind, values.editable), (self.goal, values.kind not in ("viewExp", "")),
            (self.variation, values.editable), (self.amount, sale), (self.products, sale),
            (self.order, sale or bool(values.order)),
        ):  # fmt: skip
            field.setVisible(shown)
            self.labels[field].setVisible(shown)
        self.whole.setVisible(not values.editable)
        _show(self.kind, values.kind, "")
        _show(self.goal, values.goal, values.goal)
        pair = (values.experience, values.variation)
        _show(self.variation, pair, "/".join(filter(None, pair)))
        self._shown = {
            "amount": values.amount, "products": values.products, "order": values.order,
        }  # fmt: skip
        for line, key in (
            (self.amount, "amount"), (self.products, "products"), (self.order, "order"),
        ):  # fmt: skip
            if line.text() != self._shown[key]:
                line.setText(self._shown[key])

    def take_focus(self) -> None:
        """Give the keyboard to the first field that is worth editing."""
        for field in (self.goal, self.variation, self.order, self.compose):
            if field.isVisibleTo(self):
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Esc closes the fields, before the window takes it for Cancel.
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in a line takes its change back, and closes the fields if there is none."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() == Qt.Key.Key_Escape and self.revert()
        return False

    def revert(self) -> bool:
        """Take back what was typed and is not kept yet; whether there was anything."""
        lines = {"amount": self.amount, "products": self.products, "order": self.order}
        typed = [key for key, line in lines.items() if line.text().strip() != self._shown[key]]
        for key in typed:
            lines[key].setText(self._shown[key])
        return bool(typed) and self.isVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors().window))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colors().line))

    def _take(self, line: QLineEdit, key: str) -> None:
        if line.text().strip() != self._shown.get(key, ""):
            self._emit(**{key: line.text().strip()})

    def _take_pair(self, pair: object) -> None:
        if isinstance(pair, tuple):
            self._emit(variation=pair[1], experience=pair[0])

    def _type_pair(self, text: str) -> None:
        pair = _PAIR.fullmatch(text)
        if pair is not None:
            self._emit(variation=pair[2], experience=pair[1])

    def _emit(self, **changes: object) -> None:
        self.edited.emit({key: str(value) for key, value in changes.items()})

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit(self, placeholderText=hint)
        line.setAccessibleName(name)
        line.setMinimumWidth(px(72))
        return line

    def _place_parts(self) -> None:
        self.compose = LinkButton("Edit in Compose", self)
        self.compose.setToolTip("Put this step into Compose, to edit all of it")
        self.compose.clicked.connect(self.compose_wanted)
        self.done = QToolButton(self)
        self.done.setIcon(icon("x"))
        self.done.setAccessibleName("Close the fields")
        self.done.setToolTip("Close the fields (Esc)")
        self.done.clicked.connect(self.closed)
        grid = QGridLayout(self)
        grid.setContentsMargins(px(12 + NUMBER + 12), px(8), px(12), px(12))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        for place, (field, name, stretch) in enumerate(
            (
                (self.kind, "Event", 3), (self.goal, "Goal", 4), (self.variation, "Variation", 4),
                (self.amount, "Amount", 2), (self.products, "Products", 2),
                (self.order, "Order number", 3),
            )
        ):  # fmt: skip
            label = QLabel(name, self)
            set_look(label, role="small")
            label.setBuddy(field)
            self.labels[field] = label
            column, row = place % 3, place // 3 * 2
            grid.addWidget(label, row, column)
            grid.addWidget(field, row + 1, column)
            grid.setColumnStretch(column, max(stretch, 3))
        grid.addWidget(self.whole, 1, 0, 1, 3)
        grid.addWidget(self.done, 0, 3, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.compose, 4, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)


def _show(line: ChoiceLine, value: object, text: str) -> None:
    index = next((i for i, entry in enumerate(line.choices) if entry.value == value), -1)
    if index >= 0:
        line.show_choice(index)
    else:
        line.show_text(text)


def _typed_goal(text: str) -> tuple[str, str]:
    return f"Use goal “{text}”", "" if text.strip().isdigit() else "text, not a number"


def _typed_pair(text: str) -> tuple[str, str]:
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return "Type both numbers", "experience / variation"
    return f"Use experience {pair[1]}, variation {pair[2]}", ""
