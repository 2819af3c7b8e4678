"""Secrets are hidden in whatever comes back, whole or in part and however they are spelled."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode, encodebytes, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import Proxy
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import (
    BODY_HIDDEN,
    BODY_KEPT,
    BODY_WITHHELD,
    SHOWN_AS_SENT,
    Answer,
    Failure,
)
from convert_console.core.verdict.redaction import Redactor
from support.exchanges import ANSWERS
from support.spellings import ENCODED, KNOWN, PARTS, PASSWORD, SPELLINGS, TOKEN, leaks

VID = "1588166554499-0.2020703998482254"
WIRE = WireRequest("POST", "http://h/track", (("Host", "h"),), f'{{"vid":"{VID}"}}'.encode())
REDACTOR = Redactor(KNOWN)


def clean(
    body: bytes = b"", headers: Headers = (), *, known: dict[str, str] = KNOWN, **about: str
) -> Answer:
    """An answer to `WIRE`, without secrets."""
    whole = {"reason": "OK", **about}
    return Redactor(known).answer(
        Answer(200, headers=headers, body=body, body_size=9, **whole), WIRE
    )


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_hidden_in_every_spelling(part: str) -> None:
    for spelling in SPELLINGS:
        if not (part.startswith("the first half") and spelling in ENCODED):
            check_hidden(part, spelling)


def check_hidden(part: str, spelling: str) -> None:
    text, secret = PARTS[part]
    spelled = SPELLINGS[spelling](text)
    body, header = f'{{"saw": "{spelled}"}}'.encode(), " ".join(spelled.split())
    assert leaks(body, secret), spelling
    got = REDACTOR.answer(Answer(200, header, (("X-Echo", header),), body, 9), WIRE)
    assert not leaks(got.body, secret), got.body
    assert not leaks(got.reason.encode(), secret), got.reason
    assert not leaks(got.headers[0][1].encode(), secret), got.headers
    assert HIDDEN.encode() in got.body and BODY_HIDDEN in got.note
    assert got.body.startswith(b'{"saw": "') and got.body.endswith(b'"}')


@given(st.lists(st.sampled_from(["\\u{:04x}", "%{:02x}", "&#{};", "&#x{:x};", "%25{:02x}", ""])))
def test_any_mixture_of_escapes_is_seen_through(forms: list[str]) -> None:
    secret = "planted7t0ken"
    padded = [*forms, *[""] * len(secret)]
    spelled = "".join(
        form.format(ord(sign)) if form else sign for form, sign in zip(padded, secret, strict=False)
    )
    got = clean(f"<{spelled}>".encode(), known={"x-token": secret})
    assert got.body == f"<{HIDDEN}>".encode()


def test_json_stays_json_around_what_is_hidden() -> None:
    told = {"code": "BOT", "echo": [PASSWORD, {"deep": json.dumps(TOKEN)}], "n": 1}
    assert json.loads(clean(json.dumps(told).encode()).body) == {
        "code": "BOT", "echo": [HIDDEN, {"deep": f'"{HIDDEN}"'}], "n": 1,
    }  # fmt: skip


def test_what_has_no_effect_is_kept() -> None:
    cookies = "lang=en; consent=accepted; page=2; shop=100001; day=2026-11-30; ok=true; a=123"
    known = {"cookie": cookies, "authorization": 'Digest uri="/track", realm="shop", qop=auth'}
    body = (
        b'{"lang":"en","state":"accepted","id":100001,"ok":true,"day":"2026-11-30","at":"/track"}'
    )
    got = clean(body, (("Vary", "Cookie"), ("Content-Language", "en")), known=known)
    assert (got.body, got.note) == (body, "")
    assert got.headers == (("Vary", "Cookie"), ("Content-Language", "en"))
    # Such a word is hidden where it follows the name of its cookie.
    assert clean(b"consent=accepted", known=known).body == HIDDEN.encode()


def test_what_was_also_sent_in_the_open_is_shown() -> None:
    known = {"cookie": f"visitor={VID}; sid=planted-1234"}
    got = clean(f"{VID} planted-1234".encode(), known=known)
    assert got.body == f"{VID} {HIDDEN}".encode()


def test_a_number_is_hidden_as_a_number_and_not_within_a_longer_one() -> None:
    got = clean(b"4815162342 48151623 (48151623)", known={"x-pin": "48151623"})
    assert got.body == f"4815162342 {HIDDEN} ({HIDDEN})".encode()


def test_five_mixed_signs_are_enough_and_five_letters_are_not() -> None:
    known = {"cookie": "a=pl4nt; b=plant; c=12345; d=pl4n"}
    assert clean(b"<pl4nt> <plant> <12345> <pl4n>", known=known).body == (
        f"<{HIDDEN}> <plant> <12345> <pl4n>".encode()
    )
    assert clean(b"b=plant&c=12345", known=known).body == f"{HIDDEN}&{HIDDEN}".encode()


def test_a_word_in_a_cookie_that_is_set_is_left_in_the_body() -> None:
    headers = (("Set-Cookie", "region=europe; Path=/"),)
    assert clean(b"Europe, europe", headers).body == b"Europe, europe"


def test_what_a_cookie_says_of_itself_is_left_in_other_headers() -> None:
    date = "Thu, 01 Jan 1970 00:00:00 GMT"
    cookie = f"a=fresh-99121; Expires={date}; Path=/account/v2/shop; Domain=shop12.example.com"
    others = (("Expires", date), ("Location", "https://shop12.example.com/account/v2/shop"))
    assert clean(headers=(("Set-Cookie", cookie), *others)).headers[1:] == others


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("authorization", 'Token token="planted secret", region="eu"'),
        ("authorization", "AWS4-HMAC-SHA256 Credential=AKIAX, Signature=planted9secret"),
        ("authorization", 'OAuth realm="Shop-9", oauth_signature="planted%20secret"'),
        ("cookie", "a=1; b=plantedsecret"),
        ("cookie", "a=1; b=%7B%22t%22%3A%22planted%20secret%22%7D"),
        ("cookie", 'a=1; b="planted secret"'),
        ("x-auth", "ann:planted secret"),
        ("x-auth", b64encode(b"planted secret").decode()),
        ("x-session", "user=ann;key=planted-secret;ttl=60"),
    ],
)
def test_parts_of_structured_values_are_known(header: str, value: str) -> None:
    secret = "planted9secret" if "planted9" in value else "planted secret"
    body = f"saw <{secret}> in Shop-9".encode()
    if '"}' in value or "%7D" in value:
        body = b'saw <{"t":"planted secret"}> in Shop-9'
    assert clean(body, known={header: value}).body == f"saw <{HIDDEN}> in Shop-9".encode()


def test_what_shows_nothing_or_is_an_emoji_hides_no_secret() -> None:
    secret = "pl4nted-\U0001f600-pass"
    for spelled in (
        json.dumps(secret),
        f'"{secret[:4]}\u200b{secret[4:]}"',
        f'"pl4<wbr>{secret[3:]}"',
    ):
        got = clean(spelled.encode(), known={"authorization": f"Basic {_basic(secret)}"})
        assert got.body == f'"{HIDDEN}"'.encode()


def _basic(password: str) -> str:
    return b64encode(f"ann:{password}".encode()).decode()


def test_a_secret_that_is_split_over_two_headers_is_hidden_in_both() -> None:
    got = clean(headers=(("X-Echo", f"saw {TOKEN[:5]}"), ("X-Echo", TOKEN[5:]), ("Age", "1")))
    assert got.headers == (("X-Echo", f"saw {HIDDEN}"), ("X-Echo", HIDDEN), ("Age", "1"))


def test_a_name_of_a_header_and_a_note_repeat_nothing() -> None:
    got = clean(headers=(("X-Planted-C0nf1dent-4410-Seen", "1"),), note=f"encoded as {TOKEN}")
    assert got.headers == ((f"X-{HIDDEN}-Seen", "1"),)
    assert got.note == f"encoded as {HIDDEN}"


def test_answers_lose_the_secrets_of_their_own_headers_also_in_the_body() -> None:
    headers = (
        ("Set-Cookie", "sid=fresh-99121; Path=/; HttpOnly"),
        ("X-Auth-Token", "fresh-token-1"),
        ("WWW-Authenticate", "Basic realm=x"),
        ("Access-Control-Allow-Headers", "authorization"),
        ("Location", "/next?sid=fresh-99121"),
    )
    got = clean(b"fresh-99121 fresh-token-1 Path=/", headers, known={})
    assert got.headers == (
        ("Set-Cookie", f"sid={HIDDEN}; Path=/; HttpOnly"),
        ("X-Auth-Token", HIDDEN),
        *headers[2:4],
        ("Location", f"/next?{HIDDEN}"),
    )
    assert got.body == f"{HIDDEN} {HIDDEN} Path=/".encode()


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("declared", [True, False])
def test_wide_characters_are_read(charset: str, declared: bool) -> None:
    kind = (("Content-Type", f"text/plain; charset={charset}"),) if declared else ()
    got = clean(f"saw {PASSWORD}, {TOKEN}.".encode(charset), kind)
    assert got.body.decode(charset) == f"saw {HIDDEN}, {HIDDEN}."


@pytest.mark.parametrize("charset", ["utf-7", "cp037", "cp1252", "windows-1251", "latin-1"])
def test_a_declared_charset_is_read(charset: str) -> None:
    kind = (("Content-Type", f'text/plain; Charset="{charset}"'),)
    secret = PASSWORD if charset != "windows-1251" else PASSWORD[:-1]
    got = clean(f"saw {secret}.".encode(charset), kind, known={"x-password": secret})
    assert got.body.decode(charset) == f"saw {HIDDEN}."


@pytest.mark.parametrize("charset", ["punycode", "idna", "undefined", "hex", "x-none", "", "\0"])
def test_an_invalid_charset_is_ignored(charset: str) -> None:
    kind = (("Content-Type", f"text/plain; charset={charset}"),)
    assert clean(f"saw {TOKEN}".encode(), kind).body == f"saw {HIDDEN}".encode()


PACKED = {
    "base64 of base64": lambda data: b64encode(b64encode(data)),
    "base64 of JSON": lambda data: b64encode(json.dumps({"saw": data.decode()}).encode()),
    "base64 of JSON in base64": lambda data: b64encode(
        b64encode(json.dumps(data.decode()).encode())
    ),
    "base64 of gzip": lambda data: b64encode(gzip.compress(data)),
    "base64 of base64 in lines": lambda data: encodebytes(b64encode(b"a line before " * 9 + data)),
    "URL-safe base64 of percent": lambda data: urlsafe_b64encode(quote(data).encode()).rstrip(b"="),
    "percent of base64 of base64": lambda data: quote(b64encode(b64encode(data)), safe="").encode(),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_a_secret_in_nested_encodings_is_hidden(pack) -> None:
    packed = pack(TOKEN.encode())
    body = b'{"kept": "before", "saw": "' + packed + b'", "also": "after"}'
    found = clean(body).body
    assert HIDDEN.encode() in found
    assert found.startswith(b'{"kept": "before"') and found.endswith(b'"also": "after"}')
    harmless = body.replace(packed, pack(b"nothing that anybody has sent in secret, at all"))
    assert clean(harmless).body == harmless


def test_gzip_in_gzip_that_holds_a_secret_is_not_kept() -> None:
    assert clean(gzip.compress(zlib.compress(TOKEN.encode()))).body == HIDDEN.encode()


def test_a_thousand_archives_that_would_become_gigabytes_are_not_all_unpacked() -> None:
    bomb = b64encode(gzip.compress(b"\0" * 2_000_000)) + b" "
    body = bomb * 1_000
    assert clean(body).body == body


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_an_archive_that_holds_a_secret_is_not_kept(pack) -> None:
    assert clean(pack(f"saw {TOKEN}".encode())).body == HIDDEN.encode()
    assert clean(pack(f"saw {TOKEN}".encode())[:-5]).body == HIDDEN.encode()
    harmless = pack(b"nothing")
    assert (clean(harmless).body, clean(harmless).note) == (harmless, "")


def test_a_body_that_cannot_be_searched_is_not_kept_where_a_secret_went_out() -> None:
    note = f"encoded as br, {SHOWN_AS_SENT}"
    got = clean(b"\x0b\x02\x80", note=note)
    assert (got.body, got.note) == (HIDDEN.encode(), f"{note}; {BODY_WITHHELD}")
    assert clean(b"\x0b\x02\x80", note=note, known={}).body == b"\x0b\x02\x80"


def test_a_secret_that_is_cut_off_at_the_end_is_hidden() -> None:
    assert clean(f"saw {TOKEN[:11]}".encode()).body == f"saw {HIDDEN}".encode()
    assert clean(f"saw {TOKEN[:4]}".encode()).body == f"saw {TOKEN[:4]}".encode()


@pytest.mark.parametrize(
    "part", ["the password alone", "a token without its scheme", "a credential"]
)
def test_the_beginning_of_any_secret_is_hidden_where_an_error_cuts_it(part: str) -> None:
    secret = PARTS[part][1]
    for cut in (secret[:10], SPELLINGS["JSON"](secret[:12]), SPELLINGS["percent"](secret[:13])):
        got = clean(f"bad value {cut}... here".encode(), reason=f"'{cut}…'")
        assert got.body == f"bad value {HIDDEN}... here".encode()
        assert got.reason == f"'{HIDDEN}…'"


def test_a_name_that_a_secret_begins_with_is_not_a_secret() -> None:
    known = {"authorization": f"Basic {b64encode(b'administrator:pl4nted').decode()}"}
    assert clean(b"administrator: pl4nted", known=known).body == HIDDEN.encode()
    assert clean(b"administrator, administrator:", known=known).body.startswith(b"administrator, a")
    assert clean(b"password", known={"x-pass": "password-1234"}).body == HIDDEN.encode()
    assert clean(b"password.", known={"x-pass": "password-1234"}).body == b"password."


def test_the_beginning_of_a_random_secret_is_hidden_and_its_last_four_signs_are_not() -> None:
    secret = "sk_live_51H8xYzAbCdEfGhIjKlMnOpQr"
    got = clean(f"key {secret[8:22]}… ends in {secret[-4:]}".encode(), known={"x-key": secret})
    assert got.body == f"key {HIDDEN}… ends in {secret[-4:]}".encode()


@pytest.mark.parametrize(
    "secret", ["pl4nted%41\\u0041/&amp;x", "planted pässwörd 1", "пароль-planted"]
)
def test_a_secret_that_looks_escaped_itself_or_is_beyond_ascii_is_found(secret: str) -> None:
    utf8 = secret.encode()
    spelled = [
        utf8,
        json.dumps(secret).encode(),
        json.dumps(secret).replace("/", "\\/").encode(),
        "".join(f"%{byte:02x}" for byte in utf8).encode(),
        b64encode(utf8),
        utf8.decode("latin-1").encode(),
    ]
    for one in spelled:
        got = clean(b"saw <" + one + b">", known={"authorization": secret})
        assert HIDDEN.encode() in got.body, one
        assert len(got.body) <= len(f'saw <"{HIDDEN}A=">'), (one, got.body)


def test_the_size_is_that_of_the_wire_and_says_what_was_left_out() -> None:
    whole = Answer(200, "OK", (), TOKEN.encode(), len(TOKEN))
    got = REDACTOR.answer(whole, WIRE)
    assert (got.body_size, got.left_out) == (len(TOKEN), 0)
    cut = REDACTOR.answer(Answer(200, "OK", (), TOKEN.encode(), BODY_KEPT + 5), WIRE)
    assert (cut.body_size, cut.left_out) == (BODY_KEPT + 5, 5)
    assert Answer(200, "OK", (), b"12345", 9).left_out == 4


def test_a_failure_repeats_no_secret_and_no_password_of_a_proxy() -> None:
    proxy = Proxy("proxy", 3128, "ann", "pl4nted pass")
    redactor = Redactor({"authorization": "planted-1"}, proxy)
    basic = b64encode(b"ann:pl4nted pass").decode()
    said = f"b'planted-1' {basic} pl4nted%20pass http://x:other-9@proxy:3128/ by ann"
    got = redactor.failure(Failure("protocol", said), WIRE)
    assert got == Failure(
        "protocol", f"b'{HIDDEN}' {HIDDEN} {HIDDEN} http://x:{HIDDEN}@proxy:3128/ by ann"
    )


@given(ANSWERS)
def test_without_a_secret_nothing_but_secret_headers_changes(answer: Answer) -> None:
    got = Redactor({}).answer(answer, WIRE)
    assert (got.body, got.body_size, got.status) == (answer.body, answer.body_size, answer.status)
    assert len(got.headers) == len(answer.headers)


@given(ANSWERS, st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=3))
def test_any_answer_to_any_secrets_is_searched_and_twice_is_once(
    answer: Answer, known: dict[str, str]
) -> None:
    once = Redactor(known).answer(answer, WIRE)
    assert once.body_size == answer.body_size
    assert len(once.headers) == len(answer.headers)


@given(st.binary(max_size=60), st.binary(max_size=60), st.sampled_from(sorted(SPELLINGS)))
def test_what_is_around_a_secret_stays_byte_for_byte(
    before: bytes, after: bytes, spelling: str
) -> None:
    # A blank line keeps base64 and hex from running on into what stands around.
    parts = [b"<" + before + b"|", SPELLINGS["percent, all"](TOKEN).encode(), b"|" + after + b">"]
    got = clean(b"".join(parts), known={"x-token": TOKEN}).body
    if b"\0" not in before + after:
        assert got == parts[0] + HIDDEN.encode() + parts[2]
