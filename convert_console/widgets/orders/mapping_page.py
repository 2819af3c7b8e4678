"""Step 2: which column or constant gives each parameter, and the first request it makes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.formatting import pretty
from convert_console.core.orders.mapping import EVENTS, TARGETS
from convert_console.core.request.parameters import parameter
from convert_console.models.orders.orders import Orders
from convert_console.widgets.kit.code_marks import CodeView
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow, MessageLine
from convert_console.widgets.kit.severity import TONES
from convert_console.widgets.orders.source_field import SourceField
from convert_console.widgets.theme.theme import px, set_look

SHOWN = 6
"""Problems that are named; the dry run counts all."""


class MappingPage(QWidget):
    """The preview is the first row's request, as it would be sent."""

    def __init__(self, orders: Orders, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._orders = orders
        self.fields = {target: self._field(target) for target in TARGETS}
        self.events = {kind: self._event(kind) for kind in EVENTS}
        self.preview = CodeView()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName("Request of the first row")
        self.lines = [MessageLine(self) for _ in range(SHOWN)]
        self.more = QLabel(self)
        set_look(self.more, role="muted")
        self._place()
        orders.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the mapping, and what it makes of the first row."""
        orders = self._orders
        for target, field in self.fields.items():
            field.show_source(orders.mapping.of(target), orders.columns)
        self._left.updateGeometry()  # a constant needs more room than a column
        for kind, box in self.events.items():
            box.setChecked(kind in orders.mapping.events)
        if not self.isVisible():
            return
        order = orders.preview
        self.preview.set_text_minimal(pretty(order.draft.text) if order else "")
        problems = (
            sorted(order.problems, key=lambda p: tuple(TONES).index(p.severity)) if order else []
        )
        for number, line in enumerate(self.lines):
            line.setVisible(number < len(problems))
            if number < len(problems):
                one = problems[number]
                words = f"{one.where}: {one.sentence}" if one.where else one.sentence
                line.set_message(FieldMessage(words, TONES[one.severity]))
        left = len(problems) - SHOWN
        self.more.setText(f"{left} more" if left > 0 else "" if problems else "No problems.")

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _field(self, target: str) -> SourceField:
        field = SourceField(target == "vid", self)
        field.chosen.connect(lambda source: self._orders.set_source(target, source))
        return field

    def _event(self, kind: str) -> QCheckBox:
        box = QCheckBox(kind, self)
        box.setToolTip(f"Let each row send a {kind} event")
        box.clicked.connect(lambda _on: self._take_events())
        return box

    def _take_events(self) -> None:
        self._orders.set_events(tuple(k for k in EVENTS if self.events[k].isChecked()))

    def _place(self) -> None:
        left = QWidget(self)
        set_look(left, surface="clear")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, px(12), 0)
        rows.setSpacing(px(8))
        rows.addWidget(QLabel("Each row makes", left))
        made = QHBoxLayout()
        for box in self.events.values():
            made.addWidget(box)
        made.addStretch(1)
        rows.addLayout(made)
        for target, field in self.fields.items():
            path = tuple(target.split(".")) if "." in target else (target,)
            known = parameter(*path) if len(path) > 1 or target in _TOP else parameter("ev", target)
            label = "Experiences" if target == "exps" else known.label
            row = FieldRow(label, target, field, left)
            row.set_help(known.meaning)
            rows.addWidget(row)
        rows.addStretch(1)
        self._left = _Downwards(left, self)
        self._place_right(self._left)

    def _place_right(self, left: QWidget) -> None:
        right = QVBoxLayout()
        right.setSpacing(px(6))
        title = QLabel("Request of the first row", self, wordWrap=True)
        set_look(title, role="strong")
        right.addWidget(title)
        right.addWidget(self.preview, 1)
        for line in (*self.lines, self.more):
            right.addWidget(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(left, 1)
        row.addLayout(right, 1)


class _Downwards(QScrollArea):
    """Scrolls up and down, and is never narrower than what it holds."""

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


_TOP = ("cid", "pid", "vid", "tid")
