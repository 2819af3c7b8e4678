"""Which characters of foreign text deceive, and how they are shown instead."""

from __future__ import annotations

import re

DECEIVING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 except tab and line feed, DEL, C1: a terminal obeys them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows
    "\u2028\u2029"  # end a line
    "\ud800-\udfff"  # half a character, which no encoding has
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # not seen
    "]"
    # The two joiners shape letters of some scripts and hold emoji together, between two
    # characters beyond ASCII. Anywhere else they only hide.
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
"""The one definition of such characters, for the window, the terminal and every export."""


def visible(text: str) -> str:
    r"""A text for the window, in which nothing hides, or moves what is next to it.

    >>> visible("\u202egnp.exe"), visible("Purchase")
    ('⟨U+202E⟩gnp.exe', 'Purchase')
    """
    return DECEIVING.sub(_numbered, text)


def escaped(text: str) -> str:
    r"""A text for a terminal or a script, with the escapes of JSON (RFC 8259, 7).

    Inside a JSON string they mean the same as the character, so JSON keeps its meaning.

    >>> escaped("\x1b[2J"), escaped("Purchase")
    ('\\u001b[2J', 'Purchase')
    """
    return DECEIVING.sub(_as_json_escapes, text)


def printable(text: str) -> str:
    r"""A value inside a sentence, in one line: also spaces that look like others are escaped.

    >>> printable("a\tb\xa0c")
    'a\\tb\\xa0c'
    """
    text = DECEIVING.sub(_as_python_escape, text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def one_line(text: str) -> str:
    r"""A text that stays on one line.

    >>> one_line("name\nerror: forged")
    'name\\nerror: forged'
    """
    return escaped(text).replace("\n", r"\n").replace("\t", r"\t")


def _numbered(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"


def _as_python_escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _as_json_escapes(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


# How long ago something was, in words.

_UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"))


def ago(seconds: float) -> str:
    """An age of so many seconds, in its largest whole unit.

    >>> ago(7_200.0), ago(90_000.0), ago(3.0)
    ('2 hours ago', '1 day ago', 'just now')
    """
    for size, unit in _UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count:,} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
