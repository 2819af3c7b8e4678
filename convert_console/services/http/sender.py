"""Sends requests: secrets are put in just before, and masked in what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import Profile, Proxy
from convert_console.core.request.secret_headers import concealed, secrets_in
from convert_console.core.request.wire import Unsendable, WireRequest, revealed
from convert_console.core.verdict.exchange import Answer, Failure, Timings
from convert_console.core.verdict.redaction import Redactor
from convert_console.services.http.route import (
    Credentials,
    Route,
    SendResult,
    authorised_route,
    mark_unsent,
)

if TYPE_CHECKING:
    import ssl

    from convert_console.services.http.connection import Connection
    from convert_console.services.http.stopwatch import OnPhase

DIRECT = Route()
"""To whatever the URL names, without a proxy, trusting what the system trusts."""

IDLE_CONNECTIONS = 64
"""Connections kept for the next send. More than that many sends at a time still go out."""

STALE_AFTER = 10.0
"""Seconds after which an idle connection is closed at the next occasion."""

SEARCHED_AT_ONCE = 20_000
"""Bytes of a body that are searched for secrets within a frame; longer ones in another thread."""


class Sender:
    """The one place where secrets go out and answers come in.

    Each send has its own connection: one shared client scans all its requests at each step, and
    collapses at 50 concurrent requests. A send takes the connection that was used last, or opens
    one, so consecutive sends share a connection if their routes agree in all but timeouts.

    Cancelling a send closes its connection and raises `asyncio.CancelledError`; everything the
    network does is in the value returned.
    """

    def __init__(self, credentials: Credentials | None = None) -> None:
        self._credentials = credentials or _NoCredentials()
        self._idle: list[_Idle] = []
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._closed = False
        self._redactor_of: tuple[Mapping[str, str], Proxy | None] = ({}, None)
        self._last_redactor = Redactor({})

    async def send_as(
        self, profile: Profile, wire: WireRequest, on_phase: OnPhase | None = None
    ) -> SendResult:
        """Send a request as a profile does: with its secrets, on its route."""
        try:
            route = await authorised_route(profile, wire.url, wire.headers, self._credentials)
        except asyncio.CancelledError as cancelled:
            mark_unsent(cancelled)
            raise
        if isinstance(route, Unsendable):
            return _not_sent(route)
        return await self.send(wire, route, on_phase)

    async def send(
        self, wire: WireRequest, route: Route = DIRECT, on_phase: OnPhase | None = None
    ) -> SendResult:
        """Send a request, never following a redirect and never sending it twice.

        The hidden headers of `wire` are filled from the route's secrets, and what comes back holds
        no secret, neither of those nor of the proxy. Where a value is missing, or the route must
        not be taken, the failure is "forbidden", and nothing was connected to.

        An idle connection that the server has closed is noticed before use. Should it close at
        the very moment of sending, the failure is "reset", and says that the connection was kept
        from an earlier send: whether the request was taken in cannot be known, so sending it
        again is left to the user.
        """
        complete = revealed(wire, route.secrets)
        if isinstance(complete, Unsendable):
            return _not_sent(complete)
        result = await self._carried(complete, route, on_phase)
        secrets = {**secrets_in(wire.headers), **route.secrets}
        redaction = _Redaction(self._redactor(secrets, route.proxy), result, wire)
        if isinstance(result.outcome, Answer) and len(result.outcome.body) > SEARCHED_AT_ONCE:
            await asyncio.to_thread(redaction)
        else:
            redaction()
        return redaction.result

    def warm(self) -> None:
        """Load httpx and the trusted certificates (about 100 ms), so that the first send is quick.

        Call it once the window is shown; otherwise the first `send` loads them.
        """
        self._put_back(self._open(DIRECT), DIRECT)

    async def aclose(self) -> None:
        """Close every connection; a send still under way closes its own when it ends."""
        self._closed = True
        await self._close_unneeded()

    async def _carried(
        self, wire: WireRequest, route: Route, on_phase: OnPhase | None
    ) -> SendResult:
        from convert_console.services.http.certificates import CertificatesUnusable  # imports ssl

        settings = route.connection_settings
        try:
            connection = self._take_idle(settings) or self._open(settings)
        except CertificatesUnusable as reason:
            return SendResult(Failure("ca-file", str(reason)), Timings())
        try:
            result = await connection.carry(wire, route.limits, on_phase)
        except BaseException:
            await connection.aclose()
            raise
        self._put_back(connection, settings)
        await self._close_unneeded()
        return result

    def _redactor(self, secrets: Mapping[str, str], proxy: Proxy | None) -> Redactor:
        """Made once for many sends with the same secrets."""
        if self._redactor_of != (secrets, proxy):
            self._redactor_of, self._last_redactor = (secrets, proxy), Redactor(secrets, proxy)
        return self._last_redactor

    def _take_idle(self, settings: Route) -> Connection | None:
        """The connection of these settings that was idle last."""
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place].settings == settings:
                return self._idle.pop(place).connection
        return None

    def _open(self, settings: Route) -> Connection:
        """Raises `CertificatesUnusable`."""
        # Imported here: importing httpx takes longer than painting the window.
        from convert_console.services.http.certificates import trusting_context
        from convert_console.services.http.connection import Connection

        if settings.ca_file not in self._contexts:
            self._contexts[settings.ca_file] = trusting_context(settings.ca_file)
        return Connection(self._contexts[settings.ca_file], settings)

    def _put_back(self, connection: Connection, settings: Route) -> None:
        self._idle.append(_Idle(connection, settings, monotonic()))

    async def _close_unneeded(self) -> None:
        """Close the connections that are too many or too old; the oldest are at the bottom."""
        stale = monotonic() - STALE_AFTER
        while self._idle and (
            self._closed or len(self._idle) > IDLE_CONNECTIONS or self._idle[0].since < stale
        ):
            await self._idle.pop(0).connection.aclose()


class _Idle(NamedTuple):
    connection: Connection
    settings: Route
    since: float


class _NoCredentials:
    """No secrets, as on the command line."""

    async def header_values(self, profile: Profile, headers: Headers) -> dict[str, str]:
        return {}

    async def proxy_password(self, profile: Profile) -> str:
        return ""


def _not_sent(why: Unsendable) -> SendResult:
    return SendResult(Failure("forbidden", why.reason.rstrip(".")), Timings())


class _Redaction:
    """Hides the secrets in a result.

    Not a function with arguments and a result, since asyncio may log both when it runs in a thread.
    """

    def __init__(self, redactor: Redactor, result: SendResult, wire: WireRequest) -> None:
        self._redactor, self._wire = redactor, wire._replace(headers=concealed(wire.headers))
        self.result = result

    def __call__(self) -> None:
        outcome, redactor = self.result.outcome, self._redactor
        if isinstance(outcome, Answer):
            clean: Answer | Failure = redactor.answer(outcome, self._wire)
        else:
            clean = redactor.failure(outcome, self._wire)
        self.result = SendResult(clean, self.result.timings)
