"""Starts the window, or a command of the terminal without loading Qt."""

from __future__ import annotations

import sys

from convert_console.headless import streams


def main(arguments: list[str] | None = None) -> int:
    """Run with the arguments of the command line; the exit code."""
    streams.prepare()
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given == ["--demo"]:
        return _window(demo=bool(given))
    try:
        from convert_console.headless.commands import run

        return run(given)
    except KeyboardInterrupt:  # while it was still being imported
        return 130


def _window(*, demo: bool) -> int:
    from convert_console.app.lean import lean_start

    lean_start()
    if demo:
        from convert_console.app.demo import demo as start
    else:
        from convert_console.app.run import run as start
    return start()


if __name__ == "__main__":
    sys.exit(main())
