"""A list of ids as chips, which can be typed, pasted, removed and reordered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QSizePolicy,
    QWidget,
)

from convert_console.core.text import is_digits, visible
from convert_console.widgets.fields.choice_line import (
    ChoiceEntry,
    SearchLine,
    send_as_typed,
)
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import Painted, paint_box, paint_focus
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import (
    Tone,
    colors,
    px,
    set_look,
    text_font,
    tone_color,
    tone_surface,
)
from convert_console.widgets.theme.tokens import tokens

WIDEST_CHIP = 320
"""Pixels; a longer name is cut, and its tooltip shows all of it."""

CHIPS_SHOWN = 100
"""A widget for each of thousands of ids would make the form slow; the others are edited as JSON."""

Item = tuple[str, str | None]
"""An id and its name, if it is known."""


class IdChips(Painted):
    """Chips that flow from line to line, and an input behind the last one, in one frame. The same
    id may be in the list twice: it may be what is being tested.

    Signals:
        edited(list): the user changed the ids to these.
    """

    edited = Signal(list)

    def __init__(self, placeholder: str = "Id", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self._items: list[Item] = []
        self._items_before_drag: list[Item] | None = None
        self._tones: Mapping[int, tuple[Tone, str]] = {}
        self.input = ChipInput(placeholder, self)
        self.input.entered.connect(self._add)
        self.input.chosen.connect(self._add_choice)
        self.input.stepped_back.connect(self._step_back)
        # Created after the input: Tab orders a composite widget only if its focus proxy directly
        # follows it.
        self._more = QLabel(self)
        set_look(self._more, role="muted")
        self._more.hide()
        self.setFocusProxy(self.input)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()

    def ids(self) -> list[str]:
        return [number for number, _name in self._items]

    def set_items(self, items: Sequence[Item]) -> None:
        """Show these ids, without a signal."""
        if list(items) != self._items:
            self._items = list(items)
            self._update_chips()

    def set_tones(self, tones: Mapping[int, tuple[Tone, str]]) -> None:
        """Colour chips by position, each with a sentence to show on hover."""
        if tones != self._tones:
            self._tones = dict(tones)
            self._update_chips()

    def set_suggestions(
        self, items: Sequence[tuple[str, str]], notes: Mapping[str, str] | None = None
    ) -> None:
        """Suggest these ids, by name or number, while the user types, with notes by id."""
        known = notes or {}
        self.input.set_choices(
            [ChoiceEntry(name, number, known.get(number, "")) for number, name in items]
        )

    def sizeHint(self) -> QSize:
        return QSize(px(240), self._layout_for(max(self.width(), px(160))).height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click outside the chips puts the focus into the input."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.input.setFocus(Qt.FocusReason.MouseFocusReason)
            self.input.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        radius, theme = px(tokens().radius.control), colors()
        tone = {"error": theme.error, "warn": theme.warn}.get(str(self.property("tone")))
        line = tone or (theme.outline if self.isEnabled() else theme.line)
        paint_box(painter, box, radius, theme.field if self.isEnabled() else theme.raised, line)
        focused = keep_parent(self.window().focusWidget())
        if focused is not None and self.isAncestorOf(focused) and self.isActiveWindow():
            paint_focus(painter, box, radius, theme.accent)

    def _add_choice(self, index: int) -> None:
        choice = self.input.choices[index]
        self._edit([*self._items, (choice.code, choice.label)])

    def _add(self, texts: list[str]) -> None:
        names = {choice.code: choice.label for choice in self.input.choices}
        self._edit([*self._items, *((number, names.get(number)) for number in texts)])

    def _remove(self, chip: Chip) -> None:
        index = self.chips.index(chip)
        self._edit(self._items[:index] + self._items[index + 1 :])
        count = self._shown_count()
        target = self.chips[min(index, count - 1)] if count else self.input
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, chip: Chip, step: int) -> None:
        index = self.chips.index(chip)
        target = index + step
        if 0 <= target < self._shown_count():
            items = list(self._items)
            items[index], items[target] = items[target], items[index]
            self._edit(items)
            self.chips[target].setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, chip: Chip, step: int) -> None:
        target = self.chips.index(chip) + step
        widget = self.input if target >= self._shown_count() else self.chips[max(target, 0)]
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step_back(self, delete: bool) -> None:
        if not self._items:
            return
        if delete:
            self._edit(self._items[:-1])
        else:
            self.chips[self._shown_count() - 1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _drag(self, chip: Chip, pointer: QPoint) -> None:
        """Move the dragged chip to where the pointer is; `edited` follows when it is dropped."""
        if self._items_before_drag is None:
            self._items_before_drag = list(self._items)
        index = self.chips.index(chip)
        for target, other in enumerate(self.chips[: len(self._items)]):
            if target != index and other.geometry().contains(pointer):
                self._items.insert(target, self._items.pop(index))
                # The widget moves too: the one under the pointer must stay the dragged one.
                self.chips.insert(target, self.chips.pop(index))
                self._lay_out()
                return

    def _drop(self) -> None:
        before, self._items_before_drag = self._items_before_drag, None
        if before is not None and before != self._items:
            self._edit(list(self._items))

    def _edit(self, items: list[Item]) -> None:
        self._items = items
        self._update_chips()
        self.edited.emit(self.ids())

    def _shown_count(self) -> int:
        return min(len(self._items), CHIPS_SHOWN)

    def _update_chips(self) -> None:
        shown = self._items[:CHIPS_SHOWN]
        while len(self.chips) < len(shown):
            self.chips.append(self._new_chip())
        for index, chip in enumerate(self.chips):
            if index < len(shown):
                chip.set_item(*shown[index], *self._tones.get(index, ("neutral", "")))
            chip.setVisible(index < len(shown))
        more = len(self._items) - len(shown)
        self._more.setText(f"{more} more – edit in JSON")
        self._more.setVisible(more > 0)
        self._lay_out()

    def _new_chip(self) -> Chip:
        chip = Chip(self)
        chip.removed.connect(partial(self._remove, chip))
        chip.moved.connect(partial(self._move, chip))
        chip.stepped.connect(partial(self._step, chip))
        chip.dragged.connect(partial(self._drag, chip))
        chip.dropped.connect(self._drop)
        return chip

    def _flowing_widgets(self) -> list[QWidget]:
        widgets: list[QWidget] = [*self.chips, self._more]
        return [widget for widget in widgets if not widget.isHidden()]

    def _layout_for(self, width: int) -> ChipLayout:
        return ChipLayout([widget.sizeHint() for widget in self._flowing_widgets()], width)

    def _lay_out(self) -> None:
        """Place the chips and the input, and set the height they need."""
        layout = self._layout_for(self.width())
        for widget, area in zip(self._flowing_widgets(), layout.areas, strict=True):
            widget.setGeometry(area)
        self.input.setGeometry(layout.input_area)
        if self.height() != layout.height:
            self.setFixedHeight(layout.height)


class Chip(QAbstractButton):
    """One id of the list: its name and number, and a cross that removes it.

    Arrow keys move the focus, Alt and an arrow key move the chip, Delete removes it.

    Signals:
        removed: the user removed it.
        moved(int): the user moved it by one place; -1 is towards the front.
        stepped(int): the user moved the focus by one chip; -1 is towards the front.
        dragged(QPoint): the user drags it; where the pointer is, in the parent's coordinates.
        dropped: the user ended the drag.
    """

    removed = Signal()
    moved = Signal(int)
    stepped = Signal(int)
    dragged = Signal(QPoint)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = "neutral"
        self._pressed_at: QPoint | None = None
        self._dragging = False
        # Tab goes from row to row; the arrow keys go from the input to the chips.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleDescription(
            "Press Delete to remove it, or Alt and an arrow key to move it."
        )

    def set_item(self, number: str, name: str | None, tone: Tone, sentence: str) -> None:
        """Show an id, with a sentence about it in the tooltip; an empty id is shown as “”."""
        shown = visible(number) or "“”"
        text = f"{visible(name)} · {shown}" if name else shown
        tip = plain_tip(f"{text}\n{sentence}" if sentence else text)
        if (text, tone, tip) == (self.text(), self._tone, self.toolTip()):
            return
        self._tone = tone
        self.setText(text)
        self.setAccessibleName(f"{text}. {sentence}" if sentence else text)
        self.setToolTip(tip)
        self.update()

    def sizeHint(self) -> QSize:
        text_width = QFontMetrics(self._font()).horizontalAdvance(self.text())
        return QSize(min(text_width + px(9) + px(22), px(WIDEST_CHIP)), px(24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        else:
            self.stepped.emit(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position().toPoint()
        start = self._pressed_at
        if start is not None and not self._cross().contains(start):
            distance = (position - start).manhattanLength()
            self._dragging = self._dragging or distance >= QApplication.startDragDistance()
        if self._dragging:
            self.dragged.emit(self.mapToParent(position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        start, self._pressed_at = self._pressed_at, None
        dragging, self._dragging = self._dragging, False
        cross, end = self._cross(), event.position().toPoint()
        if dragging:
            self.dropped.emit()
        elif start is not None and cross.contains(start) and cross.contains(end):
            self.removed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        _update_parent(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        _update_parent(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_box(painter, box, box.height() / 2, tone_surface(self._tone))
        if self.hasFocus():
            paint_focus(painter, box, box.height() / 2 - 1, colors().accent)
        painter.setFont(self._font())
        neutral = self._tone == "neutral"
        ink = colors().text if neutral else tone_color(self._tone)
        painter.setPen(QColor(ink if self.isEnabled() else colors().muted))
        text_area = self.rect().adjusted(px(9), 0, -px(20), 0)
        mode = Qt.TextElideMode.ElideMiddle
        text = QFontMetrics(self._font()).elidedText(self.text(), mode, text_area.width() + 1)
        painter.drawText(text_area, Qt.AlignmentFlag.AlignVCenter, text)
        side = px(12)
        cross = self._cross()
        icon_area = QRect(cross.left() + px(3), (self.height() - side) // 2, side, side)
        paint_icon(painter, icon_area, "x", colors().muted if neutral else ink)

    def _cross(self) -> QRect:
        return QRect(self.width() - px(20), 0, px(20), self.height())

    def _font(self) -> QFont:
        font = text_font("small")
        font.setWeight(QFont.Weight.Medium)
        return font


_PASTED_SEPARATOR = re.compile(r"[\s,;]+")
_TYPED_SEPARATOR = re.compile(r"[,;\n]+")


def split_ids(text: str, *, pasted: bool) -> list[str]:
    """The ids in a text. Blanks separate ids only in a pasted text, since an id may contain one.

    >>> split_ids(" 1, 2;3 ", pasted=True)
    ['1', '2', '3']
    """
    separator = _PASTED_SEPARATOR if pasted else _TYPED_SEPARATOR
    stripped = (part.strip() for part in separator.split(text))
    return [part.strip("\"'[]") if pasted else part for part in stripped if part]


class ChipInput(SearchLine):
    """The input behind the chips. With a list of choices, Enter takes the highlighted one, and
    another text only by its own entry. Ids that are numbers or names are also taken at a comma, and
    a name when it is left; so is any text where there is nothing to choose from.

    Signals:
        entered(list): the user typed or pasted these ids.
        stepped_back(bool): Backspace or the left arrow was pressed at the start of the text; `True`
            for Backspace.
    """

    entered = Signal(list)
    stepped_back = Signal(bool)

    def __init__(self, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent, as_typed=id_as_typed, anchor=parent)
        self.setPlaceholderText(placeholder)
        set_look(self, bare=True)
        self.textEdited.connect(self._commit_at_separator)
        self.typed.connect(self._enter_typed)

    def commit(self) -> None:
        """Report the typed ids, if there are any, and clear the input."""
        ids = [self._resolved(text) for text in split_ids(self.text(), pasted=False)]
        self.close_list()
        self.clear()
        if ids:
            self.entered.emit(ids)

    def settle(self, *, for_command: bool = False) -> None:
        if self.is_open:
            super().settle(for_command=for_command)
        else:
            self.commit()

    def _is_value(self, text: str) -> bool:
        return is_digits(text.strip())  # not every id is in the catalog

    def _closed(self) -> None:
        self.clear()  # a search that is over, or was not finished

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.text() and not self.is_open:
            self.commit()
        elif at_start and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left):
            self.close_list()
            self.stepped_back.emit(event.key() == Qt.Key.Key_Backspace)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.is_open and not self.text():
            self.open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        _update_parent(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        _update_parent(self)

    def _resolved(self, text: str) -> str:
        """The id for a choice's name; any other text is an id."""
        index = self.recognised(text)
        return text if index is None else self.choices[index].code

    def _enter_typed(self, text: str) -> None:
        self.entered.emit([text.strip()])

    def _commit_at_separator(self, text: str) -> None:
        """Commit at a comma, unless it may belong to the name that is searched."""
        if not _TYPED_SEPARATOR.search(text):
            return
        ids = split_ids(text, pasted=False)
        known = (is_digits(part) or self.recognised(part) is not None for part in ids)
        if not self.choices or all(known):
            self.commit()

    def take_several(self) -> bool:
        text = QGuiApplication.clipboard().text()
        ids = self.named_in(text) or split_ids(text, pasted=True)
        if len(ids) < 2 or self.recognised(text) is not None:
            return False
        self.clear()
        self.close_list()
        self.entered.emit(ids)
        return True


