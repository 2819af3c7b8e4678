"""A list of ids as chips: typed, pasted, taken out and put in another order."""

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
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCompleter,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.painted import Painted, paint_box, paint_focus
from convert_console.widgets.kit.tooltips import plain_tip
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

# One id in a list of ids: its name and number, and a cross to take it out.

# Names can be long; the whole of it is in the tooltip.
WIDEST = 320


class Chip(QAbstractButton):
    """Arrow keys move the focus, Alt and an arrow move the chip, Delete takes it out.

    Signals:
        removed: the person wants it out.
        moved(int): the person moved it by one place, -1 to the front.
        stepped(int): the person wants the focus one chip further.
        dragged(QPoint): it is being dragged; the place in the parent's coordinates.
        dropped: the drag is over.
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
        # Tab goes from row to row; the arrow keys go from the field to the chips beside it.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleDescription("Delete takes it out. Alt and an arrow key move it.")

    def set_item(self, number: str, name: str | None, tone: Tone, sentence: str) -> None:
        """Say another id; an empty one is shown as what it is."""
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
        words = QFontMetrics(self._font()).horizontalAdvance(self.text())
        return QSize(min(words + px(9) + px(22), px(WIDEST)), px(20))

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
        spot = event.position().toPoint()
        start = self._pressed_at
        if start is not None and not self._cross().contains(start):
            far = (spot - start).manhattanLength() >= QApplication.startDragDistance()
            self._dragging = self._dragging or far
        if self._dragging:
            self.dragged.emit(self.mapToParent(spot))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        start, self._pressed_at = self._pressed_at, None
        dragging, self._dragging = self._dragging, False
        cross, spot = self._cross(), event.position().toPoint()
        if dragging:
            self.dropped.emit()
        elif start is not None and cross.contains(start) and cross.contains(spot):
            self.removed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_row()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_box(painter, box, box.height() / 2, tone_surface(self._tone))
        if self.hasFocus():
            paint_focus(painter, box, box.height() / 2 - 1, colors().accent)
        painter.setFont(self._font())
        plain = self._tone == "neutral"
        ink = tone_color(self._tone) if not plain else colors().text
        painter.setPen(QColor(ink if self.isEnabled() else colors().muted))
        place = self.rect().adjusted(px(9), 0, -px(20), 0)
        mode = Qt.TextElideMode.ElideMiddle
        text = QFontMetrics(self._font()).elidedText(self.text(), mode, place.width() + 1)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        side = px(12)
        cross = self._cross()
        square = QRect(cross.left() + px(3), (self.height() - side) // 2, side, side)
        paint_icon(painter, square, "x", colors().muted if plain else ink)

    def _repaint_row(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.update()

    def _cross(self) -> QRect:
        return QRect(self.width() - px(20), 0, px(20), self.height())

    def _font(self) -> QFont:
        font = text_font("small")
        font.setWeight(QFont.Weight.Medium)
        return font


# The field at the end of a list of chips, where the next ids are typed or pasted.

_PASTED = re.compile(r"[\s,;]+")
_TYPED = re.compile(r"[,;\n]+")


def parts_of(text: str, *, pasted: bool) -> list[str]:
    """The ids in a text; a blank parts them in a pasted one only, for an id may hold one.

    >>> parts_of(" 1, 2;3 ", pasted=True)
    ['1', '2', '3']
    """
    stripped = (part.strip() for part in (_PASTED if pasted else _TYPED).split(text))
    return [part.strip("\"'[]") if pasted else part for part in stripped if part]


class ChipInput(QLineEdit):
    """Enter, a comma or leaving the field gives what was typed.

    Signals:
        given(list): the person typed or pasted these ids.
        backed: Backspace or the left arrow where nothing is left of the caret; `True` to delete.
    """

    given = Signal(list)
    backed = Signal(bool)

    def __init__(self, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        set_look(self, bare=True)
        self.textEdited.connect(self._typed)

    def give(self) -> None:
        """Hand on what stands here, if anything does."""
        parts = parts_of(self.text(), pasted=False)
        self.clear()
        if parts:
            self.given.emit(parts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        if event.matches(QKeySequence.StandardKey.Paste) and self._paste_several():
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text():
            self.give()
        elif at_start and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left):
            self.backed.emit(event.key() == Qt.Key.Key_Backspace)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_row()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row()
        # A list of suggestions takes the focus too, and the person is not done then.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.give()

    def _repaint_row(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.update()

    def _typed(self, text: str) -> None:
        if _TYPED.search(text):
            self.give()

    def _paste_several(self) -> bool:
        parts = parts_of(QGuiApplication.clipboard().text(), pasted=True)
        if len(parts) < 2:
            return False
        self.clear()
        self.given.emit(parts)
        return True


# Where things stand that flow from line to line, with a field taking what is left of the last.


class Flow:
    """Places for sizes within a width; `rest` is for the field, `height` what all of it takes."""

    def __init__(self, sizes: Sequence[QSize], width: int) -> None:
        self._left, self._right = px(9), max(width - px(9), px(60))
        self._line, self._gap, self._top = px(20), px(6), px(5)
        self._x, self._y = self._left, self._top
        self.places = [self._place(size.width()) for size in sizes]
        least = min(px(110), self._right - self._left)
        if self._x > self._left and self._x + least > self._right:
            self._break()
        self.rest = QRect(self._x, self._y, self._right - self._x, self._line)
        self.height = self._y + self._line + self._top

    def _place(self, wanted: int) -> QRect:
        width = min(wanted, self._right - self._left)
        if self._x > self._left and self._x + width > self._right:
            self._break()
        place = QRect(self._x, self._y, width, self._line)
        self._x += width + self._gap
        return place

    def _break(self) -> None:
        self._x = self._left
        self._y += self._line + px(4)


# Chips that flow from line to line, with a field after the last, in one frame.

# A widget for each of thousands would make the form slow; the rest is edited as JSON.
CHIPS_SHOWN = 100

Item = tuple[str, str | None]
"""An id and its name, if it is known."""


class ChipRow(Painted):
    """Grows in height with its lines. What the chips do is for heirs to say."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self.input = ChipInput(placeholder, self)
        # After the field: Qt orders a whole for Tab only with its first part right behind it.
        self._more = QLabel(self)
        set_look(self._more, role="muted")
        self._more.hide()
        self.setFocusProxy(self.input)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lay_out()

    def tie(self, chip: Chip) -> None:
        """Connect a new chip's signals."""

    def fill(self, items: Sequence[Item], tones: Sequence[tuple[Tone, str]]) -> None:
        """Show these ids, as many as there is room for; a tone and a sentence for each."""
        shown = items[:CHIPS_SHOWN]
        while len(self.chips) < len(shown):
            self.chips.append(Chip(self))
            self.tie(self.chips[-1])
        for place, chip in enumerate(self.chips):
            if place < len(shown):
                chip.set_item(*shown[place], *tones[place])
            chip.setVisible(place < len(shown))
        more = len(items) - len(shown)
        self._more.setText(f"{more} more – edit in JSON")
        self._more.setVisible(more > 0)
        self.lay_out()

    def sizeHint(self) -> QSize:
        return QSize(px(240), self._flow(max(self.width(), px(160))).height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(30))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        radius, theme = px(tokens().space.radius), colors()
        tone = {"error": theme.error, "warn": theme.warn}.get(str(self.property("tone")))
        line = tone or (theme.line_strong if self.isEnabled() else theme.line)
        paint_box(painter, box, radius, theme.field if self.isEnabled() else theme.window, line)
        if (
            self.isAncestorOf(keep_parent(self.window().focusWidget()) or self)
            and self.isActiveWindow()
        ):
            paint_focus(painter, box, radius, theme.accent)

    def _flow(self, width: int) -> Flow:
        shown = [chip for chip in self.chips if not chip.isHidden()]
        sizes = [chip.sizeHint() for chip in shown]
        if not self._more.isHidden():
            sizes.append(self._more.sizeHint())
        return Flow(sizes, width)

    def lay_out(self) -> None:
        """Put everything in its place, and take the height that needs."""
        flow = self._flow(self.width())
        shown: list[QWidget] = [chip for chip in self.chips if not chip.isHidden()]
        if not self._more.isHidden():
            shown.append(self._more)
        for widget, place in zip(shown, flow.places, strict=True):
            widget.setGeometry(place)
        self.input.setGeometry(flow.rest)
        if self.height() != flow.height:
            self.setFixedHeight(flow.height)


