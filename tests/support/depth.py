"""How often a test repeats what each repetition only makes more certain."""

from __future__ import annotations

import os


def repeated(full: int) -> int:
    """`full` under CI, and a fifth of it, at least once, where a developer waits for the result.

    For chance alone, such as kills at random moments: whoever lists cases tries each everywhere.
    """
    return full if os.environ.get("CI") else max(full // 5, 1)
