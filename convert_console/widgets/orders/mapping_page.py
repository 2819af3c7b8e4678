"""The columns: where the value of each parameter comes from, and the request of the first row."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog, choices, name_of
from convert_console.core.document.formatting import pretty
from convert_console.core.orders.mapping import EVENTS, PARAMETERS, Source, cell_text
from convert_console.core.orders.names import NAMED
from convert_console.core.request.event_summary import event_name
from convert_console.core.text import visible
from convert_console.models.orders.orders import Orders
from convert_console.widgets.editor.code_marks import CodeView
from convert_console.widgets.fields.choice_field import NOT_SENT
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.kit.buttons import CheckBox
from convert_console.widgets.kit.dialogs import ask_file, ask_new_file
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow, MessageLine
from convert_console.widgets.kit.panes import Hairline, PanelHeader
from convert_console.widgets.theme.theme import SEVERITY_TONES, px, set_lengths, set_look

FRESH = ChoiceEntry("New visitor for each row", "", "", Source("fresh"))

SAMPLE = 24
"""Characters of a cell that are shown with its column."""


class SourceField(ChoiceLine):
    """The source of one parameter: a column, a value for every row or, for visitors, a new id.

    What is typed and is no column is sent in every row.

    Signals:
        sourced(object): the user chose this `Source`.
    """

    sourced = Signal(object)

    def __init__(self, target: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, as_typed=_in_every_row, removal=NOT_SENT, shows_note=True)
        self._target = target
        self.show_hint("not sent")
        set_lengths(self, minimumWidth=120)
        self.chosen.connect(lambda row: self.sourced.emit(self.choices[row].value))
        self.typed.connect(lambda text: self.sourced.emit(Source("constant", text.strip())))
        self.removed.connect(lambda: self.sourced.emit(Source()))

    def offer(
        self, columns: Sequence[str], sample: Sequence[str], catalog: Catalog | None = None
    ) -> None:
        """Offer these columns, each with what the first row has in it, and a catalog's names."""
        entries = [FRESH] if self._target == "vid" else []
        for place, name in enumerate(columns):
            cell = cell_text(sample[place]) if place < len(sample) else ""
            sample_text = cell if len(cell) <= SAMPLE else f"{cell[: SAMPLE - 1]}…"
            note = f"column, as in {sample_text}" if cell else "column"
            entries.append(ChoiceEntry(name, "", visible(note), Source("column", name)))
        if self._target in NAMED:
            entries += [
                ChoiceEntry(name, plain, "in every row", Source("constant", plain))
                for plain, name in choices(catalog, NAMED[self._target])
            ]
        self.set_choices(entries)

    def show_source(self, source: Source, catalog: Catalog | None = None) -> None:
        """Show a source."""
        rows = (row for row, entry in enumerate(self.choices) if entry.value == source)
        row = next(rows, -1)
        if row >= 0:
            self.show_choice(row)
        elif source.kind == "column":
            self.show_named(source.text, f"{source.text}: not in this file")
        else:
            kind = NAMED.get(self._target)
            name = name_of(catalog, kind, source.text) if kind else ""
            self.show_named(source.text, name)


def _in_every_row(text: str) -> tuple[str, str]:
    return f"Send “{text}” in every row", ""


STACKED, LEAST_HEIGHT = 600, 120
"""Pixels of the page below which the request is below the columns, and the height of each."""

PROBLEMS_SHOWN = 4
"""Problems that are listed; the dry run counts all."""


