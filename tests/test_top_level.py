"""The top level of the repository holds what was agreed on, and nothing else."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]

AGREED = {
    *("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"),
    *("convert_console", "resources", "tests"),
}
BUILT = {"build", "dist"}
"""Made by `make bundle` and ignored by Git."""


def test_the_top_level_holds_only_what_was_agreed_on() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in found - BUILT if not name.endswith(".egg-info")} == AGREED
