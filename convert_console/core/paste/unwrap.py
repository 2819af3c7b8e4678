"""Removes what copying puts around a text: quotes, code fences, escapes, HTML entities."""

import html
import itertools
import re
from base64 import b64decode
from binascii import a2b_qp

from convert_console.core.document.formatting import string_text
from convert_console.core.document.payload import parse
from convert_console.core.paste.repair.json_tokens import content, is_closed, tokens_of


def unwrapped(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text inside, and a sentence for each layer that was taken off.

    >>> unwrapped(r'"{\"cid\":1}"')[0]
    '{"cid":1}'
    """
    notes: list[str] = []
    if "\x1b" in text and _COLOUR.search(text):
        text = _COLOUR.sub("", text)
        notes.append(_COLOURS)
    text = text.strip(_BLANK)
    after_change = _after_change(text)
    unmarked = _without_line_marks(text) if after_change is None else None
    if after_change is not None:
        text = after_change.strip(_BLANK)
        notes.append(_DIFF)
    elif unmarked is not None:
        text = unmarked.strip(_BLANK)
        notes.append(_LINE_MARKS)
    for _ in range(_LAYERS):
        inside, note = _one_layer(text)
        if not note:
            break
        text = inside.strip(_BLANK)
        if note not in notes:
            notes.append(note)
    return text, tuple(notes)


_BLANK = " \t\r\n\f\v\ufeff\u200b\u2060\xa0\0"
_LAYERS = 4
_COLOUR = re.compile(r"\x1b\[[0-9;:]{0,40}[mK]")
_COLOURS = "The colours of a terminal were removed."
_ESCAPED = 'The quotes were escaped (\\"), as in a log; the escapes were removed.'
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FENCE = re.compile(
    r"```(?:[\w+-]*+[ \t]*+\r?\n|(?:json|js|javascript|bash|sh|shell|http|html|text)\b)?"
    r"(?P<inside>(?:[^`]++|`(?!``))*)```"
)
# As Jira marks code.
_MACRO = re.compile(
    r"\{(?P<name>code|noformat)(?::[^{}\n]{0,80}+)?\}"
    r"(?P<inside>(?:[^{]++|\{(?!(?P=name)\b))*)\{(?P=name)\}"
)
_TAG = r"(?:html|body|pre|code|blockquote|textarea|p|div|span|td|ul|li|b|strong)"
_TAGGED = re.compile(
    rf"(?:<{_TAG}\b[^<>]*+>\s*+)++(?P<inside>[^<].*[^\s>])\s*+(?:</{_TAG}>\s*+)++", re.DOTALL
)
_STATEMENT = re.compile(r"(?:INSERT|REPLACE|UPDATE|MERGE)\s", re.IGNORECASE)
_SQL_TEXT = re.compile(r"'(?:[^'\\]|\\.|'')*+'", re.DOTALL)
_CELL = re.compile(r'"(?:[^"]|"")++"')
_CELLS = re.compile(r'(?<![^,;\t\n])"(?P<cell>(?:[^"]|"")++)"(?=[,;\t\r\n]|\Z)')
_BOLD = re.compile(r"\*\*(?P<inside>[^*]++)\*\*")
_BEGINS_BOLD = re.compile(r"(?:[-*•][ \t]++)?\*\*[^*\s]")
_PARSED = re.compile(r"JSON\.parse\(\s*+(?=[\"'`])")
_FIRST_QUOTE = re.compile(r'[{\[](?:\\[nrt]|\s)*+(?P<escape>\\*+)["\']')
_ENDS = frozenset(("", ";", ",", ")", ");", "),"))


def _without_line_marks(text: str) -> str | None:
    """A text of which each line begins with `>`, as in an answer to an e-mail, with `+`, as in a
    diff, or with its number; `None` for others.
    """
    mark = next((mark for mark in _MARKS if mark.match(text.partition("\n")[0])), None)
    lines = [line for line in text.splitlines() if line.strip()] if mark else []
    if mark is None or len(lines) < _LINES_MARKED:
        return None
    found = [match for match in map(mark.match, lines) if match]
    if len(found) < len(lines):
        return None
    numbers = [int(match["number"]) for match in found if match["number"]]
    if any(number >= after for number, after in itertools.pairwise(numbers)):
        return None
    return "\n".join(line[match.end() :] for line, match in zip(lines, found, strict=True))


def _after_change(text: str) -> str | None:
    """What a diff leads to, without the lines that it removes; `None` for other texts."""
    if not _DIFF_BEGINS.match(text):
        return None
    lines = [line for line in text.splitlines() if not _DIFF_HEADER.match(line)]
    if not all(line[:1] in _DIFF_SIGNS for line in lines):
        return None
    return "\n".join(line[1:] for line in lines if not line.startswith("-"))


_DIFF_BEGINS = re.compile(r"(?:diff --git |--- |@@ -[0-9])")
_DIFF_HEADER = re.compile(r"diff --git |index [0-9a-f]|--- |\+\+\+ |@@ -[0-9]|\\ No newline")
_DIFF_SIGNS = frozenset(("", " ", "+", "-"))
_DIFF = "It is a diff: the lines that it removes were left out."
_LINES_MARKED = 3
_LINE_MARKS = "Each line began with a sign or a number; these were removed."
_MARKS = (
    re.compile(r"(?:[ \t]*+(?:>|&gt;))++ ?(?P<number>)"),
    re.compile(r"\+ ?(?P<number>)"),
    re.compile(r"[ \t]*+(?P<number>[0-9]{1,6})(?:[ \t]*+[:│|](?![0-9]) ?|\.(?![0-9]) ?|[ \t]|\Z)"),
)


def without_line_beginnings(text: str) -> str | None:
    """A text of which each line begins with a time, the name of a container, a bullet or the sign
    of a comment, without those; `None` for others. A log has whole documents in its lines instead.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < _LINES_MARKED:
        return None
    for kind in _BEGINNINGS:
        if all(map(kind.match, lines)):
            return "\n".join(kind.sub("", line, count=1) for line in lines)
    return None


_BEGINNINGS = (
    re.compile(
        r"\[?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.,:+Z-]{0,20}+\]?"
        r"(?: std(?:out|err) [FP])?(?: |\Z)"
    ),
    re.compile(r"[\w.-]{1,60}+ *+\|(?: |\Z)"),
    re.compile(r"[ \t]*+(?://|#|[-*•])(?: |\Z)"),
)
LINE_BEGINNINGS = (
    "Each line began with a time, a name, a bullet or the sign of a comment; these were removed."
)


def unescaped(text: str) -> tuple[str, tuple[str, ...]]:
    r"""JSON that was escaped once more, as logs hold it; the text itself where it was not.

    >>> unescaped(r'body: {\"cid\":1}')[0]
    'body: {"cid":1}'
    """
    if _HEX_QUOTE.search(text, 0, _LOOKED_AT):  # as nginx writes a body into its log
        text = _HEX_BYTES.sub(_of_bytes, text)
        return text, (_ESCAPED,)
    layers = 0
    while layers < _LAYERS and _is_escaped(text):
        text = _ESCAPE.sub(lambda match: _SHORT.get(match[1], match[1]), text)
        layers += 1
    return text, (_ESCAPED,) if layers else ()


_HEX_QUOTE = re.compile(r"[{\[]\\x22\w")
_HEX_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})++")


