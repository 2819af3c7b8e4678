"""A document that names no more than an account and a project, for pastes that say only that."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.paste.found import Recognised, one, request_of, without_empty
from convert_console.core.paste.pieces import Pair, seen

_MORE = "It says which project, and no more: vid and the events are yours to add."


def of_project(what: str, account: str, project: str, *notes: str) -> Recognised:
    """Only `cid` and `pid`."""
    document: dict[str, Payload] = {"cid": account, "pid": project}
    return one(what, request_of(document, _MORE, *notes, title=f"project {project}"))


def of_pairs(what: str, pairs: list[Pair], *notes: str, **ids: Payload) -> Recognised:
    """One `viewExp` with pairs, and what ids there are."""
    document = without_empty(**ids)
    document |= seen(pairs)
    count = f"{len(pairs)} experience{'s' * (len(pairs) > 1)}"
    return one(what, request_of(document, *notes, title=count))
