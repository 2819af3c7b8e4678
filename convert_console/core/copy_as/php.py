"""Copy as PHP: a script with the curl extension."""

import re

from convert_console.core.copy_as.request_parts import curl_header_lines, sends_body
from convert_console.core.request.wire import WireRequest


def write_php(wire: WireRequest) -> str:
    """The script. PHP's curl sends no User-Agent of its own and follows no redirect."""
    headers = [f"        {quoted(line.encode('latin-1'))},\n" for line in curl_header_lines(wire)]
    method: str = wire.method
    body = ""
    if sends_body(wire):
        body = f"    CURLOPT_POSTFIELDS => {quoted(wire.body)},\n"
    elif method == "HEAD":  # else curl waits for the body that its answer announces
        body = "    CURLOPT_NOBODY => true,\n"
    return _SCRIPT.format(
        url=quoted(wire.url.encode("ascii")),
        method=quoted(method.encode("ascii")),
        headers="".join(headers),
        body=body,
    )


_SCRIPT = """\
<?php
$curl = curl_init({url});
curl_setopt_array($curl, [
    CURLOPT_CUSTOMREQUEST => {method},
    CURLOPT_PATH_AS_IS => true,
    CURLOPT_HTTPHEADER => [
{headers}    ],
{body}    CURLOPT_RETURNTRANSFER => true,
]);
$answer = curl_exec($curl);
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $answer, PHP_EOL;
"""


def quoted(data: bytes) -> str:
    r"""Bytes as a string of PHP, in single quotes where they can be read.

    >>> print(quoted(b"it's"), quoted(b"a\0$b"))
    'it\'s' "a\x00\$b"
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        return '"' + _ALL_BUT_ASCII.sub(_escape, text) + '"'
    if _CONTROL.search(text):
        return '"' + _IN_DOUBLE_QUOTES.sub(_escape, text) + '"'
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# An editor may change line breaks when it saves the file, so only \n stays unescaped.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_IN_DOUBLE_QUOTES = re.compile(r'[\x00-\x09\x0b-\x1f\x7f"$\\]')
_ALL_BUT_ASCII = re.compile(r'[^ -~]|["$\\]')


def _escape(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}" if sign[0] in '"$\\' else f"\\x{ord(sign[0]):02x}"
