"""Masks ids in exports so that what is left only distinguishes them."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.text import id_texts
from convert_console.core.verdict.exchange import Exchange

KEPT = 3
"""Characters of an id that stay."""

_DIGITS = re.compile(r"[0-9]{5,}")
_ID_KEYS = tuple(
    row.wire_name
    for row in PARAMETERS
    if row.id_kind or row.kind in ("id", "visitor") or row.path == ("tid",)
)


class Mask:
    """Masks runs of five and more digits, and the ids that an exchange's document names, whatever
    their form: a visitor's may be a mail address.
    """

    def __init__(self, exchange: Exchange | None = None) -> None:
        ids = set(_ids(parse(exchange.document).payload)) if exchange else set()
        ids -= {plain for plain in ids if _DIGITS.fullmatch(plain)}  # they are masked anyway
        spelled = {form: plain for plain in ids for form in _spellings(plain)}
        self._masked = {form: _masked(form) for form in spelled}
        longest = sorted(map(re.escape, spelled), key=len, reverse=True)
        self._pattern = re.compile("|".join([*longest, _DIGITS.pattern]))

    def text(self, text: str) -> str:
        """A text without them.

        >>> Mask().text("goal 100300301")
        'goal ••••••301'
        """
        return self._pattern.sub(self._replace, text)

    def value(self, value: Any) -> Any:
        """The same for every text of a JSON value; its keys and numbers stay. Bytes that are no
        text cannot be looked into, so nothing of them stays.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {k: "•••" if k.endswith("_base64") else self.value(v) for k, v in value.items()}
        return value

    def _replace(self, match: re.Match[str]) -> str:
        return self._masked.get(match[0]) or _masked(match[0])


def _masked(text: str) -> str:
    visible = min(KEPT, len(text) // 2)
    return "•" * (len(text) - visible) + text[len(text) - visible :]


def _ids(payload: Payload) -> Iterator[str]:
    """Ids of a document that are long enough to be told from other words."""
    if not isinstance(payload, dict):
        return
    events = payload.get("ev")
    parts = [payload, payload.get("seg"), *(events if isinstance(events, list) else ())]
    for part in parts:
        if isinstance(part, dict):
            yield from (t for key in _ID_KEYS for t in id_texts(part.get(key)) if len(t) > KEPT)


def _spellings(text: str) -> Iterator[str]:
    """The ways that a text is written in JSON and in a URL."""
    plain = text.encode("utf-8", "surrogatepass")
    yield text
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield quote(plain, safe="")
    yield quote(plain)
    yield quote_plus(plain)
