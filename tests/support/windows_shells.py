"""How Windows splits a command into arguments, written from its documentation."""

# cmd.exe: the phase of percent signs at a prompt, and the phase of carets and quotes (see "How does
# the Windows Command Interpreter parse scripts?", answer of dbenham). The C runtime: Microsoft's
# "Parsing C command-line arguments". PowerShell: its language specification for strings, and
# NativeCommandParameterBinder.cs for the arguments of a program, the old way (5.1, "Legacy") and
# the new way (from 7.3 on, "Windows").

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

VARIABLES = {"path": "C:\\Windows", "c": "oops", "home": "C:\\Users", "a": "&", "c3": "!", "x": '"'}


def cmd_lines(pasted: str) -> list[str]:
    """What is handed to each program when a text is pasted at the prompt, name and arguments."""
    found, line, at, inside = [], "", 0, False
    text = cmd_percent(pasted)
    while at < len(text):
        sign = text[at]
        if sign == "^" and not inside:
            at += 2 if text[at + 1] == "\n" else 1  # a caret takes the line's end away, and
            line += text[at]  # what comes next has no meaning, another line's end neither
        elif sign == "\n":
            found.append(line)
            line, inside = "", False
        elif sign in "&|<>()" and not inside:
            raise AssertionError(f"cmd.exe takes {sign} at {line!r} for its own")
        else:
            inside ^= sign == '"'
            line += sign
        at += 1
    assert not line, "the last line is never entered"
    return [entered for entered in found if not entered.startswith("rem ")]


def cmd_percent(text: str, variables: Mapping[str, str] = VARIABLES) -> str:
    """The prompt's percent phase: what names no variable stays as it is."""
    out, at = "", 0
    while at < len(text):
        end = text.find("%", at + 1) if text[at] == "%" else -1
        name, _, change = text[at + 1 : end].partition(":")
        value = variables.get(name.lower()) if end > 0 else None
        if value is not None and (not change or "=" in change or change.startswith("~")):
            out += value
            at = end + 1
        else:
            out += text[at]
            at += 1
    return out


def c_arguments(line: str) -> list[str]:
    """A command line as the C runtime splits it for `main`."""
    arguments: list[str] = []
    at = 0
    while True:
        while line[at : at + 1] in (" ", "\t"):
            at += 1
        if at >= len(line):
            return arguments
        argument, at = _c_argument(line, at)
        arguments.append(argument)


