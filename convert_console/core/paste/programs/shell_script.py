"""Looks up what a script of bash sets: variables, here-documents, functions and files it writes."""

import re
from bisect import bisect_right

from convert_console.core.paste.programs.shell import Expand, word_at
from convert_console.core.paste.repair.assignments import nearest
from convert_console.core.step_budget import spend

EXPANDED_LIMIT = 2_000_000
"""Characters that all variables of one script may come to."""

_DEEPEST = 5
_FIRST, _LAST = "\ue000", "\ue001"  # around the number of a here-document
_AGAIN = "\ue002"  # before the number that tells a file from what it held before
_MARK = re.compile(f"{_FIRST}(\\d+){_LAST}")
_HERE = re.compile(r"<<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<word>\w{1,40})(?:['\"])?(?![\w<])")
_CAT = re.compile(
    rf"(?:\$\([ \t\n]*cat[ \t]*<<(?P<first>{_FIRST}\d+{_LAST})\s*\)"
    rf"|`[ \t\n]*cat[ \t]*<<(?P<second>{_FIRST}\d+{_LAST})\s*`)"
)
_FUNCTION = re.compile(
    r"(?:^|[\n;])[ \t]*(?:function[ \t]+)?(?P<name>[A-Za-z_][\w-]{0,60})[ \t]*+(?:\(\))?\s*+\{"
    rf"[^{{}}]{{0,400}}?<<(?P<mark>{_FIRST}\d+{_LAST})"
)
_CALL = re.compile(r"\$\([ \t]*(?P<name>[A-Za-z_][\w-]{0,60})[ \t]*+[^()\n]{0,200}\)")
_READ = re.compile(
    r"\bread\b(?:[ \t]+-\w+|[ \t]+'')*(?:[ \t]+\"\")?[ \t]+(?P<name>\w+)[ \t]*"
    rf"<<(?P<mark>{_FIRST}\d+{_LAST})"
)
_WRITTEN = re.compile(
    r"\b(?:cat|tee)\b[ \t]*+(?:>{1,2}[ \t]*+)?(?P<before>[^\s<>|;&]++)?[ \t]*+"
    rf"<<(?P<mark>{_FIRST}\d+{_LAST})"
    r"(?:[ \t]*>{1,2}[ \t]*(?P<after>[^\s<>|;&]+))?"
)
_FILE_NAME = re.compile(r"[^\s<>|;&\"'@=()]++")
_VARIABLE = re.compile(
    r"\\(?P<escape>[\"\\$`\n])|\$(?:\{(?P<braced>\w+)(?::?[-=](?P<default>[^{}\"'$]*))?\}|(?P<bare>\w+))"
)
_SET = re.compile(
    r"(?:\A|[\n;&|( \t])(?:(?:export|local|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?"
    r"(?P<name>[A-Za-z_]\w*+)="
)


