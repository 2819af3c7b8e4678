"""A form of documented parameters, one row each, scrolling when there is no room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from convert_console.core.document.payload import value_at
from convert_console.core.text import visible
from convert_console.widgets.builder.binding import Binding, field_for, name_field
from convert_console.widgets.builder.extra_keys import ExtraKeys
from convert_console.widgets.builder.field_messages import Saying
from convert_console.widgets.builder.tab_order import take_turn
from convert_console.widgets.fields.field import elsewhere
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.theme.theme import px, set_look

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.document.payload import Path
    from convert_console.core.request.parameters import Parameter
    from convert_console.models.document.document import RequestDocument
    from convert_console.models.linting.problems import Problems


class Form(QWidget):
    """Rows for keys outside of events, made when the form is first shown. Tab comes to them `after`
    a widget that stands beside the form.
    """

    def __init__(
        self,
        document: RequestDocument,
        problems: Problems,
        rows: tuple[Parameter, ...],
        after: QWidget,
    ) -> None:
        super().__init__(after.parentWidget())
        self._after = after
        self._document = document
        self._problems = problems
        self._parameters = rows
        self._sayings: list[Saying] = []
        self._catalog: Catalog | None = None
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

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name and offer ids by a catalog."""
        self._catalog = catalog
        for binding in self.bindings.values():
            binding.field.set_catalog(catalog)

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
            field = field_for(row)
            name_field(field, row)
            field.set_catalog(self._catalog)
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
