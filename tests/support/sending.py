"""Builds a send controller from real parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convert_console.core.linter.problem import Problem
from convert_console.core.sending.confirmation import Accepted
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import Confirmation, SendController
from convert_console.services.http.sender import Sender


def nothing_sent_before(_vid: str, _url: str) -> Sequence[Accepted]:
    return ()


def confirmation_about(errors: Callable[[], tuple[Problem, ...]] = tuple) -> Confirmation:
    """A confirmation for these errors, without earlier sends."""
    return Confirmation(CurrentCatalog(), errors, nothing_sent_before, str)


def send_controller(
    request: CurrentRequest,
    document: RequestDocument,
    profiles: Profiles,
    history: HistoryModel,
    now: float,
) -> SendController:
    """A send controller without linter errors, with a clock that is always at `now`."""
    confirmation, sender = confirmation_about(), Sender(profiles.secrets)
    return SendController(request, document, profiles, confirmation, history, sender, lambda: now)
