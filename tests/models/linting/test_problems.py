"""Problems follow the draft a moment behind, and fixes are single undo steps."""

import json

import pytest
from PySide6.QtCore import QTimer

from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.linting.problems import STALE_MS, Problems
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.plans import PlanFiles
from convert_console.services.storage.profiles import ProfileStore
from support.sending import nothing_sent_before

TEXT = '{"cid":"10000009","pid":"10000001","vid":"1","seg":{"devices":"DESK","ctry":"ro"},"ev":[]}'
NOW = 1_796_000_000.0


@pytest.fixture
def parts(tmp_path, qapp):
    document = RequestDocument()
    profiles = Profiles(ProfileStore(tmp_path), Profile(id="a", name="A", target="local"))
    store = HistoryStore(tmp_path / "history.sqlite3")
    catalog = CurrentCatalog()
    request = CurrentRequest(document, profiles)
    known = (catalog, Plans(profiles, PlanFiles()))
    problems = Problems(document, profiles, request, known, nothing_sent_before, lambda: NOW)
    document.open("a", Draft(TEXT))
    yield document, profiles, problems
    store.close()


def rules(problems: Problems) -> set[str]:
    return {problem.rule for problem in problems.all}


def test_problems_come_by_themselves_and_the_worst_first(parts, qtbot):
    document, _, problems = parts
    problems.check()
    assert {"vid-one", "ev-empty", "devices-not-list"} <= rules(problems)
    with qtbot.waitSignal(problems.changed):
        document.write(TEXT.replace('"vid":"1"', '"vid":"v"'))
    assert {"ev-empty", "devices-not-list"} <= rules(problems)
    assert "vid-one" not in rules(problems)
    ranks = [("error", "warning", "info").index(p.severity) for p in problems.all]
    assert ranks == sorted(ranks)
    assert problems.counts["error"] == ranks.count(0)


def test_problems_are_found_by_their_place(parts):
    _, _, problems = parts
    problems.check()
    assert {p.rule for p in problems.at("seg", "devices")} == {"devices-not-list"}
    assert {p.rule for p in problems.at("seg")} >= {"devices-not-list", "country-odd"}


def test_a_fix_changes_its_own_place_and_is_one_step(parts):
    document, _, problems = parts
    problems.check()
    (problem,) = problems.at("seg", "devices")
    problems.fix(problem)
    assert document.draft.text == TEXT.replace('"DESK"', '["DESK"]')
    document.undo_group.undo()
    assert document.draft.text == TEXT


def test_all_that_is_certain_is_fixed_in_one_step(parts):
    document, _, problems = parts
    problems.check()
    problems.fix_all()
    assert document.draft.text == TEXT.replace('"DESK"', '["DESK"]').replace('"ro"', '"RO"')
    document.undo_group.undo()
    assert document.draft.text == TEXT


def test_fixing_all_loses_no_id_of_a_list_in_which_others_move(parts):
    document, _, problems = parts
    goals = ["", '["1","2"]', "3, 4", "{{goal}}"]
    document.write(json.dumps({"ev": [{"evt": "hitGoal", "goals": goals}]}))
    problems.check()
    problems.fix_all()
    assert document.draft.payload["ev"][0]["goals"] == ["1", "2", "3", "4", "{{goal}}"]


def test_a_silenced_rule_says_no_more_in_this_profile(parts):
    _, profiles, problems = parts
    problems.mute("vid-one")
    problems.check()
    assert "vid-one" not in rules(problems)
    assert profiles.current.silenced == ("vid-one",)
    problems.unmute_all()
    problems.check()
    assert "vid-one" in rules(problems)


def test_errors_are_those_of_the_current_draft(parts):
    document, _, problems = parts
    problems.check()
    document.write('{"cid":')
    assert [problem.rule for problem in problems.errors_now()] == ["json-syntax"]


def long_text(last_goal: str) -> str:
    events = [
        {"evt": "hitGoal", "goals": [str(n)], "exps": ["1"], "vars": ["2"]} for n in range(2_000)
    ]
    events[-1]["goals"] = [last_goal]
    return json.dumps({"cid": "1", "ev": events})


def test_an_edit_in_the_middle_of_a_check_leaves_nothing_stale(parts, qtbot):
    document, _, problems = parts
    document.write(long_text("x1"))
    seen = []
    problems.checked.connect(lambda: seen.append(problems.at("ev", 1_999, "goals")))
    problems._since_change.restart()  # however long the writing took on a busy machine
    problems._begin()
    assert seen == []  # two thousand events take more than a slice
    with qtbot.waitSignal(problems.checked):
        document.write(long_text("5000"))
    assert seen == [[]]
    problems._begin()
    problems.check()
    qtbot.wait(20)
    assert len(seen) == 2


def test_problems_are_checked_during_long_typing(parts, qtbot):
    document, _, problems = parts
    told = []
    problems.checked.connect(lambda: told.append(document.draft.text))
    keys = QTimer(interval=STALE_MS // 5)
    keys.timeout.connect(lambda: document.write(document.draft.text + " "))
    keys.start()
    qtbot.waitUntil(lambda: len(told) > 1)
    keys.stop()
    assert told[0] != told[1]


def test_problems_of_a_new_event_are_held_back_and_yet_asked_about(parts):
    document, _, problems = parts
    document.write(TEXT.replace('"ev":[]', '"ev":[{"evt":"tr","goals":[],"r":"x"}]'))
    problems.check()
    errors = problems.errors_now()
    assert problems.at("ev", 0, "goals")
    assert problems.at("ev", 0, "r")
    problems.hold_back(frozenset({("ev", 0, "goals")}))
    assert not problems.at("ev", 0, "goals")
    assert problems.at("ev", 0, "r"), "other fields complain"
    assert problems.counts["error"] == sum(p.severity == "error" for p in problems.all)
    assert problems.errors_now() == errors
    problems.hold_back(frozenset())
    assert problems.at("ev", 0, "goals")
