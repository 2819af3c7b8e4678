"""What a person does with the pairs of an event, as edits of the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from convert_console.core.document.payload import value_at
from convert_console.core.request.field_values import like

if TYPE_CHECKING:
    from convert_console.core.document.event_places import EventPlaces
    from convert_console.core.document.payload import Path, Payload
    from convert_console.core.paste.pasted_ids import PastedIds
    from convert_console.models.document.document import RequestDocument
    from convert_console.widgets.fields.pairs_field import PairsField

PAIRED = ("exps", "vars")


class PairEdits(QObject):
    """`path` says where the event's keys are, asked anew each time. What edits need is imported
    with the first of them.
    """

    def __init__(
        self, field: PairsField, document: RequestDocument, path: Callable[..., Path]
    ) -> None:
        super().__init__(field)
        self._document = document
        self._path = path
        field.typed.connect(self._typed)
        field.pasted.connect(self._pasted)
        field.listed.connect(self._listed)
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

    def _listed(self, key: str, items: list[Payload]) -> None:
        self._document.set_value(self._path(key), items, f"Edit {key}", typing=False)

    def _pasted(self, place: int, found: PastedIds) -> None:
        """Fill downwards from a position, as in a sheet. Both lists stay equally long."""
        from convert_console.core.document.edits import with_value

        lists = dict(zip(PAIRED, (found.experiences, found.variations), strict=True))
        length = max(place + len(ids) for ids in lists.values())
        length = max(length, *(len(self._items(key)) for key in PAIRED))

        def with_ids(text: str, key: str, places: EventPlaces | None) -> str:
            ids, items = lists[key], self._items(key)
            made = items + [""] * (length - len(items))
            made[place : place + len(ids)] = [like(items[0] if items else None, one) for one in ids]
            same = made == items
            return text if same else with_value(text, self._path(key), made, places)

        self._change_both(with_ids, "Paste ids")

    def _added(self) -> None:
        from convert_console.core.document.edits import with_value

        def with_id(text: str, key: str, places: EventPlaces | None) -> str:
            return with_value(text, self._path(key, len(self._items(key))), "", places)

        self._change_both(with_id, "Add pair")

    def _removed(self, place: int) -> None:
        from convert_console.core.document.edits import without

        def without_id(text: str, key: str, places: EventPlaces | None) -> str:
            there = place < len(self._items(key))
            return without(text, self._path(key, place), places) if there else text

        self._change_both(without_id, "Remove pair")

    def _change_both(self, edit: Callable[[str, str, EventPlaces | None], str], label: str) -> None:
        """Edit both lists in one step."""
        row = self._path()[1]

        def edited(text: str) -> str:
            places = self._document.event_places()
            for key in PAIRED:
                new = edit(text, key, places)
                if places is not None and isinstance(row, int):
                    places = places.grown(row, len(new) - len(text))
                text = new
            return text

        self._document.change_text(edited, label)
