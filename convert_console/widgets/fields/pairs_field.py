"""Experiences and their variations as pairs, the way the endpoint reads the two lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import choices
from convert_console.core.document.payload import Payload
from convert_console.core.request.parameters import IdKind
from convert_console.core.text import plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.field import IdMarks, is_plain, is_short, unsupported_text
from convert_console.widgets.fields.ids_field import IdLine, IdsField
from convert_console.widgets.kit.buttons import AddButton
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.theme.icons import icon, paint_icon
from convert_console.widgets.theme.theme import colors, px, set_look
from convert_console.widgets.theme.tokens import tokens

PAIRS_SHOWN = 50

NARROW, NARROWEST = 290, 120
"""Pixels below which each id has a line of its own, and of the narrowest line."""

LINE_GAP = 12
"""Pixels between two lines: with a control, the height of a form's row."""


class PairsField(QWidget):
    """One row for each position of `exps` and `vars`. Lists of different lengths do not pair up and
    are shown as two lists. Where it is narrow, each id has a line of its own. Its labels and the
    button that adds a pair are placed by others.

    Signals:
        typed(str, int, str): in "exps" or "vars", at this position, the user typed this id.
        pasted(int, object): at this position, the user pasted several ids; `PastedIds`.
        list_edited(str, object): the user changed "exps" or "vars" to this list.
        added: the user added a pair.
        removed(int): the user removed the pair at this position.
        left: the user finished typing.
        rows_added: there are new rows, which are not in the tab order yet.
    """

    rows_added = Signal()
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
        self._is_narrow = False
        self.labels = PairLabels(self)
        self._hint = QLabel(self, wordWrap=True)
        self._hint.setProperty("role", "muted")
        self.add = AddButton("Add experience", self)
        self.add.setToolTip("Name another experience, with the variation that was seen")
        self.add.clicked.connect(self._add_pair)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(LINE_GAP))
        self._lists: SeparateIdLists | None = None
        self._column.addWidget(self._hint)

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
        self._set_row_count(min(count, PAIRS_SHOWN))
        for index, row in enumerate(self._rows):
            row.set_pair(_item(exps, index), _item(vars_, index))
            row.remove.setVisible(count > 1)
        if separate:
            self._show_lists(exps, vars_)
        else:
            self._hide_lists()
        # A pair without ids has to be filled in first.
        self.add.setVisible(odd is None and not separate and "" not in self.shown_ids())
        self._fit_labels()

    def mark(self, marks: IdMarks) -> None:
        """Colour the border of each id that has a problem."""
        for index, row in enumerate(self._rows):
            row.mark(*(_tone(marks, key, index) for key in ("exps", "vars")))
        if self._lists is not None:
            self._lists.mark(marks)

    def first_line(self) -> QWidget:
        """What takes the focus first. There is no focus proxy: it would have to follow the field in
        the tab order, and rows come and go.
        """
        if self._rows:
            return self._rows[0].experience
        return self if self._lists is None else self._lists.fields["exps"]

    def first_empty(self) -> QWidget:
        """The first line without an id; the first line if each has one."""
        lines: list[QWidget] = [
            line for row in self._rows for line in (row.experience, row.variation)
        ]
        empty = (line for line in lines if isinstance(line, IdLine) and not line.shown_text())
        return next(empty, self.first_line())

    def shown_ids(self) -> list[str]:
        """The texts of the pairs, "" where an id is missing."""
        return [line.shown_text() for row in self._rows for line in (row.experience, row.variation)]

    def tab_order(self) -> tuple[QWidget, ...]:
        """The parts of the pairs, in order."""
        rows = [part for row in self._rows for part in row.tab_order()]
        lists = () if self._lists is None else self._lists.findChildren(QWidget)
        return (*rows, *lists)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() < px(NARROW)) != self._is_narrow:
            self._is_narrow = not self._is_narrow
            for row in self._rows:
                row.set_narrow(self._is_narrow)
            self._fit_labels()

    def minimumSizeHint(self) -> QSize:
        """That of a single id to the line, which `resizeEvent` uses where two do not fit."""
        return QSize(px(NARROWEST), super().minimumSizeHint().height())

    def _fit_labels(self) -> None:
        lists = self._lists is not None and not self._lists.isHidden()
        lines = len(self._rows) if self._is_narrow and not lists else 0
        self.labels.show_lines(lines, self._rows)

    def _hide_lists(self) -> None:
        if self._lists is not None and not self._lists.isHidden():
            had_focus = self._lists.isAncestorOf(keep_parent(self.window().focusWidget()) or self)
            self._lists.hide()
            if had_focus and self._rows:
                self._rows[-1].variation.setFocus()

    def _show_lists(self, exps: list[Payload], vars_: list[Payload]) -> None:
        """Show two lists in place of the rows."""
        if self._lists is None:
            lists = self._lists = SeparateIdLists(self._catalog, self)
            lists.list_edited.connect(self.list_edited)
            self._column.insertWidget(1, lists)
        self._lists.set_lists(exps, vars_)
        self._lists.show()

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
        added = len(self._rows) < count
        while len(self._rows) < count:
            row = self._new_row(len(self._rows))
            self._rows.append(row)
            self._column.insertWidget(len(self._rows) - 1, row)
            row.show()  # at once, so that it can take the focus
        if added:
            self.rows_added.emit()

    def _new_row(self, index: int) -> PairRow:
        row = PairRow(index, self._catalog, self)
        row.set_narrow(self._is_narrow)
        row.typed.connect(lambda key, text: self.typed.emit(key, index, text))
        row.ids_pasted.connect(lambda pasted: self.pasted.emit(index, pasted))
        row.removed.connect(lambda: self.removed.emit(index))
        row.left.connect(self.left)
        return row

    def _add_pair(self) -> None:
        self.added.emit()
        if self._rows:
            self._rows[-1].experience.setFocus()


