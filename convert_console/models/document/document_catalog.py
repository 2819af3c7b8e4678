"""The names for the ids of the draft."""

from convert_console.core.document.payload import Number
from convert_console.core.text import plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument


class DocumentCatalog(CurrentCatalog):
    """The names for the ids of the draft: those of the current profile, unless the draft is of
    another project than they are.
    """

    def __init__(self, profile_names: CurrentCatalog, document: RequestDocument) -> None:
        super().__init__()
        self._profile_names = profile_names
        self._document = document
        profile_names.changed.connect(self._follow)
        document.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        names, payload = self._profile_names.value, self._document.payload
        if names is not None and isinstance(payload, dict):
            project = payload.get("pid")
            is_other = isinstance(project, str | Number) and plain_text(project) != names.project
            names = None if names.project and project and is_other else names
        self.set(names)
