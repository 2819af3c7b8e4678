"""Writes JSON piece by piece with its commas, and closes the brackets that were left open."""

from dataclasses import dataclass, field

from convert_console.core.document.formatting import string_text

_CLOSERS = {"{": "}", "[": "]"}


@dataclass(slots=True)
class Frame:
    """An open bracket: how it closes in the paste, its place in `out`, how many items it has."""

    is_object: bool
    closer: str
    place: int
    items: int = 0
    pairs: bool = False
    """Whether keys and values take turns between commas: `Map.of("cid", "1")`."""

    bare: bool = False
    """Whether it is one entry of the object around it: `{ "cid", "1" }` in a C# dictionary."""

    holds_entries: bool = False
    numbers: list[int] | None = field(default_factory=list)
    """Where the keys 0, 1, 2… of a list of PHP are in `out`; `None` when there are other keys."""

    @property
    def end(self) -> str:
        """How it closes in what is written."""
        if self.bare:
            return ""
        return "}" if self.is_object or self.pairs else "]"


class JsonWriter:
    """Pieces of JSON in `out`, and the brackets that are open."""

    def __init__(self, *, php: bool = False) -> None:
        self.php = php
        self.out: list[str] = []
        self.frames: list[Frame] = []

    @property
    def inner(self) -> Frame:
        """The innermost open bracket."""
        return self.frames[-1]

    def open(self, bracket: str, closer: str = "") -> None:
        """Begin an object or a list, as the next value; `closer` is how the paste ends it."""
        self._separate_in_list()
        self.frames.append(Frame(bracket == "{", closer or _CLOSERS[bracket], len(self.out)))
        self.out.append(bracket)

    def open_pairs(self, closer: str, *, bare: bool = False) -> None:
        """Begin an object in which keys and values take turns, or one entry of the one around."""
        if bare:
            self._separate()
        else:
            self._separate_in_list()
        frame = Frame(False, closer, len(self.out), pairs=True, bare=bare)
        self.frames.append(frame)
        self.out.append("" if bare else "{")

    def turn_into_list(self) -> None:
        """Turn an object in which nothing was read yet into a list: Lua writes `{ "1", "2" }`."""
        self.inner.is_object = False
        self.out[self.inner.place] = "["

    def key(self, json: str) -> None:
        """Write a key with its colon."""
        self._separate()
        self.out.append(json + ":")
        self._count(json, len(self.out) - 1)

    def value(self, json: str) -> None:
        """Write a plain value."""
        frame = self.frames[-1] if self.frames else None
        if frame is not None and not frame.is_object:
            self._separate()
        self.out.append(json)

    def turn_into_object(self) -> None:
        """Turn the only item of a list into a key: PHP writes `['cid' => '1']`."""
        self.inner.is_object = True
        self.out[self.inner.place] = "{"
        key = self.out[-1]
        self.out[-1] = (key if key[:1] == '"' else string_text(key)) + ":"
        self._count(key, len(self.out) - 1)

    def _count(self, key: str, place: int) -> None:
        """Remember a key that numbers the items of a list, as PHP writes lists out."""
        frame = self.inner
        if frame.numbers is not None and key.strip('"') == str(len(frame.numbers)):
            frame.numbers.append(place)
        else:
            frame.numbers = None

    def _end(self, frame: Frame) -> None:
        """Close a bracket; an object with the keys 0, 1, 2… of PHP is a list."""
        if self.php and frame.is_object and frame.numbers and frame.items == len(frame.numbers):
            frame.is_object = False
            self.out[frame.place] = "["
            for place in frame.numbers:
                self.out[place] = ""
        self.out.append(frame.end)

    def close(self, closer: str) -> list[str] | None:
        """Close the nearest bracket of that kind; the closers of those left open inside it.

        `None` when no such bracket is open.
        """
        if all(frame.closer != closer for frame in self.frames):
            return None
        missing = []
        while (frame := self.frames.pop()).closer != closer:
            missing.append(frame.closer)
            self._end(frame)
        self._end(frame)
        return missing

    def close_all(self) -> str:
        """Close everything; the closers that were missing."""
        missing = " ".join(frame.closer for frame in reversed(self.frames))
        while self.frames:
            self._end(self.frames.pop())
        return missing

    def _separate(self) -> None:
        frame = self.frames[-1]
        if frame.items:
            self.out.append(":" if frame.pairs and frame.items % 2 else ",")
        frame.items += 1

    def _separate_in_list(self) -> None:
        if self.frames and not self.inner.is_object:
            self._separate()
