"""An endpoint repeats secrets in every form and place, and all that is left behind is searched."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import logging
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.core.copy_as.targets import TARGETS
from convert_console.core.export.exchange_json import exchange_json
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.history.row import record_of
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import WireRequest, encode
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.models.profiles.secrets import Secrets
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.route import Route
from convert_console.services.http.sender import Sender
from convert_console.services.orders.run import OrderRun, Pace
from convert_console.services.storage.keyring import Vault
from convert_console.widgets.preview.answer_pane import location_words, part_text
from support.endpoint import Endpoint, Reply, answer, hang_up, then
from support.order_sender import job_for
from support.spellings import (
    BASIC,
    COOKIE,
    CREDENTIAL,
    DIGEST,
    ENCODED,
    KNOWN,
    PARTS,
    PASSWORD,
    SPELLINGS,
    TOKEN,
    everything_in,
    leaked_in,
    leaks,
)

CsvFormat = tuple[Reply, str]
"""What the endpoint answers, and the secret in it."""


def spelled_forms() -> Iterator[tuple[str, CsvFormat]]:
    for part, (text, secret) in PARTS.items():
        yield f"{part}, in the body", (answer(body=f'{{"saw": "{text}"}}'.encode()), secret)
    for spelling, spell in SPELLINGS.items():
        for name, secret in (("token", TOKEN), ("password", PASSWORD), ("cookie", COOKIE)):
            body = f'{{"saw": "{spell(secret)}"}}'.encode()
            yield f"{name} in the body as {spelling}", (answer(body=body), secret)
            if spelling not in ENCODED and "\n" not in spell(secret) and spell(secret).isascii():
                line = f"X-Echo: saw {spell(secret)}"
                yield f"{name} in a header as {spelling}", (answer(headers=[line]), secret)


def placed_forms() -> Iterator[tuple[str, CsvFormat]]:
    html = f"<p>Bad token: <b>{quote(TOKEN)}</b></p>".encode()
    lines = {
        "Location": f"Location: https://h.example/next?t={quote(TOKEN, safe='')}",
        "Refresh": f"Refresh: 0; url=/?t={TOKEN}",
        "Set-Cookie with a name": f"Set-Cookie: again={TOKEN}; Path=/",
        "Set-Cookie without a name": f"Set-Cookie: {TOKEN}",
        "the path of Set-Cookie": f"Set-Cookie: a=1; Path=/{TOKEN}",
        "the second of joined cookies": f"Set-Cookie: a=1; Path=/, b={TOKEN}",
        "WWW-Authenticate": f'WWW-Authenticate: Bearer error="bad {TOKEN}"',
        "ETag": f'ETag: W/"{TOKEN}"',
        "Content-Type": f"Content-Type: text/plain; note={TOKEN}",
        "Content-Disposition": f"Content-Disposition: attachment; filename*=UTF-8''{quote(TOKEN)}",
        "Content-Encoding": f"Content-Encoding: {DIGEST}",
        "Link": f"Link: </?t={TOKEN}>; rel=next",
    }
    for place, line in lines.items():
        secret = DIGEST if place == "Content-Encoding" else TOKEN
        yield place, (answer("302 Found", b"x", [line]), secret)
    yield "the reason phrase", (answer(f"403 {TOKEN} is not known"), TOKEN)
    yield "the reason phrase, escaped", (answer(f"403 {quote(TOKEN, safe='')}"), TOKEN)
    yield "a header's name", (answer(headers=[f"X-Bad-{CREDENTIAL}: 1"]), CREDENTIAL)
    halves = [f"X-Echo: {TOKEN[:4]}", f"X-Echo: {TOKEN[4:]}"]
    yield "two headers", (answer(headers=halves), TOKEN)
    yield "a folded header", (answer(headers=[f"X-Echo: {TOKEN[:9]}\r\n {TOKEN[9:]}"]), TOKEN)
    yield "a page", (answer(headers=["Content-Type: text/html"], body=html), TOKEN)
    for charset in ("utf-16", "utf-16-be", "utf-32", "utf-7", "cp037"):
        kind = [f"Content-Type: text/plain; charset={charset}"]
        said = answer(headers=kind, body=f"saw {PASSWORD}".encode(charset))
        yield f"a body in {charset}", (said, PASSWORD)
    said = answer(body=f"saw {PASSWORD}".encode("utf-16"))
    yield "a body in utf-16 that says nothing of it", (said, PASSWORD)
    zipped = gzip.compress(f"saw {TOKEN}".encode())
    yield "a zipped body", (answer(headers=["Content-Encoding: gzip"], body=zipped), TOKEN)
    yield "a zipped body that says nothing of it", (answer(body=zipped), TOKEN)
    twice = answer(headers=["Content-Encoding: gzip"], body=gzip.compress(zipped))
    yield "a body that is zipped twice", (twice, TOKEN)
    cut = answer(body=f"saw {TOKEN[:-3]}".encode(), length=200)
    yield "a body that breaks off", (then(cut, hang_up), TOKEN[:-3])
    yield "no HTTP", (then(f"SAW {TOKEN}\r\n\r\n".encode(), hang_up), TOKEN)
    bad = then(f"HTTP/1.1 200 OK\r\nBad {BASIC}: 1\r\n\r\n".encode(), hang_up)
    yield "a header that is none", (bad, BASIC)


FORMS = dict([*spelled_forms(), *placed_forms()])
PROFILE = Profile(id="p", name="P", target="custom", reach="free")
NOW = 1_796_000_000.0


@dataclass
class Left:
    """What is left behind after all forms were answered."""

    folder: Path
    store: HistoryStore
    requests: list[bytes]
    files: dict[str, bytes]
    log: str


@pytest.fixture(scope="module")
def left(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    """One row of the history for each form, in their order."""
    folder, log = tmp_path_factory.mktemp("left"), io.StringIO()
    handler, root = logging.StreamHandler(log), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with Endpoint([reply for reply, _ in FORMS.values()]) as endpoint:
            exchanges = asyncio.run(exchanged([endpoint.url] * len(FORMS)))
            requests = endpoint.requests
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    store = HistoryStore(folder / "history.sqlite3")
    for exchange in exchanges:
        store.keep(record_of(exchange)).row.result()
    files = {path.name: path.read_bytes() for path in folder.glob("history.sqlite3*")}
    yield Left(folder, store, requests, files, log.getvalue())
    store.close()


async def exchanged(urls: Sequence[str], proxy: str = "none") -> list[Exchange]:
    """Send requests with all secrets, as the window does."""
    secrets = Secrets(Vault(lambda: None))
    sender = Sender(secrets)
    headers = tuple((name.title(), value) for name, value in KNOWN.items())
    profile = replace(PROFILE, **secrets.extract(PROFILE, {"headers": headers, "proxy": proxy}))
    done = []
    try:
        for number, url in enumerate(urls, 1):
            aimed = replace(profile, endpoint=url)
            wire = encode(Draft('{"vid": "1"}'), aimed)
            assert isinstance(wire, WireRequest)
            sent = await sender.send_as(aimed, wire)
            whole = Exchange(str(number), NOW, "P", wire, '{"vid": "1"}')
            done.append(whole._replace(outcome=sent.outcome, timings=sent.timings))
    finally:
        await sender.aclose()
        await secrets.finish()
    return done


def sinks(store: HistoryStore, row: int) -> dict[str, bytes]:
    """Everything in which an exchange is kept or handed on, by name."""
    exchange = store.exchange(row)
    assert exchange is not None
    found = {
        file.title: file.write([AnnotatedExchange(exchange)], NOW).encode()
        for file in EXPORT_FORMATS.values()
    }
    found |= {f"copied as {to.title}": to.write(exchange.request).encode() for to in TARGETS}
    found |= {f"{part} on screen": part_text(exchange, part).encode() for part in SCREEN}
    found["JSON of the command line"] = exchange_json(exchange).encode()
    said, outcome = verdict(exchange), exchange.outcome
    location = location_words(outcome) if isinstance(outcome, Answer) else ""
    found["the verdict"] = f"{said.sentence} {said.next_step} {location}".encode()
    found["a traceback"] = repr(exchange).encode()
    return found


SCREEN = ("sent", "headers", "body")
ROWS = dict(zip(FORMS, range(1, len(FORMS) + 1), strict=True))


def test_nothing_that_an_endpoint_repeats_is_kept_or_handed_on(left: Left) -> None:
    for form in FORMS:
        check_form(form, left)


def check_form(form: str, left: Left) -> None:
    (reply, secret), row = FORMS[form], ROWS[form]
    assert f"X-Api-Token: Bearer {TOKEN}\r\n".encode() in left.requests[row - 1]
    found = sinks(left.store, row)
    assert len(found) == len(EXPORT_FORMATS) + len(TARGETS) + len(SCREEN) + 3
    assert [name for name, data in found.items() if leaks(data, secret)] == [], form
    exchange = left.store.exchange(row)
    assert exchange is not None
    if isinstance(reply, bytes) and isinstance(exchange.outcome, Answer):
        zipped = exchange.outcome.header("content-encoding") == "gzip"
        assert zipped or exchange.outcome.body_size == len(reply.partition(b"\r\n\r\n")[2])


def test_the_history_s_files_and_the_log_hold_no_secret_in_any_byte(left: Left) -> None:
    assert {"history.sqlite3", "history.sqlite3-wal"} <= set(left.files)
    left.store.close()
    files = {**left.files, "closed": (left.folder / "history.sqlite3").read_bytes()}
    for name, data in {**files, "log": left.log.encode()}.items():
        readings = everything_in(data, depth=1)
        assert [form for form in FORMS if leaked_in(readings, FORMS[form][1])] == [], name


def test_orders_are_kept_without_what_an_endpoint_repeats(tmp_path: Path) -> None:
    replies = list(dict(placed_forms()).values())
    hidden = tuple((name.title(), HIDDEN) for name in KNOWN)
    with (
        Endpoint([reply for reply, _ in replies]) as endpoint,
        closing(HistoryStore(tmp_path / "history.sqlite3")) as store,
    ):
        rows = [(row, [f"O-{row}", "1.00", "1"]) for row in range(1, 10)]
        job = job_for(lambda: rows, tmp_path / "journal", endpoint.url, Pace(per_second=0))
        builder = replace(job.builder, profile=replace(job.builder.profile, headers=hidden))
        keep = lambda exchange: store.keep(record_of(exchange)).row  # noqa: E731
        run = OrderRun(replace(job, builder=builder, route=Route(secrets=KNOWN), keep=keep))
        run.start()
        assert run.wait(60)
        assert f"X-Api-Token: Bearer {TOKEN}\r\n".encode() in endpoint.requests[8]
        for row, (_, secret) in enumerate(replies[:9], 1):
            found = sinks(store, row)
            assert [name for name, data in found.items() if leaks(data, secret)] == []


@pytest.mark.parametrize("form", ["basic", "password", "escaped", "pair"])
def test_a_proxy_that_repeats_its_password_leaves_none_behind(form: str, tmp_path: Path) -> None:
    password = "planted:pr0xy/pass"
    pair = f"ann:{password}"
    basic = b64encode(pair.encode()).decode()
    escaped = quote(password, safe="")
    said = {"basic": basic, "password": password, "escaped": escaped, "pair": pair}[form]
    with Endpoint([answer(f"407 No {said} here")]) as proxy:
        way = f"http://ann:{escaped}@127.0.0.1:{proxy.port}"
        (exchange,) = asyncio.run(exchanged(["http://shop.example/track"], way))
        assert f"Basic {basic}".encode() in proxy.requests[0]
    assert isinstance(exchange.outcome, Failure)
    with closing(HistoryStore(tmp_path / "history.sqlite3")) as store:
        store.keep(record_of(exchange)).row.result()
        found = sinks(store, 1)
        found |= {path.name: path.read_bytes() for path in tmp_path.glob("history.sqlite3*")}
    assert [name for name, data in found.items() if leaks(data, password)] == []


def test_what_is_not_a_secret_is_kept_byte_for_byte(qapp: QApplication) -> None:
    body = json.dumps(
        {"vid": "1", "code": 200, "text": "planted, Bearer, session, /track"}
    ).encode()
    with Endpoint([answer(body=body, headers=["X-Request-Id: planted"])]) as endpoint:
        (exchange,) = asyncio.run(exchanged([endpoint.url]))
    assert isinstance(exchange.outcome, Answer)
    assert (exchange.outcome.body, exchange.outcome.note) == (body, "")
    assert exchange.outcome.header("x-request-id") == "planted"
