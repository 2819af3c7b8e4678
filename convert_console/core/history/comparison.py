"""Compares two exchanges, value by value, in the words of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeVar

from convert_console.core.catalog.catalog import Catalog, name_of
from convert_console.core.document.payload import Number, Path, Payload, parse, path_text
from convert_console.core.request.parameters import EVENT, REQUEST, SEGMENTS
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.user_agent import AGENT_WORDS, judge
from convert_console.core.verdict.verdict import verdict

K = TypeVar("K")

Part = Literal["Document", "Headers", "Answer"]
PARTS: tuple[Part, ...] = ("Document", "Headers", "Answer")

TEXT_COMPARED = 65_536
"""Characters of a text that are compared; a longer one says that it goes on."""

LINES_COMPARED = 5_000
"""Values of one document that are compared."""

LINES_ALIGNED = 300
"""Lines of a text that are aligned, which takes the square of their number; more are compared one
by one.
"""

SHORT_BODY = 200
"""Characters of a body that is compared as one value."""


class Side(NamedTuple):
    """A value in one of the exchanges, and what it means, such as the name of an id; for a verdict
    its kind.
    """

    text: str
    meaning: str = ""


class Compared(NamedTuple):
    """One value in both exchanges; `None` if an exchange does not have it. `name` is what a person
    calls it, `place` its path in the document such as `ev[0].goals[1]`, or "".
    """

    part: Part
    name: str
    place: str
    left: Side | None
    right: Side | None

    @property
    def same(self) -> bool:
        """Whether both have the same value."""
        return _text(self.left) == _text(self.right)

    @property
    def change(self) -> Literal["same", "changed", "added", "removed"]:
        """What became of the left value in the right exchange."""
        if self.same:
            return "same"
        return "added" if self.left is None else "removed" if self.right is None else "changed"


def _text(side: Side | None) -> str | None:
    return None if side is None else side.text


class ComparedPair(NamedTuple):
    """What is compared; `catalogs` have the names for the ids of each side."""

    left: Exchange
    right: Exchange
    catalogs: tuple[Catalog | None, Catalog | None] = (None, None)
    right_is_draft: bool = False

    def swapped(self) -> ComparedPair:
        """The same with the sides changed; a draft stays at the right."""
        return ComparedPair(self.right, self.left, self.catalogs[::-1])


def compare(
    left: Exchange, right: Exchange, catalogs: tuple[Catalog | None, Catalog | None] = (None, None)
) -> tuple[Compared, ...]:
    """Every value of both, in the order of the left one, with what only the right one has where
    that has it. Times are not compared.

    Answers are compared only if both have one: a draft has none, nor has what came in from another
    program.
    """
    request = (
        *_documents(left.document, right.document, catalogs),
        *_side_by_side("Headers", _request(left), _request(right)),
    )
    if any(side.inbound or side.outcome is None for side in (left, right)):
        return request
    answers = _side_by_side("Answer", _answer(left), _answer(right))
    return (*request, *answers, *_bodies(_body(left), _body(right)))


def changed_span(left: str, right: str) -> tuple[int, int]:
    """How many characters of two values are the same at their beginning and at their end.

    >>> changed_span('"ORDER-100044"', '"ORDER-100045"'), changed_span("{}", '{"code":"BOT"}')
    ((12, 1), (1, 1))
    """
    shortest = min(len(left), len(right))
    start = 0
    while start < shortest and left[start] == right[start]:
        start += 1
    end = 0
    while end < shortest - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return start, end


def flattened(payload: Payload) -> dict[Path, Payload]:
    """Each value that holds no others, by its path.

    >>> flattened({"vid": "v", "ev": [{"r": Number("1.10"), "goals": []}]})
    {('vid',): 'v', ('ev', 0, 'r'): Number('1.10'), ('ev', 0, 'goals'): []}
    """
    values: dict[Path, Payload] = {}
    for path, value in _leaves((), payload):
        if len(values) == LINES_COMPARED:
            break
        values[path] = value
    return values


def _documents(
    left: str, right: str, catalogs: tuple[Catalog | None, Catalog | None]
) -> Iterator[Compared]:
    """By path where both are JSON, else line by line."""
    trees = _trees(left, right)
    if trees is None:
        yield from _texts("Document", "Document", left, right)
        return
    for path in _paths_in_order(trees[0], trees[1]):
        sides = [
            _value(path, tree[path], catalog) if path in tree else None
            for tree, catalog in zip(trees, catalogs, strict=True)
        ]
        if None not in sides and {_kind(tree[path]) for tree in trees} == {"text", "number"}:
            sides = [_with_kind(side, tree[path]) for side, tree in zip(sides, trees, strict=True)]
        yield Compared("Document", name_of_path(path), path_text(path), *sides)


def name_of_path(path: Path) -> str:
    """What a person calls a value of the document.

    >>> name_of_path(("seg", "campaign")), name_of_path(("ev", 1, "vars", 0))
    ('Campaign', 'Event 2, variation')
    >>> name_of_path(("ev", 1, "coupon")), name_of_path(("x", "y"))
    ('Event 2, added field', 'Added field')
    """
    match path:
        case ("ev", int(index)):
            return f"Event {index + 1}"
        case ("ev", int(index), key, *_):
            return f"Event {index + 1}, {_EVENT_NAMES.get(str(key), 'added field')}"
        case (key, *_):
            names = _SEGMENT_NAMES if key == "seg" else _REQUEST_NAMES
            return names.get(str(path[1] if key == "seg" and len(path) > 1 else key), "Added field")
    return "Document"


_REQUEST_NAMES = {row.wire_name: row.label for row in REQUEST} | {"ev": "Events"}
_SEGMENT_NAMES = {row.wire_name: row.label for row in SEGMENTS} | {"seg": "Segments"}
_EVENT_NAMES = {row.wire_name: row.label.lower() for row in EVENT} | {
    "evt": "type",
    "goals": "goal",
    "exps": "experience",
    "vars": "variation",
}
_ID_KINDS = {row.path: row.id_kind for row in (*EVENT, *SEGMENTS) if row.id_kind}


def _value(path: Path, value: Payload, catalog: Catalog | None) -> Side:
    kind = _ID_KINDS.get(tuple(part for part in path if isinstance(part, str)), "")
    plain = value.literal if isinstance(value, Number) else value
    meaning = name_of(catalog, kind, plain) if kind and isinstance(plain, str) else ""
    return Side(_written(value), meaning)


def _with_kind(side: Side | None, value: Payload) -> Side | None:
    if side is None or side.meaning:
        return side
    return Side(side.text, _kind(value))


def _kind(value: Payload) -> str:
    return "number" if isinstance(value, Number) else "text" if isinstance(value, str) else ""


def _request(exchange: Exchange) -> dict[str, Side]:
    request = exchange.request
    values = {"Method": Side(request.method), "Address": Side(request.url)}
    if request.method == "GET":  # what follows is the document
        values["Address"] = Side(request.url.partition("?")[0])
    for name, value in _headers(request.headers).items():
        meaning = AGENT_WORDS[judge(value).kind][0] if name.lower() == "user-agent" else ""
        values[name] = Side(value, meaning)
    return values


def _answer(exchange: Exchange) -> dict[str, Side]:
    judged, outcome = verdict(exchange), exchange.outcome
    values = {"Verdict": Side(judged.word, judged.kind)}
    if isinstance(outcome, Answer):
        values["Status"] = Side(f"{outcome.status} {outcome.reason}".rstrip())
        headers = _headers(outcome.headers)
        values.update(
            {name: Side(value) for name, value in headers.items() if name.lower() not in _TIMES}
        )
    elif isinstance(outcome, Failure):
        values["Failure"] = Side(outcome.detail)
    return values


_TIMES = ("date", "age", "expires", "last-modified")


def _headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Values by name, whatever its case; a repeated header has all its values."""
    by_name: dict[str, str] = {}
    for name, value in headers:
        key = "-".join(part.capitalize() for part in name.split("-"))
        if key in _NOT_HEADERS:
            key += " (header)"
        by_name[key] = f"{by_name[key]}\n{value}" if key in by_name else value
    return by_name


