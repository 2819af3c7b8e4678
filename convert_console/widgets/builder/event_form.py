"""The form of one event, with the parameters of its type and any others that it has."""

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
from convert_console.core.request.parameters import EVENT, Parameter, keys_after
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.extra_keys import ExtraKeys
from convert_console.widgets.builder.row_problems import RowProblems
from convert_console.widgets.builder.tab_order import insert_in_tab_order
from convert_console.widgets.fields.choice_field import KindField, entries_of
from convert_console.widgets.fields.document_field import (
    FieldBinding,
    field_for,
    name_field,
)
from convert_console.widgets.fields.field import Field
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.pairs_field import PairsField
from convert_console.widgets.kit.buttons import AddButton
from convert_console.widgets.kit.field_row import FieldMessages, FieldRow
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


ROWS = ("exps", "goals", "r", "prc")
"""The keys with a row, in their order; "vars" shares that of "exps"."""

PARAMETERS = {parameter.wire_name: parameter for parameter in EVENT}


class EventForm(QWidget):
    """Shows the event of `set_row`. A field's row is created when an event first needs it. The
    field for the type, `kind`, is placed by others.
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
        self._row_problems: dict[str, RowProblems] = {}
        self._row = -1
        self._unvisited: set[str] = set()
        self._visited = ""
        self._after: QWidget = self
        self.rows: dict[str, FieldRow] = {}
        self.kind = KindField(entries_of(PARAMETERS["evt"].choices), parent=self)
        name_field(self.kind, PARAMETERS["evt"])
        self.fields: dict[str, Field] = {"evt": self.kind}
        self._bindings: list[FieldBinding] = []
        self._bind("evt", self.kind)
        self.pairs = PairsField(catalog)  # its row becomes its parent, which places it for Tab
        self.pairs.added.connect(self._begin_pair)
        self._pair_edits = PairEdits(self.pairs, document, self._path)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(12), px(12), px(8))
        column.setSpacing(px(8))
        self._about = FieldMessages(self)
        self._row_problems["evt"] = RowProblems(self._about, problems, self._problems_of_event)
        column.addWidget(self._about)
        self._add_missing_rows(value_at(document.payload, ("ev", 0)))
        self.extras = ExtraKeys(document, problems, self._path, self)
        self._add_goal = AddButton("Add goal", self)
        self._add_goal.setToolTip("Name another goal that was reached")
        self._add_goal.clicked.connect(self._begin_goal)
        self.extras.put_after_add(self._add_goal, self.pairs.add)
        column.addWidget(self.extras)
        column.addStretch(1)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _begin_goal(self) -> None:
        goals = self.fields["goals"]
        if isinstance(goals, IdsField):
            goals.begin_another()

    def follow(self, widget: QWidget) -> None:
        """Let Tab come to the form from a widget, and go through its rows in their order."""
        self._after = widget
        insert_in_tab_order(self, widget, (*self._rows_in_order(), self.extras))

    def begin(self) -> QWidget:
        """Begin with an event that was just added: focus its first empty field, and return the
        focused widget. Each field shows its problems once it was left.
        """
        self._unvisited, self._visited = set(PARAMETERS), ""
        self._hold_back()
        event = value_at(self._document.payload, self._path())
        keys = event if isinstance(event, dict) else {}
        shown = [key for key in ROWS if key in self.rows and _needs_row(keys, key)]
        empty = (key for key in shown if self._is_empty(keys, key))
        key = next(empty, shown[0])
        control = self.pairs.first_empty() if key == "exps" else self._control_of(key)
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._visited = key
        return control

    def _begin_pair(self) -> None:
        """Let a pair that is added show its problems once it was left."""
        self._unvisited.update(PAIRED)
        self._hold_back()

    def focus_first(self) -> None:
        """Focus the first field."""
        key = next((key for key in ROWS if key in self.rows and self.rows[key].isVisible()), "")
        if key:
            self._control_of(key).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_row(self, row: int) -> None:
        """Show another event."""
        self._document.end_typing()
        self.extras.discard_typing()
        self._row = row
        self._unvisited.clear()
        self._hold_back()

    def refresh(self) -> None:
        """Show the event's values.

        While the text is not valid JSON it keeps the last values. For an event that is not an
        object it is empty.
        """
        if self._document.payload is None:
            return
        event = value_at(self._document.payload, self._path())
        if isinstance(event, dict):
            self._show_event(event)
        else:
            for part in (*self.rows.values(), self.extras):
                part.setVisible(False)
            self.kind.set_value(None)
            self.kind.setEnabled(False)
            self.refresh_problems()
        self._column.activate()

    def _show_event(self, event: dict[str, Payload]) -> None:
        if self._add_missing_rows(event):
            self.follow(self._after)
        self.kind.setEnabled(True)
        for key, row in self.rows.items():
            row.setVisible(_needs_row(event, key))
        for binding in self._bindings:
            binding.refresh(self._document.payload)
        self.pairs.set_lists(event.get("exps"), event.get("vars"))
        goals = self.fields.get("goals")
        if isinstance(goals, IdsField):
            self.rows["goals"].set_label("Goal" if goals.is_single else "Goals")
            self.rows["goals"].set_buddy(goals)
            has_one = goals.is_single and bool(event.get("goals"))
            self._add_goal.setVisible(has_one and _needs_row(event, "goals"))
        else:
            self._add_goal.setVisible(False)
        self.extras.setVisible(True)
        self.extras.refresh()
        self.refresh_problems()

    def refresh_problems(self) -> None:
        """Show the problems of each field, and of the event."""
        for row_problems in self._row_problems.values():
            row_problems.refresh()
        self.extras.refresh_problems()

    def key_of(self, field: QWidget) -> str:
        """The wire name of the row that contains a widget, or ""."""
        if self.kind.isAncestorOf(field):
            return "evt"
        return next((key for key, row in self.rows.items() if row.isAncestorOf(field)), "")

    def go_to(self, key: str) -> QWidget | None:
        """Focus the field of a key, and return what to scroll to."""
        if key == "evt":
            self.kind.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        key = "exps" if key == "vars" else key
        if key in self.rows:
            self._control_of(key).setFocus(Qt.FocusReason.OtherFocusReason)
            return self.rows[key]
        return self.extras.go_to(key)

    def _control_of(self, key: str) -> QWidget:
        """What takes the focus in the row of a key."""
        return self.pairs.first_line() if key == "exps" else self.rows[key].control

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
        if focused is None or focused.window() is not self.window():  # another window, or a menu
            return
        for row in self.rows.values():
            row.set_focused(row.isAncestorOf(focused))
            if isinstance(row.control, IdsField) and not row.isAncestorOf(focused):
                row.control.end_another()
        if not self._unvisited:
            return
        now = next((key for key, row in self.rows.items() if row.isAncestorOf(focused)), "")
        left, self._visited = self._visited, now
        if now == left:
            return
        if now or self.isAncestorOf(focused):
            self._unvisited.discard(left)
            if left == "exps":
                self._unvisited.discard("vars")
        else:
            self._unvisited.clear()
        self._hold_back()

    def _hold_back(self) -> None:
        """Keep the problems of fields that were not left yet out of everything that lists them."""
        fresh = {self._path(key) for key in self._unvisited}
        self._problems.hold_back(frozenset(fresh | {self._path()} if fresh else ()))

    def _problems_of(self, key: str) -> list[Problem]:
        if key == "exps":
            return self._problems.at(*self._path("exps")) + self._problems.at(*self._path("vars"))
        return self._problems.at(*self._path(key))

    def _problems_of_event(self) -> list[Problem]:
        """The problems of the type and of the whole event."""
        whole = [p for p in self._problems.at(*self._path()) if p.path == self._path()]
        return self._problems.at(*self._path("evt")) + whole

    def _path(self, *more: str | int) -> Path:
        return ("ev", self._row, *more)

    def _add_missing_rows(self, event: Payload) -> bool:
        """Create the rows that an event is the first to need, and return whether there were any."""
        keys = event if isinstance(event, dict) else {}
        needed = [key for key in ROWS if key not in self.rows and _needs_row(keys, key)]
        for key in needed:
            self._add_row(PARAMETERS[key])
            find = partial(self._problems_of, key)
            self._row_problems[key] = RowProblems(self.rows[key], self._problems, find)
        for index, row in enumerate(self._rows_in_order() if needed else ()):
            self._column.insertWidget(index + 1, row)  # below the messages about the event
        return bool(needed)

    def _rows_in_order(self) -> list[FieldRow]:
        return [self.rows[key] for key in ROWS if key in self.rows]

    def _add_row(self, parameter: Parameter) -> None:
        key, label = parameter.wire_name, parameter.label
        if parameter.kind == "pairs":
            row = self.rows[key] = FieldRow(label, "exps / vars", self.pairs, self)
            row.put_in_label_column(self.pairs.labels)
            self.pairs.rows_added.connect(lambda: self.follow(self._after))
            name_field(self.pairs, parameter)
        else:
            field = field_for(parameter, self._catalog)
            name_field(field, parameter)
            row = self.rows[key] = FieldRow(label, key, field, self)
            if isinstance(field, IdsField):
                field.form_changed.connect(self.refresh)
            self._bind(key, field)
        row.show_help(parameter.meaning)

    def _bind(self, key: str, field: Field) -> None:
        self.fields[key] = field
        path, label = partial(self._path, key), PARAMETERS[key].label
        following = keys_after(("ev", key))
        self._bindings.append(FieldBinding(field, self._document, path, label, following))


def _needs_row(event: dict[str, Payload], key: str) -> bool:
    """Whether an event has the key, or is of a type that may have it, or of an unknown type."""
    events = PARAMETERS[key].events
    known = {choice.value for choice in PARAMETERS["evt"].choices}
    return not events or event.get("evt") in events or key in event or event.get("evt") not in known
