"""Splits a parameter's name: `ev[0][vars][]` is `ev`, `0`, `vars` and "the next one"."""

import re

from convert_console.core.query.notes import Notes

GROUP_LIMIT = 64
"""Bracket groups that are read, as in PHP (`max_input_nesting_level`)."""

Step = int | str
"""An index, a key, or "" for the next free index."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_BRACKET = re.compile(r"[\[\]]")
_BLANKS = frozenset(" \t\n\v\f\r")  # PHP skips one of C's isspace
_COMMON_DEPTH = 5  # qs and qs-codec; Rack 3 reads 32, PHP 64
# The own names of JavaScript's Object.prototype, which qs drops by default.
_PROTOTYPE = frozenset(
    ("__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__",
     "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
     "toString", "valueOf")
)  # fmt: skip


class Steps(dict[str, Step]):
    """Group text → step, each looked at once: a thousand events have the same few keys.

    Only plain decimal without sign or leading zero is an index, as in PHP.
    """

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes

    def __missing__(self, key: str) -> Step:
        if key in _PROTOTYPE:
            self._notes.add("prototype", key)
        if "\0" in key:
            self._notes.add("nul", key)
        step = self[key] = int(key) if _INDEX.fullmatch(key) else key
        return step


class Tails(dict[str, Step | None]):
    """What follows a name's last `[`, as in `vars]`, → its step; `None` where no group ends."""

    def __init__(self, steps: Steps, notes: Notes) -> None:
        super().__init__()
        self._steps = steps
        self._notes = notes

    def __missing__(self, tail: str) -> Step | None:
        if not tail or tail.find("]") != len(tail) - 1:
            self[tail] = None
            return None
        _look_at_groups([tail[:-1]], self._notes)
        step = self[tail] = self._steps[tail[:-1]]
        return step


def split_name(name: str, notes: Notes) -> list[str]:
    """The name's head and its bracket groups.

    A name with unpaired brackets is not split, so that nothing of it is lost; neither is the part
    after the 64th group.
    """
    path = _groups(name)
    if path is None:
        notes.add("brackets", name)
        path = _nested_groups(name)
    if "." in path[0] or " " in path[0]:
        notes.add("renamed", path[0])
    _look_at_groups(path[1:], notes)
    if len(path) > _COMMON_DEPTH + 1:
        notes.add("deep", name)
    if len(path) > GROUP_LIMIT + 1:
        notes.add("cut", name)
        too_deep = "][".join(path[GROUP_LIMIT + 1 :])
        path[GROUP_LIMIT + 1 :] = [f"[{too_deep}]"]
    return path


def _look_at_groups(groups: list[str], notes: Notes) -> None:
    for group in groups:
        if group in _BLANKS:
            notes.add("blank", f"[{group}]")


def _groups(name: str) -> list[str] | None:
    head, opening, inner = name.partition("[")
    if not opening:
        return None if "]" in name else [name]
    groups = inner[:-1].split("][")
    paired = name.count("[") == name.count("]") == len(groups)
    return [head, *groups] if head and paired and inner.endswith("]") else None


def _nested_groups(name: str) -> list[str]:
    """Groups that hold balanced brackets themselves: `a[b[c]]` is `a` and `b[c]`."""
    head = name.partition("[")[0]
    groups: list[str] = []
    depth = start = 0
    end = len(head)
    for match in _BRACKET.finditer(name):
        if match[0] == "[":
            if depth == 0 and match.start() != end:
                return [name]
            start = start if depth else match.end()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                groups.append(name[start : match.start()])
                end = match.end()
        if depth < 0:
            return [name]
    return [head, *groups] if head and depth == 0 and end == len(name) else [name]
