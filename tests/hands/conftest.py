"""One start of the program for the stories of a file; each story begins with the same draft."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

if sys.platform == "linux":
    from support.hands import MISSING, SCREEN, Hands, running
else:
    collect_ignore_glob = ["test_*.py"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the stories where there is no virtual X server; CI demands them on Linux."""
    if not MISSING or os.environ.get("CI"):
        return
    skip = pytest.mark.skip(reason=f"this machine lacks {', '.join(MISSING)}")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Save what the screen showed when a story failed."""
    report = yield
    program = getattr(item, "funcargs", {}).get("program")
    if report.failed and call.when == "call" and isinstance(program, Hands):
        path = program.home.parent / f"{item.name.translate(_NOT_IN_NAMES)}.png"
        program.screen.picture().save(str(path))
        report.sections.append(("screen", str(path)))
    return report


_NOT_IN_NAMES = str.maketrans(dict.fromkeys(" /[]()", "-"))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    """The program on a display of its own; the stories of a file share it."""
    assert not MISSING, f"missing: {', '.join(MISSING)}; see .ci/run"
    with running(tmp_path_factory.mktemp("hands"), scheme="light") as hands:
        yield hands


@pytest.fixture
def hands(program: Hands) -> Hands:
    """The program with its sample request, whatever the story before has left."""
    program.start_over()
    return program


@pytest.fixture
def open_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Hands]]:
    """Starts the program on a display of its own for one story."""
    with ExitStack() as stack:

        def start(size: tuple[int, int] = SCREEN, scale: float = 1.0, **settings: object) -> Hands:
            folder = tmp_path_factory.mktemp("hands")
            return stack.enter_context(running(folder, size, scale, **settings))

        yield start
