"""Reads a query string as a document; what is ambiguous becomes a note and is never refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import unquote

from convert_console.core.document.payload import Payload
from convert_console.core.query.names import GROUP_LIMIT, Step, Steps, Tails, split_name
from convert_console.core.query.notes import NoteKind, Notes

# Written by hand, with PHP's rules and in linear time: libraries disagree with each other, and none
# says what was ambiguous (tests/data/peers.json compares them).

INDEX_LIMIT = 20
"""From this index on, a gap is kept: common parsers stop making lists there."""


class QueryReading(NamedTuple):
    """A query read back: the document, values as text, and what was ambiguous, in sentences.

    `twice` are the names that appear more than once, `gaps` those of lists whose numbers had gaps:
    the document shows neither. `repairs` are the notes on what only a reader of pastes undoes.
    """

    payload: Payload
    notes: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    repairs: tuple[NoteKind, ...] = ()


_REPAIRS: tuple[NoteKind, ...] = ("entity", "encoded-twice")


def read_query(text: str) -> QueryReading:
    """Read a query, a `?query` or a whole URL; never raises, whatever the text.

    The rules are PHP's: the last of two equal names counts, and `[]` takes the next free number.
    Repeated `ev[][evt]` groups are joined as Rack joins them, since a writer means it so.

    >>> read_query("https://host/track?cid=1&ev[0][goals][]=5").payload
    {'cid': '1', 'ev': [{'goals': ['5']}]}
    >>> read_query("cid=1&cid=2").notes[0][:30]
    'cid: appears more than once. T'
    """
    notes = Notes()
    reader = _Reader(notes)
    pairs = list(pairs_of(find_query(text, notes), notes))
    reader.place(pairs)
    if len(pairs) > _COMMON_COUNT:
        notes.add("many", f"{len(pairs):,}")
    document = reader.document()
    repairs = tuple(kind for kind in _REPAIRS if notes.names(kind))
    twice, gaps = notes.names("twice"), notes.names("gap")
    return QueryReading(document, notes.sentences(), twice, gaps, repairs)


_COMMON_COUNT = 1_000
_SHALLOW = 4  # groups before the last; deeper names are worth a note, so they take the long way


class _Array(dict[Step, "str | _Array"]):
    """PHP's array: numbers and names in one, in order, and a next free number."""

    __slots__ = ("grouped", "keyed", "name", "next", "pushed")

    def __init__(self, name: str) -> None:
        self.name = name
        self.next = 0
        self.pushed = self.keyed = self.grouped = False

    def push(self, value: str | _Array) -> None:
        """Put a value at the next free number."""
        self[self.next] = value
        self.next += 1
        self.pushed = True

    def put(self, step: Step, value: str | _Array) -> None:
        """Put a value under a key or number, over what was there."""
        self[step] = value
        self.keyed = True
        if isinstance(step, int) and step >= self.next:
            self.next = step + 1


