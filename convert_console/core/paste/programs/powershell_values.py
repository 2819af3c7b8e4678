"""Looks up what a script of PowerShell sets: texts, here-strings and tables, as JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from convert_console.core.document.formatting import string_text
from convert_console.core.document.payload import DEPTH_LIMIT, Payload, parse
from convert_console.core.paste.repair.assignments import nearest
from convert_console.core.request.field_values import is_number
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import joined_surrogates

# A quote that is not closed goes on to the end, so that no later one is tried as a beginning.
QUOTED = r"""(?:"(?:[^"`]|`.|"")*+(?:"|`?\Z)|'(?:[^']|'')*+(?:'|\Z))"""
HERE = "(?:{}|{})".format(
    *(
        rf"@{quote}[ \t]*\n(?:[^\n]++|\n(?![ \t]*{quote}@))*(?:\n[ \t]*{quote}@|\Z)"
        for quote in ("'", '"')
    )
)
BYTES = r"\(?\s*+\[(?:System\.)?Text\.Encoding\]::UTF8\.GetBytes\(\s*+"
SHALLOW = (
    "ConvertTo-Json writes only two levels unless -Depth says more; PowerShell turns deeper lists "
    "into text. The document is shown whole."
)
_ESCAPE = re.compile(r"\$\(\[char\](?P<code>\d{1,7})\)|`(?P<sign>.)|\"\"", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\n": ""}
_LITERALS = {"$true": "true", "$false": "false", "$null": "null"}
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)\}|(?P<bare>\w+)(?![\w(:]))")
_EXPRESSION = re.compile(
    rf"\s*+(?:(?P<cast>\[[\w.\[\], ]+\])|(?P<bytes>{BYTES})|(?P<here>{HERE})|(?P<quoted>{QUOTED})"
    r"|(?P<open>@[{(])|(?P<convert>ConvertTo-Json\b(?:[ \t]+-(?:Depth|Compress|InputObject|"
    r"EscapeHandling)(?:[ \t]+\d+)?)*)|(?P<paren>\()|(?P<name>\$\w+)(?![\w.\[(:]))",
    re.IGNORECASE | re.DOTALL,
)
_PIECE = re.compile(
    rf"(?P<here>{HERE})|(?P<quoted>{QUOTED})|(?P<open>@[{{(])|(?P<close>[}})])|(?P<end>[;\n])"
    r"|(?P<comma>,)|(?P<equals>=)|(?P<comment>\#[^\n]*+)|(?P<cast>\[[A-Za-z][\w.]*+(?:\[\])?\])"
    r"|(?P<blank>[ \t\r`]++)|(?P<variable>\$\w++(?:\.\w++|\[[^\[\]\n]{0,80}\])*+)"
    r"|(?P<word>[^\s;,=@{}()\"'$\#]++)|(?P<other>.)",
    re.DOTALL,
)
_SET = re.compile(r"(\$\w++)[ \t]*+=(?!=)")
_DEEPEST = 5
EXPANDED_LIMIT = 2_000_000


