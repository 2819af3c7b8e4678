"""What a run of orders is given: the rows, how they are made, and the way they go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convert_console.core.orders.dry_run import Judge
from convert_console.core.request.wire import Unsendable
from convert_console.models.orders.orders import Orders
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.orders.csv_file import read_rows
from convert_console.services.orders.order_past import Past, header_of
from convert_console.services.orders.run import Job, Pace


@dataclass(frozen=True, slots=True)
class About:
    """What is sent if the question is answered with yes; `began` is in Unix seconds."""

    pace: Pace
    judge: Judge
    began: float


async def job_of(about: About, past: Past, orders: Orders, profiles: Profiles) -> Job | Unsendable:
    """The job of a file, with the secrets and the route of the profile in use."""
    path, form, profile = orders.path, orders.form, profiles.current
    assert path is not None
    way = await profiles.secrets.route(profile, about.judge.profile.url)
    if isinstance(way, Unsendable):
        return way
    header = header_of(path, about.began, orders.mapping)
    job = Job(lambda: read_rows(path, form), about.judge, past.journal, header, about.pace)
    known = await profiles.secrets.known(profile, about.judge.profile.headers)
    return replace(job, route=way, secrets=known)
