"""Makes tooltips say exactly their text."""

from __future__ import annotations

import html


def plain_tip(text: str) -> str:
    r"""A text as markup that shows it sign for sign; Qt would guess from content otherwise.

    >>> plain_tip("a < b\nc")
    '<qt>a &lt; b<br>c</qt>'
    """
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>") if text else ""