_NOT_HEADERS = ("Method", "Address", "Verdict", "Status", "Failure")
"""Names of what is compared together with headers."""


def _body(exchange: Exchange) -> str:
    outcome = exchange.outcome
    return outcome.body.decode("utf-8", "replace") if isinstance(outcome, Answer) else ""


def _bodies(left: str, right: str) -> Iterator[Compared]:
    if max(len(left), len(right)) <= SHORT_BODY and "\n" not in left + right:
        if left or right:
            yield Compared("Answer", "Body", "", Side(left), Side(right))
        return
    trees = _trees(left, right)
    if trees is None:
        yield from _texts("Answer", "Body", left, right)
        return
    for path in _paths_in_order(trees[0], trees[1]):
        sides = [Side(_written(tree[path])) if path in tree else None for tree in trees]
        yield Compared("Answer", "Body", path_text(path), *sides)


def _trees(left: str, right: str) -> list[dict[Path, Payload]] | None:
    """The values of two texts, if both are JSON."""
    readings = [parse(text) for text in (left, right) if len(text) <= TEXT_COMPARED]
    trees = [flattened(reading.payload) for reading in readings if reading.fault is None]
    return trees if len(trees) == 2 else None


def _texts(part: Part, name: str, left: str, right: str) -> Iterator[Compared]:
    if left or right:
        yield from _lines(part, name, left[:TEXT_COMPARED], right[:TEXT_COMPARED])
        if max(len(left), len(right)) > TEXT_COMPARED:
            sizes = (Side(f"{len(text):,} characters") for text in (left, right))
            yield Compared(part, f"{name}, total length", "", *sizes)


def _side_by_side(
    part: Part, left: Mapping[str, Side], right: Mapping[str, Side]
) -> list[Compared]:
    return [
        Compared(part, name, "", left.get(name), right.get(name)) for name in _in_order(left, right)
    ]


