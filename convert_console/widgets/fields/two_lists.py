"""Experiences and variations as two lists, for as long as they do not pair up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convert_console.widgets.fields.field import is_plain, is_short
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.theme.theme import px, set_look

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.document.payload import Payload
    from convert_console.widgets.fields.field import Marks

LISTS = (("exps", "experience", "Experiences"), ("vars", "variation", "Variations"))


class TwoLists(QWidget):
    """Each id can be taken out, added or put elsewhere without touching the other list.

    Signals:
        listed(str, object): "exps" or "vars" is to be this list.
    """

    listed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, IdsField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for key, kind, title in LISTS:
            caption = QLabel(f"{title} ({key})", self)
            set_look(caption, role="small")
            field = self.fields[key] = IdsField(title, kind, self)
            field.chips.input.setAccessibleName(f"{title} ({key})")
            field.edited.connect(lambda value, key=key: self.listed.emit(key, value))
            column.addWidget(caption)
            column.addWidget(field)

    def set_lists(self, experiences: list[Payload], variations: list[Payload]) -> None:
        """Show both."""
        for field, items in zip(self.fields.values(), (experiences, variations), strict=True):
            field.set_value(items)

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name and offer ids by a catalog."""
        for field in self.fields.values():
            field.set_catalog(catalog)

    def mark(self, marks: Marks) -> None:
        """Colour each list, and each id, of which something is said."""
        for key, field in self.fields.items():
            own = {place: mark for place, mark in marks.items() if place[0] == key}
            tones = [tone for tone, _ in own.values()]
            set_look(field.chips, tone=next((t for t in ("error", "warn") if t in tones), ""))
            field.mark(own)


def fits(items: list[Payload]) -> bool:
    """Whether a list can be shown as chips: what is no id has none."""
    return all(is_plain(item) and is_short(item) and item is not None for item in items)
