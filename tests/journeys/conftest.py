"""A window for each test, closed at its end."""

from __future__ import annotations

from support.windows import driver, open_console

__all__ = ["driver", "open_console"]
