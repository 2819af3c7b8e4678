"""The linter's package offers its names, and loads the rules only when one is used."""

import subprocess
import sys

import pytest

from convert_console.core import linter


@pytest.mark.parametrize("name", linter.__all__)
def test_every_name_it_offers_is_there(name: str) -> None:
    assert getattr(linter, name) is not None


def test_a_name_it_does_not_offer_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = linter.Nothing


def test_the_rules_are_not_loaded_for_a_problem_alone() -> None:
    code = (
        "import sys; from convert_console.core.linter import Problem;"
        "sys.exit('convert_console.core.linter.table' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
