"""Creates visitor ids."""

from __future__ import annotations

import secrets
import time

from convert_console.core.request.visitor_id import visitor_id


def new_visitor_id() -> str:
    """An id of Convert's form that no visitor has had before."""
    return visitor_id(time.time(), secrets.randbelow(10**16))
