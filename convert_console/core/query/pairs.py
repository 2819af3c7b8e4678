"""A query cut into names and values, decoded from their escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from convert_console.core.query.notes import Notes


def pairs_of(query: str, notes: Notes) -> Iterator[tuple[str, str]]:
    """Names and values, decoded. Without a name a value is dropped, as by every parser."""
    plain = "%" not in query and "+" not in query
    odd = ";" in query or any(space in query for space in _SPACE_BEFORE_NAME)
    odd = odd or bool(_BAD_ESCAPE.search(query))
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if odd or "]=" in value:
            name = _looked_at(name, value, notes)
        if not name:
            continue
        if not plain:
            name = _decoded(name, name, notes) if "%" in name or "+" in name else name
            value = _decoded(value, name, notes) if "%" in value or "+" in value else value
        if not equals:
            notes.add("no-value", name)
        yield name, value


_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SPACE_BEFORE_NAME = ("& ", "&\t", "&\r", "&\n")


def _looked_at(name: str, value: str, notes: Notes) -> str:
    stripped = name.lstrip(" \t\r\n")
    shown = stripped or "="
    if stripped != name:
        notes.add("trimmed", shown)
    if ";" in name or ";" in value:
        notes.add("semicolon", shown)
    if _BAD_ESCAPE.search(name) or _BAD_ESCAPE.search(value):
        notes.add("escape", shown)
    if "]=" in value and not name.endswith("]"):
        notes.add("equals", shown)
    return stripped


def _decoded(text: str, name: str, notes: Notes) -> str:
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        notes.add("utf8", name)
        return unquote(text, errors="replace")
