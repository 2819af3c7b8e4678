"""Reads the documents of accepted sends, one after the other, for figures over all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from convert_console.services.history_database import connect, failed

READ_SECONDS = 1.0

_QUERY = """
SELECT roundtrip.document, roundtrip.url FROM entry JOIN roundtrip USING (id)
WHERE entry.verdict = 'accepted' AND entry.deleted_at IS NULL
  AND entry.profile = CAST(? AS TEXT) AND entry.sent_at >= ?
ORDER BY entry.id
"""


def accepted_documents(path: Path, profile: str, since: float) -> Iterator[tuple[str, str]]:
    """Document and URL of each accepted send of a profile since a time in Unix seconds.

    Reads on a connection of its own and in bounded memory, so that any thread may take its time.
    Raises `StoreFailed`.
    """
    try:
        with closing(connect(path, READ_SECONDS)) as db:
            name = profile.encode("utf-8", "surrogatepass")
            for document, url in db.execute(_QUERY, (name, since)):
                yield _text(document), _text(url)
    except sqlite3.Error as error:
        raise failed(error, path) from error


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")
