"""`completion`: prints what a shell runs to complete command lines of this program."""

import argparse

from convert_console.cli.command import DONE, Command

SHELLS = ("bash", "zsh", "fish")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell that runs the script")


def _print(options: argparse.Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    print(shellcode(["convert-console"], shell=_SAME_SCRIPT.get(options.shell, options.shell)))
    return DONE


_SAME_SCRIPT = {"zsh": "bash"}
"""argcomplete's script for bash is one for zsh too."""


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks, and end the program."""
    from argcomplete import autocomplete

    autocomplete(parser)


COMPLETION = Command(
    "completion",
    "print a script that completes commands, options and names in bash, zsh or fish",
    _arguments,
    _print,
    ('completion bash      # in ~/.bashrc: eval "$(convert-console completion bash)"',),
)
