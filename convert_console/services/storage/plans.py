"""Reads the tracking plans that profiles name."""

import threading
from collections.abc import Mapping
from pathlib import Path

from convert_console.core.plan.plan import LARGEST, Plan, PlanFault, read_plan
from convert_console.services.storage.files import StoreFailed, read_utf8

Stamp = tuple[int, int]


class PlanFiles:
    """Reads each file once, and again when it has changed; any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[str, tuple[Stamp, Plan | PlanFault]] = {}
        self._paths: Mapping[str, str] = {}

    def use(self, paths: Mapping[str, str]) -> None:
        """Say where the plan of each profile is, by the profile's id; "" is the current one."""
        self._paths = paths

    def of(self, profile_id: str) -> Plan | None:
        """The plan of a profile; `None` if it has none that can be used."""
        found = self.read(self._paths.get(profile_id, ""))
        return found if isinstance(found, Plan) else None

    def read(self, path: str) -> Plan | PlanFault | None:
        """The plan of a file, or why it cannot be used; `None` for ""."""
        if not path:
            return None
        with self._lock:
            stamp = _stamp(path)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                known = self._read[path] = stamp, _plan_in(path)
            return known[1]


def _stamp(path: str) -> Stamp:
    """What changes when a file does."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _plan_in(path: str) -> Plan | PlanFault:
    try:
        if not Path(path).exists():
            return PlanFault(f"{Path(path).name} is not there. Choose the plan's file.")
        return read_plan(read_utf8(Path(path), LARGEST, "Split the plan.", encoding="utf-8-sig"))
    except StoreFailed as why:
        return PlanFault(str(why))
    except ValueError:
        return PlanFault("The name of the plan's file has a character that no name has.")
