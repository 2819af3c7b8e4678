"""The linter: one small function a rule, grouped by subject.

Nothing is forbidden by it: a tester may need to send exactly the broken thing.
"""

from __future__ import annotations

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
