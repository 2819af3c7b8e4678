"""The project's configuration that the collector gives to SDKs, and whose names it knows."""

from functools import cached_property

from convert_console.core.catalog.catalog import (
    Catalog,
    CatalogFault,
    read_catalog,
    sdk_configuration,
)

PATH = "/api/v1/config/"
NONE_LOADED = (
    "A configuration was asked for, and none is loaded. Start the collector with --catalog FILE, "
    "or load the names of the project in the window."
)


class Configuration:
    """A configuration's text, read when it is first needed; "" for none."""

    def __init__(self, text: str = "") -> None:
        self._text = text

    @cached_property
    def catalog(self) -> Catalog | None:
        """The names in it; `None` where it is no configuration."""
        catalog = read_catalog(self._text) if self._text else None
        return None if isinstance(catalog, CatalogFault) else catalog

    @cached_property
    def body(self) -> bytes:
        """The configuration as SDKs read it; empty for none."""
        return sdk_configuration(self._text).encode("utf-8", "replace")

    def why_not_for(self, key: str) -> str:
        """Why nothing can be served for a key, which may be `{account}/{project}`; "" if it can."""
        catalog = self.catalog
        if catalog is None:
            return NONE_LOADED
        account, slash, project = key.partition("/")
        own = (catalog.account, catalog.project)
        if slash and all(own) and (account, project) != own:
            return (
                f"The configuration of project {'/'.join(own)} is loaded, and {key[:60]} was asked "
                "for. Load that one, or correct the SDK's key."
            )
        return ""
