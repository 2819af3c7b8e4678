"""The local collector: an endpoint on this machine that behaves as Convert's is documented to."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.request.destination import COLLECTOR_PORT
from convert_console.core.verdict.user_agent import judge as judge_user_agent
from convert_console.services.collector.configuration import Configuration
from convert_console.services.collector.endpoint import Clock, Endpoint, UserAgentJudge
from convert_console.services.collector.faults import Fault, FaultSwitch
from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.received import (
    Listener,
    Received,
    ReceivedLog,
)
from convert_console.services.storage.files import StoreFailed, write_whole

if TYPE_CHECKING:
    from convert_console.services.collector.service import Service

LOOPBACK, LOOPBACK_6 = "127.0.0.1", "::1"
"""The only addresses that are ever bound: nobody else on the network can reach the collector.

Some programs look for `localhost` at ::1 only, such as Node where the system names it first.
"""

_NO_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)
_FREE_PORTS_TRIED = 8

PORT, SECURE_PORT = COLLECTOR_PORT, 8766
"""The usual ports for http and https."""


class Secure(NamedTuple):
    """A port for https, 0 for any free one, and where the authority's certificate is written."""

    port: int
    ca_file: Path


class PortUnusable(OSError):
    """The system's refusal to listen on a port."""

    def __init__(self, why: OSError, port: int) -> None:
        super().__init__(why.errno, why.strerror)
        self.port = port


