"""Reads the documents of all accepted requests of a profile from the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from convert_console.services.history.database import as_store_failed, connect_to_read
from convert_console.services.history.records import UNREADABLE, encoded, text_of

_QUERY = """
SELECT roundtrip.document, roundtrip.url FROM entry LEFT JOIN roundtrip USING (id)
WHERE entry.verdict = 'accepted' AND entry.deleted_at IS NULL
  AND entry.profile = CAST(? AS TEXT) AND entry.sent_at >= ?
ORDER BY entry.id
"""


def accepted_documents(path: Path, profile: str, since: float) -> Iterator[tuple[str, str] | None]:
    """Document and URL of each accepted request since a time in Unix seconds; `None` if damaged.

    Uses its own connection and limited memory, so it may run in any thread. Raises `StoreFailed`.
    """
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        for stored in db.execute(_QUERY, (encoded(profile), since)):
            try:
                document, url = map(text_of, stored)
            except UNREADABLE:
                yield None
            else:
                yield document, url
