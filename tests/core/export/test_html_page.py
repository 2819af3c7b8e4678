"""A page is one file whose policy lets a browser fetch and run nothing."""

import hashlib
import json
import re
from base64 import b64encode

import pytest

from convert_console.core.export.html_page import (
    DARK,
    LIGHT,
    POLICY,
    STYLE,
    badge,
    mark_of,
    shown,
    whole_page,
)
from convert_console.resources import resource


def test_the_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert POLICY.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in POLICY
    assert "unsafe" not in POLICY
    page = whole_page("Title", "<p>body</p>")
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert f"<style>{STYLE}</style>" in page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>&'\"", "&lt;b&gt;&amp;&#x27;&quot;"),
        ("a\x00\u202e\ud800b", "a⟨U+0000⟩⟨U+202E⟩⟨U+D800⟩b"),
        ("\u2028\u2029\u200f\x7f\x85\ufeff", "⟨U+2028⟩⟨U+2029⟩⟨U+200F⟩⟨U+007F⟩⟨U+0085⟩⟨U+FEFF⟩"),
        (b"\x80\xff".decode("utf-8", "surrogateescape"), "⟨0x80⟩⟨0xFF⟩"),
        ("é\t日本\n", "é\t日本\n"),
    ],
)
def test_foreign_text_is_shown_sign_for_sign(text: str, html: str) -> None:
    assert shown(text) == html


def test_a_verdict_has_a_sign_beside_its_colour() -> None:
    assert len({mark_of(tone) for tone in ("ok", "warn", "error", "info")}) == 4
    assert badge("Accepted", "ok") == "<span class='badge ok'>✓ Accepted</span>"


# The pages wear the window's colours, and fetch nothing for their looks.


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_every_colour_is_the_windows(scheme: str, colours: dict[str, str]) -> None:
    tokens = json.loads(resource("theme/tokens.json").read_text("utf-8"))[scheme]
    assert {name.replace("-", "_"): value for name, value in colours.items()}.items() <= (
        tokens.items()
    )


def test_no_colour_is_written_anywhere_else_and_nothing_is_fetched() -> None:
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", STYLE)) == {*LIGHT.values(), *DARK.values()}
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "<" not in STYLE
