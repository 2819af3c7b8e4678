"""A request as JavaScript: with fetch, or with node's own client where fetch would alter it."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import urlsplit

from convert_console.core.copy_as.curl import header_lines
from convert_console.core.copy_as.target import has_header, told_headers
from convert_console.core.request.headers import Headers
from convert_console.core.request.wire import WireRequest

_FETCH = """\
// In a browser the page's own User-Agent goes out instead: none lets a script set it.
fetch({url}, {{
  method: {method},
  redirect: "manual",
  headers: {headers},
{body}}}).then(async (answer) => console.log(answer.status, await answer.text()));
"""
_NODE = """\
// For node only: {why}.
import("node:{scheme}").then(({{ request }}) => {{
  const sent = request({{
    method: {method},
    host: {host},
    port: {port},
    path: {path},
    setHost: false,
    headers: {headers},
  }}, async (answer) => {{
    let text = "";
    for await (const part of answer.setEncoding("utf8")) text += part;
    console.log(answer.statusCode, text);
  }});
  sent.end({body});
}});
"""


def write_javascript(wire: WireRequest) -> str:
    """The script; its first line says what a browser does otherwise."""
    why = _why_not_fetch(wire)
    return _node(wire, why) if why else _fetch(wire)


def literal(text: str) -> str:
    r"""A text as a string of JavaScript, in one line.

    >>> print(literal('a"b'))
    "a\"b"
    """
    return _LINE_ENDS.sub(_escape, json.dumps(text, ensure_ascii=False))


# Line ends to JavaScript; and what is neither seen nor sure to survive a clipboard.
_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
# What the URL standard encodes or folds away in a path and in a query.
_ALTERED = re.compile(r"""["<>'^`{}\\|]|/(\.|%2e){1,2}(/|\?|$)""", re.IGNORECASE)
# Headers that fetch sets itself or refuses (Fetch standard, 2.2.2), and those beside which it sends
# Cache-Control and Pragma (4.5, for conditional requests).
_FETCHS_OWN = {
    *("connection", "expect", "host", "keep-alive", "te", "trailer", "upgrade"),
    *("if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"),
}


def _why_not_fetch(wire: WireRequest) -> str:
    names = [name.lower() for name, _ in told_headers(wire)]
    if not has_header(wire, "User-Agent"):
        return "fetch cannot leave out the User-Agent"
    if "" in (value for _, value in told_headers(wire)):
        return "fetch may leave out a header that is empty"
    if _FETCHS_OWN.intersection(names) or len(set(names)) < len(names):
        return "fetch cannot send these headers as they are"
    if _ALTERED.search(wire.target):
        return "fetch would encode this URL anew"
    return ""


def _fetch(wire: WireRequest) -> str:
    body = f"  body: {_body(wire.body)},\n" if wire.method == "POST" else ""
    return _FETCH.format(
        url=literal(wire.url),
        method=literal(wire.method),
        headers=_pairs(told_headers(wire), "  "),
        body=body,
    )


def _node(wire: WireRequest, why: str) -> str:
    address = urlsplit(wire.url)
    hosts = tuple(header for header in wire.headers if header[0].lower() == "host")
    others = tuple(header for header in told_headers(wire) if header not in hosts)
    return _NODE.format(
        why=why,
        scheme=address.scheme,
        method=literal(wire.method),
        host=literal(address.hostname or ""),
        port=address.port or (443 if address.scheme == "https" else 80),
        path=literal(wire.target),
        headers=_grouped((*hosts, *others)),
        body=_body(wire.body) if wire.method == "POST" else "",
    )


def _pairs(headers: Headers, indent: str) -> str:
    lines = [f"{indent}  [{literal(name)}, {literal(value)}],\n" for name, value in headers]
    return f"[\n{''.join(lines)}{indent}]"


def _grouped(headers: Headers) -> str:
    """Headers of the same name as a list, since an object has each key once."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), (name, []))[1].append(literal(value))
    lines = []
    for name, values in found.values():
        value = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
        lines.append(f"      {literal(name)}: {value},\n")
    return f"{{\n{''.join(lines)}    }}"


def _body(body: bytes) -> str:
    try:
        return literal(body.decode("utf-8"))
    except UnicodeDecodeError:
        encoded = base64.b64encode(body).decode("ascii")
        return f'Uint8Array.from(atob("{encoded}"), (sign) => sign.charCodeAt(0))'


def _escape(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


# A request as a PHP script with the curl extension.

_SCRIPT = """\
<?php
$curl = curl_init({url});
curl_setopt_array($curl, [
    CURLOPT_CUSTOMREQUEST => {method},
    CURLOPT_PATH_AS_IS => true,
    CURLOPT_HTTPHEADER => [
{headers}    ],
{body}    CURLOPT_RETURNTRANSFER => true,
]);
$answer = curl_exec($curl);
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $answer, PHP_EOL;
"""


def write_php(wire: WireRequest) -> str:
    """The script. PHP's curl sends no User-Agent of its own and follows no redirect."""
    headers = [f"        {quoted(line.encode('latin-1'))},\n" for line in header_lines(wire)]
    body = f"    CURLOPT_POSTFIELDS => {quoted(wire.body)},\n" if wire.method == "POST" else ""
    return _SCRIPT.format(
        url=quoted(wire.url.encode("ascii")),
        method=quoted(wire.method.encode("ascii")),
        headers="".join(headers),
        body=body,
    )


def quoted(data: bytes) -> str:
    r"""Bytes as a string of PHP, in single quotes where they can be read.

    >>> print(quoted(b"it's"), quoted(b"a\0$b"))
    'it\'s' "a\x00\$b"
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        return '"' + _ALL_BUT_ASCII.sub(_escape_php, text) + '"'
    if _CONTROL.search(text):
        return '"' + _IN_DOUBLE_QUOTES.sub(_escape_php, text) + '"'
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# A line break may become another one when a file is saved elsewhere, so only \n stays as it is.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_IN_DOUBLE_QUOTES = re.compile(r'[\x00-\x09\x0b-\x1f\x7f"$\\]')
_ALL_BUT_ASCII = re.compile(r'[^ -~]|["$\\]')


def _escape_php(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}" if sign[0] in '"$\\' else f"\\x{ord(sign[0]):02x}"


# A request as a Python script with httpx.

_SCRIPT_PYTHON_HTTPX = """\
import httpx

request = httpx.Request(
    {method!r},
    {origin!r},
    headers=[
{headers}    ],
    content={content},
    extensions={{"target": {target!r}}},  # the path and query as they are, not encoded anew
)
with httpx.Client() as client:
    answer = client.send(request)
print(answer.status_code, answer.text)
"""


def write_python(wire: WireRequest) -> str:
    """The script: a request made by hand goes out as it stands, without httpx's own headers."""
    address = urlsplit(wire.url)
    headers = [_header(name, value) for name, value in told_headers(wire)]
    if not has_header(wire, "User-Agent"):
        headers.append("# no User-Agent: httpx adds none to a request made by hand")
    return _SCRIPT_PYTHON_HTTPX.format(
        method=wire.method,
        origin=f"{address.scheme}://{address.netloc}/",
        headers="".join(f"        {line}\n" for line in headers),
        content=_content(wire.body),
        target=wire.target.encode("ascii"),
    )


def _header(name: str, value: str) -> str:
    if value.isascii():
        return f"({name!r}, {value!r}),"
    return f"({name.encode('latin-1')!r}, {value.encode('latin-1')!r}),"


def _content(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return repr(body)
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return f"{text!r}.encode()" if text else 'b""'
    return "(\n" + "".join(f"        {line!r}\n" for line in lines) + "    ).encode()"
