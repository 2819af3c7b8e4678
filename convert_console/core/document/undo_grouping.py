"""Which changes form one step of undo while someone types: those of one word."""

from __future__ import annotations

from convert_console.core.document.incremental import Change


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
