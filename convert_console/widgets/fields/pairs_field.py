"""Experiences and their variations as pairs, the way the endpoint reads the two lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import choices, name_of
from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import PastedIds, ids_in, pairs_in
from convert_console.core.request.parameters import IdKind
from convert_console.core.text import plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.field import IdMarks, is_plain, is_short, unsupported_text
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.named_completer import NamedCompleter
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look

LISTS: tuple[tuple[str, IdKind, str], ...] = (
    ("exps", "experience", "Experiences"),
    ("vars", "variation", "Variations"),
)


class SeparateIdLists(QWidget):
    """Experiences and variations while the lists differ in length. An edit of one list does not
    touch the other.

    Signals:
        list_edited(str, object): the person made "exps" or "vars" this list.
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
        """Show both."""
        for field, items in zip(self.fields.values(), (experiences, variations), strict=True):
            field.set_value(items)

    def mark(self, marks: IdMarks) -> None:
        """Colour each list and each id that has a problem."""
        for key, field in self.fields.items():
            own = {place: mark for place, mark in marks.items() if place[0] == key}
            tones = [tone for tone, _ in own.values()]
            set_look(field.chips, tone=next((t for t in ("error", "warn") if t in tones), ""))
            field.mark(own)


def fits(items: list[Payload]) -> bool:
    """Whether every item of a list can be shown as a chip."""
    return all(is_plain(item) and is_short(item) and item is not None for item in items)


