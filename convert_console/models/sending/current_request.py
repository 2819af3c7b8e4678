"""The request on screen: what the previews show and Send sends."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from convert_console.core.document.payload import Payload
from convert_console.core.query import QueryWriter
from convert_console.core.query.write import Spelling
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import QUERY_LIMIT, Unsendable, WireRequest, encode
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles

TOO_LARGE_FOR_GET = (
    "This request is too large for a GET URL: it has more than 100,000 objects and lists. Use POST."
)


class CurrentRequest(QObject):
    """The draft, encoded as the current profile says.

    Signals:
        changed: the request that would be sent is different now.
    """

    changed = Signal()

    def __init__(self, document: RequestDocument, profiles: Profiles) -> None:
        super().__init__()
        self._document = document
        self._profiles = profiles
        self._local_endpoint = ""
        self._encoded = LastEncoded()
        self._encoded_as_get = LastEncoded()
        document.changed.connect(self.changed)
        profiles.changed.connect(self.changed)

    @property
    def draft(self) -> Draft:
        """The text and the method."""
        return self._document.draft

    @property
    def profile(self) -> Profile:
        """The current profile, with the collector's real address where that is the target.

        Its secrets are hidden, and so they are in previews, in the history and in what is copied.
        """
        profile = self._profiles.current
        profile = replace(profile, headers=concealed(profile.headers))
        if profile.target == "local" and self._local_endpoint:
            return replace(profile, endpoint=self._local_endpoint)
        return profile

    @property
    def wire(self) -> WireRequest | Unsendable:
        """The very object that the previews show and Send sends."""
        return self._encoded.of(self.draft, self.profile)

    @property
    def as_get(self) -> WireRequest | Unsendable:
        """The draft as a GET, whatever its method; `wire` itself where that is GET."""
        if self.draft.method == "GET":
            return self.wire
        return self._encoded_as_get.of(self.draft.by("GET"), self.profile)

    def as_exchange(self) -> Exchange | Unsendable:
        """The draft as it would be sent now, to be compared with what was sent."""
        wire, draft = self.wire, self.draft
        if isinstance(wire, Unsendable):
            return wire
        return Exchange("", 0.0, self.profile.name, wire, draft.text)

    @property
    def local_endpoint(self) -> str:
        """The address of the local collector; "" before it has one."""
        return self._local_endpoint

    def set_local_endpoint(self, url: str) -> None:
        """Use the address that the local collector has got."""
        self._local_endpoint = url
        self.changed.emit()


class LastEncoded:
    """Remembers one encoding: the same draft and profile give the very same object."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._profile: Profile | None = None
        self._wire: WireRequest | Unsendable | None = None
        self._spelling: Spelling | None = None
        self._writer: QueryWriter | None = None

    def of(self, draft: Draft, profile: Profile) -> WireRequest | Unsendable:
        """The request of a draft under a profile."""
        if self._wire is None or (draft, profile) != (self._draft, self._profile):
            self._draft, self._profile = draft, profile
            if draft.method == "GET" and draft.heavy:
                self._wire = Unsendable(TOO_LARGE_FOR_GET)
            else:
                self._wire = encode(draft, profile, self._write_query)
        return self._wire

    def _write_query(self, payload: Payload, spelling: Spelling) -> str:
        # A writer keeps the text of events that did not change: a key costs 0.1 ms and not 10.
        if self._writer is None or spelling != self._spelling:
            self._spelling, self._writer = spelling, QueryWriter(spelling, QUERY_LIMIT)
        return self._writer.write(payload)
