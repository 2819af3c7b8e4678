"""Both themes are complete, and their text can be read on its surface."""

import itertools

import pytest

from convert_console.widgets.kit.buttons import HINT_SHARE
from convert_console.widgets.theme.theme import Colors, mixed, read_tokens, tokens


def _luminance(color: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [value / 255 for value in bytes.fromhex(color[1:])]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


BOTH = pytest.mark.parametrize("colors", [tokens().light, tokens().dark], ids=["light", "dark"])


@BOTH
def test_text_meets_aa_on_every_plain_surface(colors: Colors) -> None:
    surfaces = ("window", "pane", "field", "raised")
    for ink, surface in itertools.product(("text", "muted"), surfaces):
        assert contrast(getattr(colors, ink), getattr(colors, surface)) >= 4.5, (ink, surface)


@BOTH
@pytest.mark.parametrize("tone", ["ok", "warn", "error", "info", "accent"])
def test_a_tone_meets_aa_on_its_own_surface_and_on_a_pane(colors: Colors, tone: str) -> None:
    ink = getattr(colors, tone)
    assert contrast(ink, getattr(colors, f"{tone}_soft")) >= 4.5
    assert contrast(ink, colors.pane) >= 4.5


@BOTH
def test_a_primary_button_can_be_read(colors: Colors) -> None:
    assert contrast(colors.accent_text, colors.accent) >= 4.5


@BOTH
def test_the_key_on_a_primary_button_can_be_read(colors: Colors) -> None:
    assert contrast(mixed(colors.accent_text, colors.accent, HINT_SHARE), colors.accent) >= 4.5


@BOTH
def test_quiet_words_can_be_read_on_the_head_of_an_open_card(colors: Colors) -> None:
    assert contrast(colors.muted, colors.accent_soft) >= 4.5


@BOTH
@pytest.mark.parametrize("ink", ["json_key", "json_string", "json_number", "json_word"])
def test_every_colour_of_json_can_be_read(colors: Colors, ink: str) -> None:
    for surface in ("pane", "field", "accent_soft"):
        assert contrast(getattr(colors, ink), getattr(colors, surface)) >= 4.5, surface


@BOTH
def test_links_can_be_read_on_every_strip(colors: Colors) -> None:
    for surface in ("info_soft", "warn_soft", "error_soft", "ok_soft", "window"):
        assert contrast(colors.accent, getattr(colors, surface)) >= 4.5, surface


@BOTH
def test_the_focus_can_be_seen_on_every_surface(colors: Colors) -> None:
    for surface in ("window", "pane", "field", "raised", "accent_soft", "selection"):
        assert contrast(colors.accent, getattr(colors, surface)) >= 3, surface


@BOTH
def test_chosen_rows_can_be_read(colors: Colors) -> None:
    assert contrast(colors.text, colors.selection) >= 4.5


def test_a_name_too_many_is_refused() -> None:
    data = {"space": {"unit": 4, "odd": 1}, "type": {"ui": [], "mono": []}}
    with pytest.raises(TypeError):
        read_tokens(data)
