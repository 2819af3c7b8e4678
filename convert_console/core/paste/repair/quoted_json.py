"""Finds JSON that a program holds as text in quotes, or that it puts together from such texts."""

import re
from collections.abc import Iterator

from convert_console.core.document.payload import parse
from convert_console.core.paste.repair.assignments import Assignments
from convert_console.core.paste.repair.json_repair import value_at
from convert_console.core.paste.repair.json_tokens import content, tokens_of
from convert_console.core.paste.repair.json_value import KNOWN
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

_EACH = 20 * STEPS_PER_TOKEN
_KEYS = "|".join(map(re.escape, sorted(KNOWN)))
_START = re.compile(
    r"(?P<quote>[@$rRfFbBuU]{0,2}(?:\"\"\"|'''|[\"'`])\s*+)"
    rf"[{{\[](?:\\[nrt]|\s|[{{\[])*+(?:\\*+[\"']|\"\")(?:{_KEYS})(?:\\*+[\"']|\"\")"
)


def quoted_json(text: str) -> Iterator[tuple[str, int]]:
    r"""The JSON in quotes, without them, and the offset of each.

    >>> [found for found, _ in quoted_json('s = "{\\"cid\\":\\"" + cid + "\\"}";')]
    ['{"cid":"${cid}"}']
    """
    text = _VERBATIM_SUM.sub(_one_verbatim, text) if '@"' in text else text
    names = Assignments(text)
    place = 0
    while True:
        match = _START.search(text, place)
        if not match:
            return
        spend(_EACH)
        content, place = _content(text, match, names)
        if content:
            yield content, match.start()


def _content(text: str, match: re.Match[str], names: Assignments) -> tuple[str, int]:
    """What the quotes hold, and where to go on."""
    quote = match["quote"].strip().lstrip("@$rRfFbBuU")
    start = match.start() + match["quote"].index(quote)
    inside = start + len(quote)
    if len(quote) == 3:
        end = text.find(quote, inside)
        end = len(text) if end < 0 else end
        found = text[inside:end].strip()
        doubled = match["quote"].startswith(("f", "F", "$")) and "{{" in found
        return (found.replace("{{", "{").replace("}}", "}") if doubled else found), end
    word = _SHELL_WORD.match(text, start) if quote == "'" else None
    if word:
        return _SHELL_QUOTE.sub("'", word[0][1:-1]), word.end()
    is_doubled = _DOUBLED.match(text, inside)  # as Visual Basic and spreadsheets write quotes
    if quote == '"' and (match["quote"].startswith("@") or is_doubled):
        verbatim = _VERBATIM.match(text, inside)
        assert verbatim
        return verbatim[0].replace('""', '"'), verbatim.end()
    value = value_at(names, start)
    payload = parse(value.text).payload if value else None
    if isinstance(payload, str):
        return payload, match.end()
    return content(next(tokens_of(text, start)).raw), match.end()


# A quote in the single quotes of a shell: they end, and begin again behind it.
_SHELL_WORD = re.compile(r"""'[^']*+'(?:(?:"'"|\\')'[^']*+')++""")
_SHELL_QUOTE = re.compile(r"""'(?:"'"|\\')'""")
_DOUBLED = re.compile(r'[{\[](?:\s|[{\[])*+""\w')
_VERBATIM = re.compile(r'(?:[^"]|"")*+')
# What C# adds up line by line, with doubled quotes in texts that begin with an at sign.
_VERBATIM_TEXT, _PLAIN_TEXT = r'@"(?:[^"]|"")*+"', r'"(?:[^"\\\n]|\\.)*+"'
_NAME = r"[A-Za-z_][\w.]*+(?:\([^()\n]*+\))?+"
_ANY = rf"(?:{_VERBATIM_TEXT}|{_PLAIN_TEXT}|{_NAME})"
_VERBATIM_SUM = re.compile(rf"{_VERBATIM_TEXT}(?:\s*+\+\s*+{_ANY})++")
_SUMMAND = re.compile(_ANY)


def _one_verbatim(match: re.Match[str]) -> str:
    """A sum of texts as a single one, with a placeholder for each name."""
    return f'@"{"".join(map(_summand, _SUMMAND.findall(match[0])))}"'


def _summand(raw: str) -> str:
    if raw.startswith('@"'):
        return raw[2:-1]
    return content(raw).replace('"', '""') if raw[0] == '"' else f"${{{raw}}}"
