"""The linter's package offers its names, and loads the rules only when one is used."""

import subprocess
import sys

import pytest

from convert_console.protocol import rules


@pytest.mark.parametrize("name", rules.__all__)
def test_every_name_it_offers_is_there(name: str) -> None:
    assert getattr(rules, name) is not None


def test_a_name_it_does_not_offer_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = rules.Nothing


def test_the_rules_are_not_loaded_for_a_problem_alone() -> None:
    code = (
        "import sys; from convert_console.protocol.rules import Problem;"
        "sys.exit('convert_console.protocol.rules.table' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
