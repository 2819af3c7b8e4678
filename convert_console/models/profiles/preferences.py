"""The preferences of the window: theme, zoom, layout, and limits of the history."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from PySide6.QtCore import QObject, Signal

from convert_console.models.history.grouping import Group
from convert_console.services.history.store import RECEIVED_KEPT
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.settings import SettingsStore

Scheme = Literal["light", "dark", "system"]
Contrast = Literal["system", "high"]
SCHEMES = ("system", "light", "dark")
ZOOM_STEP = 0.1
MOST_RECENT = 20
ZOOM_LEAST, ZOOM_MOST = 0.8, 2.0


class Preferences(QObject):
    """Values are checked when they are read: the file may be edited, older or newer.

    Signals:
        look_changed: theme, contrast or zoom has changed.
        received_changed(int): another number of received rows is to be kept.
        failed(str): they could not be saved; why, in a sentence.
    """

    look_changed = Signal()
    received_changed = Signal(int)
    failed = Signal(str)

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store

    @property
    def notice(self) -> str:
        """What was wrong with the file, in a sentence, or "" for nothing."""
        return self._store.notice

    @property
    def scheme(self) -> Scheme:
        """One of `SCHEMES`."""
        scheme = self._store.get("scheme", "system")
        return cast("Scheme", scheme) if scheme in SCHEMES else "system"

    @property
    def contrast(self) -> Contrast:
        """The system's contrast, or always a high one."""
        return "high" if self._store.get("contrast", "system") == "high" else "system"

    @property
    def zoom(self) -> float:
        """From 0.8 to 2.0."""
        zoom = self._store.get("zoom", 1.0)
        if isinstance(zoom, bool) or not isinstance(zoom, int | float):
            return 1.0
        # In this order, so that NaN and an int too large for a float give a zoom too.
        return float(min(ZOOM_MOST, max(ZOOM_LEAST, zoom)))

    @property
    def layout(self) -> Mapping[str, Any]:
        """The layout that `keep_layout` stored last."""
        layout = self._store.get("layout", {})
        return cast("Mapping[str, Any]", layout) if isinstance(layout, Mapping) else {}

    @property
    def recent_choices(self) -> list[str]:
        """The keys of what was chosen in the palette, the latest first."""
        keys = self._store.get("recent", [])
        return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []

    def keep_recent_choice(self, key: str) -> None:
        """Remember what was chosen in the palette."""
        others = [other for other in self.recent_choices if other != key]
        self._keep("recent", [key, *others][:MOST_RECENT])

    @property
    def history_rows(self) -> int | None:
        """How many exchanges the history keeps; `None` for all."""
        return self._count("history_rows")

    @property
    def history_days(self) -> int | None:
        """For how many days the history keeps an exchange; `None` for always."""
        return self._count("history_days")

    @property
    def received_rows(self) -> int:
        """How many received and watched requests the history keeps."""
        return self._count("received_rows") or RECEIVED_KEPT

    def keep_received(self, rows: int) -> None:
        """Store how many received and watched requests the history keeps."""
        self._keep("received_rows", rows)
        self.received_changed.emit(rows)

    @property
    def history_group(self) -> Group:
        """How the history is grouped; "" for not."""
        group = self._store.get("history_group", "")
        return cast("Group", group) if group in ("day", "visitor") else ""

    @property
    def results(self) -> Mapping[str, Any]:
        """The period and what is counted in Results, as `keep_results` stored them last."""
        results = self._store.get("results", {})
        return cast("Mapping[str, Any]", results) if isinstance(results, Mapping) else {}

    def keep_results(self, results: Mapping[str, str]) -> None:
        """Remember the period and what is counted in Results."""
        self._keep("results", dict(results))

    @property
    def profile(self) -> str:
        """The id of the profile that was used last, or ""."""
        profile = self._store.get("profile", "")
        return profile if isinstance(profile, str) else ""

    def keep_profile(self, profile_id: str) -> None:
        """Remember the profile in use."""
        self._keep("profile", profile_id)

    @property
    def place(self) -> str:
        """The name of the place of the window that was in sight last, or ""."""
        place = self._store.get("place", "")
        return place if isinstance(place, str) else ""

    def keep_place(self, name: str) -> None:
        """Remember the place in sight."""
        self._keep("place", name)

    @property
    def collector_port(self) -> int:
        """The port that the local collector had at its first start; 0 before that."""
        return self._port("collector_port")

    @property
    def second_collector_port(self) -> int:
        """The port of the collector where the usual one is taken; 0 for any free one."""
        return self._port("second_collector_port")

    def keep_collector_port(self, port: int, *, second: bool) -> None:
        """Remember the collector's port; a `second` one is used again where the usual is taken, and
        leaves the usual one as it was.
        """
        self._keep("second_collector_port" if second else "collector_port", port)

    @property
    def history_layout(self) -> Mapping[str, Any]:
        """The layout of the history that `keep_history_layout` stored last."""
        layout = self._store.get("history_layout", {})
        return cast("Mapping[str, Any]", layout) if isinstance(layout, Mapping) else {}

    @property
    def traffic_layout(self) -> Mapping[str, Any]:
        """The layout of the list in Traffic that `keep_traffic_layout` stored last."""
        layout = self._store.get("traffic_layout", {})
        return layout if isinstance(layout, dict) else {}

    def keep_traffic_layout(self, layout: Mapping[str, Any]) -> None:
        """Store the layout of the list in Traffic, as JSON values."""
        self._keep("traffic_layout", dict(layout))

    def keep_history_layout(self, layout: Mapping[str, Any]) -> None:
        """Remember the layout of the history, given as JSON values."""
        self._keep("history_layout", dict(layout))

    def keep_history_group(self, group: Group) -> None:
        """Remember how the history is grouped."""
        self._keep("history_group", group)

    def keep_history(self, rows: int | None, days: int | None) -> None:
        """Limit the history from the next start on."""
        self._keep("history_rows", rows)
        self._keep("history_days", days)

    @property
    def collector_https(self) -> bool:
        """Whether the local collector also listens for https."""
        return self._store.get("collector_https", False) is True

    def keep_collector_https(self, on: bool) -> None:
        """Remember whether the local collector also listens for https."""
        self._keep("collector_https", on)

    @property
    def browser(self) -> str:
        """The program of the browser that was chosen for watching pages; "" for the first found."""
        path = self._store.get("browser", "")
        return path if isinstance(path, str) else ""

    def keep_browser(self, path: str) -> None:
        """Remember the browser for watching pages."""
        self._keep("browser", path)

    def watched_page(self, profile_id: str) -> tuple[str, bool]:
        """The address that was watched last for a profile, or "", and whether logins are kept."""
        page = self._pages().get(profile_id)
        url, keeps = (page.get("url"), page.get("keeps")) if isinstance(page, dict) else ("", False)
        return url if isinstance(url, str) else "", keeps is True

    def keep_watched_page(self, profile_id: str, url: str, *, keeps_login: bool) -> None:
        """Remember what is watched for a profile."""
        self._keep("watched", {**self._pages(), profile_id: {"url": url, "keeps": keeps_login}})

    def forget_watched_page(self, profile_id: str) -> None:
        """Forget what was watched for a profile that is deleted."""
        pages = self._pages()
        if pages.pop(profile_id, None) is not None:
            self._keep("watched", pages)

    def _pages(self) -> dict[str, Any]:
        pages = self._store.get("watched", {})
        return dict(pages) if isinstance(pages, dict) else {}

    def use_scheme(self, scheme: Scheme) -> None:
        """Choose light, dark or the system's."""
        self._keep("scheme", scheme)
        self.look_changed.emit()

    def use_contrast(self, contrast: Contrast) -> None:
        """Choose a high contrast, or the system's."""
        self._keep("contrast", contrast)
        self.look_changed.emit()

    def zoom_by(self, steps: int) -> None:
        """Make everything larger or smaller; 0 steps go back to 100 %."""
        zoom = 1.0 if steps == 0 else round(self.zoom + steps * ZOOM_STEP, 2)
        self._keep("zoom", min(max(zoom, ZOOM_LEAST), ZOOM_MOST))
        self.look_changed.emit()

    def keep_layout(self, layout: Mapping[str, Any]) -> None:
        """Remember the layout, given as JSON values."""
        self._keep("layout", dict(layout))

    def _port(self, key: str) -> int:
        port = self._store.get(key, 0)
        return port if type(port) is int and 0 < port < 65_536 else 0

    def _count(self, key: str) -> int | None:
        value = self._store.get(key)
        return value if type(value) is int and value > 0 else None

    def _keep(self, key: str, value: Any) -> None:
        try:
            self._store.set(key, value)
        except StoreFailed as why:
            self.failed.emit(str(why))
