"""Keeps out of the start of the window what only costs time, a quarter of that to its first paint.

PySide has two habits that this program has no use for. At each start it unpacks and compiles what
explains a refused call or writes stub files, 3,000 lines of Python; and, to notice imports of its
own kind (`__feature__`), it reads the source of every module that is imported. Here the first is
loaded when something is asked of it, and the second does not happen. What PySide no longer does
when these names are other ones is simply not put off: nothing here can fail for it.
"""

from __future__ import annotations

import builtins
import gc
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType

SIGNATURE = "shibokensupport.signature"
EXPLAINING = ("mapping", "parser", "layout", "errorhandler")
LATE = {
    f"{SIGNATURE}.{name}" for name in (*EXPLAINING, "lib.enum_sig", "lib.pyi_generator", "lib.tool")
}


def lean_start() -> None:
    """Load PySide; to be called before anything of the window is imported."""
    gc.disable()  # until `GarbageCollector` takes over there is no garbage worth a search
    plain = builtins.__import__

    def putting_off(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the names are Python's
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if name.startswith(SIGNATURE):
            for part in fromlist or ():
                _put_off(f"{name}.{part}")
        return plain(name, globals, locals, fromlist, level)

    builtins.__import__ = putting_off
    try:
        import PySide6.QtCore  # noqa: F401 - for what it does to the import
    finally:
        builtins.__import__ = plain


def _put_off(name: str) -> None:
    spec = find_spec(name) if name in LATE and name not in sys.modules else None
    if spec is not None:
        module = module_from_spec(spec)
        module.__class__ = _Late
        vars(module)[_WAITING] = name
        sys.modules[name] = module


_WAITING = "waiting under the name"
"""No attribute of a module can be called so."""

_one_at_a_time = RLock()


class _Late(ModuleType):
    """A module that is executed when something is asked of it that only its code can answer.

    The standard library's `LazyLoader` is not used, since there the asking for `__spec__`, by which
    PySide publishes its modules a second time, counts too.
    """

    def __getattr__(self, asked: str) -> object:
        if not asked.startswith("__"):  # as the import asks of any module
            with _one_at_a_time:
                name, spec = vars(self).pop(_WAITING, None), self.__spec__
                if name and spec and spec.loader:
                    published, spec.name = spec.name, name  # PySide's loader goes by it
                    spec.loader.exec_module(self)
                    spec.name = published
        answer: object = super().__getattribute__(asked)
        return answer