def id_as_typed(text: str) -> tuple[str, str]:
    """The entry that takes a typed text as an id."""
    return send_as_typed(text, "" if is_digits(text.strip()) else "text, not a number")


class ChipLayout:
    """Where items of these sizes are placed within a width: `areas` has one for each, `input_area`
    is the space left in the last line, and `height` is that of all lines.
    """

    def __init__(self, sizes: Sequence[QSize], width: int) -> None:
        self._left, self._right = px(9), max(width - px(9), px(60))
        self._line_height, self._gap, self._top = px(24), px(6), px(2)
        self._x, self._y = self._left, self._top
        self.areas = [self._next_area(size.width()) for size in sizes]
        narrowest_input = min(px(110), self._right - self._left)
        if self._x > self._left and self._x + narrowest_input > self._right:
            self._break_line()
        self.input_area = QRect(self._x, self._y, self._right - self._x, self._line_height)
        self.height = self._y + self._line_height + self._top

    def _next_area(self, wanted_width: int) -> QRect:
        width = min(wanted_width, self._right - self._left)
        if self._x > self._left and self._x + width > self._right:
            self._break_line()
        area = QRect(self._x, self._y, width, self._line_height)
        self._x += width + self._gap
        return area

    def _break_line(self) -> None:
        self._x = self._left
        self._y += self._line_height + px(4)


def _update_parent(widget: QWidget) -> None:
    """Paint the frame again, which shows where the focus is."""
    parent = widget.parentWidget()
    if parent is not None:
        parent.update()
