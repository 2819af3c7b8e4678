"""Values as they are shown inside a sentence."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.text import plain_text, printable

SHOWN = 40


def short(value: Payload) -> str:
    """A value in some 40 characters, all of them to be seen.

    >>> short("viewexp"), short([])
    ('viewexp', '[]')
    """
    text = plain_text(value)
    text = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return printable(text)


def container(value: Payload) -> str:
    """What kind of container stands at the beginning of a sentence."""
    return "A list" if isinstance(value, list) else "An object"


def article(noun: str) -> str:
    """A noun with its article.

    >>> article("audience"), article("goal")
    ('an audience', 'a goal')
    """
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
