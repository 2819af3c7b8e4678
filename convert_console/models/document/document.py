"""The draft with its undo history: the only thing that forms and editors change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from convert_console.core.document.edits import with_key_before, with_value, without
from convert_console.core.document.incremental import (
    Change,
    IncrementalParser,
    change_between,
    summarise_heavy,
)
from convert_console.core.document.payload import Path, Payload, SyntaxFault, value_at
from convert_console.core.document.positions import EditImpossible, EventOffsets, Span, spans_of
from convert_console.core.document.size_limits import HeavySummary
from convert_console.core.request.draft import Draft, Method
from convert_console.models.tasks import BackgroundWork

SMALL = 10_000
"""A text that grows or shrinks by fewer characters is not measured again at once."""

EXAMINE_AFTER_MS = 300
"""Milliseconds after the last change until a heavy text is examined."""

STEPS_KEPT = 2_000
WHOLE_TEXT = "json"
"""The `typing` key of edits in the text itself."""


class RequestDocument(QObject):
    """One draft for each profile, each with its own undo history, exact to the character.

    Signals:
        changed: the draft has changed; panes refresh.
        edited(str): the change was a new step, neither undone nor redone; its label.
        loaded: the whole draft was replaced.
        refused(str): an edit is not possible; why, in a sentence.
    """

    changed = Signal()
    edited = Signal(str)
    loaded = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_group = QUndoGroup(self)
        self._stacks: dict[str, QUndoStack] = {}
        self._drafts: dict[str, Draft] = {}
        self._key = ""
        self._typing = ""
        self._typed: Change | None = None
        self._removed: dict[Path, tuple[str, ...]] = {}
        self._draft = Draft("")
        self._examined: HeavySummary | None = None
        self._examine = QTimer(self, singleShot=True, interval=EXAMINE_AFTER_MS)
        self._examine.timeout.connect(self._examine_text)
        self._examining: BackgroundWork[HeavySummary] = BackgroundWork()
        self._editing: BackgroundWork[str | EditImpossible] = BackgroundWork()

    @property
    def draft(self) -> Draft:
        """What the window shows and Send sends."""
        return self._draft

    @property
    def key(self) -> str:
        """The id of the draft's profile."""
        return self._key

    @property
    def payload(self) -> Payload:
        """The value of the text; `None` while it is not JSON, and of a heavy text."""
        return None if self._draft.heavy else self._draft.payload

    @property
    def fault(self) -> SyntaxFault | None:
        """Why the text is not JSON; of a heavy one, as far as it has been examined."""
        if self._draft.heavy:
            return self.heavy_summary.fault if self.heavy_summary else None
        return self._draft.reading.fault

    @property
    def heavy_summary(self) -> HeavySummary | None:
        """The summary of a heavy text; `None` until it is examined, and for any other text."""
        return self._examined if self._draft.heavy else None

    def event_offsets(self) -> EventOffsets | None:
        """The offsets of the events in the text; `None` where they are not known."""
        return None if self._draft.heavy else self._parser.event_offsets(self._draft.text)

    @property
    def editable_by_form(self) -> bool:
        """Whether the text is an object, so that the forms can show its values."""
        return isinstance(self.payload, dict)

    def open(self, key: str, draft: Draft) -> None:
        """Show the draft of a profile; `draft` is used when it is opened for the first time."""
        self.end_typing()
        if self._key:
            self._drafts[self._key] = self._draft
        if key not in self._stacks:
            stack = self._stacks[key] = QUndoStack(self.undo_group)
            stack.setUndoLimit(STEPS_KEPT)
            self._drafts[key] = draft
        self._key = key
        self._removed.clear()
        self._stacks[key].setActive(True)
        self._show(self._drafts[key])
        self.loaded.emit()

    def forget(self, key: str) -> None:
        """Drop the draft and the undo history of a deleted profile."""
        if key in self._stacks and key != self._key:
            self.undo_group.removeStack(self._stacks.pop(key))
            del self._drafts[key]

    def write(self, text: str, label: str = "Edit JSON", typing: str = WHOLE_TEXT) -> None:
        """Set the whole text, as typed in an editor; `typing` "" makes it a separate undo step."""
        self._edit(Draft(text, self._draft.method), label, typing)

    def set_method(self, method: Method) -> None:
        """Choose POST or GET, in one undo step."""
        self._edit(self._draft.by(method), f"Send by {method}")

    def load(self, draft: Draft, label: str, also: QUndoCommand | None = None) -> None:
        """Replace text and method in one undo step, together with another change."""
        self._removed.clear()
        if also is None:
            self._edit(draft, label)
        else:
            stack = self._stacks[self._key]
            stack.beginMacro(label)
            self._edit(draft, label)
            stack.push(also)
            stack.endMacro()
        self.loaded.emit()

    def set_value(
        self,
        path: Path,
        value: Payload,
        label: str = "",
        *,
        typing: bool = True,
        before: Sequence[str] = (),
    ) -> None:
        """Write one value; the rest of the text stays the same to the character. A new key is
        placed before the first of the keys `before` that is there, else at the end.
        """
        if value_at(self.payload, path) == value and value is not None:
            return

        key = repr(path) if typing else ""
        offsets = self.event_offsets()
        following = self._following(path, before)

        def written(text: str) -> str:
            if following:
                return with_key_before(text, path, value, following, offsets)
            return with_value(text, path, value, offsets)

        self.change_text(written, label or _label(path), key)

    def remove(self, path: Path, label: str = "") -> None:
        """Remove a key or a list item from the text. A key that is written again later gets back
        its place among the others.
        """
        offsets = self.event_offsets()
        around = value_at(self.payload, path[:-1])
        if isinstance(around, dict) and path[-1] in around:
            keys = list(around)
            self._removed[path] = tuple(keys[keys.index(str(path[-1])) + 1 :])
        self.change_text(
            lambda text: without(text, path, offsets), label or f"Remove {path[-1]}", repr(path)
        )

    def _following(self, path: Path, before: Sequence[str]) -> str:
        """The key before which a new key is placed: where it was before it was removed, else where
        it usually is.
        """
        around = value_at(self.payload, path[:-1])
        if not isinstance(around, dict) or path[-1] in around:
            return ""
        return next((key for key in self._removed.get(path, before) if key in around), "")

    def change_text(self, edit: Callable[[str], str], label: str, typing: str = "") -> None:
        """Apply a text edit of core/document/edits.py; `refused` says why one is not possible."""
        try:
            text = edit(self._draft.text)
        except EditImpossible as why:
            self.refused.emit(str(why))
            return
        self._edit(Draft(text, self._draft.method), label, typing)

    def change_text_in_background(self, edit: Callable[[str], str], label: str) -> None:
        """Apply a slow edit of the whole text. For a large text it runs in a thread, and is dropped
        if the text is changed meanwhile.
        """
        draft = self._draft

        def done(changed: str | EditImpossible) -> None:
            if draft is not self._draft:
                self.refused.emit(f"{label}: the text has changed in the meantime. Try again.")
            elif isinstance(changed, str):
                self._edit(Draft(changed, draft.method), label)
            else:
                self.refused.emit(str(changed))

        self._editing.run(len(draft.text), lambda: _tried(edit, draft.text), done, label)

    async def finish(self) -> None:
        """Stop the work in threads; called when the window closes."""
        await self._examining.finish()
        await self._editing.finish()

    def end_typing(self) -> None:
        """Let the next keystroke start a new undo step."""
        self._typing = ""

    def _edit(self, draft: Draft, label: str, typing: str = "") -> None:
        if draft == self._draft:
            return
        change = change_between(self._draft.text, draft.text)
        continues = (
            bool(typing)
            and typing == self._typing
            and _continues(self._typing, self._typed, change)
        )
        self._typing, self._typed = typing, change
        methods = (self._draft.method, draft.method)
        edit = Edit(change, methods, self._apply_change, continues=continues)
        edit.setText(label)
        self._draft = self._read(draft)
        stack = self._stacks[self._key]
        steps = stack.index()
        stack.push(edit)
        if stack.index() < steps:  # typing that undid itself leaves no step
            self.end_typing()
        self.changed.emit()
        self.edited.emit(label)

    def _apply_change(self, change: DraftChange) -> None:
        changed = change(self._draft)
        if changed is not self._draft:
            self._typing = ""
            self._show(changed)

    def _read(self, draft: Draft) -> Draft:
        """Read the changed part of the text; unchanged events stay the same objects. A heavy text
        is not read, and stays heavy after a small change until it is examined.
        """
        grown = abs(len(draft.text) - len(self._draft.text))
        if self._draft.heavy and grown < SMALL and "heavy" not in draft.__dict__:
            draft.weighed_as(heavy=True)
        if draft.heavy:
            self._examined = None
            self._examine.start()
            return draft
        return draft.read_as(self._parser.read(draft.text))

    @cached_property
    def _parser(self) -> IncrementalParser:
        before = self._draft
        unread = before.heavy or before.reading.fault
        return IncrementalParser() if unread else IncrementalParser(before.text, before.reading)

    def _examine_text(self) -> None:
        draft = self._draft
        if not draft.heavy:
            return

        def done(summary: HeavySummary) -> None:
            if draft is not self._draft:
                return
            if summary.heavy:
                self._examined = summary
            else:
                self._draft = self._read(Draft(draft.text, draft.method).weighed_as(heavy=False))
            self.changed.emit()

        self._examining.run(len(draft.text), lambda: summarise_heavy(draft.text), done, "reading")

    def _show(self, draft: Draft) -> None:
        self._draft = self._read(draft)
        self.changed.emit()


