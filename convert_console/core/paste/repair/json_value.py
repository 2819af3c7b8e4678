"""Finds the JSON value in a text, strict or broken, with what is around it."""

import itertools
import re
from dataclasses import dataclass, replace

from convert_console.core.document.formatting import flat_text, pretty
from convert_console.core.document.payload import Payload, parse, path_text
from convert_console.core.paste.repair.assignments import Assignments
from convert_console.core.paste.repair.json_repair import repaired
from convert_console.core.paste.repair.repair_notes import SENTENCES, short
from convert_console.core.step_budget import STEPS_PER_WRITTEN, spend

KNOWN = frozenset((
    "cid", "pid", "vid", "ev", "seg", "evt", "tid", "visitors", "visitorId", "bucketing",
    "defaultSegments", "log", "what", "params", "__cid", "__pid", "__vid", "__goals", "__vars",
    "__exps", "__visitorSegments", "__data", "_conv_attrs", "convert_attributes", "attributes",
    "note_attributes", "customAttributes", "accountId", "projectId", "account_id",
))  # fmt: skip
"""Keys that tell a document, or something that becomes one, from any other JSON."""


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value, its text as strict JSON, notes on its repair, and where it ended.

    The text of a part of a larger value is only made when it is needed.
    """

    payload: Payload
    text: str | None = None
    notes: tuple[str, ...] = ()
    end: int = 0

    @property
    def document(self) -> str:
        """The text for the JSON pane: laid out again, with every key and digit as it was."""
        text = flat_text(self.payload) if self.text is None else self.text
        spend(STEPS_PER_WRITTEN * len(text))
        return pretty(text)

    @property
    def notes_of_part(self) -> tuple[str, ...]:
        """The notes for a part of the value, whose text is formatted again."""
        return tuple(note.replace(_KEPT, _LAST) for note in self.notes)


_KEPT = "kept as it is. Parsers read the last one."
_LAST = "the last value was taken, as parsers do."


def strict(text: str) -> JsonValue | None:
    """The value of a text that is JSON from beginning to end."""
    spend(len(text))
    reading = parse(text)
    if reading.fault:
        return None
    doubled = (f"{path_text(path)} appears twice; {_KEPT}" for path in reading.duplicates)
    return JsonValue(reading.payload, text.strip(), tuple(doubled), len(text))


def json_in(text: str) -> JsonValue | None:
    """The value in a text: the whole of it, or the first piece that holds a known key."""
    value = strict(text)
    if value:
        return value if isinstance(value.payload, dict | list) else None
    if _PHP.search(text, 0, _BEGINNING):
        return None
    names = Assignments(text)
    if _WITHOUT_BRACES.match(text) and not _ITEM.search(text):
        inside = _from(f"{{{text}", 0, names)
        return inside and replace(inside, notes=("Put braces around it.",))
    hollow: JsonValue | None = None
    for start in _starts(text):
        candidate = _from(text, start, names)
        if candidate and (start == 0 or is_ours(candidate.payload)):
            if not is_ours(candidate.payload):
                candidate = _after_label(text, candidate, names) or candidate
            if not is_hollow(candidate.payload):
                return candidate
            hollow = hollow or candidate
    return hollow


def _after_label(text: str, first: JsonValue, names: Assignments) -> JsonValue | None:
    """The value behind a bracket that a line begins with: `[2026-01-01 10:00:00] INFO {"cid": …`.

    A value that holds a document is no label.
    """
    if _BY_KEY.search(text, 0, first.end):
        return None
    by_key = _BY_KEY.search(text, first.end)
    return _from(text, by_key.start(), names) if by_key else None


def further(text: str, start: int) -> tuple[list[JsonValue], tuple[str, ...]]:
    """The values after another one, as in a log, and notes on those that were not read.

    Each begins with a known key.
    """
    values: list[JsonValue] = []
    unreadable = 0
    names = Assignments(text)
    by_key = _BY_KEY.search(text, start)
    while by_key and len(values) < FURTHER_LIMIT and unreadable <= _UNREADABLE_LIMIT:
        value = _from(text, by_key.start(), names)
        if value:
            values.append(value)
        else:
            unreadable += 1
        by_key = _BY_KEY.search(text, max(value.end if value else 0, by_key.end()))
    notes: list[str] = []
    if unreadable:
        notes.append(UNREADABLE.format(unreadable))
    if by_key:
        line = text.count("\n", 0, by_key.start()) + 1
        notes.append(f"The text from line {line:,} on was not read. Paste it separately.")
    return values, tuple(notes)


def is_ours(payload: Payload) -> bool:
    """Whether a known key is in an object, or in the first object of a list."""
    if isinstance(payload, list) and payload:
        payload = payload[0]
    return isinstance(payload, dict) and not KNOWN.isdisjoint(payload)


def is_hollow(payload: Payload) -> bool:
    """Whether an object holds only names of a program, as `const {cid, pid} = settings` does."""
    if not isinstance(payload, dict):
        return False
    return all(isinstance(value, str) and value.startswith("${") for value in payload.values())


def is_certain(payload: Payload) -> bool:
    """Whether an object is certainly a document: it has events, or two of the ids."""
    if not isinstance(payload, dict):
        return False
    return isinstance(payload.get("ev"), list) or len(_IDS & payload.keys()) > 1


UNREADABLE = "Left out parts that could not be read as JSON: {}."
AROUND = tuple(SENTENCES[where].partition(":")[0] for where in ("before", "after"))
_IDS = frozenset(("cid", "pid", "vid"))
FURTHER_LIMIT = 1_000
_UNREADABLE_LIMIT = 3  # each may take as long as the whole text
_WITHOUT_BRACES = re.compile(
    r"""(?:["'“](?:cid|pid|vid|seg|ev|tid)["'”]\s*+:|(?:cid|pid|vid|tid):\s*+["'“])\s*+"""
)
# YAML's list, or a browser's list of parameters.
_ITEM = re.compile(r"^[^\S\n]*+(?:-\s|[\"']?(?:ev|seg)\[)", re.MULTILINE)
_KEYS = "|".join(map(re.escape, sorted(KNOWN)))
# What may come before the first key: comments, or what Symfony prints of an object.
_COMMENTS = r"(?:(?://[^\n]{0,500}+|#[^\n]{0,500}+|/\*[^*]{0,500}+\*++(?:[^*/][^*]{0,500}+\*++){0,9}+/|[▼▶])\s*+){0,20}+"
_BY_KEY = re.compile(
    rf"""(?:[{{\[](?=[\s"'“‘+#/▼▶_acdelnpstvw])(?<!\$.)|\b(?:array|mapOf|mutableMapOf|hashMapOf|linkedMapOf|Map\.of|Json\.obj|Map)"""
    rf"""(?:<[\w\s,.?<>]{{1,80}}>)?+\s*+\()\s*+{_COMMENTS}"""
    rf"""\+?["'“‘]?(?:{_KEYS})["'”’]?\s*+(?::|=|,|->|to\s|\}}(?!\}}))"""
    rf"|\b(?:dict|list)\(\s*+(?:{_KEYS})\s*+="
    rf"|\bnew\s++(?:\w++\.)*+\w*Dictionary<[^<>\n]{{1,80}}>(?:\(\))?\s*+\{{\s*+[\[{{]\s*+\"(?:{_KEYS})\""
)


_BEGINNING = 1_000
# What PHP's dumps begin with.
_PHP = re.compile(
    r"\A(?:a:\d+|O:\d+:\"[\w\\]{1,200}\":\d+):\{|\barray\(\d+\)\s*\{"
    r"|\bobject\([\w\\]{1,200}\)#\d+ \(\d+\)\s*\{|\b(?:Array|\w{1,100} Object)\s*\(\s*\["
)
# The brace first: a pattern that begins with a fixed character is searched for many times as fast.
_BRACE, _BRACKET = re.compile(r"\{(?<!\$\{)"), re.compile(r"\[")


def _starts(text: str) -> list[int]:
    """Where a value may begin, the likeliest first; few, so that a long text is read few times."""
    brackets = (_BRACE.search(text), _BRACKET.search(text))
    first = sorted(bracket.start() for bracket in brackets if bracket)
    spend(2 * len(text))
    has_keys = len(text) < _LONG or any(key in text for key in KNOWN)  # ten times as fast
    found = _BY_KEY.finditer(text) if has_keys else ()
    by_key = [match.start() for match in itertools.islice(found, _STARTS)]
    at_once = [0] if first[:1] == [0] or by_key[:1] == [0] else []
    return list(dict.fromkeys([*at_once, *by_key, *first]))


_STARTS = 4
_LONG = 10_000


def _from(text: str, start: int, names: Assignments) -> JsonValue | None:
    """The value that opens at an offset, with notes on what is before and after it."""
    mended = repaired(text, start, names, start)
    value = strict(mended.text) if mended else None
    if mended is None or value is None or not isinstance(value.payload, dict | list):
        return None
    before = text[:_SHOWN] if _BLACK.search(text, 0, start) else ""
    around = (
        (SENTENCES["before"], before[:start]),
        (SENTENCES["after"], _after(text, mended.end)),
    )
    left_out = [sentence.format(short(piece)) for sentence, piece in around if piece]
    return JsonValue(
        value.payload, value.text, (*left_out, *mended.notes, *value.notes), mended.end
    )


def _after(text: str, end: int) -> str:
    """The beginning of what follows a value; a text may hold a thousand, so it is not copied."""
    signs = _CLOSING_SIGNS.match(text, end)
    start = signs.end() if signs else end
    if _BLACK.search(text, start):
        return text[start : start + _SHOWN]
    return ";" if ";" in text[end:start] else ""


_SHOWN = 400
_BLACK = re.compile(r"\S")
_CLOSING_SIGNS = re.compile(r"[;, \t\r\n]*+")
