"""Texts that are too large to be read while someone types."""

from typing import NamedTuple

from convert_console.core.document.payload import SyntaxFault, opened

HEAVY = 100_000
"""Objects and lists from which on a text is read in a thread: at 25,000 events. To read 100,000
events takes a second, and their tree ten bytes for each character."""


_FIRST_PART = 5_000_000
"""Characters that suffice for most heavy texts; 15,000,000 take 70 ms."""


class HeavySummary(NamedTuple):
    """What is known of a heavy text: its number of events, and why it is not JSON."""

    events: int = 0
    fault: SyntaxFault | None = None
    heavy: bool = True


def is_heavy(text: str) -> bool:
    """Whether a text has more than `HEAVY` objects and lists; brackets in strings do not count.

    >>> is_heavy("[" + "[]," * HEAVY + "1]"), is_heavy('["' + "[]" * HEAVY + '"]')
    (True, False)
    """
    if len(text) < 2 * HEAVY or text.count("{") + text.count("[") <= HEAVY:
        return False
    return any(opened(text[:length]) > HEAVY for length in (_FIRST_PART, len(text)))