class PairLabels(QWidget):
    """The labels of the pairs: one for both ids, or one for each line where it is narrow."""

    def __init__(self, parent: QWidget) -> None:
        self._labels: list[tuple[QLabel, QLabel]] = []
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(tokens().space.field_gap))
        self._lines = -1

    def show_lines(self, pairs: int, rows: Sequence[PairRow]) -> None:
        """Show a label for each id of these pairs; 0 for a single label."""
        both = (("Experience", "exps"), ("Variation", "vars"))
        texts = both * pairs if pairs else (("Variation seen", "exps / vars"),)
        if pairs != self._lines:
            self._lines = pairs
            while len(self._labels) < len(texts):
                self._labels.append(self._new_label())
            for index, (name, wire) in enumerate(self._labels):
                holder = keep_parent(name.parentWidget())
                if holder is not None:
                    holder.setVisible(index < len(texts))
                name.setText(texts[index][0] if index < len(texts) else "")
                wire.setText(texts[index][1] if index < len(texts) else "")
        lines = [line for row in rows for line in (row.experience, row.variation)]
        for (name, _wire), line in zip(self._labels, lines, strict=False):
            if keep_parent(name.buddy()) is not line:
                name.setBuddy(line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the zoom, perhaps
            for name, _wire in self._labels:
                holder = keep_parent(name.parentWidget())
                if holder is not None:
                    holder.setFixedHeight(_line_height())

    def _new_label(self) -> tuple[QLabel, QLabel]:
        holder = QWidget(self)
        holder.setFixedHeight(_line_height())
        name, wire = QLabel(holder), QLabel(holder)
        set_look(wire, role="wire")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (name, wire):
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        column.addStretch(1)
        self._column.addWidget(holder)
        return name, wire


def _line_height() -> int:
    return px(tokens().size.form_row - tokens().space.field_gap)


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
        self._arrow = _Arrow(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(4))
        self._grid.setVerticalSpacing(px(LINE_GAP))
        self._grid.addWidget(self.experience, 0, 0)
        self._grid.addWidget(self._arrow, 0, 1)
        self._grid.addWidget(self.variation, 0, 2)
        self._grid.addWidget(self.remove, 0, 3)
        for column in (0, 2):
            self._grid.setColumnStretch(column, 1)
        catalog.changed.connect(self._refresh)

    def set_narrow(self, narrow: bool) -> None:
        """Place the variation below the experience, or next to it."""
        self._arrow.setVisible(not narrow)
        self._grid.removeWidget(self.variation)
        self._grid.addWidget(self.variation, 1 if narrow else 0, 0 if narrow else 2)
        self._grid.setColumnStretch(2, 0 if narrow else 1)

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

    def _id_line(self, key: str, name: str, kind: IdKind) -> IdLine:
        line = IdLine(key, name, kind, self)
        line.ids_pasted.connect(self.ids_pasted)
        line.edited.connect(lambda text: self.typed.emit(key, text))
        line.left.connect(self.left)
        return line


class _Arrow(Painted):
    """The arrow from an experience to its variation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(14), px(tokens().size.control))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), "arrow-right", colors().muted)


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
