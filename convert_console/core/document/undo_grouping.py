"""Where one step of undo ends and the next begins while someone types: at each word."""

from __future__ import annotations

from convert_console.core.document.incremental import Change


def goes_on_word(before: Change, now: Change) -> bool:
    """Whether a change in a form's field goes on with the word that the change before was part of.
    A field may write more than was typed: quotes, a key.

    >>> goes_on_word(Change(3, "", "a"), Change(4, "", "b"))
    True
    >>> goes_on_word(Change(3, "", " "), Change(4, "", "b"))
    False
    """
    return _touches(before, now) and not _begins_word(before, now)


def goes_on_keys(before: Change, now: Change) -> bool:
    """The same for an editor of the whole text, where only single keys belong together: what is
    pasted or cut is a step of its own, and so is deleting after typing.
    """
    keys = len(before.inserted) <= 1 and len(now.inserted) <= 1 and len(now.removed) <= 1
    # A selection typed over by its own first letter looks like one that was deleted.
    turned = bool(before.inserted) != bool(now.inserted) and len(before.removed) <= 1
    return keys and not turned and goes_on_word(before, now)


def _touches(before: Change, now: Change) -> bool:
    end = before.start + len(before.inserted)
    return before.start <= now.start + len(now.removed) and now.start <= end


def _begins_word(before: Change, now: Change) -> bool:
    """The first sign after a blank that was typed."""
    after_blank = before.inserted[-1:].isspace()
    return after_blank and bool(now.inserted) and not now.inserted[0].isspace()