class _Marks:
    """The here-documents that a script gives to names, a name as often as it is set."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._of: dict[str, list[tuple[int, str]]] = {}
        for match in pattern.finditer(text):
            self._of.setdefault(match["name"], []).append((match.start(), match["mark"]))

    def __bool__(self) -> bool:
        return bool(self._of)

    def at(self, name: str, place: int) -> str | None:
        """The last mark of a name before a place, or else its first one."""
        found = self._of.get(name, [])
        start = nearest([start for start, _ in found], place)
        return next((mark for at, mark in found if at == start), None)


class ShellScript:
    """A script whose here-documents are taken out of `text`; each is a mark there."""

    def __init__(self, text: str) -> None:
        self._documents: list[tuple[str, bool]] = []
        self._values: dict[tuple[str, int], str | None] = {}
        self._places: dict[str, list[int]] | None = None
        self._left = EXPANDED_LIMIT
        self._depth = 0
        self.text = text.replace("\r\n", "\n")
        if _FIRST not in text and "<<" in text:
            self.text = _CAT.sub(lambda match: match["first"] or match["second"], self._taken_out())
        functions = _Marks(_FUNCTION, self.text)
        if functions:
            self.text = _CALL.sub(lambda m: functions.at(m["name"], m.start()) or m[0], self.text)
        self._functions = _Marks(_FUNCTION, self.text)
        self._read = _Marks(_READ, self.text)
        self._files = self._named_apart()

    def _named_apart(self) -> dict[str, str]:
        """The marks of the files; from where one is written again it has a name of its own."""
        written: dict[str, list[re.Match[str]]] = {}
        for match in _WRITTEN.finditer(self.text):
            written.setdefault(_bare(match["before"] or match["after"] or ""), []).append(match)
        again = {
            name: [place.start() for place in places]
            for name, places in written.items()
            if name and len(places) > 1
        }

        def named(match: re.Match[str]) -> str:
            starts = again.get(_bare(match[0]), [])
            version = bisect_right(starts, match.start()) - 1
            return f"{match[0]}{_AGAIN}{version}" if version > 0 else match[0]

        if again:
            spend(len(self.text))
            self.text = _FILE_NAME.sub(named, self.text)
        files: dict[str, str] = {}
        for name, places in written.items():
            held = ""
            for version, match in enumerate(places):
                held = f"{held}\n{match['mark']}" if held and ">>" in match[0] else match["mark"]
                files[f"{name}{_AGAIN}{version}" if version else name] = held
        return files

    def file(self, name: str) -> str | None:
        """What the script writes into a file."""
        mark = self._files.get(_bare(name)) if name else None
        return mark and self.filled(mark)

    def printed_by(self, name: str, place: int) -> str | None:
        """What a function of the script prints where it is called at an offset in `text`."""
        mark = self._functions.at(name, place)
        return mark and self.filled(mark)

    def filled(self, word: str) -> str:
        """A word with the here-documents in place of their marks."""
        return _MARK.sub(self._document, word) if _FIRST in word else word

    def expander(self, base: int) -> Expand:
        """Expands variables in a text of double quotes, or outside of quotes, as bash does.

        `base` is the offset in `text` of the offsets that it is given.
        """

        def expand(raw: str, place: int) -> str:
            inside = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw.lstrip('"')
            return self._expanded(inside, base + place)

        return expand

    def _expanded(self, raw: str, place: int) -> str:
        def meant(match: re.Match[str]) -> str:
            if match["escape"]:
                return "" if match["escape"] == "\n" else match["escape"]
            found = self._value(match["braced"] or match["bare"], place)
            if found is None and match["default"]:
                return match["default"]
            return match[0] if found is None else found

        return _VARIABLE.sub(meant, raw)

    def _value(self, name: str, place: int) -> str | None:
        """The last value of a variable before a place, or else its first one."""
        start = self._set_at(name, place)
        if start is None:
            mark = self._read.at(name, place)
            found = self.filled(mark) if mark else None
        else:
            if (name, start) not in self._values:
                self._values[name, start] = None
                if self._depth < _DEEPEST:
                    self._depth += 1
                    word = word_at(self.text, start, self.expander(0))
                    self._values[name, start] = self.filled(word) if word else None
                    self._depth -= 1
            found = self._values[name, start]
        if found is None or len(found) > self._left:
            return None
        self._left -= len(found)
        spend(len(found))
        return found

    def _set_at(self, name: str, place: int) -> int | None:
        if self._places is None:
            spend(len(self.text))
            self._places = {}
            for match in _SET.finditer(self.text):
                self._places.setdefault(match["name"], []).append(match.end())
        places = self._places.get(name, [])
        return nearest(places, place)

    def _taken_out(self) -> str:
        """The text with marks for its here-documents, which are kept."""
        pieces: list[str] = []
        place = 0
        text = self.text
        endless: set[str] = set()
        for _ in range(_DOCUMENTS):
            here = _HERE.search(text, place)
            line_end = text.find("\n", here.end()) if here else -1
            if here is None or line_end < 0:
                break
            end = re.compile(rf"^[ \t]*{here['word']}[ \t]*$", re.MULTILINE)
            last = None
            if here["word"] not in endless:
                last = end.search(text, line_end + 1)
                spend((last.start() if last else len(text)) - line_end)
            if last is None:
                endless.add(here["word"])
                pieces.append(text[place : here.end()])
                place = here.end()
                continue
            body = text[line_end + 1 : last.start()].removesuffix("\n")
            if here["dash"]:
                body = re.sub(r"^\t+", "", body, flags=re.MULTILINE)
            mark = f"<<{_FIRST}{len(self._documents)}{_LAST}"
            self._documents.append((body, bool(here["quote"])))
            pieces.append(text[place : here.start()] + mark + text[here.end() : line_end])
            place = last.end()
        return "".join(pieces) + text[place:]

    def _document(self, match: re.Match[str]) -> str:
        number = int(match[1])
        if number >= len(self._documents):
            return match[0]
        body, is_quoted = self._documents[number]
        if is_quoted or self._depth >= _DEEPEST:
            return body
        self._depth += 1
        expanded = self._expanded(body, len(self.text))
        self._depth -= 1
        return expanded


_DOCUMENTS = 200
"""Here-documents that are taken out of one script."""


def _bare(name: str) -> str:
    return name.strip("\"'").removeprefix("./")
