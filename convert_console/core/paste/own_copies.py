"""Reads what the console itself copies, so that pasting a copy gives the same request.

The forms are those of `core/copy_as`. A copy that was edited is left to the reader of its language.
"""

import ast
import json
import re
from base64 import b64decode
from collections.abc import Callable
from typing import NamedTuple

from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.programs.shell import commands_in
from convert_console.core.paste.results import Recognised, reader
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.text import joined_surrogates


class _Copy(NamedTuple):
    method: str
    url: str
    headers: Headers
    body: bytes


@reader("Request copied in this console")
def read_own_copy(text: str) -> Recognised | None:
    """The request, to the byte; `None` where the text is no copy of this console's."""
    begin = text.lstrip("\n")[:_LOOKED_AT]
    for sign, read in _FORMS:
        if sign.match(begin):
            try:
                copy = read(text)
                return _result(copy) if copy else None
            except (ValueError, SyntaxError, MemoryError, RecursionError, IndexError):
                return None  # edited; UnicodeError is a ValueError
    return None


def _result(copy: _Copy) -> Recognised | None:
    body = copy.body.decode("utf-8", "surrogatepass") if copy.method == "POST" else None
    captured = HttpRequest(copy.method, copy.url, copy.headers, body, exact=True)
    requests = requests_from(captured)
    return Recognised(requests) if requests else None


_LOOKED_AT = 200

# cURL, for three shells.


def _of_options(words: list[str], body: bytes | None) -> _Copy | None:
    """The request of the words behind `curl`; `body` is what the copy pipes into it, or
    writes into a file for it.
    """
    waiting = iter(words[:-1])
    if [next(waiting, ""), next(waiting, "")] != ["--include", "--globoff"]:
        return None
    headers: list[tuple[str, str]] = []
    method = "GET"
    for word in waiting:
        if word == "--header":
            headers += _header(next(waiting, ""))
        elif word in ("--data-raw", "--data-binary"):
            value, method = next(waiting, ""), "POST"
            if word == "--data-raw":
                body = value.encode("utf-8", "surrogatepass")
            elif body is None:
                return None
        elif word != "--path-as-is":
            return None
    return _Copy(method, words[-1], tuple(headers), body or b"")


def _header(line: str) -> Headers:
    """`Name: value`; `Name;` sends no value, and `Name:` leaves out one of curl's own."""
    name, colon, value = line.partition(": ")
    if colon:
        return ((name, value),)
    return ((line[:-1], ""),) if line.endswith(";") else ()


_BASH_WORD = re.compile(
    r"(?P<plain>--[a-z-]+|@-|curl|printf|%s|\|)(?=[\s])"
    r"|(?P<quoted>'[^']*+'(?:\\''[^']*+')*+)|\$'(?P<escaped>(?:[^'\\]|\\.)*+)'",
    re.DOTALL,
)
_BASH_GAP = re.compile(r"(?:[ \n]|\\\n)*+")
_BASH_ESCAPE = re.compile(rb"\\(?:(?P<octal>[0-7]{1,3})|(?P<sign>.))", re.DOTALL)
_BASH_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _of_bash(text: str) -> _Copy | None:
    words: list[bytes] = []
    place = 0
    while place < len(text):
        gap = _BASH_GAP.match(text, place)
        match = _BASH_WORD.match(text, gap.end() if gap else place)
        if not match:
            break
        words.append(_bash_word(match))
        place = match.end()
    if text[place:].strip() or not words:
        return None
    body = None
    if words[:2] == [b"printf", b"%s"] and len(words) > 4 and words[3] == b"|":
        body, words = words[2], words[4:]
    if words[0] != b"curl":
        return None
    # Headers are Latin-1 and a body is UTF-8: the option before a word says how to decode it.
    places = {at for at, word in enumerate(words) if word == b"--data-raw"}
    texts = [
        word.decode("utf-8", "surrogatepass") if at - 1 in places else word.decode("latin-1")
        for at, word in enumerate(words)
    ]
    return _of_options(texts[1:], body)


