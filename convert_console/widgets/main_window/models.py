"""The models that the main window shows."""

from collections.abc import Callable
from dataclasses import dataclass

from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.convert_api.confirming import Confirming
from convert_console.models.convert_api.key_check import KeyCheck
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.document_catalog import DocumentCatalog
from convert_console.models.document.events import EventsModel
from convert_console.models.history.model import HistoryModel
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
from convert_console.models.sending.send_controller import SendController


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Models:
    """The models of one window."""

    document: RequestDocument
    events: EventsModel
    profiles: Profiles
    request: CurrentRequest
    sending: SendController
    marking: RunMarking
    confirming: Confirming
    key_check: KeyCheck
    problems: Problems
    preferences: Preferences
    plans: Plans
    catalog: CurrentCatalog
    """The names of the current profile's project."""
    names: DocumentCatalog
    """The names for the ids of the draft, which may be of another project."""
    history: HistoryModel
    finder: RowFinder
    pasting: Pasting
    catalogs: Catalogs
    api_names: ApiNames
    saved: SavedRequests
    times_sent: Callable[[str], int]
    """How many kept requests are of a visitor."""
    order_words: Callable[[str], str]
    """When an order was accepted, in words; "" where it is not known."""
