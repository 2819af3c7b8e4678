"""The options of a cURL command that matter to a request; the others are passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

LONG = {
    "-H": "header", "-d": "data", "-X": "request", "-A": "user-agent", "-b": "cookie",
    "-e": "referer", "-G": "get", "-I": "head", "-u": "user", "-F": "form", "-T": "upload-file",
    "-K": "config", "-o": "output", "-m": "max-time", "-x": "proxy", "-w": "write-out",
    "-c": "cookie-jar", "-E": "cert", "-r": "range", "-C": "continue-at", "-D": "dump-header",
    "-U": "proxy-user", "-y": "speed-time", "-Y": "speed-limit", "-z": "time-cond", "-h": "help",
}  # fmt: skip
DATA = frozenset(
    ("data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json", "url-query")
)
WITH_VALUE = DATA | frozenset((
    "header", "request", "user-agent", "cookie", "referer", "user", "form", "form-string",
    "upload-file", "config", "output", "url", "max-time", "connect-timeout", "proxy", "write-out",
    "cookie-jar", "cert", "key", "cacert", "capath", "range", "continue-at", "dump-header",
    "proxy-user", "speed-time", "speed-limit", "time-cond", "retry", "retry-delay",
    "retry-max-time", "resolve", "connect-to", "interface", "limit-rate", "max-redirs", "ciphers",
    "tls-max", "local-port", "dns-servers", "unix-socket", "aws-sigv4", "oauth2-bearer",
    "pinnedpubkey", "noproxy", "proto", "proto-default", "rate", "max-filesize", "keepalive-time",
    "expect100-timeout", "trace", "trace-ascii", "stderr", "variable",
))  # fmt: skip
FILES = {"form": "-F", "upload-file": "-T", "config": "-K"}


class NeedsFile(Exception):
    """The request is not in the command alone: part of it stands in a file, or is a file."""


@dataclass(slots=True)
class CurlCommand:
    """What the options say. `body` joins the pieces of data as curl does."""

    url: str = ""
    method: str = ""
    headers: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def body(self) -> str | None:
        glue = "" if "json" in self.flags else "&"
        return glue.join(self.pieces) if self.pieces else None


def command_of(words: list[str]) -> CurlCommand:
    """Read the words after `curl`.

    Raises NeedsFile for data that stands in a file: nothing is read from disk here.
    """
    command = CurlCommand()
    for name, value in _options(words):
        if name in DATA:
            _take_data(command, name, value)
        elif name in FILES:
            raise NeedsFile(
                f"This cURL command sends or reads a file ({FILES[name]}), and no file is read "
                "here. Paste what the file holds."
            )
        else:
            _take(command, name, value)
    return command


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Options with their values; a word of its own is the address."""
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if name in WITH_VALUE and not equals:
                value = next(waiting, "")
            yield name, value
        elif word.startswith("-") and len(word) > 1:
            yield from _short(word[1:], waiting)
        else:
            yield "url", word


def _short(letters: str, waiting: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Letters that stand together, the last of which may have its value right behind it."""
    for place, letter in enumerate(letters, 1):
        name = LONG.get(f"-{letter}", letter)
        if name in WITH_VALUE:
            yield name, letters[place:] or next(waiting, "")
            return
        yield name, ""


def _take(command: CurlCommand, name: str, value: str) -> None:
    if name == "url":
        command.url = command.url or value
    elif name == "request":
        command.method = value.upper()
    elif name == "header":
        command.headers.append(value)
    elif name in ("user-agent", "referer"):
        command.headers.append(f"{name}: {value}")
    elif name == "cookie" and "=" in value:
        command.headers.append(f"Cookie: {value}")
    elif name in ("user", "oauth2-bearer"):
        command.notes.append(f"Left out --{name}: the endpoint asks for no login.")
    else:
        command.flags.add(name)


def _take_data(command: CurlCommand, name: str, value: str) -> None:
    if name not in ("data-raw", "data-urlencode", "url-query") and value.startswith("@"):
        raise NeedsFile(_in_a_file(value[1:]))
    if name in ("data-urlencode", "url-query"):
        value = _encoded(value)
    if name == "json":
        command.flags.add("json")
    (command.queries if name == "url-query" else command.pieces).append(value)


def _encoded(value: str) -> str:
    """`name=content` with the content encoded; without a name the whole of it."""
    name, equals, text = value.partition("=")
    if not equals:
        name, text = "", value
        if "@" in value:
            raise NeedsFile(_in_a_file(value.partition("@")[2]))
    return f"{name}={quote_plus(text)}" if name else quote_plus(text)


def _in_a_file(name: str) -> str:
    where = "standard input" if name == "-" else f"the file {name[:80]}"
    return (
        f"This cURL command takes its body from {where}, and nothing is read from there. "
        "Paste what it holds instead."
    )