def _in_order(left: Iterable[K], right: Iterable[K]) -> list[K]:
    """The keys of both: those of the left, each key that only the right has where that has it."""
    following: dict[K | None, list[K]] = {}
    known, before = set(left), None
    for key in right:
        if key in known:
            before = key
        else:
            following.setdefault(before, []).append(key)
    keys = following.get(None, [])
    for key in left:
        keys += [key, *following.get(key, [])]
    return keys


def _paths_in_order(
    left: Collection[Path], right: Collection[Path], level: int = 0
) -> Iterator[Path]:
    """The paths of both, in the order of each object and list by itself, so that what only the
    right one has is within no object of the left one that does not hold it.
    """
    yield from dict.fromkeys(path for path in (*left, *right) if len(path) == level)
    ours, theirs = _by_key(left, level), _by_key(right, level)
    for key in _in_order(ours, theirs):
        yield from _paths_in_order(ours.get(key, ()), theirs.get(key, ()), level + 1)


def _by_key(paths: Iterable[Path], level: int) -> dict[int | str, list[Path]]:
    found: dict[int | str, list[Path]] = {}
    for path in paths:
        if len(path) > level:
            found.setdefault(path[level], []).append(path)
    return found


def _lines(part: Part, name: str, left: str, right: str) -> Iterator[Compared]:
    ours, theirs = left.split("\n"), right.split("\n")
    for number, pair in enumerate(_aligned(ours, theirs), 1):
        sides = (None if line is None else Side(line) for line in pair)
        yield Compared(part, f"{name}, line {number}", "", *sides)


def _aligned(ours: list[str], theirs: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Lines side by side. Only those between an equal beginning and an equal end are aligned."""
    shortest = min(len(ours), len(theirs))
    start = next((at for at in range(shortest) if ours[at] != theirs[at]), shortest)
    left = shortest - start
    end = next((at for at in range(left) if ours[-1 - at] != theirs[-1 - at]), left)
    yield from zip(ours[:start], theirs[:start], strict=True)
    our_part, their_part = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    if max(len(our_part), len(their_part)) > LINES_ALIGNED:
        yield from zip_longest(our_part, their_part)
    else:
        matcher = SequenceMatcher(None, our_part, their_part, autojunk=False)
        for _kind, a, b, c, d in matcher.get_opcodes():
            yield from zip_longest(our_part[a:b], their_part[c:d])
    yield from zip(ours[len(ours) - end :], theirs[len(theirs) - end :], strict=True)


def _leaves(path: Path, value: Payload) -> Iterator[tuple[Path, Payload]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves((*path, key), inner)
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from _leaves((*path, place), inner)
    else:
        yield path, value


def _written(value: Payload) -> str:
    match value:
        case Number():
            return value.literal
        case str():
            return f'"{value}"'
        case Mapping():
            return "{}"
        case True | False:
            return str(value).lower()
    return "null" if value is None else "[]"


# What both have in common, and the whole as a text.


def same_words(lines: Sequence[Compared]) -> str:
    """What is the same, in a sentence; "" for nothing.

    >>> one = Side("200 OK")
    >>> same_words([Compared("Answer", "Status", "", one, one)])
    'The status 200 OK is the same. Times are not compared.'
    """
    same = [line for line in lines if line.same]
    fields = sum(line.part == "Document" for line in same)
    headers = sum(line.part == "Headers" for line in same)
    status = next((line.left for line in same if line.name == "Status"), None)
    parts = [
        *([f"{fields:,} field{'' if fields == 1 else 's'}"] if fields else []),
        *([f"{headers:,} header{'' if headers == 1 else 's'}"] if headers else []),
        *([f"the status {status.text}"] if status else []),
    ]
    if not parts:
        return ""
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    verb = "is" if fields + headers + bool(status) == 1 else "are"
    return f"{listed[:1].upper()}{listed[1:]} {verb} the same. Times are not compared."


def as_text(lines: Sequence[Compared]) -> str:
    """The differences as lines of text: a sign, the name, and both values."""
    return "\n".join(
        f"{SIGNS[line.change]} {line.name}{f' ({line.place})' if line.place else ''}: "
        f"{_shown(line.left)} → {_shown(line.right)}"
        for line in lines
        if not line.same
    )


def as_markdown(lines: Sequence[Compared], titles: tuple[str, str]) -> str:
    """The differences as a table in Markdown."""
    rows: list[Sequence[str]] = [("", "Field", *titles), ("---",) * 4]
    rows += [
        (SIGNS[line.change], line.name, *(f"`{_shown(s)}`" for s in (line.left, line.right)))
        for line in lines
        if not line.same
    ]
    return "\n".join(f"| {' | '.join(map(_as_cell, row))} |" for row in rows)


def _as_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


SIGNS: Mapping[str, str] = {"same": "=", "changed": "≠", "added": "+", "removed": "−"}
NOT_SENT = "not sent"


def _shown(side: Side | None) -> str:
    return NOT_SENT if side is None else side.text
