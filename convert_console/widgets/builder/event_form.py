"""The form of one event: the parameters that its type carries, and any others it holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.core.document.edits import with_value, without
from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.document.positions import EventOffsets
from convert_console.core.linter import Problem
from convert_console.core.paste.pasted_ids import PastedIds
from convert_console.core.request.field_values import like
from convert_console.core.request.parameters import EVENT, Parameter
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.document_field import (
    FieldBinding,
    field_for,
    name_field,
)
from convert_console.widgets.builder.extra_keys import ExtraKeys
from convert_console.widgets.builder.row_problems import RowProblems
from convert_console.widgets.builder.tab_order import insert_in_tab_order
from convert_console.widgets.fields.field import Field
from convert_console.widgets.fields.pairs_field import PairsField
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.theme.theme import px

PAIRED = ("exps", "vars")


class PairEdits(QObject):
    """Writes what a person does with the pairs of an event into the document."""

    def __init__(
        self, field: PairsField, document: RequestDocument, path: Callable[..., Path]
    ) -> None:
        """`path` gives the place of the event or of a key in it; called for each access."""
        super().__init__(field)
        self._document = document
        self._path = path
        field.typed.connect(self._typed)
        field.pasted.connect(self._pasted)
        field.list_edited.connect(self._set_list)
        field.added.connect(self._added)
        field.removed.connect(self._removed)
        field.left.connect(document.end_typing)

    def _items(self, key: str) -> list[Payload]:
        items = value_at(self._document.payload, self._path(key))
        return items if isinstance(items, list) else []

    def _typed(self, key: str, place: int, text: str) -> None:
        items = self._items(key)
        before = items[place] if place < len(items) else None
        if items and before in (None, ""):  # a new pair is empty: it follows the first
            before = items[0]
        path = self._path(key, min(place, len(items)))
        self._document.set_value(path, like(before, text), f"Edit {key}")

    def _set_list(self, key: str, items: list[Payload]) -> None:
        self._document.set_value(self._path(key), items, f"Edit {key}", typing=False)

    def _pasted(self, place: int, found: PastedIds) -> None:
        """Fill downwards from a position, as in a spreadsheet. Both lists stay equally long."""
        lists = dict(zip(PAIRED, (found.experiences, found.variations), strict=True))
        length = max(place + len(ids) for ids in lists.values())
        length = max(length, *(len(self._items(key)) for key in PAIRED))

        def with_ids(text: str, key: str, places: EventOffsets | None) -> str:
            ids, items = lists[key], self._items(key)
            made = items + [""] * (length - len(items))
            made[place : place + len(ids)] = [like(items[0] if items else None, one) for one in ids]
            same = made == items
            return text if same else with_value(text, self._path(key), made, places)

        self._change_both(with_ids, "Paste ids")

    def _added(self) -> None:

        def with_id(text: str, key: str, places: EventOffsets | None) -> str:
            return with_value(text, self._path(key, len(self._items(key))), "", places)

        self._change_both(with_id, "Add pair")

    def _removed(self, place: int) -> None:

        def without_id(text: str, key: str, places: EventOffsets | None) -> str:
            there = place < len(self._items(key))
            return without(text, self._path(key, place), places) if there else text

        self._change_both(without_id, "Remove pair")

    def _change_both(
        self, edit: Callable[[str, str, EventOffsets | None], str], label: str
    ) -> None:
        """Edit both lists in one undo step."""
        row = self._path()[1]

        def edited(text: str) -> str:
            places = self._document.event_offsets()
            for key in PAIRED:
                new = edit(text, key, places)
                if places is not None and isinstance(row, int):
                    places = places.grown(row, len(new) - len(text))
                text = new
            return text

        self._document.change_text(edited, label)


ROWS = tuple(row for row in EVENT if row.wire_name != "vars")


class EventForm(QWidget):
    """Made once; `set_row` chooses the event it shows. A row is made when an event first has it.
    Tab comes to the form `after` the list that holds it.
    """

    def __init__(
        self,
        document: RequestDocument,
        problems: Problems,
        catalog: CurrentCatalog,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._problems = problems
        self._catalog = catalog
        self._row_problems: list[RowProblems] = []
        self._row = -1
        self.after: QWidget = self
        self.rows: dict[str, FieldRow] = {}
        self.fields: dict[str, Field] = {}
        self._bindings: list[FieldBinding] = []
        self.pairs = PairsField(catalog)  # its row takes it in, which gives it its turn for Tab
        self._pair_edits = PairEdits(self.pairs, document, self._path)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(10))
        self._make_rows(value_at(document.payload, ("ev", 0)))
        self.extras = ExtraKeys(document, problems, self._path, self)
        column.addWidget(self.extras)
        column.addStretch(1)

    def set_row(self, row: int) -> None:
        """Show another event."""
        self._document.end_typing()
        self.extras.discard_typing()
        self._row = row

    def refresh(self) -> bool:
        """Show the event's values; whether the form's height has changed.

        It keeps the last values while the text is broken, and is empty for an event that is no
        object.
        """
        if self._document.payload is None:
            return False
        event = value_at(self._document.payload, self._path())
        before = self.sizeHint().height()
        if isinstance(event, dict):
            self._show(event)
        else:
            for part in (*self.rows.values(), self.extras):
                part.setVisible(False)
        self._column.activate()
        return self.sizeHint().height() != before

    def _show(self, event: dict[str, Payload]) -> None:
        if self._make_rows(event):
            insert_in_tab_order(self, self.after, (*self._rows_in_order(), self.extras))
        for key, row in self.rows.items():
            row.setVisible(_carries(event, key))
        for binding in self._bindings:
            binding.refresh(self._document.payload)
        self.pairs.set_lists(event.get("exps"), event.get("vars"))
        self.extras.setVisible(True)
        self.extras.refresh()
        for row_problems in self._row_problems:
            row_problems.refresh()
        self.extras.refresh_problems()

    def go_to(self, key: str) -> None:
        """Put the keyboard into the field of a key; `vars` lie with `exps`."""
        row = self.rows.get("exps" if key == "vars" else key)
        if row is not None:
            row.control.setFocus()
        else:
            self.extras.go_to(key)

    def _problems_of(self, key: str) -> list[Problem]:
        if key == "exps":
            return self._problems.at(*self._path("exps")) + self._problems.at(*self._path("vars"))
        found = self._problems.at(*self._path(key))
        if key == "evt":
            found += [p for p in self._problems.at(*self._path()) if p.path == self._path()]
        return found

    def _path(self, *more: str | int) -> Path:
        return ("ev", self._row, *more)

    def _make_rows(self, event: Payload) -> bool:
        """Make the rows that are needed for the first time, each in its place; whether any was."""
        carried = event if isinstance(event, dict) else {}
        missing = [row for row in ROWS if row.wire_name not in self.rows]
        wanted = [row for row in missing if _carries(carried, row.wire_name)]
        for row in wanted:
            self._add(row)
            find = partial(self._problems_of, row.wire_name)
            made = RowProblems(self.rows[row.wire_name], self._problems, find)
            self._row_problems.append(made)
        for place, field_row in enumerate(self._rows_in_order() if wanted else ()):
            self._column.insertWidget(place, field_row)
        return bool(wanted)

    def _rows_in_order(self) -> list[FieldRow]:
        return [self.rows[row.wire_name] for row in ROWS if row.wire_name in self.rows]

    def _add(self, row: Parameter) -> None:
        key = row.wire_name
        if row.kind == "pairs":
            self.rows[key] = FieldRow(row.label, "exps / vars", self.pairs, self)
            name_field(self.pairs, row)
            return
        field = field_for(row, self._catalog)
        name_field(field, row)
        self.rows[key] = FieldRow(row.label, key, field, self)
        self.fields[key] = field
        self._bindings.append(
            FieldBinding(field, self._document, lambda: self._path(key), row.label)
        )


def _carries(event: dict[str, Payload], key: str) -> bool:
    """Whether an event needs a row: its type documents the key or is unknown, or it has the key."""
    row = next(row for row in EVENT if row.wire_name == key)
    kinds = {choice for known in EVENT for choice in known.events}
    return (
        not row.events
        or event.get("evt") in row.events
        or key in event
        or (event.get("evt") not in kinds | {"viewExp"})
    )
