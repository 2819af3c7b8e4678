"""Lines in which a click opens a list of choices and typing searches it."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from convert_console.core.request.choices import Option, recognised, search
from convert_console.core.text import cut_short, visible
from convert_console.widgets.fields.choice_list import ChoiceList, ListEntry
from convert_console.widgets.kit.input_rules import OWN_UNDO, is_override
from convert_console.widgets.kit.texts import take_any_length, without_line_ends
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font

CHEVRON_ROOM, CHEVRON = 26, 14
"""Pixels at the right end of a field, and the side of the icon in it."""

PAGE = 8
"""Entries that Page Up and Page Down move by."""

NAMED_AT_MOST = 100
"""Values of a pasted text up to which names are looked for among them."""

_SEVERAL = re.compile(r"[,;\t\n]+")

AS_TYPED, REMOVE, NOTHING = -1, -2, -3
"""Indexes of entries that are no choice."""

_TEMPORARY_REASONS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMAND_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ChoiceEntry(NamedTuple):
    """One choice: its name, its code or number, a remark, its value, and another word for it, by
    which it is found.
    """

    label: str
    code: str = ""
    note: str = ""
    value: object = None
    synonym: str = ""


TypedEntry = Callable[[str], tuple[str, str]]
"""Gives the label and the note of the entry that takes a text as it is typed."""


def send_as_typed(text: str, note: str = "") -> tuple[str, str]:
    """The usual entry for a text that is no choice."""
    return f"Send “{text}” as typed", note


class SearchLine(QLineEdit):
    """A line with a list of choices: typing searches them, Enter and Tab take the highlighted one,
    Esc closes the list. A text that is no choice is the list's last entry, unless `as_typed` is
    `None`. Nothing is reported before an entry is taken.

    When the line is left in another way, its text is taken if it names one choice, by its label,
    its code or both; otherwise what was there stays. A command of the window, such as Send, takes
    also a text that cannot mean a choice.

    Signals:
        chosen(int): the user took this choice.
        typed(str): the user took this text as typed.
        removed: the user took the entry that removes the value.
    """

    chosen = Signal(int)
    typed = Signal(str)
    removed = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        as_typed: TypedEntry | None = send_as_typed,
        anchor: QWidget | None = None,
    ) -> None:
        """The list opens under `anchor`, by default under the line."""
        super().__init__(parent)
        take_any_length(self)
        self.choices: tuple[ChoiceEntry, ...] = ()
        self._options: tuple[Option, ...] = ()
        self._as_typed = as_typed
        self._anchor = anchor or self
        self._list: ChoiceList | None = None
        self._open = False
        self.textEdited.connect(self._take_edit)

    @property
    def is_open(self) -> bool:
        """Whether the list is open."""
        return self._open

    @property
    def popup(self) -> ChoiceList:
        """The list, which is created when it is first needed."""
        if self._list is None or self._list.parentWidget() is not self.window():
            self._list = ChoiceList(self.window(), f"Choices for {self.accessibleName()}")
            self._list.taken.connect(self._take_row)
            self.destroyed.connect(self._list.deleteLater)
        return self._list

    def set_choices(self, choices: Sequence[ChoiceEntry]) -> None:
        """Offer these; an open list shows them at once."""
        if tuple(choices) == self.choices:
            return
        self.choices = tuple(choices)
        self._options = tuple(
            Option(cut_short(visible(choice.label)), visible(choice.code), choice.synonym)
            for choice in choices
        )
        if self._open:
            self._search(self.text())

    def recognised(self, text: str) -> int | None:
        """The index of the one choice that a text names."""
        return recognised(self._options, text)

    def named_in(self, text: str) -> list[str]:
        """The codes of several values that commas, semicolons or line ends part, if one of them is
        the name of a choice: blanks may be part of it.
        """
        parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
        if not 2 <= len(parts) <= NAMED_AT_MOST:
            return []
        found = [self.recognised(part) for part in parts]
        codes = [
            part if i is None else self.choices[i].code
            for part, i in zip(parts, found, strict=True)
        ]
        return codes if codes != parts else []

    def take_several(self) -> bool:
        """Take what is pasted if it is more than one value: whether it was."""
        return False

    def context_menu(self) -> QMenu:
        """The usual menu, in which Paste does what Ctrl+V does."""
        menu = self.createStandardContextMenu()
        usual = next((one for one in menu.actions() if one.objectName() == "edit-paste"), None)
        if usual is not None:  # it can be edited
            pasting = QAction(usual.text(), menu)
            pasting.setEnabled(usual.isEnabled())
            pasting.triggered.connect(self._paste)
            menu.insertAction(usual, pasting)
            menu.removeAction(usual)
        return menu

    def open(self) -> None:
        """Open the list with every choice."""
        self._show(self._all_entries(), self._current_row())

    def close_list(self) -> None:
        """Close the list; nothing changes."""
        if not self._open:
            return
        self._open = False
        self.setProperty(OWN_UNDO, None)
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self._list is not None:
            self._list.hide()
        self._closed()

    def take(self) -> None:
        """Take the highlighted entry, and close the list."""
        self._take_row(self.popup.row)

    def settle(self, *, for_command: bool = False) -> None:
        """Close the list because the line is left: take its text if it names one choice. A text
        that matches none is taken before a command, and otherwise if it is a complete value.
        """
        if not self._open:
            return
        text = self.text()
        index = self.recognised(text)
        only_typed = [entry.choice for entry in self.popup.entries] == [AS_TYPED]
        edited = self.isModified()
        self.close_list()
        if not edited or not text:
            return
        if index is not None:
            self._finish(index, text)
        elif only_typed and (for_command or self._is_value(text)):
            self._finish(AS_TYPED, text)

    def _is_value(self, text: str) -> bool:  # fields of ids know their own
        """Whether a text that matches no choice is a complete value of this field."""
        return False

    # What the list shows

    def _take_edit(self, text: str) -> None:
        """Called when the user has changed the text."""
        self._search(text)

    def _search(self, text: str) -> None:
        if not self.choices:  # a plain line
            return
        self.setModified(True)
        if not text.strip():
            self._show(self._all_entries(), self._current_row())
            return
        found = search(self._options, text)
        entries = [
            self._entry(match.choice)._replace(spans=match.label, code_spans=match.code)
            for match in found
        ]
        exact = self._as_typed is None or any(c.code == text for c in self.choices if c.code)
        if not exact and self._as_typed is not None:
            label, note = self._as_typed(text)
            entry = ListEntry(cut_short(visible(label)), note=note, choice=AS_TYPED, apart=True)
            entries.append(entry)
        if not entries:
            shown = f"Nothing matches “{cut_short(visible(text))}”"
            entries = [ListEntry(shown, choice=NOTHING, selectable=False)]
        self._show(entries, 0)

    def _all_entries(self) -> list[ListEntry]:
        return [self._entry(index) for index in range(len(self.choices))]

    def _entry(self, index: int) -> ListEntry:
        label, code, _synonym = self._options[index]
        shown = "" if code == label else code
        return ListEntry(label, shown, self.choices[index].note, choice=index)

    def _current_row(self) -> int:
        return -1

    def _show(self, entries: Sequence[ListEntry], row: int) -> None:
        if not entries or not self.isVisible():
            return
        opening = not self._open
        self._open = True
        self.popup.show_entries(entries, row)
        self.popup.place(self._anchor)
        app = QApplication.instance()
        if opening and app is not None:
            app.installEventFilter(self)
            self.setProperty(OWN_UNDO, True)  # Ctrl+Z closes the list
            self.update()

    def _closed(self) -> None:
        """Called when the list was closed."""

    def _take_row(self, row: int) -> None:
        entries, text = self.popup.entries, self.text()
        entry = entries[row] if 0 <= row < len(entries) else None
        self.close_list()
        if entry is not None and entry.selectable:
            self._finish(entry.choice, text)

    def _finish(self, index: int, text: str) -> None:
        if index == AS_TYPED:
            self.typed.emit(text)
        elif index == REMOVE:
            self.removed.emit()
        elif index >= 0:
            self.chosen.emit(index)

    # Keys and the mouse

    def event(self, event: QEvent) -> bool:
        if not (self._open and is_override(event)):
            return super().event(event)
        if event.key() == Qt.Key.Key_Escape or _is_undo(event):
            event.accept()
            return True
        if event.key() in _DELETE:  # with Ctrl it deletes a word here, not an event
            event.accept()
            return True
        handled = super().event(event)
        # A command of the window, such as Send, needs what was typed. The line has claimed the keys
        # of text editing.
        if not event.isAccepted() and is_command(event):
            self.settle(for_command=True)
        return handled

    def _paste(self) -> None:
        if not self.take_several():
            self.paste()

    def _pastes_several(self, event: QKeyEvent) -> bool:
        is_paste = event.matches(QKeySequence.StandardKey.Paste)
        return is_paste and not self.isReadOnly() and self.take_several()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pastes_several(event) or (self._open and self._list_key(event)):
            event.accept()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and self._may_open(event):
            self.open()
        else:
            super().keyPressEvent(event)

    def _may_open(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & _COMMAND_KEYS
        return plain and not self._open and not self.isReadOnly() and bool(self.choices)

    def _list_key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: PAGE,
            Qt.Key.Key_PageUp: -PAGE,
        }.get(Qt.Key(event.key()))
        if event.key() in _ENTER:
            self.take()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F4) or _is_undo(event):
            self.close_list()
        elif steps is not None:
            self.popup.move(steps)
        else:
            return False
        return True

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # Qt's name
        """Tab takes the highlighted entry on its way."""
        if self._open and next:
            self.take()
        else:
            self.settle()
        return super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _TEMPORARY_REASONS:
            self.settle()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.close_list()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the list is open: a click elsewhere closes it, the wheel elsewhere does nothing."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            if isinstance(watched, QWidget) and not self._is_ours(watched):
                self.settle()
        elif kind == QEvent.Type.Wheel:
            if isinstance(watched, QWidget) and not self.popup.isAncestorOf(watched):
                return watched is not self.popup
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move) and self._is_around(watched):
            # Once the field has its new place.
            QTimer.singleShot(0, self, self._place_again)
        return False

    def _place_again(self) -> None:
        if self._open:
            self.popup.place(self._anchor)

    def _is_around(self, watched: QObject) -> bool:
        """Whether the field moves with this."""
        anchor = self._anchor
        return isinstance(watched, QWidget) and (watched is anchor or watched.isAncestorOf(anchor))

    def _is_ours(self, widget: QWidget) -> bool:
        return widget is self or widget is self.popup or self.popup.isAncestorOf(widget)


_DELETE = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)


def is_command(event: QKeyEvent) -> bool:
    """Whether a key comes with Ctrl or Alt, and not with AltGr, which types a character."""
    keys = event.modifiers() & _COMMAND_KEYS
    types = keys == _COMMAND_KEYS and _is_by_alt_gr(event.key(), event.text())
    return bool(keys) and not types and event.key() not in _MODIFIERS


def _is_by_alt_gr(key: int, text: str) -> bool:
    """Whether a key with Ctrl and Alt types a character, as AltGr does, which is both to Windows.
    X11 adds to a command the letter or digit that its key types alone.
    """
    alone = len(text) == 1 and text.isascii() and text.isalnum() and ord(text.upper()) == key
    return bool(text) and text.isprintable() and not alone


class ChoiceLine(SearchLine):
    """A field for one choice. Closed, it shows the choice by name and code, and nothing in it can
    be edited; open, it is empty or has the former text, and the list below it. Without choices it
    is a plain line, which reports each keystroke.

    `removal` is the label and note of an entry that removes the value; without it there is none.
    """

    def __init__(
        self,
        name: str = "",
        parent: QWidget | None = None,
        *,
        as_typed: TypedEntry | None = send_as_typed,
        removal: tuple[str, str] | None = None,
        shows_note: bool = False,
    ) -> None:
        """`shows_note` shows the remark on a choice behind its name, in place of its code."""
        super().__init__(parent, as_typed=as_typed)
        self._shows_note = shows_note
        self._index = -1
        self._text = ""
        self._name = ""
        self._marked = -1
        self._hint = ""
        self._removal = removal
        self._reserved = 0
        self._removing = False
        self.setAccessibleName(name)
        self.setAcceptDrops(False)  # a text dropped into a label would change it
        self._fit_text()
        self._update_cursor()

    # What it shows

    @property
    def index(self) -> int:
        """The choice that is shown; -1 for another text."""
        return self._index

    def shown_text(self) -> str:
        """The label of the choice, or the text that is shown while the list is closed."""
        if 0 <= self._index < len(self.choices):
            return self.choices[self._index].label
        return self._name or self._text

    def show_choice(self, index: int) -> None:
        """Show a choice; while the list is open, once it is closed."""
        self._set_shown(index, "")

    def show_text(self, text: str) -> None:
        """Show a text that is no choice."""
        self._name = ""
        self._set_shown(-1, text)

    def show_named(self, text: str, name: str) -> None:
        """Show a code that is not offered, by its name."""
        self._name = name
        self._set_shown(-1, text)

    @property
    def edits_text(self) -> bool:
        """Whether keys edit a text: not while it is closed and shows a choice."""
        return self._open or self._is_plain

    def mark_current(self, index: int) -> None:
        """Highlight a choice when the list opens, although the field shows a text."""
        self._marked = index

    def show_hint(self, hint: str) -> None:
        """Set what is shown while there is no value."""
        self._hint = hint
        if not self._open:
            self.setPlaceholderText(hint)

    def set_choices(self, choices: Sequence[ChoiceEntry]) -> None:
        super().set_choices(choices)
        self._update_cursor()

    def _set_shown(self, index: int, text: str) -> None:
        if (index, text) == (self._index, self._text) and self._open:
            return
        before = self._index, self._text, self.text(), self._shown_code(), self.placeholderText()
        self._index, self._text = index, text
        if not self._open and before != self._as_closed():
            self._show_closed()

    def _as_closed(self) -> tuple[int, str, str, str, str]:
        """All that the closed field shows: painting it again at every key takes long."""
        text = self.shown_text()
        shown = text if text == self._text else visible(text)
        return self._index, self._text, shown, self._shown_code(), self._hint

    def _show_closed(self) -> None:
        text = self.shown_text()
        if text != self._text:  # a label, not a value that is edited
            text = visible(text)
        if self.text() != text:
            self.setText(text)
            if not (self._is_plain and self.hasFocus()):
                self.setCursorPosition(0)
        self.setModified(False)
        self.setPlaceholderText(self._hint)
        self.update()

    @property
    def _is_plain(self) -> bool:
        """Whether it is edited like any line, since there is nothing to choose."""
        return not self.choices

    # Opening and closing

    def open(self) -> None:
        if self.edits_text or self.isReadOnly():
            return
        self._removing = False
        super().open()
        if not self._open:
            return
        if self._index >= 0:  # its label is no value to edit
            self.setText("")
            self.setPlaceholderText(visible(self.shown_text()))
        else:
            self.setText(self._text)
            self.setSelection(len(self.text()), -len(self.text()))  # its beginning is in sight
        self.setModified(False)
        self._update_cursor()

    def _closed(self) -> None:
        self._show_closed()
        self.deselect()
        self._update_cursor()

    def _all_entries(self) -> list[ListEntry]:
        entries = super()._all_entries()
        if self._removal is not None and (self._index >= 0 or self._text):
            label, note = self._removal
            entries.append(ListEntry(label, note=note, choice=REMOVE, apart=True))
        return entries

    def _current_row(self) -> int:
        if self._removing and self._removal is not None:
            return len(self._all_entries()) - 1
        return self._index if self._index >= 0 else self._marked

    def _search(self, text: str) -> None:
        # An own text that was deleted is to be removed; the search for a choice is only over.
        self._removing = not text and self._index < 0
        super()._search(text)

    def settle(self, *, for_command: bool = False) -> None:
        removes = self._open and self._removing and self._removal is not None and not self.text()
        super().settle(for_command=for_command)
        if removes:
            self.removed.emit()

    def _take_edit(self, text: str) -> None:
        text = without_line_ends(self)
        if self._is_plain:
            self._report_plain(text)
        else:
            super()._take_edit(text)

    def _report_plain(self, text: str) -> None:
        self._text, self._index = text, -1
        if text:
            self.typed.emit(text)
        else:
            self.removed.emit()

    # Keys and the mouse

    def event(self, event: QEvent) -> bool:
        if not self.edits_text and is_override(event):
            # A closed field edits no text: it claims only the keys that open or copy.
            event.setAccepted(self._opens_by(event) or _is_copy(event))
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pastes_several(event):
            event.accept()
        elif self.edits_text:
            # Nothing is left to delete: the value itself is meant.
            if self._open and not self.text() and event.key() in _DELETE:
                self._removing = True
                self._show(self._all_entries(), self._current_row())
                return
            super().keyPressEvent(event)
        elif _is_copy(event):
            self._copy()
        elif self.isReadOnly() or not self._opens_by(event):
            QWidget.keyPressEvent(self, event)
        else:
            self.open()
            if event.key() in _DELETE:
                self.setText("")
                self._removing = True
                self._show(self._all_entries(), self._current_row())
            elif event.key() not in _OPENING:
                super().keyPressEvent(event)

    def _opens_by(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Paste):
            return True
        if is_command(event):
            return False
        types = bool(event.text()) and event.text().isprintable()
        return types or event.key() in _OPENING or event.key() in _DELETE

    def _copied_text(self) -> str:
        if 0 <= self._index < len(self.choices):
            choice = self.choices[self._index]
            return choice.code or choice.label
        return self._text

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if self._is_plain or self.isReadOnly() or not left:
            super().mousePressEvent(event)
        elif not self._open:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open()
        elif event.position().x() >= self.width() - px(CHEVRON_ROOM):
            self.close_list()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.edits_text:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.edits_text:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.edits_text:
            super().mouseDoubleClickEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString() or event.preeditString():
            self.open()
        super().inputMethodEvent(event)

    def context_menu(self) -> QMenu:
        """The menu for the closed field: copy its value, or search for a pasted text."""
        if self.edits_text:
            return super().context_menu()
        menu = QMenu(self)
        for text, name in (("Undo", "edit-undo"), ("Redo", "edit-redo")):
            menu.addAction(text).setObjectName(name)
        menu.addSeparator()
        copying = menu.addAction("&Copy\tCtrl+C", self._copy)
        copying.setEnabled(bool(self._copied_text()))
        pasting = menu.addAction("&Paste\tCtrl+V", self._open_and_paste)
        pasting.setEnabled(self.isEnabled() and not self.isReadOnly())
        return menu

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied_text())

    def _open_and_paste(self) -> None:
        if not self.take_several():
            self.open()
            self.paste()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit_text()

    def _fit_text(self) -> None:
        right = px(CHEVRON_ROOM - 8) + self._reserved
        if self.textMargins().right() != right:
            self.setTextMargins(0, 0, right, 0)

    def _update_cursor(self) -> None:
        shape = Qt.CursorShape.IBeamCursor if self.edits_text else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.edits_text or not self.text():
            super().paintEvent(event)
        else:
            self._paint_closed()
        if not self._is_plain:
            side = px(CHEVRON)
            left = self.width() - px(CHEVRON_ROOM) + (px(CHEVRON_ROOM) - side) // 2 - 1
            area = QRect(left, (self.height() - side) // 2, side, side)
            color = colors().muted if self.isEnabled() else colors().disabled
            name = "chevron-up" if self._open else "chevron-down"
            paint_icon(QPainter(self), area, name, color)

    def _paint_closed(self) -> None:
        painter = QPainter(self)
        area = self._paint_panel(painter)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, QPalette.ColorRole.Text))
        metrics, text, code = self.fontMetrics(), self.text(), self._shown_code()
        if text != metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()):
            code = ""
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
        used = metrics.horizontalAdvance(shown) + px(8)
        font = text_font("base" if self._shows_note else "mono")
        if self._shows_note:  # of a note the beginning says something too
            mode = Qt.TextElideMode.ElideRight
            code = QFontMetrics(font).elidedText(code, mode, area.width() - used)
        if code and used + QFontMetrics(font).horizontalAdvance(code) <= area.width():
            painter.setFont(font)
            painter.setPen(QColor(colors().muted))
            painter.drawText(area.adjusted(used, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter, code)

    def _paint_panel(self, painter: QPainter) -> QRect:
        """Paint frame and background, and return the area of the text."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        inside = style.subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inside.adjusted(2, 0, -self.textMargins().right() - 2, 0)  # as Qt indents its text

    def _shown_code(self) -> str:
        if not 0 <= self._index < len(self.choices):
            return visible(self._text) if self._name else ""
        choice = self.choices[self._index]
        code = choice.note if self._shows_note else choice.code
        return visible(code) if code != self.shown_text() else ""


class QuietLine(ChoiceLine):
    """A field that looks like a grey wire name, at the right of its place, until the mouse or the
    focus is on it.
    """

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_open or not self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        if (self.underMouse() and self.isEnabled()) or self.hasFocus():
            self._paint_panel(painter)
        mono = text_font("mono_small")
        painter.setFont(mono)
        painter.setPen(QColor(colors().muted))
        area = self.rect().adjusted(px(6), 0, -px(7), 0)
        text = QFontMetrics(mono).elidedText(
            self._shown_code() or self.text(), Qt.TextElideMode.ElideRight, area.width() + 1
        )
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, text)


_OPENING = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4, Qt.Key.Key_Space)


def _is_copy(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy)