class _Reader:
    """Places values by name. Containers are remembered by the text before the last group, so
    that a thousand events need no walk from the top for each of their values.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._steps = Steps(notes)
        self._tails = Tails(self._steps, notes)
        self._root = _Array("")
        self._known: dict[str, _Array] = {}
        self._paths: dict[str, list[str]] = {}

    def place(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Put each value where its name says."""
        known, tails = self._known, self._tails
        for name, value in pairs:
            before, _, tail = name.rpartition("[")
            node = known.get(before)
            if node is None:
                node = self._child(before)
            step = tails[tail] if node is not None else None
            if node is None or step is None:
                self._place(name, value)
            elif step == "":
                node[node.next] = value
                node.next += 1
                node.pushed = True
            elif step in node or isinstance(step, int):
                self._put(node, step, value, name)
            else:
                node[step] = value
                node.keyed = True

    def _child(self, name: str) -> _Array | None:
        """A new container right under a known one, without a walk from the top."""
        before, _, tail = name.rpartition("[")
        parent = self._known.get(before)
        step = self._tails[tail] if parent is not None else None
        if parent is None or not (step or step == 0) or step in parent:
            return None
        if name.count("[") > _SHALLOW:
            return None
        child = self._known[name] = _Array(name)
        parent.put(step, child)
        return child

    def _place(self, name: str, value: str) -> None:
        path = self._paths.get(name)
        if path is None:
            path = self._paths[name] = split_name(name, self._notes)
        self._put(self._container(path), self._steps[path[-1]], value, name)

    def _put(self, node: _Array, step: Step, value: str, name: str) -> None:
        if step == "":
            node.push(value)
            return
        if step in node:
            self._replace(node[step], name)
        node.put(step, value)

    def document(self) -> Payload:
        """The tree; what only shows at the end, gaps and mixtures, is noted now."""
        return self._settled(self._root)

    def _replace(self, old: str | _Array, name: str) -> None:
        if isinstance(old, _Array):
            self._known.clear()  # what it held can no longer be reached
            self._notes.add("clash", name)
        else:
            self._notes.add("twice", name)

    def _container(self, path: list[str]) -> _Array:
        """Walk from the top to the container of the path's last step, creating missing ones."""
        node, name, stable = self._root, "", len(path) <= GROUP_LIMIT + 1
        for depth, key in enumerate(path[:-1]):
            name = f"{name}[{key}]" if depth else key
            step = self._steps[key]
            if step == "":
                node, stable = self._item(node, path[depth + 1 :], name), False
                continue
            child = node.get(step)
            if not isinstance(child, _Array):
                if child is not None:
                    self._notes.add("clash", name)
                child = _Array(name)
                node.put(step, child)
            node.keyed = True  # an item that [] created is now named by its number
            node = child
            if stable and "[" not in key:
                self._known[name] = node
        return node

    def _item(self, node: _Array, steps: list[str], name: str) -> _Array:
        """The item of an unnumbered group: Rack joins groups until a key is repeated."""
        if node.grouped:
            self._notes.add("joined", name)
        if isinstance(self._steps[steps[0]], int) or steps[0] == "":
            self._notes.add("flattened", name)
        last = node.get(node.next - 1) if node.grouped else None
        joins = isinstance(last, _Array) and not last.pushed and steps[0] != ""
        if isinstance(last, _Array) and joins and not self._holds(last, steps):
            return last
        child = _Array(name)
        node.push(child)
        node.grouped = True
        return child

    def _holds(self, node: _Array, steps: list[str]) -> bool:
        if "" in steps:
            return False
        current: str | _Array = node
        for key in steps:
            if not isinstance(current, _Array):
                return True  # a plain value is in the way
            step = self._steps[key]
            if step not in current:
                return False
            current = current[step]
        return True

    def _settled(self, node: _Array) -> Payload:
        if node.pushed and not node.keyed:
            return [self._settled(v) if isinstance(v, _Array) else v for v in node.values()]
        if not node.next:
            return {str(k): self._value(v) for k, v in node.items()}
        if node.pushed:
            self._notes.add("mixed", node.name)
        return self._numbered(node)

    def _value(self, value: str | _Array) -> Payload:
        return self._settled(value) if isinstance(value, _Array) else value

    def _numbered(self, node: _Array) -> Payload:
        numbers = sorted(step for step in node if isinstance(step, int))
        gap = numbers[-1] >= len(numbers)
        keeps_numbers = gap and (node is self._root or numbers[-1] >= INDEX_LIMIT)
        if not keeps_numbers and node is not self._root and _spreads_an_item(node):
            self._notes.add("spread", node.name)
        if keeps_numbers or len(numbers) < len(node):
            return {str(step): self._value(value) for step, value in node.items()}
        if gap:
            self._notes.add("gap", node.name)
        return [self._value(node[number]) for number in numbers]


def _spreads_an_item(node: _Array) -> bool:
    """Whether qs-codec 1.6 makes several items of one, which other parsers read alike.

    It does so while all it has seen are numbers.
    """
    while_numbered = takewhile(lambda step: isinstance(step, int), node)
    return any(_spreads(node[step]) for step in while_numbered)


def _spreads(item: str | _Array) -> bool:
    if not isinstance(item, _Array) or not item.next:
        return False
    if item.pushed:
        return item.grouped and any(isinstance(value, str) for value in item.values())
    numbered = any(isinstance(step, int) and step < INDEX_LIMIT for step in item)
    return numbered and _holds_several(item)


def _holds_several(node: _Array) -> bool:
    current: str | _Array = node
    while isinstance(current, _Array) and len(current) == 1:
        current = next(iter(current.values()))
    return isinstance(current, _Array) and (current.keyed or current.grouped)


# Names and values, decoded.


def pairs_of(query: str, notes: Notes) -> Iterator[tuple[str, str]]:
    """Names and values, decoded. Without a name a value is dropped, as by every parser."""
    plain = "%" not in query and "+" not in query
    odd = ";" in query or any(space in query for space in _SPACE_BEFORE_NAME)
    odd = odd or bool(_BAD_ESCAPE.search(query))
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if odd or "]=" in value:
            name = _looked_at(name, value, notes)
        if not name:
            continue
        if not plain:
            name = _decoded(name, name, notes) if "%" in name or "+" in name else name
            value = _decoded(value, name, notes) if "%" in value or "+" in value else value
        if not equals:
            notes.add("no-value", name)
        yield name, value


