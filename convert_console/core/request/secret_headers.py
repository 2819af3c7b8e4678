"""Recognises headers with secret values, and hides these."""

# A secret is inserted only when a request is sent: previews, the history, exports and copies have
# HIDDEN instead. Secrets that an endpoint repeats are hidden by `redaction`.

import re
from functools import lru_cache

from convert_console.core.request.headers import Headers

HIDDEN = "(hidden)"
"""Stands for a secret value. ASCII, so that a request that holds it still has bytes to show."""

_PARTS = re.compile(r"(?<![A-Za-z0-9])2[Ff][Aa](?![A-Za-z])|[A-Za-z]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_SECRET_WORDS = frozenset(
    (
        *("appcheck", "bearer", "cookie", "cookies", "cred", "creds", "dpop", "hmac", "jwe", "jws"),
        *("jwt", "otp", "pass", "passcode", "passkey", "passwd", "pin", "private", "psk", "pw"),
        *("pwd", "saml", "secret", "secrets", "session", "sid", "sig", "sign", "ticket", "token"),
        *("totp", "wsse", "access", "key", "keys", "tokens", "kerberos", "mfa", "mnemonic", "sso"),
        *("bypass", "principal", "cert", "pat", "2fa", "salt"),
    )
)
_SECRET_TOGETHER = (frozenset(("security", "code")), frozenset(("magic", "link")))
"""Words that are harmless alone, as in `Country-Code` and `Link`."""

_SECRET_START = re.compile(r"(?:auth(?!or(?!i[sz]))|oauth|csrf|xsrf|credential)")
"""How secret words begin: `AuthUser` and `authorisation` do, `author` and `authority` do not."""

_SECRET_END = re.compile(
    r"(?:auth|cookie|credentials?|jwt|passphrase|passw(?:or)?d|pincode|secret|sess(?:ion)?id|signature|token"
    r"|userpass"
    r"|(?:access|api|app|auth|client|license|master|private|secret|session|subscription)key)\Z"
)
"""How secret words end where a name has no seams, such as `PHPSESSID` and `apikey`."""

_NOT_THE_VALUE = frozenset(
    (
        *("algorithm", "alg", "consent", "count", "duration", "enabled", "expiration", "expires"),
        *("expiry", "input", "length", "limit", "method", "policy", "provider", "realm"),
        *("remaining", "required", "scheme", "scope", "scopes", "status", "supported", "timeout"),
        *("ttl", "type", "version"),
    )
)
"""Last words of names of headers about a secret that do not hold the secret itself."""

_HARMLESS_WITH: dict[str, frozenset[str]] = {
    "access": frozenset(("level", "log", "mode", "point", "time", "zone")),
    "key": frozenset(
        (
            *("cache", "dedup", "deduplication", "group", "grouping", "idempotency", "partition"),
            *("public", "routing", "shard", "sort", "surrogate", "websocket"),
        )
    ),
    "bypass": frozenset(("cache", "cdn")),
    "pass": frozenset(("count", "rate", "through")),
    "private": frozenset(("network",)),
    "sign": frozenset(("in", "up")),
    "tokens": frozenset(("limit", "rate", "ratelimit", "usage", "used")),
}
_HARMLESS_WITH["keys"] = _HARMLESS_WITH["key"]
_HARMLESS = re.compile(
    r"(?:www|proxy)-authenticate|access-control-.*|sec-fetch-.*|(?:x[-_])?key[-_]?id", re.IGNORECASE
)
"""What these hold is a question or a rule of the server's, or the name of a key."""

_WHOLLY_SECRET = re.compile(r"(?:cf-access|x-goog)-.*", re.IGNORECASE)
"""Families of headers that are all credentials."""


@lru_cache(maxsize=1024)
def is_secret_header(name: str) -> bool:
    """Whether a header's value is a secret, judged by the words of its name.

    Settings, previews, the history, exports, copy as and paste all use this rule. Whole words are
    compared: a compass is no password.

    >>> is_secret_header("X-API-Key"), is_secret_header("X-Compass"), is_secret_header("PHPSESSID")
    (True, False, True)
    """
    if _HARMLESS.fullmatch(name):
        return False
    if _WHOLLY_SECRET.fullmatch(name):
        return True
    words = _words(name)
    if not words or (len(words) > 1 and words[-1] in _NOT_THE_VALUE):
        return False
    if any(together.issubset(words) for together in _SECRET_TOGETHER):
        return True
    return any(_is_secret_word(word, words) for word in words)


def _words(name: str) -> list[str]:
    """The words of a name in lower case; a part with capitals inside also as a whole."""
    words: list[str] = []
    for part in _PARTS.findall(name):
        words.append(part.lower())
        pieces = _CAMEL.findall(part)
        if len(pieces) > 1:
            words += (piece.lower() for piece in pieces)
    return words


def _is_secret_word(word: str, words: list[str]) -> bool:
    if word in _SECRET_WORDS:
        return _HARMLESS_WITH.get(word, frozenset()).isdisjoint(words)
    return bool(_SECRET_START.match(word) or _SECRET_END.search(word))


def concealed(headers: Headers) -> Headers:
    """Headers with every secret value hidden; doing it twice changes nothing more.

    >>> concealed((("Accept", "*/*"), ("Cookie", "a=1"), ("Set-Cookie", "a=1; Path=/")))
    (('Accept', '*/*'), ('Cookie', '(hidden)'), ('Set-Cookie', 'a=(hidden); Path=/'))
    """
    return tuple((name, _concealed_value(name, value)) for name, value in headers)


def _concealed_value(name: str, value: str) -> str:
    if not value or not is_secret_header(name):
        return value
    return _concealed_cookie(value) if name.lower() == "set-cookie" else HIDDEN


_COOKIE_PIECE = re.compile(r"[^;,]+")
_ATTRIBUTES = frozenset(
    ("domain", "expires", "httponly", "max-age", "partitioned", "path", "priority", "samesite",
     "secure")
)  # fmt: skip
REST_OF_A_DATE = re.compile(r" \d\d[ -][A-Za-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT")


def _concealed_cookie(value: str) -> str:
    """A Set-Cookie with its attributes: they are what a tester looks for. Several cookies in one
    header, which proxies make of several headers, are all hidden; so is one without a name.
    """

    def piece(match: re.Match[str]) -> str:
        name, equals, _ = match[0].partition("=")
        if name.strip().lower() in _ATTRIBUTES or REST_OF_A_DATE.fullmatch(match[0]):
            return match[0]
        blank = match[0][: len(match[0]) - len(match[0].lstrip())]
        return f"{name}={HIDDEN}" if equals else f"{blank}{HIDDEN}" if match[0].strip() else blank

    return _COOKIE_PIECE.sub(piece, value)


def hidden_names(headers: Headers) -> tuple[str, ...]:
    """The names of headers with a hidden value, in lower case, each once."""
    return tuple(dict.fromkeys(name.lower() for name, value in headers if value == HIDDEN))


def secrets_in(headers: Headers) -> dict[str, str]:
    """Secret values that are in the open in headers, by name in lower case."""
    return {
        name.lower(): value
        for name, value in headers
        if value and value != HIDDEN and is_secret_header(name)
    }
