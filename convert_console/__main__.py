"""Starts the window, or a command of the terminal without loading Qt."""

import gc
import os
import sys

from convert_console.cli import COMPLETING, OPEN, streams


def main(arguments: list[str] | None = None) -> int:
    """Run with the arguments of the command line; the exit code."""
    streams.prepare()
    given = sys.argv[1:] if arguments is None else arguments
    demo = "--demo" in given and {*given} <= {"--demo", "--verbose"}
    try:
        if not given and COMPLETING not in os.environ:
            return _window()
        if given[:1] == [OPEN]:
            return _window(*given[1:])
        if demo:
            return _demo(verbose="--verbose" in given)
        from convert_console.cli.commands import run

        return run(given)
    except KeyboardInterrupt:  # while it was still being imported
        return 130
    except ImportError as error:
        from convert_console.app.system import INCOMPLETE, explain_import

        sentence = explain_import(error)
        if sentence is None:
            raise
        return _refuse(sentence, INCOMPLETE)


def _window(*files: str) -> int:
    gc.disable()  # loading makes no garbage; from then on the work of app/garbage.py
    from convert_console.app import load
    from convert_console.app.system import NO_SCREEN, explain_no_screen
    from convert_console.services.storage.folders import Folders

    sentence = explain_no_screen(os.environ)
    if sentence:
        return _refuse(sentence, NO_SCREEN)
    folders = Folders.default()
    history = load(folders)
    from convert_console.app.run import run

    return run(folders, history, files=files)


def _demo(*, verbose: bool) -> int:
    from convert_console.app.demo import demo

    try:
        return demo(verbose=verbose)
    except OSError as why:
        return streams.unwritable(why)


def _refuse(sentence: str, code: int) -> int:
    print(f"convert-console: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
