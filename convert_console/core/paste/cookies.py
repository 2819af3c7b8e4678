"""Reads Convert's cookies `_conv_s` and `_conv_v`, in whatever form browsers and logs show them."""

import re
from typing import TypeAlias
from urllib.parse import unquote

from convert_console.core.document.payload import Payload
from convert_console.core.paste.pasted_ids import Pair, listed, seen
from convert_console.core.paste.results import Recognised, reader, request_of, without_empty

Fields: TypeAlias = dict[str, str]
Leaves: TypeAlias = "dict[str, str | Leaves]"

_PIECE = re.compile(r"[^{}.:,*-]++|[{}.:,-]")
_DEPTH_LIMIT = 20


def fields_of(value: str) -> Fields:
    """The fields of a cookie by key: `*` separates them.

    >>> fields_of("sh:1588166554499-0.2*si:4*pv:2")["sh"]
    '1588166554499-0.2'
    """
    parted = (field.partition(":") for field in value.split("*"))
    return {key.strip(): content for key, colon, content in parted if colon}


def leaves_of(value: str) -> Leaves:
    """What is in braces, where `.` and `-` mean `:` and `,`.

    >>> leaves_of("{1001.{v.2001-g.{3001.1-3002.1}}}")
    {'1001': {'v': '2001', 'g': {'3001': '1', '3002': '1'}}}
    """
    top: Leaves = {}
    levels, key = [top], ""
    for piece in _PIECE.findall(value):
        if piece == "{":
            key = _opened(levels, key)
        elif piece == "}":
            if len(levels) > 1:
                levels.pop()
            key = ""
        elif piece in "-,":
            key = ""
        elif piece not in ".:":
            if key:
                levels[-1][key] = piece
            else:
                key = piece
                levels[-1].setdefault(key, "")
    return top


def _opened(levels: list[Leaves], key: str) -> str:
    """Go one level down; the outermost braces are the value itself."""
    if key and len(levels) < _DEPTH_LIMIT:
        inner: Leaves = {}
        levels[-1][key] = inner
        levels.append(inner)
    return ""


_NAMED = re.compile(
    r"""\b_conv_(?P<which>[sv])\b["']?"""
    r"""[ ]*+(?:=>|[=:\t,]|\r?\n(?=[a-z]{2,3}(?::|%3A)))[ \t]*+(?:"?value"?\s*:\s*)?["']?"""
    r"""(?P<value>[^;"'\s\\]++)"""
)
_BARE = re.compile(r"(?:[a-z]{2,3}(?::|%3A)[^*\s;]*+(?:\*|%2A|$))+", re.IGNORECASE)
_OWN = "vi in _conv_v is an id made by the site; it was used as the visitor id."
_TELLING = ("sh", "vi", "exp")
_TWICE = "A cookie appears more than once, and the first was read; left out: {}."
_OURS = re.compile(r"(?:^|\*)(?:sh|cs|fs|exp):")


@reader("Cookies from Convert's script")
def read_cookies(text: str) -> Recognised | None:
    """A document from either cookie or both."""
    fields: Fields = {}
    differing: dict[str, None] = {}
    for match in _NAMED.finditer(text):
        named = fields_of(_decoded(match["value"]))
        differing |= {named[key]: None for key in _TELLING if _differ(named, fields, key)}
        fields = named | fields
    bare = _decoded(text) if not fields and _BARE.fullmatch(text) else ""
    if _OURS.search(bare):
        fields = fields_of(bare)
    return _from(fields, differing) if fields else None


def _differ(named: Fields, fields: Fields, key: str) -> bool:
    return key in named and key in fields and named[key] != fields[key]


def _from(fields: Fields, differing: dict[str, None]) -> Recognised:
    visitor, notes = _visitor(fields)
    pairs: list[Pair] = []
    goals: dict[str, None] = {}
    for experience, known in leaves_of(fields.get("exp", "")).items():
        inner = known if isinstance(known, dict) else {}
        variation = inner.get("v")
        pairs.append((experience, variation if isinstance(variation, str) else None))
        reached = inner.get("g")
        goals |= dict.fromkeys(reached if isinstance(reached, dict) else {})
    document: dict[str, Payload] = without_empty(vid=visitor)
    document |= seen(pairs)
    notes += (_TWICE.format(listed(differing)),) if differing else ()
    notes += _remarks(fields, pairs, goals)
    return Recognised((request_of(document, *notes),))


def _visitor(fields: Fields) -> tuple[str | None, tuple[str, ...]]:
    """`vi:1` means that the site sets no id; the visitor is then `sh` of `_conv_s`."""
    own, session = fields.get("vi"), fields.get("sh")
    if own and own != "1":
        left = f" Left out: {session}, which is sh of _conv_s." if session else ""
        return own, (f"{_OWN}{left}",)
    if session:
        return session, ()
    return None, ("The visitor id is sh in the cookie _conv_s, which was not pasted: enter vid.",)


def _remarks(fields: Fields, pairs: list[Pair], goals: dict[str, None]) -> tuple[str, ...]:
    notes = ["The cookies do not contain the account and project: fill in cid and pid."]
    if not pairs:
        notes.append("They name no experience (exp of _conv_v): fill in exps and vars.")
    if any(variation is None for _, variation in pairs):
        notes.append("An experience has no variation in the cookie; null was written instead.")
    if goals:
        notes.append(f"Goals reached in this browser: {listed(goals)}. They may not count again.")
    segments = list(leaves_of(fields.get("seg", "")))
    if segments:
        names = listed(segments)
        notes.append(
            f"Left out seg of _conv_v ({names}): it is not known whether they are custom "
            "audiences (cust)."
        )
    return tuple(notes)


def _decoded(value: str) -> str:
    """Undo URL encoding, once or twice: no value of these cookies holds a percent sign."""
    for _ in range(2):
        if "%" in value:
            value = unquote(value)
    return value
