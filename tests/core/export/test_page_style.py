"""The pages wear the window's colours, and fetch nothing for their looks."""

import json
import re

import pytest

from convert_console.core.export.html_page import DARK, LIGHT, STYLE
from convert_console.resources import resource


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
