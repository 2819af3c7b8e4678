"""Plain text as a tooltip, since Qt would take some texts for markup."""

from __future__ import annotations

import html

from convert_console.core.text import visible


def plain_tip(text: str) -> str:
    r"""A text as markup that shows every character, invisible ones by their code.

    >>> plain_tip("a < b\nc")
    '<qt>a &lt; b<br>c</qt>'
    """
    escaped = html.escape(visible(text), quote=False).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if escaped else ""
