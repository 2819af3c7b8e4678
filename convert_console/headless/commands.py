"""The command line: which commands there are, and how they end."""

from __future__ import annotations

import argparse
import io
import sys

from convert_console import __version__
from convert_console.headless import check, codec, collect, paste, send
from convert_console.headless.inputs import INVALID, InvalidInput


def run(arguments: list[str]) -> int:
    """Carry out one command.

    Returns:
        0 for success; 1 for a request that was not delivered or has errors; 2 for input that
        cannot be used, said on stderr in one sentence.
    """
    _write_utf8()
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except InvalidInput as why:
        print(f"convert-console: {why}", file=sys.stderr)
        return INVALID
    except KeyboardInterrupt:
        return 130


def _write_utf8() -> None:
    """Scripts read JSON, which is UTF-8 (RFC 8259, 8.1), whatever code page Windows gives a pipe.

    Half a surrogate pair, which has no UTF-8, becomes an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


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
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (codec, check, paste, send, collect):
        module.add_to(commands)
    return whole
