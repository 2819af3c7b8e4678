"""The certificate that the collector shows to clients that use https."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from convert_console.services.storage.files import write_whole

NAMES = ("127.0.0.1", "localhost")
PORT = 8766
"""The usual port, next to that for http."""

VALID_DAYS = 397
"""Days that browsers and systems accept of a certificate at most."""


class Secure(NamedTuple):
    """A port for https, 0 for any free one, and where the authority's certificate is written."""

    port: int
    ca_file: Path


def server_context(ca_file: Path) -> ssl.SSLContext:
    """Make an authority and a certificate of it for this machine, and write the authority's.

    The authority's key is never written, so that nobody can make other certificates with it: each
    start has an authority of its own. Raises `StoreFailed` if the file cannot be written.
    """
    import trustme  # with cryptography it takes 60 ms

    authority = trustme.CA(organization_name="Convert Console", organization_unit_name="collector")
    now = datetime.now(UTC)
    certificate = authority.issue_cert(
        *NAMES, not_before=now - timedelta(days=1), not_after=now + timedelta(days=VALID_DAYS)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.set_alpn_protocols(["http/1.1"])
    write_whole(ca_file, authority.cert_pem.bytes())
    return context
