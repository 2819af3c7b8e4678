"""Reads cURL commands of bash, cmd.exe and PowerShell, those that browsers copy included."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from convert_console.core.paste.cookies import read_cookies
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.json_documents import read_json
from convert_console.core.paste.pasted_ids import form_encoded
from convert_console.core.paste.programs.shell import commands_in, placed_commands, shell_of
from convert_console.core.paste.programs.shell_script import ShellScript
from convert_console.core.paste.repair.json_value import strict
from convert_console.core.paste.results import (
    ABSENT,
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    only_first,
    reader,
)
from convert_console.core.request.headers import Headers


@reader("cURL command")
def read_curl(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of one command or several."""
    if not _start_of(text):
        return None
    script = ShellScript(text)
    start = _start_of(script.text) or _NOWHERE.match(script.text)
    assert start
    place = start.start("command")
    restored, notes = mended(script.text[place:])
    shell = shell_of(restored)
    expand = script.expander(place) if shell == "bash" else None
    commands = _fed(script.text[:place], restored, placed_commands(restored, shell, expand), script)
    try:
        requests = numbered(_requests(itertools.islice(commands, COMMANDS_LIMIT), script))
    except NeedsFile as why:
        return Unrecognised(str(why))
    if requests:
        notes += (only_first(COMMANDS_LIMIT, "commands"),) if next(commands, None) else ()
        label = f"cURL command{'s' * (len(requests) > 1)} ({shell})"
        return Recognised(requests, notes, label)
    alone = not script.text[:place].strip()
    return _other_data(text) or (Unrecognised(_NOT_OURS) if alone else None)


_PROMPT = (
    r"(?:(?:[\w.@:~/\[\]()+-]{1,40}+[ \t]?){0,4}[$>#%\u276f\u279c\u2717][ \t]+"
    r"|PS [^>\n]{0,260}+>[ \t]*|[A-Za-z]:\\[^>\n]{0,260}+>[ \t]*)?"
)
_PATH = r"(?:(?:[A-Za-z]:)?[\w.~-]*[/\\](?:[\w.~-]++[/\\])*+)?"
_BEFORE = (
    r"(?:(?:sudo|time|exec|env|nohup|\w{1,40}+=\S{0,200}+)[ \t]+){0,5}"
    # Programs that run a command elsewhere, or as somebody else, with their own words before it.
    r"(?:(?:sudo|docker|podman|kubectl|ssh|wsl|ddev|lando|timeout|nice)[ \t]+"
    r"(?:[\w.@/:=-]{1,60}+[ \t]+){0,8}?)?"
)
_CURL = re.compile(
    rf"(?:\A|[\n;&|`(:])[ \t]*{_PROMPT}{_BEFORE}{_PATH}(?P<command>curl(?:\.exe)?(?=\s|\Z))",
    re.IGNORECASE,
)
_NOWHERE = re.compile(r"(?P<command>)")
_FOLLOWS = re.compile(r"\s+(?:[-–—'\"‘“^$]|\\\s|`\s|[a-z]+://|[\w.-]+[.:/])", re.IGNORECASE)
_NAME = re.compile(r"(?:\S*[/\\])?curl(?:\.exe)?", re.IGNORECASE)
_JSON = (("Content-Type", "application/json"), ("Accept", "application/json"))
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_OWN_AGENT = (
    "The command sets no User-Agent: curl would send its own, curl/<version>, which looks like a "
    "bot's."
)
_OWN_TYPE = (
    "The command sets no Content-Type: curl would send application/x-www-form-urlencoded, so this "
    "was added to the headers."
)
_NOT_OURS = (
    "This is a cURL command, but not a tracking request. Its address must be the endpoint, or its "
    "body a tracking document."
)


def _other_data(text: str) -> Recognised | None:
    """Data of Convert in a request to others, such as `attributes` of a cart or cookies."""
    for read in (read_json, read_cookies):
        result = read(text)
        if isinstance(result, Recognised):
            return result
    return None


def _start_of(text: str) -> re.Match[str] | None:
    """Where the first command begins; inside a text, what follows must look like one."""
    if "curl" not in text.lower():
        return None
    first = _CURL.match(text)
    if first:
        return first
    matches = itertools.islice(_CURL.finditer(text), _LOOKED_AT)
    return next((match for match in matches if _FOLLOWS.match(text, match.end())), None)


