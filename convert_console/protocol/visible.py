"""Foreign text beside our own: what would turn others round, or hide, stands there by number."""

from __future__ import annotations

from itertools import chain

_CONTROLS = (range(0x09), range(0x0B, 0x20), range(0x7F, 0xA0))
_DIRECTIONS = ((0x061C, 0x200E, 0x200F), range(0x2028, 0x202F), range(0x2066, 0x206A))
_WITHOUT_WIDTH = (0x200B, 0x2060, 0xFEFF)
"""What joins the parts of an emoji or the letters of a script is not among them."""

_NUMBERS = {
    sign: f"⟨U+{sign:04X}⟩" for sign in chain(*_CONTROLS, *_DIRECTIONS, _WITHOUT_WIDTH)
}  # fmt: skip


def visible(text: str) -> str:
    r"""A text for a line of a list, where nothing in it moves what stands beside it.

    >>> visible("\u202egnp.exe"), visible("Purchase")
    ('⟨U+202E⟩gnp.exe', 'Purchase')
    """
    return text if text.isprintable() else text.translate(_NUMBERS)