class PowerShellValues:
    """The values in a script; `is_shallow` if a table was written without -Depth."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.is_shallow = False
        self._places: dict[str, list[int]] | None = None
        self._left = EXPANDED_LIMIT
        self._depth = 0

    def at(self, place: int) -> str | None:
        """The text of the expression at an offset, or its JSON; `None` where it has none here."""
        match = _EXPRESSION.match(self.text, place)
        if not match or self._depth > _DEEPEST:
            return None
        if match["name"]:
            return self.of(match["name"], place)
        self._depth += 1
        found = self._value(match)
        self._depth -= 1
        return found

    def _value(self, match: re.Match[str]) -> str | None:
        end = match.end()
        if match["convert"]:
            if "depth" not in match["convert"].lower():
                self.is_shallow = self.is_shallow or not _DEPTH.match(self.text, end)
            return self.at(end)
        if match["cast"] or match["bytes"] or match["paren"]:
            return self.at(end)
        if match["here"]:
            lines = match["here"].split("\n")[1:]
            is_closed = lines[-1:] and lines[-1].strip() == match["here"][1] + "@"
            inner = "\n".join(lines[:-1] if is_closed else lines)
            return inner if match["here"][1] == "'" else self.expanded(inner, end)
        if match["quoted"]:
            return self.plain(match["quoted"], end)
        table = _Table(self)
        found = table.read(match.start("open"))
        following = _PIPED.match(self.text, table.end)
        if following and "depth" not in following[0].lower():
            self.is_shallow = True
        return found

    def of(self, name: str, place: int) -> str | None:
        """The last value of a variable before an offset, or else its first one."""
        places = self._places_of(name.lower())
        start = nearest(places, place)
        if start is None:
            return None
        self._depth += 1
        found = self.at(start) if self._depth <= _DEEPEST else None
        self._depth -= 1
        if found is None or len(found) > self._left:
            return None
        self._left -= len(found)
        spend(len(found))
        return found

    def _places_of(self, name: str) -> list[int]:
        if self._places is None:
            spend(len(self.text))
            self._places = {}
            for match in _SET.finditer(self.text):
                self._places.setdefault(match[1].lower(), []).append(match.end())
        return self._places.get(name, [])

    def plain(self, word: str, place: int = 0) -> str:
        """A word without its quotes; Chrome writes what is not ASCII as `$([char]233)`."""
        inner = word[1:].removesuffix(word[:1])
        if word[:1] == "'":
            return inner.replace("''", "'")
        return self.expanded(inner, place) if word[:1] == '"' else word

    def expanded(self, inner: str, place: int) -> str:
        """A text of double quotes with its escapes and variables."""

        def meant(match: re.Match[str]) -> str:
            name = match["braced"] or match["bare"]
            found = None if name.isdigit() else self.of(f"${name}", place)
            return match[0] if found is None else found

        pieces: list[str] = []
        start = 0
        for match in _ESCAPE.finditer(inner):  # "`$" is no variable
            pieces += (_VARIABLE.sub(meant, inner[start : match.start()]), _unescaped(match))
            start = match.end()
        pieces.append(_VARIABLE.sub(meant, inner[start:]))
        return joined_surrogates("".join(pieces))

    def table(self, found: str | None) -> dict[str, Payload]:
        """The pairs of a table; none where it is something else."""
        payload = parse(found).payload if found else None
        return payload if isinstance(payload, dict) else {}


def tables_in(text: str) -> Iterator[str]:
    """The tables of a script that begin with a key of a document, as JSON."""
    values = PowerShellValues(text)
    place = 0
    for _ in range(TABLES_LIMIT):
        match = _TABLE.search(values.text, place)
        if not match:
            return
        table = _Table(values)
        found = table.read(match.start())
        place = max(match.end(), table.end if found else 0)
        if found:
            yield found


TABLES_LIMIT = 200
_TABLE = re.compile(r"@\{\s*+[\"']?(?:cid|pid|vid|tid|ev|seg)[\"']?\s*+=", re.IGNORECASE)
_PIPED = re.compile(r"[ \t\r\n]*+\|[ \t\r\n]*+ConvertTo-Json\b[^\n|;)]*+", re.IGNORECASE)
_DEPTH = re.compile(r"[^\n|;]*-Depth\b", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """An open `@{` or `@(`.

    `value` is where the value of the last key begins in `out`, `item` where the last item of it
    does and `begun` where in the text; -1 before it.
    """

    is_object: bool
    value: int = -1
    item: int = -1
    begun: int = -1
    several: bool = False
    needs_comma: bool = False
    at_key: bool = True


@dataclass(slots=True)
class _Table:
    """Writes `@{…}` and `@(…)` as JSON."""

    values: PowerShellValues
    out: list[str] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    end: int = 0

    def read(self, start: int) -> str | None:
        """The JSON; `None` where the table cannot be read."""
        self.end = start
        while match := _PIECE.match(self.values.text, self.end):
            spend(STEPS_PER_TOKEN)
            kind = match.lastgroup or ""
            self.end = match.end()
            if kind in ("blank", "comment", "cast"):
                continue
            if not self._take(kind, match[0], match.start()):
                return None
            if not self.frames:
                return "".join(self.out)
        return None

    def _take(self, kind: str, raw: str, start: int) -> bool:
        """Write one piece of the text; whether the table can still be read."""
        frame = self.frames[-1] if self.frames else None
        if kind == "open":
            if frame:
                self._begin(frame, start)
            self.frames.append(_Frame(raw == "@{"))
            self.out.append("{" if raw == "@{" else "[")
            return len(self.frames) < DEPTH_LIMIT
        assert frame
        if kind == "close":
            self._finish(frame)
            self.out.append("}" if frame.is_object else "]")
            self.frames.pop()
        elif kind == "end":
            if not frame.is_object or (not frame.at_key and frame.value >= 0):
                self._finish(frame)
        elif kind == "comma":
            return self._several(frame)
        elif kind == "equals" and frame.is_object and frame.at_key:
            self.out.append(":")
            frame.at_key = False
        elif frame.is_object and frame.at_key:
            key = self.values.plain(raw, start) if kind == "quoted" else raw
            self.out += ["," if frame.needs_comma else "", string_text(key)]
            frame.needs_comma = True
            return kind in ("quoted", "word")
        else:
            self._literal(frame, kind, raw, start)
        return True

    def _literal(self, frame: _Frame, kind: str, raw: str, start: int) -> None:
        """Write a value; one of several parts becomes a placeholder with its text."""
        goes_on = frame.item >= 0
        self._begin(frame, start)
        found: str | None = None
        if kind == "other" and raw == "(":
            found = self.values.at(start)
            self._pass_group()
            literal = None if found is None else string_text(found)
        elif kind == "quoted":
            literal = string_text(self.values.plain(raw, start))
        elif kind == "variable":
            literal = self._variable(raw, start)
        elif kind == "word":
            literal = raw if is_number(raw) else string_text(raw)
        else:
            literal = string_text(self.values.at(start) or "") if kind == "here" else None
        if goes_on or literal is None:  # an expression, such as `(Get-Date).Year`
            del self.out[frame.item :]
            expression = " ".join(self.values.text[frame.begun : self.end].split())
            literal = string_text("${" + expression[:_SHOWN] + "}")
        self.out.append(literal)

    def _pass_group(self) -> None:
        """Pass over what is in parentheses that have been opened."""
        depth = 1
        while depth and (match := _PIECE.match(self.values.text, self.end)):
            spend(STEPS_PER_TOKEN)
            self.end = match.end()
            depth += (match[0] in _OPENS) - (match[0] in _CLOSES)

    def _begin(self, frame: _Frame, start: int) -> None:
        """Before a value: its comma in a list, or its place in an object."""
        if frame.item >= 0:
            return
        if not frame.is_object and frame.needs_comma:
            self.out.append(",")
        frame.needs_comma = True
        frame.item, frame.begun = len(self.out), start
        frame.value = frame.item if frame.value < 0 else frame.value

    def _several(self, frame: _Frame) -> bool:
        """Begin a further value: `goals = '1', '2'` is a list without its brackets.

        Whether the table can still be read.
        """
        frame.item = -1
        if not frame.is_object:
            return True
        if frame.at_key or frame.value < 0:
            return False
        if not frame.several:
            self.out[frame.value] = "[" + self.out[frame.value]
            frame.several = True
        self.out.append(",")
        return True

    def _finish(self, frame: _Frame) -> None:
        """End the value of a key."""
        if frame.several:
            self.out.append("]")
        elif frame.is_object and not frame.at_key and frame.value < 0:
            self.out.append("null")
        frame.value, frame.item, frame.several, frame.at_key = -1, -1, False, True

    def _variable(self, raw: str, start: int) -> str:
        """The JSON of a variable; a placeholder where the script does not set it."""
        if raw.lower() in _LITERALS:
            return _LITERALS[raw.lower()]
        found = self.values.of(raw, start) if raw[1:].isidentifier() else None
        if found is None:
            return string_text("${" + raw + "}")
        begins = found.lstrip()[:1]
        return found if begins in ("{", "[") and parse(found).fault is None else string_text(found)


_SHOWN = 80
_OPENS, _CLOSES = ("(", "@(", "@{", "{"), (")", "}")


def _unescaped(match: re.Match[str]) -> str:
    if match["code"]:
        code = int(match["code"])
        return chr(code) if code <= 0xFFFF else "\ufffd"
    return _SIGNS.get(match["sign"], match["sign"]) if match["sign"] else '"'
