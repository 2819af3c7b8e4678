"""The options of a cURL command that matter to a request; the others are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from convert_console.core.paste.pieces import form_encoded

LONG = {
    "-H": "header", "-d": "data", "-X": "request", "-A": "user-agent", "-b": "cookie",
    "-e": "referer", "-G": "get", "-I": "head", "-u": "user", "-F": "form", "-T": "upload-file",
    "-K": "config", "-o": "output", "-m": "max-time", "-x": "proxy", "-w": "write-out",
    "-c": "cookie-jar", "-E": "cert", "-r": "range", "-C": "continue-at", "-D": "dump-header",
    "-U": "proxy-user", "-y": "speed-time", "-Y": "speed-limit", "-z": "time-cond", "-h": "help",
    "-g": "globoff", "-:": "next",
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
ALONE = frozenset((
    "get", "head", "help", "globoff", "compressed", "insecure", "location", "silent", "show-error",
    "include", "verbose", "fail", "fail-with-body", "http1.0", "http1.1", "http2", "http2-prior-"
    "knowledge", "http3", "ipv4", "ipv6", "path-as-is", "no-buffer", "tcp-nodelay", "parallel",
    "remote-name", "remote-header-name", "progress-bar", "no-progress-meter", "location-trusted",
    "tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3", "ssl-no-revoke", "keepalive", "anyauth",
    "basic", "digest", "negotiate", "ntlm", "raw", "tr-encoding", "post301", "post302", "post303",
    *"0123456#%LNOSaijklnpqstvVfBMJRZQ",
))  # fmt: skip
"""Options without a value that change nothing in the request, or that are seen to elsewhere."""

FILES = {"upload-file": "-T", "config": "-K"}


_ESCAPED_BRACKET = re.compile(r"\\([\[\]{}])")


class NeedsFile(Exception):
    """The request is not in the command alone: part of it stands in a file, or is a file."""


@dataclass(slots=True)
class CurlCommand:
    """What the options say. `body` joins the pieces of data as curl does."""

    urls: list[str] = field(default_factory=list)
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

    @property
    def addresses(self) -> list[str]:
        """Where the request goes: to each address that is one beyond doubt, or to the first word.

        curl takes http where no scheme is named, and a backslash keeps it from reading brackets
        as a range of addresses.
        """
        certain = [url for url in self.urls if "://" in url] or self.urls[:1]
        if "globoff" not in self.flags:
            certain = [_ESCAPED_BRACKET.sub(r"\1", url) for url in certain]
        return [url if "://" in url else f"http://{url}" for url in certain]


def command_of(words: list[str], stdin: str | None = None) -> CurlCommand:
    """Read the words after `curl`; `stdin` is what the paste shows to be piped in.

    Raises NeedsFile for data that stands in a file: nothing is read from disk here.
    """
    command = CurlCommand()
    for name, value in _options(words):
        if name in DATA:
            _take_data(command, name, value, stdin)
        elif name in ("form", "form-string"):
            _take_part(command, name, value)
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
        command.urls.append(value)
    elif name == "request":
        command.method = value.upper()
    elif name == "header":
        _take_header(command, value)
    elif name in ("user-agent", "referer"):
        command.headers.append(f"{name}: {value}")
    elif name == "cookie":
        _take_cookie(command, value)
    elif name in ("user", "oauth2-bearer"):
        command.notes.append(f"Left out --{name}: the endpoint asks for no login.")
    elif name in ALONE or name in WITH_VALUE:
        command.flags.add(name)
    else:
        dashes = "-" * (1 + (len(name) > 1))
        command.notes.append(f"Passed over {dashes}{name[:40]}, an option that is not known here.")


def _take_header(command: CurlCommand, value: str) -> None:
    if value.startswith("@"):
        command.notes.append(f"Left out the headers in the file {value[1:80]}: no file is read.")
    else:
        command.headers.append(value)


def _take_cookie(command: CurlCommand, value: str) -> None:
    """Cookies by name and value; curl sends those of several options in one header."""
    if "=" not in value:
        command.notes.append(f"Left out the cookies in the file {value[:80]}: no file is read.")
        return
    known = next((at for at, h in enumerate(command.headers) if h.startswith("Cookie: ")), None)
    if known is None:
        command.headers.append(f"Cookie: {value}")
    else:
        command.headers[known] += f"; {value}"


def _take_part(command: CurlCommand, name: str, value: str) -> None:
    """A field of a form of several parts. It is kept as the field of a plain form."""
    field_name, _, text = value.partition("=")
    if name == "form" and text.startswith(("@", "<")):
        raise NeedsFile(_in_a_file(text[1:].partition(";")[0]))
    if "form" not in command.flags:
        command.notes.append("The command sends a form of parts (multipart/form-data).")
    command.flags.add("form")
    command.pieces.append(f"{form_encoded(field_name)}={form_encoded(text)}")


def _take_data(command: CurlCommand, name: str, value: str, stdin: str | None) -> None:
    if value == "@-" and stdin is not None:
        # curl takes the line breaks out, but for --data-binary and --json.
        whole = name in ("data-binary", "json")
        command.pieces.append(stdin if whole else stdin.replace("\n", ""))
        return
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
    return f"{name}={form_encoded(text)}" if name else form_encoded(text)


def _in_a_file(name: str) -> str:
    where = "standard input" if name == "-" else f"the file {name[:80]}"
    return (
        f"This cURL command takes its body from {where}, and nothing is read from there. "
        "Paste what it holds instead."
    )
