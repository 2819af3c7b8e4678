"""Whom TLS trusts: what the operating system trusts, and perhaps one file of certificates more."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where distributions keep the store, for an OpenSSL that was built for another one (those that
truststore knows, too).
"""


def trusting_context(ca_file: str = "") -> ssl.SSLContext:
    """Trust what the system trusts; where a system has nothing, what httpx brings along.

    Raises `OSError` (`ssl.SSLError` is one) where `ca_file` cannot be read or holds no certificate.
    """
    context = _of_system() if sys.platform in ("win32", "darwin") else _of_files()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


def _of_system() -> ssl.SSLContext:
    """The system's own judgement, certificates that an administrator has installed included."""
    import truststore  # 20 ms

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _of_files() -> ssl.SSLContext:
    """The files of Linux. truststore would read them anew for each handshake, in 20 ms."""
    context = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath  # read only when needed, so not in the count
    if context.cert_store_stats()["x509_ca"] or (folder and any(Path(folder).iterdir())):
        return context
    bundle = next((path for path in BUNDLES if Path(path).is_file()), "")
    if bundle:
        context.load_verify_locations(cafile=bundle)
        return context
    import httpx

    return httpx.create_ssl_context(trust_env=False)