_LOOKED_AT = 100
COMMANDS_LIMIT = 1_000
COPIED_LIMIT = 2_000_000
"""Characters that all requests of one command may come to."""


def _fed(
    before: str, text: str, commands: Iterator[tuple[int, list[str]]], script: ShellScript
) -> Iterator[tuple[list[str], str | None]]:
    """Commands with what is piped into each: by what is before it and behind the one before."""
    whole, start = before + text, 0
    for place, words in commands:
        end = len(before) + place
        yield words, piped_in(whole, start, end, script)
        start = end


def _requests(
    commands: Iterator[tuple[list[str], str | None]], script: ShellScript
) -> Iterator[PastedRequest]:
    for command_words, piped in commands:
        words, below = redirected(command_words, script)
        stdin = piped if below is None else below
        place = next((i for i, word in enumerate(words) if _NAME.fullmatch(word)), None)
        if place is None:
            continue
        parts = list(_parts(words[place + 1 :]))
        for number, part in enumerate(parts[:COMMANDS_LIMIT], 1):
            command = command_of(part, stdin, script.file)
            if number == COMMANDS_LIMIT < len(parts):
                command.notes.append(only_first(number, "requests of the command"))
            most = _addresses_read(command)
            if len(command.addresses) > most:
                command.notes.append(only_first(most, "addresses of the command"))
            for address in command.addresses[:most]:
                yield from _requests_to(address, command)


