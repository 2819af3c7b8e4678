"""Splits a pasted command line into words as bash, cmd.exe or PowerShell would."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from convert_console.core.text import joined_surrogates

# The inside of `$'…'` of a shell: escapes of C for the bytes of UTF-8.

_ESCAPE = re.compile(
    r"\\(?:x(?P<two>[0-9A-Fa-f]{1,2})|(?P<octal>[0-7]{1,3})|u(?P<four>[0-9A-Fa-f]{1,4})"
    r"|U(?P<eight>[0-9A-Fa-f]{1,8})|c(?P<control>[@-_a-z])|(?P<one>.))",
    re.DOTALL,
)
_NAMED = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v", "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip


def ansi_c(text: str) -> str:
    r"""The characters that the inside of `$'…'` means.

    Chrome writes a character beyond U+FFFF as the two halves of its pair, which become one again.

    >>> ansi_c(r"it\'s \303\251 \ud83d\ude00")
    "it's é 😀"
    """
    if "\\" not in text:
        return text
    data, place = bytearray(), 0
    for match in _ESCAPE.finditer(text):
        data += _bytes(text[place : match.start()]) + _meant(match)
        place = match.end()
    data += _bytes(text[place:])
    try:
        halves = bytes(data).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        halves = bytes(data).decode("utf-8", "replace")
    return joined_surrogates(halves)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _meant(match: re.Match[str]) -> bytes:
    """The bytes of one escape. What is no escape keeps its backslash."""
    if match["two"]:
        return bytes((int(match["two"], 16),))
    if match["octal"]:
        return bytes((int(match["octal"], 8) & 0xFF,))
    if match["control"]:
        return bytes((ord(match["control"].upper()) ^ 0x40,))
    if match["one"]:
        return _bytes(_NAMED.get(match["one"], match[0]))
    code = int(match["four"] or match["eight"], 16)
    return _bytes(chr(code) if code <= 0x10FFFF else "\ufffd")


Shell = Literal["bash", "cmd.exe", "PowerShell"]
Expand = Callable[[str, int], str]
"""What the variables in a piece of a word mean; with the piece's offset."""


def shell_of(text: str) -> Shell:
    """The shell a command was copied for, by its line continuations and quotes."""
    bare = _SINGLE_QUOTED.sub("''", text) if "^" in text else text
    if _CARETS.search(bare) or _WINDOWS.search(text):
        return "cmd.exe"
    return "PowerShell" if _BACKTICKS.search(text) else "bash"


def commands_in(text: str, shell: Shell, expand: Expand | None = None) -> Iterator[list[str]]:
    r"""The words of each command; there may be several, as in "Copy all as cURL".

    `expand` gives bash's variables their values; without it they stay as they are.

    >>> list(commands_in("curl -H 'a: b' -d $'it\\'s'; curl x", "bash"))
    [['curl', '-H', 'a: b', '-d', "it's"], ['curl', 'x']]
    """
    return (words for _, words in placed_commands(text, shell, expand))