def _tried(edit: Callable[[str], str], text: str) -> str | EditImpossible:
    try:
        return edit(text)
    except EditImpossible as why:
        return why


def _label(path: Path) -> str:
    return f"Edit {path[-1]}"


def _continues(typing: str, before: Change | None, now: Change) -> bool:
    """Whether a typed change continues the undo step of the change before."""
    same = continues_typing if typing == WHOLE_TEXT else continues_word
    return before is not None and same(before, now)


def continues_word(before: Change, now: Change) -> bool:
    """Whether a change in a form's field continues the word of the change before.

    A field may write more than was typed: quotes, a key.

    >>> continues_word(Change(3, "", "a"), Change(4, "", "b"))
    True
    >>> continues_word(Change(3, "", " "), Change(4, "", "b"))
    False
    """
    return _touches(before, now) and not _begins_word(before, now)


def continues_typing(before: Change, now: Change) -> bool:
    """The same for an editor of the whole text, where only single keys belong together.

    What is pasted or cut is a separate step, and so is deleting after typing.
    """
    keys = len(before.inserted) <= 1 and len(now.inserted) <= 1 and len(now.removed) <= 1
    # A selection typed over by its own first letter looks like one that was deleted.
    changed_direction = bool(before.inserted) != bool(now.inserted) and len(before.removed) <= 1
    return keys and not changed_direction and continues_word(before, now)


