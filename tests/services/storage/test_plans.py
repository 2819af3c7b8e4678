"""The files of tracking plans are read once, and again when they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert_console.core.plan.plan import Plan, PlanFault
from convert_console.services.storage.plans import PlanFiles

PLAN = "expectations: [{goal: 5}]"


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path) -> None:
    path, files = tmp_path / "plan.yaml", PlanFiles()
    path.write_bytes(f"\ufeff{PLAN}".encode())
    first = files.read(str(path))
    assert isinstance(first, Plan)
    assert files.read(str(path)) is first
    path.write_text(PLAN.replace("5", "55"), "utf-8")
    assert files.read(str(path)) != first


def test_each_profile_has_its_own_plan(tmp_path: Path) -> None:
    path, files = tmp_path / "plan.yaml", PlanFiles()
    path.write_text(PLAN, "utf-8")
    files.use({"": "", "a": str(path), "b": str(tmp_path / "none.yaml")})
    assert isinstance(files.of("a"), Plan)
    assert [files.of(one) for one in ("", "b", "gone")] == [None, None, None]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "plan.yaml is not there"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"x" * 1_000_001, "Split the plan"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.yaml"
    if content is not None:
        path.write_bytes(content)
    found = PlanFiles().read(str(path))
    assert isinstance(found, PlanFault)
    assert said in found.sentence


def test_a_name_that_no_file_has_is_said() -> None:
    assert isinstance(PlanFiles().read("a\0b"), PlanFault)
