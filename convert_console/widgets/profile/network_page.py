"""The Network page of a profile's settings."""

from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from convert_console.core.request.profile import (
    CONNECT_TIMEOUT,
    EXAMPLE,
    EXTRA_CERTIFICATES,
    RESPONSE_TIMEOUT,
    TOTAL_TIMEOUT,
    Proxy,
    read_proxy,
)
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.dialogs import ask_file
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.kit.texts import without_line_ends
from convert_console.widgets.profile.settings_page import SettingsPage, combo_of
from convert_console.widgets.theme.theme import px, set_look

TIMEOUTS = (
    ("connect_timeout", CONNECT_TIMEOUT, "For name lookup, TCP, proxy and TLS together"),
    ("silence_timeout", RESPONSE_TIMEOUT, "Longest wait for a byte from the server"),
    ("total_timeout", TOTAL_TIMEOUT, "From pressing Send to the last byte of the answer"),
)
LONGEST_TIMEOUT = 3_600.0
LABELS = 128
"""Pixels of the column of labels."""

PROXIES = (
    ("none", "None – straight to the target"),
    ("system", "System – as set in the operating system or environment"),
    ("own", "Custom – the address below"),
)


class NetworkPage(SettingsPage):
    """The proxy's password goes to the system's keyring and is never shown."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self.spins: dict[str, QDoubleSpinBox] = {}
        self.add_title("Time limits")
        for setting, label, hint in TIMEOUTS:
            self._add_seconds(setting, label, hint)
        self._add_proxy()
        self._add_trust()
        self.column.addStretch(1)
        for row in self.rows.values():  # one label is longer than the usual column
            grid = row.layout()
            if isinstance(grid, QGridLayout):
                grid.setColumnMinimumWidth(0, px(LABELS))

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        super().refresh()
        profile = self.profiles.current
        for setting, spin in self.spins.items():
            if spin.value() != getattr(profile, setting):
                spin.setValue(getattr(profile, setting))
        own = profile.proxy not in ("none", "system")
        if own or self.proxy.currentData() != "own" or not self.proxy.hasFocus():
            self.proxy.setCurrentIndex(self.proxy.findData("own" if own else profile.proxy))
        if own and not self.address.hasFocus():
            self.address.setText(profile.proxy)
        self._refresh_proxy()

    def _add_seconds(self, setting: str, label: str, hint: str) -> None:
        spin = QDoubleSpinBox(self)
        spin.setRange(0.1, LONGEST_TIMEOUT)
        spin.setDecimals(1)
        spin.setSuffix(" s")
        spin.setKeyboardTracking(False)
        spin.setFixedWidth(px(130))
        spin.lineEdit().setTextMargins(px(8), 0, 0, 0)
        spin.valueChanged.connect(lambda seconds: self.alter(setting, seconds))
        self.spins[setting] = spin
        self.add_row(setting, label, "", _left_aligned(spin), help_text=hint)
        spin.setAccessibleName(f"{label}, seconds")
        spin.setToolTip(hint)

    def _add_proxy(self) -> None:
        self.add_title("Proxy")
        self.proxy = combo_of(PROXIES, self)
        self.proxy.activated.connect(self._choose_proxy)
        self.add_row("proxy", "Proxy", "", self.proxy, help_text="Whether requests use a proxy")
        self.address = QLineEdit(self, placeholderText=EXAMPLE)
        set_look(self.address, mono=True)
        self.address.editingFinished.connect(self._enter_address)
        self.add_row(
            "address", "Address", "http://", self.address, help_text="Host and port of the proxy"
        )
        self.password = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self.password.editingFinished.connect(self._enter_password)
        self.add_row(
            "password",
            "Password",
            "",
            self.password,
            help_text="Stored in the system's keyring, and sent to the proxy only",
        )

    def _add_trust(self) -> None:
        self.add_title("Certificates")
        self.browse = self.add_file(
            "ca_file",
            EXTRA_CERTIFICATES,
            "PEM",
            "/path/to/ca.pem",
            help_text="A file of certificates to trust in addition to the system's",
        )
        self.browse.clicked.connect(self._choose_file)
        self.add_note("The operating system's certificates are always trusted.")

    def _refresh_proxy(self) -> None:
        own = self.proxy.currentData() == "own"
        for setting in ("address", "password"):
            self.rows[setting].setVisible(own)
        self.password.setPlaceholderText("Stored outside the profile; type to replace it")
        proxy = read_proxy(self.address.text()) if own and self.address.text() else None
        self.rows["address"].set_messages(
            [FieldMessage(proxy, "error")] if isinstance(proxy, str) else []
        )
        self.password.setEnabled(isinstance(proxy, Proxy) and bool(proxy.user))
        local = self.profiles.current.reach == "local" and self.proxy.currentData() != "none"
        note = "This profile is local only, so no proxy is used."
        self.rows["proxy"].set_messages([FieldMessage(note, "info")] if local else [])

    def _choose_proxy(self) -> None:
        choice = self.proxy.currentData()
        if choice != "own":
            self.alter("proxy", choice)
        else:
            self._enter_address()
            self.address.setFocus()

    def _enter_address(self) -> None:
        """Use the address when the field is left: an incomplete one is not valid."""
        text = self.address.text().strip()
        if self.proxy.currentData() == "own" and isinstance(read_proxy(text), Proxy):
            self.alter("proxy", text)
            self.address.setText(self.profiles.current.proxy)  # without the password
        self._refresh_proxy()

    def _enter_password(self) -> None:
        password = without_line_ends(self.password)
        if password:
            self.profiles.secrets.put_proxy_password(self.profiles.current, password)
            self.password.clear()

    def _choose_file(self) -> None:
        filters = "Certificates (*.pem *.crt *.cer)", "All files (*)"
        ask_file(self, EXTRA_CERTIFICATES, filters, lambda path: self.alter("ca_file", path))


def _left_aligned(control: QWidget) -> QWidget:
    """A widget with a control of fixed width at its left."""
    holder = QWidget(control.parentWidget())
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(control)
    line.addStretch(1)
    holder.setFocusProxy(control)
    return holder
