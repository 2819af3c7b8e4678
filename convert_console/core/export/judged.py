"""What the linter says of an exchange that is over, read from what went out."""

from __future__ import annotations

from convert_console.core.linter import Problem, Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.verdict.exchange import Exchange

_NOT_A_PROFILES = frozenset({"host", "user-agent", "content-length", "transfer-encoding"})


def problems_of(exchange: Exchange) -> tuple[Problem, ...]:
    """The problems that the request had when it went out, the worst first.

    A project's names and earlier sends are not known here, so rules about those say nothing.
    """
    from convert_console.core.linter import check

    draft = Draft(exchange.document, exchange.request.method)
    found = check(draft, _profile(exchange), Situation(exchange.sent_at))
    order = ("error", "warning", "info")
    return tuple(sorted(found, key=lambda problem: order.index(problem.severity)))


def _profile(exchange: Exchange) -> Profile:
    """What the profile must have been."""
    request = exchange.request
    agents = [value for name, value in request.headers if name.lower() == "user-agent"]
    kept = tuple(one for one in request.headers if one[0].lower() not in _NOT_A_PROFILES)
    if request.method == "POST" and not any(name.lower() == "content-type" for name, _ in kept):
        kept += (("Content-Type", ""),)  # else the encoder would add the right one
    return Profile(
        id="sent",
        name=exchange.profile,
        target="custom",
        endpoint=request.url.partition("?")[0] if request.method == "GET" else request.url,
        user_agent=agents[0] if agents else None,
        spelling="literal" if "[" in request.url else "percent",
        headers=kept,
    )
