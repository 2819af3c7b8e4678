"""Names what answers instead of a web server, by its first bytes."""

import re

_KNOWN: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), name)
    for pattern, name in (
        (rb"SSH-", "an SSH server"),
        (rb"[\x14-\x17]\x03", "a server that speaks TLS"),
        (rb"220[ -].*(?:SMTP|mail)", "a mail server"),
        (rb"(?:220|421|530)[ -]", "an FTP or mail server"),
        (rb"\* (?:OK|BYE|PREAUTH)", "a mail server (IMAP)"),
        (rb"\+OK", "a mail server (POP3) or Redis"),
        (rb"-(?:ERR|NOAUTH|DENIED|WRONGPASS) |\+PONG|-ERR", "a Redis server"),
        (rb"PRI \* HTTP/2|\x00.{2}\x04[\x00\x01]\x00{4}", "a server that speaks HTTP/2 only"),
        (rb".{3}\x00\x0a\d+\.", "a MySQL server"),
        (rb"RFB \d", "a VNC server"),
        (rb"AMQP", "a message broker (AMQP)"),
        (rb"RTSP/", "a video server (RTSP)"),
        (rb"SIP/", "a telephone server (SIP)"),
        (rb"ERROR\r\n", "a memcached server"),
        (rb"\s*<", "a page without HTTP's status line"),
        (rb"\s*[{\[]", "JSON without HTTP's status line"),
        (rb"(?i:HTTP/)", "a status line that HTTP does not allow"),
        (rb"(?:\xef\xbb\xbf|\s)+HTTP/", "something that puts a space before HTTP's status line"),
    )
)


def server_kind(first: bytes) -> str:
    r"""The kind of server, judged by its first bytes; "" if unknown.

    >>> server_kind(b"SSH-2.0-OpenSSH_9.6\r\n"), server_kind(b"-ERR unknown command 'POST'")
    ('an SSH server', 'a Redis server')
    """
    return next((name for pattern, name in _KNOWN if pattern.match(first)), "")


def quoted(first: bytes, limit: int = 60) -> str:
    r"""The first line of foreign bytes in quotation marks; what is not printable is escaped.

    >>> quoted(b"SSH-2.0-x\r\nmore"), quoted(b"\x15\x03\x01"), quoted(b"")
    ('“SSH-2.0-x”', '“\\x15\\x03\\x01”', '')
    """
    line = first.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")
    text = "".join(chr(c) if 0x20 <= c < 0x7F else f"\\x{c:02x}" for c in line[: limit + 1])
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”" if text else ""
