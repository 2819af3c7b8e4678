"""What the pages that are handed on have in common: one file, no script, nothing fetched."""

from __future__ import annotations

import hashlib
import html
import re
from base64 import b64encode

from convert_console.core.export.page_style import STYLE
from convert_console.core.text import DECEIVING, visible

_STYLE_DIGEST = b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"
)
"""What a browser lets the page do: apply its own style, and nothing else."""

_ESCAPED_BYTES = range(0xDC80, 0xDD00)
"""Where Python's `surrogateescape` puts bytes that are no UTF-8."""


def whole_page(title: str, body: str) -> str:
    """A page of a body that is safe already; the title is our own."""
    head = (
        "<meta charset=utf-8>"
        f'<meta http-equiv=Content-Security-Policy content="{POLICY}">'
        "<meta name=referrer content=no-referrer>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style>"
    )
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>\n"


def shown(text: str) -> str:
    r"""Foreign text as HTML: escaped, with what cannot be seen made visible, and bytes that were
    decoded with `surrogateescape` as numbers.

    >>> shown("<b>a\u202eb\r"), shown(b"\xff".decode("utf-8", "surrogateescape"))
    ('&lt;b&gt;a⟨U+202E⟩b⟨U+000D⟩', '⟨0xFF⟩')
    """
    return html.escape(DECEIVING.sub(_visible, text))


def mark_of(tone: str) -> str:
    """A sign beside the word of a verdict, so that colour is not needed."""
    return {"ok": "✓", "warn": "!", "error": "✕"}.get(tone, "i")


def badge(word: str, tone: str) -> str:
    """The word of a verdict with its sign; both are our own."""
    return f"<span class='badge {tone}'>{mark_of(tone)} {shown(word)}</span>"


def _visible(found: re.Match[str]) -> str:
    if ord(found[0]) in _ESCAPED_BYTES:
        return f"⟨0x{ord(found[0]) - 0xDC00:02X}⟩"
    return visible(found[0])