class IdLine(QLineEdit):
    """One id of `key`, "exps" or "vars". Pasting one id works as in any line.

    Signals:
        ids_pasted(object): the person pasted more than one id, or a pair; `PastedIds`.
    """

    ids_pasted = Signal(object)

    def __init__(self, key: str, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        set_look(self, mono=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self._pasted() if event.matches(QKeySequence.StandardKey.Paste) else None
        if found is None or self.isReadOnly():
            super().keyPressEvent(event)
        else:
            self.ids_pasted.emit(found)

    def _pasted(self) -> PastedIds | None:

        text = QGuiApplication.clipboard().text()
        pairs = pairs_in(text)
        if pairs is not None:
            return pairs
        ids = ids_in(text)
        if len(ids) < 2:
            return None
        return PastedIds(ids, []) if self._key == "exps" else PastedIds([], ids)


class PairRow(QWidget):
    """An experience and its variation, with their names below if they are known.

    Signals:
        typed(str, str): in "exps" or "vars", the person typed or chose this.
        ids_pasted(object): the person pasted more than one id, or pairs; `PastedIds`.
        removed: the person removed the pair.
        left: the person is done typing.
    """

    typed = Signal(str, str)
    ids_pasted = Signal(object)
    removed = Signal()
    left = Signal()

    def __init__(self, place: int, catalog: CurrentCatalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self.experience = self._line("exps", f"experience {place + 1}", "experience")
        self.variation = self._line("vars", f"variation {place + 1}", "variation")
        self._completers: dict[str, NamedCompleter] = {}
        self.names = (ElidedLabel("", self), ElidedLabel("", self))
        remove = self.remove = QToolButton(self)
        remove.setIcon(icon("x", "muted"))
        remove.setToolTip("Remove this pair")
        remove.setAccessibleName(f"Remove pair {place + 1}")
        remove.clicked.connect(self.removed)
        self._place()
        catalog.changed.connect(self._use_catalog)
        self._use_catalog()

    def tab_order(self) -> tuple[QWidget, ...]:
        """The stops of the Tab key."""
        return self.experience, self.variation, self.remove

    def set_pair(self, experience: Payload, variation: Payload) -> None:
        """Show both ids, `None` where one is missing. A value that is no id is not editable."""
        for line, value, word in (
            (self.experience, experience, "experience"),
            (self.variation, variation, "variation"),
        ):
            fits = is_plain(value) and is_short(value)
            text = plain_text(value) if fits and value is not None else ""
            line.setReadOnly(not fits)
            hint = f"no {word}" if value is None else word
            line.setPlaceholderText(hint if fits else unsupported_text(value))
            if line.text() != text:
                line.setText(text)
                if not line.hasFocus():  # a long id shows its beginning
                    line.setCursorPosition(0)
        self._show_names()

    def mark(self, experience: str, variation: str) -> None:
        """Colour the edges by tones; "" for none."""
        for line, tone in ((self.experience, experience), (self.variation, variation)):
            if tone or line.property("tone"):  # each look is matched with the style sheet
                set_look(line, tone=tone)

    def _use_catalog(self) -> None:
        self._offer("exps", self.experience, choices(self._catalog.value, "experience"))
        self._show_names()

    def _show_names(self) -> None:
        """Show both names, and offer the variations of this experience."""
        within, catalog = self.experience.text(), self._catalog.value
        self._offer("vars", self.variation, choices(catalog, "variation", within))
        texts = (
            name_of(catalog, "experience", within),
            name_of(catalog, "variation", self.variation.text()),
        )
        for label, text in zip(self.names, texts, strict=True):
            if label.text() != text:
                label.setText(text)
            label.setVisible(any(texts))
        self.experience.setAccessibleDescription(texts[0])
        self.variation.setAccessibleDescription(texts[1])

    def _place(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(px(1))
        arrow = QLabel("→", self)
        set_look(arrow, role="muted")
        for column, widget in enumerate((self.experience, arrow, self.variation, self.remove)):
            grid.addWidget(widget, 0, column)
        for label, column in zip(self.names, (0, 2), strict=True):
            set_look(label, role="small")
            label.hide()
            grid.addWidget(label, 1, column)
            grid.setColumnStretch(column, 1)

    def _line(self, key: str, name: str, hint: str) -> IdLine:
        line = IdLine(key, name, hint, self)
        line.ids_pasted.connect(self.ids_pasted)
        line.setToolTip(f"An id, or words of a name, of the {hint} ({key})")
        line.textEdited.connect(lambda text: self.typed.emit(key, text))
        line.editingFinished.connect(self.left)
        return line

    def _offer(self, key: str, line: QLineEdit, items: Sequence[tuple[str, str]]) -> None:
        """Complete an id from these; the completer is made when there are some."""
        if items and key not in self._completers:
            self._completers[key] = self._completer(key, line)
        if key in self._completers:
            self._completers[key].offer(items)

    def _completer(self, key: str, line: QLineEdit) -> NamedCompleter:
        """A highlighted completion is in the line already, so it counts as typed."""
        completer = NamedCompleter(line)
        completer.highlighted.connect(lambda text: self.typed.emit(key, text))
        completer.activated.connect(lambda text: self.typed.emit(key, text))
        return completer


PAIRS_SHOWN = 50


class PairsField(QWidget):
    """One row for each position of `exps` and `vars`. Lists of different lengths do not pair up:
    they are shown as two lists.

    Signals:
        typed(str, int, str): in "exps" or "vars", at a position, the person typed this.
        pasted(int, object): at a position, the person pasted several; `PastedIds`.
        list_edited(str, object): the person made "exps" or "vars" this list.
        added: the person added a pair.
        removed(int): the person removed the pair at a position.
        left: the person is done typing.
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
        """Show both lists; a value that is no list is quoted and not touched."""
        odd = next((v for v in (experiences, variations) if not isinstance(v, list | None)), None)
        ones = experiences if isinstance(experiences, list) and odd is None else []
        others = variations if isinstance(variations, list) and odd is None else []
        apart = len(ones) != len(others) and fits(ones) and fits(others)
        count = 0 if apart else max(len(ones), len(others))
        self._set_hint(odd, len(ones), len(others))
        self._add.setEnabled(odd is None)
        self._set_row_count(min(count, PAIRS_SHOWN))
        for place, row in enumerate(self._rows):
            row.set_pair(_item(ones, place), _item(others, place))
        self._show_separate(ones if apart else None, others)

    def mark(self, marks: IdMarks) -> None:
        """Colour the edge of each id that has a problem."""
        for place, row in enumerate(self._rows):
            row.mark(*(_tone(marks, key, place) for key in ("exps", "vars")))
        if self._lists is not None:
            self._lists.mark(marks)

    def tab_order(self) -> tuple[QWidget, ...]:
        """The pairs, then the button, which was made first."""
        rows = [part for row in self._rows for part in row.tab_order()]
        lists = () if self._lists is None else self._lists.findChildren(QWidget)
        return (*rows, *lists, self._add)

    def _show_separate(self, ones: list[Payload] | None, others: list[Payload]) -> None:
        """Show two lists in place of the rows; `None` hides them."""
        self._add.setVisible(ones is None)
        if ones is None:
            if self._lists is not None and not self._lists.isHidden():
                typing = self._lists.isAncestorOf(keep_parent(self.window().focusWidget()) or self)
                self._lists.hide()
                if typing and self._rows:
                    self._rows[-1].variation.setFocus()
            return
        if self._lists is None:
            lists = self._lists = SeparateIdLists(self._catalog, self)
            lists.list_edited.connect(self.list_edited)
            self._column.insertWidget(1, lists)
        self._lists.set_lists(ones, others)
        self._lists.show()
        self.setFocusProxy(self._lists.fields["exps"])

    def _set_hint(self, odd: Payload, ones: int, others: int) -> None:
        text = ""
        if odd is not None:
            text = unsupported_text(odd)
        elif ones != others:
            text = (
                f"{_counted(ones, 'experience')} and {_counted(others, 'variation')} do not pair "
                "up. Make both lists equally long; they pair up by position."
            )
        elif ones > PAIRS_SHOWN:
            text = f"{ones - PAIRS_SHOWN} more pairs – edit in JSON"
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _set_row_count(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()  # it is deleted in the next turn of the event loop
            row.deleteLater()
        while len(self._rows) < count:
            row = self._new_row(len(self._rows))
            self._rows.append(row)
            self._column.insertWidget(len(self._rows) - 1, row)
            row.show()  # so that it can take the focus before the next turn of the event loop
            for one, other in pairwise((self._add, *row.tab_order(), self._add)):  # as below
                self.setTabOrder(one, other)
        self.setFocusProxy(self._rows[0].experience if self._rows else self._add)

    def _new_row(self, place: int) -> PairRow:
        row = PairRow(place, self._catalog, self)
        row.typed.connect(lambda key, text: self.typed.emit(key, place, text))
        row.ids_pasted.connect(lambda found: self.pasted.emit(place, found))
        row.removed.connect(lambda: self.removed.emit(place))
        row.left.connect(self.left)
        return row

    def _add_pair(self) -> None:
        self.added.emit()
        if self._rows:
            self._rows[-1].experience.setFocus()


def _item(items: list[Payload] | tuple[Payload, ...], place: int) -> Payload:
    return items[place] if place < len(items) else None


def _tone(marks: IdMarks, key: str, place: int) -> str:
    """A problem of the whole list shows at its first id."""
    whole = marks.get((key, None)) if place == 0 else None
    mark = marks.get((key, place)) or whole
    return mark[0] if mark else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
