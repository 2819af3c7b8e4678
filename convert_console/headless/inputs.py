"""Reads what a command was given: a file, standard input, or the argument itself."""

from __future__ import annotations

import sys
from pathlib import Path

from convert_console.protocol.draft import Draft

DONE, NOT_DELIVERED, INVALID = 0, 1, 2


class InvalidInput(Exception):
    """What was given cannot be used; the sentence says why and what to do."""


def text_of(file: str) -> str:
    """The text of a UTF-8 file, or of standard input for `-`; a byte order mark is left out."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as why:
        raise InvalidInput(f"{file} cannot be read: {why.strerror or why}.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        sentence = f"{file} is not UTF-8 text (byte {why.start}). Save it as UTF-8."
        raise InvalidInput(sentence) from None


def readable(draft: Draft) -> Draft:
    """The draft, if its text is a JSON object."""
    fault = draft.reading.fault
    if fault:
        raise InvalidInput(
            f"The text is not JSON: {fault.sentence} (line {fault.line}, column {fault.column})."
        )
    if not isinstance(draft.payload, dict):
        raise InvalidInput("The document is not an object, so its values have no names.")
    return draft
