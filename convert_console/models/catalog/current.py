"""The catalog in use: the names of the current profile's goals, experiences and segments."""

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.catalog import Catalog, named


class CurrentCatalog(QObject):
    """The one catalog object, which every view of names receives at construction.

    Signals:
        changed: the catalog was replaced.
    """

    changed = Signal()

    def __init__(self, value: Catalog | None = None) -> None:
        super().__init__()
        self._value = value

    @property
    def value(self) -> Catalog | None:
        """The catalog; `None` where the profile has none."""
        return self._value

    def set(self, value: Catalog | None) -> None:
        """Use this catalog everywhere."""
        if value is not self._value:
            self._value = value
            self.changed.emit()

    def name(self, kind: str, plain: str) -> str:
        """The name of an id with its mark, or the id itself where the catalog does not have it."""
        return named(self._value, kind, plain)
