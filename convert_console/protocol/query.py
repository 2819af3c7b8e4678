"""Bracket notation, both ways: a document as a query string, and a query string as a document."""

from __future__ import annotations

from dataclasses import dataclass

from convert_console.protocol.payload import Path, Payload
from convert_console.protocol.profile import Spelling


@dataclass(frozen=True, slots=True)
class QueryReading:
    """A query read back: the document, values as text, and what was ambiguous, in sentences."""

    payload: Payload
    notes: tuple[str, ...] = ()


def write_query(payload: Payload, spelling: Spelling = "literal") -> str:
    raise NotImplementedError


def read_query(text: str) -> QueryReading:
    raise NotImplementedError
