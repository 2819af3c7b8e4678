"""Reads files of API clients that are not JSON: `.http` files, Bruno's `.bru`, and YAML.

Each becomes the tree of a collection, which is read like any other.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from convert_console.core.document.payload import Payload
from convert_console.core.paste.kept_requests import read_collection, read_kept_list
from convert_console.core.paste.kept_requests import read_kept_requests as read_kept
from convert_console.core.paste.results import Recognised, Unrecognised, mentions, reader
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

# Files of editors, `.http` and `.rest`: lines that begin with ### separate the requests.

_MARKED = re.compile(r"^(?:###|@[\w.-]{1,100}[ \t]*=|(?:#|//)[ \t]*@\w)", re.MULTILINE)
_BEGINS = re.compile(r"[A-Z]{3,7}[ \t]+https?://\S+[ \t]*\r?\n")
_REQUEST_LINE = re.compile(
    r"(?:(?P<method>[A-Z]{3,7})[ \t]+)?(?P<url>(?:https?://|\{\{|/|[\w-]+(?:\.[\w-]+)*[:/.])\S.*?)"
    r"(?:[ \t]+HTTP/[0-9.]+)?[ \t]*"
)
_FILE_VARIABLE = re.compile(r"@(?P<name>[\w.-]{1,100})[ \t]*=[ \t]*(?P<value>.*)")
_NAMED = re.compile(r"(?:#|//)[ \t]*@name[ \t=]+(?P<name>\S.*)")
_MORE_URL = re.compile(r"[ \t]*[?&/]\S*|[ \t]+\S+")
_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+[ \t]*:.*")
_AFTER_BODY = re.compile(r"(?:>{1,2}!?|<>|\?\?)[ \t]|> *\{%|HTTP/[0-9.]+ [1-5]")
_FROM_FILE = re.compile(r"<@?[ \t]*(?:[\w-]+[ \t]+)?(?P<name>[^\s{%<>]\S*)[ \t]*")


@reader("HTTP file")
def read_http_file(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of a file for the HTTP client of an editor."""
    if not _is_http_file(text):
        return None
    variables: list[Payload] = []
    requests: list[Payload] = []
    name, block = "", list[str]()
    for line in [*text.splitlines(), "###"]:
        spend(2 * STEPS_PER_TOKEN)
        variable = _FILE_VARIABLE.match(line) if line.startswith("@") else None
        if line.startswith("###"):
            request = _of_block(block, name)
            requests += [request] if request else []
            name, block = line.strip("# \t"), []
        elif variable:
            variables.append({"name": variable["name"], "value": variable["value"].strip()})
        else:
            block.append(line)
    if not requests:
        return None
    tree: dict[str, Payload] = {"items": requests, "environments": [{"variables": variables}]}
    return read_collection(tree, "HTTP file", certain=False)


def _is_http_file(text: str) -> bool:
    if "{{" in text or _BEGINS.match(text):
        return True
    return mentions(text, "###", "@") and bool(_MARKED.search(text))


def _of_block(lines: list[str], name: str) -> dict[str, Payload] | None:
    """The request between two separators; `None` where the lines are none."""
    if not lines:
        return None
    waiting = iter(_without_scripts(lines))
    first = ""
    for line in waiting:
        named = _NAMED.match(line)
        name = named["name"].strip() if named else name
        if line.strip() and not line.startswith(("#", "//")):
            first = line.strip()
            break
    match = _REQUEST_LINE.fullmatch(first)
    if not match:
        return None
    url, headers = match["url"], list[Payload]()
    for line in waiting:
        if not line.strip():
            break
        if not headers and _MORE_URL.fullmatch(line) and not _HEADER.fullmatch(line.strip()):
            url += line.strip()
        elif _HEADER.fullmatch(line.strip()):
            headers.append(line.strip())
        elif not line.startswith(("#", "//")):
            return None
    body = list(itertools.takewhile(lambda line: not _AFTER_BODY.match(line), waiting))
    if not match["method"] and (any(map(str.strip, body)) or not url.startswith(("http", "{{"))):
        return None  # a heading with an address below it, in a text of another kind
    return {
        "name": name,
        "method": match["method"] or "GET",
        "url": url,
        "headers": headers,
        "body": _body(body),
        "fromFile": next((m["name"] for line in body if (m := _FROM_FILE.fullmatch(line))), None),
    }


def _body(lines: list[str]) -> str:
    """The body; a form may go over several lines, each beginning or ending with an ampersand."""
    kept = [line for line in lines if not _FROM_FILE.fullmatch(line)]
    text = "\n".join(kept).strip()
    pieces = [line.strip() for line in kept if line.strip()]
    is_form = text[:1] not in ("{", "[", "<", "-") and "=" in text
    if is_form and all(
        before.endswith(("&", "=")) or line.startswith("&")
        for before, line in itertools.pairwise(pieces)
    ):
        return "".join(pieces)
    return text


def _without_scripts(lines: list[str]) -> Iterator[str]:
    """The lines without `< {% … %}` and `> {% … %}`, and without `{{ … }}` over several lines."""
    end = ""
    for line in lines:
        stripped = line.strip()
        if end:
            end = "" if end in stripped else end
        elif re.match(r"[<>]\s*\{%", stripped):
            end = "" if "%}" in stripped else "%}"
        elif stripped.startswith("{{") and "}}" not in stripped:
            end = "}}"
        else:
            yield line


# Bruno's own files: blocks in braces, each closed by one at the beginning of a line.

