"""Texts of others as the tips of cells, which Qt would otherwise take for markup."""

from __future__ import annotations

import html

from convert_console.core.text import visible


def safe_tip(text: str) -> str:
    """A text that a tooltip shows sign for sign, left as it is where nothing in it misleads.

    >>> safe_tip("Purchase"), safe_tip("<b>Purchase")
    ('Purchase', '<qt>&lt;b&gt;Purchase</qt>')
    """
    text = visible(text)
    if not {"<", "&"} & set(text):
        return text
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")


# Makes tooltips say exactly their text.


def plain_tip(text: str) -> str:
    r"""A text as markup that shows every character, and what would hide by its number.

    >>> plain_tip("a < b\nc")
    '<qt>a &lt; b<br>c</qt>'
    """
    markup = html.escape(visible(text), quote=False).replace("\n", "<br>")
    return f"<qt>{markup}</qt>" if markup else ""
