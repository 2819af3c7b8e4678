"""Copy as JavaScript: with fetch, or with node's own client where fetch would alter it."""

import base64
import json
import re
from urllib.parse import urlsplit

from convert_console.core.copy_as.request_parts import CopyError, named_headers, sends_body
from convert_console.core.request.headers import Headers
from convert_console.core.request.wire import WireRequest


def write_javascript(wire: WireRequest) -> str:
    """The script; its first line says what a browser does otherwise."""
    if wire.body and wire.method in _WITHOUT_BODY:
        raise CopyError(f"JavaScript sends no body with {wire.method}. Copy it as Python or PHP.")
    why = _why_not_fetch(wire)
    return _node(wire, why) if why else _fetch(wire)


_FETCH = """\
// A browser sends its own User-Agent instead: scripts cannot set it.
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


def literal(text: str) -> str:
    r"""A text as a string of JavaScript, in one line.

    >>> print(literal('a"b'))
    "a\"b"
    """
    return _LINE_ENDS.sub(_escape, json.dumps(text, ensure_ascii=False))


# Line ends of JavaScript, and invisible characters that a clipboard may lose.
_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
# What the URL standard encodes or folds away in a path and in a query.
_ALTERED = re.compile(r"""["<>'^`{}\\|]|/(\.|%2e){1,2}(/|\?|$)""", re.IGNORECASE)
# Headers that fetch sets itself or refuses (Fetch standard, 2.2.2), and those with which it also
# sends Cache-Control and Pragma (4.5, for conditional requests).
_FETCHS_OWN = {
    *("connection", "expect", "host", "keep-alive", "te", "trailer", "upgrade"),
    *("if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"),
}

# Methods with which fetch refuses a body, or node's client gives it no length.
_WITHOUT_BODY = {"GET", "HEAD", "DELETE", "OPTIONS"}


def _why_not_fetch(wire: WireRequest) -> str:
    names = [name.lower() for name, _ in named_headers(wire)]
    if wire.header("User-Agent") is None:
        return "fetch cannot leave out the User-Agent"
    if "" in (value for _, value in named_headers(wire)):
        return "fetch may leave out a header that is empty"
    if _FETCHS_OWN.intersection(names) or len(set(names)) < len(names):
        return "fetch cannot send these headers as they are"
    if _ALTERED.search(wire.target):
        return "fetch would encode this URL again"
    return ""


def _fetch(wire: WireRequest) -> str:
    body = f"  body: {_body(wire.body)},\n" if sends_body(wire) else ""
    return _FETCH.format(
        url=literal(wire.url),
        method=literal(wire.method),
        headers=_pairs(named_headers(wire), "  "),
        body=body,
    )


def _node(wire: WireRequest, why: str) -> str:
    address = urlsplit(wire.url)
    hosts = tuple(header for header in wire.headers if header[0].lower() == "host")
    headers = tuple(header for header in named_headers(wire) if header not in hosts)
    body = _body(wire.body) if sends_body(wire) else ""
    if body.startswith('"') and not all((name + value).isascii() for name, value in headers):
        # Node writes headers and a text in one go, as UTF-8; before bytes headers are Latin-1.
        body = f"new TextEncoder().encode({body})"
    return _NODE.format(
        why=why,
        scheme=address.scheme,
        method=literal(wire.method),
        host=literal(address.hostname or ""),
        port=address.port or (443 if address.scheme == "https" else 80),
        path=literal(wire.target),
        headers=_grouped((*hosts, *headers)),
        body=body,
    )


def _pairs(headers: Headers, indent: str) -> str:
    lines = [f"{indent}  [{literal(name)}, {literal(value)}],\n" for name, value in headers]
    return f"[\n{''.join(lines)}{indent}]"


def _grouped(headers: Headers) -> str:
    """Headers of the same name as a list, since an object has each key once."""
    by_name: dict[str, tuple[str, list[str]]] = {}
    for name, value in headers:
        by_name.setdefault(name.lower(), (name, []))[1].append(literal(value))
    lines = []
    for name, values in by_name.values():
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