_OPENS = re.compile(r"(?P<name>[a-z]+(?:[:-][a-z-]+)*)[ \t]*[{\[][ \t]*")
_METHODS = frozenset(("get", "post", "put", "patch", "delete", "head", "options", "http"))
_ENTRY = re.compile(
    r"^[ \t]*(?P<off>~?)(?P<name>\"[^\"\n]*\"|[^\s:~{}][^:\n]*?)[ \t]*:[ \t]*"
    r"(?:'''(?P<lines>(?:[^']++|'(?!''))*)(?:'''|\Z)|(?P<value>[^\r\n]*))",
    re.MULTILINE,
)
_INDENT = re.compile(r"^(?:  |\t)", re.MULTILINE)
_BRU_BODIES = {
    "formUrlEncoded": "body:form-urlencoded",
    "multipartForm": "body:multipart-form",
    "none": "",
}


@reader("Bruno request")
def read_bru(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of one file or several, with the variables of environments."""
    if not re.search(r"^(?:meta|vars|[a-z]{3,7})[ \t]*\{[ \t]*\r?$", text, re.MULTILINE):
        return None
    requests: list[Payload] = []
    variables: list[Payload] = []
    blocks: dict[str, str] = {}
    for name, inside in (*_blocks(text), ("meta", "")):
        if name == "meta":
            request = _of_blocks(blocks)
            requests += [request] if request else []
            blocks = {}
        if name == "vars":
            variables += _entries(inside)
        else:
            blocks[name] = inside
    if not requests:
        return None
    tree: dict[str, Payload] = {"items": requests, "environments": [{"variables": variables}]}
    return read_collection(tree, "Bruno request" if len(requests) == 1 else "Bruno requests")


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Names and contents of the blocks."""
    name, inside = "", list[str]()
    for line in text.splitlines():
        spend(STEPS_PER_TOKEN)
        if not name:
            opens = _OPENS.fullmatch(line)
            name = opens["name"] if opens else ""
        elif line.rstrip() in ("}", "]"):
            yield name, "\n".join(inside)
            name, inside = "", []
        else:
            inside.append(line)


def _of_blocks(blocks: dict[str, str]) -> dict[str, Payload] | None:
    """The request that one file describes; `None` if it has no method or no address."""
    method = next((name for name in blocks if name in _METHODS), None)
    if method is None:
        return None
    about = _by_name(blocks[method])
    url = about.get("url")
    if not url:
        return None
    kind = about.get("body") or next((n[5:] for n in blocks if n.startswith("body:")), "none")
    block = _BRU_BODIES.get(kind, f"body:{kind}")
    inside = blocks.get(block, blocks.get("body", "") if block else "")
    is_form = block in ("body:form-urlencoded", "body:multipart-form")
    return {
        "name": _by_name(blocks.get("meta", "")).get("name", ""),
        "method": about.get("method", "") if method == "http" else method,
        "url": url,
        "params": _entries(blocks.get("params:query", blocks.get("query", ""))),
        "headers": _entries(blocks.get("headers", "")),
        "body": _entries(inside) if is_form else _INDENT.sub("", inside).strip() or None,
        "variables": _entries(blocks.get("vars:pre-request", "")),
    }


def _entries(inside: str) -> list[Payload]:
    """The lines `name: value` of a block; a tilde switches one off."""
    return [
        {
            "name": match["name"].strip('"'),
            "value": (match["lines"] if match["value"] is None else match["value"]).strip(),
            "enabled": not match["off"],
        }
        for match in _ENTRY.finditer(inside)
    ]


def _by_name(inside: str) -> dict[str, str]:
    """The values of a block by their names, also those that are switched off."""
    return {
        match["name"].strip('"'): (match["value"] or match["lines"] or "").strip()
        for match in _ENTRY.finditer(inside)
    }


# YAML: Insomnia's exports since version 10, Bruno's and Postman's files, recordings of tests.

_IS_YAML = re.compile(
    r"^(?:type:[ ]*[\"']?collection\.insomnia|_type:[ ]*[\"']?export|opencollection:|\$kind:"
    r"|__export_format:|http_interactions:|interactions:|http:[ \t]*\r?$|yaakVersion:)",
    re.MULTILINE,
)
_LOOKED_AT = 20_000
_EVENTS_LIMIT = 120_000
"""Nodes of YAML that are read; about 1,500 requests have as many."""

_DEEPEST = 60


@reader("Requests kept as YAML")
def read_yaml(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of a collection in YAML; every plain value stays text."""
    if text.startswith(("{", "[")) or not _IS_YAML.search(text, 0, _LOOKED_AT):
        return None
    trees = _trees(text)
    result = read_kept(trees[0]) if len(trees) == 1 and isinstance(trees[0], dict) else None
    return result or (read_kept_list(trees) if len(trees) > 1 else None)


def _trees(text: str) -> list[Payload]:
    """The documents of YAML, without aliases and tags; none where it is not YAML."""
    import yaml  # 24 ms, and rarely needed

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    trees: list[Payload] = []
    open_nodes: list[tuple[list[Payload], bool]] = [(trees, False)]
    try:
        for number, event in enumerate(yaml.parse(text, Loader=loader)):
            spend(STEPS_PER_TOKEN)
            if number > _EVENTS_LIMIT or len(open_nodes) > _DEEPEST:
                return []
            if isinstance(event, yaml.ScalarEvent):
                open_nodes[-1][0].append(event.value)
            elif isinstance(event, yaml.AliasEvent):
                open_nodes[-1][0].append(None)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                open_nodes.append(([], isinstance(event, yaml.MappingStartEvent)))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                items, is_mapping = open_nodes.pop()
                open_nodes[-1][0].append(_mapping(items) if is_mapping else items)
    except (yaml.YAMLError, UnicodeError):
        return []
    return trees


def _mapping(items: list[Payload]) -> dict[str, Payload]:
    pairs = zip(items[::2], items[1::2], strict=False)
    return {key: value for key, value in pairs if isinstance(key, str)}
