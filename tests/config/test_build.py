"""What a sound team file becomes."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from tests.config.given import LADDER, SOUND, changed, shop
from tocsin.config import ScheduleRef, Storm
from tocsin.config.process import ProcessPart, SeverityPart
from tocsin.domain.escalation.ladders import Ladder, Step
from tocsin.domain.oncall import Rotation
from tocsin.domain.people import Person
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy, SeverityPolicy


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_a_short_file_is_the_process_document(tmp_path: Path) -> None:
    """A file that changes nothing of the process leaves every default as it is."""
    team = shop(tmp_path)

    assert team.policy == DEFAULT_POLICY
    assert (team.announce, team.triage, team.platforms) == ("#incidents", "#incidents", ())
    assert team.storm == Storm(groups=10, within=minutes(5))
    assert team.default


def test_every_number_of_the_policy_can_be_set() -> None:
    """A field added to the policy must be given a key, or this test says so."""
    process = {field.name for field in fields(ProcessPolicy)}
    severity = {field.name for field in fields(SeverityPolicy)}

    sections = {
        "severities",
        "ladders",
        "rights",
        "templates",
        "calendar",
    }  # each has one of its own
    assert set(ProcessPart.model_fields) == process - sections
    assert set(SeverityPart.model_fields) - {"paging"} == severity


def test_people_and_rotations(tmp_path: Path) -> None:
    team = shop(tmp_path)

    assert team.people["ana"] == Person(
        id="ana", name="Ana", email="ana@example.com", accounts={"console": "ana"}
    )
    assert team.people["eva"].name == "eva"
    assert team.rotations[0] == Rotation(
        name="primary",
        people=("ana", "bo"),
        every="weekly",
        handoff=(0, time(9)),
        start=date(2026, 1, 5),
        timezone="Europe/Berlin",
    )


def test_a_number_is_a_fine_account(tmp_path: Path) -> None:
    team = shop(tmp_path, changed('console = "ana"', "console = 8123"))

    assert team.people["ana"].accounts == {"console": "8123"}


def test_a_schedule_kept_elsewhere(tmp_path: Path) -> None:
    text = changed('people = ["sam"]', 'schedule = "tool"\nid = "P1"') + "[schedules.tool]\n"

    team = shop(tmp_path, text)

    assert [rotation.name for rotation in team.rotations] == ["primary"]
    assert team.schedules == {"backup": ScheduleRef("tool", "P1")}


@pytest.mark.parametrize(
    ("written", "workdays"),
    [
        ('["Mon", "Tue"]', (0, 1)),
        ('["Mon-Fri"]', (0, 1, 2, 3, 4)),
        ('"Sun-Thu"', (0, 1, 2, 3, 6)),
        ('["sunday", "Mon-Wed"]', (0, 1, 2, 6)),
    ],
)
def test_the_calendar(tmp_path: Path, written: str, workdays: tuple[int, ...]) -> None:
    text = changed(
        'name = "Shop"',
        f'workdays = {written}\nholidays = ["2026-12-25", 2026-12-26]\n'
        'business_hours = "08:30-17:30"',
    )

    calendar = shop(tmp_path, text).calendar

    assert calendar.workdays == workdays
    assert calendar.holidays == {date(2026, 12, 25), date(2026, 12, 26)}
    assert calendar.hours == (time(8, 30), time(17, 30))
    assert calendar.timezone == "Europe/Berlin"


def test_contacts_and_addresses(tmp_path: Path) -> None:
    text = changed(
        'security = ["sam"]', 'security = ["sam", "sec@example.com"]\nsupport = "s@example.com"'
    )

    team = shop(tmp_path, text)

    assert team.contacts == {
        "em": ("eva",),
        "cto": ("cyrus",),
        "leadership": ("cyrus",),
        "security": ("sam",),
    }
    assert team.emails == {"security": "sec@example.com", "support": "s@example.com"}


def test_leadership_is_the_cto_and_ceo_unless_written(tmp_path: Path) -> None:
    assert shop(tmp_path, SOUND + 'ceo = "sam"\n').contacts["leadership"] == ("cyrus", "sam")
    assert shop(tmp_path, SOUND + 'leadership = ["bo"]\n').contacts["leadership"] == ("bo",)


def test_a_severity_keeps_what_it_does_not_change(tmp_path: Path) -> None:
    text = SOUND + '[severities.P2]\nlabel = "Middling"\nupdate_every = "never"\n'

    row = shop(tmp_path, text).policy.severity("P2")

    assert (row.label, row.update_every) == ("Middling", None)
    assert row.definition == DEFAULT_POLICY.severity("P2").definition


@pytest.mark.parametrize(
    ("severity", "notification", "ladder"),
    [("P1", "ticket", ""), ("P1", "notify", "P2"), ("P2", "page", "P1"), ("P0", "page", "P0")],
)
def test_another_notification_brings_a_ladder_that_fits(
    tmp_path: Path, severity: str, notification: str, ladder: str
) -> None:
    text = f'{SOUND}[severities.{severity}]\nnotification = "{notification}"\n'

    rows = shop(tmp_path, text).policy.severities

    assert {key: row.ladder for key, row in rows.items()}[severity] == ladder  # type: ignore[index]


def test_the_response_can_be_the_next_business_day(tmp_path: Path) -> None:
    text = SOUND + '[severities.P2]\nresponse = "Next business day"\n'

    assert shop(tmp_path, text).policy.severity("P2").response is None


def test_a_ladder_of_the_teams_own(tmp_path: Path) -> None:
    text = f'{SOUND}{LADDER}[severities.P0]\nladder = "night"\n'

    team = shop(tmp_path, text)

    assert team.policy.severity("P0").ladder == "night"
    assert team.policy.ladders["night"] == Ladder(
        steps=(
            Step(after=minutes(0), targets=("primary",)),
            Step(after=minutes(5), targets=("backup", "em")),
        ),
        repeats=1,
    )
    assert team.escalation["night"].strategy == "ladder"
    assert team.policy.ladders["P1"] == DEFAULT_POLICY.ladders["P1"]


def test_two_steps_may_come_at_the_same_time(tmp_path: Path) -> None:
    text = f"{SOUND}{LADDER}".replace('after = "5m"', 'after = "0m"')

    assert [step.after for step in shop(tmp_path, text).policy.ladders["night"].steps] == [
        minutes(0),
        minutes(0),
    ]


def test_clocks_and_rights(tmp_path: Path) -> None:
    text = SOUND + '[process]\ntriage_within = "90s"\nupdate_late = ["2m", "4m"]\n[rights]\n'

    policy = shop(tmp_path, text + 'close = "known"\n').policy

    assert policy.triage_within == timedelta(seconds=90)
    assert policy.update_late == (minutes(2), minutes(4))
    assert policy.rights == {**DEFAULT_POLICY.rights, "close": "known"}


def test_the_checklist_names_the_teams_own_window(tmp_path: Path) -> None:
    policy = shop(tmp_path, SOUND + '[process]\nstable_for = "20m"\n').policy

    assert dict(policy.checklist)["stable"] == "Monitored for 20 minutes (stable)"


def test_a_checklist_of_the_teams_own_is_kept_as_written(tmp_path: Path) -> None:
    text = SOUND + '[process.checklist]\nstable = "Calm"\nfixed = "Fixed"\n'

    assert shop(tmp_path, text).policy.checklist == (("stable", "Calm"), ("fixed", "Fixed"))


@pytest.mark.parametrize("written", ["false", '{ groups = 3, within = "1m" }'])
def test_the_storm_rule(tmp_path: Path, written: str) -> None:
    storm = shop(tmp_path, changed('name = "Shop"', f"storm = {written}")).storm

    assert storm == (None if written == "false" else Storm(groups=3, within=minutes(1)))


def test_paging_tools_ring_in_file_order_and_a_message_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S", "1")
    hook = 'type = "webhook"\nurl = "http://x"\nsecret = { env = "S" }\n'
    text = f'{SOUND}[paging.b]\n{hook}[paging.a]\n{hook}[severities.P1]\npaging = ["a"]\n'

    paging = shop(tmp_path, text).paging

    assert paging["P0"] == ("b", "a", "direct-message")
    assert paging["P1"] == ("a",)


def test_rooms_may_be_written_without_the_hash(tmp_path: Path) -> None:
    team = shop(tmp_path, SOUND + '[chat]\nannounce = "fire"\nplatforms = ["console"]\n')

    assert (team.announce, team.triage, team.platforms) == ("#fire", "#fire", ("console",))


def test_services(tmp_path: Path) -> None:
    text = SOUND + '[services.checkout]\ndashboards = "http://d"\nrunbook = "http://r"\n'

    service = shop(tmp_path, text).services["checkout"]

    assert (service.name, service.dashboards, service.runbook) == (
        "checkout",
        ("http://d",),
        "http://r",
    )
