"""Hides the secrets of a request in its answer, whole or in part and however they are spelled."""

# Every answer is redacted before it is stored or shown, so the history, the window, exports and the
# terminal have nothing to hide. Only secret values are searched for. A value that is also visible
# in the same request, such as a visitor's id, is not hidden.

from __future__ import annotations

import codecs
import re
import zlib
from array import array
from base64 import b64encode, urlsafe_b64decode
from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from convert_console.core.request.profile import Proxy
from convert_console.core.request.secret_headers import (
    HIDDEN,
    REST_OF_A_DATE,
    concealed,
    is_secret_header,
)
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import (
    BODY_HIDDEN,
    BODY_KEPT,
    BODY_WITHHELD,
    SHOWN_AS_SENT,
    Answer,
    Failure,
)
from convert_console.core.verdict.unescaping import ESCAPE, Span, UnescapedText

SHORTEST = 6
"""Characters from which a secret is looked for. A shorter one is in many answers by chance, and
hiding it there would hide what a tester has to read. With its name, as in `a=1234`, it counts; one
of letters and digits is no word and no number, so one character less is enough."""

SHORTEST_NUMBER = 8
"""Digits from which a cookie or a parameter without letters is looked for: fewer are those of
counters and amounts. The ids of the request itself are sent in the open, and shown."""

SHORTEST_FOREIGN_WORD = 12
"""Letters from which a word in a cookie that the endpoint sets is looked for in its answer. The
value of `region=europe` may well be in the body, and is no secret of the person."""

FRAGMENT = 12
"""Characters of a long random secret that are hidden on their own, as in an error that quotes
the beginning of a token. The last four, which many services show on purpose, stay."""

QUOTED = 8
"""Characters from which the beginning of any secret is hidden on its own, as where an error cuts
what it quotes; of letters alone `FRAGMENT`, since it may be a word."""


class Redactor:
    """Hides the secrets of one profile's sends; it may be used for any number of answers."""

    def __init__(self, known: Mapping[str, str], proxy: Proxy | None = None) -> None:
        """`known` are values of headers by name; of a proxy, its password is secret."""
        parts = [part for name, value in known.items() for part in _parts(name, value)]
        if proxy is not None and proxy.password:
            pair = f"{proxy.user}:{proxy.password}"
            basic = b64encode(pair.encode()).decode("ascii")
            parts += [(proxy.password, True), (pair, True), (basic, True)]
        self._needles = _needles(parts)
        self._beginnings = _beginnings(self._needles)

    def answer(self, answer: Answer, request: WireRequest) -> Answer:
        """An answer without the secrets of the request, and without those of its own headers.

        `request` is what was sent, with its secrets hidden. `body_size` stays that of the wire.
        """
        own = (p for n, v in answer.headers if is_secret_header(n) for p in _parts(n, v))
        needles = _needles(part for part in own if _is_no_common_word(part[0]))
        search = self._search(request, needles)
        headers = concealed(answer.headers)
        lines = search.without([answer.reason, *(name for name, _ in headers), answer.note])
        # Together, so that a secret that is split over two of them is found.
        values = search.without([value for _, value in headers], joined=True)
        body, remark = self._body(answer, search)
        return answer._replace(
            reason=lines[0],
            headers=tuple(zip(lines[1:-1], values, strict=True)),
            body=body,
            note="; ".join(part for part in (lines[-1], remark) if part),
        )

    def failure(self, failure: Failure, request: WireRequest) -> Failure:
        """A failure without secrets, which the wording of a library or a proxy may repeat."""
        (detail,) = self._search(request).without([failure.detail])
        return failure._replace(detail=detail)

    def _search(self, request: WireRequest, extra: tuple[_Needle, ...] = ()) -> _Search:
        if not extra:
            return _Search(self._needles, self._beginnings, request)
        return _Search(self._needles + extra, self._beginnings | _beginnings(extra), request)

    def _body(self, answer: Answer, search: _Search) -> tuple[bytes, str]:
        """The body without secrets, and a remark about that."""
        body = answer.body
        if not body or not search.needles:
            return body, ""
        if self._needles and SHOWN_AS_SENT in answer.note:
            return HIDDEN.encode(), BODY_WITHHELD
        for charset in _charsets(body, answer.header("content-type") or ""):
            body = _hidden_in_text(body, charset, search)
        body = search.hide(body)
        inner = body
        for _ in range(_PACKED):  # an archive, or a second encoding inside of the first
            inner = _inflated(inner)
            if search.spans(inner):
                body = HIDDEN.encode()
                break
        return body, BODY_HIDDEN if body != answer.body else ""