class Collector:
    """Serves in its own thread, with a plain asyncio loop and no Qt object, once started.

    With `fallback`, the `second` port is used if the given one is taken, or else any free one;
    without, `start` raises.
    What was received is kept after `stop` and a new start.
    """

    def __init__(
        self,
        port: int = PORT,
        *,
        fallback: bool = True,
        second: int = 0,
        judge: UserAgentJudge = judge_user_agent,
        clock: Clock = time.time,
        limits: CollectorLimits | None = None,
        secure: Secure | None = None,
    ) -> None:
        self.secure = secure
        """The port for https, from the next start on."""
        self._port = port
        self._fallback = fallback
        self._second = second
        self._usual = port
        self._limits = limits or CollectorLimits()
        limits = self._limits
        self._kept = ReceivedLog(limits.kept, limits.kept_bytes, limits.others, limits.others_bytes)
        self._faults = FaultSwitch()
        self._endpoint = Endpoint(self._kept, self._faults, judge, clock, limits.preflight)
        self._service: Service | None = None
        self._not_reached: list[str] = []

    @property
    def running(self) -> bool:
        """Whether it is listening."""
        return self._service is not None

    @property
    def url(self) -> str:
        """The tracking URL; before a start, the one that will be tried."""
        return f"http://{LOOPBACK}:{self.port}/track"

    @property
    def usual_port(self) -> int:
        """The port that was asked for."""
        return self._usual

    @property
    def port(self) -> int:
        """The port it listens on; before a start, the one that will be tried first."""
        return self._service.port if self._service else self._port

    @property
    def secure_url(self) -> str:
        """The tracking URL for https; "" if there is none."""
        port = self._service.secure_port if self._service else None
        return f"https://{LOOPBACK}:{port}/track" if port else ""

    @property
    def not_reached(self) -> str:
        """Why programs that look for `localhost` at ::1 do not reach it, in sentences; "" where
        they do, and where the machine has no such address.
        """
        return " ".join(self._not_reached) if self._service else ""

    @property
    def catalog(self) -> Catalog | None:
        """The names of the configuration that is loaded."""
        return self._endpoint.configuration.catalog

    @property
    def fault(self) -> Fault | None:
        """The fault that is switched on, if any."""
        return self._faults.fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        self._faults.fault = fault

    def use_configuration(self, text: str) -> None:
        """Give SDKs this configuration of a project, and know its names; "" for none.

        It is read when it is first asked for.
        """
        self._endpoint.configuration = Configuration(text)

    def start(self) -> str:
        """Listen, and return the tracking URL; a second start changes nothing.

        Raises `PortUnusable`, another `OSError` when there is no room to run, or `StoreFailed` when
        the certificate of the authority cannot be written.
        """
        # Here, since h11 takes 15 ms to import.
        from convert_console.services.collector.service import ListeningSocket, Service

        if self._service is None:
            self._not_reached = []
            with ExitStack() as closing:
                listeners = [ListeningSocket(one) for one in self._listen(self._port, closing)]
                if self.secure is not None:
                    sockets = self._listen(self.secure.port, closing)
                    tls = server_context(self.secure.ca_file)
                    listeners += [ListeningSocket(one, tls) for one in sockets]
                self._service = Service(listeners, self._endpoint, self._limits)
                closing.pop_all()  # the service closes them
            if self._fallback:
                self._port = self._service.port  # also after a stop, if it is still free
        return self.url

    def start_anyhow(self) -> str:
        """Listen, for http only if https fails; return what does not work, in sentences, else "".

        Raises an `OSError` if it cannot listen for http either.
        """
        failed = ""
        try:
            self.start()
        except (OSError, StoreFailed) as why:
            if self.secure is None:
                raise
            self.secure = None
            self.start()
            reason = f"{why.strerror or why}." if isinstance(why, OSError) else str(why)
            failed = f"The local collector listens for http only, since https failed. {reason}"
        return " ".join(filter(None, (failed, self.not_reached)))

    def stop(self) -> None:
        """Stop listening, close all connections and wait for the thread; safe to repeat."""
        service, self._service = self._service, None
        if service:
            service.stop()

    def received(self) -> tuple[Received, ...]:
        """The tracking requests that are kept, oldest first."""
        return self._kept.tracking()

    def others(self) -> tuple[Received, ...]:
        """Whatever else came and is kept: what was refused, and the reasons."""
        return self._kept.others()

    def everything(self) -> tuple[Received, ...]:
        """All that is kept, oldest first."""
        return self._kept.all()

    def clear(self) -> None:
        """Delete the requests that are kept."""
        self._kept.clear()

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Call a function in the collector's thread with everything, until the result is called.

        It must be quick and hand over to another thread; `everything` already has the request.
        """
        return self._kept.subscribe(callback)

    @property
    def refusals(self) -> int:
        """How many requests were incomplete, unreadable or aimed at nothing, since the start."""
        return self._kept.refusals

    def _listen(self, port: int, closing: ExitStack) -> list[socket.socket]:
        """Listen on a port of both addresses, or of 127.0.0.1 alone; `closing` closes them."""
        others = (self._second, 0) if port == self._port and self._second else (0,)
        for candidate in (port, *others) if self._fallback else (port,):
            try:
                sockets, not_reached = _listening(candidate)
            except OSError as why:
                refused = why
                continue
            self._not_reached += [not_reached] if not_reached else []
            return [closing.enter_context(one) for one in sockets]
        raise PortUnusable(refused, port)


def _listening(port: int) -> tuple[list[socket.socket], str]:
    """Sockets that listen on a port, 0 for any free one, and why ::1 is not among them, if it could
    be. Raises an `OSError` where 127.0.0.1 cannot be listened on.
    """
    for left in reversed(range(1 if port else _FREE_PORTS_TRIED)):
        usual = _bound(socket.AF_INET, LOOPBACK, port)
        number = int(usual.getsockname()[1])
        try:
            return [usual, _bound(socket.AF_INET6, LOOPBACK_6, number)], ""
        except OSError as why:
            if why.errno in _NO_IPV6:
                return [usual], ""
            if not left:
                return [usual], _why_not_reached(why, number)
            usual.close()
    raise AssertionError("a last try returns")


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    return socket.create_server((address, port), family=family, backlog=socket.SOMAXCONN)


def _why_not_reached(why: OSError, port: int) -> str:
    place = f"[{LOOPBACK_6}]:{port}"
    advice = f"Let them send to {LOOPBACK}:{port}."
    if why.errno == errno.EADDRINUSE:
        return (
            f"Another program listens at {place}, where some programs look for localhost: what "
            f"they send reaches that program, not the collector. {advice}"
        )
    reason = (why.strerror or str(why)).partition(" (while")[0]
    return (
        f"The collector cannot listen at {place}, where some programs look for localhost: {reason}."
        f" They do not reach it. {advice}"
    )


NAMES = (LOOPBACK, LOOPBACK_6, "localhost")

VALID_DAYS = 397
"""Days that browsers and systems accept of a certificate at most."""


def server_context(ca_file: Path) -> ssl.SSLContext:
    """Make an authority and a certificate of it for this machine, and write the authority's.

    The authority's key is never written, so that nobody can make other certificates with it: each
    start has an authority of its own. Raises `StoreFailed` if the file cannot be written.
    """
    import trustme  # with cryptography it takes 60 ms

    authority = trustme.CA(organization_name="Convert Console", organization_unit_name="collector")
    now = datetime.now(UTC)
    certificate = authority.issue_cert(
        *NAMES, not_before=now - timedelta(days=1), not_after=now + timedelta(days=VALID_DAYS)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.set_alpn_protocols(["http/1.1"])
    write_whole(ca_file, authority.cert_pem.bytes())
    return context
