"""Reads what PHP prints of a value: `print_r`, `var_dump` and `serialize`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from convert_console.core.document.payload import DEPTH_LIMIT, Number, Payload
from convert_console.core.request.field_values import is_number
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend

PRINT_R = (
    "PHP's print_r shows no types: every value is text, and an empty text may have been null or "
    "false."
)
VAR_DUMP = "It was printed by PHP's var_dump."
SERIALIZED = "It was written by PHP's serialize."
CUT = "It ends before its last bracket, so something may be missing."
DUMPS_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Dump:
    """A value, the offsets of its dump, and the sentence on its kind."""

    payload: Payload
    start: int
    end: int
    note: str


def dumps_in(text: str) -> Iterator[Dump]:
    r"""The dumps of a text, one after another.

    >>> [dump.payload for dump in dumps_in("Array\n(\n    [cid] => 1\n)\n")]
    [{'cid': '1'}]
    """
    if not any(sign in text for sign in _SIGNS):  # looking for them all takes longer
        return
    place = 0
    for _ in range(DUMPS_LIMIT):
        match = _START.search(text, place)
        if not match:
            return
        start = match.start()
        reader = next(kind for kind in _READERS if match[kind])
        try:
            payload, place = _READERS[reader](text, start)
        except _Cut as cut:
            yield Dump(cut.payload, start, len(text), f"{PRINT_R} {CUT}")
            return
        except _Unreadable as why:
            place = max(why.place, match.end())
            continue
        yield Dump(payload, start, place, _NOTES[reader])


class _Unreadable(Exception):
    """A dump that cannot be read beyond an offset."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class _Cut(Exception):
    """A dump that ends with the text, before its last bracket."""

    def __init__(self, payload: Payload) -> None:
        super().__init__()
        self.payload = payload


@dataclass(slots=True)
class _Open:
    """An array that is not closed yet; `key` is where its next value belongs."""

    items: dict[str, Payload] = field(default_factory=dict)
    numbered: bool = True
    key: str = ""
    lines: list[str] = field(default_factory=list)

    def name(self, key: str) -> None:
        """Begin an entry with its key."""
        self._end_text()
        self.numbered = self.numbered and key == str(len(self.items))
        self.key = key

    def goes_on(self, line: str) -> None:
        """Add a line to the text that was given last."""
        self.lines.append(line)

    def _end_text(self) -> None:
        if self.lines:
            self.items[self.key] = "\n".join((str(self.items[self.key]), *self.lines))
            self.lines = []

    def value(self) -> Payload:
        """The array: a list where its keys are 0, 1, 2…, as PHP numbers them."""
        self._end_text()
        return list(self.items.values()) if self.numbered else self.items


# Each reader returns the array at an offset, and where it ends, or raises `_Unreadable` or `_Cut`.

# print_r: each key on a line, and each parenthesis of an array on a line of its own.

_SIGNS = ("] =>", "]=>", ":{")
_START = re.compile(
    r"(?P<print_r>\b(?:Array|[A-Za-z_][\w\\]{0,100}+ Object)[ \t]*+\r?\n[ \t]*+\(\r?\n)"
    r"|(?P<one_line>\b(?:Array|[A-Za-z_][\w\\]{0,100}+ Object) \( \[)"
    r"|(?P<var_dump>\b(?:array\(\d+\)|object\([\w\\]+\)#\d+ \(\d+\))\s*+\{)"
    r"|(?P<serialized>\b(?:a:\d+|O:\d+:\"[\w\\]{1,200}\":\d+):\{)"
)
_LINE = re.compile(r"[^\r\n]*+(?:\r?\n|\Z)")
_ENTRY = re.compile(r"[ \t]*+\[(?P<key>[^\]\r\n]*+)\] =>(?: (?P<value>.*))?\Z")
_OPENING = re.compile(r"[ \t]*+\(\Z")
_OPENS = re.compile(r"(?:Array|[\w\\]+ Object)\Z")
_PROTECTED = re.compile(r":(?:protected|[\w\\]*:?private)\Z")


def _print_r(text: str, start: int) -> tuple[Payload, int]:
    frames: list[_Open] = []
    is_text = False  # whether the last line was a text, which may go on in the next one
    place = start
    while len(frames) <= DEPTH_LIMIT and (match := _LINE.match(text, place)) and match[0]:
        spend(STEPS_PER_TOKEN)
        line, place = match[0].rstrip("\r\n"), match.end()
        entry = _ENTRY.match(line) if frames else None
        if _OPENING.match(line) and not is_text:
            frames.append(_Open())
        elif entry:
            frames[-1].name(_PROTECTED.sub("", entry["key"]))
            value = entry["value"] or ""
            is_text = not _OPENS.match(value)
            frames[-1].items[frames[-1].key] = value
        elif line.strip() == ")" and frames:
            is_text = False
            if len(frames) == 1:
                return frames[0].value(), place
            _end_inner(frames)
        elif is_text and line.strip():
            frames[-1].goes_on(line)
    if not frames or len(frames) > DEPTH_LIMIT:
        raise _Unreadable(place)
    while len(frames) > 1:
        _end_inner(frames)
    raise _Cut(frames[0].value())


def _end_inner(frames: list[_Open]) -> None:
    value = frames.pop().value()
    frames[-1].items[frames[-1].key] = value


# print_r as a web page shows it: its line breaks are lost.