def _addresses_read(command: CurlCommand) -> int:
    """How many addresses are read: the whole command goes to each, so fewer of a long one."""
    parts = (command.body or "", *command.queries, *command.headers)
    return max(1, min(COMMANDS_LIMIT, COPIED_LIMIT // (1 + sum(map(len, parts)))))


def _parts(words: list[str]) -> Iterator[list[str]]:
    """The words up to each `--next`, behind which another request begins."""
    start = 0
    for place, word in enumerate(words):
        if word in ("--next", "-:"):
            yield words[start:place]
            start = place + 1
    yield words[start:]


def _requests_to(address: str, command: CurlCommand) -> Iterator[PastedRequest]:
    for request in requests_from(_captured(command, address)):
        notes: tuple[str, ...] = (
            (_OWN_TYPE,) if _FORM in request.headers and not _typed(command) else ()
        )
        notes += (_OWN_AGENT,) if request.user_agent is ABSENT else ()
        yield request._replace(notes=request.notes + notes)


def _typed(command: CurlCommand) -> bool:
    return _names(_headers(command), "content-type")


def _captured(command: CurlCommand, url: str) -> HttpRequest:
    headers = _headers(command)
    body, queries, notes = command.body, command.queries, tuple(command.notes)
    if body is not None and "get" in command.flags:
        queries, body = [*queries, body], None
    if queries:
        url += ("&" if "?" in url else "?") + "&".join(queries)
    if body is not None and strict(body) is None and '\\"' in body:
        # PowerShell before 7.3 needs \" where the program is to see a quote.
        unescaped = body.replace('\\"', '"')
        body = unescaped if strict(unescaped) else body
    if body is not None and not _names(headers, "content-type"):
        headers += (_FORM,)
    return HttpRequest(_method(command, body), url, headers, body, notes)


def _headers(command: CurlCommand) -> Headers:
    """`Name: value`; `Name;` sends an empty one, and `Name:` takes curl's own away."""
    result: list[tuple[str, str]] = []
    for line in command.headers:
        name, colon, value = line.partition(":")
        if colon:
            result.append((name.strip(), value.strip()))
        elif line.endswith(";"):
            result.append((line[:-1].strip(), ""))
    headers = tuple(result)
    if "json" in command.flags:
        headers += tuple(header for header in _JSON if not _names(headers, header[0].lower()))
    return headers


def _names(headers: Headers, name: str) -> bool:
    return any(known.lower() == name for known, _ in headers)


def _method(command: CurlCommand, body: str | None) -> str:
    if command.method:
        return command.method
    if "head" in command.flags:
        return "HEAD"
    return "GET" if body is None else "POST"


# Options that matter to a request; others are ignored.

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
"""Options without a value that change nothing in the request, or that are read elsewhere."""

FILES = {"upload-file": "-T", "config": "-K"}


_ESCAPED_BRACKET = re.compile(r"\\([\[\]{}])")


def _is_address(word: str) -> bool:
    """Whether a word has a scheme; `fetch("https://…")` is no address."""
    scheme, colon, _ = word.partition("://")
    return bool(colon) and "(" not in scheme


class NeedsFile(Exception):
    """Part of the request is in a file, which is not read here."""


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
        """The addresses: the certain ones in a row, or else the first word.

        Without a scheme curl uses http. A backslash keeps it from reading brackets as a range. What
        follows another word may be a link in what somebody wrote below the command.
        """
        words = itertools.dropwhile(lambda word: not _is_address(word), self.urls)
        certain = list(itertools.takewhile(_is_address, words)) or self.urls[:1]
        if "globoff" not in self.flags:
            certain = [_ESCAPED_BRACKET.sub(r"\1", url) for url in certain]
        return [url if "://" in url else f"http://{url}" for url in certain]


def command_of(
    words: list[str],
    stdin: str | None = None,
    file: Callable[[str], str | None] | None = None,
) -> CurlCommand:
    """Read the words after `curl`; `stdin` is what the paste shows to be piped in.

    `file` gives what the paste shows to be written into a file. Raises NeedsFile for data in
    another one: nothing is read from disk here.
    """
    command = CurlCommand()
    for name, value in _options(words):
        if name in DATA:
            content = stdin if value == "@-" else file(value[1:]) if file else None
            _take_data(command, name, value, content)
        elif name in ("form", "form-string"):
            _take_part(command, name, value)
        elif name in FILES:
            raise NeedsFile(
                f"This cURL command sends or reads a file ({FILES[name]}), and files are not read "
                "here. Paste the content of the file."
            )
        else:
            _take(command, name, value)
    return command


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Options with their values; any other word is the address."""
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
    """Letters behind one dash; the last one may have its value right behind it."""
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
        command.notes.append(f"Left out --{name}: the endpoint needs no login.")
    elif name in ALONE or name in WITH_VALUE:
        command.flags.add(name)
    else:
        dashes = "-" * (1 + (len(name) > 1))
        command.notes.append(f"Ignored {dashes}{name[:40]}, an unknown option.")


def _take_header(command: CurlCommand, value: str) -> None:
    if value.startswith("@"):
        command.notes.append(f"Left out the headers in the file {value[1:80]}: files are not read.")
    else:
        command.headers.append(value)


def _take_cookie(command: CurlCommand, value: str) -> None:
    """Cookies by name and value; curl sends those of several options in one header."""
    if "=" not in value:
        command.notes.append(f"Left out the cookies in the file {value[:80]}: files are not read.")
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
        command.notes.append("The command sends a multipart form (multipart/form-data).")
    command.flags.add("form")
    command.pieces.append(f"{form_encoded(field_name)}={form_encoded(text)}")


def _take_data(command: CurlCommand, name: str, value: str, content: str | None) -> None:
    if name == "json":
        command.flags.add("json")
    if value.startswith("@") and content is not None and name not in ("data-raw", "url-query"):
        # curl takes the line breaks out, but for --data-binary and --json.
        is_verbatim = name in ("data-binary", "json")
        command.pieces.append(content if is_verbatim else content.replace("\n", ""))
        return
    if name not in ("data-raw", "data-urlencode", "url-query") and value.startswith("@"):
        raise NeedsFile(_in_a_file(value[1:]))
    if name in ("data-urlencode", "url-query"):
        value = _encoded(value)
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
        f"This cURL command reads its body from {where}, which is not read here. Paste the "
        "content instead."
    )


# Undoes what word processors and chats do to a command: curly quotes, dashes, blanks.

_PIECE = re.compile(
    r"""(?P<straight>\$'(?:[^'\\]|\\.)*+'?+|'[^']*+'?+|"(?:[^"\\]|\\.)*+"?+|\\."""
    r"""|\^"(?:[^\\^]++|\\\^?.|\^(?!"))*(?:\^"|\Z))"""
    r"|(?P<curly>[“”„‟](?P<double>[^“”„‟]*+)[“”„‟]|[‘’](?P<single>[^‘’]*+)[‘’])"
    r"|(?P<blank>[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]++)"
    r"|(?P<dash>(?<!\S)[–—](?=[A-Za-z]))",
    re.DOTALL,
)
_INVISIBLE = "\u200b\u2060\ufeff"
_NOTES = {
    "curly": "Curly quotes in the command were read as straight quotes.",
    "blank": "Special spaces, such as non-breaking ones, were read as normal spaces.",
    "dash": "Dashes before options were read as hyphens.",
}
_SIGNS = re.compile(r"[“”„‟‘’–—\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The command as it was typed, and a sentence for each kind of thing that was undone.

    Text inside straight quotes belongs to the request and stays.

    >>> mended("curl\u00a0‘https://h/’ –data x")[0]
    "curl 'https://h/' --data x"
    """
    if not _SIGNS.search(text):
        return text, ()
    notes: dict[str, None] = {}

    def typed(match: re.Match[str]) -> str:
        kind = _kind(match)
        if kind == "straight":
            return match[0]
        notes.setdefault(_NOTES[kind])
        if kind == "curly":
            return _quoted(match)
        if kind == "blank":
            return " " * bool(match[0].strip(_INVISIBLE))
        return "--" if text[match.end() + 1 : match.end() + 2].isalpha() else "-"

    return _PIECE.sub(typed, text), tuple(notes)


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in ("straight", "curly", "blank", "dash") if match[kind])


def _quoted(match: re.Match[str]) -> str:
    """The same text in straight quotes, in which no character is special."""
    inner = match["double"] if match["double"] is not None else match["single"]
    return "'" + inner.replace("'", "'\\''") + "'"


# Text that the command reads from standard input.

_ECHO = re.compile(r"(?:\A|[\n;|&])[ \t]*+(?:[$>#%][ \t]++)?+(?P<echo>(?:echo|printf)[ \t])")
FORMAT = re.compile(r"(?:-[neE]+|%s(?:\\n)?|--)")
_PIPE_FROM = re.compile(r"(?:\A|[\n;&|])[ \t]*+(?:[$>#%][ \t]++)?+(?P<words>[^\n;&|]++)\|[^\n]*\Z")


def piped_in(text: str, start: int, end: int, script: ShellScript) -> str | None:
    r"""What the commands between two offsets print into the one behind them, `None` where nothing
    is piped in.

    >>> piped_in("echo '{}' | curl", 0, 12, ShellScript(""))
    '{}'
    """
    piped = text[start:end].rstrip()
    if not piped.endswith("|"):
        return None
    line = _PIPE_FROM.search(piped, max(0, piped.rfind("\n")))
    words = line["words"].split() if line else []
    if words[:1] != ["echo"] and words[:1] != ["printf"]:
        for word in words:
            if word.startswith("<<"):
                return script.filled(word.removeprefix("<<"))
        if words[:1] == ["cat"] and len(words) == 2:
            return script.file(words[1])
        printed = script.printed_by(words[0], end) if words else None
        if printed is not None:
            return printed
    echo = next(iter(deque(_ECHO.finditer(piped), 1)), None)
    if not echo:
        return None
    place = echo.start("echo")
    spoken = next(commands_in(piped[place:], "bash", script.expander(start + place)), [])
    printed_words = [script.filled(word) for word in itertools.takewhile("|".__ne__, spoken[1:])]
    while printed_words and FORMAT.fullmatch(printed_words[0]):
        printed_words.pop(0)
    return " ".join(printed_words)


_TAKES_DOCUMENTS = frozenset(("cat", "tee", "read"))


def redirected(words: list[str], script: ShellScript) -> tuple[list[str], str | None]:
    """The words without what is given to standard input by `<<`, `<<<` or `<`, and that text.

    What follows the name of a program that takes here-documents is for that one.
    """
    kept: list[str] = []
    text: str | None = None
    waiting = iter(words)
    for word in waiting:
        if word in _TAKES_DOCUMENTS:
            kept += [word, *map(script.filled, waiting)]
            break
        sign = next((sign for sign in ("<<<", "<<", "<") if word.startswith(sign)), "")
        if sign and (kept or [""])[-1] != "-d":
            value = word.removeprefix(sign) or next(waiting, "")
            text = script.file(value) if sign == "<" else script.filled(value)
        else:
            kept.append(script.filled(word))
    return kept, text
