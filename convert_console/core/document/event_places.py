"""Where the events of a text stand, and with that the spans of a few values without reading all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from convert_console.core.document.payload import Path
from convert_console.core.document.positions import Span, spans_of

LIST = "ev"
"""The one key whose value grows large."""


@dataclass(slots=True)
class EventPlaces:
    """Where the list opens and closes, each item starts, and what follows it stands: , or ]."""

    opening: int
    closing: int
    starts: list[int]
    follows: list[int]

    def shifted(self, by: int) -> EventPlaces:
        """The same places in a text that is longer by so much before the list."""
        return EventPlaces(
            self.opening + by,
            self.closing + by,
            [at + by for at in self.starts],
            [at + by for at in self.follows],
        )

    def grown(self, row: int, by: int) -> EventPlaces:
        """The same places in a text whose event at a position is longer by so much."""
        after = row + 1
        return EventPlaces(
            self.opening,
            self.closing + by,
            self.starts[:after] + [at + by for at in self.starts[after:]],
            self.follows[:row] + [at + by for at in self.follows[row:]],
        )

    def between(self, start: int, end: int) -> range:
        """The positions of the events that touch a part of the text."""
        return range(bisect_left(self.follows, start), bisect_right(self.starts, end))

    def spans(self, text: str, paths: Iterable[Path]) -> dict[Path, Span]:
        """What `spans_of` gives for these paths. Only the events they lie in are read, and what
        stands around the list.

        >>> text = '{"ev": [{"r": 1.10}, {"r": 2}]}'
        >>> EventPlaces(7, 29, [8, 21], [19, 29]).spans(text, [("ev", 1, "r")])
        {('ev', 1, 'r'): (27, 28)}
        """
        around: list[Path] = []
        inside: dict[int, list[Path]] = {}
        for path in paths:
            if len(path) > 1 and path[0] == LIST and isinstance(path[1], int):
                inside.setdefault(path[1], []).append(path)
            else:
                around.append(path)
        found = self._around(text, around) if around else {}
        for row, wanted in inside.items():
            if row < len(self.starts):
                found |= self._inside(text, row, wanted)
        return found

    def _inside(self, text: str, row: int, paths: list[Path]) -> dict[Path, Span]:
        start = self.starts[row]
        item = text[start : self.follows[row]]
        spans = spans_of(item, [path[2:] for path in paths])
        return {
            (LIST, row, *rest): (start + first, start + last)
            for rest, (first, last) in spans.items()
        }

    def _around(self, text: str, paths: list[Path]) -> dict[Path, Span]:
        """The list is read as an empty one, and what stands behind it is moved back."""
        hollow = f"{text[: self.opening]}[]{text[self.closing + 1 :]}"
        lacking = self.closing - self.opening - 1
        return {
            path: (_moved(first, self.opening, lacking), _moved(last, self.opening, lacking))
            for path, (first, last) in spans_of(hollow, paths).items()
        }


def _moved(place: int, opening: int, lacking: int) -> int:
    return place + lacking if place > opening else place
