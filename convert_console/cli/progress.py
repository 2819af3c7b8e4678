"""A progress bar for long work: on a terminal, and never in a pipe or a file."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from convert_console.cli.streams import unescaped

Advance = Callable[[int, str], None]
"""Takes how much is done, and words to show behind the bar."""


@contextmanager
def progress(total: int, unit: str) -> Iterator[Advance]:
    """Show a bar on standard error while the context is open, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _words: None
        return
    from tqdm import tqdm  # takes 40 ms, and only a terminal shows it

    tqdm.monitor_interval = 0  # no thread that looks after the bar
    tqdm.set_lock(threading.RLock())  # the default one is for several processes
    bar = tqdm(total=total, unit=f" {unit}", file=unescaped(sys.stderr), leave=False)

    def advance(done: int, words: str) -> None:
        bar.set_postfix_str(words, refresh=False)
        bar.update(done - bar.n)

    with bar:
        yield advance
