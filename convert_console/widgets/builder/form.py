"""A scrolling form with a row for each documented parameter."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.edits import with_value
from convert_console.core.document.payload import Path, value_at
from convert_console.core.request.parameters import Parameter, keys_after
from convert_console.core.text import visible
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import Problems
from convert_console.models.sending.run_marking import RunMarking
from convert_console.widgets.builder.extra_keys import ExtraKeys
from convert_console.widgets.builder.mark_row import MarkRow
from convert_console.widgets.builder.row_problems import RowProblems
from convert_console.widgets.builder.tab_order import insert_in_tab_order
from convert_console.widgets.fields.document_field import (
    FieldBinding,
    Sources,
    field_for,
    name_field,
)
from convert_console.widgets.fields.field import Field, is_plain, unsupported_text
from convert_console.widgets.fields.visitor_field import (
    RenewableField,
    VisitorField,
    another_order,
    new_visitor_id,
)
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens


class Form(QWidget):
    """The form for keys outside of events. Its rows are created when it is first shown. Tab comes
    to them from the widget `after`.
    """

    def __init__(
        self,
        document: RequestDocument,
        problems: Problems,
        sources: Sources,
        parameters: tuple[Parameter, ...],
        after: QWidget,
        marking: RunMarking | None = None,
    ) -> None:
        """With `marking` its last row marks the request as a test."""
        super().__init__(after.parentWidget())
        self._marking = marking
        self.mark: MarkRow | None = None
        self._after = after
        self._document = document
        self._problems = problems
        self._parameters = parameters
        self._row_problems: list[RowProblems] = []
        self._sources = sources
        self._actions: tuple[QWidget, ...] = ()
        self.foot = FormFoot(self)
        self.foot.hide()
        self.extras: ExtraKeys | None = None
        self.rows: dict[str, FieldRow] = {}
        self.fields: dict[str, Field] = {}
        self._bindings: list[FieldBinding] = []

    def refresh(self) -> None:
        """Show the values in the document; while its text is not valid JSON, disable the fields."""
        if not self._bindings:
            self._build()
        self._page.setEnabled(self._document.editable_by_form)
        self.foot.rest(not self._document.editable_by_form)
        if self._document.editable_by_form:
            for binding in self._bindings:
                binding.refresh(self._document.payload)
            self._offer_order()
            if self.mark is not None:
                self.mark.refresh()
            if self.extras is not None:
                self.extras.refresh()
            self._disable_without_object()

    def refresh_problems(self) -> None:
        """Show the problems of each field."""
        for row in self._row_problems:
            row.refresh()
        if self.extras is not None:
            self.extras.refresh_problems()

    def put_in_foot(self, *actions: QWidget) -> None:
        """Add these after the button that adds a field."""
        self._actions = actions

    def refresh_words(self) -> None:
        """Say again what is known of visitor and order, since something was sent."""
        for field in self.fields.values():
            if isinstance(field, RenewableField):
                field.refresh_words()

    def _offer_order(self) -> None:
        visitor = self.fields.get("vid")
        if isinstance(visitor, VisitorField):
            root = self._document.payload
            values = [value_at(root, (key,)) for key in ("vid", "tid")]
            visitor.offer_order(all(value and is_plain(value) for value in values))

    def _renew_visitor_and_order(self) -> None:
        """Write a new visitor id and a new order number, as one step to undo."""
        vid, tid = new_visitor_id(), another_order(value_at(self._document.payload, ("tid",)))
        self._document.end_typing()
        self._document.change_text(
            lambda text: with_value(with_value(text, ("vid",), vid), ("tid",), tid),
            "New visitor and order number",
        )

    def _focus_moved(self) -> None:
        # Without the arguments of the signal: see `Page.scroll_to_focus` in main_window/layout.py.
        focused = QApplication.focusWidget()
        if focused is not None and focused.window() is self.window():
            for row in self.rows.values():
                row.set_focused(row.isAncestorOf(focused))

    def key_of(self, field: QWidget) -> str:
        """The wire name of the row that contains a widget, or ""."""
        extras = self.extras.rows if self.extras is not None else []
        rows = [*self.rows.items(), *((row.key, row) for row in extras)]
        return next((key for key, row in rows if row.isAncestorOf(field)), "")

    def go_to(self, key: str) -> None:
        """Put the keyboard into the field of a key."""
        row = self.rows.get(key)
        if row is not None:
            row.control.setFocus()
        elif self.extras is not None:
            row = self.extras.go_to(key)
        if row is not None:
            self._scroll.ensureWidgetVisible(row)
            # Again once the rows of a page that was just built have their places.
            QTimer.singleShot(0, row, partial(self._scroll.ensureWidgetVisible, row))

    def _disable_without_object(self) -> None:
        # A value that is not an object has no keys: quote it and disable the fields.
        path = self._parameters[0].path[:-1]
        value = value_at(self._document.payload, path)
        is_unsupported = value is not None and not isinstance(value, dict)
        text = f"{path[-1]}: {unsupported_text(value)}" if is_unsupported else ""
        self._unsupported.setText(visible(text))
        self._unsupported.setVisible(is_unsupported)
        for part in (*self.rows.values(), *self._page.findChildren(ExtraKeys)):
            part.setEnabled(not is_unsupported)

    def _build(self) -> None:
        self._scroll = _scroll_area_in(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        page = self._page = QWidget(self)
        set_look(page, surface="clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(12), px(10), px(12), px(12))
        column.setSpacing(px(tokens().space.field_gap))
        self._unsupported = QLabel(page, textFormat=Qt.TextFormat.PlainText)
        column.addWidget(self._unsupported)
        for parameter in self._parameters:
            field = field_for(parameter, self._sources.catalog, self._sources)
            name_field(field, parameter)
            row = FieldRow(parameter.label, parameter.wire_name, field, page)
            row.show_help(parameter.meaning)
            if field.below is not None:
                row.put_below(field.below)
            if isinstance(field, VisitorField):
                field.with_order_wanted.connect(self._renew_visitor_and_order)
            self.rows[parameter.wire_name] = row
            self.fields[parameter.wire_name] = field
            path = partial(_constant, parameter.path)
            self._bindings.append(
                FieldBinding(
                    field, self._document, path, parameter.label, keys_after(parameter.path)
                )
            )
            find = partial(self._problems.at, *parameter.path)
            self._row_problems.append(RowProblems(row, self._problems, find))
            column.addWidget(row)
        parent_path = partial(_constant, self._parameters[0].path[:-1])
        self.extras = ExtraKeys(self._document, self._problems, parent_path, page)
        column.addWidget(self.extras)
        if self._marking is not None:
            self.mark = MarkRow(self._marking, page)
            column.addWidget(self.mark)
        column.addStretch(1)
        self.foot.add(self.extras.take_add(), *self._actions)
        self.foot.show()
        self._scroll.setWidget(page)
        self._scroll.show()  # a child added to a visible parent starts hidden
        insert_in_tab_order(self._page, self._after, (self._page, self.foot))
        self.refresh_problems()


class FormFoot(QWidget):
    """The bar below a form or list, with what can be added to it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumHeight(px(tokens().size.pane_bar))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        self._row = QHBoxLayout()
        self._row.setContentsMargins(px(12), px(5), px(4), px(5))
        self._row.setSpacing(px(8))
        self._resting = _Whole("Needs a JSON object", self)
        set_look(self._resting, role="small")
        self._resting.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._resting.setContentsMargins(0, 0, px(8), 0)
        # It takes the room that is left, whether it is shown or not: the pane stays as wide.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self._resting.setSizePolicy(policy)
        self._resting.hide()
        self._row.addWidget(self._resting, 1)
        column.addLayout(self._row, 1)
        self._parts: list[QWidget] = []

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the zoom, perhaps
            self.setMinimumHeight(px(tokens().size.pane_bar))

    def add(self, *parts: QWidget) -> None:
        """Add these from left to right."""
        for part in parts:
            self._row.insertWidget(self._row.count() - 1, part)
        self._parts += parts

    def add_at_end(self, part: QWidget) -> None:
        """Add something at the right end, which does not rest."""
        self._row.addWidget(part)

    def rest(self, resting: bool) -> None:
        """Disable everything and say why, while the text is no JSON object."""
        self._resting.setVisible(resting)
        for part in self._parts:
            if part.isEnabled() == resting:
                part.setEnabled(not resting)


class _Whole(QLabel):
    """A text that is painted only where there is room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sizeHint().width() <= self.width():
            super().paintEvent(event)


def _scroll_area_in(owner: Form) -> QScrollArea:
    """A scroll area that fills its owner and that Tab skips."""
    area = QScrollArea(owner)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(area, 1)
    column.addWidget(owner.foot)
    return area


def _constant(path: Path) -> Path:
    return path
