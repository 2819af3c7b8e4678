"""Renders exported pages: one HTML file each, without scripts or external files."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

from convert_console.core.text import DECEIVING, visible
from convert_console.resources import resource_text

if TYPE_CHECKING:
    from jinja2 import Environment

_ESCAPED_BYTES = range(0xDC80, 0xDD00)
"""Where Python's `surrogateescape` puts bytes that are no UTF-8."""


def render_page(template: str, **values: Any) -> str:
    """A page from a template of `resources/pages`; text in the values is escaped and visible."""
    return _environment().get_template(template).render(style=style(), policy=policy(), **values)


@cache
def _environment() -> Environment:
    # Imported with the first page: jinja2 takes 30 ms, for which no window should wait.
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: resource_text("pages", name)),
        autoescape=True,
        finalize=_visible_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible_value(value: Any) -> Any:
    """What a template prints: text that is no markup with its invisible characters shown."""
    return visible_text(value) if type(value) is str else value


def visible_text(text: str) -> str:
    r"""A text with what cannot be seen made visible, and bytes that were decoded with
    `surrogateescape` as numbers.

    >>> visible_text("a\u202eb\r"), visible_text(b"\xff".decode("utf-8", "surrogateescape"))
    ('a⟨U+202E⟩b⟨U+000D⟩', '⟨0xFF⟩')
    """
    return DECEIVING.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    if ord(match[0]) in _ESCAPED_BYTES:
        return f"⟨0x{ord(match[0]) - 0xDC00:02X}⟩"
    return visible(match[0])


@cache
def page_colours(theme: str) -> dict[str, str]:
    """The window's colours in a theme, "light" or "dark", by their names in CSS."""
    colours = json.loads(resource_text("theme", "tokens.json"))[theme]
    return {name.replace("_", "-"): value for name, value in colours.items()}


@cache
def style() -> str:
    """The style sheet: light, or dark where the reader prefers that, and light on paper."""
    light, dark = (
        ";".join(f"--{name}:{value}" for name, value in page_colours(theme).items())
        for theme in ("light", "dark")
    )
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media print{{:root{{color-scheme:light;{light}}}}}\n"
        f"{resource_text('pages', 'page.css')}"
    )


@cache
def policy() -> str:
    """What a browser lets the page do: apply its own style, and nothing else."""
    digest = b64encode(hashlib.sha256(style().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
