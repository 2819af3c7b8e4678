"""Reads Convert's reports for a ledger, and keeps the snapshot that was taken before a run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from convert_console.core.convert_api.answers import ListedExperience, ProjectSettings, Report
from convert_console.core.convert_api.calls import ProjectIds, ReportQuery
from convert_console.core.convert_api.faults import ApiFault, FaultKind
from convert_console.core.ledger.reported import (
    Basis,
    Reading,
    Snapshot,
    figures_of,
    read_snapshot,
    since,
    snapshot_text,
)
from convert_console.core.request.destination import host_of
from convert_console.core.request.profile import Profile
from convert_console.core.text import is_digits
from convert_console.services.convert_api.client import ConvertApi, OnProgress, Progress, base_of
from convert_console.services.storage.files import (
    delete_file,
    file_named,
    read_if_present,
    write_whole,
)

MOST_EXPERIENCES = 40
"""Experiences whose reports are read at a time: two calls each, a second apart."""

_ENDS_IT: frozenset[FaultKind] = frozenset(
    ("no-key", "blocked", "unusable", "unreached", "refused", "busy")
)
"""Faults after which the next call would fare no better."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read: the reports of these experiences since a time in Unix seconds; of a marker's
    visitors, or what came since a snapshot.
    """

    where: ProjectIds
    experiences: Sequence[str]
    since: float = 0.0
    marker: str = ""
    before: Snapshot | None = None

    @property
    def basis(self) -> Basis:
        if self.marker:
            return "marker"
        return "snapshot" if self.before is not None else "period"

    @property
    def query(self) -> ReportQuery:
        """A snapshot is of everything there was, and so is what is held against it."""
        start = int(self.since) if self.since and self.basis == "period" else None
        return ReportQuery(start=start, campaign=self.marker)


async def read_reports(
    api: ConvertApi, profile: Profile, wanted: Wanted, on_progress: OnProgress | None = None
) -> Reading | ApiFault:
    """What reports and settings say; a fault where nothing can be read at all."""
    reports = await _reports(api, profile, wanted, on_progress)
    if isinstance(reports, ApiFault):
        return reports
    read, faults = reports
    settings = await api.project(profile, wanted.where, on_progress)
    project = settings if isinstance(settings, ProjectSettings) else None
    if isinstance(settings, ApiFault):
        faults.append(settings)
    experiences: dict[str, ListedExperience] = {}
    for plain in read:
        found = await api.experience(profile, wanted.where, plain, on_progress)
        if isinstance(found, ListedExperience):
            experiences[plain] = found
        else:
            faults.append(found)
            if found.kind in _ENDS_IT or found.kind == "forbidden":
                break
    figures = figures_of(read)
    if wanted.before is not None and not wanted.marker:
        before = wanted.before
        figures = since(figures, before)
        faults += [_not_before(plain) for plain in read if not before.covers(plain)]
    campaigns: Mapping[str, int | None] | None = None
    if wanted.marker and read:
        listed = await api.campaigns(profile, wanted.where, next(iter(read)), on_progress)
        campaigns = None if isinstance(listed, ApiFault) else listed
    return Reading(
        api.machine_time(),
        wanted.basis,
        figures,
        experiences,
        project,
        tuple(faults),
        campaigns=campaigns,
        asked=host_of(base_of(profile)),
    )


def _not_before(experience: str) -> ApiFault:
    return ApiFault(
        "missing",
        f"The snapshot has no report of experience {experience}, so what came since is not known.",
        "Take a snapshot before the next run.",
    )


class Taken(NamedTuple):
    """A snapshot, and what could not be read for it."""

    snapshot: Snapshot
    faults: tuple[ApiFault, ...] = ()


async def take_snapshot(
    api: ConvertApi, profile: Profile, wanted: Wanted, on_progress: OnProgress | None = None
) -> Taken | ApiFault:
    """What reports say now, to be held against what they say after a run.

    Without experiences those of the project that are running are read.
    """
    if not wanted.experiences:
        listed = await api.experiences(profile, wanted.where, on_progress)
        if isinstance(listed, ApiFault):
            return listed
        running = [one.id for one in listed if one.status.lower() in ("active", "running", "")]
        wanted = Wanted(wanted.where, running)
    reports = await _reports(api, profile, Wanted(wanted.where, wanted.experiences), on_progress)
    if isinstance(reports, ApiFault):
        return reports
    read, faults = reports
    snapshot = Snapshot(api.machine_time(), figures_of(read), frozenset(read))
    return Taken(snapshot, tuple(faults))


async def _reports(
    api: ConvertApi, profile: Profile, wanted: Wanted, on_progress: OnProgress | None
) -> tuple[dict[str, Report], list[ApiFault]] | ApiFault:
    """The reports by experience, and what could not be read; a fault where none could be."""
    reports: dict[str, Report] = {}
    faults: list[ApiFault] = []
    names = [plain for plain in wanted.experiences if is_digits(plain)]
    if len(names) > MOST_EXPERIENCES:
        words = f"Only {MOST_EXPERIENCES} of {len(names):,} experiences are read at a time."
        faults.append(ApiFault("unusable", words, "Pause those that need no test."))
    for number, plain in enumerate(names[:MOST_EXPERIENCES], 1):
        tell = _numbered(on_progress, number, min(len(names), MOST_EXPERIENCES))
        report = await api.report(profile, wanted.where, plain, wanted.query, tell)
        if isinstance(report, Report):
            reports[plain] = report
            continue
        faults.append(report)
        if report.kind in _ENDS_IT:
            break
    if not reports and faults:
        return faults[0]
    return reports, faults


def _numbered(on_progress: OnProgress | None, number: int, count: int) -> OnProgress | None:
    if on_progress is None:
        return None

    def tell(progress: Progress) -> None:
        on_progress(Progress(f"Report {number:,} of {count:,}. {progress.words}", progress.wait))

    return tell


# What is kept of a profile.


class BlockedAnswer(NamedTuple):
    """Whether this machine's address is among the addresses that a project blocks."""

    addresses: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class KeptReports:
    """What is kept of a profile's reports: the last snapshot, and an answer about addresses."""

    snapshot: Snapshot | None = None
    blocked: BlockedAnswer | None = None

    def is_blocked(self, addresses: Sequence[str]) -> bool | None:
        """The answer about these addresses; `None` if there is none, or the list has changed."""
        if self.blocked is None or self.blocked.addresses != tuple(addresses):
            return None
        return self.blocked.is_mine