def _of_bytes(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("\\x", "")).decode("utf-8", "replace")


def _is_escaped(text: str) -> bool:
    """Whether already the first quote of what looks like JSON is escaped."""
    first = _FIRST_QUOTE.search(text, 0, _LOOKED_AT)
    return bool(first and first["escape"]) and parse(text).fault is not None


def _one_layer(text: str) -> tuple[str, str]:
    if layer := _of_blocks(text):
        return layer
    tagged = _TAGGED.fullmatch(text) if text.startswith("<") else None
    if tagged:
        return tagged["inside"], "The HTML tags around it were removed."
    if '""' in text and (layer := _of_cells(text)):
        return layer
    if "{" not in text and _BEGINS_BOLD.match(text) and (plain := _BOLD.sub(r"\1", text)) != text:
        return plain, "The asterisks of bold text were removed."
    parsed = _PARSED.match(text)
    text = text[parsed.end() :] if parsed else text
    if text[:1] in _QUOTES and (inside := _inside_quotes(text)) is not None:
        return inside, "The quotes around it were removed."
    if "''" in text and _STATEMENT.match(text):
        texts = [found[1:-1].replace("''", "'") for found in _SQL_TEXT.findall(text)]
        if objects := [found for found in texts if "{" in found]:
            return "\n".join(objects), "Taken from the texts of an SQL statement."
    if _is_html(text):
        plain = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        return plain, "HTML entities such as &quot; were decoded."
    if text[:1] in _JSON_BEGINS and _BEGINS_WIDE.search(text, 0, _LOOKED_AT):
        return _WIDE_SIGNS.sub(_as_narrow, text), _WAS_WIDE
    if _is_quoted_printable(text):
        decoded = a2b_qp(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
        return decoded, "It was quoted-printable, as in the source of an e-mail: decoded."
    return text, ""


def _of_blocks(text: str) -> tuple[str, str] | None:
    """What a message or an export marks as code or as requests."""
    fences = [fence["inside"] for fence in _FENCE.finditer(text)] if "```" in text else []
    if fences:
        blocks = f"{len(fences):,} code blocks" if len(fences) > 1 else "a code block"
        return "\n\n".join(fences), f"Taken from {blocks}."
    if 'base64="' in text and (requests := _burp_requests(text)):
        return requests, "Taken from an export of Burp Suite."
    macro = _MACRO.search(text) if text.count("{code") + text.count("{noformat") > 1 else None
    return (macro["inside"], "Taken from a code block.") if macro else None


def _of_cells(text: str) -> tuple[str, str] | None:
    """A cell of a spreadsheet, or a table whose cells hold JSON, with single quotes."""
    if _CELL.fullmatch(text):
        return text[1:-1].replace('""', '"'), "Taken from a spreadsheet cell."
    single = _CELLS.sub(_with_single_quotes, text) if '{""' in text else text
    doubled = "The doubled quotes in the cells of a table were made single."
    return (single, doubled) if single != text else None


def _with_single_quotes(cell: re.Match[str]) -> str:
    """The content of a cell with JSON; any other cell as it is."""
    return cell["cell"].replace('""', '"') if '{""' in cell["cell"] else cell[0]


_BURP_REQUEST = re.compile(
    r"<request base64=\"(?P<encoded>true|false)\">\s*+"
    r"(?:<!\[CDATA\[(?P<data>(?:[^\]]++|\](?!\]>))*)\]\]>|(?P<text>[^<]*+))"
)


def _burp_requests(text: str) -> str:
    """The requests in an export of Burp Suite, one after another; "" without any."""
    requests: list[str] = []
    for match in _BURP_REQUEST.finditer(text):
        request = match["data"] or html.unescape(match["text"] or "")
        if match["encoded"] == "true":
            try:
                request = b64decode(request).decode("utf-8", "replace")
            except ValueError:
                continue
        requests.append(request.strip())
    return "\n\n".join(requests)


_JSON_BEGINS = frozenset("{[\uff5b\uff3b")
# Full-width punctuation, as input methods of Chinese and Japanese type it; within quotes it is the
# text's own.
_BEGINS_WIDE = re.compile(
    r"[\uff5b\uff3b]\s*+[\"'“\uff02\uff5b\uff3b]"
    r"|[{\uff5b,\uff0c]\s*+(?:\uff02|\"[^\"\n]{0,60}+\"\s*+\uff1a|“[^”\n]{0,60}+”\s*+\uff1a)"
)
_WIDE_SIGNS = re.compile(
    r"(?P<kept>\"(?:[^\"\\]|\\.)*+\"?+)|[“”\uff02](?P<text>[^“”\uff02\"]*+)[“”\uff02]"
    r"|(?P<sign>[\uff5b\uff5d\uff3b\uff3d\uff1a\uff0c])",
    re.DOTALL,
)
_WAS_WIDE = "Full-width punctuation was changed to that of JSON."


def _as_narrow(match: re.Match[str]) -> str:
    if match["sign"]:
        return chr(ord(match["sign"]) - _WIDTH)
    return match["kept"] or string_text(match["text"])


_WIDTH = 0xFEE0
"""How far a full-width sign is from that of ASCII."""


_QUOTE = r"&(?:amp;)*+(?:quot|apos|#0*+3[49]|#x0*+2[27]);"
_QUOTES_AS_HTML = re.compile(_QUOTE, re.IGNORECASE)
_OPENS_AS_HTML = re.compile(rf"[{{\[(]\s*+{_QUOTE}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_SOFT_BREAK = re.compile(r"=[ \t]*+\r?\n")
_NOT_PRINTABLE = re.compile(r"=(?![0-9A-F]{2}|[ \t]*+\r?\n)")


def _is_html(text: str) -> bool:
    """Whether the quotes themselves are entities; one inside a text is that text's own."""
    if not _QUOTES_AS_HTML.search(text):
        return False
    return '"' not in text or bool(_OPENS_AS_HTML.search(text))


def _is_quoted_printable(text: str) -> bool:
    """Whether each `=` is an escape, as in `=3D` or `=22`, or ends a line that was too long."""
    if "=3D" in text or "{=22" in text:
        return not _NOT_PRINTABLE.search(text)
    broken = "{" in text and "&" not in text and _SOFT_BREAK.search(text)
    return bool(broken) and not _NOT_PRINTABLE.search(text)


_QUOTES = frozenset("\"'`“‘")
_CURLY = re.compile(r"[“”„‟]([^“”„‟]*+)[“”„‟][;,)]{0,2}")
_LOOKED_AT = 10_000


def _inside_quotes(text: str) -> str | None:
    curly = _CURLY.fullmatch(text)
    if curly:
        return curly[1]
    token = next(tokens_of(text))
    closed = token.kind == "text" and is_closed(token.raw)
    if not closed or text[token.end :].strip() not in _ENDS:
        return None
    if token.raw.startswith("`") and _is_code(token.raw[1:-1]):
        return token.raw[1:-1]
    return content(token.raw)


def _is_code(text: str) -> bool:
    """Whether a text in backticks is code within a line of prose, whose backslashes are its own."""
    return not text.lstrip().startswith(("{", "[")) or parse(text).fault is None


_SHORT = {"n": "\n", "r": "\r", "t": "\t", "u": "\\u"}
