"""A form of documented parameters, one row each, scrolling when there is no room."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QVBoxLayout, QWidget

from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.request.field_values import number_unless_text
from convert_console.core.request.parameters import Parameter
from convert_console.core.text import visible
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.extra_keys import ExtraKeys
from convert_console.widgets.builder.field_messages import Saying
from convert_console.widgets.builder.tab_order import take_turn
from convert_console.widgets.fields.choice_field import ChoiceField, CountryField
from convert_console.widgets.fields.devices_field import DevicesField
from convert_console.widgets.fields.field import Field, TextField, elsewhere
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.visitor_field import VisitorField
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.kit.qt_workarounds import unclaimed
from convert_console.widgets.theme.theme import px, set_look

# Ties the rows of a form to the document: each shows its value and edits nothing else.

MAY_BE_EMPTY = {("seg", "campaign")}

ID_KINDS = {"goals": "goal", "cust": "segment"}
"""What the lists of ids name, in the words of a catalog."""


def field_for(row: Parameter, catalog: CurrentCatalog) -> Field:
    """The field that suits a documented parameter."""
    field: Field
    match row.kind:
        case "visitor" | "choices" | "country":
            field = _field_outside_of_events(row)
        case "choice":
            field = ChoiceField(row.choices)
        case "newness":
            field = ChoiceField(row.choices, number_unless_text)
        case "ids":
            field = IdsField(row.label, ID_KINDS[row.wire_name], catalog)
        case "amount" | "count":
            field = TextField(row.example, number_unless_text)
        case _:
            field = TextField(row.example, may_be_empty=row.path in MAY_BE_EMPTY)
    return field


def _field_outside_of_events(row: Parameter) -> Field:
    """Imported when a form needs it: at a start, the one of an event is in front."""
    match row.kind:
        case "visitor":
            return VisitorField(row.example)
        case "choices":
            return DevicesField(row.choices)
        case _:
            return CountryField()


class Binding:
    """One field and the place of its value; `path` is asked anew each time, since events move."""

    def __init__(
        self, field: Field, document: RequestDocument, path: Callable[[], Path], label: str
    ) -> None:
        self.field = field
        self.path = path
        self._document = document
        self._label = label
        field.edited.connect(self._edited)
        field.cleared.connect(self._cleared)
        field.left.connect(document.end_typing)

    def refresh(self, payload: Payload) -> None:
        """Show what the document says."""
        self.field.set_value(value_at(payload, self.path()))

    def _edited(self, value: Payload) -> None:
        self._document.set_value(self.path(), value, f"Edit {self._label}")

    def _cleared(self) -> None:
        self._document.remove(self.path(), f"Remove {self._label}")


def name_field(field: QWidget, row: Parameter) -> None:
    """Say to a screen reader and in a tooltip what a field is for."""
    target = field
    while (proxy := unclaimed(target.focusProxy())) is not None:
        target = proxy
    if isinstance(target, QAbstractButton):  # a button's own words stay its name
        target = field
    target.setAccessibleName(f"{row.label} ({row.wire_name})")
    target.setAccessibleDescription(row.meaning)
    field.setToolTip(row.meaning)


class Form(QWidget):
    """Rows for keys outside of events, made when the form is first shown. Tab comes to them `after`
    a widget that stands beside the form.
    """

    def __init__(
        self,
        document: RequestDocument,
        problems: Problems,
        catalog: CurrentCatalog,
        rows: tuple[Parameter, ...],
        after: QWidget,
    ) -> None:
        super().__init__(after.parentWidget())
        self._after = after
        self._document = document
        self._problems = problems
        self._parameters = rows
        self._sayings: list[Saying] = []
        self._catalog = catalog
        self.extras: ExtraKeys | None = None
        self.rows: dict[str, FieldRow] = {}
        self.bindings: dict[str, Binding] = {}

    def refresh(self) -> None:
        """Show what the document says; while its text is broken the fields rest."""
        if not self.bindings:
            self._build()
        self._page.setEnabled(self._document.editable_by_form)
        if self._document.editable_by_form:
            for binding in self.bindings.values():
                binding.refresh(self._document.payload)
            if self.extras is not None:
                self.extras.refresh()
            self._rest_without_an_object()

    def refresh_problems(self) -> None:
        """Say beside each field what is the matter with it."""
        for saying in self._sayings:
            saying.refresh()
        if self.extras is not None:
            self.extras.refresh_problems()

    def go_to(self, key: str) -> None:
        """Put the keyboard into the field of a key."""
        row = self.rows.get(key)
        if row is not None:
            row.control.setFocus()
        elif self.extras is not None:
            row = self.extras.go_to(key)
        if row is not None:
            self._scroll.ensureWidgetVisible(row)

    def _rest_without_an_object(self) -> None:
        """A value that is no object holds no keys: it is named, and the fields rest."""
        path = self._parameters[0].path[:-1]
        value = value_at(self._document.payload, path)
        is_odd = value is not None and not isinstance(value, dict)
        self._odd.setText(visible(f"{path[-1]}: {elsewhere(value)}") if is_odd else "")
        self._odd.setVisible(is_odd)
        for part in (*self.rows.values(), *self._page.findChildren(ExtraKeys)):
            part.setEnabled(not is_odd)

    def _build(self) -> None:
        self._scroll = _scrolling(self)
        page = self._page = QWidget(self)
        set_look(page, surface="clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(10))
        self._odd = QLabel(page, textFormat=Qt.TextFormat.PlainText)
        column.addWidget(self._odd)
        for row in self._parameters:
            field = field_for(row, self._catalog)
            name_field(field, row)
            self.rows[row.wire_name] = FieldRow(row.label, row.wire_name, field, page)
            self.bindings[row.wire_name] = Binding(
                field, self._document, partial(_same, row.path), row.label
            )
            find = partial(self._problems.at, *row.path)
            self._sayings.append(Saying(self.rows[row.wire_name], self._problems, find))
            column.addWidget(self.rows[row.wire_name])
        place = partial(_same, self._parameters[0].path[:-1])
        self.extras = ExtraKeys(self._document, self._problems, place, page)
        column.addWidget(self.extras)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.show()  # what comes after its parent is hidden until told
        take_turn(self._page, self._after)
        self.refresh_problems()


def _scrolling(owner: QWidget) -> QScrollArea:
    """Fills its owner, and has no turn for Tab."""
    area = QScrollArea(owner)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    whole = QVBoxLayout(owner)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(area)
    return area


def _same(path: Path) -> Path:
    return path
