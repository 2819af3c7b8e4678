"""The linter: one small function a rule, grouped by subject.

Nothing is forbidden by it: a tester may need to send exactly the broken thing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from convert_console.core.linter.checker import Checker, check, check_event
from convert_console.core.linter.problem import Fix, Problem, Sent, Severity, Situation
from convert_console.core.linter.rule import Rule
from convert_console.core.linter.table import RULES

__all__ = [
    "RULES",
    "Checker",
    "Fix",
    "Problem",
    "Rule",
    "Sent",
    "Severity",
    "Situation",
    "check",
    "check_event",
]

# Whoever only speaks of problems need not load every rule: 20 ms that the first paint would wait.
_LATER = {
    "Checker": "checker",
    "check": "checker",
    "check_event": "checker",
    "Rule": "rule",
    "RULES": "table",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
