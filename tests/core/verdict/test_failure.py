"""Every kind of failure says whether the request may have been taken."""

from __future__ import annotations

from typing import get_args

import pytest

from convert_console.core.verdict.exchange import Failure, FailureKind
from convert_console.core.verdict.failure import UNSENT, of_failure
from convert_console.core.verdict.kinds import kinds_in

LIVE = "https://10000001.metrics.convertexperiments.com/track"
LOCAL = "http://127.0.0.1:8765/track"
SHOP = "https://shop.example/track"


EXPECTED: dict[FailureKind, str] = {
    "name": "no-answer-name",
    "name-service": "no-answer-name",
    "offline": "no-answer-unreachable",
    "unreachable": "no-answer-unreachable",
    "refused": "no-answer-refused",
    "connect-timeout": "no-answer-connect",
    "proxy-name": "no-answer-proxy",
    "proxy-refused": "no-answer-proxy",
    "proxy-unreachable": "no-answer-proxy",
    "proxy-timeout": "no-answer-proxy",
    "proxy-denied": "no-answer-proxy",
    "proxy-gateway": "no-answer-proxy",
    "proxy-login": "no-answer-proxy",
    "proxy-broke-off": "no-answer-proxy",
    "proxy-odd": "no-answer-proxy",
    "proxy-tls": "no-answer-proxy",
    "ca-file": "held-back",
    "tls": "no-answer-tls",
    "tls-self-signed": "no-answer-tls",
    "tls-issuer": "no-answer-tls",
    "tls-expired": "no-answer-tls",
    "tls-early": "no-answer-tls",
    "tls-host": "no-answer-tls",
    "tls-plain": "no-answer-tls",
    "tls-wanted": "no-answer-tls",
    "tls-timeout": "no-answer-connect",
    "timeout": "no-answer-timeout",
    "stalled": "no-answer-timeout",
    "reset": "no-answer-reset",
    "cut-off": "no-answer-reset",
    "not-http": "unreadable",
    "protocol": "unreadable",
    "forbidden": "held-back",
    "cancelled": "cancelled",
    "cancelled-unsent": "cancelled-unsent",
    "unseen": "unknown",
}


@pytest.mark.parametrize(("kind", "expected"), EXPECTED.items())
def test_every_kind_has_a_verdict(kind: FailureKind, expected: str) -> None:
    verdict = of_failure(Failure(kind, "what the system says"), SHOP)
    assert verdict.kind == expected
    assert verdict.sentence.endswith(".")
    assert not verdict.delivered
    assert set(EXPECTED) == set(get_args(FailureKind))


@pytest.mark.parametrize("kind", get_args(FailureKind))
def test_every_failure_says_whether_anything_was_sent(kind: FailureKind) -> None:
    for url in (LIVE, LOCAL, SHOP):
        check_sent(kind, url)


def check_sent(kind: FailureKind, url: str) -> None:
    said = of_failure(Failure(kind, "this and that"), url).sentence
    nothing = "othing was sent" in said or "before anything was sent" in said
    assert nothing == (kind in UNSENT)
    assert nothing or "not known" in said or "was not taken" in said
    assert (of_failure(Failure(kind, ""), url).kind in kinds_in("not-sent")) == (
        kind in UNSENT or kind == "tls-wanted"
    )
    assert "()" not in of_failure(Failure(kind, ""), url).sentence


def test_a_send_without_an_answer_shows_when_it_was_sent() -> None:
    verdict = of_failure(Failure("unseen", "sent at 12:03, no answer seen"), LIVE)
    assert verdict.sentence.startswith("Sent at 12:03, no answer seen. ")
    assert (verdict.word, verdict.tone) == ("Unknown", "warn")


@pytest.mark.parametrize("kind", [k for k in get_args(FailureKind) if k.startswith("proxy")])
def test_a_proxy_is_never_taken_for_the_endpoint_or_a_blocker(kind: FailureKind) -> None:
    verdict = of_failure(Failure(kind, "the proxy proxy.example:3128 does not answer"), LIVE)
    assert verdict.sentence.startswith("The proxy proxy.example:3128 does not answer")
    assert "blocker" not in verdict.sentence + verdict.next_step
    assert "DNS" not in verdict.sentence + verdict.next_step
    assert "proxy" in verdict.next_step


def test_a_failure_where_converts_name_leads_here_hints_at_a_blocker() -> None:
    detail = "self-signed certificate; the name leads to 0.0.0.0, this machine itself"
    assert "blocker" in of_failure(Failure("tls-self-signed", detail), LIVE).next_step
    assert "blocker" not in of_failure(Failure("tls-self-signed", detail), SHOP).next_step


