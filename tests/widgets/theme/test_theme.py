"""One call gives the whole application its look, and a second one another."""

import itertools
import re

import pytest
from PySide6.QtGui import QFontInfo, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from convert_console.resources import resource
from convert_console.widgets.kit.buttons import HINT_SHARE
from convert_console.widgets.theme import theme
from convert_console.widgets.theme.theme import (
    build_stylesheet,
    inset_text,
    load_fonts,
    palette_of,
    px,
    token_values,
)
from convert_console.widgets.theme.tokens import Colors, mixed, read_tokens, tokens
from support.pictures import contrast


def test_light_and_dark_set_the_palette(qapp: QApplication) -> None:
    for scheme, colors in (("light", tokens().light), ("dark", tokens().dark)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        window = qapp.palette().color(QPalette.ColorRole.Window).name()
        assert window == colors.window
        assert theme.colors() == colors


def test_text_is_set_in_the_font_that_ships_with_the_program(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert QFontInfo(theme.text_font("mono")).family() == "JetBrains Mono"


def test_zoom_scales_fonts_and_lengths_and_keeps_within_its_bounds(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    small, length = qapp.font().pointSizeF(), theme.px(10)
    assert theme.apply(qapp, "light", 2.0).zoom == 2.0
    assert (qapp.font().pointSizeF(), theme.px(10)) == (small * 2, length * 2)
    assert theme.apply(qapp, "light", 9.0).zoom == 2.0
    assert theme.apply(qapp, "light", 0.1).zoom == 0.8
    theme.apply(qapp, "light", 1.0)


def test_a_change_is_announced_and_there_is_one_theme(qapp: QApplication, qtbot: QtBot) -> None:
    first = theme.apply(qapp, "light")
    with qtbot.waitSignal(first.changed):
        assert theme.apply(qapp, "dark") is first
    assert theme.colors() == tokens().dark
    theme.apply(qapp, "light")


def test_every_tone_has_a_colour_and_a_background(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    for tone in ("ok", "warn", "error", "info", "neutral", "live", "local", "accent", "muted"):
        assert theme.tone_color(tone).startswith("#")
        assert theme.tone_surface(tone).startswith("#")


def test_a_style_set_later_takes_effect(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    button = QPushButton("Send")
    qtbot.addWidget(button)
    button.ensurePolished()
    plain = button.sizeHint().height()
    theme.set_look(button, size="large")
    assert button.sizeHint().height() > plain


# Qt's own drawing uses the theme's colours, greyed ones included.


@pytest.mark.parametrize("dark", [False, True])
def test_roles_take_the_theme_s_colours(qtbot: QtBot, dark: bool) -> None:
    colors = tokens().colors(dark)
    palette = palette_of(colors)
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    assert palette.color(role.WindowText).name() == colors.text.lower()
    assert palette.color(role.Base).name() == colors.field.lower()
    assert palette.color(group.Disabled, role.Text).name() == colors.muted.lower()


# The style sheet's template is filled without losing a name or blurring a hairline.


def test_lengths_scale_and_hairlines_stay() -> None:
    filled = build_stylesheet("a { margin: 8px 1px; top: -3px; }", {}, 2.0)
    assert filled == "a { margin: 16px 1px; top: -6px; }"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        build_stylesheet("a { color: {nothing}; }", {}, 1.0)


def test_a_colour_that_looks_like_a_length_is_unchanged() -> None:
    assert build_stylesheet("a { color: {c}; }", {"c": "#12px34"}, 2.0) == "a { color: #12px34; }"


def test_no_colour_is_written_in_a_template() -> None:
    for file in resource("theme").glob("*.qss"):
        assert re.search(r"#[0-9a-fA-F]{3}|rgba?\(", file.read_text("utf-8")) is None, file.name


def test_mixing_none_of_the_other_colour_changes_nothing() -> None:
    assert mixed("#2455d6", "#ffffff", 0.0) == "#2455d6"


def test_values_name_every_colour_and_font() -> None:
    values = token_values(tokens().light, tokens(), 1.0, 1.0)
    assert values["accent"] == tokens().light.accent
    assert values["mono"].startswith('"JetBrains Mono"')
    assert values["base"] == "10.00pt"


# Both themes are complete, and their text can be read on its surface.


HIGH = [tokens().light_high, tokens().dark_high]
BOTH = pytest.mark.parametrize(
    "colors",
    [tokens().light, tokens().dark, *HIGH],
    ids=["light", "dark", "light, high contrast", "dark, high contrast"],
)


@BOTH
def test_text_meets_aa_on_every_plain_surface(colors: Colors) -> None:
    surfaces = ("window", "pane", "field", "popup", "raised", "selection", "accent_soft", "tint")
    for ink, surface in itertools.product(("text", "muted"), surfaces):
        assert contrast(getattr(colors, ink), getattr(colors, surface)) >= 4.5, (ink, surface)


@BOTH
@pytest.mark.parametrize("tone", ["ok", "warn", "error", "info", "accent"])
def test_a_tone_meets_aa_on_its_own_surface_and_on_a_pane(colors: Colors, tone: str) -> None:
    ink = getattr(colors, tone)
    assert contrast(ink, getattr(colors, f"{tone}_soft")) >= 4.5
    for surface in ("pane", "window", "popup", "raised", "selection"):
        assert contrast(ink, getattr(colors, surface)) >= 4.5, surface


@BOTH
@pytest.mark.parametrize("surface", ["ok_soft", "warn_soft", "error_soft", "info_soft"])
def test_text_can_be_read_on_every_verdict(colors: Colors, surface: str) -> None:
    for ink in ("text", "muted"):
        assert contrast(getattr(colors, ink), getattr(colors, surface)) >= 4.5, ink


@BOTH
def test_what_a_message_over_the_edge_says_and_offers_can_be_read(colors: Colors) -> None:
    for ink in (colors.toast_text, colors.toast_action):
        assert contrast(ink, colors.toast) >= 4.5
    for band in (colors.band_live, colors.band_local):
        assert contrast(colors.band_text, band) >= 4.5


@BOTH
def test_the_border_of_an_input_can_be_seen(colors: Colors) -> None:
    for surface in ("window", "pane", "field", "popup"):
        assert contrast(colors.outline, getattr(colors, surface)) >= 3, surface


@BOTH
def test_the_arrow_of_a_sorted_column_and_of_a_choice_can_be_seen(colors: Colors) -> None:
    assert contrast(colors.muted, colors.pane) >= 3
    assert contrast(colors.muted, colors.field) >= 3


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
    for surface in ("window", "pane", "field", "popup", "raised", "accent_soft", "selection",
                    "ok_soft", "warn_soft", "error_soft", "info_soft"):  # fmt: skip
        assert contrast(colors.accent, getattr(colors, surface)) >= 3, surface
    assert contrast(colors.accent_text, colors.accent) >= 3, "inside of a primary button"
    assert contrast(colors.toast_action, colors.toast) >= 3, "in a message over the edge"


@BOTH
def test_chosen_rows_can_be_read_and_told_from_others_by_their_bar(colors: Colors) -> None:
    assert contrast(colors.text, colors.selection) >= 4.5
    for surface in ("selection", "pane", "window", "popup", "raised"):
        assert contrast(colors.accent, getattr(colors, surface)) >= 3, surface


SURFACES = ("window", "pane", "field", "popup", "raised", "accent_soft", "selection", "tint",
            "ok_soft", "warn_soft", "error_soft", "info_soft")  # fmt: skip


@pytest.mark.parametrize("colors", HIGH, ids=["light", "dark"])
@pytest.mark.parametrize("surface", SURFACES)
def test_high_contrast_has_text_of_7_and_lines_of_3(colors: Colors, surface: str) -> None:
    ground = getattr(colors, surface)
    for ink in ("text", "muted", "accent", "ok", "warn", "error", "info", "live", "local",
                "json_key", "json_string", "json_number", "json_word"):  # fmt: skip
        assert contrast(getattr(colors, ink), ground) >= 7, ink
    for ink in ("outline", "line_strong", "disabled"):
        assert contrast(getattr(colors, ink), ground) >= 4.5, ink
    assert contrast(colors.line, ground) >= 3


@pytest.mark.parametrize("colors", HIGH, ids=["light", "dark"])
def test_high_contrast_of_buttons_bands_and_messages(colors: Colors) -> None:
    assert contrast(colors.accent_text, colors.accent) >= 7
    assert contrast(colors.band_text, colors.band_live) >= 7
    assert contrast(colors.band_text, colors.band_local) >= 7
    assert contrast(colors.toast_text, colors.toast) >= 7


def test_high_contrast_is_kept_when_theme_or_zoom_change(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0, "high")
    assert theme.colors() == tokens().light_high
    theme.apply(qapp, "dark", 1.2, "high")
    assert theme.colors() == tokens().dark_high
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == tokens().dark_high.text
    theme.apply(qapp, "light")
    assert theme.colors() == tokens().light


def test_an_extra_name_is_refused() -> None:
    data = {"space": {"unit": 4, "odd": 1}, "type": {"ui": [], "mono": []}}
    with pytest.raises(TypeError):
        read_tokens(data)


# The fonts that ship with the program load, and know the signs the program writes.


def test_both_families_load(qapp: QApplication) -> None:
    assert {"Inter", "JetBrains Mono"} <= set(load_fonts())


@pytest.mark.parametrize("file", sorted(resource("fonts").glob("*.ttf")), ids=lambda p: p.stem)
def test_each_face_covers_latin_greek_and_cyrillic(qapp: QApplication, file: object) -> None:
    face = QRawFont(str(file), 13)
    assert [sign for sign in "aÄłΩΔЖд→·–—…×€“”" if not face.supportsCharacter(ord(sign))] == []


def test_the_two_families_together_know_the_signs_of_the_window(qapp: QApplication) -> None:
    faces = [QRawFont(str(path), 13) for path in resource("fonts").glob("*-Regular.ttf")]
    signs = "→·–…✕⚠★☆▾▸⌘↵●⋮✓"
    assert [s for s in signs if not any(face.supportsCharacter(ord(s)) for face in faces)] == []


def test_the_text_of_a_number_box_has_a_margin_and_is_not_cut(qtbot: QtBot) -> None:
    box = QSpinBox(minimum=1, maximum=64, suffix=" at a time")
    qtbot.addWidget(box)
    inset_text(box)
    assert box.lineEdit().textMargins().left() == px(6)
    box.show()
    text = box.fontMetrics().horizontalAdvance("64 at a time")
    assert box.lineEdit().width() >= text + px(6)
