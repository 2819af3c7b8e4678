"""A window for each test, closed at its end, and one in the theme that pictures are taken in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.driver import Driver
from support.pictures import SCHEMES
from support.windows import driver, open_console

__all__ = ["driver", "open_console"]


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    """The theme of `themed`."""
    return str(request.param)


@pytest.fixture
def themed(scheme: str, open_console: Callable[[], Driver], home: Path) -> Driver:
    """A window that opens in a theme, which is far cheaper than switching to it."""
    settings = home / "console" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"scheme": scheme}), encoding="utf-8")
    return open_console()
