"""Copy as Python: a script with httpx."""

from urllib.parse import urlsplit

from convert_console.core.copy_as.request_parts import named_headers
from convert_console.core.request.wire import WireRequest


def write_python(wire: WireRequest) -> str:
    """The script: a request made by hand goes out as it is, without httpx's own headers."""
    address = urlsplit(wire.url)
    headers = [_header(name, value) for name, value in named_headers(wire)]
    if wire.header("User-Agent") is None:
        headers.append("# no User-Agent: httpx adds none to a request built by hand")
    return _SCRIPT.format(
        method=wire.method,
        origin=f"{address.scheme}://{address.netloc}/",
        headers="".join(f"        {line}\n" for line in headers),
        content=_content(wire.body),
        target=wire.target.encode("ascii"),
    )


_SCRIPT = """\
import httpx

request = httpx.Request(
    {method!r},
    {origin!r},
    headers=[
{headers}    ],
    content={content},
    extensions={{"target": {target!r}}},  # the path and query as they are, not encoded again
)
with httpx.Client() as client:
    answer = client.send(request)
print(answer.status_code, answer.text)
"""


def _header(name: str, value: str) -> str:
    if value.isascii():
        return f"({name!r}, {value!r}),"
    return f"({name.encode('latin-1')!r}, {value.encode('latin-1')!r}),"


def _content(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return repr(body)
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return f"{text!r}.encode()" if text else 'b""'
    return "(\n" + "".join(f"        {line!r}\n" for line in lines) + "    ).encode()"