class ReportStore:
    """One JSON file a profile. Every method raises `StoreFailed` when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, profile_id: str) -> KeptReports:
        """What is kept; nothing for a file that is damaged: a snapshot can be taken again."""
        content = read_if_present(self._path(profile_id))
        return _read(content) if content else KeptReports()

    def save(self, profile_id: str, kept: KeptReports) -> None:
        stored: dict[str, Any] = {}
        if kept.snapshot is not None:
            stored["snapshot"] = snapshot_text(kept.snapshot)
        if kept.blocked is not None:
            stored["blocked"] = {
                "addresses": list(kept.blocked.addresses),
                "is_mine": kept.blocked.is_mine,
            }
        text = json.dumps(stored, ensure_ascii=False, indent=1)
        write_whole(self._path(profile_id), text.encode("utf-8", "surrogatepass"))

    def forget(self, profile_id: str) -> None:
        """Delete what is kept of a profile."""
        delete_file(self._path(profile_id))

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".json")


def _read(content: bytes) -> KeptReports:
    try:
        stored: Any = json.loads(content.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return KeptReports()
    about = stored if isinstance(stored, dict) else {}
    text, answer = about.get("snapshot"), about.get("blocked")
    snapshot = read_snapshot(text) if isinstance(text, str) else None
    listed = answer.get("addresses") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(listed, list):
        return KeptReports(snapshot)
    is_mine = answer.get("is_mine") is True
    return KeptReports(snapshot, BlockedAnswer(tuple(map(str, listed)), is_mine))
