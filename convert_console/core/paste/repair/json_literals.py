"""Spells single values of a programming language as JSON, with a note on each change."""

import re

from convert_console.core.document.formatting import string_text
from convert_console.core.paste.repair.json_tokens import Token, content, is_closed, php_content
from convert_console.core.paste.repair.repair_notes import RepairNotes
from convert_console.core.request.field_values import is_number
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

CONSTANTS = {
    "true": "true", "false": "false", "null": "null", "True": "true", "False": "false",
    "None": "null", "nil": "null", "undefined": "null", "NaN": "null", "Infinity": "null",
    "-Infinity": "null",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_$][\w$]*+(?:\.[\w$]++)*+")
_AS_IT_IS = re.compile(r'"[^"\\\x00-\x1f\ud800-\udfff]*+"')
_BY_OTHER_QUOTES = re.compile(r"""'[^'"\\\x00-\x1f\ud800-\udfff]*+'""")
_CONTROL = re.compile(r"[\x00-\x1f]")
_ODD_ESCAPE = re.compile(r'(?<!\\)(?:\\\\)*+\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4})')
_PLACEHOLDER_LIMIT = 80
_CHOICES = frozenset(value for row in PARAMETERS for value in row.values if value.isalpha())


def text_as_json(token: Token, notes: RepairNotes, *, php: bool = False) -> str:
    """A quoted token, whatever its quotes; PHP has escapes of its own."""
    raw = token.raw
    if php:
        return _php_text_as_json(raw, notes)
    if _AS_IT_IS.fullmatch(raw):
        return raw
    if _BY_OTHER_QUOTES.fullmatch(raw):
        notes.add("quotes", raw)
        return f'"{raw[1:-1]}"'
    if raw[0] in "'`":
        notes.add("quotes", raw)
    elif raw[0] != '"':
        notes.add("smart", raw)
    if not is_closed(raw):
        notes.add("unclosed", raw)
    if "\\" in raw and raw[0] in '"“”„‟' and _ODD_ESCAPE.search(raw):
        notes.add("escape", raw)
    if raw[0] != "`" and _CONTROL.search(raw):
        notes.add("line-break", raw)
    if raw[0] == '"':
        raw = raw.replace(_SHELL_QUOTE, "'")
    return string_text(content(raw))


_SHELL_QUOTE = "'\\''"
"""A quote within the single quotes of a shell; JSON escapes no such quote."""


def _php_text_as_json(raw: str, notes: RepairNotes) -> str:
    if not is_closed(raw):
        notes.add("unclosed", raw)
    if raw[0] == "'":
        notes.add("quotes", raw)
    text, names = php_content(raw)
    for name in names:
        notes.add("name", name)
    return string_text(text)


def number_as_json(token: Token, notes: RepairNotes) -> str:
    """A number's own digits where JSON allows them.

    Digits that a program may read otherwise (`007` is octal in some) are kept as text.
    """
    raw = token.raw
    if is_number(raw):
        return raw
    plain = raw.removesuffix("n").replace("_", "").removeprefix("+")
    if plain.lstrip("-").lower().startswith("0x"):
        plain = str(int(plain, 16))
    plain = re.sub(r"^(-?)\.", r"\g<1>0.", plain)
    plain = re.sub(r"\.(?=\Z|[eE])", "", plain)
    if not is_number(plain):
        notes.add("octal", raw)
        return string_text(raw)
    notes.add("number", f"{raw} → {plain}")
    return plain


def word_as_json(token: Token, notes: RepairNotes) -> str:
    """A word without quotes: a constant, a known value, a program's name, or plain text."""
    raw = token.raw
    if raw in CONSTANTS:
        if raw != CONSTANTS[raw]:
            notes.add("word", f"{raw} → {CONSTANTS[raw]}")
        return CONSTANTS[raw]
    if not is_name(raw):
        notes.add("bare", raw)
        return string_text(raw)
    return placeholder(raw, notes)


def is_name(raw: str) -> bool:
    """Whether a word is a program's name: no constant, and no choice of a parameter as `DESK`.

    >>> is_name("visitor.id"), is_name("null"), is_name("viewExp")
    (True, False, False)
    """
    return raw not in CONSTANTS and raw not in _CHOICES and _NAME.fullmatch(raw) is not None


def placeholder(expression: str, notes: RepairNotes) -> str:
    """A placeholder for a program's name or expression; the linter finds it again."""
    spend(10 * STEPS_PER_TOKEN)
    notes.add("name", expression)
    line = " ".join(expression.split())
    return string_text("${" + line[:_PLACEHOLDER_LIMIT] + "}")


def without_marks(template: str) -> str:
    """The expression inside the marks of a template.

    >>> without_marks("#{order.total}"), without_marks("<?= $total; ?>")
    ('order.total', '$total')
    """
    match = _TEMPLATE.fullmatch(template)
    return match["inside"].strip("; !") if match else template


_TEMPLATE = re.compile(
    r"(?:#?\{|<%[=-]?|<\?(?:php\b|=)?(?:\s*echo\b)?)(?P<inside>.*?)(?:\}|-?%>|\?>)"
)


def key_as_json(token: Token, notes: RepairNotes, *, php: bool = False) -> str:
    """A key, quoted or not."""
    if token.kind == "text":
        return text_as_json(token, notes, php=php)
    if not php:  # PHP numbers the items of a list
        notes.add("key", token.raw)
    return string_text(token.raw)
