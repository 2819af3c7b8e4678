"""The command line: which commands there are, and how they end."""

from __future__ import annotations

import argparse
import sys

from convert_console import __version__
from convert_console.cli import check, codec, collect, paste, send, streams
from convert_console.cli.inputs import INVALID, InvalidInput
from convert_console.core.text import one_line


def run(arguments: list[str]) -> int:
    """Carry out one command.

    Returns:
        0 for success; 1 for a request that was not delivered or has errors; 2 for input that
        cannot be used, said on stderr in one sentence. Apart from those, 74 and 141 when the
        output cannot be written or nobody reads it, and 130 after Ctrl+C.
    """
    streams.prepare()
    options = parser().parse_args(arguments)
    try:
        code = _carried_out(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as why:
        return streams.unwritable(why)
    return code


INTERRUPTED = 130


def _carried_out(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options))
    except InvalidInput as why:
        print(f"convert-console: {one_line(str(why))}", file=sys.stderr)
        return INVALID


def parser() -> argparse.ArgumentParser:
    """The whole command line, with its help."""
    whole = argparse.ArgumentParser(
        prog="convert-console",
        description="Test and debug console for Convert.com's tracking endpoint. "
        "Without a command it opens its window.",
    )
    whole.add_argument("--version", action="version", version=f"convert-console {__version__}")
    whole.add_argument(
        "--demo",
        action="store_true",
        help="run the window's own actions on the article's samples against the local collector",
    )
    whole.add_argument(
        "--verbose", action="store_true", help="with --demo: print the bytes of each request"
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (codec, check, paste, send, collect):
        module.add_to(commands)
    return whole
