"""Visitor ids made now: the one place where the window meets the clock and chance."""

from __future__ import annotations

import os
import time

from convert_console.core.request.visitor_id import visitor_id


def new_visitor_id() -> str:
    """An id of the usual form that no visitor has had before."""
    # The system's own chance; `secrets` and `random` would load what takes 4 ms of a start.
    return visitor_id(time.time(), int.from_bytes(os.urandom(16), "big") % 10**16)
