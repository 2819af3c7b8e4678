"""The command line: its table of commands, its help, and how a command ends."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from convert_console import __version__
from convert_console.cli import COMPLETING, OPEN, streams
from convert_console.cli.command import INTERRUPTED, INVALID, Command, InvalidInput
from convert_console.core.text import one_line

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# A new command is one file with a `Command`, and one entry here: its name, and where it is. Only
# the one that is given is imported; all of them take twice as long.
COMMANDS = {
    "encode": "codec.ENCODE",
    "decode": "codec.DECODE",
    "check": "check.CHECK",
    "plan": "plan.PLAN",
    "schema": "schema.SCHEMA",
    "paste": "paste.PASTE",
    "send": "send.SEND",
    "orders": "orders.ORDERS",
    "journey": "journey.JOURNEY",
    "history": "history.HISTORY",
    "confirm": "confirm.CONFIRM",
    "results": "results.RESULTS",
    "collector": "collect.COLLECTOR",
    "watch": "watch.WATCH",
    "completion": "completion.COMPLETION",
}

HELP_WIDTH = 78
"""Characters of a line of a description; argparse wraps everything else."""


def run(arguments: list[str]) -> int:
    """Run one command.

    Returns:
        0 for success; 1 for a request that was not delivered or has errors; 2 for input that
        cannot be used, explained on stderr in one sentence. Besides those, 74 and 141 when the
        output cannot be written or nobody reads it, and 130 after Ctrl+C.
    """
    streams.prepare()
    if COMPLETING in os.environ:
        from convert_console.cli.completion import complete

        complete(parser())
    named = arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS
    reader = parser(named)
    try:
        options = reader.parse_args(arguments)
        if options.run is None:
            reader.error("the following arguments are required: COMMAND")
        code = _run_command(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as why:
        return streams.unwritable(why)
    return code


class _Parser(argparse.ArgumentParser):
    """A parser, and those of its commands, whose help fails where it cannot be written."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # argparse ignores the error, so that help for a full disk would look like a success.
        if file is sys.stdout:
            print(message, end="", flush=True)
        else:
            super()._print_message(message, file)


def parser(names: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of a command line with these commands."""
    root = _Parser(
        prog="convert-console",
        description="Test and debug console for Convert.com's tracking endpoint. "
        "Without a command it opens the window.",
        epilog="Exit codes: 0 success; 1 the request was not delivered, or errors were found; "
        "2 the input cannot be used; 74 the output cannot be written; 130 stopped with Ctrl+C.",
    )
    root.add_argument("--version", action="version", version=f"convert-console {__version__}")
    root.add_argument(
        "--demo",
        action="store_true",
        help="send the samples of Convert's article through the window to the local collector, "
        "and print what happened",
    )
    root.add_argument(
        "--verbose", action="store_true", help="with --demo: print the bytes of each request"
    )
    root.add_argument(
        OPEN,
        nargs="*",
        metavar="FILE",
        help="open the window with a file, as if it was dropped on it",
    )
    root.add_argument(
        "--install-desktop",
        action="store_const",
        dest="run",
        const=_install_desktop,
        help="on Linux: put the program into the menu of your desktop",
    )
    root.add_argument(
        "--remove-desktop",
        action="store_const",
        dest="run",
        const=_remove_desktop,
        help="on Linux: remove it from there",
    )
    commands = root.add_subparsers(title="commands", metavar="COMMAND")
    for command in map(_loaded, names):
        description = f"{command.help[0].upper()}{command.help[1:]}."
        added = commands.add_parser(
            command.name,
            help=command.help,
            description=textwrap.fill(description, HELP_WIDTH),
            epilog=_examples(command),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return root


def _install_desktop(options: argparse.Namespace) -> int:
    from convert_console.cli.desktop import install

    return install(options)


def _remove_desktop(options: argparse.Namespace) -> int:
    from convert_console.cli.desktop import remove

    return remove(options)


def _loaded(name: str) -> Command:
    module, _, attribute = COMMANDS[name].partition(".")
    command = getattr(import_module(f"convert_console.cli.{module}"), attribute)
    assert isinstance(command, Command)
    return command


def _examples(command: Command) -> str:
    lines = [f"  convert-console {example}" for example in command.examples]
    return "\n".join([f"example{'s' if len(lines) > 1 else ''}:", *lines]) if lines else ""


def _run_command(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options))
    except InvalidInput as why:
        print(f"convert-console: {one_line(str(why))}", file=sys.stderr)
        return INVALID
