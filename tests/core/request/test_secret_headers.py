"""Which headers are secrets, and how they are hidden."""

import pytest

from convert_console.core.request.secret_headers import (
    HIDDEN,
    concealed,
    is_secret_header,
    secrets_in,
)
from convert_console.core.request.wire import Unsendable, WireRequest, revealed, shown

WIRE = WireRequest("POST", "http://h/", (("Host", "h"), ("Authorization", HIDDEN)), b"{}")


SECRET = [
    "X-Client-Cert",
    "X-PAT",
    "X-2FA",
    "X-2FA-Code",
    "X-Security-Code",
    "X-Salt",
    "X-Magic-Link",
    "Authorization",
    "Proxy-Authorization",
    "authorisation",
    "Cookie",
    "Cookie2",
    "Set-Cookie",
    "set-cookie2",
    "X-JWT",
    "X-Credential",
    "X-Credentials",
    "X-Passphrase",
    "X-Bearer",
    "X-Pwd",
    "X-Pass",
    "X-Password",
    "X-Pin",
    "X-Hmac",
    "X-SID",
    "X-Session",
    "X-Session-Id",
    "X-Ticket",
    "X-Private",
    "X-Access",
    "X-AuthUser",
    "X-MFA-Code",
    "X-Kerberos",
    "X-SSO",
    "X-Mnemonic",
    "X-UserPass",
    "PinCode",
    "X-MS-CLIENT-PRINCIPAL",
    "X-Vercel-Protection-Bypass",
    "X-Auth",
    "X-Auth-User",
    "X-Api-Key",
    "X-APIKEY",
    "apikey",
    "Api_Key",
    "X-Shop-Token",
    "X-Shop-Secret",
    "X-Shop-Key",
    "X-Shop-Signature",
    "CF-Access-Client-Id",
    "CF-Access-Client-Secret",
    "Cf-Access-Jwt-Assertion",
    "X-CSRF",
    "X-CSRF-Token",
    "X-CSRFToken",
    "X-XSRF-TOKEN",
    "Ocp-Apim-Subscription-Key",
    "X-Amz-Security-Token",
    "X-Goog-Api-Key",
    "X-Goog-Iam-Authorization-Token",
    "X-Goog-AuthUser",
    "X-Access-Token",
    "X-Access-Key",
    "AccessToken",
    "X_AUTH_TOKEN",
    "XAuthToken",
    "X-AuthToken",
    "PHPSESSID",
    "JSESSIONID",
    "X-Hub-Signature-256",
    "Signature",
    "X-Signature",
    "X-Vault-Token",
    "X-Functions-Key",
    "X-Client-Secret",
    "Private-Token",
    "Job-Token",
    "X-Private-Key",
    "X-OAuth-Token",
    "oauth",
    "X-User-Pass",
    "X-Passwd",
    "DPoP",
    "X-Otp",
    "X-Token1",
    "X-Api-Key-2",
    "Client-Password",
    "X-Amz-Signature",
    "X-Csrf-Token",
    "X-RapidAPI-Key",
    "Api-Key",
    "Authentication",
    "X-Authentication",
    "X-Authorization",
    "X-Forwarded-Authorization",
    "X-Authenticated-User",
    "X-Refresh-Token",
    "Token",
    "Secret",
    "Password",
    "X-Account-Sid",
    "X-WSSE",
    "X-Passcode",
    "X-Secret-Access-Key",
    "X-UserPassword",
    "X-ApiKey",
    "X-Shopify-Access-Token",
    "X-Shopify-Hmac-Sha256",
    "Stripe-Signature",
    "X-Telegram-Bot-Api-Secret-Token",
    "X-Amz-Credential",
    "X-Encryption-Key",
    "X-Sign",
    "X-AccessKey-Id",
]

