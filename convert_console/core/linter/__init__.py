"""The linter: one small function for each rule, in a file for each subject."""

# It forbids nothing: a tester may need to send exactly the broken request.

from __future__ import annotations

from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.checker import Checker, check, check_event
from convert_console.core.linter.problem import Fix, Problem, Sent, Severity, Situation
from convert_console.core.linter.rule import Rule

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
