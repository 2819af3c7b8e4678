"""Keeps out of the start of the window what only costs time, a fifth of that to its first paint.

PySide has two habits that this program has no use for. It loads its writer of stub files, with two
expressions of 6 KB each; and, to notice `from __future__`-like imports of its own (`__feature__`),
it reads the source of every module that is imported. What PySide no longer does when these names
are other ones is simply not prevented: nothing here can fail for it.
"""

from __future__ import annotations

import builtins
import gc
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

SUPPORT, STUB_WRITER = "shibokensupport.signature.lib", "pyi_generator"


def lean_start() -> None:
    """Load PySide; to be called before anything of the window is imported."""
    gc.disable()  # until `GarbageCollector` takes over there is no garbage worth a search
    plain = builtins.__import__

    def without_stub_writer(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the names are Python's
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if name == SUPPORT and STUB_WRITER in (fromlist or ()):
            _put_nothing(f"{SUPPORT}.{STUB_WRITER}")
        return plain(name, globals, locals, fromlist, level)

    builtins.__import__ = without_stub_writer
    try:
        import PySide6.QtCore  # noqa: F401 - for what it does to the import
    finally:
        builtins.__import__ = plain


def _put_nothing(name: str) -> None:
    nothing = ModuleType(name)
    nothing.__spec__ = ModuleSpec(name, None)
    sys.modules[name] = nothing
