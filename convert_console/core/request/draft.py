"""What the user is composing: the text of a request, and the method to send it by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from convert_console.core.document.payload import Payload, Reading, parse
from convert_console.core.document.size_limits import is_heavy

Method = Literal["POST", "GET"]


@dataclass(frozen=True)
class Draft:
    """The text is the truth; `payload` is a reading of it, and `None` while it is broken."""

    text: str
    method: Method = "POST"

    @cached_property
    def reading(self) -> Reading:
        """The text, parsed once."""
        return parse(self.text)

    @cached_property
    def heavy(self) -> bool:
        """Whether it has so many events that nothing reads it while someone works on it."""
        return is_heavy(self.text)

    def by(self, method: Method) -> Draft:
        """The same text by a method, sharing what is known of it."""
        made = Draft(self.text, method)
        if not self.heavy:
            made.read_as(self.reading)
        return made.weighed_as(heavy=self.heavy)

    def weighed_as(self, *, heavy: bool) -> Draft:
        """The same draft, given whether it is heavy where that is known already."""
        self.__dict__["heavy"] = heavy
        return self

    def read_as(self, reading: Reading) -> Draft:
        """The same draft, given what `parse(text)` gives where that is known already."""
        self.__dict__["reading"] = reading
        return self

    @property
    def payload(self) -> Payload:
        """The tree of the text."""
        return self.reading.payload
