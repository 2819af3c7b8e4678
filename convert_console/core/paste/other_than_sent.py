"""What else a command or a call holds when it sends nothing of ours: a cart's data, cookies."""

from __future__ import annotations

from convert_console.core.paste import cookies, json_documents
from convert_console.core.paste.found import Recognised


def other_than_sent(text: str) -> Recognised | None:
    """Data of Convert's that the request carries, such as `attributes` of a cart or its cookies."""
    for reader in (json_documents.read, cookies.read):
        found = reader(text)
        if isinstance(found, Recognised):
            return found
    return None
