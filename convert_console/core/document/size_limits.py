"""What is too large to be read while someone works on it, and how its size is said."""

from __future__ import annotations

from typing import NamedTuple

from convert_console.core.document.payload import SyntaxFault, opened

HEAVY = 100_000
"""Objects and lists in a text from which on nobody waits for it to be read: at 25,000 events. To
read 100,000 events takes a second, and their tree as many megabytes as there are characters, ten
times over."""


LOOKED_AT = 5_000_000
"""Characters that are enough to tell for most heavy texts; 15,000,000 take 70 ms."""


class Looked(NamedTuple):
    """What is known of a heavy text: how many events it has, why it is no JSON, and whether it is
    still heavy.
    """

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
    return any(opened(text[:length]) > HEAVY for length in (LOOKED_AT, len(text)))
