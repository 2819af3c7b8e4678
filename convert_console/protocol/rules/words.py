"""Values as they are shown inside a sentence."""

from __future__ import annotations

from convert_console.protocol.event_words import plain_text
from convert_console.protocol.payload import Payload

SHOWN = 40


def short(value: Payload) -> str:
    """A value in at most 40 characters.

    >>> short("viewexp"), short([])
    ('viewexp', '[]')
    """
    text = plain_text(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