def test_converts_name_not_found_hints_at_a_blocker() -> None:
    failure = Failure("name", "[Errno -2] Name or service not known")
    assert "blocker" in of_failure(failure, LIVE).next_step
    assert "spelling" in of_failure(failure, SHOP).next_step


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::", "::1"])
def test_a_name_that_leads_to_this_machine_hints_at_a_blocker(address: str) -> None:
    failure = Failure("refused", f"[Errno 111] Connect call failed ('{address}', 443)")
    verdict = of_failure(failure, LIVE)
    assert f"leads to {address}" in verdict.sentence
    assert "blocker" in verdict.next_step


def test_another_name_that_leads_to_this_machine_hints_at_its_hosts_file() -> None:
    failure = Failure("refused", "[Errno 111] Connect call failed ('127.0.0.1', 443)")
    verdict = of_failure(failure, SHOP)
    assert "shop.example leads to 127.0.0.1" in verdict.sentence
    assert "hosts file" in verdict.next_step
    assert "convertexperiments" not in verdict.next_step


@pytest.mark.parametrize(("host", "quoted"), [("0.0.0.0", "0.0.0.0"), ("[::]", "::")])
def test_an_address_of_this_machine_that_was_asked_for_is_not_a_blocker(
    host: str, quoted: str
) -> None:
    failure = Failure("refused", f"[Errno 111] Connect call failed ('{quoted}', 1)")
    verdict = of_failure(failure, f"http://{host}:1/track")
    assert verdict.sentence.startswith("Nothing listens there")
    assert "port" in verdict.next_step


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("[Errno 111] Connect call failed ('127.0.0.1', 8765)", "(127.0.0.1:8765)"),
        ("[Errno 111] Connect call failed ('::1', 8765, 0, 0)", "([::1]:8765)"),
        ("", "(127.0.0.1)"),
    ],
)
def test_a_closed_port_is_reported_without_the_systems_error_numbers(
    detail: str, said: str
) -> None:
    sentence = of_failure(Failure("refused", detail), LOCAL).sentence
    assert sentence == f"Nothing listens there {said}; nothing was sent."


def test_no_way_to_converts_host_hints_at_a_blocker_too() -> None:
    """Windows says that of 0.0.0.0: WinError 10049, the address is not valid in its context."""
    failure = Failure("unreachable", "[WinError 10049] The requested address is not valid")
    assert "blocker" in of_failure(failure, LIVE).next_step
    assert "blocker" not in of_failure(failure, SHOP).next_step


@pytest.mark.parametrize("url", [LIVE, LOCAL, SHOP])
def test_every_failure_has_a_next_step(url: str) -> None:
    steps = {kind: of_failure(Failure(kind, ""), url).next_step for kind in get_args(FailureKind)}
    assert [kind for kind, step in steps.items() if not step.endswith(".")] == []


def test_the_local_collector_that_is_off_is_not_a_blocker() -> None:
    failure = Failure("refused", "[Errno 111] Connect call failed ('127.0.0.1', 8765)")
    assert "Start the local collector" in of_failure(failure, LOCAL).next_step


@pytest.mark.parametrize(
    ("detail", "known"),
    [
        ("no connection within 10 s", "Nothing was sent"),
        ("no TLS handshake within 10 s", "Nothing was sent"),
        ("connected, then silent for 30 s", "not known"),
        ("no end within 60 s altogether", "not known"),
    ],
)
def test_a_timeout_says_whether_anything_went_out(detail: str, known: str) -> None:
    assert known in of_failure(Failure("timeout", detail), LIVE).sentence


def test_a_lost_connection_warns_of_counting_twice() -> None:
    verdict = of_failure(Failure("reset", "Connection reset by peer"), LIVE)
    assert "not known" in verdict.sentence
    assert "twice" in verdict.next_step


@pytest.mark.parametrize("detail", ["Only HTTP proxies are spoken to", "the value of X is hidden"])
def test_an_unusable_setting_sends_the_user_to_the_settings(detail: str) -> None:
    assert "profile settings" in of_failure(Failure("forbidden", detail), LIVE).next_step
    local = of_failure(Failure("forbidden", "x is not this machine, and local only"), LIVE)
    assert "local collector" in local.next_step


def test_a_request_held_back_says_that_nothing_was_sent() -> None:
    assert "Nothing was sent" in of_failure(Failure("forbidden", "local only"), LIVE).sentence


@pytest.mark.parametrize(
    ("kind", "detail"),
    [("cancelled", ""), ("reset", "ended"), ("timeout", "connected, then silent for 30 s")],
)
def test_the_report_is_named_only_where_one_can_know_of_the_request(
    kind: FailureKind, detail: str
) -> None:
    failure = Failure(kind, detail)
    assert "check the report first" in of_failure(failure, LIVE).next_step
    assert "check the report first" in of_failure(failure, SHOP).next_step
    assert "report" not in of_failure(failure, LOCAL).next_step
    assert "endpoint on this machine" in of_failure(failure, LOCAL).next_step
