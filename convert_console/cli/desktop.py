"""`--install-desktop` and `--remove-desktop`: the console's entry in the menu of the desktop."""

import argparse
import sys

from convert_console.cli.command import DONE, InvalidInput
from convert_console.services.storage.desktop_entry import (
    data_folder,
    install_entry,
    own_command,
    remove_entry,
)
from convert_console.services.storage.files import StoreFailed


def install(_options: argparse.Namespace) -> int:
    """Put the entry into the user's menu, and print its files."""
    _refuse_elsewhere()
    try:
        for path in install_entry(data_folder(), own_command()):
            print(f"written  {path}")
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None
    return DONE


def remove(_options: argparse.Namespace) -> int:
    """Remove the entry, and print the files that were removed."""
    _refuse_elsewhere()
    try:
        removed = remove_entry(data_folder())
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None
    for path in removed:
        print(f"removed  {path}")
    if not removed:
        print("There is no entry to remove.")
    return DONE


def _refuse_elsewhere() -> None:
    if sys.platform != "linux":
        raise InvalidInput(
            "Only desktops of Linux have such entries. On Windows and macOS, pin the program "
            "of the bundle instead."
        )
