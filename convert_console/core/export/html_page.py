"""What the pages that are handed on have in common: one file, no script, nothing fetched."""

from __future__ import annotations

import hashlib
import html
import re
from base64 import b64encode

from convert_console.core.text import DECEIVING, visible

# The look of the pages that are handed on: the window's colours, light and dark, and print.

LIGHT = {
    "window": "#f6f7f9", "pane": "#ffffff", "raised": "#eef0f4", "line": "#d8dce3",
    "text": "#1b2230", "muted": "#5b6577", "accent": "#2455d6", "accent-soft": "#e6edff",
    "ok": "#14774a", "ok-soft": "#e2f4ea", "warn": "#8a5300", "warn-soft": "#fdf0d8",
    "error": "#b3261e", "error-soft": "#fce8e6", "info": "#3b5b8c", "info-soft": "#e8eef7",
}  # fmt: skip
DARK = {
    "window": "#14171d", "pane": "#1b1f27", "raised": "#252b35", "line": "#323946",
    "text": "#e7eaf0", "muted": "#a0a9b8", "accent": "#7ba0ff", "accent-soft": "#22304f",
    "ok": "#5fd19a", "ok-soft": "#173526", "warn": "#f0b35a", "warn-soft": "#3a2c12",
    "error": "#ff8f85", "error-soft": "#43201d", "info": "#9dbbe8", "info-soft": "#213046",
}  # fmt: skip
TONES = ("ok", "warn", "error", "info")


def _names(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.items())


def _tones() -> str:
    """Each tone as the colours of whatever carries it."""
    return "".join(f".{tone}{{--ink:var(--{tone});--soft:var(--{tone}-soft)}}" for tone in TONES)


STYLE = (
    f":root{{color-scheme:light dark;{_names(LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{_names(DARK)}}}}}"
    f"@media print{{:root{{color-scheme:light;{_names(LIGHT)}}}}}{_tones()}"
    """
*{box-sizing:border-box}
body{font:15px/1.55 "Inter","Segoe UI","SF Pro Text","Noto Sans",system-ui,sans-serif;
color:var(--text);background:var(--window);max-width:920px;margin:0 auto;padding:40px 24px 56px}
h1,h2,h3,p,dl,dd,ul,ol,pre,table{margin:0;padding:0}
h1{font-size:27px;line-height:1.2;letter-spacing:-.02em}
h2{font-size:17px;line-height:1.35;overflow-wrap:anywhere;flex:1;min-width:12em}
h3{font-size:13px;margin:22px 0 7px}
h3 small{font-size:13px;font-weight:400;color:var(--muted);margin-left:6px}
a{color:var(--accent)}
.brand{font-size:13px;font-weight:600;color:var(--accent);margin-bottom:6px}
.quiet{color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.top .quiet{margin-top:7px}
.notice{background:var(--info-soft);color:var(--text);border-radius:8px;padding:10px 14px;
margin-top:20px;font-size:14px}
.badge{display:inline-block;background:var(--soft);color:var(--ink);border-radius:999px;
padding:2px 11px;font-size:13px;font-weight:600;white-space:nowrap}
.tally{display:flex;flex-wrap:wrap;gap:8px;margin-top:16px}
.card{background:var(--pane);border:1px solid var(--line);border-radius:10px;
padding:20px 24px 24px;margin-top:24px}
section.card{border-top:3px solid var(--ink)}
.head{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;margin-bottom:12px}
.said{overflow-wrap:anywhere}
.index:empty{display:none}
.index{list-style:none;margin-top:20px;border-top:1px solid var(--line)}
.index li{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;padding:8px 2px;
border-bottom:1px solid var(--line)}
.index .what{flex:1;min-width:12em;color:var(--muted);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 18px;margin-top:14px}
dt{color:var(--muted)}dd{overflow-wrap:anywhere;min-width:0}
pre,code{font-family:"JetBrains Mono","Cascadia Mono","SF Mono","Noto Sans Mono",monospace}
pre{background:var(--window);border:1px solid var(--line);border-radius:8px;padding:11px 14px;
white-space:pre-wrap;overflow-wrap:anywhere;font-size:12.5px;line-height:1.5}
code{font-size:.9em;overflow-wrap:anywhere}
.bar{display:block;width:100%;height:8px;border-radius:4px;background:var(--raised)}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;margin-top:7px;font-size:13px;
font-variant-numeric:tabular-nums}
.legend svg{width:9px;height:9px;margin-right:6px;border-radius:2px}
.connect{fill:var(--info)}.tls{fill:var(--warn)}.waiting{fill:var(--ok)}.download{fill:var(--accent)}
.problems{list-style:none}
.problems li{border-left:3px solid var(--ink);background:var(--window);padding:7px 12px;
border-radius:0 6px 6px 0;margin-top:6px;overflow-wrap:anywhere}
.problems b{color:var(--ink);font-weight:600}
.scroll{overflow-x:auto;margin-top:22px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{color:var(--muted);font-size:13px;font-weight:500;text-align:left;white-space:nowrap}
th,td{padding:8px 10px;border-bottom:1px solid var(--line);vertical-align:middle;
overflow-wrap:break-word}
td small{display:block;color:var(--muted);line-height:1.4;white-space:nowrap}
th.figure,td.figure{text-align:right;white-space:nowrap}
.group th{color:var(--text);font-size:14px;font-weight:600;padding-top:22px;white-space:normal;
border-bottom:2px solid var(--line)}
.share{min-width:140px;white-space:nowrap}
.share svg{width:96px;height:8px;border-radius:4px;background:var(--raised);margin-right:8px}
.share rect{fill:var(--accent)}.share .all{fill:var(--muted)}
details{margin-top:12px}summary{cursor:pointer;color:var(--accent)}details pre{margin-top:8px}
.sum{display:block;margin-top:4px}
@media (max-width:560px){body{padding:24px 14px 40px}.card{padding:16px}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}
.index .what{flex-basis:100%;order:3}.index a{flex:1}th,td{padding:7px 6px}}
@media print{body{max-width:none;padding:0;background:none;font-size:10.5pt}
.card{break-inside:auto}h2,h3,.head{break-after:avoid}
.problems li,.bar,.legend,tr{break-inside:avoid}
pre{font-size:8.5pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
)


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
