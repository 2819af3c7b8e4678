"""The dialog for the settings of the current profile."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.tabs import TabbedPane
from convert_console.widgets.profile.general_page import GeneralPage
from convert_console.widgets.profile.headers_page import HeadersPage
from convert_console.widgets.profile.network_page import NetworkPage
from convert_console.widgets.profile.rules_page import RulesPage
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px

WIDTH, HEIGHT = 660, 650


class ProfileDialog(FittingDialog):
    """Each change takes effect and is saved at once."""

    GENERAL, NETWORK, HEADERS, RULES = range(4)

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profiles = profiles
        self.setWindowTitle("Profile settings")
        self.general = GeneralPage(profiles, self)
        self.network = NetworkPage(profiles, self)
        self.headers = HeadersPage(profiles, self)
        self.rules = RulesPage(profiles, self)
        self.lines = {**self.general.lines, **self.network.lines}
        self.choices = {**self.general.choices, **self.network.choices}
        self.pages = TabbedPane("Profile settings", self)
        for title, page, tip in (
            ("General", self.general, "Name, project and target"),
            ("Network", self.network, "Timeouts, proxy and certificates"),
            ("Headers", self.headers, "Extra headers"),
            ("Rules", self.rules, "Muted rules"),
        ):
            self.pages.add_page(title, page, tip)
        self._place()
        profiles.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        profile = self._profiles.current
        for page in (self.general, self.network, self.headers, self.rules):
            assert isinstance(page, SettingsPage)
            page.refresh()
        self.pages.set_count(self.HEADERS, str(len(profile.headers) or ""))
        self.pages.set_count(self.RULES, str(len(profile.silenced) or ""))

    def _place(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.show_keys(buttons)
        buttons.setContentsMargins(px(16), px(10), px(16), px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(Hairline(self))
        column.addWidget(buttons)
        self.set_minimum_width_within_screen(440)
        self.resize_within_screen(WIDTH, HEIGHT)