# The secret parts of a header


_BREAKS = re.compile(r'[;,\s"]+')
_QUOTED = re.compile(r'([^\s;,="]+)="([^"]*)"')
_SCHEME = re.compile(r"[A-Za-z][\w.+-]*[ \t]+(?=\S)")
_RANDOM_WORD = re.compile(r"[A-Za-z0-9_~+/-]{12,}")
_COOKIES = ("cookie", "set-cookie")
_NOT_SECRET = frozenset(
    (
        *("algorithm", "charset", "domain", "expires", "headers", "httponly", "max-age", "method"),
        *("nc", "oauth_signature_method", "oauth_timestamp", "oauth_version", "path", "priority"),
        *("qop", "realm", "samesite", "secure", "signedheaders", "uri", "username", "version"),
    )
)
"""Parameters of Authorization (RFC 7616, OAuth 1.0, AWS) and of Set-Cookie that are no secrets."""

_COMMON = frozenset(
    b"""
    accept accepted active allow allowed analytics android anonymous bearer campaign chrome
    closed completed control cookie cookies customer default denied desktop digest direct
    disabled disallow enabled english essential expired failed failure false firefox french
    functional german google granted guest hidden hitgoal inactive invalid israel logged
    marketing member mobile necessary number object offline online opened optional organic
    original password pending preferences premium private public purchase referral rejected
    required returning safari secret session signed spanish standard statistics string success
    tablet treatment undefined unknown unset variant variation viewexp visible visitor windows
    """.split()
)
"""Words that are a whole value now and then and no secret; an answer may well use them, too."""

