"""Finds the values of a document that a GET alters: a query has only text, and no empty values."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from convert_console.core.document.payload import Number, Path, Payload, path_text
from convert_console.core.query.names import GROUP_LIMIT
from convert_console.core.query.read import INDEX_LIMIT
from convert_console.core.query.write import scalar_text, spell_number

LossKind = Literal[
    "type", "exponent", "surrogate", "vanished", "list", "gap", "mixed", "key", "deep"
]


class Loss(NamedTuple):
    """One value that does not arrive as it is.

    `before` is the value in the document, `after` what is read back. Kinds: a number or bool
    becomes text ("type"), its exponent is written out ("exponent"), half a character is replaced
    ("surrogate"), an empty value is left out ("vanished"), an object of numbers reads back as a
    list ("list"); and where parsers differ, `after` is `None`: numbering with gaps ("gap"), plain
    and nested items in one list ("mixed"), empty or bracketed keys ("key"), more than 64 levels
    ("deep").
    """

    path: Path
    kind: LossKind
    before: Payload
    after: Payload = None

    @property
    def sentence(self) -> str:
        """For people, as in `ev[1].goals[0] 12345 → "12345"`."""
        where = _printable(path_text(self.path)) or "the document"
        if self.kind in _SENTENCES:
            return f"{where}: {_SENTENCES[self.kind]}"
        after = "left out" if self.kind == "vanished" else _shown(self.after)
        return f"{where} {_shown(self.before)} → {after}"


def lost_in_get(payload: Payload) -> tuple[Loss, ...]:
    """Everything a GET alters, in the document's order.

    >>> [loss.sentence for loss in lost_in_get({"seg": {"new": Number("1"), "cust": []}})]
    ['seg.new 1 → "1"', 'seg.cust [] → left out']
    """
    return LossFinder().find(payload)


_SENTENCES: dict[LossKind, str] = {
    "list": "an object whose keys are numbers reads back as a list",
    "gap": "an empty item leaves a gap in the numbering; parsers differ on it",
    "mixed": "plain values next to objects or lists; parsers number such a list differently",
    "key": "a key that is empty or contains brackets; parsers read its name differently",
    "deep": f"more than {GROUP_LIMIT} bracket levels; the rest reads back as one key",
}
_INDEX = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_SHOWN = 40
_PLAIN = (str, Number, bool)


class _KnownItem(NamedTuple):
    """The losses of an object inside another value, and whether any of it is written."""

    item: Payload
    written: bool
    losses: list[Loss]


class LossFinder:
    """Like `lost_in_get`, but an event that is the same object is not read again."""

    def __init__(self) -> None:
        self._losses: list[Loss] = []
        self._plain_keys: set[str] = set()
        self._known: dict[Path, _KnownItem] = {}

    def find(self, payload: Payload) -> tuple[Loss, ...]:
        """Everything a GET alters, in the document's order."""
        self._losses = []
        written = self._visit((), payload)
        spelled = written and not isinstance(payload, _PLAIN)
        if not spelled and not isinstance(payload, Mapping):
            return (Loss((), "vanished", payload),)
        return tuple(self._losses)

    def learn(self, path: Path, item: Mapping[str, Payload]) -> list[Loss]:
        """Read one event ahead, so that `find` need not read all at once; what it loses."""
        self._losses = []
        self._child(path, item)
        return self._losses

    def _visit(self, path: Path, value: Payload) -> bool:
        """Collect what is lost at and below a path; whether anything of it is written at all."""
        if isinstance(value, str):
            if not value.isascii() and (sent := scalar_text(value)) != value:
                self._losses.append(Loss(path, "surrogate", value, sent))
            return True
        if isinstance(value, Number):
            sent = spell_number(value.literal)
            kind: LossKind = "type" if sent == value.literal else "exponent"
            self._losses.append(Loss(path, kind, value, sent))
            return True
        if isinstance(value, bool):
            self._losses.append(Loss(path, "type", value, f"{value:d}"))
            return True
        return value is not None and self._container(path, value)

    def _container(self, path: Path, node: Mapping[str, Payload] | Sequence[Payload]) -> bool:
        first = len(self._losses)
        if isinstance(node, Mapping):
            written = self._members(path, node)
        else:
            written = self._items(path, node)
        if written and len(path) == GROUP_LIMIT + 1:
            self._losses[first:] = [Loss(path, "deep", node)]
        return written

    def _child(self, path: Path, value: Payload) -> bool:
        """Visit a member; one without any content is one loss, whatever is in it."""
        is_item = len(path) == 2 and isinstance(value, Mapping)
        known = self._known.get(path) if is_item else None
        if known is not None and known.item is value:
            self._losses += known.losses
            return known.written
        first = len(self._losses)
        written = self._visit(path, value)
        if not written:
            self._losses[first:] = [Loss(path, "vanished", value)]
        if is_item:
            self._known[path] = _KnownItem(value, written, self._losses[first:])
        return written

    def _members(self, path: Path, node: Mapping[str, Payload]) -> bool:
        first = len(self._losses)
        shallow = len(path) < GROUP_LIMIT
        written = [
            key
            for key, value in node.items()
            if (shallow and _travels(value)) or self._child((*path, key), value)
        ]
        own: list[Loss] = []
        if written and _INDEX.fullmatch(written[0]) and _reads_as_list(written, path):
            own.append(Loss(path, "list", node))
        if not self._plain_keys.issuperset(written):
            own += self._key_losses(path, node, written)
        self._losses[first:first] = own
        return bool(written)

    def _key_losses(
        self, path: Path, node: Mapping[str, Payload], keys: list[str]
    ) -> Iterator[Loss]:
        for key in keys:
            if key == "" or _has_brackets(key):
                yield Loss((*path, key), "key", node[key])
            elif not key.isascii() and (sent := scalar_text(key)) != key:
                yield Loss((*path, key), "surrogate", key, sent)
            else:
                self._plain_keys.add(key)

    def _items(self, path: Path, node: Sequence[Payload]) -> bool:
        first = len(self._losses)
        free = nested = plain = 0
        gap = False
        for position, value in enumerate(node):
            is_plain = isinstance(value, _PLAIN)
            if not self._child((*path, position), value):
                continue
            plain += is_plain
            nested += not is_plain
            numbered = not is_plain or not path
            gap = gap or (numbered and free != position)
            free = position + 1 if numbered else free + 1
        mixed = bool(plain and nested and path)
        own = [Loss(path, "gap", node)] * gap + [Loss(path, "mixed", node)] * mixed
        self._losses[first:first] = own
        return free > 0


