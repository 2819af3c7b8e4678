"""One JSON object a line, for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from convert_console.core.export.exchange_json import exchange_told
from convert_console.core.export.exported import Kept, without_secrets
from convert_console.core.export.masking import Mask
from convert_console.core.text import escaped


def json_line(kept: Kept, *, mask_ids: bool = False) -> str:
    """One exchange with its verdict, note and star, without the line break.

    What cannot be seen, or changes how other signs are shown, stands escaped: a line can be looked
    at in a terminal, and nothing of it is lost.
    """
    told = exchange_told(without_secrets(kept.exchange))
    whole: dict[str, Any] = {
        **told,
        "document": kept.exchange.document,
        "names": [list(named) for named in kept.exchange.names],
        "note": kept.note,
        "star": kept.starred,
    }
    told = Mask(kept.exchange).value(whole) if mask_ids else whole
    return escaped(json.dumps(told, ensure_ascii=False))


def json_lines(all_kept: Iterable[Kept], *, mask_ids: bool = False) -> str:
    """The exchanges as a file, a line each."""
    return "".join(f"{json_line(kept, mask_ids=mask_ids)}\n" for kept in all_kept)
