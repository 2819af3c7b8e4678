"""A page is one file whose policy lets a browser fetch and run nothing."""

import hashlib
import re
from base64 import b64encode

import pytest

from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.html_page import (
    page_colours,
    policy,
    render_page,
    style,
)
from convert_console.core.verdict.exchange import Failure
from support.exchanges import begun, record


def test_the_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    digest = b64encode(hashlib.sha256(style().encode()).digest()).decode()
    assert policy().startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy()
    assert "unsafe" not in policy()
    page = render_page("page.html", title="Title")
    assert page.index(policy()) < page.index("<style>")
    assert f"<style>{style()}</style>" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>&'\"", "&lt;b&gt;&amp;&#39;&#34;"),
        ("a\x00\u202e\ud800b", "a⟨U+0000⟩⟨U+202E⟩⟨U+D800⟩b"),
        ("\u2028\u2029\u200f\x7f\x85\ufeff", "⟨U+2028⟩⟨U+2029⟩⟨U+200F⟩⟨U+007F⟩⟨U+0085⟩⟨U+FEFF⟩"),
        (b"\x80\xff".decode("utf-8", "surrogateescape"), "⟨0x80⟩⟨0xFF⟩"),
        ("é\t日本\n", "é\t日本\n"),
    ],
)
def test_a_template_shows_foreign_text_character_for_character(text: str, shown: str) -> None:
    assert f"<title>{shown}</title>" in render_page("page.html", title=text)


def test_a_name_that_a_template_lacks_is_an_error() -> None:
    with pytest.raises(Exception, match="'title' is undefined"):
        render_page("page.html")


def test_a_verdict_has_a_sign_besides_its_colour() -> None:
    sent = record(1).exchange
    refused = sent._replace(outcome=Failure("refused", ""))
    found = [sent, begun(1).exchange, refused, sent._replace(outcome=None)]
    page = evidence_page([AnnotatedExchange(one) for one in found], 0.0)
    badges = set(re.findall(r'<span class="badge (\w+)">(.) ', page))
    assert badges == {("ok", "✓"), ("warn", "!"), ("error", "✕"), ("info", "i")}


# The pages have the window's colours, and fetch nothing for their looks.


def test_no_colour_is_written_anywhere_else_and_nothing_is_fetched() -> None:
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", style())) == {
        *page_colours("light").values(),
        *page_colours("dark").values(),
    }
    assert "url(" not in style()
    assert "@import" not in style()
    assert "<" not in style()