def _c_argument(line: str, at: int) -> tuple[str, int]:
    out, inside = "", False
    while at < len(line) and (inside or line[at] not in " \t"):
        slashes = 0
        while line[at : at + 1] == "\\":
            at, slashes = at + 1, slashes + 1
        if line[at : at + 1] != '"':
            out += "\\" * slashes
            if not slashes:
                out += line[at]
                at += 1
            continue
        out += "\\" * (slashes // 2)
        at += 1
        if slashes % 2:
            out += '"'
        elif inside and line[at : at + 1] == '"':
            out += '"'
            at += 1
        else:
            inside = not inside
    return out, at


def legacy_line(words: list[str]) -> str:
    """The command line that PowerShell 5.1 makes: quotes around a space, and nothing else."""
    return " ".join(f'"{word}"' if _needs_quotes(word) else word for word in words)


def _needs_quotes(word: str) -> bool:
    quotes, after_slash = 0, False
    for sign in word:
        if sign == '"' and not after_slash:
            quotes += 1
        elif sign.isspace() and quotes % 2 == 0:
            return True
        after_slash = sign == "\\"
    return False


def windows_line(words: list[str]) -> str:
    """The command line that PowerShell 7.3 and .NET make: every word arrives as it is."""
    return " ".join(map(_for_c, words))


def _for_c(word: str) -> str:
    if word and not re.search(r'[\s"]', word):
        return word
    inner = re.sub(r'(\\*)"', lambda found: found[1] * 2 + '\\"', word)
    tail = inner[len(inner.rstrip("\\")) :]
    return f'"{inner}{tail}"'


class Ran(NamedTuple):
    """What a PowerShell script does: programs with their words, and files with their text."""

    programs: list[list[str]]
    files: dict[str, str]
    legacy: bool


TEMPORARY = "C:\\Users\\A B\\tmp1.tmp"

_TOKEN = re.compile(
    r"(?P<space>[ \t]+|`\n|#[^\n]*)|(?P<end>\n)|'(?P<text>(?:[^']|'')*)'"
    r'|"(?P<open>[^"$`]*(?:`n|\$\w+)?[^"$`]*)"|\[char\](?P<char>\d+)|(?P<name>\$\w+)'
    r"|(?P<mark>@\(|[()+,=])|(?P<word>[^\s'\"()+,=@]+)"
)


class PowerShell:
    """As much of the language as a copied command uses; anything else is an error."""

    def __init__(self, script: str) -> None:
        assert script.isascii(), "5.1 reads a script without a mark in the machine's code page"
        self.variables: dict[str, str] = {}
        self.ran = Ran([], {}, legacy=False)
        self._tokens: deque[tuple[str, str]] = deque()
        at = 0
        while at < len(script):
            found = _TOKEN.match(script, at)
            assert found, f"PowerShell cannot read {script[at : at + 40]!r}"
            kind = found.lastgroup or ""
            if kind != "space":
                self._tokens.append((kind, found[kind]))
            at = found.end()
        while self._tokens:
            self._statement()

    def _next(self) -> tuple[str, str]:
        return self._tokens.popleft()

    def _peek(self) -> tuple[str, str]:
        return self._tokens[0] if self._tokens else ("end", "\n")

    def _statement(self) -> None:
        kind, value = self._next()
        if kind == "end":
            return
        if kind == "name" and self._peek() == ("mark", "="):
            self._next()
            self.variables[value] = self._value()
        elif value == "[IO.File]::WriteAllText":
            assert self._next() == ("mark", "(")
            path = self._value()
            assert self._next() == ("mark", ",")
            self.ran.files[path] = self._value()
            assert self._next() == ("mark", ")")
        elif value == "Remove-Item":
            assert self._value() == TEMPORARY
        else:
            self._program(value)
        assert self._next()[0] == "end"
        legacy = self.variables.get("$PSNativeCommandArgumentPassing") == "Legacy"
        self.ran = self.ran._replace(legacy=legacy)

    def _program(self, name: str) -> None:
        words = [name]
        while self._peek()[0] != "end":
            kind, value = self._peek()
            if kind == "word":
                words.append(self._next()[1])
            elif (kind, value) == ("mark", "("):
                self._next()
                words.append(self._value())
                assert self._next() == ("mark", ")")
            else:
                words.append(self._part())
        self.ran.programs.append(words)

    def _value(self) -> str:
        if self._peek()[1] == "[IO.Path]::GetTempFileName":
            assert [self._next()[1] for _ in range(3)][1:] == ["(", ")"]
            return TEMPORARY
        if self._peek() == ("mark", "@("):
            return self._joined()
        out = self._part()
        while self._peek() == ("mark", "+"):
            self._next()
            out += self._part()
        return out

    def _joined(self) -> str:
        items, mark = [], self._next()[1]
        while mark != ")":
            while self._peek()[0] == "end":
                self._next()
            items.append(self._item())
            while self._peek()[0] == "end":
                self._next()
            mark = self._next()[1]
            assert mark in (",", ")"), "a comma binds tighter than +"
        assert self._next() == ("word", "-join")
        return self._part().join(items)

    def _item(self) -> str:
        if self._peek() != ("mark", "("):
            return self._part()
        self._next()
        value = self._value()
        assert self._next() == ("mark", ")")
        return value

    def _part(self) -> str:
        kind, value = self._next()
        if kind == "text":
            return value.replace("''", "'")
        if kind == "char":
            return chr(int(value))
        if kind == "name":
            return self.variables[value]
        assert kind == "open", f"{kind} {value!r} is no value"
        filled = re.sub(r"\$\w+", lambda name: self.variables[name[0]], value)
        return filled.replace("`n", "\n")


def power_shell(script: str) -> Ran:
    """Run a script; two halves of a surrogate pair, as UTF-16 has them, are one character."""
    ran = PowerShell(script).ran
    files = {
        path: text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        for path, text in ran.files.items()
    }
    return ran._replace(files=files)