class MappingPage(QWidget):
    """The preview is the request of the first row, as it would be sent."""

    def __init__(self, orders: Orders, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._orders = orders
        self.fields = {target: self._field(target) for target in PARAMETERS}
        self.events = {kind: self._event(kind) for kind in EVENTS}
        self.preview = CodeView()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName("Request of the first row")
        self.lines = [MessageLine(self) for _ in range(PROBLEMS_SHOWN)]
        self.more = QLabel(self)
        set_look(self.more, role="muted")
        self.load = self._button("Load mapping…", "Use the mapping of an earlier file")
        self.load.clicked.connect(lambda _checked: self._choose_to_load())
        self.save = self._button("Save mapping…", "Save it for other files and for the terminal")
        self.save.clicked.connect(lambda _checked: self._choose_to_save())
        self.about = QLabel(self, wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.about, role="small")
        self.about.hide()
        self._place()
        orders.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the mapping and the preview."""
        orders = self._orders
        sample = orders.head[0] if orders.head else ()
        for target, field in self.fields.items():
            field.offer(orders.columns, sample, orders.catalog)
            field.show_source(orders.mapping.of(target), orders.catalog)
        for kind, box in self.events.items():
            box.setChecked(kind in orders.mapping.events)
        if not self.isVisible():
            return
        order = orders.preview
        self.preview.set_text_minimal(pretty(order.draft.text) if order else "")
        severities = tuple(SEVERITY_TONES)
        problems = sorted(
            order.problems if order else (), key=lambda problem: severities.index(problem.severity)
        )
        for number, line in enumerate(self.lines):
            line.setVisible(number < len(problems))
            if number < len(problems):
                problem = problems[number]
                text = f"{problem.place}: " if problem.place else ""
                tone = SEVERITY_TONES[problem.severity]
                line.set_message(FieldMessage(f"{text}{problem.sentence}", tone))
        more = len(problems) - PROBLEMS_SHOWN
        self.more.setText(f"{more} more" if more > 0 else "" if problems else "No problems.")

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def take_focus(self) -> None:
        """Give the keyboard to the first control."""
        next(iter(self.events.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self, target: str) -> SourceField:
        field = SourceField(target, self)
        field.sourced.connect(lambda source: self._orders.set_source(target, source))
        return field

    def _event(self, kind: str) -> CheckBox:
        box = CheckBox(event_name(kind), self)
        box.setToolTip(f"Send a {kind} event for each row")
        box.clicked.connect(lambda _on: self._set_events())
        return box

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        set_look(button, kind="quiet")
        return button

    def _choose_to_load(self) -> None:
        ask_file(
            self,
            "Load a mapping",
            ("Mapping (*.json)", "All files (*)"),
            lambda path: self._show_result(self._orders.load_mapping(path)),
        )

    def _choose_to_save(self) -> None:
        ask_new_file(
            self,
            "Save the mapping",
            lambda path: self._show_result(self._orders.save_mapping(path)),
            suffix="json",
            filters=("Mapping (*.json)",),
        )

    def _show_result(self, sentence: str) -> None:
        self.about.setText(visible(sentence))
        self.about.show()

    def _set_events(self) -> None:
        self._orders.set_choices(events=tuple(k for k in EVENTS if self.events[k].isChecked()))

    def _place(self) -> None:
        fields = QWidget(self)
        set_look(fields, surface="clear")
        rows = QVBoxLayout(fields)
        rows.setContentsMargins(px(12), px(12), px(12), px(12))
        rows.setSpacing(px(8))
        boxes = QHBoxLayout()
        for box in self.events.values():
            boxes.addWidget(box)
        boxes.addStretch(1)
        rows.addLayout(boxes)
        for target, field in self.fields.items():
            parameter = PARAMETERS[target]
            label = "Experiences" if target == "exps" else parameter.label
            row = FieldRow(label, target, field, fields)
            row.set_help(parameter.meaning)
            rows.addWidget(row)
        rows.addStretch(1)
        left, right = QWidget(self), QWidget(self)
        head = PanelHeader("Each row sends", left)
        head.add_right(self.load)
        head.add_right(self.save)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (head, Hairline(left)):
            column.addWidget(part)
        scrolled = _VerticalScrollArea(fields, left)
        column.addWidget(scrolled, 1)
        set_lengths(scrolled, minimumHeight=LEAST_HEIGHT)
        set_lengths(self.preview, minimumHeight=LEAST_HEIGHT)
        self._fill_right(right)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._lines = Hairline(self, Qt.Orientation.Vertical), Hairline(self)
        self._columns.addWidget(left, 1)
        for line in self._lines:
            self._columns.addWidget(line)
        self._columns.addWidget(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < px(STACKED)
        way = QBoxLayout.Direction
        self._columns.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        for line, shown in zip(self._lines, (not stacked, stacked), strict=True):
            line.setVisible(shown)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        # Stacked pages do not ask for the height of problems that wrap.
        least = super().minimumSizeHint()
        height = self._columns.minimumHeightForWidth(self.width())
        return least.expandedTo(QSize(0, height))

    def _fill_right(self, right: QWidget) -> None:
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PanelHeader("Request of the first row", right))
        column.addWidget(Hairline(right))
        column.addWidget(self.preview, 1)
        column.addWidget(Hairline(right))
        foot = QVBoxLayout()
        foot.setContentsMargins(px(12), px(8), px(12), px(8))
        foot.setSpacing(px(4))
        for line in (*self.lines, self.more, self.about):
            foot.addWidget(line)
        column.addLayout(foot)


class _VerticalScrollArea(QScrollArea):
    """Scrolls vertically, and is never narrower than its content."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        content = self.widget()
        width = content.minimumSizeHint().width() if content is not None else 0
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(width + bar, super().minimumSizeHint().height())
