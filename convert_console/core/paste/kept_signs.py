"""Names what copying may have put into the values of a document, and what is kept there."""

import re
from collections.abc import Iterable

from convert_console.core.paste.repair.repair_notes import short
from convert_console.core.paste.results import PastedRequest


def kept_signs(requests: Iterable[PastedRequest]) -> tuple[str, ...]:
    r"""A sentence for each kind of sign that may not belong to the values.

    >>> kept_signs([PastedRequest("", '{"vid": "a\u200bb"}')])
    ('Invisible characters were kept: U+200B. If copying brought them, remove them.',)
    """
    found: dict[str, dict[str, None]] = {}
    for text in dict.fromkeys(request.text for request in requests):
        for kind, pattern in _KINDS.items():
            for match in pattern.finditer(text):
                pieces = found.setdefault(kind, {})
                pieces.setdefault(_shown(match[0]))
                if len(pieces) == _EXAMPLES:
                    break
    return tuple(kind.format(", ".join(pieces)) for kind, pieces in found.items())


_EXAMPLES = 3
# Joiners are left out: names have them in emoji and in scripts of India and Iran.
_KINDS = {
    "Invisible characters were kept: {}. If copying brought them, remove them.": re.compile(
        "[\xad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]"
    ),
    "Entities of HTML were kept: {}. If they come from a web page, correct them.": re.compile(
        r"&(?:amp|lt|gt|quot|apos|nbsp|#0?39|#34);"
    ),
    "Line breaks within a number were kept: {}. If copying brought them, remove them.": re.compile(
        r"\"[0-9.-]{1,40}+\\n[0-9.-]{1,40}\""
    ),
}


def _shown(piece: str) -> str:
    return f"U+{ord(piece):04X}" if len(piece) == 1 else short(piece)