_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SPACE_BEFORE_NAME = ("& ", "&\t", "&\r", "&\n")


def _looked_at(name: str, value: str, notes: Notes) -> str:
    stripped = name.lstrip(" \t\r\n")
    shown = stripped or "="
    if stripped != name:
        notes.add("trimmed", shown)
    if ";" in name or ";" in value:
        notes.add("semicolon", shown)
    if _BAD_ESCAPE.search(name) or _BAD_ESCAPE.search(value):
        notes.add("escape", shown)
    if "]=" in value and not name.endswith("]"):
        notes.add("equals", shown)
    return stripped


def _decoded(text: str, name: str, notes: Notes) -> str:
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        notes.add("utf8", name)
        return unquote(text, errors="replace")


# Finds the query in a pasted text: in a URL, after a `?`, in HTML, or encoded twice.


def find_query(text: str, notes: Notes) -> str:
    """The query alone, with every `%5B` and `%5D` of one layer as a plain bracket.

    Unfolding them first changes nothing in a value, and parsers take a name apart after decoding,
    so that `seg%5Bnew]` and `seg[new]` are one name.
    """
    cleaned = text.strip(_BLANKS).removeprefix("\ufeff").strip(_BLANKS)
    undone = ENTITY.sub("&", cleaned) if ";" in cleaned else cleaned
    if undone != cleaned:
        notes.add("entity")
    query = _without_address(undone, notes)
    if query and query is undone and text.startswith(" "):
        notes.add("trimmed", re.split("[=&]", query, maxsplit=1)[0] or "=")
    return _decoded_once_more(_with_plain_brackets(query), notes)


_BLANKS = " \t\r\n\f\v"
"""White space around a text. Not all of Unicode's: a no-break space may end a value."""

ENTITY = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
"""An ampersand as HTML writes it, perhaps several times."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PATH = re.compile(r"/[^=&\s]*")
_HOST = re.compile(
    r"(?:[\w.-]+\.[A-Za-z]{2,}|localhost|\d+(?:\.\d+){3}|\[[0-9A-Fa-f:.]+\]|[\w.-]+(?=[:/]))"
    r"(?::\d+)?(?:/[^=&\s]*)?"
)
_ADDRESS_LIMIT = 2_000
_LINE_BREAKS = re.compile(r"[\t\r\n]+")
_BRACKET_IN_NAME = re.compile(r"(?:^|&)[^=&]*[\[\]]")
_TWICE_IN_NAME = re.compile(r"(?:^|&)([^=&]*%255[BbDd][^=&]*)")


def _without_address(text: str, notes: Notes) -> str:
    scheme = _SCHEME.match(text)
    if scheme:
        # As browsers do with an address that was wrapped over several lines.
        text = _LINE_BREAKS.sub("", text)
    before, mark, query = text.partition("?")
    if not scheme and not (mark and _is_address(before)):
        return text  # a bare query may hold ? and # as they are: parsers agree on both
    address, hash_sign, fragment = text.partition("#")
    if hash_sign:
        notes.add("fragment", f"#{fragment}")
    before, mark, query = address.partition("?")
    if not mark:
        notes.add("no-query")
    return query


def _is_address(text: str) -> bool:
    """Whether this is the address before a query; a parameter's name hardly looks like a host."""
    if not text:
        return True
    return len(text) <= _ADDRESS_LIMIT and bool(_PATH.fullmatch(text) or _HOST.fullmatch(text))


def _with_plain_brackets(query: str) -> str:
    for escape, bracket in (("%5B", "["), ("%5b", "["), ("%5D", "]"), ("%5d", "]")):
        query = query.replace(escape, bracket)
    return query


def _decoded_once_more(query: str, notes: Notes) -> str:
    names = (m[1] for m in _TWICE_IN_NAME.finditer(query)) if "%255" in query else ()
    name = next(filter(_holds_a_group, names), "")
    if not name:
        return query
    if _BRACKET_IN_NAME.search(query):
        notes.add("encoded-twice-kept", name)
        return query
    notes.add("encoded-twice", name)
    return _with_plain_brackets(query.replace("%25", "%"))


def _holds_a_group(name: str) -> bool:
    """Whether an opening bracket has a closing one: a single one is a character of the name."""
    lower = name.lower()
    return 0 <= lower.find("%255b") < lower.rfind("%255d")
