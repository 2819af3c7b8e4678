"""The undocumented keys of an object: name, value and type, all of them editable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.edits import renamed
from convert_console.core.document.payload import Path, Payload, value_at
from convert_console.core.request.field_values import extra_keys
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.row_problems import RowProblems
from convert_console.widgets.fields.choice_line import is_command
from convert_console.widgets.fields.value_field import ValueField
from convert_console.widgets.kit.buttons import AddButton
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.kit.texts import plain_tip, without_line_ends
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look

KEYS_SHOWN = 50
NAME_SHOWN = 1_000
"""Characters of a name; a longer key is edited in the JSON."""


class ExtraKeys(QWidget):
    """One row for each undocumented key, and a button to add one."""

    def __init__(
        self,
        document: RequestDocument,
        problems: Problems,
        path: Callable[[], Path],
        parent: QWidget | None = None,
    ) -> None:
        """`path` returns the path of the object; called for each access, since events move."""
        super().__init__(parent)
        self._document = document
        self._problems = problems
        self._path = path
        self.rows: list[ExtraRow] = []
        self._after_add: tuple[QWidget, ...] = ()
        self._row_problems: list[RowProblems] = []
        self._more = QLabel(self)
        self._more.hide()
        set_look(self._more, role="muted")
        self.add = AddButton("Add field", self)
        self.add.setAccessibleName("Add a field that is not documented")
        self.add.setToolTip("Add a field with any name, to see how the endpoint handles it")
        self.add.clicked.connect(self._add_key)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self._column.addWidget(self._more)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(px(12))
        self._foot.addWidget(self.add)
        self._foot.addStretch(1)
        self._column.addLayout(self._foot)
        document.loaded.connect(self._show_loaded)

    def put_after_add(self, *buttons: QWidget) -> None:
        """Put buttons after the one that adds a field."""
        self._after_add = buttons
        for button in reversed(buttons):
            self._foot.insertWidget(1, button)

    def take_add(self) -> QWidget:
        """The button that adds a field, for another place than below the rows."""
        self._column.removeItem(self._foot)
        return self.add

    def refresh(self) -> None:
        """Show the keys that the object has now."""
        payload = self._document.payload
        keys = extra_keys(payload, self._path())
        shown = [key for key in keys if len(key) <= NAME_SHOWN][:KEYS_SHOWN]
        self._set_row_count(len(shown))
        for row, key in zip(self.rows, shown, strict=True):
            row.set_key(key, value_at(payload, (*self._path(), key)))
        more = len(keys) - len(shown)
        self._more.setText(f"{more} more fields – edit in JSON")
        self._more.setVisible(more > 0)
        self._column.activate()  # the parent asks for the height next

    def refresh_problems(self) -> None:
        """Show the problems of each key."""
        for row in self._row_problems:
            row.refresh()
        self._column.activate()

    def discard_typing(self) -> None:
        """Drop text that could not be read, since another object is shown next."""
        for row in self.rows:
            row.discards_typing = True

    def _show_loaded(self) -> None:
        """Show another request, which may have the same keys and values."""
        self.discard_typing()
        if self.rows:
            self.refresh()

    def go_to(self, key: str) -> FieldRow | None:
        """Focus the value of a key, and return its row."""
        row = next((row for row in self.rows if row.key == key), None)
        if row is not None:
            row.control.setFocus()
        return row

    def _set_row_count(self, count: int) -> None:
        while len(self.rows) > count:
            row = self.rows.pop()
            self._row_problems.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < count:
            self._append()

    def _append(self) -> None:
        row = ExtraRow(self)
        row.renamed.connect(lambda name: self._rename(row, name))
        row.value.edited.connect(lambda value: self._set(row, value))
        row.value.left.connect(self._document.end_typing)
        row.removed.connect(lambda: self._remove(row))
        self._row_problems.append(
            RowProblems(row, self._problems, lambda: self._problems.at(*self._path(), row.key))
        )
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        row.show()
        for before, after in pairwise((self.add, *row.tab_order(), self.add)):
            self.setTabOrder(before, after)  # the button is last

    def tab_order(self) -> tuple[QWidget, ...]:
        """The rows, then the buttons, which were created first."""
        rows = (part for row in self.rows for part in row.tab_order())
        return (*rows, self.add, *self._after_add)

    def _set(self, row: ExtraRow, value: Payload) -> None:
        self._document.set_value((*self._path(), row.key), value, f"Edit {row.key}")

    def _rename(self, row: ExtraRow, name: str) -> None:
        path = (*self._path(), row.key)
        self._document.end_typing()
        offsets = self._document.event_offsets()
        self._document.change_text(
            lambda text: renamed(text, path, name, offsets), f"Rename {row.key}"
        )
        self.refresh()  # a refused name is replaced by the old one

    def _remove(self, row: ExtraRow) -> None:
        index = self.rows.index(row)
        self._document.remove((*self._path(), row.key))
        self._document.end_typing()
        neighbours = self.rows[index:] or self.rows[-1:]
        (neighbours[0].remove if neighbours else self.add).setFocus()

    def _add_key(self) -> None:
        value = value_at(self._document.payload, self._path())
        keys = value if isinstance(value, dict) else {}
        names = (f"key{number}" for number in range(1, len(keys) + 2))
        name = next(name for name in names if name not in keys)
        self._document.set_value((*self._path(), name), "", "Add field", typing=False)
        row = next((row for row in self.rows if row.key == name), None)
        if row is not None:
            row.name.setFocus()
            row.name.selectAll()


class NameLine(QLineEdit):
    """A line whose text counts once it is left, or a command of the window, such as Send, needs it.

    Signals:
        settled: the text counts.
    """

    settled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.textEdited.connect(self._keep_to_one_line)
        self.editingFinished.connect(self.settled)

    def _keep_to_one_line(self) -> None:
        without_line_ends(self)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if is_override(event) and not event.isAccepted() and is_command(event):
            # No key of text editing, which the line has claimed.
            self.settled.emit()
        return handled


class ExtraRow(FieldRow):
    """Name, value and type of a key, and a button that removes it.

    Signals:
        renamed(str): the user renamed the key to this.
        removed: the user removed the key.
    """

    renamed = Signal(str)
    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        control = QWidget(parent)
        self.value = ValueField(control)
        super().__init__("", "", control, parent)
        self.key = ""
        self.discards_typing = True
        self._problem_messages: Sequence[FieldMessage] = ()
        self.value.error_changed.connect(self._show_messages)
        self.name = NameLine(self)
        set_look(self.name, mono=True, kind="name")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.name.settled.connect(self._rename_if_changed)
        self.remove = QToolButton(control)
        self.remove.setIcon(icon("x", "muted"))
        self.remove.clicked.connect(self.removed)
        control.setFocusProxy(self.value)
        line = QHBoxLayout(control)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(6))
        line.addWidget(self.value, 1)
        line.addWidget(self.remove)
        self.put_in_label_column(self._name_column(parent))

    def _name_column(self, parent: QWidget) -> QWidget:
        holder = QWidget(parent)
        caption = QLabel("added field", holder)
        set_look(caption, role="small")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(caption)
        return holder

    def tab_order(self) -> tuple[QWidget, ...]:
        """The widgets that Tab goes through."""
        return self.name, self.value.line, self.value.kind, self.remove

    def set_key(self, key: str, value: Payload) -> None:
        """Show a key and its value. Typed text stays if the row had this key already."""
        if key != self.key or self.discards_typing:
            self.key, self.discards_typing = key, False
            self.value.show_value(value)
            self.name.setModified(False)  # what was typed was to be the name of another key
            self._set_accessible_names()
        self.value.set_value(value)
        if self.name.text() != key and not (self.name.hasFocus() and self.name.isModified()):
            self.name.setText(key)

    def set_messages(self, messages: Sequence[FieldMessage]) -> None:
        """Show these, after a message about why the text is not in the request."""
        self._problem_messages = messages
        self._show_messages()

    def _show_messages(self) -> None:
        error = self.value.error
        own = [FieldMessage(error, "error")] if error else []
        super().set_messages([*own, *self._problem_messages])

    def _rename_if_changed(self) -> None:
        name = self.name.text()
        self.name.setModified(False)
        if name and name != self.key:
            self.renamed.emit(name)
        elif not name:
            self.name.setText(self.key)

    def _set_accessible_names(self) -> None:
        self.name.setAccessibleName(f"Name of the key {self.key}")
        self.value.line.setAccessibleName(f"Value of {self.key}")
        self.value.kind.setAccessibleName(f"Type of {self.key}")
        self.remove.setAccessibleName(f"Remove {self.key}")
        self.remove.setToolTip(plain_tip(f"Remove {self.key}"))
