"""The Rules page of a profile's settings: the tracking plan, and muted rules."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convert_console.core.plan.plan import Plan
from convert_console.core.text import visible
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.buttons import CheckBox
from convert_console.widgets.kit.dialogs import ask_file
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px

NO_PLAN = (
    "One file, YAML or JSON, says what the project sends to Convert. Requests are checked by it "
    "here and in CI. For a first draft, export rows of the history as a tracking plan."
)
NO_RULES_MUTED = (
    "No rules are muted. To mute a rule, use the menu of a problem in the list of problems. "
    "Muted rules are listed here."
)
RULES_MUTED = "These rules are muted in this profile. Clear a box to unmute its rule."


class RulesPage(SettingsPage):
    """Lists the muted rules, which can be unmuted here. A rule is muted at one of its problems."""

    def __init__(self, profiles: Profiles, plans: Plans, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self._plans = plans
        self._add_plan()
        self.add_title("Muted rules")
        self.note = self.add_note("")
        self.boxes: dict[str, CheckBox] = {}
        self._rules = QVBoxLayout()
        self._rules.setSpacing(px(4))
        self.column.addLayout(self._rules)
        self.unmute_all = QPushButton("Unmute all", self)
        self.unmute_all.setToolTip("Unmute all rules")
        self.unmute_all.clicked.connect(lambda: self.alter("silenced", ()))
        line = QHBoxLayout()
        line.addWidget(self.unmute_all)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the plan and the muted rules of the current profile."""
        super().refresh()
        self._refresh_plan()
        silenced = self.profiles.current.silenced
        self.note.setText(RULES_MUTED if silenced else NO_RULES_MUTED)
        self.unmute_all.setVisible(bool(silenced))
        if tuple(self.boxes) == silenced:
            return
        for box in self.boxes.values():
            self._rules.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {rule: self._box(rule) for rule in silenced}

    def _add_plan(self) -> None:
        self.add_title("Tracking plan")
        self.browse = self.add_file(
            "plan",
            "File",
            "YAML, JSON",
            "/path/to/plan.yaml",
            help_text="The file of the project's tracking plan",
        )
        self.browse.clicked.connect(lambda _checked: self._choose_plan())
        self.plan_note = self.add_note(NO_PLAN)
        self._plans.changed.connect(self._refresh_plan)

    def _refresh_plan(self) -> None:
        fault, plan = self._plans.fault, self._plans.value
        self.rows["plan"].set_messages([FieldMessage(fault, "error")] if fault else [])
        self.plan_note.setText(_plan_words(plan) if plan else NO_PLAN)
        self.plan_note.setVisible(not fault)

    def _choose_plan(self) -> None:
        filters = "Tracking plans (*.yaml *.yml *.json)", "All files (*)"
        ask_file(self, "Tracking plan", filters, lambda path: self.alter("plan", path))

    def _box(self, rule: str) -> CheckBox:
        box = CheckBox(rule, self)
        box.setChecked(True)
        box.clicked.connect(lambda: self._unmute(rule))
        self._rules.addWidget(box)
        box.show()
        return box

    def _unmute(self, rule: str) -> None:
        muted = tuple(other for other in self.profiles.current.silenced if other != rule)
        self.alter("silenced", muted)


def _plan_words(plan: Plan) -> str:
    """How much a plan expects, and of which project."""
    count = len(plan.expectations)
    many = f"{count:,} expectation{'' if count == 1 else 's'}"
    about = f" of project {visible(plan.project)}" if plan.project else ""
    named = f"{visible(plan.name)}: " if plan.name else ""
    return f"{named}{many}{about}. The file is read again when it changes."
