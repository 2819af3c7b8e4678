"""Experiences and their variations as pairs, the way the endpoint reads the two lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog, choices, name_of, named
from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import PastedIds, ids_in, pairs_in
from convert_console.core.request.parameters import IdKind
from convert_console.core.text import plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.fields.field import IdMarks, is_plain, is_short, unsupported_text
from convert_console.widgets.fields.id_chips import id_as_typed
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look

PAIRS_SHOWN = 50


class PairsField(QWidget):
    """One row for each position of `exps` and `vars`. Lists of different lengths do not pair up and
    are shown as two lists.

    Signals:
        typed(str, int, str): in "exps" or "vars", at this position, the user typed this id.
        pasted(int, object): at this position, the user pasted several ids; `PastedIds`.
        list_edited(str, object): the user changed "exps" or "vars" to this list.
        added: the user added a pair.
        removed(int): the user removed the pair at this position.
        left: the user finished typing.
    """

    typed = Signal(str, int, str)
    pasted = Signal(int, object)
    list_edited = Signal(str, object)
    added = Signal()
    removed = Signal(int)
    left = Signal()

    def __init__(self, catalog: CurrentCatalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PairRow] = []
        self._catalog = catalog
        self._hint = QLabel(self, wordWrap=True)
        self._hint.setProperty("role", "muted")
        self._add = QPushButton("Add experience", self)
        self._add.setProperty("kind", "link")
        self._add.clicked.connect(self._add_pair)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._lists: SeparateIdLists | None = None
        self._column.addWidget(self._hint)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        self._column.addLayout(foot)

    def set_lists(self, experiences: Payload, variations: Payload) -> None:
        """Show both lists; a value that is not a list is quoted and left as it is."""
        odd = next((v for v in (experiences, variations) if not isinstance(v, list | None)), None)
        exps = experiences if isinstance(experiences, list) and odd is None else []
        vars_ = variations if isinstance(variations, list) and odd is None else []
        separate = len(exps) != len(vars_) and all_editable(exps) and all_editable(vars_)
        count = max(len(exps), len(vars_))
        if separate:
            count = 0
        elif not count and odd is None:
            count = 1  # an empty pair, to be filled in
        self._set_hint(odd, len(exps), len(vars_))
        self._add.setEnabled(odd is None)
        self._set_row_count(min(count, PAIRS_SHOWN))
        for index, row in enumerate(self._rows):
            row.set_pair(_item(exps, index), _item(vars_, index))
        if separate:
            self._show_lists(exps, vars_)
        else:
            self._hide_lists()

    def mark(self, marks: IdMarks) -> None:
        """Colour the border of each id that has a problem."""
        for index, row in enumerate(self._rows):
            row.mark(*(_tone(marks, key, index) for key in ("exps", "vars")))
        if self._lists is not None:
            self._lists.mark(marks)

    def first_empty(self) -> QWidget:
        """The first line without an id; the first line if each has one."""
        lines: list[QWidget] = [
            line for row in self._rows for line in (row.experience, row.variation)
        ]
        empty = (line for line in lines if isinstance(line, IdLine) and not line.shown_text())
        return next(empty, lines[0] if lines else self._add)

    def shown_ids(self) -> list[str]:
        """The texts of the pairs, "" where an id is missing."""
        return [line.shown_text() for row in self._rows for line in (row.experience, row.variation)]

    def tab_order(self) -> tuple[QWidget, ...]:
        """The pairs, then the button, which was created first."""
        rows = [part for row in self._rows for part in row.tab_order()]
        lists = () if self._lists is None else self._lists.findChildren(QWidget)
        return (*rows, *lists, self._add)

    def _hide_lists(self) -> None:
        self._add.setVisible(True)
        if self._lists is not None and not self._lists.isHidden():
            had_focus = self._lists.isAncestorOf(keep_parent(self.window().focusWidget()) or self)
            self._lists.hide()
            if had_focus and self._rows:
                self._rows[-1].variation.setFocus()

    def _show_lists(self, exps: list[Payload], vars_: list[Payload]) -> None:
        """Show two lists in place of the rows."""
        self._add.setVisible(False)
        if self._lists is None:
            lists = self._lists = SeparateIdLists(self._catalog, self)
            lists.list_edited.connect(self.list_edited)
            self._column.insertWidget(1, lists)
        self._lists.set_lists(exps, vars_)
        self._lists.show()
        self.setFocusProxy(self._lists.fields["exps"])

    def _set_hint(self, odd: Payload, exps: int, vars_: int) -> None:
        text = ""
        if odd is not None:
            text = unsupported_text(odd)
        elif exps != vars_:
            text = (
                f"{_counted(exps, 'experience')} and {_counted(vars_, 'variation')} do not match. "
                "Each experience needs one variation, in the same order."
            )
        elif exps > PAIRS_SHOWN:
            text = f"{exps - PAIRS_SHOWN} more pairs – edit in JSON"
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _set_row_count(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()  # `deleteLater` waits for the event loop
            row.deleteLater()
        while len(self._rows) < count:
            row = self._new_row(len(self._rows))
            self._rows.append(row)
            self._column.insertWidget(len(self._rows) - 1, row)
            row.show()  # at once, so that it can take the focus
            # The same order as `tab_order`.
            for before, after in pairwise((self._add, *row.tab_order(), self._add)):
                self.setTabOrder(before, after)
        self.setFocusProxy(self._rows[0].experience if self._rows else self._add)

    def _new_row(self, index: int) -> PairRow:
        row = PairRow(index, self._catalog, self)
        row.typed.connect(lambda key, text: self.typed.emit(key, index, text))
        row.ids_pasted.connect(lambda pasted: self.pasted.emit(index, pasted))
        row.removed.connect(lambda: self.removed.emit(index))
        row.left.connect(self.left)
        return row

    def _add_pair(self) -> None:
        self.added.emit()
        if self._rows:
            self._rows[-1].experience.setFocus()


class PairRow(QWidget):
    """An experience and its variation, each by name if it is known.

    Signals:
        typed(str, str): the user chose or typed this id of "exps" or "vars".
        ids_pasted(object): the user pasted more than one id, or pairs; `PastedIds`.
        removed: the user removed the pair.
        left: the user finished typing.
    """

    typed = Signal(str, str)
    ids_pasted = Signal(object)
    removed = Signal()
    left = Signal()

    def __init__(self, index: int, catalog: CurrentCatalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._shown: tuple[Payload, Payload] = (None, None)
        self.experience = self._id_line("exps", f"experience {index + 1}", "experience")
        self.variation = self._id_line("vars", f"variation {index + 1}", "variation")
        remove = self.remove = QToolButton(self)
        remove.setIcon(icon("x", "muted"))
        remove.setToolTip("Remove this pair")
        remove.setAccessibleName(f"Remove pair {index + 1}")
        remove.clicked.connect(self.removed)
        self._place()
        catalog.changed.connect(self._refresh)

    def tab_order(self) -> tuple[QWidget, ...]:
        """The widgets that Tab goes through."""
        return self.experience, self.variation, self.remove

    def set_pair(self, experience: Payload, variation: Payload) -> None:
        """Show both ids, `None` for a missing one. A value that is not an id cannot be edited."""
        self._shown = (experience, variation)
        self._refresh()

    def mark(self, experience: str, variation: str) -> None:
        """Colour the borders of both lines by tones; "" for none."""
        for line, tone in ((self.experience, experience), (self.variation, variation)):
            if tone or line.property("tone"):  # `set_look` is slow: it applies the style sheet
                set_look(line, tone=tone)

    def _refresh(self) -> None:
        """Show both ids, and offer the variations of this experience."""
        experience, variation = self._shown
        catalog = self._catalog.value
        within = plain_text(experience) if is_plain(experience) and is_short(experience) else ""
        self.experience.set_ids(choices(catalog, "experience"))
        self.variation.set_ids(choices(catalog, "variation", within))
        self.experience.show_value(experience, catalog)
        self.variation.show_value(variation, catalog)

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        arrow = QLabel("→", self)
        set_look(arrow, role="muted")
        for widget, stretch in ((self.experience, 1), (arrow, 0), (self.variation, 1)):
            row.addWidget(widget, stretch)
        row.addWidget(self.remove)

    def _id_line(self, key: str, name: str, kind: IdKind) -> IdLine:
        line = IdLine(key, name, kind, self)
        line.ids_pasted.connect(self.ids_pasted)
        line.edited.connect(lambda text: self.typed.emit(key, text))
        line.left.connect(self.left)
        return line


class IdLine(ChoiceLine):
    """The line for an id of "exps" or "vars": an experience or variation by name, or any id. A
    single id is pasted as in any line edit.

    Signals:
        edited(str): the user chose or typed this id; "" after deleting it.
        ids_pasted(object): the user pasted more than one id, or a pair; `PastedIds`.
        left: the user finished typing.
    """

    edited = Signal(str)
    ids_pasted = Signal(object)
    left = Signal()

    def __init__(self, key: str, name: str, kind: IdKind, parent: QWidget) -> None:
        super().__init__(name, parent, as_typed=id_as_typed, removal=("No id", "empty text"))
        self._key = key
        self._kind = kind
        self.show_hint(kind)
        self.chosen.connect(lambda index: self._report(self.choices[index].code))
        self.typed.connect(self.edited)
        self.removed.connect(lambda: self._report(""))
        self.editingFinished.connect(self.left)

    def set_ids(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer these ids with their names."""
        self.set_choices([ChoiceEntry(name, number) for number, name in items])

    def show_value(self, value: Payload, catalog: Catalog | None) -> None:
        """Show an id by its name, or a quote of what is not an id."""
        fits = is_plain(value) and is_short(value)
        text = plain_text(value) if fits and value is not None else ""
        name = name_of(catalog, self._kind, text)
        self.setReadOnly(not fits)
        hint = f"no {self._kind}" if value is None else self._kind
        self.show_hint(hint if fits else unsupported_text(value))
        known = (i for i, choice in enumerate(self.choices) if choice.code == text)
        index = next(known, -1) if text else -1
        if index >= 0:
            self.show_choice(index)
        else:  # also one of another experience, which is shown by its name but not offered
            # An archived one may have no name: its id is shown with the mark.
            self.show_named(text, named(catalog, self._kind, text) if name else "")
        self.setAccessibleDescription(name)
        self.setToolTip(plain_tip(f"{name} · {text}") if name else self._tip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pasted = self._pasted() if event.matches(QKeySequence.StandardKey.Paste) else None
        if pasted is None or self.isReadOnly():
            super().keyPressEvent(event)
        else:
            self.close_list()
            self.ids_pasted.emit(pasted)

    @property
    def _tip(self) -> str:
        return f"Id or name of the {self._kind} ({self._key})"

    def _report(self, text: str) -> None:
        self.left.emit()
        self.edited.emit(text)
        self.left.emit()

    def _pasted(self) -> PastedIds | None:
        text = QGuiApplication.clipboard().text()
        pairs = pairs_in(text)
        if pairs is not None:
            return pairs
        ids = ids_in(text)
        if len(ids) < 2 or self.recognised(text) is not None:
            return None
        return PastedIds(ids, []) if self._key == "exps" else PastedIds([], ids)


LISTS: tuple[tuple[str, IdKind, str], ...] = (
    ("exps", "experience", "Experiences"),
    ("vars", "variation", "Variations"),
)


class SeparateIdLists(QWidget):
    """The lists of experiences and variations, each as chips, while they differ in length. An edit
    of one list does not change the other.

    Signals:
        list_edited(str, object): the user changed "exps" or "vars" to this list.
    """

    list_edited = Signal(str, object)

    def __init__(self, catalog: CurrentCatalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, IdsField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for key, kind, title in LISTS:
            caption = QLabel(f"{title} ({key})", self)
            set_look(caption, role="small")
            field = self.fields[key] = IdsField(kind, catalog, self)
            field.chips.input.setAccessibleName(f"{title} ({key})")
            field.edited.connect(lambda value, key=key: self.list_edited.emit(key, value))
            column.addWidget(caption)
            column.addWidget(field)

    def set_lists(self, experiences: list[Payload], variations: list[Payload]) -> None:
        for field, items in zip(self.fields.values(), (experiences, variations), strict=True):
            field.set_value(items)

    def mark(self, marks: IdMarks) -> None:
        """Colour each list and each id that has a problem."""
        for key, field in self.fields.items():
            own_marks = {path: mark for path, mark in marks.items() if path[0] == key}
            tones = [tone for tone, _ in own_marks.values()]
            set_look(field.chips, tone=next((t for t in ("error", "warn") if t in tones), ""))
            field.mark(own_marks)


def all_editable(items: list[Payload]) -> bool:
    """Whether every item of a list can be edited as a chip."""
    return all(is_plain(item) and is_short(item) and item is not None for item in items)


def _item(items: list[Payload] | tuple[Payload, ...], index: int) -> Payload:
    return items[index] if index < len(items) else None


def _tone(marks: IdMarks, key: str, index: int) -> str:
    """The tone of an id. A problem of the whole list is shown at its first id."""
    of_list = marks.get((key, None)) if index == 0 else None
    mark = marks.get((key, index)) or of_list
    return mark[0] if mark else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
