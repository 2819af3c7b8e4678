"""A window for each test, closed at its end, and its two themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.driver import Driver
from support.windows import driver, open_console

__all__ = ["driver", "open_console"]


@pytest.fixture(params=["light", "dark"])
def scheme(driver: Driver, request: pytest.FixtureRequest) -> Iterator[str]:
    """The window in one theme, and then in the other."""
    driver.window.trigger(f"Theme: {request.param}")
    yield request.param
    driver.context.preferences.use_scheme("light")
