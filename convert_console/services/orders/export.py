"""Exports a CSV run: its result, and a Locust file with its data."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from convert_console.core.copy_as.v1 import as_v1
from convert_console.core.export.tables import harmless
from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.locust_file import DATA, locust_data, locust_file
from convert_console.core.orders.order_builder import OrderBuilder
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.verdict.kinds import KINDS
from convert_console.services.orders.csv_file import read_rows
from convert_console.services.orders.journal import EarlierRun, Journal, KnownOutcomes
from convert_console.services.orders.run import Rows
from convert_console.services.storage.files import StoreFailed, for_owner, sentence_of, write_whole

# The result of a CSV run as another CSV file: the outcome of each row before its cells.

ROW_WORDS = {
    "unsent": "Not sent yet",
    "unknown": "Outcome unknown",
    "left-out": "Left out",
    "repeated": "Part of another row's order",
}
ADDED = ("row", "verdict", "status", "why")


def write_result(
    path: Path, columns: Sequence[str], rows: Rows, journal: Journal, builder: OrderBuilder
) -> int:
    """Write the result row by row, and rename it when it is complete; how many rows it has.

    Raises `StoreFailed`; the file is then as it was before.
    """
    partial = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with open(partial, "w", encoding="utf-8-sig", newline="", opener=for_owner) as file:
            writer = csv.writer(file)
            writer.writerow(harmless(cell) for cell in (*ADDED, *columns))
            for count, (row, cells) in enumerate(rows, 1):  # noqa: B007 - the last number is reported
                added = _added_cells(row, cells, journal, builder)
                writer.writerow(harmless(cell) for cell in (*added, *cells))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error
    finally:
        with suppress(OSError):
            partial.unlink()
    return count


def _added_cells(
    row: int, cells: Sequence[str], journal: Journal, builder: OrderBuilder
) -> tuple[str, ...]:
    code, status = journal.code(row), journal.status(row)
    word = ROW_WORDS.get(code) or KINDS[code].word
    why = builder.build(row, cells).fault if code == "left-out" else ""
    return str(row), word, str(status) if status else "", why


Source = tuple[Path, CsvFormat, Sequence[str]]
"""A file, its form and the names of its columns."""


def export_result(
    path: Path,
    source: Source,
    past: EarlierRun,
    builder: OrderBuilder,
    known: KnownOutcomes = lambda _uids: {},
) -> str:
    """Write the result; a sentence that says so. Raises `StoreFailed`."""
    file, form, columns = source
    if path.resolve() == file.resolve():
        raise StoreFailed("The result cannot replace the file it comes from. Choose another name.")
    if not past.journal.exists():
        raise StoreFailed("Nothing of this file was sent yet, so there is no result.")
    with Journal(past.journal, None) as journal:
        journal.resolve(known)
        count = write_result(path, columns, read_rows(file, form), journal, builder)
    return f"The result of {count:,} rows is in {path}."


@dataclass(frozen=True, slots=True)
class HandOver:
    """How requests are handed over: the most in a second (0 for no limit), and whether as bodies of
    the v1 API.
    """

    per_second: float = 0
    as_v1: bool = False

    def wire(self, draft: Draft, profile: Profile) -> tuple[WireRequest | Unsendable, int]:
        """The request of a draft, and how much of it the v1 API cannot carry."""
        if not self.as_v1:
            return encode(draft, profile), 0
        copied = as_v1(draft.payload)
        if isinstance(copied, Unsendable):
            return copied, 0
        endpoint = copied.url
        if profile.target != "convert":
            endpoint = f"{origin_of(profile.url)}{urlsplit(copied.url).path}"
        aimed = replace(profile, target="custom", endpoint=endpoint)
        return encode(Draft(copied.text, "POST"), aimed), len(copied.losses)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL.

    >>> origin_of("https://h:8/track?x=1")
    'https://h:8'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


AS_SHOWN = HandOver()


def export_locust(
    folder: Path,
    path: Path,
    form: CsvFormat,
    builder: OrderBuilder,
    how: HandOver = AS_SHOWN,
) -> str:
    """Write the Locust file and its data; a sentence that says so. Raises `StoreFailed`.

    Rows with errors are left out. Hidden values of headers are not in it.
    """
    data = folder / DATA
    if data.resolve() == path.resolve():
        raise StoreFailed(f"{path.name} is read from there. Choose another folder.")
    partial = folder / f".{DATA}.part"
    try:
        with open(
            partial, "w", encoding="utf-8", errors="surrogatepass", newline="", opener=for_owner
        ) as file:
            requests = _Requests(path, form, builder, how)
            file.writelines(locust_data(requests))
        partial.replace(data)
    except OSError as error:
        raise StoreFailed(sentence_of(error, data)) from error
    finally:
        with suppress(OSError):
            partial.unlink()
    origin = requests.origin or origin_of(builder.profile.url)
    write_whole(folder / "locustfile.py", locust_file(origin, how.per_second).encode())
    said = [
        f"locustfile.py and {DATA} are in {folder}.",
        f"They are marked {builder.marker}, as campaign." if builder.marker else "",
        "Rows with errors, further rows of an order and hidden headers are not in them.",
        f"The v1 API cannot carry all of {requests.cut:,} of them." if requests.cut else "",
    ]
    return " ".join(filter(None, said))


class _Requests:
    """The requests to hand over. Once they are read, `origin` is where they go, and `cut` how many
    of them the v1 API cannot carry whole.
    """

    def __init__(self, path: Path, form: CsvFormat, builder: OrderBuilder, how: HandOver) -> None:
        self._path, self._form, self._builder, self._how = path, form, builder, how
        self.origin = ""
        self.cut = 0

    def __iter__(self) -> Iterator[tuple[int, WireRequest]]:
        for row, cells in read_rows(self._path, self._form):
            order = self._builder.build(row, cells)
            if order.fault or order.part_of:
                continue
            wire, losses = self._how.wire(order.draft, self._builder.profile)
            if isinstance(wire, WireRequest):
                self.origin = origin_of(wire.url)
                self.cut += losses > 0
                yield row, wire