class IdChips(ChipRow):
    """The same id twice is allowed: it may be the test.

    Signals:
        edited(list): the person made it these ids.
    """

    edited = Signal(list)

    def __init__(self, placeholder: str = "add an id…", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self._items: list[Item] = []
        self._before_drag: list[Item] | None = None
        self._tones: Mapping[int, tuple[Tone, str]] = {}
        self._known: dict[str, Item] = {}
        self.input.given.connect(self._add)
        self.input.backed.connect(self._step_back)

    def tie(self, chip: Chip) -> None:
        chip.removed.connect(partial(self._remove, chip))
        chip.moved.connect(partial(self._move, chip))
        chip.stepped.connect(partial(self._step, chip))
        chip.dragged.connect(partial(self._drag, chip))
        chip.dropped.connect(self._drop)

    def ids(self) -> list[str]:
        """The ids as they stand."""
        return [number for number, _name in self._items]

    def set_ids(self, items: Sequence[Item]) -> None:
        """Show these ids, each with its name if it is known; silent, and nothing if they are."""
        if list(items) != self._items:
            self._items = list(items)
            self._refill()

    def set_tones(self, tones: Mapping[int, tuple[Tone, str]]) -> None:
        """Colour chips by position, each with a sentence to show on hover."""
        if tones != self._tones:
            self._tones = dict(tones)
            self._refill()

    def set_suggestions(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer these ids by name or number while typing."""
        known: dict[str, Item] = {f"{name} · {number}": (number, name) for number, name in items}
        if known == self._known:
            return
        self._known = known
        completer = QCompleter(self)
        completer.setModel(QStringListModel(list(known), completer))
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._choose)
        self.input.setCompleter(completer)

    def _choose(self, text: str) -> None:
        item = self._known.get(text)
        if item is not None:
            self._change([*self._items, item])
            # Qt writes the suggestion into the field after this signal.
            QTimer.singleShot(0, self.input.clear)

    def _add(self, texts: list[str]) -> None:
        names = dict(self._known.values())
        numbers = [self._meant(text) for text in texts]
        self._change([*self._items, *((number, names.get(number)) for number in numbers)])

    def _meant(self, text: str) -> str:
        """The id that a suggestion or a name stands for; any other text is an id itself."""
        if text in self._known:
            return self._known[text][0]
        wanted = text.casefold()
        found = {
            number for number, name in self._known.values() if (name or "").casefold() == wanted
        }
        return found.pop() if len(found) == 1 else text

    def _remove(self, chip: Chip) -> None:
        place = self.chips.index(chip)
        self._change(self._items[:place] + self._items[place + 1 :])
        left = min(len(self._items), CHIPS_SHOWN)
        target = self.chips[min(place, left - 1)] if left else self.input
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, chip: Chip, step: int) -> None:
        place = self.chips.index(chip)
        target = place + step
        if 0 <= target < min(len(self._items), CHIPS_SHOWN):
            self._change(_swapped(self._items, place, target))
            self.chips[target].setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, chip: Chip, step: int) -> None:
        target = self.chips.index(chip) + step
        shown = min(len(self._items), CHIPS_SHOWN)
        widget = self.input if target >= shown else self.chips[max(target, 0)]
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step_back(self, delete: bool) -> None:
        if not self._items:
            return
        if delete:
            self._change(self._items[:-1])
        else:
            last = min(len(self._items), CHIPS_SHOWN) - 1
            self.chips[last].setFocus(Qt.FocusReason.OtherFocusReason)

    def _drag(self, chip: Chip, spot: QPoint) -> None:
        """Change places with the chip beneath; told only when the drag is over."""
        if self._before_drag is None:
            self._before_drag = list(self._items)
        place = self.chips.index(chip)
        for target, other in enumerate(self.chips[: len(self._items)]):
            if target != place and other.geometry().contains(spot):
                self._items.insert(target, self._items.pop(place))
                # The chip under the pointer must stay the one that is dragged.
                self.chips.insert(target, self.chips.pop(place))
                self.lay_out()
                return

    def _drop(self) -> None:
        before, self._before_drag = self._before_drag, None
        if before is not None and before != self._items:
            self._change(list(self._items))

    def _change(self, items: list[Item]) -> None:
        self._items = items
        self._refill()
        self.edited.emit(self.ids())

    def _refill(self) -> None:
        places = range(len(self._items))
        self.fill(self._items, [self._tones.get(place, ("neutral", "")) for place in places])


def _swapped(items: list[Item], one: int, other: int) -> list[Item]:
    made = list(items)
    made[one], made[other] = made[other], made[one]
    return made
