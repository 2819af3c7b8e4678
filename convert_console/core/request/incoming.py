"""A request as it came in from anybody: its document, and who says to have sent it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convert_console.core.document.formatting import spelled
from convert_console.core.query import read_query
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.wire import Headers

READ_LIMIT = 1_048_576
"""Bytes of a body that are read as a document; what comes behind them is left out."""


@dataclass(frozen=True)
class Arrived:
    """A request that came in; `content` is its body without chunking and content encoding."""

    method: Method
    target: str
    headers: Headers
    content: bytes

    @cached_property
    def draft(self) -> Draft:
        """The document and its method: a POST's text as it stands, a GET's query as JSON.

        Bytes that are no UTF-8 become replacement characters.

        >>> Arrived("GET", "/track?vid=v", (), b"").draft.payload
        {'vid': 'v'}
        """
        if self.method == "GET":
            query = self.target.partition("?")[2]
            return Draft(spelled(read_query(f"?{query}").payload) if query else "", "GET")
        return Draft(self.content[:READ_LIMIT].decode("utf-8", "replace"), self.method)

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
