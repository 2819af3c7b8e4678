"""Builds the stores, models and services that one window works with."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from convert_console.app.examples import FIRST_PROFILE, first_request, sample_names
from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.history.columns import age_and_moment
from convert_console.core.plan.plan import Plan
from convert_console.core.request.run_marker import MARKERS, run_marker
from convert_console.core.text import local_time
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.convert_api.confirming import Confirming
from convert_console.models.convert_api.key_check import KeyCheck
from convert_console.models.document.autosave import Autosave
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.document_catalog import DocumentCatalog
from convert_console.models.document.events import EventsModel
from convert_console.models.history.model import HistoryModel
from convert_console.models.history.profile_catalogs import Load, ProfileCatalogs
from convert_console.models.history.row_finder import RowFinder
from convert_console.models.linting.problems import Problems
from convert_console.models.paste.pasting import Pasting
from convert_console.models.profiles.api_names import ApiNames
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.run_marking import RunMarking
from convert_console.models.sending.send_controller import Confirmation, SendController
from convert_console.services.convert_api.client import ConvertApi
from convert_console.services.history.previous_sends import PreviousSends
from convert_console.services.history.store import HistoryStore, open_or_stand_in
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.plans import PlanFiles
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.settings import SettingsStore
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.main_window.models import Models


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Context(Models):
    """The models that the window shows, and the services that only `app` needs."""

    folders: Folders
    autosave: Autosave
    store: HistoryStore
    sender: Sender
    api: ConvertApi
    sent_before: PreviousSends
    profile_catalogs: ProfileCatalogs
    load_catalog: Load
    history_limits: str
    """Why the history cannot be written, shown as long as that is so; "" if it can."""
    notices: tuple[str, ...]
    """What was damaged or missing when the files were read, one sentence each."""


def build_context(folders: Folders, opened: tuple[HistoryStore, str] | None = None) -> Context:
    """Read the files of a folder. Nothing is sent, and no socket is opened. `opened` is what
    `open_or_stand_in` gives, where that was called already.
    """
    document = RequestDocument()
    preferences = Preferences(SettingsStore(folders.settings))
    profiles = Profiles(ProfileStore(folders.profiles), FIRST_PROFILE, chosen=preferences.profile)
    samples = {FIRST_PROFILE.id: sample_names()}
    catalog = CurrentCatalog(samples.get(profiles.current.id))
    names = DocumentCatalog(catalog, document)
    autosave = Autosave(DraftStore(folders.drafts), document)
    autosave.open(profiles.current.id, first_request(new_visitor_id()))
    store, history_limits = opened or open_or_stand_in(folders.history)
    store.name_profiles(profiles.names)
    configurations = CatalogStore(folders.catalogs)
    load_catalog = partial(stored_catalog, configurations, samples)
    profile_catalogs = ProfileCatalogs(catalog, lambda: profiles.current.id, load_catalog)
    plan_files = PlanFiles()
    plans = Plans(profiles, plan_files)
    history, history_notices = _read_history(store, catalog, profile_catalogs, plan_files.of)
    sender = Sender(profiles.secrets)
    request = CurrentRequest(document, profiles)
    sent_before = PreviousSends(store)
    problems = Problems(document, profiles, request, (names, plans), sent_before.of, time.time)
    confirmation = Confirmation(names, problems.errors_now, sent_before.of, describe_moment)
    sending = SendController(request, document, profiles, confirmation, history, sender, time.time)
    api = ConvertApi(
        sender, profiles.secrets, time.time, latest=lambda profile: profiles.find(profile.id)
    )
    notices = (*history_notices, *profiles.broken, preferences.notice, autosave.notice)
    catalogs = Catalogs(catalog, configurations, profiles, sender, time.time, samples)
    return Context(
        folders=folders,
        document=document,
        events=EventsModel(document, names),
        profiles=profiles,
        request=request,
        sending=sending,
        confirming=Confirming(api, profiles, store),
        key_check=KeyCheck(api, profiles, time.time),
        api=api,
        marking=RunMarking(document, profiles, sending, new_run_marker, sent_before.is_marker_used),
        problems=problems,
        preferences=preferences,
        plans=plans,
        catalog=catalog,
        names=names,
        history=history,
        finder=RowFinder(store),
        pasting=Pasting(document, profiles),
        catalogs=catalogs,
        api_names=ApiNames(api, catalogs, profiles),
        saved=SavedRequests(folders.requests, profiles, catalog),
        autosave=autosave,
        store=store,
        sender=sender,
        sent_before=sent_before,
        times_sent=sent_before.times,
        order_words=lambda tid: describe_order(sent_before.order_accepted_at(tid)),
        profile_catalogs=profile_catalogs,
        load_catalog=load_catalog,
        history_limits=history_limits,
        notices=tuple(filter(None, notices)),
    )


def new_run_marker() -> str:
    """A run marker that hardly any other run has."""
    return run_marker(secrets.randbelow(MARKERS))


def describe_moment(sent_at: float) -> str:
    """How long ago a time in Unix seconds was, and the local time."""
    return age_and_moment(sent_at, time.time())


def describe_order(accepted_at: float | None) -> str:
    """When an order was accepted, short enough for its line; "" for none that was."""
    moment = None if accepted_at is None else local_time(accepted_at)
    if moment is None:
        return ""
    same_day = moment.date() == datetime.now(tz=moment.tzinfo).date()
    return f"Accepted at {moment:%H:%M}" if same_day else f"Accepted {moment:%Y-%m-%d, %H:%M}"


def stored_catalog(
    store: CatalogStore, samples: Mapping[str, Catalog], profile_id: str
) -> Catalog | None:
    """The catalog that is stored for a profile, or its sample; `None` without a readable one."""
    try:
        stored = store.peek(profile_id)
    except StoreFailed:
        return None
    catalog = read_catalog(stored.text) if stored else samples.get(profile_id)
    return catalog if isinstance(catalog, Catalog) else None


def _read_history(
    store: HistoryStore,
    catalog: CurrentCatalog,
    profile_catalogs: ProfileCatalogs,
    plan_of: Callable[[str], Plan | None],
) -> tuple[HistoryModel, list[str]]:
    """The newest rows, and what went wrong with the file."""
    notices = [store.notice]
    history = HistoryModel(store, catalog, profile_catalogs, sent_only=True, plan_of=plan_of)
    history.failed.connect(notices.append)
    history.loader.read()
    history.failed.disconnect(notices.append)
    return history, notices
