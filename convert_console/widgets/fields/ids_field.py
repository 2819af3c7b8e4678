"""The field for a list of ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from convert_console.core.catalog.catalog import Catalog, choices, goal_notes, name_of, named
from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import PastedIds, ids_in, pairs_in
from convert_console.core.request.field_values import ids_like
from convert_console.core.request.parameters import IdKind
from convert_console.core.text import is_digits, plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.field import (
    Field,
    IdMarks,
    UnsupportedValueLabel,
    is_plain,
    is_short,
    unsupported_text,
)
from convert_console.widgets.fields.id_chips import IdChips, id_as_typed
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.theme import set_look


class IdsField(Field):
    """Each id keeps its type: a number stays a number, text stays text. `kind` says in which list
    of the catalog the names of the ids are. With `one_by_one` a list of at most one id is a plain
    field for one choice, until another one is wanted.

    Signals:
        form_changed: it is chips now and was a plain field, or the other way round.
    """

    form_changed = Signal()

    def __init__(
        self,
        kind: IdKind,
        catalog: CurrentCatalog,
        parent: QWidget | None = None,
        *,
        one_by_one: bool = False,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._value: Payload = None
        self._catalog = catalog
        self._one_by_one = one_by_one
        self._wants_another = self._is_single = False
        self.chips = IdChips(placeholder_for(kind), self)
        self.chips.edited.connect(self._edited)
        self.single = self._single_line() if one_by_one else None
        self._unsupported = UnsupportedValueLabel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chips)
        if self.single is not None:
            self.single.hide()
            column.addWidget(self.single)
        column.addWidget(self._unsupported)
        self.setFocusProxy(self.chips)
        catalog.changed.connect(self._refresh_catalog)
        self._refresh_catalog()

    @property
    def is_single(self) -> bool:
        """Whether it is a plain field for one choice."""
        return self._is_single

    def begin_another(self) -> None:
        """Make place for another id, and focus it."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_another = True
        self._show()

    def end_another(self) -> None:
        """Be a plain field again where there is only one id."""
        if self._wants_another:
            self._wants_another = False
            self._show()

    def set_names(self, one: str, several: str) -> None:
        """Set the names for screen readers of the plain field and of the chips."""
        if self.single is not None:
            self.single.setAccessibleName(one)
        self.chips.input.setAccessibleName(several)

    def set_value(self, value: Payload) -> None:
        self._value = value
        if not self._has_focus:
            self._wants_another = False  # what was to have another id may be gone
        self._show()

    def _show(self) -> None:
        value = self._value
        showable = value is None or (
            isinstance(value, list) and all(is_plain(i) and is_short(i) for i in value)
        )
        self.setEnabled(showable)
        items = value if isinstance(value, list) and showable else []
        texts = [plain_text(item) for item in items]
        if len(texts) > 1:
            self._wants_another = True  # until it is left with one
        is_single = self._one_by_one and showable and len(texts) < 2 and not self._wants_another
        if self.single is not None and is_single:
            self.single.show_value(items[0] if items else None, self._catalog.value)
        names = [name_of(self._catalog.value, self._kind, text) or None for text in texts]
        self.chips.set_items(list(zip(texts, names, strict=True)))
        self._show_single(is_single)
        self.chips.setVisible(showable and not is_single)
        self._unsupported.show_text("" if showable else unsupported_text(_unsupported_part(value)))

    def mark(self, marks: IdMarks) -> None:
        """Colour each id that has a problem."""
        self.chips.set_tones(
            {index: mark for (_, index), mark in marks.items() if isinstance(index, int)}
        )

    @property
    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show_single(self, is_single: bool) -> None:
        single = self.single
        if single is None or is_single == self._is_single:
            return
        self._is_single = is_single
        had_focus = self._has_focus
        now, before = (single, self.chips) if is_single else (self.chips, single)
        now.show()
        self.setFocusProxy(now)
        set_look(now, tone=str(before.property("tone") or ""))
        if had_focus:  # before the other one is hidden, which would hand the focus on
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        before.hide()
        self.form_changed.emit()

    def _single_line(self) -> IdLine:
        line = IdLine("goals", "Goal (goals)", self._kind, self, removal=("None", "empty list"))
        line.edited.connect(lambda text: self._edited([text] if text else []))
        line.ids_pasted.connect(lambda pasted: self._edited(pasted.experiences))
        line.left.connect(self.left)
        return line

    def _refresh_catalog(self) -> None:
        offered = choices(self._catalog.value, self._kind)
        notes = goal_notes(self._catalog.value) if self._kind == "goal" else {}
        self.chips.set_suggestions(offered, notes)
        if self.single is not None:
            self.single.set_ids(offered, notes)
        self._show()

    def _edited(self, texts: list[str]) -> None:
        self.edited.emit(ids_like(self._value, texts))
        self.left.emit()


