"""The fields of a step, each with the problems of its value."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.payload import Path
from convert_console.core.journeys.journey import Step
from convert_console.core.journeys.step_values import KINDS, values_of
from convert_console.core.linter.problem import Fix, Problem
from convert_console.core.text import visible
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.named_choices import (
    goal_entries,
    pair_in,
    show_value,
    typed_goal,
    typed_variation,
    variation_entries,
)
from convert_console.widgets.journeys.step_row import NUMBER
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.field_row import FieldMessage, FieldMessages
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import SEVERITY_TONES, colors, px, set_lengths, set_look

COLUMN, SHARES = 200, (5, 6, 7)
"""Pixels that a column of fields needs, and what each of the most columns has of the width: a
variation is shown with its experience.
"""


class StepEditor(QWidget):
    """The fields of one step, below its row.

    Signals:
        edited(object): the user changed these values, by name.
        fix_wanted(object): the user wants to apply this `Fix` of a problem.
        closed: the user is done (Esc).
        compose_wanted: the user wants to edit the whole request.
    """

    edited = Signal(object)
    fix_wanted = Signal(object)
    closed = Signal()
    compose_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fixes: dict[str, Fix] = {}
        self._columns = 0
        self.kind = ChoiceLine("Event", self, as_typed=None, shows_note=True)
        self.kind.set_choices([ChoiceEntry(words, "", wire, kind) for kind, words, wire in KINDS])
        self.goal = ChoiceLine("Goal", self, as_typed=typed_goal, shows_note=True)
        self.goal.show_hint("choose the goal")
        self.variation = ChoiceLine("Variation", self, as_typed=typed_variation, shows_note=True)
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
        show_value(self.kind, values.kind, "")
        show_value(self.goal, values.goal, values.goal)
        pair = (values.experience, values.variation)
        show_value(self.variation, pair, "/".join(filter(None, pair)))
        self._shown = {
            "amount": values.amount, "products": values.products, "order": values.order,
        }  # fmt: skip
        for line, key in (
            (self.amount, "amount"), (self.products, "products"), (self.order, "order"),
        ):  # fmt: skip
            if line.text() != self._shown[key]:
                line.setText(self._shown[key])

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem below its field, and below all fields those of something else."""
        self._fixes = {str(n): each.fix for n, each in enumerate(problems) if each.fix is not None}
        said: dict[QWidget, list[FieldMessage]] = {part: [] for part in self.messages}
        for number, problem in enumerate(problems):
            field = self._field_of(problem.path)
            label = problem.fix.label if problem.fix is not None else ""
            tone = SEVERITY_TONES[problem.severity]
            said[field].append(FieldMessage(visible(problem.sentence), tone, label, str(number)))
        for part, messages in said.items():
            self.messages[part].set_messages(messages)
            tones = [message.tone for message in messages]
            worst = next((tone for tone in ("error", "warn") if tone in tones), "")
            if part is not self:
                set_look(part, tone=worst)
                words = [m.text for m in messages if m.tone in ("error", "warn")]
                part.setAccessibleDescription(" ".join(words))

    def _field_of(self, path: Path) -> QWidget:
        key = path[2] if path[:1] == ("ev",) and len(path) > 2 else path[0] if path else ""
        field = {
            "evt": self.kind, "goals": self.goal, "exps": self.variation, "vars": self.variation,
            "r": self.amount, "prc": self.products, "tid": self.order,
        }.get(str(key))  # fmt: skip
        return field if field is not None and not field.isHidden() else self

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
        if is_override(event, Qt.Key.Key_Escape):
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
        if pair := pair_in(text):
            self._take_pair(pair)

    def _emit(self, **changes: object) -> None:
        self.edited.emit({key: str(value) for key, value in changes.items()})

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit(self, placeholderText=hint)
        line.setAccessibleName(name)
        set_lengths(line, minimumWidth=72)
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
        self.messages: dict[QWidget, FieldMessages] = {}
        """What is wrong with each field, and as that of the editor itself with the rest."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(12 + NUMBER + 12), px(8), px(12), px(12))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        for field, name in (
            (self.kind, "Event"), (self.goal, "Goal"), (self.variation, "Variation"),
            (self.amount, "Amount"), (self.products, "Products"), (self.order, "Order number"),
        ):  # fmt: skip
            label = QLabel(name, self)
            set_look(label, role="small")
            label.setBuddy(field)
            self.labels[field] = label
            self.messages[field] = FieldMessages(self)
        self.messages[self] = FieldMessages(self)
        for part, messages in self.messages.items():
            messages.acted.connect(partial(self._fix, part))
        self._arrange(len(SHARES))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._arrange(min(max(self.width() // px(COLUMN), 1), len(SHARES)))

    def _arrange(self, columns: int) -> None:
        """Put the fields into this many columns, each with its label and its problems."""
        if columns == self._columns:
            return
        self._columns = columns
        grid = self._grid
        while grid.takeAt(0) is not None:
            pass
        shares = SHARES if columns == len(SHARES) else (1,) * columns
        for column in range(max(grid.columnCount(), columns)):
            grid.setColumnStretch(column, shares[column] if column < columns else 0)
        top = Qt.AlignmentFlag.AlignTop
        for place, (field, label) in enumerate(self.labels.items()):
            column, row = place % columns, place // columns * 3
            grid.addWidget(label, row, column)
            grid.addWidget(field, row + 1, column)
            grid.addWidget(self.messages[field], row + 2, column, top)
        last = -(-len(self.labels) // columns) * 3
        grid.addWidget(self.whole, 1, 0, 1, columns)
        grid.addWidget(self.messages[self], last, 0, 1, columns)
        grid.addWidget(self.compose, last + 1, 0, 1, columns, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.done, 0, columns, 2, 1, top)

    def _fix(self, field: QWidget, key: str) -> None:
        """Apply a fix; its link goes, and the keyboard to the field that it was about."""
        if field is not self:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.fix_wanted.emit(self._fixes[key])
