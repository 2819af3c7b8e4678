"""The body of an answer as it arrives: decoded, bounded, and never trusted."""

from __future__ import annotations

import zlib

from convert_console.core.verdict.exchange import BODY_KEPT, SHOWN_AS_SENT

BODY_READ = 20_000_000
"""Bytes, as sent or decoded, after which reading stops: a bomb costs at most this much."""

_PIECE = 262_144


class Body:
    """Takes pieces as they come; then `data`, `size` and `note` say what there was.

    The size counts decoded bytes, kept or not. A body whose encoding is unknown or broken stays
    as it was sent, since the bytes are the only thing certain about it.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        self._decoder = _decoder(self._encoding)
        self._sent, self._sent_size = bytearray(), 0
        self._decoded, self._decoded_size = bytearray(), 0
        self._remarks: list[str] = []
        if self._decoder is None and self._encoding not in ("", "identity"):
            self.remark(f"encoded as {self._encoding}, {SHOWN_AS_SENT}")

    @property
    def data(self) -> bytes:
        """What is kept of the body."""
        return bytes(self._decoded if self._decoder else self._sent)

    @property
    def size(self) -> int:
        """How long the body was, as far as it was read."""
        return self._decoded_size if self._decoder else self._sent_size

    @property
    def note(self) -> str:
        """What was odd about the body, if anything."""
        return "; ".join(self._remarks)

    def remark(self, text: str) -> None:
        """Add to the note."""
        self._remarks.append(text)

    def take(self, piece: bytes) -> bool:
        """Take the next piece; false when reading should stop."""
        self._sent_size += len(piece)
        _keep(self._sent, piece)
        if self._decoder:
            try:
                self._decode(piece)
            except zlib.error as error:
                self._decoder = None
                self.remark(f"broken {self._encoding} ({error}), {SHOWN_AS_SENT}")
        if max(self._sent_size, self._decoded_size) < BODY_READ:
            return True
        self.remark(f"reading stopped after {BODY_READ // 1_000_000} MB")
        return False

    def finish(self) -> None:
        """Say what is only known at the end of a body that came whole."""
        if self._decoder and self._sent_size and not self._decoder.eof:
            self.remark(f"the {self._encoding} data ends early")

    def _decode(self, piece: bytes) -> None:
        if self._encoding == "deflate" and piece and self._sent_size == len(piece):
            self._decoder = _deflate(piece)
        while piece and self._decoder and self._decoded_size < BODY_READ:
            if self._decoder.eof:
                # RFC 1952: a gzip body may be several, one after the other.
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out = self._decoder.decompress(piece, _PIECE)
            self._decoded_size += len(out)
            _keep(self._decoded, out)
            piece = self._decoder.unconsumed_tail or self._decoder.unused_data


def _keep(kept: bytearray, piece: bytes) -> None:
    room = BODY_KEPT - len(kept)
    if room > 0:
        kept += piece[:room]


def _decoder(encoding: str) -> zlib._Decompress | None:
    known = encoding in ("gzip", "x-gzip", "deflate")
    return zlib.decompressobj(zlib.MAX_WBITS | 32) if known else None  # 32: gzip or zlib, by header


def _deflate(first: bytes) -> zlib._Decompress:
    """Deflate comes with zlib's header (RFC 1950, 2.2), or from some servers without."""
    with_header = first[0] & 0x8F == 0x08
    return zlib.decompressobj(zlib.MAX_WBITS if with_header else -zlib.MAX_WBITS)