def _touches(before: Change, now: Change) -> bool:
    end = before.start + len(before.inserted)
    return before.start <= now.start + len(now.removed) and now.start <= end


def _begins_word(before: Change, now: Change) -> bool:
    """Whether it types the first character after a blank."""
    after_blank = before.inserted[-1:].isspace()
    return after_blank and bool(now.inserted) and not now.inserted[0].isspace()


def spans_in(document: RequestDocument, paths: Collection[Path]) -> dict[Path, Span]:
    """The positions of the values at these paths; none while the text is not JSON."""
    text, offsets = document.draft.text, document.event_offsets()
    if document.fault or document.draft.heavy:
        return {}
    return offsets.spans(text, paths) if offsets else spans_of(text, paths)


DraftChange = Callable[[Draft], Draft]


class Edit(QUndoCommand):
    """One undo step. It has the changed span and not a copy of the text. `apply` calls a function
    with the current draft and shows the draft that it returns. A step that `continues` is merged
    with the one before.
    """

    def __init__(
        self,
        change: Change,
        methods: tuple[Method, Method],
        apply: Callable[[DraftChange], None],
        *,
        continues: bool,
    ) -> None:
        super().__init__()
        self._change = change
        self._methods = methods
        self._apply = apply
        self._continues = continues
        self._done = True  # QUndoStack.push calls redo, and the document shows the change already

    def redo(self) -> None:
        if self._done:
            self._done = False
            return
        self._apply(self._forward)

    def undo(self) -> None:
        self._apply(self._backward)

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        later = cast("Edit", other)
        if not later._continues:  # noqa: SLF001 - the same class
            return False
        self._apply(lambda now: self._merge(later, now))
        return True

    def _merge(self, later: Edit, now: Draft) -> Draft:
        first = self._change.reverted(later._change.reverted(now.text))
        self._change = change_between(first, now.text)
        self._methods = (self._methods[0], later._methods[1])
        nothing = not self._change.removed and not self._change.inserted
        self.setObsolete(nothing and self._methods[0] == self._methods[1])
        return now

    def _forward(self, now: Draft) -> Draft:
        return Draft(self._change.applied(now.text), self._methods[1])

    def _backward(self, now: Draft) -> Draft:
        return Draft(self._change.reverted(now.text), self._methods[0])
