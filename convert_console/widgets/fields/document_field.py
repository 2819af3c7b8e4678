"""Connects the field of a documented parameter to its value in the document."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QAbstractButton, QWidget

from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.request.field_values import number_if_it_is_one
from convert_console.core.request.parameters import SEGMENTS, Parameter
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.choice_field import (
    ChoiceField,
    CountryField,
    ProjectField,
    digit_entries,
    entries_of,
)
from convert_console.widgets.fields.devices_field import DevicesField
from convert_console.widgets.fields.field import Field, TextField
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.visitor_field import OrderField, VisitorField
from convert_console.widgets.kit.keep_parent import keep_parent

_ORDER = ("browser", "devices", "source", "campaign", "new", "cust", "ctry")


def _place_in_form(key: str) -> int:
    """The place of a segment in the form; others are last.

    >>> _place_in_form("devices"), _place_in_form("language")
    (1, 7)
    """
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


SEGMENTS_SHOWN = tuple(sorted(SEGMENTS, key=lambda row: _place_in_form(row.wire_name)))
"""The segments in the order of the form; the JSON keeps that of the article."""


class Sources(NamedTuple):
    """What fields ask for: the names of ids, the profiles, how often a visitor was sent, and when
    an order was accepted, in words.
    """

    catalog: CurrentCatalog
    profiles: Profiles
    times_sent: Callable[[str], int]
    order_words: Callable[[str], str]


def field_for(
    parameter: Parameter, catalog: CurrentCatalog, sources: Sources | None = None
) -> Field:
    """Create the field for a documented parameter; those outside of events need `sources`."""
    if sources is not None and parameter.path == ("pid",):
        return ProjectField(sources.profiles)
    if sources is not None and parameter.path == ("tid",):
        return OrderField(parameter.example, sources.order_words)
    match parameter.kind:
        case "visitor":
            return VisitorField(parameter.example, *((sources.times_sent,) if sources else ()))
        case "choices":
            return DevicesField(parameter.choices)
        case "country":
            return CountryField()
        case "choice":
            return ChoiceField(entries_of(parameter.choices))
        case "newness":
            return ChoiceField(
                digit_entries(parameter.choices), number_if_it_is_one, shows_note=True
            )
        case "ids":
            return IdsField(parameter.id_kind, catalog, one_by_one=parameter.id_kind == "goal")
        case "amount" | "count":
            return TextField(parameter.example, number_if_it_is_one)
        case _:
            if parameter.path == ("s",):
                return TextField(f"Not sent, for example {parameter.example}", mono=False)
            return TextField(parameter.example, may_be_empty=parameter.may_be_empty)


class FieldBinding:
    """Shows a value of the document in a field, and writes edits of the field into the document."""

    def __init__(
        self,
        field: Field,
        document: RequestDocument,
        path: Callable[[], Path],
        label: str,
        following: Sequence[str] = (),
    ) -> None:
        """`path` is called for each access, since events move. A new key is placed before the first
        of the keys `following` that is there.
        """
        self._field = field
        self._path = path
        self._document = document
        self._label = label
        self._following = following
        field.edited.connect(self._edited)
        field.cleared.connect(self._cleared)
        field.left.connect(document.end_typing)

    def refresh(self, payload: Payload) -> None:
        """Show the value in the document."""
        self._field.set_value(value_at(payload, self._path()))

    def _edited(self, value: Payload) -> None:
        path = self._path()
        if path[:-1] == ("seg",) and value_at(self._document.payload, ("seg",)) is None:
            segments = {str(path[-1]): value}
            self._document.set_value(("seg",), segments, f"Edit {self._label}", before=("ev",))
            return
        self._document.set_value(self._path(), value, f"Edit {self._label}", before=self._following)

    def _cleared(self) -> None:
        self._document.remove(self._path(), f"Remove {self._label}")


def name_field(field: QWidget, parameter: Parameter) -> None:
    """Set a field's name for screen readers and its tooltip."""
    if isinstance(field, IdsField):
        name = f"{parameter.label} ({parameter.wire_name})"
        field.set_names(name.replace("Goals", "Goal"), name)
        field.setToolTip(parameter.meaning)
        return
    target = field
    while (proxy := keep_parent(target.focusProxy())) is not None:
        target = proxy
    if isinstance(target, QAbstractButton):  # a button keeps its own text as its name
        target = field
    target.setAccessibleName(f"{parameter.label} ({parameter.wire_name})")
    target.setAccessibleDescription(parameter.meaning)
    field.setToolTip(parameter.meaning)
