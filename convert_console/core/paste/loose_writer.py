"""Writes JSON bracket by bracket, with the commas, and closes what was left open."""

from __future__ import annotations

from dataclasses import dataclass

_CLOSERS = {"{": "}", "[": "]"}


@dataclass(slots=True)
class Frame:
    """An open bracket: how it closes in the paste, its place in `out`, how many items it has."""

    is_object: bool
    closer: str
    place: int
    items: int = 0

    @property
    def end(self) -> str:
        """How it closes in what is written."""
        return "}" if self.is_object else "]"


class LooseWriter:
    """Pieces of JSON in `out`, and the brackets that are open."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.frames: list[Frame] = []

    @property
    def inner(self) -> Frame:
        """The innermost open bracket."""
        return self.frames[-1]

    def open(self, bracket: str) -> None:
        """Begin an object or a list, as the next value."""
        self._separate_in_list()
        self.frames.append(Frame(bracket == "{", _CLOSERS[bracket], len(self.out)))
        self.out.append(bracket)

    def key(self, json: str) -> None:
        """Write a key with its colon."""
        self._separate()
        self.out.append(json + ":")

    def value(self, json: str) -> None:
        """Write a plain value."""
        frame = self.frames[-1] if self.frames else None
        if frame is not None and not frame.is_object:
            if frame.items:
                self.out.append(",")
            frame.items += 1
        self.out.append(json)

    def turn_into_object(self) -> None:
        """Let the one item of a list be a key: PHP writes `['cid' => '1']`."""
        self.inner.is_object = True
        self.out[self.inner.place] = "{"
        self.out.append(":")

    def close(self, closer: str) -> list[str] | None:
        """Close the nearest bracket of that kind; the closers of those left open inside it.

        `None` when no such bracket is open.
        """
        if all(frame.closer != closer for frame in self.frames):
            return None
        missing = []
        while (frame := self.frames.pop()).closer != closer:
            missing.append(frame.closer)
            self.out.append(frame.end)
        self.out.append(frame.end)
        return missing

    def close_all(self) -> str:
        """Close everything; the closers that were missing."""
        missing = " ".join(frame.closer for frame in reversed(self.frames))
        self.out.extend(frame.end for frame in reversed(self.frames))
        return missing

    def _separate(self) -> None:
        if self.inner.items:
            self.out.append(",")
        self.inner.items += 1

    def _separate_in_list(self) -> None:
        if self.frames and not self.inner.is_object:
            self._separate()