def placed_commands(
    text: str, shell: Shell, expand: Expand | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The same, each with its offset; it is that in the text unless carets are taken out of it."""
    text = text.replace("\r\n", "\n")
    if shell == "cmd.exe":
        text = _without_carets(text)
    pattern, meaning = _SHELLS[shell]
    words: list[str] = []
    parts: list[str] = []
    start = 0
    for piece in pattern.finditer(text):
        kind = piece.lastgroup or ""
        if kind not in _BETWEEN:
            is_open = expand and shell == "bash" and kind in _EXPANDED
            parts.append(
                expand(piece[0], piece.start()) if expand and is_open else meaning(kind, piece[0])
            )
        elif kind != "continued" and parts:
            words.append("".join(parts))
            parts = []
        if kind == "end":
            yield start, words
            start, words = piece.end(), []
    if words or parts:
        yield start, [*words, "".join(parts)] if parts else words


def word_at(text: str, start: int, expand: Expand) -> str | None:
    """The word of bash that begins at an offset; `None` where it is the output of a command.

    >>> word_at("A=x'y z' b", 2, lambda raw, place: raw)
    'xy z'
    """
    parts: list[str] = []
    for piece in _SHELLS["bash"][0].finditer(text, start):
        kind = piece.lastgroup or ""
        if kind == "continued":
            continue
        if kind in _BETWEEN or piece[0] in _SEPARATORS:
            break
        is_open = kind in _EXPANDED
        parts.append(expand(piece[0], piece.start()) if is_open else _bash(kind, piece[0]))
    word = "".join(parts)
    return None if word.startswith(("$(", "`")) else word


_EXPANDED = ("double", "variable")
_SEPARATORS = (";", "&", "|", ")")
_BETWEEN = ("blank", "end", "continued")
# cmd.exe quotes nothing by single quotes: a caret in a word that has them is the word's own.
_SINGLE_QUOTED = re.compile(
    r"(?<=[\s=])(?:\$'(?:[^'\\]|\\.)*+'|'[^']*+'|\\')++(?=[\s;&|)]|\Z)", re.DOTALL
)
_CARETS = re.compile(r"\^[\"\n\r]|\^\s*$", re.MULTILINE)
# Quotes as the C runtime takes them: Firefox doubled them for years, and people escape them.
_WINDOWS = re.compile(
    r'\s"\s*+[\[{]\s*+[\[{]?+\s*+""\w|\Acurl\.exe\s.*?[\s=]"[^"\'`\n\\]*+\\"', re.IGNORECASE
)
_BACKTICKS = re.compile(r"^curl\.exe\b|`\r?\n", re.IGNORECASE)


def _without_carets(text: str) -> str:
    """cmd.exe's own escapes: a caret takes the next character as it is, outside of quotes.

    Chrome writes a line break inside a word as two after a caret, and it counts as one; Firefox
    and older versions of Chrome end the quotes before it.
    """
    return _CARET_OR_QUOTED.sub(lambda match: _plain(match[0]), text)


def _plain(piece: str) -> str:
    if not piece.startswith("^"):
        return piece.replace('"^\n\n"', "\n")
    return {"^\n\n": "\n", "^\n": " "}.get(piece, piece[1:])


_CARET_OR_QUOTED = re.compile(r'\^\n\n|\^.|"[^"\n]*+(?:"\^\n\n"[^"\n]*+)*+"?+', re.DOTALL)


def _bash(kind: str, raw: str) -> str:
    if kind == "dollar":
        return ansi_c(raw[2:].removesuffix("'"))
    if kind == "single":
        return raw[1:].removesuffix("'")
    if kind == "double":
        return re.sub(r"\\([\"\\$`\n])", _bash_escape, _inside(raw))
    return raw.removeprefix("\\") if kind == "escape" else raw


def _bash_escape(match: re.Match[str]) -> str:
    return "" if match[1] == "\n" else match[1]


def _windows(kind: str, raw: str) -> str:
    r"""As the C runtime reads arguments: `\"` is a quote, and so is `""` inside quotes."""
    if kind == "double":
        inner = _inside(raw).replace('""', '"')
        return re.sub(r'(?<!\\)(\\++)("|\Z)', _halved, inner)
    return '"' if raw == '\\"' else raw


def _halved(match: re.Match[str]) -> str:
    return "\\" * (len(match[1]) // 2) + match[2]


def _powershell(kind: str, raw: str) -> str:
    if kind == "here":
        return raw[3:].removesuffix("\n'@")
    if kind == "single":
        return raw[1:].removesuffix("'").replace("''", "'")
    if kind == "double":
        return _POWERSHELL_ESCAPE.sub(_powershell_escape, _inside(raw).replace('""', '"'))
    return raw[1:] if kind == "escape" else raw


_POWERSHELL_ESCAPE = re.compile(r"`(.)", re.DOTALL)


def _powershell_escape(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\n": ""}.get(match[1], match[1])


def _inside(raw: str) -> str:
    return raw[1:-1] if len(raw) > 1 and raw.endswith('"') else raw[1:]


# A line break ends a command only where another one follows: people lose the continuation signs.
_SIGNS = r"(?<![;&|])[;&|]++"
_END = rf"(?P<end>(?:{_SIGNS}|\n)\s*+(?=(?:[$>#]\s+)?curl)|{_SIGNS}\s*+\Z)"
_BLANK = r"|(?P<blank>[ \t\n]++)"
_SHELLS: dict[Shell, tuple[re.Pattern[str], Callable[[str, str], str]]] = {
    "bash": (
        re.compile(
            _END + r"|(?P<continued>\\\n)"
            r"|(?P<dollar>\$'(?:[^'\\]|\\.)*+'?+)|(?P<single>'[^']*+'?+)"
            r'|(?P<double>"(?:[^"\\]|\\.)*+"?+)|(?P<escape>\\.)'
            r"|(?P<variable>\$(?:\w+|\{[^{}\s\"']*\}))"
            + _BLANK
            + r"|(?P<plain>[^\s\"'\\$;&|]++|.)",
            re.DOTALL,
        ),
        _bash,
    ),
    "cmd.exe": (
        re.compile(
            _END
            + r'|(?P<double>"(?:[^"\\]|\\.|"")*+"?+)|(?P<escape>\\")'
            + _BLANK
            + r'|(?P<plain>[^\s"\\;&|]++|.)',
            re.DOTALL,
        ),
        _windows,
    ),
    "PowerShell": (
        re.compile(
            _END + r"|(?P<continued>`\n)|(?P<here>@'\n(?:[^\n]++|\n(?!'@))*(?:\n'@|\Z))"
            r"|(?P<single>'(?:[^']|'')*+'?+)"
            r'|(?P<double>"(?:[^"`]|`.|"")*+"?+)|(?P<escape>`.)'
            + _BLANK
            + r"|(?P<plain>[^\s\"'`@;&|]++|.)",
            re.DOTALL,
        ),
        _powershell,
    ),
}
