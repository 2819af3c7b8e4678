"""What can be imported where Qt and httpx are not installed."""

from __future__ import annotations

import subprocess
import sys
import textwrap

WITHOUT = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""
GUI = ("PySide6", "shiboken6", "qasync")
NETWORK = ("httpx", "httpcore", "h11", "anyio", "sniffio", "platformdirs")


def in_a_python_without(absent: tuple[str, ...], program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter that cannot find some packages."""
    source = WITHOUT.format(absent=set(absent)) + textwrap.dedent(program)
    return subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=False
    )


def test_core_needs_nothing_but_python() -> None:
    done = in_a_python_without(
        GUI + NETWORK,
        """
        from convert_console import core
        names = [m.name for m in pkgutil.walk_packages(core.__path__, core.__name__ + ".")]
        for name in names:
            importlib.import_module(name)
        print(len(names))
        """,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10


def test_services_need_no_qt() -> None:
    done = in_a_python_without(
        GUI,
        """
        import convert_console.services as services
        for module in pkgutil.walk_packages(services.__path__, services.__name__ + "."):
            importlib.import_module(module.name)
        """,
    )
    assert done.returncode == 0, done.stderr


def test_the_command_line_encodes_where_qt_is_not_installed() -> None:
    done = in_a_python_without(
        GUI,
        """
        sys.argv = ["convert-console", "--version"]
        from convert_console.__main__ import main
        sys.exit(main())
        """,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_command_line_does_not_spend_time_on_qt() -> None:
    done = in_a_python_without(
        (),
        """
        import convert_console.cli
        print(sorted({name.partition(".")[0] for name in sys.modules} & {"PySide6", "qasync"}))
        """,
    )
    assert done.stdout.strip() == "[]", done.stderr