def _bash_word(match: re.Match[str]) -> bytes:
    if match["plain"]:
        return match["plain"].encode()
    if match["quoted"]:
        return match["quoted"][1:-1].replace("'\\''", "'").encode("utf-8", "surrogatepass")
    return _BASH_ESCAPE.sub(_bash_sign, match["escaped"].encode("utf-8", "surrogatepass"))


def _bash_sign(match: re.Match[bytes]) -> bytes:
    if match["octal"]:
        return bytes((int(match["octal"], 8) & 0xFF,))
    return _BASH_SIGNS.get(match["sign"], match["sign"])


def _of_cmd(text: str) -> _Copy | None:
    command = text.partition("\n")[2] if text.startswith("rem ") else text
    words = next(commands_in(command.rstrip("\r\n"), "cmd.exe"), [])
    return _of_options(words[1:], None) if words[:1] == ["curl.exe"] else None


_PS_TERM = r"(?:'(?:[^']|'')*+'|\[char\]\d{1,5})"
_PS_SUM = rf"{_PS_TERM}(?: \+ {_PS_TERM})*+"
_PS_BODY = re.compile(
    rf"\$body = (?:(?P<one>{_PS_SUM})|@\(\n(?P<lines>(?:  \(?{_PS_SUM}\)?,?\n)+)\) -join \"`n\")\n"
    r"\$file = [^\n]+\n\[IO\.File\]::WriteAllText\(\$file, \$body\)[^\n]*\n"
)
_PS_WORD = re.compile(
    rf"(?P<plain>curl\.exe|--[a-z0-9.-]+(?=\s)|\"@\$file\")|\(?(?P<sum>{_PS_SUM})\)?"
)
_PS_GAP = re.compile(r"(?:[ \n]|`\n)*+")
_PS_PIECE = re.compile(r"'(?P<text>(?:[^']|'')*+)'|\[char\](?P<code>\d{1,5})")
_PS_QUOTE = re.compile(r'(\\+)"')


def _of_powershell(text: str) -> _Copy | None:
    text = text.replace("\r\n", "\n").removesuffix("\n")
    if text.startswith("$PS"):
        text = text.partition("\n")[2]
    before = _PS_BODY.match(text)
    body = None
    if before:
        sums = [before["one"]] if before["one"] else before["lines"].splitlines()
        body = "\n".join(map(_ps_text, sums)).encode("utf-8", "surrogatepass")
        text = text[before.end() :].removesuffix("\nRemove-Item $file")
    words: list[str] = []
    place = 0
    while match := _PS_WORD.match(text, place):
        word = match["plain"] or _PS_QUOTE.sub(_ps_quote, _ps_text(match["sum"]))
        words.append(word)
        gap = _PS_GAP.match(text, match.end())
        place = gap.end() if gap else match.end()
    if place < len(text) or words[:1] != ["curl.exe"]:
        return None
    return _of_options(words[1:], body)


def _ps_text(sum_of_texts: str) -> str:
    return joined_surrogates(
        "".join(
            match["text"].replace("''", "'") if match["code"] is None else chr(int(match["code"]))
            for match in _PS_PIECE.finditer(sum_of_texts)
        )
    )


