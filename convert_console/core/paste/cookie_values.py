"""The notation inside Convert's cookies: fields by `*`, and braces where `.-` stand for `:,`."""

from __future__ import annotations

import re
from typing import TypeAlias

Fields: TypeAlias = dict[str, str]
Leaves: TypeAlias = "dict[str, str | Leaves]"

_PIECE = re.compile(r"[^{}.:,*-]++|[{}.:,-]")
_DEPTH_LIMIT = 20


def fields_of(value: str) -> Fields:
    """The fields by key, in whatever order they stand.

    >>> fields_of("sh:1588166554499-0.2*si:4*pv:2")["sh"]
    '1588166554499-0.2'
    """
    parted = (field.partition(":") for field in value.split("*"))
    return {key.strip(): content for key, colon, content in parted if colon}


def leaves_of(value: str) -> Leaves:
    """What stands in braces.

    >>> leaves_of("{1001.{v.2001-g.{3001.1-3002.1}}}")
    {'1001': {'v': '2001', 'g': {'3001': '1', '3002': '1'}}}
    """
    top: Leaves = {}
    levels, key = [top], ""
    for piece in _PIECE.findall(value):
        if piece == "{":
            key = _opened(levels, key)
        elif piece == "}":
            if len(levels) > 1:
                levels.pop()
            key = ""
        elif piece in "-,":
            key = ""
        elif piece not in ".:":
            if key:
                levels[-1][key] = piece
            else:
                key = piece
                levels[-1].setdefault(key, "")
    return top


def _opened(levels: list[Leaves], key: str) -> str:
    """Go one level down; the outermost braces are the value itself."""
    if key and len(levels) < _DEPTH_LIMIT:
        inner: Leaves = {}
        levels[-1][key] = inner
        levels.append(inner)
    return ""
