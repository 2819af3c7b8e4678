"""Reads names and values one by one: line by line, as a browser's panel and a shop's order page
show them, or in calls of a program.
"""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import unquote

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import encoded, listed
from convert_console.core.paste.repair.json_tokens import content
from convert_console.core.paste.repair.repair_notes import SENTENCES, short
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    only_first,
    reader,
    title_of,
)
from convert_console.core.paste.shopify import read_app_data, read_cart_attributes
from convert_console.core.paste.tracking_url import QUERY_LIMIT
from convert_console.core.query import read_query

_TEXTS = "They were read as query parameters, so every value is text."
_OTHERS = "Left out lines without a parameter: “{}”."
_NAME = (
    r"__\w++|_conv_attrs|cid|pid|vid|tid|s"
    r"|(?:seg|ev)(?:\[[^\[\]\s]*+\]|%5B(?:[^\[\]\s:=|%]|%[0-46-9A-Fa-f]|%5[0-9A-CE-Fa-ce-f])*+%5D)++"
)
_LINE = re.compile(
    rf"^[ \t]*+(?:\|[ \t]*+)?+[\"'`]?(?P<name>(?i:{_NAME}))[\"'`]? *+"
    r"(?:(?:[:\t|]|=(?!>))[ \t]*+(?P<inline>[^\r\n]*+)|\r?\n\s*+(?P<below>\S[^\r\n]*+))",
    re.MULTILINE,
)
_YAML = re.compile(r"^[ \t]*+(?:-\s|(?:ev|seg):)", re.MULTILINE)
_CART = re.compile(r"\b(?:note_)?attributes(?:\[|%5B)__", re.IGNORECASE)


@reader("Parameters line by line")
def read_named_lines(text: str) -> Recognised | Unrecognised | None:
    """A document from cart attributes, or from parameters where at least two are named."""
    if len(text) > QUERY_LIMIT or _YAML.search(text):
        return None
    if _CART.search(text):
        form = read_query(text).payload
        return _of_cart(dict(form)) if isinstance(form, dict) else None
    lines = [
        (unquote(line["name"]), _unquoted(_END.sub("", line["inline"] or line["below"] or "")))
        for line in _LINE.finditer(text)
    ]
    attributes: dict[str, Payload] = {n: v for n, v in lines if n.startswith("_")}
    if attributes:
        return _of_cart(attributes)
    return _of_query(text, lines) if len({name for name, _ in lines}) > 1 else None


def _unquoted(value: str) -> str:
    """A value without the quotes that some panels put around it."""
    quoted = _QUOTED.fullmatch(value)
    return quoted["text"] or quoted["code"] or "" if quoted else value


_END = re.compile(r"(?<![\s|,&])[\s|,&]++\Z|\A\s++")
_QUOTED = re.compile(r'"(?P<text>[^"\\]*+)"|`(?P<code>[^`]*+)`')


def _of_cart(attributes: dict[str, Payload]) -> Recognised | Unrecognised | None:
    return read_app_data(attributes) or read_cart_attributes(attributes)


def _of_query(text: str, lines: list[tuple[str, str]]) -> Recognised:
    reading = read_query("&".join(f"{name}={encoded(value)}" for name, value in lines))
    remainder = _LINE.sub("", text).strip()
    notes = (_TEXTS, *reading.notes, *((_OTHERS.format(short(remainder)),) if remainder else ()))
    title, document = title_of(reading.payload), spelled(reading.payload)
    return Recognised((PastedRequest(title, document, "GET", notes=notes),))


# `params.append("ev[0][evt]", "tr")`, `new URLSearchParams([["cid", "1"], …])`, `("cid", "1")`.

_CALL = re.compile(
    rf"[\[(]\s*+(?:name:\s*+)?[\"'`](?P<name>{_NAME})[\"'`]\s*+,\s*+(?:value:\s*+)?"
    r"(?P<value>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`"
    r"|(?:[^()\[\]\n,\"'`]|\([^()\n]*+\)|\[[^\[\]\n]*+\])++)\s*+[\])]"
)
_IN_BRACKETS = re.compile(r"[\"'`](?:ev|seg)(?:\[|%5B)")
_NUMBER = re.compile(r"-?[0-9.]++")
_ONCE = frozenset(("cid", "pid", "vid"))
REQUESTS_LIMIT = 1_000


@reader("Parameters in a program")
def read_parameter_calls(text: str) -> Recognised | None:
    """The documents whose parameters a program adds one by one, or lists in pairs."""
    if not _IN_BRACKETS.search(text):
        return None
    every = _by_request(text)
    requests = numbered(_of_pairs(pairs) for pairs in itertools.islice(every, REQUESTS_LIMIT))
    if not requests:
        return None
    more = next(every, None) is not None
    return Recognised(requests, (only_first(REQUESTS_LIMIT, "requests"),) if more else ())


def _by_request(text: str) -> Iterator[list[tuple[str, str]]]:
    """Names and values of each request: another one begins where an id is set once more."""
    pairs: list[tuple[str, str]] = []
    known: set[str] = set()
    for call in _CALL.finditer(text):
        name, value = unquote(call["name"]), call["value"].strip()
        if name in known & _ONCE:
            yield pairs
            pairs, known = [], set()
        pairs.append((name, value))
        known.add(name)
    if pairs:
        yield pairs


def _of_pairs(pairs: list[tuple[str, str]]) -> PastedRequest:
    texts: list[tuple[str, str]] = []
    unknown: dict[str, None] = {}
    for name, value in pairs:
        if value[0] in _QUOTES:
            texts.append((name, content(value)))
        elif _NUMBER.fullmatch(value):
            texts.append((name, value))
        else:
            unknown.setdefault(value)
            texts.append((name, f"${{{value}}}"))
    reading = read_query("&".join(f"{name}={encoded(value)}" for name, value in texts))
    notes = (_TEXTS, *reading.notes)
    notes += (SENTENCES["name"].format(listed(unknown)),) if unknown else ()
    return PastedRequest(title_of(reading.payload), spelled(reading.payload), notes=notes)


_QUOTES = frozenset("\"'`")