def _ps_quote(match: re.Match[str]) -> str:
    """Backslashes before a quote are doubled, and one more makes it a character."""
    return "\\" * (len(match[1]) // 2) + '"'


# Programs.

_PYTHON = re.compile(
    r"import httpx\n\nrequest = httpx\.Request\(\n    (?P<method>'[A-Z]+'),\n"
    r"    (?P<origin>'[^'\n]+'|\"[^\"\n]+\"),\n    headers=\[\n"
    r"(?P<headers>(?:        [^\n]*+\n)*+)    \],\n"
    r"    content=(?P<content>.*?),\n    extensions=\{\"target\": (?P<target>b['\"][^\n]*)\},  #",
    re.DOTALL,
)


def _of_python(text: str) -> _Copy | None:
    match = _PYTHON.match(text.replace("\r\n", "\n"))
    if not match:
        return None
    method, origin = ast.literal_eval(match["method"]), ast.literal_eval(match["origin"])
    target = ast.literal_eval(match["target"])
    headers: list[tuple[str, str]] = []
    for line in match["headers"].splitlines():
        if line.lstrip().startswith("#"):
            continue
        name, value = ast.literal_eval(line.strip().removesuffix(","))
        headers.append((_latin(name), _latin(value)))
    content = match["content"]
    is_text = content.endswith(".encode()")
    held = ast.literal_eval(content.removesuffix(".encode()"))
    body = held.encode("utf-8", "surrogatepass") if is_text and isinstance(held, str) else held
    if not isinstance(body, bytes) or not isinstance(target, bytes):
        raise ValueError
    return _Copy(method, origin.removesuffix("/") + target.decode("ascii"), tuple(headers), body)


def _latin(held: object) -> str:
    if not isinstance(held, str | bytes):
        raise ValueError
    return held if isinstance(held, str) else held.decode("latin-1")


_JS_TEXT = r'"(?:[^"\\]|\\.)*+"'
_JS_BODY = (
    rf"(?:(?:new TextEncoder\(\)\.encode\()?(?P<text>{_JS_TEXT})\)?"
    r'|Uint8Array\.from\(atob\("(?P<base64>[^"]*+)"\)[^\n]*)'
)
_FETCH = re.compile(
    rf"// [^\n]*\nfetch\((?P<url>{_JS_TEXT}), \{{\n  method: \"(?P<method>[A-Z]+)\",\n"
    rf"  redirect: \"manual\",\n  headers: \[\n(?P<headers>(?:    \[{_JS_TEXT}, {_JS_TEXT}\],\n)*+)"
    rf"  \],\n(?:  body: {_JS_BODY},\n)?\}}\)\.then"
)
_NODE = re.compile(
    rf"// For node only: [^\n]*\nimport\(\"node:(?P<scheme>https?)\"\)\.then[^\n]*\n[^\n]*\n"
    rf"    method: \"(?P<method>[A-Z]+)\",\n    host: (?P<host>{_JS_TEXT}),\n"
    rf"    port: (?P<port>\d{{1,5}}),\n    path: (?P<path>{_JS_TEXT}),\n    setHost: false,\n"
    r"    headers: \{\n(?P<headers>(?:      [^\n]*+\n)*+)    \},\n"
    rf".*?\n  sent\.end\((?:{_JS_BODY})?\);\n",
    re.DOTALL,
)
_JS_PAIR = re.compile(rf"    \[({_JS_TEXT}), ({_JS_TEXT})\],\n")
_JS_KEY = re.compile(rf"      ({_JS_TEXT}): (?:({_JS_TEXT})|\[({_JS_TEXT}(?:, {_JS_TEXT})*+)\]),\n")


def _of_javascript(text: str) -> _Copy | None:
    text = text.replace("\r\n", "\n")
    match = _FETCH.match(text)
    if match:
        headers = tuple(
            (json.loads(name), json.loads(value))
            for name, value in _JS_PAIR.findall(match["headers"])
        )
        return _Copy(match["method"], json.loads(match["url"]), headers, _js_body(match))
    match = _NODE.match(text)
    if not match:
        return None
    headers = tuple(
        (json.loads(name), json.loads(value))
        for name, one, several in _JS_KEY.findall(match["headers"])
        for value in ([one] if one else re.findall(_JS_TEXT, several))
    )
    host = json.loads(match["host"])
    host = f"[{host}]" if ":" in host else host
    if int(match["port"]) != {"http": 80, "https": 443}[match["scheme"]]:
        host += f":{match['port']}"
    named = header_value(headers, "host") or ""
    host = named if named.lower() == host.lower() else host
    url = f"{match['scheme']}://{host}{json.loads(match['path'])}"
    return _Copy(match["method"], url, headers, _js_body(match))


def _js_body(match: re.Match[str]) -> bytes:
    if match["base64"] is not None:
        return b64decode(match["base64"])
    text: str = json.loads(match["text"]) if match["text"] else ""
    return text.encode("utf-8", "surrogatepass")


_PHP_TEXT = r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
_PHP = re.compile(
    rf"<\?php\n\$curl = curl_init\((?P<url>{_PHP_TEXT})\);\ncurl_setopt_array\(\$curl, \[\n"
    rf"    CURLOPT_CUSTOMREQUEST => (?P<method>{_PHP_TEXT}),\n    CURLOPT_PATH_AS_IS => true,\n"
    rf"    CURLOPT_HTTPHEADER => \[\n(?P<headers>(?:        {_PHP_TEXT},\n)*+)    \],\n"
    rf"(?:    CURLOPT_POSTFIELDS => (?P<body>{_PHP_TEXT}),\n)?    CURLOPT_RETURNTRANSFER",
    re.DOTALL,
)
_PHP_ESCAPE = re.compile(rb"\\(?:x(?P<hex>[0-9A-Fa-f]{2})|(?P<sign>[\"$\\]))")


def _of_php(text: str) -> _Copy | None:
    match = _PHP.match(text)
    if not match:
        return None
    lines = re.findall(_PHP_TEXT, match["headers"])
    headers = tuple(pair for line in lines for pair in _header(_php(line).decode("latin-1")))
    method, url = _php(match["method"]).decode(), _php(match["url"]).decode()
    return _Copy(method, url, headers, _php(match["body"]) if match["body"] else b"")


def _php(raw: str) -> bytes:
    inner = raw[1:-1].encode("utf-8", "surrogatepass")
    if raw.startswith("'"):
        return re.sub(rb"\\([\\'])", rb"\1", inner)
    return _PHP_ESCAPE.sub(
        lambda match: bytes((int(match["hex"], 16),)) if match["hex"] else match["sign"], inner
    )


# Raw HTTP: complete by its own length, with the headers in the console's order. It does not say
# whether it goes over TLS.

_RAW = re.compile(
    r"(?P<method>POST|GET) (?P<target>/[!-~]*) HTTP/1\.1\r?\n"
    r"(?P<headers>(?:[!-9;-~]++:[^\r\n]*+\r?+\n)++)\r?\n"
)


def _of_raw(text: str) -> _Copy | None:
    match = _RAW.match(text)
    if not match:
        return None
    lines = match["headers"].splitlines()
    headers = tuple((line.partition(":")[0], line.partition(":")[2].strip(" ")) for line in lines)
    names = [name.lower() for name, _ in headers]
    if names[0] != "host" or not {"accept", "accept-encoding"} <= set(names):
        return None
    body = text[match.end() :].encode("utf-8", "surrogatepass")
    length = header_value(headers, "content-length")
    if match["method"] == "POST" and (names[-1] != "content-length" or length != str(len(body))):
        return None
    if match["method"] == "GET" and (body.strip() or length):
        return None
    host = headers[0][1]
    name, _, port = host.rpartition(":")
    is_plain = (name and port.isdigit() and not port.endswith("443")) or host.startswith(
        ("localhost", "127.", "[::1]")
    )
    url = f"http{'' if is_plain else 's'}://{host}{match['target']}"
    return _Copy(match["method"], url, headers, body)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], _Copy | None]], ...] = (
    (re.compile(r"curl \\\n  --include \\\n  --globoff|printf %s "), _of_bash),
    (re.compile(r"(?:rem [^\n]*\r?\n)?curl\.exe --include --globoff "), _of_cmd),
    (re.compile(r"\$PSNativeCommand|\$body = |curl\.exe `\r?\n  --include"), _of_powershell),
    (re.compile(r"import httpx\r?\n\r?\nrequest = httpx\.Request"), _of_python),
    (re.compile(r"// A browser sends|// For node only"), _of_javascript),
    (re.compile(r"<\?php\n\$curl = curl_init"), _of_php),
    (re.compile(r"(?:POST|GET) /[^\n]{0,200}"), _of_raw),
)
