"""A window for each test, closed at its end."""

from support.windows import driver, open_console

__all__ = ["driver", "open_console"]
