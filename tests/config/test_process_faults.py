"""Faults of the process itself: severities, ladders and clocks that could not be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.given import LADDER, SOUND, changed, load, only_problem

NIGHT = f'{SOUND}\n{LADDER}\n[severities.P0]\nladder = "night"\n'


def severity(text: str, key: str = "P1") -> str:
    return f"{SOUND}\n[severities.{key}]\n{text}\n"


def process(text: str) -> str:
    return f"{SOUND}\n[process]\n{text}\n"


FAULTS = {
    # --------------------------------------------------------------------------- reminders
    "reminders of nothing there is": (
        process('reminders = { triag = ["1m"] }'),
        "process.reminders.triag",
        "Nothing is owed",
        "triage",
    ),
    "too few reminders": (
        process('reminders = { handoff = ["5m"] }'),
        "process.reminders.handoff",
        "2 reminders, and 1",
        '["0s", "5m"]',
    ),
    "reminders out of order": (
        process('reminders = { triage = ["10m", "-2m", "25m"] }'),
        "process.reminders.triage",
        "not in the order",
        '["-2m", "10m", "25m"]',
    ),
    "one reminder that is no list": (
        process('reminders = { triage = "10m" }'),
        "process.reminders",
        "a table of lists",
        "handoff",
    ),
    # --------------------------------------------------------------------------- severities
    "a fifth severity": (severity("", "P4"), "severities.P4", "Unknown", "exactly four"),
    "no notification rule": (
        severity('notification = ""'),
        "severities.P1.notification",
        "is not",
        "Write one",
    ),
    "pages without a ladder": (
        severity('ladder = ""'),
        "severities.P1.ladder",
        "no ladder says whom",
        'ladder = "P1"',
    ),
    "pages with a ladder that only notifies": (
        severity('ladder = "P2"'),
        "severities.P1.ladder",
        "only sends messages",
        'ladder = "P1"',
    ),
    "notifies with a ladder that pages": (
        severity('ladder = "P1"', "P2"),
        "severities.P2.ladder",
        "only notifies people, but its ladder pages",
        'manner = "notify"',
    ),
    "ticket with a ladder": (
        severity('ladder = "P2"', "P3"),
        "severities.P3.ladder",
        "makes a ticket",
        'ladder = ""',
    ),
    "unknown ladder": (
        f'{NIGHT}\n[severities.P1]\nladder = "nigth"\n',
        "severities.P1.ladder",
        'no escalation policy "nigth"',
        '"night"',
    ),
    "unknown paging tool": (
        severity('paging = ["pd"]'),
        "severities.P1.paging[0]",
        "no section [paging.pd]",
        "direct-message",
    ),
    "no paging tool": (
        severity("paging = []"),
        "severities.P1.paging",
        "no paging tool",
        "direct-message",
    ),
    "unknown role": (
        severity('required_roles = ["ic", "boss"]'),
        "severities.P1.required_roles[1]",
        "'boss' is not",
        "Write one",
    ),
    "nobody notified": (
        severity('notify = ["ceo"]'),
        "severities.P1.notify[0]",
        'Nobody stands behind "ceo"',
        "under [contacts]",
    ),
    "updates without end": (
        severity('update_every = "0m"'),
        "severities.P1.update_every",
        "too short",
        "at least 1m",
    ),
    "response": (
        severity('response = "soon"'),
        "severities.P1.response",
        "not a duration",
        "90s, 12m",
    ),
    "duration as a number": (
        severity("update_every = 15"),
        "severities.P1.update_every",
        "must be a text",
        '"30m"',
    ),
    # ------------------------------------------------------------------------------ ladders
    "repeats without a bound": (
        changed("repeats = 1", "repeats = -1", NIGHT),
        "escalation.night.repeats",
        "at least 0",
        "Write 0",
    ),
    "repeats nearly for ever": (
        changed("repeats = 1", "repeats = 1000", NIGHT),
        "escalation.night.repeats",
        "at most 20",
        "Write 20",
    ),
    "repeats without a pause": (
        changed("repeats = 1", 'repeats = 1\nrepeat_every = "0s"', NIGHT),
        "escalation.night.repeat_every",
        "too short",
        "at least 1m",
    ),
    "a step out of order": (
        changed('after = "0m"', 'after = "10m"', NIGHT),
        "escalation.night.steps[1].after",
        "comes 5m after the start, before the one ahead of it (10m)",
        "order of their times",
    ),
    "a step without a time": (
        changed('after = "0m", ', "", NIGHT),
        "escalation.night.steps[0].after",
        "missing",
        "Add it",
    ),
    "a step for nobody": (
        changed('targets = ["primary"]', "targets = []", NIGHT),
        "escalation.night.steps[0].targets",
        "calls nobody",
        "primary",
    ),
    "a target nobody stands behind": (
        changed('"backup", "em"', '"backup", "ceo"', NIGHT),
        "escalation.night.steps[1].targets[1]",
        'Nobody stands behind "ceo"',
        "Write ceo under [contacts]",
    ),
    "a person without the at sign": (
        changed('"backup", "em"', '"backup", "eva"', NIGHT),
        "escalation.night.steps[1].targets[1]",
        'Nobody stands behind "eva"',
        '"@eva"',
    ),
    "a rotation misspelled": (
        changed('"backup", "em"', '"bakcup"', NIGHT),
        "escalation.night.steps[1].targets[0]",
        "Nobody stands behind",
        'Did you mean "backup"?',
    ),
    "no steps": (f"{SOUND}\n[escalation.x]\n", "escalation.x.steps", "missing", "Add it"),
    "an empty ladder": (
        f"{SOUND}\n[escalation.x]\nsteps = []\n",
        "escalation.x.steps",
        "calls nobody",
        "steps = [",
    ),
    "a strategy nobody installed": (
        f'{SOUND}\n[escalation.x]\nstrategy = "laddr"\n',
        "escalation.x.strategy",
        'No escalation type "laddr" is installed; installed: follow, ladder.',
        'Did you mean "ladder"?',
    ),
    "a policy without a name": (
        f'{SOUND}\n[escalation]\nstrategy = "ladder"\n',
        "escalation.strategy",
        "a name of its own",
        "[escalation.<policy>]",
    ),
    # ------------------------------------------------------------------------------- clocks
    "no time to triage": (
        process('triage_within = "0s"'),
        "process.triage_within",
        "too short",
        "at least 1s",
    ),
    "clock without a unit": (
        process('stable_for = "30"'),
        "process.stable_for",
        "not a duration",
        "12m",
    ),
    "an unknown clock": (
        process('stable_fro = "30m"'),
        "process.stable_fro",
        "Unknown key",
        '"stable_for"',
    ),
    "reminders without end": (
        process("missed_updates = 1000"),
        "process.missed_updates",
        "at most 100",
        "Write 100",
    ),
    "a reminder before the update ahead": (
        process('update_lead = "15m"'),
        "process.update_lead",
        "P0 is updated every 15m",
        "shorter",
    ),
    "late before later": (
        process('update_late = ["10m", "5m"]'),
        "process.update_late",
        "not longer",
        "in order",
    ),
    "an empty checklist": (
        process("checklist = {}"),
        "process.checklist",
        "table of items",
        "fixed = ",
    ),
    "a severity nobody knows": (
        process('assume_unknown = "p1"'),
        "process.assume_unknown",
        "'p1' is not",
        'Did you mean "P1"?',
    ),
}


@pytest.mark.parametrize(("text", "key", "what", "fix"), FAULTS.values(), ids=FAULTS.keys())
def test_a_process_that_cannot_be_kept_is_refused(
    tmp_path: Path, text: str, key: str, what: str, fix: str
) -> None:
    """Given one such fault, exactly that is reported, where it is, with a way out."""
    problem = only_problem(load(tmp_path, text))

    assert (problem.file, problem.key) == (str(tmp_path / "shop.toml"), key)
    assert what in problem.what
    assert fix in problem.fix
    assert not problem.warning


def test_a_required_role_needs_somebody_who_can_take_it(tmp_path: Path) -> None:
    """A severity that requires security, with nobody behind it, is refused."""
    text = changed('security = ["sam"]\n', "") + '[severities.P1]\nrequired_roles = ["security"]\n'

    faults = [problem for problem in load(tmp_path, text).problems if not problem.warning]

    assert [fault.key for fault in faults] == ["severities.P1.required_roles"]
    assert 'Nobody can fill the role "security" that P1 requires.' in faults[0].what


def test_a_team_without_anybody_is_refused(tmp_path: Path) -> None:
    """An empty file is told everything it lacks, not only the first."""
    keys = {problem.key for problem in load(tmp_path, "").problems}

    assert {"contacts.em", "contacts.cto", "oncall.primary", "oncall.backup"} <= keys
    assert "severities.P0.required_roles" in keys


@pytest.mark.parametrize(
    ("name", "fix"),
    [("night", 'ladder = "night" under a severity'), ("p1", 'Did you mean "P1"?')],
)
def test_a_policy_no_severity_uses_is_never_reached(tmp_path: Path, name: str, fix: str) -> None:
    text = f"{SOUND}\n{LADDER}".replace("escalation.night", f"escalation.{name}")
    problem = only_problem(load(tmp_path, text))

    assert (problem.key, problem.warning) == (f"escalation.{name}", True)
    assert "none of its steps is reached" in problem.what
    assert fix in problem.fix
