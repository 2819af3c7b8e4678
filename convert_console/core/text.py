"""Text for people: values, sizes and ages in words, and foreign text without hidden characters."""

import re
from datetime import datetime

from convert_console.core.document.payload import Number, Payload

SHOWN = 200
"""Characters of one value in a line of words."""

LAST_MOMENT = 253_402_300_799
"""The end of the year 9999 in Unix seconds, beyond which no calendar goes."""

_AGE_UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"))


def plain_text(value: Payload) -> str:
    """A plain value as a person would type it; containers and null as JSON writes them."""
    match value:
        case Number():
            return value.literal
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case list():
            return "[…]" if value else "[]"
        case _:
            return "{…}" if value else "{}"


def scalar_text(value: Payload) -> str:
    """A plain value as a person would type it; "" for null and for containers."""
    return "" if value is None or isinstance(value, list | dict) else plain_text(value)


def id_text(value: Payload) -> str:
    """An id as text: numbers and text count as equal ids; "" for anything else."""
    if isinstance(value, str):
        return value
    return value.literal if isinstance(value, Number) else ""


def trimmed_id(value: Payload) -> str:
    """The same without the blanks around it."""
    return id_text(value).strip()


def id_texts(value: Payload) -> list[str]:
    """The ids of a list as text, or a single id; what is neither number nor text is left out."""
    items = value if isinstance(value, list) else [value]
    return [id_text(item) for item in items if isinstance(item, str | Number)]


def joined_surrogates(text: str) -> str:
    r"""A text in which the two halves of a surrogate pair are the one character that they mean.

    Half a pair alone stays as it is.

    >>> joined_surrogates("\ud83d\ude00")
    '😀'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def cut_short(text: str) -> str:
    """The beginning of a text that may be too long for a line of words."""
    # To measure 5,000,000 characters takes Qt longer than to draw the whole window.
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def size_text(count: int) -> str:
    """A number of bytes for a sentence.

    >>> size_text(812), size_text(40_000), size_text(2_640_000)
    ('812 bytes', '40 KB', '2.6 MB')
    """
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1e3:.0f} KB"


def ago(seconds: float) -> str:
    """An age in its largest whole unit.

    >>> ago(7_200.0), ago(90_000.0), ago(3.0)
    ('2 hours ago', '1 day ago', 'just now')
    """
    for size, unit in _AGE_UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count:,} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def local_time(sent_at: float) -> datetime | None:
    """A moment in Unix seconds by the local clock; `None` for one outside of the calendar, as where
    it is damaged.
    """
    try:
        return datetime.fromtimestamp(sent_at).astimezone()
    except (ValueError, OverflowError, OSError):  # by the platform's C library
        return None


def is_digits(text: str) -> bool:
    """Whether a text is digits of ASCII only, as ids are.

    >>> is_digits("10000001"), is_digits("²"), is_digits("")
    (True, False, False)
    """
    return text.isascii() and text.isdigit()


def natural_key(name: str) -> tuple[tuple[bool, int, str], ...]:
    """A key by which names are sorted as people count, ignoring case.

    >>> sorted(["Shop 10", "shop 2", "Shop"], key=natural_key)
    ['Shop', 'shop 2', 'Shop 10']
    """
    parts = filter(None, _DIGITS.split(name.casefold()))
    return tuple((False, int(part), "") if is_digits(part) else (True, 0, part) for part in parts)


_DIGITS = re.compile(r"([0-9]{1,18})")

# One definition of the characters that hide or reorder text, for window, terminal and exports.
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


def visible(text: str) -> str:
    r"""A text for the window: characters that hide or reorder text are shown by number.

    >>> visible("\u202egnp.exe"), visible("Purchase")
    ('⟨U+202E⟩gnp.exe', 'Purchase')
    """
    return DECEIVING.sub(_by_number, text)


def escaped(text: str) -> str:
    r"""A text for a terminal or a script, with deceiving characters as JSON escapes (RFC 8259, 7).

    JSON keeps its meaning: inside a string an escape is the character.

    >>> escaped("\x1b[2J"), escaped("Purchase")
    ('\\u001b[2J', 'Purchase')
    """
    return DECEIVING.sub(_json_escape, text)


def printable(text: str) -> str:
    r"""A value for a sentence, on one line: unusual spaces are shown by number too.

    >>> printable("a\tb\xa0c")
    'a\\tb⟨U+00A0⟩c'
    """
    text = visible(text.replace("\n", r"\n").replace("\t", r"\t"))
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _number(c) for c in text)


def one_line(text: str) -> str:
    r"""A text that stays on one line.

    >>> one_line("name\nerror: forged")
    'name\\nerror: forged'
    """
    return escaped(text).replace("\n", r"\n").replace("\t", r"\t")


def _by_number(match: re.Match[str]) -> str:
    return _number(match[0])


def _number(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
