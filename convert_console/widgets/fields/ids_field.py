"""The field for a list of ids."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.core.catalog.catalog import choices, name_of
from convert_console.core.document.payload import Payload
from convert_console.core.request.field_values import ids_like
from convert_console.core.request.parameters import IdKind
from convert_console.core.text import plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.field import (
    Field,
    IdMarks,
    UnsupportedValueLabel,
    is_plain,
    is_short,
    unsupported_text,
)
from convert_console.widgets.fields.id_chips import IdChips


class IdsField(Field):
    """Each id keeps its type: a number stays a number, text stays text. `kind` says in which list
    of the catalog the names of the ids are.
    """

    def __init__(
        self, kind: IdKind, catalog: CurrentCatalog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._value: Payload = None
        self._catalog = catalog
        self.chips = IdChips(_placeholder(kind), self)
        self.chips.edited.connect(self._edited)
        self._unsupported = UnsupportedValueLabel(self)
        self.setFocusProxy(self.chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chips)
        column.addWidget(self._unsupported)
        catalog.changed.connect(self._refresh_catalog)
        self._refresh_catalog()

    def set_value(self, value: Payload) -> None:
        self._value = value
        showable = value is None or (
            isinstance(value, list) and all(is_plain(i) and is_short(i) for i in value)
        )
        self.setEnabled(showable)
        items = value if isinstance(value, list) and showable else []
        texts = [plain_text(item) for item in items]
        names = [name_of(self._catalog.value, self._kind, text) or None for text in texts]
        self.chips.set_items(list(zip(texts, names, strict=True)))
        self.chips.setVisible(showable)
        self._unsupported.show_text("" if showable else unsupported_text(_unsupported_part(value)))

    def mark(self, marks: IdMarks) -> None:
        """Colour each id that has a problem."""
        self.chips.set_tones(
            {index: mark for (_, index), mark in marks.items() if isinstance(index, int)}
        )

    def _refresh_catalog(self) -> None:
        self.chips.set_suggestions(choices(self._catalog.value, self._kind))
        self.set_value(self._value)

    def _edited(self, texts: list[str]) -> None:
        self.edited.emit(ids_like(self._value, texts))
        self.left.emit()


def _placeholder(kind: IdKind) -> str:
    return f"{kind.capitalize()} name or number" if kind else "Number"


def _unsupported_part(value: Payload) -> Payload:
    """What the field cannot show: a text in the list that is too long, or the whole value."""
    items = value if isinstance(value, list) else []
    return next((item for item in items if not is_short(item)), value)
