"""Finds where the text of a program sets its names."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from convert_console.core.step_budget import spend


class Assignments:
    """The places at which one text sets names: `body = …`, `BODY='…'`, `const body = …`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[str, tuple[int, ...]] = {}
        self._changed: set[str] = set()
        # Each name costs one search of the text.
        self._left = max(_NAMES_AT_LEAST, min(_NAMES_AT_MOST, _SEARCHED // (1 + len(text))))

    def of(self, name: str) -> tuple[int, ...]:
        """The offsets of the values that a name is set to, in order.

        >>> Assignments("const body: string = raw; x.body = 1").of("body")
        (21,)
        """
        if name not in self._places:
            if not self._left or not _NAME.fullmatch(name):
                return ()
            self._left -= 1
            spend(len(self.text))
            found: list[int] = []
            for match in re.finditer(_PATTERN.format(re.escape(name)), self.text):
                if match["changed"]:
                    self._changed.add(name)
                elif len(found) < _PLACES:
                    found.append(match.end())
            self._places[name] = tuple(found)
        return self._places[name]

    def nearest(self, name: str, place: int) -> int | None:
        """Where the last value before an offset begins, or else the first one after it."""
        return nearest(self.of(name), place)

    def is_settled(self, name: str) -> bool:
        """Whether a name is set once only, and nothing is added to it later."""
        return len(self.of(name)) == 1 and name not in self._changed


def nearest(places: Sequence[int], place: int) -> int | None:
    """The last of ascending places before another one, or else the first; `None` without any.

    A value is before the place at which it begins only if another one is: in `x = f(x)` the `x` in
    parentheses is the earlier one.

    >>> nearest([10, 20, 30], 20), nearest([10, 20], 5), nearest([], 5)
    (10, 10, None)
    """
    return places[max(0, bisect_left(places, place) - 1)] if places else None


_NAMES_AT_LEAST, _NAMES_AT_MOST = 8, 100
_SEARCHED = 10_000_000
_PLACES = 1_000
_NAME = re.compile(r"\$?[A-Za-z_][\w$]{0,60}(?:\.[A-Za-z_][\w$]{0,60}){0,4}")
# A type may follow the name: `body: string = …`, `body: dict[str, Any] = …`.
_PATTERN = (
    r"(?<![\w.$>-]){}(?![\w.$-])[ \t]*+(?::[ \t]*+[A-Za-z][\w<>\[\], |?.]{{0,60}}?)?"
    r"(?:(?P<changed>[-+*/.|&%]=|\+\+|--|\.(?:push|append|concat|add)\()"
    r"|:?=(?![=>~])\s*+)"
)
