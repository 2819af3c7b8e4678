"""Makes a pasted or dropped text the draft, in one undo step."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convert_console.core.paste.repair.repair_notes import short
from convert_console.core.paste.results import ABSENT, PastedRequest, Recognised, Unrecognised
from convert_console.core.request.draft import Draft
from convert_console.core.text import size_text
from convert_console.core.verdict.user_agent import PRESETS, judge
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import BackgroundWork
from convert_console.services.storage.files import StoreFailed, read_import

_FIRST_FILE = "Only the first of {:,} files was read, “{}”. Paste the others separately."


class Pasting(QObject):
    """A paste does not change the profile: target and User-Agent are offered.

    Signals:
        pasted: the draft was replaced; `label` and `request` say with what.
        choice_wanted(object): several requests were found; the `Recognised`.
        refused(str): no request was found, or it was not used; why, in a sentence.
        slow(str): a large text is being read; a sentence.
    """

    pasted = Signal()
    choice_wanted = Signal(object)
    refused = Signal(str)
    slow = Signal(str)

    def __init__(self, document: RequestDocument, profiles: Profiles) -> None:
        super().__init__()
        self._document = document
        self._profiles = profiles
        self.label = ""
        self.notes: tuple[str, ...] = ()
        self.request: PastedRequest | None = None
        self._agent_declined = False
        self._reading: BackgroundWork[Recognised | Unrecognised] = BackgroundWork()

    def take(self, text: str, *notes: str) -> None:
        """Recognise a text; a single request becomes the draft. A large one is read in a thread.

        `notes` are sentences on where the text is from.
        """
        from convert_console.core.paste.recognise import recognise  # 33 ms: every reader

        about = self._document.key, self._document.draft
        self._reading.run(
            len(text),
            lambda: recognise(text),
            lambda result: self._take(result, about, notes),
            "pasting",
        )
        if self._reading.running:
            self.slow.emit(f"Reading {size_text(len(text))} of pasted text…")

    async def finish(self) -> None:
        """Stop reading; called when the window closes."""
        await self._reading.finish()

    def _take(
        self,
        result: Recognised | Unrecognised,
        about: tuple[str, Draft],
        notes: tuple[str, ...],
    ) -> None:
        result = result.noting(*notes)
        if about != (self._document.key, self._document.draft):
            self.refused.emit(
                "The request changed while the pasted text was being read. Paste it again."
            )
        elif isinstance(result, Unrecognised):
            self.refused.emit(" ".join((result.sentence, *notes)))
        elif len(result.requests) == 1:
            self.choose(result, result.requests[0])
        else:
            self.choice_wanted.emit(result)

    def take_files(self, paths: list[str]) -> None:
        """Recognise the text of the first file, and say so if there are others."""
        notes: tuple[str, ...] = ()
        if len(paths) > 1:
            notes = (_FIRST_FILE.format(len(paths), short(Path(paths[0]).name)),)
        try:
            self.take(read_import(Path(paths[0])), *notes)
        except StoreFailed as why:
            self.refused.emit(str(why))

    def choose(self, recognised: Recognised, request: PastedRequest) -> None:
        """Make one of the requests the draft."""
        self.label, self.request, self._agent_declined = recognised.label, request, False
        self.notes = (*recognised.notes, *request.notes)
        method = request.method or self._document.draft.method
        self._document.load(Draft(request.text, method), f"Paste {recognised.label}")
        self.pasted.emit()

    @property
    def other_target(self) -> str:
        """The endpoint that the paste names, if the profile sends elsewhere; else ""."""
        endpoint = self.request.endpoint if self.request else None
        return endpoint if endpoint and endpoint != self._profiles.current.url else ""

    @property
    def other_user_agent(self) -> bool:
        """Whether the paste names another User-Agent than the profile, and it was not declined."""
        if self.request is None or self.request.user_agent is ABSENT or self._agent_declined:
            return False
        return self.request.user_agent != self._profiles.current.user_agent

    @property
    def is_bot(self) -> bool:
        """Whether a request with the pasted User-Agent would be answered and discarded."""
        agent = self.request.user_agent if self.request else ABSENT
        return isinstance(agent, str) and judge(agent).kind == "bot"

    @property
    def kept_agent(self) -> str:
        """The profile's User-Agent in a word: "ConvertAgent"."""
        agent = self._profiles.current.user_agent
        named = (preset.name for preset in PRESETS if preset.user_agent == agent)
        return next(named, "the profile's")

    def keep_user_agent(self) -> None:
        """Decline the User-Agent of the paste."""
        self._agent_declined = True

    def use_target(self) -> None:
        """Use the endpoint of the paste as the profile's target."""
        if self.other_target:
            self._profiles.alter(target="custom", endpoint=self.other_target)

    def use_user_agent(self) -> None:
        """Use the User-Agent of the paste in the profile."""
        if self.request is not None and self.request.user_agent is not ABSENT:
            self._profiles.alter(user_agent=self.request.user_agent)
