"""Reads the body of an answer as it arrives, decodes it and limits its size."""

from __future__ import annotations

import zlib

from convert_console.core.verdict.exchange import BODY_KEPT, SHOWN_AS_SENT

BODY_READ = 20_000_000
"""Bytes, as sent or decoded, after which reading stops; a decompression bomb ends here."""

_DECODED_AT_ONCE = 262_144


class Body:
    """Is given the pieces of a body; `data`, `size` and `note` are the result.

    The size counts decoded bytes, kept or not. With an unknown or broken encoding the body stays
    as it was sent.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        self._decoder = _decoder(self._encoding)
        self._sent, self._sent_size = bytearray(), 0
        self._decoded, self._decoded_size = bytearray(), 0
        self._notes: list[str] = []
        if self._decoder is None and self._encoding not in ("", "identity"):
            self.add_note(f"encoded as {self._encoding}, {SHOWN_AS_SENT}")

    @property
    def data(self) -> bytes:
        """The bytes that are kept."""
        return bytes(self._decoded if self._decoder else self._sent)

    @property
    def size(self) -> int:
        """The length of the body, as far as it was read."""
        return self._decoded_size if self._decoder else self._sent_size

    @property
    def note(self) -> str:
        """What was unusual about the body, if anything."""
        return "; ".join(self._notes)

    def add_note(self, text: str) -> None:
        """Add to the note."""
        self._notes.append(text)

    def add(self, piece: bytes) -> bool:
        """Add the next piece; false when reading should stop."""
        self._sent_size += len(piece)
        _keep(self._sent, piece)
        if self._decoder:
            try:
                self._decode(piece)
            except zlib.error as error:
                self._decoder = None
                self.add_note(f"broken {self._encoding} ({error}), {SHOWN_AS_SENT}")
        if max(self._sent_size, self._decoded_size) < BODY_READ:
            return True
        self.add_note(f"reading stopped after {BODY_READ // 1_000_000} MB")
        return False

    def finish(self) -> None:
        """Note a compressed body that ends early; called when the body is complete."""
        if self._decoder and self._sent_size and not self._decoder.eof:
            self.add_note(f"the {self._encoding} data ends early")

    def _decode(self, piece: bytes) -> None:
        if self._encoding == "deflate" and piece and self._sent_size == len(piece):
            self._decoder = _deflate(piece)
        while piece and self._decoder and self._decoded_size < BODY_READ:
            if self._decoder.eof:
                # RFC 1952: a gzip body may have several members.
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out = self._decoder.decompress(piece, _DECODED_AT_ONCE)
            self._decoded_size += len(out)
            _keep(self._decoded, out)
            piece = self._decoder.unconsumed_tail or self._decoder.unused_data


def _keep(data: bytearray, piece: bytes) -> None:
    room = BODY_KEPT - len(data)
    if room > 0:
        data += piece[:room]


def _decoder(encoding: str) -> zlib._Decompress | None:
    known = encoding in ("gzip", "x-gzip", "deflate")
    return zlib.decompressobj(zlib.MAX_WBITS | 32) if known else None  # 32: gzip or zlib, by header


def _deflate(first: bytes) -> zlib._Decompress:
    """Deflate has a zlib header (RFC 1950, 2.2), but some servers leave it out."""
    with_header = first[0] & 0x8F == 0x08
    return zlib.decompressobj(zlib.MAX_WBITS if with_header else -zlib.MAX_WBITS)
