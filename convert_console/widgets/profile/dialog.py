"""The dialog for the settings of the current profile."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from convert_console.models.convert_api.key_check import KeyCheck
from convert_console.models.profiles.api_names import ApiNames
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.profile.api_page import ApiPage
from convert_console.widgets.profile.catalog_dialog import CatalogDialog
from convert_console.widgets.profile.files import export_profile
from convert_console.widgets.profile.general_page import GeneralPage
from convert_console.widgets.profile.headers_page import HeadersPage
from convert_console.widgets.profile.names_loader import FetchingDialog
from convert_console.widgets.profile.network_page import NetworkPage
from convert_console.widgets.profile.page_list import PageList
from convert_console.widgets.profile.rules_page import RulesPage
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens

HEIGHT = 576


class ProfileDialog(FetchingDialog):
    """Each change takes effect and is saved at once, so there is nothing to cancel."""

    GENERAL, HEADERS, NETWORK, API_KEY, RULES = range(5)

    def __init__(
        self,
        profiles: Profiles,
        catalogs: Catalogs,
        plans: Plans,
        key_check: KeyCheck,
        listed: ApiNames,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(catalogs, parent)
        self._profiles, self._listed = profiles, listed
        self.setWindowTitle("Profile settings")
        set_surface(self, "pane")
        self.title = ElidedLabel("", self)
        self.general = GeneralPage(profiles, catalogs, self)
        self.general.names_wanted.connect(self._show_names)
        self.headers = HeadersPage(profiles, self)
        self.network = NetworkPage(profiles, self)
        self.api = ApiPage(profiles, key_check, self)
        self.rules = RulesPage(profiles, plans, self)
        pages = (self.general, self.network, self.api, self.rules)
        self.lines = {name: line for each in pages for name, line in each.lines.items()}
        self.choices = {**self.general.choices, **self.network.choices}
        self.pages = PageList("Pages of the profile settings", self)
        for title, icon_name, page, tip in (
            ("General", "sliders", self.general, "Name, project and target"),
            ("Headers", "list", self.headers, "Extra headers"),
            ("Network", "globe", self.network, "Timeouts, proxy and certificates"),
            ("Convert API key", "key", self.api, "To read Convert's live log and reports"),
            ("Rules", "circle-check", self.rules, "Tracking plan and muted rules"),
        ):
            self.pages.add_page(title, icon_name, page, tip)
        self._place()
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field takes what was typed, and no more
        profiles.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        profile = self._profiles.current
        self.title.setText(profile.name)
        for page in (self.general, self.network, self.headers, self.api, self.rules):
            assert isinstance(page, SettingsPage)
            page.refresh()
        self.pages.set_count(self.HEADERS, len(profile.headers))
        self.pages.set_count(self.RULES, len(profile.silenced))

    def _show_names(self) -> None:
        open_dialog(CatalogDialog(self._catalogs, self._profiles, self._listed, self))

    def _delete(self) -> None:
        """Delete the profile, which a message offers to undo; the only one stays."""
        before = self._profiles.current.id
        self._profiles.delete()
        if self._profiles.current.id != before:
            self.accept()

    def _place(self) -> None:
        heading = QLabel("Profile", self)
        set_look(heading, role="heading")
        set_look(self.title, role="muted")
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(12), px(24), px(12))
        head.setSpacing(px(12))
        head.addWidget(heading)
        head.addWidget(self.title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline(self))
        column.addWidget(self.pages, 1)
        column.addWidget(Hairline(self))
        column.addLayout(self._foot())
        self.set_minimum_width_within_screen(560)
        self.resize_within_screen(tokens().size.sheet_guided, HEIGHT)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(px(20), px(12), px(24), px(12))
        foot.setSpacing(px(8))
        self.export_button = QPushButton("Export…", self)
        self.export_button.setToolTip("Save this profile to a file, without its secrets")
        self.export_button.clicked.connect(lambda _checked: export_profile(self._profiles, self))
        self.delete_button = QPushButton("Delete profile", self)
        self.delete_button.setToolTip("Delete this profile; it can be undone")
        self.delete_button.clicked.connect(lambda _checked: self._delete())
        kept = QLabel("Changes are kept at once", self)
        set_look(kept, role="small")
        self.done_button = QPushButton("Done", self)
        self.done_button.setToolTip("Close (Esc)")
        self.done_button.clicked.connect(lambda _checked: self.accept())
        set_look(self.export_button, kind="quiet")
        set_look(self.delete_button, kind="quiet", tone="error")
        set_look(self.done_button, kind="primary")
        for button in (self.export_button, self.delete_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(kept)
        foot.addWidget(self.done_button)
        for button in (self.export_button, self.delete_button, self.done_button):
            button.setMinimumHeight(px(tokens().size.control_large))
        return foot
