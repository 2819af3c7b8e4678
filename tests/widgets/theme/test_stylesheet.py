"""The style sheet's template is filled without losing a name or blurring a hairline."""

import re

import pytest

from convert_console.resources import resource
from convert_console.widgets.theme.theme import build_stylesheet, mixed, token_values, tokens


def test_lengths_scale_and_hairlines_stay() -> None:
    filled = build_stylesheet("a { margin: 8px 1px; top: -3px; }", {}, 2.0)
    assert filled == "a { margin: 16px 1px; top: -6px; }"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        build_stylesheet("a { color: {nothing}; }", {}, 1.0)


def test_a_colour_that_looks_like_a_length_is_left_alone() -> None:
    assert build_stylesheet("a { color: {c}; }", {"c": "#12px34"}, 2.0) == "a { color: #12px34; }"


def test_no_colour_is_written_in_a_template() -> None:
    for file in resource("theme").glob("*.qss"):
        assert re.search(r"#[0-9a-fA-F]{3}|rgba?\(", file.read_text("utf-8")) is None, file.name


def test_mixing_none_of_the_other_colour_changes_nothing() -> None:
    assert mixed("#2455d6", "#ffffff", 0.0) == "#2455d6"


def test_values_name_every_colour_and_font() -> None:
    values = token_values(tokens().light, tokens().type, 1.0, 6)
    assert values["accent"] == tokens().light.accent
    assert values["mono"].startswith('"JetBrains Mono"')
    assert values["base"] == "10.00pt"
