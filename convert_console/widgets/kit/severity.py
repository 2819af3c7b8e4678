"""The tone in which a problem of each severity is shown, worst first."""

from __future__ import annotations

from convert_console.widgets.theme.theme import Tone

TONES: dict[str, Tone] = {"error": "error", "warning": "warn", "info": "info"}
