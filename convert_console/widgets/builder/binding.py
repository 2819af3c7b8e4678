"""Ties the rows of a form to the document: each shows its value and edits nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QWidget

from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.request.field_values import number_unless_text
from convert_console.widgets.fields.choice_field import ChoiceField
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.text_field import TextField
from convert_console.widgets.kit.unclaimed import unclaimed

if TYPE_CHECKING:
    from convert_console.core.request.parameters import Parameter
    from convert_console.models.document.document import RequestDocument
    from convert_console.widgets.fields.field import Field

MAY_BE_EMPTY = {("seg", "campaign")}

ID_KINDS = {"goals": "goal", "cust": "segment"}
"""What the lists of ids name, in the words of a catalog."""


def field_for(row: Parameter) -> Field:
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
            field = IdsField(row.label, ID_KINDS[row.wire_name])
        case "amount" | "count":
            field = TextField(row.example, number_unless_text)
        case _:
            field = TextField(row.example, may_be_empty=row.path in MAY_BE_EMPTY)
    return field


def _field_outside_of_events(row: Parameter) -> Field:
    """Imported when a form needs it: at a start, the one of an event is in front."""
    from convert_console.widgets.fields.country_field import CountryField
    from convert_console.widgets.fields.devices_field import DevicesField
    from convert_console.widgets.fields.visitor_field import VisitorField

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
