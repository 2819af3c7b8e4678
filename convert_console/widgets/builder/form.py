"""A form of documented parameters, one row each; it scrolls when there is no room."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from convert_console.core.document.payload import Path, value_at
from convert_console.core.request.parameters import Parameter
from convert_console.core.text import visible
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
from convert_console.widgets.fields.field import Field, unsupported_text
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.theme.theme import px, set_look


class Form(QWidget):
    """Rows for keys outside of events, made when the form is first shown. Tab comes to them
    `after` a widget next to the form.
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
        self._row_problems: list[RowProblems] = []
        self._catalog = catalog
        self.extras: ExtraKeys | None = None
        self.rows: dict[str, FieldRow] = {}
        self.fields: dict[str, Field] = {}
        self._bindings: list[FieldBinding] = []

    def refresh(self) -> None:
        """Show what the document says; while its text is broken the fields are disabled."""
        if not self._bindings:
            self._build()
        self._page.setEnabled(self._document.editable_by_form)
        if self._document.editable_by_form:
            for binding in self._bindings:
                binding.refresh(self._document.payload)
            if self.extras is not None:
                self.extras.refresh()
            self._disable_without_object()

    def refresh_problems(self) -> None:
        """Show the problems of each field."""
        for row in self._row_problems:
            row.refresh()
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

    def _disable_without_object(self) -> None:
        # A value that is no object has no keys: it is shown, and the fields are disabled.
        path = self._parameters[0].path[:-1]
        value = value_at(self._document.payload, path)
        is_odd = value is not None and not isinstance(value, dict)
        self._odd.setText(visible(f"{path[-1]}: {unsupported_text(value)}") if is_odd else "")
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
            self.fields[row.wire_name] = field
            path = partial(_same, row.path)
            self._bindings.append(FieldBinding(field, self._document, path, row.label))
            find = partial(self._problems.at, *row.path)
            problems = RowProblems(self.rows[row.wire_name], self._problems, find)
            self._row_problems.append(problems)
            column.addWidget(self.rows[row.wire_name])
        place = partial(_same, self._parameters[0].path[:-1])
        self.extras = ExtraKeys(self._document, self._problems, place, page)
        column.addWidget(self.extras)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.show()  # a child made after its parent was shown is hidden
        insert_in_tab_order(self._page, self._after)
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
