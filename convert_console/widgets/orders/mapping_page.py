"""Step 2: the source of each parameter, and a preview of the first request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.formatting import pretty
from convert_console.core.orders.mapping import EVENTS, PARAMETERS, Source
from convert_console.core.text import visible
from convert_console.models.orders.orders import Orders
from convert_console.widgets.kit.code_marks import CodeView
from convert_console.widgets.kit.dialogs import ask_file, ask_new_file
from convert_console.widgets.kit.elided import ElidedCombo
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow, MessageLine
from convert_console.widgets.theme.theme import SEVERITY_TONES, px, set_look


class SourceField(QWidget):
    """The source of one parameter: a column, a constant or, for visitors, a new id.

    Signals:
        chosen(object): the user chose this `Source`.
    """

    chosen = Signal(object)

    def __init__(self, may_be_fresh: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_be_fresh = may_be_fresh
        self._columns: tuple[str, ...] | None = None
        self.combo = ElidedCombo(self)
        self.combo.setMinimumWidth(px(108))
        self.combo.activated.connect(lambda _row: self._choose())
        self.constant = QLineEdit(self, placeholderText="same value for every row")
        self.constant.setMinimumWidth(px(96))  # wide enough for an id
        set_look(self.constant, mono=True)
        self.constant.textEdited.connect(lambda text: self.chosen.emit(Source("constant", text)))
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self.combo, 1)
        row.addWidget(self.constant, 1)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.combo.setAccessibleName(name)
        self.constant.setAccessibleName(f"{name}, for every row")

    def show_source(self, source: Source, columns: Sequence[str]) -> None:
        """Show a source, with a choice of these columns."""
        if self._columns != tuple(columns):
            self._columns = tuple(columns)
            self._fill_combo()
        kind = source.kind
        wanted = Source(kind) if kind == "constant" else source
        rows = [row for row in range(self.combo.count()) if self._source_at(row) == wanted]
        self.combo.setCurrentIndex(rows[0] if rows else 0)
        self.constant.setVisible(kind == "constant")
        if kind == "constant" and self.constant.text().strip() != source.text.strip():
            self.constant.setText(source.text)
            if not self.constant.hasFocus():
                self.constant.setCursorPosition(0)

    def _fill_combo(self) -> None:
        self.combo.clear()
        self.combo.addItem("Not sent", Source())
        if self._may_be_fresh:
            self.combo.addItem("New visitor per row", Source("fresh"))
        self.combo.addItem("Constant", Source("constant"))
        for name in self._columns or ():
            self.combo.addItem(f"Column {name[:60]}", Source("column", name))

    def _source_at(self, row: int) -> Source:
        source = self.combo.itemData(row)
        assert isinstance(source, Source)
        return source

    def _choose(self) -> None:
        source = self._source_at(self.combo.currentIndex())
        if source.kind == "constant":
            source = Source("constant", self.constant.text())
        self.chosen.emit(source)
        if source.kind == "constant":
            self.constant.setFocus()


PROBLEMS_SHOWN = 6
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
        for target, field in self.fields.items():
            field.show_source(orders.mapping.of(target), orders.columns)
        self._left.updateGeometry()  # a constant is wider than a column
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

    def _field(self, target: str) -> SourceField:
        field = SourceField(target == "vid", self)
        field.chosen.connect(lambda source: self._orders.set_source(target, source))
        return field

    def _event(self, kind: str) -> QCheckBox:
        box = QCheckBox(kind, self)
        box.setToolTip(f"Send a {kind} event for each row")
        box.clicked.connect(lambda _on: self._set_events())
        return box

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        return button

    def _choose_to_load(self) -> None:
        ask_file(
            self,
            "Load a mapping",
            ("Mapping (*.json)", "All files (*)"),
            lambda path: self._tell(self._orders.load_mapping(path)),
        )

    def _choose_to_save(self) -> None:
        ask_new_file(
            self,
            "Save the mapping",
            lambda path: self._tell(self._orders.save_mapping(path)),
            suffix="json",
            filters=("Mapping (*.json)",),
        )

    def _tell(self, sentence: str) -> None:
        self.about.setText(visible(sentence))
        self.about.show()

    def _set_events(self) -> None:
        self._orders.set_choices(events=tuple(k for k in EVENTS if self.events[k].isChecked()))

    def _place(self) -> None:
        left = QWidget(self)
        set_look(left, surface="clear")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, px(12), 0)
        rows.setSpacing(px(8))
        rows.addWidget(QLabel("Events per row", left))
        boxes = QHBoxLayout()
        for box in self.events.values():
            boxes.addWidget(box)
        boxes.addStretch(1)
        rows.addLayout(boxes)
        for target, field in self.fields.items():
            parameter = PARAMETERS[target]
            label = "Experiences" if target == "exps" else parameter.label
            row = FieldRow(label, target, field, left)
            row.set_help(parameter.meaning)
            rows.addWidget(row)
        rows.addStretch(1)
        self._left = _VerticalScrollArea(left, self)
        self._place_right(self._left)

    def _place_right(self, left: QWidget) -> None:
        right = QVBoxLayout()
        right.setSpacing(px(6))
        title = QLabel("Request of the first row", self, wordWrap=True)
        set_look(title, role="strong")
        right.addWidget(title)
        right.addWidget(self.preview, 1)
        for line in (*self.lines, self.more, self.about):
            right.addWidget(line)
        columns = QHBoxLayout()
        columns.setSpacing(px(12))
        columns.addWidget(left, 1)
        columns.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        buttons.addWidget(self.load)
        buttons.addWidget(self.save)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(px(8))
        page.addLayout(columns, 1)
        page.addLayout(buttons)


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
