"""A page of evidence: one HTML file that says what was sent and what came back, for attaching."""

from __future__ import annotations

import hashlib
import html
from collections import Counter
from collections.abc import Sequence

from convert_console import __version__
from convert_console.core.export.evidence_parts import section, summary_item
from convert_console.core.export.exported import Kept, day_words, moment
from convert_console.core.export.html_page import badge, whole_page
from convert_console.core.export.json_lines import json_lines
from convert_console.core.export.masking import Mask
from convert_console.core.verdict.verdict import verdict

DATA_SHOWN = 2_000_000
"""Characters of data that a page holds. Evidence is attached to mails."""


def evidence_page(all_kept: Sequence[Kept], made_at: float, *, mask_ids: bool = False) -> str:
    """A page that needs no other file and runs no script; `made_at` is in Unix seconds.

    Its SHA-256 is of the data as JSON lines, which stands in it: it can be computed again, and is
    that of an export of the same rows as JSON lines. With `mask_ids` the data is masked as all
    else is, and the SHA-256 is of that: one of the whole data would give short ids away.
    """
    masks = [Mask(kept.exchange) if mask_ids else None for kept in all_kept]
    marked = list(zip(all_kept, range(1, len(all_kept) + 1), masks, strict=True))
    index = "".join(summary_item(*one) for one in marked) if len(marked) > 1 else ""
    body = (
        f"{_top(all_kept, made_at, masked=mask_ids)}<ol class=index>{index}</ol>"
        f"<main>{''.join(section(*one) for one in marked)}</main>"
        f"{_foot(json_lines(all_kept, mask_ids=mask_ids), masked=mask_ids)}"
    )
    return whole_page("Tracking requests", body)


def _top(all_kept: Sequence[Kept], made_at: float, *, masked: bool) -> str:
    count, when = len(all_kept), moment(made_at)
    requests = f"{count:,} request{'' if count == 1 else 's'}"
    ids = " · ids masked" if masked else ""
    verdicts = [verdict(kept.exchange) for kept in all_kept]
    tally = Counter((one.word, one.tone) for one in verdicts)
    badges = "".join(badge(f"{n:,} {word}", tone) for (word, tone), n in tally.most_common())
    return (
        "<header class=top><p class=brand>Convert Console</p><h1>Tracking requests</h1>"
        f"<p class=quiet>{requests} · made {day_words(when)}, {when:%H:%M} UTC · "
        f"version {__version__}{ids}</p><p class=tally>{badges}</p>"
        "<p class=notice>An accepted request was taken by the endpoint; "
        f"that does not prove it was recorded.</p></header>"
    )


def _foot(data: str, *, masked: bool) -> str:
    size = len(data.encode("utf-8"))
    digest = hashlib.sha256(data.encode("utf-8")).hexdigest()
    of = "of the data with its ids masked" if masked else "of the data"
    same = "" if masked else " An export of the same rows as JSON lines has the same."
    if len(data) > DATA_SHOWN:
        held = f"<p class=quiet>The data, {size:,} bytes, is too large for this page.</p>"
    else:
        held = (
            f"<details><summary>The data as JSON lines, {size:,} bytes</summary>"
            f"<pre id=data>{html.escape(data, quote=False)}</pre></details>"
        )
    return (
        f"<footer class=card><h2>Data</h2><p class=quiet>SHA-256 {of}."
        f"{same}</p><code class=sum id=digest>{digest}</code>{held}</footer>"
    )
