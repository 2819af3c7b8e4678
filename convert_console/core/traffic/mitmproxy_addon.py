"""Writes an addon for mitmproxy, by which phones and servers show what they send to Convert."""


def mitmproxy_addon(url: str) -> str:
    """The addon as a Python file; `url` is the collector's address for `/track`.

    It needs mitmproxy 10 or later, and nothing of this program.
    """
    return _TEMPLATE.replace("@ORIGIN@", repr(url.removesuffix("/track")))


_TEMPLATE = '''"""Mirrors what phones, servers and browsers send to Convert to the local collector.

    mitmdump -s convert_mirror.py                            (a copy of each goes to the collector)
    mitmdump -s convert_mirror.py --set convert_mode=answer   (the collector answers, not Convert)
    mitmdump -s convert_mirror.py --set convert_hosts=ab.shop.example   (and a custom domain)

Let the phone or the server use this machine as its proxy, at port 8080, and trust mitmproxy's
certificate (http://mitm.it). Everything else passes unchanged.
"""

import asyncio
import http.client
import logging
from urllib.parse import urlsplit

from mitmproxy import ctx, exceptions

COLLECTOR = @ORIGIN@
SECONDS = 10
"""How long a copy may take."""

BETWEEN_PROXIES = frozenset({
    "connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization",
    "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})


class ConvertMirror:
    def __init__(self):
        self.copies = set()

    def load(self, loader):
        loader.add_option("convert_collector", str, COLLECTOR, "Where the collector listens.")
        loader.add_option(
            "convert_mode", str, "mirror", "Whether requests go on, or are answered here.",
            choices=["mirror", "answer"],
        )
        loader.add_option(
            "convert_hosts", str, "", "Custom domains that take tracking, between commas."
        )

    def configure(self, updated):
        parts = urlsplit(ctx.options.convert_collector)
        if parts.scheme != "http" or not parts.hostname:
            raise exceptions.OptionsError("convert_collector is no address such as " + COLLECTOR)
        if "convert_mode" in updated and ctx.options.convert_mode == "answer":
            # Else mitmproxy asks Convert for its certificate before it has seen a request.
            ctx.options.update(connection_strategy="lazy", upstream_cert=False)

    def request(self, flow):
        if not self.is_tracking(flow.request):
            return
        parts = urlsplit(ctx.options.convert_collector)
        address = (parts.hostname, parts.port or 80)
        if ctx.options.convert_mode == "answer":
            host = flow.request.host_header
            flow.request.scheme = "http"
            flow.request.host, flow.request.port = address
            flow.request.host_header = host
            return
        loop = asyncio.get_running_loop()
        copied = loop.run_in_executor(None, self.copy, address, flow.request.copy())
        self.copies.add(copied)
        copied.add_done_callback(self.copies.discard)

    async def done(self):
        """Let the last copies arrive."""
        if self.copies:
            await asyncio.wait(set(self.copies), timeout=SECONDS)

    def is_tracking(self, request):
        """Whether a request goes to Convert, whose hosts and paths these are."""
        own = {name.strip().lower() for name in ctx.options.convert_hosts.split(",")} - {""}
        hosts = {host.lower().rstrip(".") for host in (request.host, request.pretty_host)}
        ours = any(("." + host).endswith(".convertexperiments.com") for host in hosts)
        path = request.path.partition("?")[0].rstrip("/")
        is_path = path == "/track" or (path + "/").startswith("/v1/track/")
        return is_path and (ours or not own.isdisjoint(hosts))

    def copy(self, address, request):
        """Send the same bytes once more, to the collector; runs in a thread."""
        client = http.client.HTTPConnection(*address, timeout=SECONDS)
        try:
            client.connect()
            client.send(bytes_of(request))
            answer = http.client.HTTPResponse(client.sock, method=request.method)
            answer.begin()
            answer.read()
        except (OSError, ValueError, http.client.HTTPException) as why:
            logging.warning("convert_mirror: the collector did not get a copy: %s", why)
        finally:
            client.close()


def bytes_of(request):
    """A request as HTTP/1.1, not by http.client, which takes no bytes beyond ASCII."""
    headers = [(name, value) for name, value in request.headers.fields
               if name.decode("latin-1").lower() not in BETWEEN_PROXIES]
    if not any(name.lower() == b"host" for name, _ in headers):
        headers.insert(0, (b"Host", request.pretty_host.encode()))
    body = request.raw_content or b""
    if body or request.method == "POST":
        headers.append((b"Content-Length", str(len(body)).encode()))
    lines = [b" ".join((request.data.method, request.data.path, b"HTTP/1.1"))]
    lines += [name + b": " + value for name, value in headers]
    if any(b"\\r" in line or b"\\n" in line for line in lines):
        raise ValueError("a line of its head has line ends within")
    return b"\\r\\n".join(lines) + b"\\r\\n\\r\\n" + body


addons = [ConvertMirror()]
'''