OPEN = [
    "X-Request-Id",
    "X-Forwarded-For",
    "Accept",
    "X-Keyboard-Layout",
    "X-Compass",
    "Content-Type",
    "Sec-Fetch-Site",
    "Authority",
    "Keep-Alive",
    "X-Tokenizer-Version",
    "X-Tokenizer",
    "Host",
    "User-Agent",
    "Idempotency-Key",
    "X-Idempotency-Key",
    "WWW-Authenticate",
    "Proxy-Authenticate",
    "Access-Control-Allow-Headers",
    "Access-Control-Request-Private-Network",
    "Sec-WebSocket-Key",
    "Surrogate-Key",
    "X-Cache-Key",
    "X-Author",
    "X-Authored-By",
    "Origin",
    "Referer",
    "X-Trace",
    "Content-Length",
    "Date",
    "ETag",
    "X-Passenger-Count",
    "X-Pinterest",
    "X-Pinned",
    "X-Signal",
    "X-Design",
    "X-Assign",
    "X-Monkey",
    "X-Keynote",
    "X-Bypass-Cache",
    "X-Cache-Bypass",
    "X-Principle",
    "X-Missouri",
    "X-Pintos",
    "X-Sidebar",
    "X-Inside",
    "X-Secretary",
    "X-RateLimit-Limit-Tokens",
    "X-RateLimit-Remaining-Tokens",
    "X-Token-Count",
    "X-Auth-Method",
    "Signature-Input",
    "X-Accessibility",
    "X-Accessory",
    "Accept-Language",
    "X-Privateer",
    "X-Obsession",
    "X-Passthrough",
    "X-Spin",
    "X-Opinion",
    "Cache-Control",
    "Strict-Transport-Security",
    "Content-Security-Policy",
    "X-Amz-Date",
    "X-Amz-Content-Sha256",
    "traceparent",
    "Sec-CH-UA",
    "X-Shop",
    "X-OAuth-Scopes",
    "X-Cookie-Consent",
    "X-Slack-Request-Timestamp",
    "X-Pass-Through",
    "X-Public-Key",
    "X-PublicKey",
    "X-Access-Level",
    "X-Api-Version",
    "X-Remote-User",
    "X-Key-Id",
    "X-Country-Code",
    "Link",
    "X-Security-Policy",
    "X-2FA-Required",
    "X-Certainty",
]


def test_names_that_promise_a_secret_are_believed_in_every_letter_case() -> None:
    names = [n for name in SECRET for n in (name, name.lower(), name.upper().replace("-", "_"))]
    assert [name for name in names if not is_secret_header(name)] == []


def test_ordinary_headers_stay_in_the_open() -> None:
    names = [n for name in OPEN for n in (name, name.lower())]
    assert [name for name in names if is_secret_header(name)] == []


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("sid=1; HttpOnly", f"sid={HIDDEN}; HttpOnly"),
        ("planted", HIDDEN),
        ("=planted", f"={HIDDEN}"),
        ('a="x;y"; Path=/', f"a={HIDDEN};{HIDDEN}; Path=/"),
        (
            "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, b=2; Secure",
            f"a={HIDDEN}; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, b={HIDDEN}; Secure",
        ),
    ],
)
def test_a_cookie_that_is_set_keeps_its_attributes_alone(value: str, hidden: str) -> None:
    once = concealed((("Set-Cookie", value),))
    assert once == (("Set-Cookie", hidden),)
    assert concealed(once) == once


def test_hiding_twice_changes_nothing_and_an_empty_value_is_not_a_secret() -> None:
    headers = (("Cookie", "a=1"), ("Authorization", ""))
    once = concealed(headers)
    assert once == (("Cookie", HIDDEN), ("Authorization", ""))
    assert concealed(once) == once


def test_a_hidden_request_has_bytes_to_show_and_the_same_length_of_body() -> None:
    whole = revealed(WIRE, {"authorization": "Bearer x"})
    assert isinstance(whole, WireRequest)
    assert whole.raw == WIRE.raw.replace(HIDDEN.encode(), b"Bearer x")


@pytest.mark.parametrize("known", [{}, {"authorization": ""}, {"cookie": "a=1"}])
def test_a_secret_that_is_not_known_is_named(known: dict[str, str]) -> None:
    lack = revealed(WIRE, known)
    assert isinstance(lack, Unsendable)
    assert "header authorization" in lack.reason


def test_what_can_be_shown_is_shown_and_the_rest_stays_hidden() -> None:
    wire = WireRequest("GET", "http://h/", (("Cookie", HIDDEN), ("X-Token", HIDDEN)), b"")
    assert shown(wire, {"cookie": "a=1"}).headers == (("Cookie", "a=1"), ("X-Token", HIDDEN))


@pytest.mark.parametrize("value", ["planted\r\nX: 1", "planted\0", "plantéd 日本"])
def test_a_secret_that_http_cannot_carry_is_refused_without_being_named(value: str) -> None:
    refused = revealed(WIRE, {"authorization": value})
    assert isinstance(refused, Unsendable)
    assert "Authorization" in refused.reason and "plant" not in refused.reason


def test_blanks_around_a_secret_are_not_part_of_it() -> None:
    whole = revealed(WIRE, {"authorization": " Bearer x\t"})
    assert isinstance(whole, WireRequest)
    assert whole.headers[1] == ("Authorization", "Bearer x")


def test_plain_text_secrets_are_found_by_name() -> None:
    headers = (("Cookie", "a=1"), ("Accept", "*/*"), ("Authorization", HIDDEN), ("X-Api-Key", ""))
    assert secrets_in(headers) == {"cookie": "a=1"}
