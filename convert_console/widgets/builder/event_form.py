"""The form of one event, with the parameters of its type and any others that it has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from convert_console.core.document.edits import with_value, without
from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.document.positions import EventOffsets
from convert_console.core.linter.problem import Problem
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
    """Writes edits of an event's pairs into the document."""

    def __init__(
        self, field: PairsField, document: RequestDocument, path: Callable[..., Path]
    ) -> None:
        """`path` returns the path of the event or of a key in it; called for each access."""
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

    def _typed(self, key: str, index: int, text: str) -> None:
        items = self._items(key)
        before = items[index] if index < len(items) else None
        if items and before in (None, ""):  # a new id gets the type of the first one
            before = items[0]
        path = self._path(key, min(index, len(items)))
        value = like(before, text)
        if any(self._items(other) for other in PAIRED) or not text:
            self._document.set_value(path, value, f"Edit {key}")
            return

        # The first pair: the lists stay equally long, otherwise they would be no pairs.
        def with_pair(text: str, other: str, offsets: EventOffsets | None) -> str:
            new = value if other == key else ""
            return with_value(text, self._path(other, 0), new, offsets)

        self._change_both(with_pair, f"Edit {key}", repr(path))

    def _set_list(self, key: str, items: list[Payload]) -> None:
        self._document.set_value(self._path(key), items, f"Edit {key}", typing=False)

    def _pasted(self, index: int, pasted: PastedIds) -> None:
        """Replace ids from a position on, as in a spreadsheet. Both lists stay equally long."""
        lists = dict(zip(PAIRED, (pasted.experiences, pasted.variations), strict=True))
        length = max(index + len(ids) for ids in lists.values())
        length = max(length, *(len(self._items(key)) for key in PAIRED))

        def with_ids(text: str, key: str, offsets: EventOffsets | None) -> str:
            ids, items = lists[key], self._items(key)
            new = items + [""] * (length - len(items))
            first = items[0] if items else None
            new[index : index + len(ids)] = [like(first, number) for number in ids]
            return text if new == items else with_value(text, self._path(key), new, offsets)

        self._change_both(with_ids, "Paste ids")

    def _added(self) -> None:
        def with_id(text: str, key: str, offsets: EventOffsets | None) -> str:
            return with_value(text, self._path(key, len(self._items(key))), "", offsets)

        self._change_both(with_id, "Add experience")

    def _removed(self, index: int) -> None:
        def without_id(text: str, key: str, offsets: EventOffsets | None) -> str:
            if index >= len(self._items(key)):
                return text
            return without(text, self._path(key, index), offsets)

        self._change_both(without_id, "Remove experience")

    def _change_both(
        self, edit: Callable[[str, str, EventOffsets | None], str], label: str, typing: str = ""
    ) -> None:
        """Edit both lists in one undo step."""
        row = self._path()[1]

        def edited(text: str) -> str:
            offsets = self._document.event_offsets()
            for key in PAIRED:
                new = edit(text, key, offsets)
                if offsets is not None and isinstance(row, int):
                    offsets = offsets.grown(row, len(new) - len(text))
                text = new
            return text

        self._document.change_text(edited, label, typing)


PARAMETERS = tuple(parameter for parameter in EVENT if parameter.wire_name != "vars")
"""One for each row; "exps" and "vars" share a row."""