def _has_brackets(key: str) -> bool:
    """Whether brackets are in a key; encoded ones look like a name that was encoded twice."""
    lower = key.lower()
    return "[" in key or "]" in key or 0 <= lower.find("%5b") < lower.rfind("%5d")


def _reads_as_list(keys: list[str], path: Path) -> bool:
    if not all(_INDEX.fullmatch(key) for key in keys):
        return False
    highest = max(map(int, keys))
    return highest < len(keys) or bool(path and highest < INDEX_LIMIT)


def _travels(value: Payload) -> bool:
    """Whether this is ASCII text, or a list of such: most of a document, and never lost."""
    if isinstance(value, str):
        return value.isascii()
    if isinstance(value, list) and value and isinstance(value[0], str):
        try:
            return "".join(value).isascii()
        except TypeError:
            return False
    return False


def _shown(value: Payload) -> str:
    if isinstance(value, Number):
        text = value.literal
    elif isinstance(value, str | bool | None):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, Mapping):
        text = "{…}" if value else "{}"
    else:
        text = "[…]" if value else "[]"
    return _printable(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def half_character(payload: Payload, query: str) -> str:
    """Why a document cannot be spelled as a query: it holds half of a character; "" if not.

    `query` is its spelling, in which such a half is U+FFFD, so that other documents need no
    search for losses. A lone surrogate has no UTF-8, so no URL can carry it.
    """
    if "%EF%BF%BD" not in query:
        return ""
    lost = next((loss for loss in lost_in_get(payload) if loss.kind == "surrogate"), None)
    if lost is None:
        return ""
    place = path_text(lost.path)
    return f"{place} contains half a character (a lone surrogate), which a URL cannot carry."
