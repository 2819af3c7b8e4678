"""The job of a run has the route and the secrets of the profile in use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from convert_console.core.request.wire import Unsendable
from convert_console.models.orders.run import About, job_of
from convert_console.services.orders.run import Pace
from support.order_sender import NOW
from support.ordering import OrderDesk


def test_secrets_are_beside_the_requests_and_not_in_them(
    tmp_path: Path, run: Callable[..., Any], qtbot: QtBot
) -> None:
    desk = OrderDesk(tmp_path, "http://127.0.0.1:1/track")
    desk.profiles.alter(headers=(("Authorization", "Bearer planted"),), total_timeout=7.0)
    desk.orders.open(str(desk.file))
    qtbot.waitUntil(lambda: desk.sending.past is not None)
    assert desk.sending.past is not None
    about = About(Pace(lanes=3), desk.orders.judge(), NOW)
    job = run(job_of(about, desk.sending.past, desk.orders, desk.profiles))
    assert not isinstance(job, Unsendable)
    assert job.secrets == {"authorization": "Bearer planted"}
    assert "planted" not in repr(job.judge.profile) + repr(job.header)
    assert job.route.limits.total == 7.0 and job.pace.lanes == 3
    assert [row for row, _ in job.rows()] == [1, 2, 3]
    run(desk.end())
    run(desk.profiles.secrets.finish())