class EventForm(QWidget):
    """Shows the event of `set_row`. A field's row is created when an event first needs it. Tab
    comes to the form from the widget `after`, the list that holds it.
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
        self._unvisited: set[str] = set()
        self._visited = ""
        self.after: QWidget = self
        self.rows: dict[str, FieldRow] = {}
        self.fields: dict[str, Field] = {}
        self._bindings: list[FieldBinding] = []
        self.pairs = PairsField(catalog)  # its row becomes its parent, which places it for Tab
        self._pair_edits = PairEdits(self.pairs, document, self._path)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(10))
        self._add_missing_rows(value_at(document.payload, ("ev", 0)))
        self.extras = ExtraKeys(document, problems, self._path, self)
        column.addWidget(self.extras)
        column.addStretch(1)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def begin(self) -> QWidget:
        """Begin with an event that was just added: focus its first empty field, and return the
        focused widget. Each field shows its problems once it was left.
        """
        self._unvisited, self._visited = {parameter.wire_name for parameter in PARAMETERS}, ""
        for row_problems in self._row_problems:
            row_problems.refresh()
        event = value_at(self._document.payload, self._path())
        keys = event if isinstance(event, dict) else {}
        shown = [key for key, row in self._ordered() if _needs_row(keys, key) and key != "evt"]
        empty = (key for key in shown if self._is_empty(keys, key))
        key = next(empty, "exps" if "exps" in shown else "evt")
        control = self.pairs.first_empty() if key == "exps" else self.rows[key].control
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._visited = key
        return control

    def set_row(self, row: int) -> None:
        """Show another event."""
        self._document.end_typing()
        self.extras.discard_typing()
        self._row = row
        self._unvisited.clear()

    def refresh(self) -> bool:
        """Show the event's values, and return whether the form's height has changed.

        While the text is not valid JSON it keeps the last values. For an event that is not an
        object it is empty.
        """
        if self._document.payload is None:
            return False
        event = value_at(self._document.payload, self._path())
        before = self.sizeHint().height()
        if isinstance(event, dict):
            self._show_event(event)
        else:
            for part in (*self.rows.values(), self.extras):
                part.setVisible(False)
        self._column.activate()
        return self.sizeHint().height() != before

    def _show_event(self, event: dict[str, Payload]) -> None:
        if self._add_missing_rows(event):
            insert_in_tab_order(self, self.after, (*self._rows_in_order(), self.extras))
        for key, row in self.rows.items():
            row.setVisible(_needs_row(event, key))
        for binding in self._bindings:
            binding.refresh(self._document.payload)
        self.pairs.set_lists(event.get("exps"), event.get("vars"))
        self.extras.setVisible(True)
        self.extras.refresh()
        for row_problems in self._row_problems:
            row_problems.refresh()
        self.extras.refresh_problems()

    def key_of(self, field: QWidget) -> str:
        """The wire name of the row that contains a widget, or ""."""
        return next((key for key, row in self.rows.items() if row.isAncestorOf(field)), "")

    def go_to(self, key: str) -> None:
        """Focus the field of a key."""
        row = self.rows.get("exps" if key == "vars" else key)
        if row is not None:
            row.control.setFocus()
        else:
            self.extras.go_to(key)

    def _is_empty(self, event: dict[str, Payload], key: str) -> bool:
        if key == "exps":
            return not event.get("exps") or "" in (self.pairs.shown_ids())
        return event.get(key) in (None, "", [])

    def _focus_moved(self) -> None:
        """Let a field show its problems once the focus has left it, and all of them once it has
        left the form.
        """
        # Without the arguments of the signal: see `Page.scroll_to_focus` in main_window/layout.py.
        focused = QApplication.focusWidget()
        if not self._unvisited or focused is None:  # another window, or a menu
            return
        now = next((key for key, row in self._ordered() if row.isAncestorOf(focused)), "")
        left, self._visited = self._visited, now
        if now == left:
            return
        if now or self.isAncestorOf(focused):
            self._unvisited.discard(left)
        else:
            self._unvisited.clear()
        for row_problems in self._row_problems:
            row_problems.refresh()

    def _ordered(self) -> list[tuple[str, FieldRow]]:
        return [
            (p.wire_name, self.rows[p.wire_name]) for p in PARAMETERS if p.wire_name in self.rows
        ]

    def _problems_of(self, key: str) -> list[Problem]:
        if key in self._unvisited:
            return []
        if key == "exps":
            return self._problems.at(*self._path("exps")) + self._problems.at(*self._path("vars"))
        problems = self._problems.at(*self._path(key))
        if key == "evt":  # also those of the whole event
            problems += [p for p in self._problems.at(*self._path()) if p.path == self._path()]
        return problems

    def _path(self, *more: str | int) -> Path:
        return ("ev", self._row, *more)

    def _add_missing_rows(self, event: Payload) -> bool:
        """Create the rows that an event is the first to need, and return whether there were any."""
        keys = event if isinstance(event, dict) else {}
        needed = [
            parameter
            for parameter in PARAMETERS
            if parameter.wire_name not in self.rows and _needs_row(keys, parameter.wire_name)
        ]
        for parameter in needed:
            self._add_row(parameter)
            find = partial(self._problems_of, parameter.wire_name)
            row = self.rows[parameter.wire_name]
            self._row_problems.append(RowProblems(row, self._problems, find))
        for index, row in enumerate(self._rows_in_order() if needed else ()):
            self._column.insertWidget(index, row)
        return bool(needed)

    def _rows_in_order(self) -> list[FieldRow]:
        return [self.rows[p.wire_name] for p in PARAMETERS if p.wire_name in self.rows]

    def _add_row(self, parameter: Parameter) -> None:
        key, label = parameter.wire_name, parameter.label
        if parameter.kind == "pairs":
            self.rows[key] = FieldRow(label, "exps / vars", self.pairs, self)
            name_field(self.pairs, parameter)
            return
        field = field_for(parameter, self._catalog)
        name_field(field, parameter)
        self.rows[key] = FieldRow(label, key, field, self)
        self.fields[key] = field
        self._bindings.append(FieldBinding(field, self._document, lambda: self._path(key), label))


def _needs_row(event: dict[str, Payload], key: str) -> bool:
    """Whether an event has the key, or is of a type that may have it, or of an unknown type."""
    parameter = next(parameter for parameter in EVENT if parameter.wire_name == key)
    kinds = {kind for other in EVENT for kind in other.events}
    return (
        not parameter.events
        or event.get("evt") in parameter.events
        or key in event
        or (event.get("evt") not in kinds | {"viewExp"})
    )