class IdLine(ChoiceLine):
    """The line for one id of the list `key`: a goal, an experience or a variation by name, or any
    id. A single id is pasted as in any line edit.

    Signals:
        edited(str): the user chose or typed this id; "" after deleting it.
        ids_pasted(object): the user pasted more than one id, or a pair; `PastedIds`.
        left: the user finished typing.
    """

    edited = Signal(str)
    ids_pasted = Signal(object)
    left = Signal()

    def __init__(
        self,
        key: str,
        name: str,
        kind: IdKind,
        parent: QWidget,
        removal: tuple[str, str] = ("No id", "empty text"),
    ) -> None:
        super().__init__(name, parent, as_typed=id_as_typed, removal=removal)
        self._key = key
        self._kind = kind
        self.show_hint(placeholder_for(kind))
        self.chosen.connect(lambda index: self._report(self.choices[index].code))
        self.typed.connect(self.edited)
        self.removed.connect(lambda: self._report(""))
        self.editingFinished.connect(self.left)

    def set_ids(
        self, items: Sequence[tuple[str, str]], notes: Mapping[str, str] | None = None
    ) -> None:
        """Offer these ids with their names, and with notes by id."""
        known = notes or {}
        self.set_choices(
            [ChoiceEntry(name, number, known.get(number, "")) for number, name in items]
        )

    def show_value(self, value: Payload, catalog: Catalog | None) -> None:
        """Show an id by its name, or a quote of what is not an id."""
        fits = is_plain(value) and is_short(value)
        text = plain_text(value) if fits and value is not None else ""
        name = name_of(catalog, self._kind, text)
        self.setReadOnly(not fits)
        self.show_hint(placeholder_for(self._kind) if fits else unsupported_text(value))
        known = (i for i, choice in enumerate(self.choices) if choice.code == text)
        index = next(known, -1) if text else -1
        if index >= 0:
            self.show_choice(index)
        else:  # also one of another experience, which is shown by its name but not offered
            # An archived one may have no name: its id is shown with the mark.
            self.show_named(text, named(catalog, self._kind, text) if name else "")
        self.setAccessibleDescription(name)
        tip = plain_tip(f"{name} · {text}") if name else self._tip
        if self.toolTip() != tip:
            self.setToolTip(tip)

    def take_several(self) -> bool:
        pasted = self._pasted()
        if pasted is not None:
            self.close_list()
            self.ids_pasted.emit(pasted)
        return pasted is not None

    def _is_value(self, text: str) -> bool:
        return is_digits(text.strip())  # not every id is in the catalog

    @property
    def _tip(self) -> str:
        return f"Id or name of the {self._kind} ({self._key})"

    def _report(self, text: str) -> None:
        self.left.emit()
        self.edited.emit(text)
        self.left.emit()

    def _pasted(self) -> PastedIds | None:
        text = QGuiApplication.clipboard().text()
        pairs = pairs_in(text) if self._key in ("exps", "vars") else None
        if pairs is not None:
            return pairs
        ids = self.named_in(text) or ids_in(text)
        if len(ids) < 2 or self.recognised(text) is not None:
            return None
        return PastedIds([], ids) if self._key == "vars" else PastedIds(ids, [])


def placeholder_for(kind: IdKind) -> str:
    """What an empty field for ids of a kind says."""
    if kind == "segment":
        return "Name or number"
    return f"{kind.capitalize()} name or number" if kind else "Number"


def _unsupported_part(value: Payload) -> Payload:
    """What the field cannot show: a text in the list that is too long, or the whole value."""
    items = value if isinstance(value, list) else []
    return next((item for item in items if not is_short(item)), value)
