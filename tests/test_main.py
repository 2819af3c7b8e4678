"""Without arguments the window opens, with --demo the demo runs, all else is the terminal's."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from convert_console import __main__ as program
from convert_console import __version__


@pytest.mark.parametrize(
    ("given", "module", "settings"),
    [
        ([], "run", {"files": ()}),
        (["--open"], "run", {"files": ()}),
        (["--open", "a.json", "encode"], "run", {"files": ("a.json", "encode")}),
        (["--demo"], "demo", {"verbose": False}),
        (["--demo", "--verbose"], "demo", {"verbose": True}),
        (["--verbose", "--demo"], "demo", {"verbose": True}),
    ],
)
def test_the_window_is_chosen_by_the_arguments(
    given: list[str], module: str, settings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import import_module

    heard = []

    def start(*opened: Any, **how: object) -> int:
        for store, _limits in opened[1:]:
            store.close()
        heard.append(how)
        return 7

    monkeypatch.setattr(import_module(f"convert_console.app.{module}"), module, start)
    assert program.main(given) == 7
    assert heard == [settings]


def test_the_terminal_s_commands_load_no_qt() -> None:
    code = (
        "import sys; from convert_console.__main__ import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert __version__ in told.stdout
