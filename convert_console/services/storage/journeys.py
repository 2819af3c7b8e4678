"""Keeps each profile's journeys in one readable JSON file."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from convert_console.core.journeys.journey import (
    LONGEST_PAUSE,
    MOST_REPEATS,
    Journey,
    LastRun,
    Step,
)
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    read_if_present,
    rename_broken,
    write_whole,
)

FORMAT = 1


class JourneyStore:
    """One file a profile: `<profile>.json`. Its methods raise `StoreFailed`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, profile_id: str) -> tuple[Journey, ...]:
        """The journeys in their order.

        A file that cannot be read is renamed, never changed, and `StoreFailed` says where it is.
        """
        path = self._path(profile_id)
        try:
            return _read(path)
        except ValueError as why:
            renamed = rename_broken(path)
            raise StoreFailed(
                f"The journeys of this profile could not be read. Their file is now {renamed}, "
                "unchanged; correct it and rename it back, or save new ones."
            ) from why

    def peek(self, profile_id: str) -> tuple[Journey, ...]:
        """The same; a file that cannot be read stays where it is."""
        path = self._path(profile_id)
        try:
            return _read(path)
        except ValueError as why:
            raise StoreFailed(f"The journeys in {path} cannot be read. Correct the file.") from why

    def write(self, profile_id: str, journeys: Sequence[Journey]) -> None:
        """Keep a profile's journeys, in this order."""
        content = {"format": FORMAT, "journeys": [_written(journey) for journey in journeys]}
        text = json.dumps(content, indent=2) + "\n"
        write_whole(self._path(profile_id), text.encode("ascii"))

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".json")


def _read(path: Path) -> tuple[Journey, ...]:
    content = read_if_present(path)
    return () if content is None else read_journeys(content)


def read_journeys(content: str | bytes) -> tuple[Journey, ...]:
    """The journeys of a file: those of a profile, or a single one. Raises ValueError."""
    try:
        stored = json.loads(content)
        several = stored.get("journeys", [stored])
        return tuple(_journey(journey) for journey in several)
    except (AttributeError, TypeError, LookupError, ArithmeticError, RecursionError) as why:
        raise ValueError("no journeys") from why


def _written(journey: Journey) -> dict[str, Any]:
    steps = [
        {"method": step.method, "pause": step.delay, "document": step.text}
        for step in journey.steps
    ]
    options: dict[str, Any] = {
        "new_visitor": journey.new_visitor,
        "new_order": journey.new_order,
        "between": journey.between,
        "stop": journey.stop,
        "mark": journey.mark,
    }
    if journey.last_run is not None:
        options["last_run"] = asdict(journey.last_run)
    return {"name": journey.name, "repeats": journey.repeats, **options, "steps": steps}


def _journey(stored: dict[str, Any]) -> Journey:
    """Raises ValueError, TypeError or KeyError for what is no journey."""
    name, repeats = stored["name"], int(stored["repeats"])
    steps = tuple(_step(step) for step in stored["steps"])
    between = float(stored.get("between", 0.0))
    if not isinstance(name, str) or not 1 <= repeats <= MOST_REPEATS:
        raise ValueError("not a journey")
    if not 0 <= between <= LONGEST_PAUSE:
        raise ValueError("not a pause")
    visitor, stop, mark = (stored.get(key) for key in ("new_visitor", "stop", "mark"))
    order = stored.get("new_order", False)
    if not all(choice in (True, False, None) for choice in (visitor, stop, mark, order)):
        raise ValueError("not a choice")
    last = _last_run(stored.get("last_run"))
    return Journey(name, steps, repeats, visitor, bool(order), between, stop, mark, last)


def _last_run(stored: object) -> LastRun | None:
    """What is kept of a run; `None` for anything else, since it is no part of what is sent."""
    match stored:
        case {
            "began": int() | float() as began, "here": bool(here), "accepted": int(accepted),
            "total": int(total), "failed": bool(failed),
        }:  # fmt: skip
            return LastRun(float(began), here, accepted, total, failed)
    return None


def _step(stored: dict[str, Any]) -> Step:
    method, pause, text = stored["method"], float(stored["pause"]), stored["document"]
    if method not in ("POST", "GET") or not isinstance(text, str):
        raise ValueError("not a step")
    if not 0 <= pause <= LONGEST_PAUSE:
        raise ValueError("not a pause")
    return Step(text, method, pause)
