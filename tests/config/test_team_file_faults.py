"""Every kind of fault in a team file: its place, what is wrong, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.config.given import SOUND, changed, load, only_problem


class Fault(NamedTuple):
    text: str
    key: str
    what: str
    fix: str


def added(text: str, key: str, what: str, fix: str) -> Fault:
    return Fault(f"{SOUND}\n{text}\n", key, what, fix)


FAULTS = {
    # ------------------------------------------------------------------ keys and their types
    "unknown section": added("[serivces]", "serivces", "Unknown section.", '"services"'),
    "unknown key": Fault(
        changed('name = "Shop"', 'nmae = "Shop"'), "team.nmae", "Unknown key.", '"name"'
    ),
    "unknown key far from any": Fault(
        changed('name = "Shop"', "zzzzzz = 1"), "team.zzzzzz", "Unknown key.", "Known keys here"
    ),
    "text without quotes": Fault(
        changed('name = "Ana"', "name = 3"), "people.ana.name", "must be a text", "quotes"
    ),
    "number for a flag": added(
        "[escalation.x]\nsteps = [{ after = '0m', targets = ['primary'] }]\nalarm = 1",
        "escalation.x.alarm",
        "true or false",
        "lower case",
    ),
    "text for a list": Fault(
        changed('people = ["ana", "bo"]', "people = 7"),
        "oncall.primary.people",
        "list of texts",
        '["ana", "bo"]',
    ),
    "value for a section": Fault(
        f"chat = 3\n{SOUND}", "chat", "must be a table", "one key = value"
    ),
    "empty text": Fault(
        changed('name = "Shop"', 'name = " "'), "team.name", "must not be empty", "leave the key"
    ),
    # ------------------------------------------------------------------------------ the team
    "time zone": Fault(
        changed("Europe/Berlin", "Europe/Bärlin"),
        "team.timezone",
        "is not a time zone",
        "Europe/Berlin",
    ),
    "business hours": Fault(
        changed('name = "Shop"', 'business_hours = "9-5"'),
        "team.business_hours",
        "not a time of day",
        "09:00",
    ),
    "hours that end early": Fault(
        changed('name = "Shop"', 'business_hours = "17:00-09:00"'),
        "team.business_hours",
        "end before they start",
        "09:00-17:00",
    ),
    "no workdays": Fault(
        changed('name = "Shop"', "workdays = []"),
        "team.workdays",
        "list of weekdays",
        '"Mon", "Tue"',
    ),
    "workday": Fault(
        changed('name = "Shop"', 'workdays = ["Mon", "Tues"]'),
        "team.workdays",
        "'Tues' is not a weekday",
        "Mon, Tue",
    ),
    "holiday": Fault(
        changed('name = "Shop"', 'holidays = ["2026-12-25", "26.12."]'),
        "team.holidays[1]",
        "'26.12.' is not a date",
        "2026-01-05",
    ),
    "storm without bound": Fault(
        changed('name = "Shop"', "storm = true"),
        "team.storm",
        "table or false",
        "groups = 10",
    ),
    "storm of nothing": Fault(
        changed('name = "Shop"', "storm = { groups = 0 }"),
        "team.storm.groups",
        "at least 1",
        "Write 1",
    ),
    "storm in no time": Fault(
        changed('name = "Shop"', 'storm = { within = "0s" }'),
        "team.storm.within",
        "too short",
        "at least 1s",
    ),
    # ------------------------------------------------------------------------------- people
    "person id": added("[people.Max]", "people.Max", "cannot be the id", "lower-case"),
    "reserved person id": added("[people.engine]", "people.engine", "cannot be", "lower-case"),
    "guest id": added("[people.guest-max]", "people.guest-max", "cannot be", "lower-case"),
    "e-mail": Fault(
        changed("ana@example.com", "ana at example.com"),
        "people.ana.email",
        "not an e-mail address",
        "ana@example.com",
    ),
    "unknown person on call": Fault(
        changed('people = ["ana", "bo"]', 'people = ["ana", "boo"]'),
        "oncall.primary.people[1]",
        'no person "boo"',
        'Did you mean "bo"?',
    ),
    "unknown contact": Fault(
        changed('em = "eva"', 'em = "ewa"'), "contacts.em", 'no person "ewa"', '"eva"'
    ),
    "account of two people": Fault(
        changed('name = "Bo"', 'name = "Bo"\naccounts = { console = "ana" }'),
        "people.bo.accounts.console",
        "account of ana too",
        "Correct one",
    ),
    # ------------------------------------------------------------------------------ on call
    "rotation": Fault(
        changed('"weekly"', '"weakly"'),
        "oncall.primary.rotation",
        '\'weakly\' is not "daily", "weekly" or "biweekly"',
        'Did you mean "weekly"?',
    ),
    "handoff": Fault(
        changed('"Mon 09:00"', '"Monday morning"'),
        "oncall.primary.handoff",
        "'morning' is not a time of day",
        "09:00",
    ),
    "start": Fault(
        changed('"2026-01-05"', '"next week"'),
        "oncall.primary.start",
        "is not a date",
        "2026-01-05",
    ),
    "start before computers": Fault(
        changed('"2026-01-05"', "0001-01-01"),
        "oncall.primary.start",
        "from 1990 to 2100",
        "2026-01-05",
    ),
    "rotation of nobody": Fault(
        changed('people = ["sam"]', "people = []"),
        "oncall.backup",
        "Nobody takes turns",
        'people = ["<person id>"]',
    ),
    "rotation and schedule": Fault(
        changed('people = ["sam"]', 'people = ["sam"]\nschedule = "tool"\nid = "P1"')
        + "[schedules.tool]\n",
        "oncall.backup",
        "both a rotation of people and a schedule",
        "Keep either",
    ),
    "schedule of no section": Fault(
        changed('people = ["sam"]', 'schedule = "pd"\nid = "P1"'),
        "oncall.backup.schedule",
        "no section [schedules.pd]",
        "none",
    ),
    "schedule without id": Fault(
        changed('people = ["sam"]', 'schedule = "tool"') + "[schedules.tool]\n",
        "oncall.backup.id",
        "id is missing",
        "id = ",
    ),
    "rotation called like a contact": added(
        '[oncall.em]\npeople = ["eva"]', "oncall.em", "name of a contact", '"em-oncall"'
    ),
    "no backup": Fault(
        changed('[oncall.backup]\npeople = ["sam"]\n', ""),
        "oncall.backup",
        "Nobody is backup on-call",
        "Add [oncall.backup]",
    ),
    # ----------------------------------------------------------------------------- contacts
    "no manager": Fault(
        changed('em = "eva"\n', ""), "contacts.em", "Engineering Manager", 'em = "<person id>"'
    ),
    "no CTO": Fault(changed('cto = "cyrus"\n', ""), "contacts.cto", "CTO", 'cto = "<person id>"'),
    "manager by e-mail": Fault(
        changed('em = "eva"', 'em = "eva@example.com"'),
        "contacts.em",
        "cannot be paged",
        "id of a person",
    ),
    "two addresses": Fault(
        changed('security = ["sam"]', 'security = ["sam", "a@example.com", "b@example.com"]'),
        "contacts.security[2]",
        "second e-mail address",
        "Keep one",
    ),
    # --------------------------------------------------------------------- rooms and services
    "announce room like an incident's": added(
        '[chat]\nannounce = "#incident-room"', "chat.announce", "room of an incident", "#incidents"
    ),
    "room with blanks": added(
        '[chat]\ntriage = "war room"', "chat.triage", "not the name of a room", "#incidents"
    ),
    "platform twice": added(
        '[chat]\nplatforms = ["console", "console"]',
        "chat.platforms[1]",
        "stands here twice",
        "Remove one",
    ),
    "service key": added(
        '[services.checkout]\nrunbok = "x"', "services.checkout.runbok", "Unknown", '"runbook"'
    ),
    "right": added('[rights]\nclose = "nobody"', "rights.close", "'nobody' is not", "Write one"),
    "verb": added('[rights]\nclsoe = "ic"', "rights.clsoe", "no such verb", '"close"'),
}


def test_the_sound_file_has_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path).problems == ()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_with_file_key_and_remedy(tmp_path: Path, fault: Fault) -> None:
    """Given one slip in a sound file, exactly that is reported, where it is."""
    problem = only_problem(load(tmp_path, fault.text))

    assert problem.file == str(tmp_path / "shop.toml")
    assert problem.key == fault.key
    assert fault.what in problem.what
    assert fault.fix in problem.fix
    assert problem.what.endswith((".", "?"))
    assert not problem.warning


@pytest.mark.parametrize(
    ("backup", "said"),
    [
        ('people = ["bo"]', "bo is primary and backup at once, from Mon 2026-01-12 on."),
        ('people = ["ana", "bo"]\nstart = "2026-01-05"', "ana is primary and backup at once"),
        ('people = ["bo", "ana"]\nstart = "2026-01-12"', "bo is primary and backup at once"),
        ('people = ["bo", "ana"]\nrotation = "daily"\nstart = "2026-01-05"', "at once, from"),
    ],
)
def test_one_person_on_two_steps_at_once_is_a_warning(
    tmp_path: Path, backup: str, said: str
) -> None:
    problem = only_problem(load(tmp_path, changed('people = ["sam"]', backup)))
    assert (problem.key, problem.warning) == ("oncall.backup.people", True)
    assert said in problem.what


def test_rotations_that_never_meet_are_none(tmp_path: Path) -> None:
    text = changed('people = ["sam"]', 'people = ["bo", "ana"]\nstart = "2026-01-05"')
    assert not load(tmp_path, text).problems


def test_security_by_mail_only_is_a_warning(tmp_path: Path) -> None:
    """A security incident goes on, but nobody is asked to take the role."""
    text = changed('security = ["sam"]', 'security = "security@example.com"')

    teams = load(tmp_path, text)

    problem = only_problem(teams)
    assert (problem.key, problem.warning) == ("contacts.security", True)
    assert "security" in teams.teams["shop"].emails
    teams.raise_if_broken()