_SCHEMES = frozenset(
    (
        *("apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "dpop", "hawk", "hmac", "key"),
        *("mac", "negotiate", "ntlm", "oauth", "signature", "token"),
    )
)

Part = tuple[str, bool]
"""A text, and whether it is wholly secret: in `Bearer abc` one word is not."""


def _parts(name: str, value: str) -> Iterator[Part]:
    """The value of a header, and each part of it that somebody could use."""
    stripped = value.strip(" \t")
    if name.lower() in _COOKIES:
        yield stripped, False
        set_ = name.lower() == "set-cookie"
        items = re.split("[;,]", REST_OF_A_DATE.sub("", stripped)) if set_ else stripped.split(";")
    else:
        scheme = _SCHEME.match(stripped)
        credentials = stripped[scheme.end() :] if scheme else stripped
        named = scheme is not None and scheme[0].strip().lower() in _SCHEMES
        is_single = not re.search(r"\w=[^=]", stripped)
        yield stripped, is_single and not named
        yield credentials, is_single
        yield from _base64_parts(credentials)
        password = credentials.partition(":")[2]
        if is_single and _is_distinctive(password):
            yield password, True
        items = [f"{name}={inner}" for name, inner in _QUOTED.findall(credentials)]
        items += _BREAKS.split(_QUOTED.sub(" ", credentials))
    for item in items:
        yield from _item_parts(item.strip(' \t"'))


def _item_parts(item: str) -> Iterator[Part]:
    """The same for one cookie or parameter. Its value may be `user:password`, or that in base64."""
    name, equals, value = item.partition("=")
    value = value.strip(' \t"')
    if not equals or not value.strip("="):
        name, value = "", item
    if name.strip().lower() in _NOT_SECRET:
        return
    if name and len(_folded(value.encode())) >= SHORTEST - 2:
        yield f"{name}={value}", False
        yield f'{name}="{value}"', False
    plain = _unescaped(value)
    for part in (value, plain, plain.partition(":")[2]):
        if _is_distinctive(part):
            yield part, True
    for word in _RANDOM_WORD.findall(plain):
        if re.search("[0-9]", word) and re.search("[A-Za-z]", word):
            yield word, True
    yield from _base64_parts(plain)


def _base64_parts(text: str) -> Iterator[Part]:
    """What a text says in base64, and the password in that (RFC 7617)."""
    try:
        bare = text.translate({ord("+"): "-", ord("/"): "_"}).rstrip("=")
        plain = urlsafe_b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8")
    except ValueError:
        return
    if plain.isprintable():
        yield plain, True
        yield plain.partition(":")[2], True


def _is_distinctive(part: str) -> bool:
    """Whether a part is more than a number or address that may occur anywhere."""
    if re.search("[A-Za-z]", part):
        return not part.startswith("//")
    digits = len(re.sub("[^0-9]", "", part))
    return digits >= (SHORTEST_NUMBER if part.isdigit() else SHORTEST_NUMBER + 2)  # or a date


def _is_no_common_word(part: str) -> bool:
    return _is_distinctive(part) and not (part.isalpha() and len(part) < SHORTEST_FOREIGN_WORD)


# The texts to search for


class _Needle(NamedTuple):
    """A text to find. `plain` is the secret that it spells, `begins` whether its beginning counts,
    since it is secret by itself, and not the name of a person or scheme. Of a `run`, every
    fragment counts that is long enough; a `number` is found whole, never within a longer one.
    """

    text: bytes
    plain: bytes
    begins: bool = False
    run: bool = False
    number: re.Pattern[bytes] | None = None


_FOLD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_", b"abcdefghijklmnopqrstuvwxyz/")
_DROPPED = b" \t\r\n\v\f+-"
"""What comes and goes on the way: white space of folded lines and wrapped base64, `+` for a space.
With `_` for `/` in the table, and `-` and `+` left out, both alphabets of base64 are the same."""

_RUN = re.compile(rb"[a-z0-9]{16,}")
_BLOCK = (FRAGMENT + 1) // 2  # a fragment of 2 n - 1 characters holds a whole block of n
_BLOCKS = 40  # of a run at most, so that a token of 4,000 characters is not looked for 700 times


def _folded(data: bytes) -> bytes:
    return data.translate(_FOLD, _DROPPED)


def _needles(parts: Iterable[Part]) -> tuple[_Needle, ...]:
    """Every spelling of some secrets that is no escaping."""
    by_text: dict[bytes, _Needle] = {}
    for part, wholly in dict.fromkeys(parts):
        for raw in _encodings(part):
            plain = _folded(raw)
            if _is_short(plain) or plain in _COMMON:
                continue
            itself = (plain, _folded(_unescaped_bytes(raw)))
            for form in (*itself, *(_other_forms(raw) if wholly else ())):
                if not _is_short(form) and (wholly or form not in by_text):
                    number = _number(form) if form.isdigit() else None
                    begins = wholly and form in itself and b":" not in plain
                    by_text[form] = _Needle(form, plain, begins, number=number)
            for run in _RUN.findall(plain) if wholly else ():
                if re.search(b"[0-9]", run) and re.search(b"[a-z]", run):
                    by_text[b"\n" + run] = _Needle(run, run, run=True)
    return tuple(by_text.values())


def _is_short(plain: bytes) -> bool:
    mixed = re.search(b"[0-9]", plain) and re.search(b"[^0-9]", plain)
    return len(plain) < SHORTEST - bool(mixed)


def _number(digits: bytes) -> re.Pattern[bytes]:
    between = b"[" + re.escape(_DROPPED) + b"]*"
    inner = between.join(digits[place : place + 1] for place in range(len(digits)))
    return re.compile(b"(?<![0-9])" + inner + b"(?![0-9])")


def _encodings(part: str) -> Iterator[bytes]:
    """The bytes of a secret. Beyond ASCII there are several: HTTP's Latin-1, the UTF-8 of a JSON
    answer, and the UTF-8 that was read as Latin-1 and written once more; folding knows no capitals.
    """
    for text in (part,) if part.isascii() else dict.fromkeys((part, part.upper(), part.lower())):
        utf8 = text.encode("utf-8", "surrogatepass")
        yield utf8
        if not part.isascii():
            if max(text) <= "\xff":
                yield text.encode("latin-1")
            yield utf8.decode("latin-1").encode("utf-8")


def _other_forms(raw: bytes) -> Iterator[bytes]:
    """Base64 at each of its three offsets; hex; and bytes as numbers."""
    for before, cut in ((0, 0), (1, 2), (2, 3)):
        count = (before + len(raw)) * 8 // 6
        yield _folded(b64encode(b"\0" * before + raw)[cut:count])
    yield raw.hex().encode()
    yield raw.hex(":").encode()
    yield ",".join(map(str, raw)).encode()


# The search


_DEPTH = 4
"""Layers that are searched: what came, and under it JSON in a query in JSON."""


_BEGINNING = 4
_SHORT = 8  # bytes a needle, up to which looking at each place is quicker than for each needle


def _beginnings(needles: Iterable[_Needle]) -> frozenset[bytes]:
    """The first `_BEGINNING` characters of everything that is looked for."""
    return frozenset(
        needle.text[at : at + _BEGINNING]
        for needle in needles
        for at in (_offsets(needle.text) if needle.run else (0,))
    )


def _offsets(run: bytes) -> Iterator[int]:
    """Where the blocks of a run begin that are looked for."""
    last = len(run) - _BLOCK
    yield from range(0, last, max(_BLOCK, len(run) // _BLOCKS))
    yield last


_PACKED = 2
"""How often a thing may be packed into another: base64 in base64, gzip in gzip."""

_INFLATED = 1_000_000
"""Bytes that all the gzip within a text may become, since a thousandth of it may be a bomb."""


class _Search:
    """Searches the answer to a request for needles."""

    def __init__(
        self, needles: tuple[_Needle, ...], beginnings: frozenset[bytes], request: WireRequest
    ) -> None:
        self.needles = needles
        self._beginnings = beginnings
        self._request = request

    def hide(self, data: bytes) -> bytes:
        """The same bytes with every secret in them hidden."""
        return _spliced(data, self.spans(data), 0, len(data))

    def without(self, texts: Sequence[str], *, joined: bool = False) -> list[str]:
        """Texts without secrets. Where they are joined, one may begin in one and end in another."""
        shown = [_PASSWORD_IN_URL.sub(rf"\1:{HIDDEN}@", text) for text in texts]
        raw = [text.encode("utf-8", "surrogatepass") for text in shown] if self.needles else []
        spans = self.spans((b"\n" if joined else b"\x1f").join(raw))
        if not spans:
            return shown
        start = 0
        for place, data in enumerate(raw):
            hidden = _spliced(b"\x1f".join(raw), spans, start, start + len(data))
            shown[place] = hidden.decode("utf-8", "replace")
            start += len(data) + 1
        return shown

    def spans(self, data: bytes, packed: int = _PACKED) -> list[Span]:
        """Where secrets are, in order and without overlap; linear in the length.

        Escapes are taken away layer by layer and all layers are searched: an answer may hold a
        secret in any mixture of them. Base64 is unpacked up to `packed` times.
        """
        result: list[Span] = []
        layers: list[UnescapedText] = []
        for _ in range(_DEPTH if self.needles and data else 0):
            spans = self._layer_spans(data)
            if packed:
                spans += self._packed_spans(data, packed - 1)
            for layer in reversed(layers):
                spans = [layer.source(*span) for span in spans]
            result += spans
            if not ESCAPE.search(data):
                break
            layers.append(UnescapedText(data))
            data = layers[-1].text
        return _merged(result)

    def _layer_spans(self, data: bytes) -> list[Span]:
        """Where secrets are in one layer as it is."""
        folded = _folded(data)
        if self._holds_none(folded):
            return []
        hits: list[Span] = []
        spans: list[Span] = []
        for needle in self.needles:
            if needle.number:
                places = [number.span() for number in needle.number.finditer(data)]
            elif needle.run:
                places = _fragments(folded, needle.text)
            else:
                places = _places(folded, needle)
            if places and needle.plain not in self._in_the_open:
                (spans if needle.number else hits).extend(places)
        positions = _FoldedPositions(data) if hits else None
        return spans + [positions.source(*hit) for hit in _merged(hits) if positions]

    def _packed_spans(self, data: bytes, packed: int) -> list[Span]:
        """Where base64 holds a secret in JSON, in gzip or in base64 again; it is hidden whole."""
        runs, starts, plain, room = [], array("Q"), bytearray(), _INFLATED
        for start, end in _base64_runs(data):
            inner = _from_base64(data[start:end])
            runs.append((start, end))
            starts.append(len(plain))
            inflated = _inflated(inner, room)
            room -= len(inflated)
            plain += (inflated or inner) + b"\x1f"
        hits = self.spans(bytes(plain), packed) if runs else []
        return [runs[at] for at in dict.fromkeys(bisect_right(starts, hit) - 1 for hit, _ in hits)]

    def _holds_none(self, folded: bytes) -> bool:
        """Whether a short text certainly has no secret. That is true of most answers, and takes a
        tenth of the time of a search.
        """
        if len(folded) > _SHORT * len(self.needles):
            return False
        starts, begin = range(len(folded) - _BEGINNING + 1), self._beginnings
        return not any(folded[at : at + _BEGINNING] in begin for at in starts)

    @cached_property
    def _in_the_open(self) -> bytes:
        return _folded(self._request.raw + self._request.url.encode("utf-8", "replace"))


_BASE64 = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}+")
_LINE_BREAK = re.compile(rb"\r?\n")
_STANDARD = bytes.maketrans(b"-_", b"+/")


def _base64_runs(data: bytes) -> Iterator[Span]:
    """What may be base64; several lines of it, as in a mail, are one run."""
    start = end = -1
    for match in _BASE64.finditer(data):
        goes_on = (end - start) % 4 == 0 and _LINE_BREAK.fullmatch(data, end, match.start())
        if start >= 0 and not goes_on:
            yield start, end
        start, end = start if start >= 0 and goes_on else match.start(), match.end()
    if start >= 0:
        yield start, end


def _from_base64(run: bytes) -> bytes:
    """The bytes that a run in either alphabet encodes."""
    bare = run.translate(_STANDARD, b"\r\n")
    return a2b_base64(bare[: len(bare) - (len(bare) % 4 == 1)] + b"==")


def _places(folded: bytes, needle: _Needle) -> list[Span]:
    """Where a needle is, also where it was cut after its beginning."""
    text, spans = needle.text, []
    first = text[:QUOTED] if needle.begins else text
    at = folded.find(first)
    while at >= 0:
        end = _end_of_match(folded, at, text)
        if end - at == len(text) or end - at >= FRAGMENT or not folded[at:end].isalpha():
            spans.append((at, end))
        at = folded.find(first, end)
    if needle.begins:  # at the very end, where a body was cut, less is enough
        at = folded.find(text[:SHORTEST], max(0, len(folded) - len(text) + 1))
        while at >= 0:
            if text.startswith(folded[at:]):
                spans.append((at, len(folded)))
                break
            at = folded.find(text[:SHORTEST], at + 1)
    return spans


def _end_of_match(folded: bytes, at: int, text: bytes) -> int:
    """The end of the longest match of a prefix of `text`."""
    if folded.startswith(text, at):
        return at + len(text)
    length = QUOTED
    while folded[at + length : at + length + 1] == text[length : length + 1]:
        length += 1
    return at + length


def _fragments(folded: bytes, run: bytes) -> list[Span]:
    """The places of parts of a run that are too long to be a coincidence."""
    spans = []
    for offset in _offsets(run):
        block = run[offset : offset + _BLOCK]
        at = folded.find(block)
        while at >= 0:
            start, end = _fragment(folded, at, run, offset)
            if end - start >= FRAGMENT:
                spans.append((start, end))
                at = end - 1
            at = folded.find(block, at + 1)
    return spans


def _fragment(folded: bytes, at: int, run: bytes, offset: int) -> Span:
    """The longest common span of a text and a run around a place."""
    start, end = at, at + _BLOCK
    before, after = offset, offset + _BLOCK
    while start and before and folded[start - 1] == run[before - 1]:
        start, before = start - 1, before - 1
    while end < len(folded) and after < len(run) and folded[end] == run[after]:
        end, after = end + 1, after + 1
    return start, end


class _FoldedPositions:
    """Maps positions after folding to those before it."""

    _PIECE = 4096

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._before = array("Q", [0])  # bytes kept before each piece
        for at in range(0, len(source), self._PIECE):
            remaining = source[at : at + self._PIECE].translate(None, _DROPPED)
            self._before.append(self._before[-1] + len(remaining))
        self._places: dict[int, list[int]] = {}

    def source(self, start: int, end: int) -> Span:
        """The span that became this one."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, index: int) -> int:
        piece = bisect_right(self._before, index) - 1
        if piece not in self._places:
            at = piece * self._PIECE
            data = self._source[at : at + self._PIECE]
            self._places[piece] = [at + i for i, sign in enumerate(data) if sign not in _DROPPED]
        return self._places[piece][index - self._before[piece]]


def _unescaped_bytes(raw: bytes) -> bytes:
    for _ in range(_DEPTH - 1):
        if not ESCAPE.search(raw):
            break
        raw = UnescapedText(raw).text
    return raw


def _unescaped(text: str) -> str:
    return _unescaped_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/?#@:\"'<>]*):[^\s/?#@\"'<>]+@")


def _merged(spans: list[Span]) -> list[Span]:
    """Spans in order, with those joined that overlap."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result


def _spliced(data: bytes, spans: list[Span], start: int, end: int) -> bytes:
    """The part of some bytes from `start` to `end`, with `HIDDEN` in place of what spans cover."""
    pieces, last = [], start
    for span in spans:
        first, after = max(span[0], start), min(span[1], end)
        if first < after:
            pieces += [data[last:first], HIDDEN.encode()]
            last = after
    return b"".join((*pieces, data[last:end]))


# Bodies that are not plain text


_SLOW_OR_NO_CHARSETS = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
_ASCII_BASED = ("ascii", "iso8859-1", "utf-8")


def _charsets(body: bytes, content_type: str) -> Iterator[str]:
    """Charsets to read a body in as well as UTF-8: the declared one, and where there are NULs those
    of wide characters, whatever is declared.
    """
    if b"\0" in body:
        yield from ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    declared = content_type.lower().partition("charset=")[2].split(";")[0].strip(" '\"")
    try:
        name = codecs.lookup(declared).name.replace("_", "-")
    except (LookupError, ValueError):
        return
    if name not in (*_ASCII_BASED, *_SLOW_OR_NO_CHARSETS, "utf-16", "utf-32"):
        yield name


def _hidden_in_text(body: bytes, charset: str, search: _Search) -> bytes:
    """A body without secrets, read in a charset; the very same where it holds none."""
    try:
        text = body.decode(charset, "replace").encode("utf-8", "replace")
        spans = search.spans(text)
        hidden = _spliced(text, spans, 0, len(text)).decode("utf-8", "replace")
        return hidden.encode(charset, "replace") if spans else body
    except (LookupError, ValueError):
        return body


def _inflated(body: bytes, limit: int = BODY_KEPT) -> bytes:
    """What is in gzip or zlib data, as far as it can be read; empty for other bodies."""
    if limit <= 0:
        return b""
    zlib_header = body[:1] == b"x" and int.from_bytes(body[:2]) % 31 == 0
    if body[:2] != b"\x1f\x8b" and not zlib_header:
        return b""
    decoder, plain = zlib.decompressobj(zlib.MAX_WBITS | 32), bytearray()
    try:
        for at in range(0, len(body), 4096):
            plain += decoder.decompress(body[at : at + 4096], limit)
            if len(plain) >= limit:
                break
    except zlib.error:
        pass  # what came before is searched
    return bytes(plain)
