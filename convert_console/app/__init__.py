"""The composition root: the only place that knows every part."""

from __future__ import annotations

from convert_console.app.demo import demo
from convert_console.app.run import run

__all__ = ["demo", "run"]
