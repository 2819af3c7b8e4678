"""Notes on what was repaired in a JSON text: a sentence for each kind of repair."""

from dataclasses import dataclass, field
from typing import Literal

from convert_console.core.text import printable

RepairKind = Literal[
    "before", "after", "comment", "quotes", "smart", "key", "bare", "name", "word", "number",
    "octal", "comma-missing", "comma-extra", "colon", "bracket", "end", "unclosed", "line-break",
    "stray", "value", "spread", "blank", "escape", "cut", "decimal", "set",
]  # fmt: skip

SENTENCES: dict[RepairKind, str] = {
    "before": "Left out text before the document: “{}”.",
    "after": "Left out text after the document: “{}”.",
    "comment": "Left out comments, which JSON does not allow: {}.",
    "quotes": "Changed other quotes to double quotes: {}.",
    "smart": "Changed curly quotes to straight quotes: {}.",
    "key": "Put quotes around keys: {}.",
    "bare": "Put quotes around text: {}.",
    "name": "Variables and expressions of a program have no value here; replace each placeholder: "
    "{}.",
    "word": "Changed words of a programming language to JSON: {}.",
    "number": "Rewrote numbers as valid JSON: {}.",
    "octal": "Kept as text, because programs read such numbers differently: {}.",
    "comma-missing": "Added missing commas: {}.",
    "comma-extra": "Removed extra commas: {}.",
    "colon": "Added colons between keys and values: {}.",
    "bracket": "Closed brackets that were left open: {}.",
    "end": "The text ends too early; added the closing brackets: {}.",
    "unclosed": "The text ends inside quotes; added the closing quote: {}.",
    "line-break": "Escaped line breaks and control characters inside texts: {}.",
    "stray": "Left out text that belongs nowhere: {}.",
    "value": "Wrote null where a value is missing: {}.",
    "blank": "Left out spaces that JSON does not allow, such as non-breaking ones: {}.",
    "escape": "Decoded escapes that JSON does not have: {}.",
    "cut": "The text was shortened when it was copied; something is missing here: {}.",
    "spread": "Left out spread values of a program: {}.",
    "decimal": "Kept numbers with a decimal comma as text, because JSON has only the decimal "
    "point: {}.",
    "set": "Took the values of variables from where the text sets them: {}.",
}
# Repairs between the values, not of their spelling.
_STRUCTURAL = frozenset((
    "comma-missing", "comma-extra", "colon", "bracket", "value", "spread", "cut", "blank",
))  # fmt: skip
REPAIR_LIMIT = 5_000
"""Commas, colons and brackets that are repaired in one text."""

STRAY_LIMIT = 200
"""Pieces that belong nowhere; a text with more of them is no JSON."""

_EXAMPLES, _SHOWN = 3, 40
_STYLE = tuple(
    SENTENCES[kind].partition(":")[0] for kind in ("key", "quotes", "comma-extra", "comment")
)


@dataclass(slots=True)
class RepairNotes:
    """Collects repairs by kind, so that a million of them still make a few sentences.

    `hopeless` means that so much was left out or repaired that the text is no JSON.
    """

    _examples: dict[RepairKind, list[str]] = field(default_factory=dict)
    _counts: dict[RepairKind, int] = field(default_factory=dict)
    structural: int = 0
    hopeless: bool = False

    def add(self, kind: RepairKind, example: str) -> None:
        """Remember one repair by the piece of text it concerns."""
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        if count == 1:
            self._examples[kind] = []
        if count <= _EXAMPLES:
            self._examples[kind].append(short(example))
        if kind in _STRUCTURAL:
            self.structural += 1
            self.hopeless = self.hopeless or self.structural > REPAIR_LIMIT
        elif kind == "stray" and count > STRAY_LIMIT:
            self.hopeless = True

    def count(self, kind: RepairKind) -> int:
        """How often something was repaired."""
        return self._counts.get(kind, 0)

    def sentences(self) -> tuple[str, ...]:
        """One sentence a kind, in the order in which they first came up."""
        return tuple(SENTENCES[kind].format(self._listed(kind)) for kind in self._counts)

    def _listed(self, kind: RepairKind) -> str:
        others = self._counts[kind] - len(self._examples[kind])
        return ", ".join(self._examples[kind]) + (f" and {others:,} more" if others else "")


def beyond_style(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Notes without those on what is right in a program, such as keys without quotes."""
    return tuple(note for note in notes if not note.startswith(_STYLE))


def short(text: str) -> str:
    r"""A piece of text in one printable line.

    >>> short("a\n  b")
    'a b'
    """
    line = printable(" ".join(text[: 4 * _SHOWN].split()))
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
