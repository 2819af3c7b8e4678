"""One JSON object a line, for scripts."""

from __future__ import annotations

import json

from convert_console.protocol.exchange_words import exchange_told
from convert_console.protocol.exports.kept import Kept, without_secrets


def json_line(kept: Kept) -> str:
    """One exchange with its verdict, note and star, without the line break."""
    told = exchange_told(without_secrets(kept.exchange))
    whole = {**told, "document": kept.exchange.document, "note": kept.note, "star": kept.starred}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