_FLAT = re.compile(
    r"\s*+(?:\[(?P<key>[^\]\r\n]{0,200}+)\] =>(?=\s)|(?P<open>(?:Array|[\w\\]{1,200}+ Object) \()"
    r"|(?P<close>\))(?=\s|\Z))"
)
_FLAT_END = re.compile(r"\s(?=\[[^\]\r\n]{0,200}\] =>\s|\)(?:\s|\Z))|\Z")


def _one_line(text: str, start: int) -> tuple[Payload, int]:
    frames: list[_Open] = []
    place = start
    is_key = False  # whether a key came last
    while place < len(text):
        spend(STEPS_PER_TOKEN)
        match = _FLAT.match(text, place)
        if match is None and is_key:
            end = _FLAT_END.search(text, place)
            assert end is not None
            spend(end.start() - place)
            frames[-1].items[frames[-1].key] = text[place : end.start()].strip()
            place, is_key = end.start(), False
            continue
        if match is None:
            break
        place = match.end()
        if match["open"]:
            if len(frames) >= DEPTH_LIMIT:
                break
            frames.append(_Open())
            is_key = False
        elif match["key"] is not None:
            frames[-1].name(_PROTECTED.sub("", match["key"]))
            frames[-1].items[frames[-1].key] = ""
            is_key = True
        else:
            is_key = False
            if len(frames) == 1:
                return frames[0].value(), place
            _end_inner(frames)
    raise _Unreadable(place)


# var_dump: a type before each value, and the length of a text in bytes.

_VAR = re.compile(
    r"\s*+(?:\[(?P<key>\"[^\"\]]*+\"(?::(?:protected|\"[^\"]*+\":private|private))?|-?\d++)\]\s*+=>"
    r"|(?P<open>(?:array\(\d+\)|object\([\w\\]+\)#\d+ \(\d+\))\s*+\{)"
    r"|string\((?P<length>\d++)\) \"|(?:int|float)\((?P<number>[^()\s]{1,40})\)"
    r"|bool\((?P<bool>true|false)\)|(?P<null>NULL)|enum\((?P<enum>[\w\\:]+)\)|(?P<close>\}))"
)


def _var_dump(text: str, start: int) -> tuple[Payload, int]:
    frames: list[_Open] = []
    place = start
    while match := _VAR.match(text, place):
        spend(STEPS_PER_TOKEN)
        place = match.end()
        if match["key"] is not None:
            frames[-1].name(match["key"].partition('"')[2].partition('"')[0] or match["key"])
            continue
        if match["open"]:
            if len(frames) >= DEPTH_LIMIT:
                break
            frames.append(_Open())
            continue
        value: Payload
        if match["close"]:
            value = frames.pop().value()
            if not frames:
                return value, place
        elif match["length"]:
            value, place = _counted(text, place, int(match["length"]))
        else:
            value = _scalar(match)
        if not frames:
            break
        frames[-1].items[frames[-1].key] = value
    raise _Unreadable(place)


def _scalar(match: re.Match[str]) -> Payload:
    if match["number"]:
        return Number(match["number"]) if is_number(match["number"]) else match["number"]
    return match["enum"] or (match["bool"] == "true" if match["bool"] else None)


def _counted(text: str, place: int, length: int) -> tuple[str, int]:
    """A text of so many bytes in quotes; where the bytes were lost in copying, up to its quote."""
    characters = min(length, len(text) - place)
    spend(characters)
    piece = text[place : place + characters]
    if not piece.isascii():
        piece = piece.encode("utf-8", "surrogatepass")[:length].decode("utf-8", "replace")
    end = place + len(piece)
    if text[end : end + 1] != '"':
        end = text.find('"', place)
        if end < 0:
            raise _Unreadable(place)
    return text[place:end], end + 1


# serialize: `a:2:{s:3:"cid";s:1:"1";i:0;d:12.5;}`, keys and values in turn.

_PIECE = re.compile(
    r"(?:(?:a:\d++|O:\d++:\"[\w\\]{1,200}\":\d++):(?P<open>\{)|s:(?P<length>\d++):\"|[id]:(?P<number>[^;]{1,40});"
    r"|b:(?P<bool>[01]);|(?P<null>N);|(?P<close>\}))"
)


def _serialized(text: str, start: int) -> tuple[Payload, int]:
    frames: list[_Open] = []
    keys = [True]  # whether a key comes next, for each open array
    place = start
    while match := _PIECE.match(text, place):
        spend(STEPS_PER_TOKEN)
        place = match.end()
        if match["open"]:
            if len(frames) >= DEPTH_LIMIT:
                break
            frames.append(_Open())
            keys.append(True)
            continue
        value: Payload
        if match["close"]:
            value = frames.pop().value()
            keys.pop()
            if not frames:
                return value, place
        elif match["length"]:
            value, place = _counted(text, place, int(match["length"]))
            place += text[place : place + 1] == ";"
        elif match["number"]:
            value = Number(match["number"]) if is_number(match["number"]) else match["number"]
        else:
            value = match["bool"] == "1" if match["bool"] else None
        if not frames:
            break
        if keys[-1]:
            frames[-1].name(value.literal if isinstance(value, Number) else str(value))
        else:
            frames[-1].items[frames[-1].key] = value
        keys[-1] = not keys[-1]
    raise _Unreadable(place)


_READERS = {
    "print_r": _print_r,
    "one_line": _one_line,
    "var_dump": _var_dump,
    "serialized": _serialized,
}
_NOTES = {"print_r": PRINT_R, "one_line": PRINT_R, "var_dump": VAR_DUMP, "serialized": SERIALIZED}
