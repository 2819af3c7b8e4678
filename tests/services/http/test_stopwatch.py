"""Phases of a send, told from the events that httpcore reports."""

from __future__ import annotations

import asyncio

from convert_console.services.http.stopwatch import Stopwatch


def watch_over(*events: str) -> Stopwatch:
    async def report() -> Stopwatch:
        watch = Stopwatch()
        for event in events:
            await watch.trace(event, {})
        return watch

    return asyncio.run(report())


CONNECT = ("connection.connect_tcp.started", "connection.connect_tcp.complete")
TLS = ("connection.start_tls.started", "connection.start_tls.complete")
ANSWER = ("http11.send_request_headers.started", "http11.receive_response_headers.complete")


def test_every_phase_of_a_new_connection_is_measured() -> None:
    watch = watch_over(*CONNECT, *TLS, *ANSWER)
    timings = watch.stop()
    phases = (timings.connect, timings.tls, timings.waiting, timings.download)
    assert None not in phases
    assert sum(filter(None, phases)) <= timings.total
    assert not watch.reused


def test_a_kept_connection_has_no_phases_of_connecting() -> None:
    watch = watch_over(*ANSWER)
    timings = watch.stop()
    assert (timings.connect, timings.tls) == (None, None)
    assert watch.reused


def test_a_phase_that_did_not_end_lasts_until_the_end() -> None:
    watch = watch_over(*CONNECT, TLS[0])
    timings = watch.stop()
    assert timings.tls is not None
    assert (timings.waiting, timings.download) == (None, None)
    assert watch.in_tls
    assert not watch.request_started


def test_without_any_event_only_the_total_is_known() -> None:
    timings = watch_over().stop()
    assert (timings.connect, timings.waiting, timings.download) == (None, None, None)
    assert timings.total > 0
