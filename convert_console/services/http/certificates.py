"""Which certificates TLS trusts: those of the operating system, and perhaps one more file."""

import ssl
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import truststore

from convert_console.core.request.profile import EXTRA_CERTIFICATES

MAX_FILE_BYTES = 20_000_000
"""Bytes of a certificate file that are read; a system's whole store has half a million."""

_PEM_MARKS = (b"-----BEGIN CERTIFICATE-----", b"-----BEGIN TRUSTED CERTIFICATE-----")

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where distributions keep their certificates (as in truststore), for an OpenSSL built for another
one."""


def trusting_context(ca_file: str = "") -> ssl.SSLContext:
    """Trust what the system trusts; where a system has nothing, what httpx brings along.

    Raises `CertificatesUnusable` where `ca_file` cannot be read or holds no certificate.
    """
    if ca_file:
        _check_file(ca_file)
    context = _system_context() if sys.platform in ("win32", "darwin") else _bundle_context()
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or str(error)
            words = str(reason).replace("_", " ").lower()
            raise CertificatesUnusable(ca_file, f"holds a broken certificate ({words})") from error
    return context


class CertificatesUnusable(Exception):
    """The extra certificates cannot be used; the text names the setting, the file and why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"the file of “{EXTRA_CERTIFICATES}”, {path}, {why}")


def _check_file(path: str) -> None:
    """Raises `CertificatesUnusable`; OpenSSL names neither file nor fault, and waits for pipes."""
    try:
        if Path(path).is_dir():
            raise CertificatesUnusable(path, "is a folder, not a file")
        Path(path).stat()
        if not Path(path).is_file():
            raise CertificatesUnusable(path, "is not a regular file")
        with Path(path).open("rb") as file:
            content = file.read(MAX_FILE_BYTES)
    except FileNotFoundError as error:
        raise CertificatesUnusable(path, "does not exist") from error
    except PermissionError as error:
        raise CertificatesUnusable(path, "cannot be read (permission denied)") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise CertificatesUnusable(path, f"cannot be read ({reason})") from error
    if not content.strip():
        raise CertificatesUnusable(path, "is empty")
    if not any(mark in content for mark in _PEM_MARKS):
        raise CertificatesUnusable(path, "holds no certificate in PEM form")


def _system_context() -> ssl.SSLContext:
    """The system verifies, with the certificates that an administrator has installed."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _bundle_context() -> ssl.SSLContext:
    """Certificate files, read once: truststore would read them for each handshake, in 20 ms."""
    context = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath  # read only when needed, so not in the count
    with suppress(OSError):
        if context.cert_store_stats()["x509_ca"] or (folder and any(Path(folder).iterdir())):
            return context
    bundle = next((path for path in BUNDLES if Path(path).is_file()), "")
    if bundle:
        context.load_verify_locations(cafile=bundle)
        return context

    return httpx.create_ssl_context(trust_env=False)
